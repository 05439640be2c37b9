-- Answers of runs (derived: a replay gives them again), and the records of places (facts).

CREATE TABLE commissioning_answer (
    run TEXT PRIMARY KEY REFERENCES projection_run (id),
    plan TEXT NOT NULL,
    measure TEXT NOT NULL,
    confidence DOUBLE PRECISION NOT NULL,
    attainable INTEGER NOT NULL,
    best DOUBLE PRECISION NOT NULL,
    feasible INTEGER NOT NULL,
    attainable_supply DOUBLE PRECISION NOT NULL,
    needed_supply DOUBLE PRECISION NOT NULL
);

CREATE TABLE commissioning_places (
    run TEXT NOT NULL REFERENCES commissioning_answer (run),
    seq INTEGER NOT NULL,
    year INTEGER NOT NULL,
    route TEXT NOT NULL,
    label TEXT NOT NULL,
    recommended DOUBLE PRECISION NOT NULL,
    median DOUBLE PRECISION NOT NULL,
    low50 DOUBLE PRECISION NOT NULL,
    high50 DOUBLE PRECISION NOT NULL,
    low80 DOUBLE PRECISION NOT NULL,
    high80 DOUBLE PRECISION NOT NULL,
    low90 DOUBLE PRECISION NOT NULL,
    high90 DOUBLE PRECISION NOT NULL,
    least DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (run, seq)
);

CREATE TABLE commissioning_frontier (
    run TEXT NOT NULL REFERENCES commissioning_answer (run),
    seq INTEGER NOT NULL,
    confidence DOUBLE PRECISION NOT NULL,
    attainable INTEGER NOT NULL,
    level DOUBLE PRECISION NOT NULL,
    places DOUBLE PRECISION NOT NULL,
    cost DOUBLE PRECISION NOT NULL,
    probability DOUBLE PRECISION NOT NULL,
    expected_shortage DOUBLE PRECISION NOT NULL,
    cvar DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (run, seq)
);

CREATE TABLE commissioning_chain (
    run TEXT NOT NULL REFERENCES commissioning_answer (run),
    seq INTEGER NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    unit TEXT NOT NULL,
    formula TEXT NOT NULL,
    value DOUBLE PRECISION,
    PRIMARY KEY (run, seq)
);

CREATE TABLE commissioning_binding (
    run TEXT NOT NULL REFERENCES commissioning_answer (run),
    seq INTEGER NOT NULL,
    limit_kind TEXT NOT NULL,
    route TEXT NOT NULL,
    year INTEGER NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    worth DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (run, seq)
);

-- Requested, recommended, approved and filled places are separate records.
CREATE TABLE commissioning_record (
    plan TEXT NOT NULL,
    year INTEGER NOT NULL,
    route TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('requested', 'recommended', 'approved', 'filled')),
    places DOUBLE PRECISION NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_on TEXT NOT NULL,
    PRIMARY KEY (plan, year, route, kind)
);

-- Every step from one record to the next that changed the number: by whom and why.
CREATE TABLE commissioning_adjustment (
    id INTEGER PRIMARY KEY,
    plan TEXT NOT NULL,
    year INTEGER NOT NULL,
    route TEXT NOT NULL,
    from_kind TEXT NOT NULL,
    to_kind TEXT NOT NULL,
    places_before DOUBLE PRECISION NOT NULL,
    places_after DOUBLE PRECISION NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    adjusted_on TEXT NOT NULL
);
