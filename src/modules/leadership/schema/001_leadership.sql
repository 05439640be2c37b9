-- The principal posts, their strategic meetings, the employer standards and the parity of
-- occupational therapy with social work. Nobody is named: a post is a role of an organisation.
-- Entries are only ever added. The newest of a key is in force; an earlier one is what was
-- believed before it was corrected. A number is kept as it was answered: a number, NK, n/a or
-- nothing, which are four different answers.

-- state: in-post, interim, vacant or none from the day valid_from on, until the next such day.
CREATE TABLE leadership_post (
    id INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    post TEXT NOT NULL CHECK (post IN ('principal-ot', 'principal-social-worker')),
    valid_from TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('in-post', 'interim', 'vacant', 'none')),
    wte TEXT NOT NULL,
    grade TEXT NOT NULL,
    reports_to TEXT NOT NULL,
    tiers TEXT NOT NULL,
    senior_team TEXT NOT NULL,
    strategic_hours TEXT NOT NULL,
    caseload TEXT NOT NULL,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    reason TEXT NOT NULL,
    source TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    recorded_by TEXT NOT NULL
);
-- append-only: leadership_post

CREATE INDEX leadership_post_of ON leadership_post (organisation, post, valid_from);

-- One meeting to which the post's holder was nominated. attended: yes, no or NK; absence: why not.
CREATE TABLE leadership_meeting (
    id INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    post TEXT NOT NULL CHECK (post IN ('principal-ot', 'principal-social-worker')),
    held_on TEXT NOT NULL,
    meeting TEXT NOT NULL,
    attended TEXT NOT NULL CHECK (attended IN ('yes', 'no', 'NK')),
    absence TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    recorded_by TEXT NOT NULL
);
-- append-only: leadership_meeting

CREATE INDEX leadership_meeting_of ON leadership_meeting (organisation, held_on);

-- How far a council meets one of the eight employer standards in a year, by its own judgement.
CREATE TABLE leadership_standard (
    id INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    year INTEGER NOT NULL,
    standard TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL CHECK (score BETWEEN 0 AND 100),
    evidence TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    recorded_by TEXT NOT NULL
);
-- append-only: leadership_standard

CREATE INDEX leadership_standard_of ON leadership_standard (organisation, year);

-- A value of the parity sheet that neither the register nor a return gives.
CREATE TABLE leadership_parity (
    id INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    indicator TEXT NOT NULL,
    profession TEXT NOT NULL CHECK (profession IN ('ot', 'social-work')),
    as_at TEXT NOT NULL,
    value TEXT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    recorded_by TEXT NOT NULL
);
-- append-only: leadership_parity

CREATE INDEX leadership_parity_of ON leadership_parity (organisation, indicator);
