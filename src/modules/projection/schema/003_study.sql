-- Studies of a plan: its scenarios, what changes its number most, how it did against the past.
-- A study keeps its tables cell by cell, with what it was made from.

CREATE TABLE projection_study (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    plan TEXT NOT NULL,
    kind TEXT NOT NULL,
    input_digest TEXT NOT NULL,
    seed BIGINT NOT NULL,
    runs INTEGER NOT NULL,
    version TEXT NOT NULL,
    made_on TEXT NOT NULL,
    made_by TEXT NOT NULL
);

CREATE TABLE projection_study_cell (
    study TEXT NOT NULL REFERENCES projection_study (id),
    part TEXT NOT NULL,
    seq INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (study, part, seq, column_name)
);
