-- The caseload-weighting tool: a council's scheme of points in versions, its workers and cases
-- under pseudonyms, and what was weighed when. There is no column that could hold who a client
-- or a worker is.

CREATE TABLE caseload_scheme (
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    version INTEGER NOT NULL,
    title_en TEXT NOT NULL,
    title_cy TEXT NOT NULL,
    under_points DOUBLE PRECISION NOT NULL,
    over_points DOUBLE PRECISION NOT NULL,
    reason TEXT NOT NULL,
    made_on TEXT NOT NULL,
    made_by TEXT NOT NULL,
    PRIMARY KEY (organisation, version)
);
-- append-only: caseload_scheme

-- A row with level '' names the factor. seq keeps the order of the file.
CREATE TABLE caseload_level (
    organisation TEXT NOT NULL,
    version INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    factor TEXT NOT NULL,
    level TEXT NOT NULL,
    label_en TEXT NOT NULL,
    label_cy TEXT NOT NULL,
    points DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (organisation, version, factor, level)
);
-- append-only: caseload_level

-- hours: for casework a week, as answered: a number, NK or nothing. ended_on '' = still there.
CREATE TABLE caseload_worker (
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    worker TEXT NOT NULL,
    wte DOUBLE PRECISION NOT NULL,
    hours TEXT NOT NULL,
    ended_on TEXT NOT NULL,
    PRIMARY KEY (organisation, worker)
);

CREATE TABLE caseload_case (
    organisation TEXT NOT NULL,
    reference TEXT NOT NULL,
    worker TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    closed_on TEXT NOT NULL,
    PRIMARY KEY (organisation, reference)
);

-- A factor without a row has not been judged yet.
CREATE TABLE caseload_case_level (
    organisation TEXT NOT NULL,
    reference TEXT NOT NULL,
    factor TEXT NOT NULL,
    level TEXT NOT NULL,
    PRIMARY KEY (organisation, reference, factor)
);

-- What was weighed on a day; available: WTE left for casework. starting: by the starting proposal.
CREATE TABLE caseload_snapshot (
    id INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    taken_on TEXT NOT NULL,
    version INTEGER NOT NULL,
    starting INTEGER NOT NULL CHECK (starting IN (0, 1)),
    workers INTEGER NOT NULL,
    cases INTEGER NOT NULL,
    unweighed INTEGER NOT NULL,
    weighted DOUBLE PRECISION NOT NULL,
    wte DOUBLE PRECISION NOT NULL,
    available DOUBLE PRECISION NOT NULL,
    over_points DOUBLE PRECISION NOT NULL,
    note TEXT NOT NULL,
    taken_by TEXT NOT NULL
);
-- append-only: caseload_snapshot

CREATE TABLE caseload_snapshot_worker (
    snapshot INTEGER NOT NULL REFERENCES caseload_snapshot (id),
    worker TEXT NOT NULL,
    wte DOUBLE PRECISION NOT NULL,
    available DOUBLE PRECISION NOT NULL,
    cases INTEGER NOT NULL,
    weighted DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (snapshot, worker)
);
-- append-only: caseload_snapshot_worker

-- Whether a council's newest snapshot counts in the region's. No row: it does not.
CREATE TABLE caseload_share (
    organisation TEXT PRIMARY KEY REFERENCES org_organisation (id),
    shares INTEGER NOT NULL CHECK (shares IN (0, 1)),
    decided_on TEXT NOT NULL,
    decided_by TEXT NOT NULL
);
