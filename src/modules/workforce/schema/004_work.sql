-- How a return comes to count: it is worked on as a draft, submitted by one person, approved by
-- another, and accepted by whoever collects. Only what was accepted is a version
-- (workforce_return); what is worked on stands beside it and changes nothing until then.

ALTER TABLE workforce_return ADD COLUMN digest TEXT NOT NULL DEFAULT '';

-- No row: nobody has begun, or what was accepted has not been touched since. digest is that of the
-- text that was signed off, '' when nothing is.
CREATE TABLE workforce_work (
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'queried', 'resubmitted',
        'approved', 'accepted', 'locked')),
    digest TEXT NOT NULL,
    submitted_on TEXT NOT NULL,
    submitted_by TEXT NOT NULL,
    submitted_name TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_name TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (collection, organisation)
);

-- What happened to a return. version is the one that an acceptance made, else 0.
CREATE TABLE workforce_event (
    id INTEGER PRIMARY KEY,
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    who TEXT NOT NULL,
    from_status TEXT NOT NULL,
    to_status TEXT NOT NULL,
    reason TEXT NOT NULL,
    digest TEXT NOT NULL,
    version INTEGER NOT NULL
);
-- append-only: workforce_event
CREATE INDEX workforce_event_of ON workforce_event (collection, organisation);

-- What was stored before there was a workflow has been accepted.
INSERT INTO workforce_event (collection, organisation, at, person, who, from_status, to_status,
    reason, digest, version)
SELECT collection, organisation, imported_on || 'T00:00:00Z', '', imported_by, 'not started',
    'accepted', '', '', version
FROM workforce_return ORDER BY id;

-- The cells of a return that is worked on, as they were written: '' blank, 'NK', 'n/a', or a
-- value, which may still be wrong. file and line say where a cell that came in a file was read.
CREATE TABLE workforce_draft_cell (
    collection TEXT NOT NULL,
    organisation TEXT NOT NULL,
    block TEXT NOT NULL,
    row_key TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (collection, organisation, block, row_key, field),
    FOREIGN KEY (collection, organisation) REFERENCES workforce_work (collection, organisation)
);

-- Every change of a cell. was or became is NULL where there was no cell before, or none is left.
CREATE TABLE workforce_cell_change (
    id INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    organisation TEXT NOT NULL,
    block TEXT NOT NULL,
    row_key TEXT NOT NULL,
    field TEXT NOT NULL,
    was TEXT,
    became TEXT,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    who TEXT NOT NULL,
    how TEXT NOT NULL
);
-- append-only: workforce_cell_change
CREATE INDEX workforce_cell_change_of ON workforce_cell_change (collection, organisation);

-- What somebody says about a cell; the last one is shown, '' takes it back.
CREATE TABLE workforce_cell_note (
    id INTEGER PRIMARY KEY,
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    block TEXT NOT NULL,
    row_key TEXT NOT NULL,
    field TEXT NOT NULL,
    note TEXT NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    who TEXT NOT NULL
);
-- append-only: workforce_cell_note
CREATE INDEX workforce_cell_note_of ON workforce_cell_note (collection, organisation);

-- Who has a block open to change it; shown to the others, and no lock. until is a moment.
CREATE TABLE workforce_presence (
    collection TEXT NOT NULL,
    organisation TEXT NOT NULL,
    person TEXT NOT NULL,
    who TEXT NOT NULL,
    block TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (collection, organisation, person)
);
