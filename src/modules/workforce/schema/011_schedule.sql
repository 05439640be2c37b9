-- Reports that are sent by letter: to whom, of what, and on which day of each month. sent_on is the
-- last day on which a letter went; '' never.

CREATE TABLE workforce_schedule (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    region TEXT NOT NULL REFERENCES org_organisation (id),
    organisation TEXT NOT NULL,
    day INTEGER NOT NULL CHECK (day BETWEEN 1 AND 28),
    made_by TEXT NOT NULL,
    made_on TEXT NOT NULL,
    sent_on TEXT NOT NULL,
    UNIQUE (person, region, organisation)
);
