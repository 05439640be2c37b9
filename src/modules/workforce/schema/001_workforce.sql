-- Collections and the returns to them. A return that has not come has no row: "not received" is
-- an absence here and a word everywhere else, never a zero.

CREATE TABLE workforce_collection (
    id TEXT PRIMARY KEY,
    form TEXT NOT NULL,
    region TEXT NOT NULL REFERENCES org_organisation (id),
    title_en TEXT NOT NULL,
    title_cy TEXT NOT NULL,
    as_at TEXT NOT NULL,
    opens TEXT NOT NULL,
    due TEXT NOT NULL,
    synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
    source TEXT NOT NULL,
    source_date TEXT NOT NULL
);

CREATE TABLE workforce_expected (
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    PRIMARY KEY (collection, organisation)
);

-- Every import makes a new version; the highest is the one in force.
CREATE TABLE workforce_return (
    id INTEGER PRIMARY KEY,
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    version INTEGER NOT NULL,
    received_on TEXT NOT NULL,
    imported_on TEXT NOT NULL,
    imported_by TEXT NOT NULL,
    UNIQUE (collection, organisation, version)
);

-- state: value, blank, not known, not applicable. number is set for numeric values, text for
-- codes, days and notes. file and line say where the cell was read.
CREATE TABLE workforce_cell (
    return_id INTEGER NOT NULL REFERENCES workforce_return (id),
    block TEXT NOT NULL,
    row_key TEXT NOT NULL,
    field TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('value', 'blank', 'not known', 'not applicable')),
    number DOUBLE PRECISION,
    text TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (return_id, block, row_key, field)
);

-- Problems of the return in force (warnings), or of the last refused attempt (errors too).
CREATE TABLE workforce_problem (
    collection TEXT NOT NULL,
    organisation TEXT NOT NULL,
    seq INTEGER NOT NULL,
    refused INTEGER NOT NULL CHECK (refused IN (0, 1)),
    code TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    value TEXT NOT NULL,
    row_key TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (collection, organisation, seq)
);

-- A warning accepted with a reason and a name; next year's run can quote it.
CREATE TABLE workforce_acceptance (
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    code TEXT NOT NULL,
    row_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    accepted_by TEXT NOT NULL,
    accepted_on TEXT NOT NULL,
    PRIMARY KEY (collection, organisation, code, row_key)
);

-- Attempts that were refused, so that the one who chases sees them.
CREATE TABLE workforce_refusal (
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    refused_on TEXT NOT NULL,
    tried_by TEXT NOT NULL,
    errors INTEGER NOT NULL,
    PRIMARY KEY (collection, organisation)
);
