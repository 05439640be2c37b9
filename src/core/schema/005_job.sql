-- Work that is done once, and work that is done later. Moments are seconds since 1970 (UTC).

-- Answers of requests that carried a key, so that sending them again does nothing twice. status 0
-- means that the request is being worked on by `holder`.
CREATE TABLE core_idempotency (
    hash TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    holder TEXT NOT NULL,
    status INTEGER NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    location TEXT NOT NULL,
    made BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX core_idempotency_expires ON core_idempotency (expires);

-- An action that runs in the background for who asked. input is the action's fields as a flat
-- JSON object, scopes those of the API token that asked ('' = none was used). A running job
-- belongs to `holder`, who says at least once a minute that it lives (beat).
CREATE TABLE core_job (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    who TEXT NOT NULL,
    scopes TEXT NOT NULL,
    origin TEXT NOT NULL,
    lang TEXT NOT NULL,
    module TEXT NOT NULL,
    action TEXT NOT NULL,
    organisation TEXT NOT NULL,
    input TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    stop INTEGER NOT NULL CHECK (stop IN (0, 1)),
    holder TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    beat BIGINT NOT NULL,
    step TEXT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    made BIGINT NOT NULL,
    began BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    message TEXT NOT NULL,
    reply TEXT NOT NULL,
    page TEXT NOT NULL,
    next TEXT NOT NULL
);
CREATE INDEX core_job_state ON core_job (state, made);
CREATE INDEX core_job_person ON core_job (person);

-- Files sent with a job, as base64; they go when it ends.
CREATE TABLE core_job_file (
    job TEXT NOT NULL REFERENCES core_job (id),
    seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    bytes TEXT NOT NULL,
    PRIMARY KEY (job, seq)
);

-- Who does what only one process may do, until when.
CREATE TABLE core_lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL
);
