-- Plans. A plan's tables are those of a model folder (docs/model/folder.md): one row here is one
-- cell of one of its files, so that the database and the folder say the same.

CREATE TABLE projection_plan (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    collection TEXT NOT NULL,
    made_on TEXT NOT NULL,
    made_by TEXT NOT NULL
);

CREATE TABLE projection_cell (
    plan TEXT NOT NULL REFERENCES projection_plan (id),
    part TEXT NOT NULL,
    seq INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (plan, part, seq, column_name)
);

-- What a return said that went into an assumption.
CREATE TABLE projection_evidence (
    plan TEXT NOT NULL REFERENCES projection_plan (id),
    assumption TEXT NOT NULL,
    seq INTEGER NOT NULL,
    role TEXT NOT NULL,
    collection TEXT NOT NULL,
    organisation TEXT NOT NULL,
    formula TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (plan, assumption, seq)
);

-- Changes of an assumption by hand: who, when, from what to what, and why.
CREATE TABLE projection_change (
    id INTEGER PRIMARY KEY,
    plan TEXT NOT NULL REFERENCES projection_plan (id),
    assumption TEXT NOT NULL,
    value_before TEXT NOT NULL,
    value_after TEXT NOT NULL,
    distribution_before TEXT NOT NULL,
    distribution_after TEXT NOT NULL,
    reason TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_on TEXT NOT NULL
);

-- A run holds its whole input, so that it can be replayed when the plan has moved on.
CREATE TABLE projection_run (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    plan TEXT NOT NULL,
    input TEXT NOT NULL,
    input_digest TEXT NOT NULL,
    seed BIGINT NOT NULL,
    draws INTEGER NOT NULL,
    version TEXT NOT NULL,
    result_digest TEXT NOT NULL,
    run_on TEXT NOT NULL,
    run_by TEXT NOT NULL
);

CREATE TABLE projection_outcome (
    run TEXT NOT NULL REFERENCES projection_run (id),
    seq INTEGER NOT NULL,
    quantity TEXT NOT NULL,
    line TEXT NOT NULL,
    group_id TEXT NOT NULL,
    year INTEGER NOT NULL,
    central DOUBLE PRECISION NOT NULL,
    mean DOUBLE PRECISION NOT NULL,
    q05 DOUBLE PRECISION NOT NULL,
    q10 DOUBLE PRECISION NOT NULL,
    q25 DOUBLE PRECISION NOT NULL,
    q50 DOUBLE PRECISION NOT NULL,
    q75 DOUBLE PRECISION NOT NULL,
    q90 DOUBLE PRECISION NOT NULL,
    q95 DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (run, seq)
);
