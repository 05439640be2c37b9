-- Who did what. Each row holds the hash of the row before it, so that a change of the past is
-- seen by whoever computes the chain again (pont audit verify).

CREATE TABLE core_audit (
    seq BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    who TEXT NOT NULL,
    second TEXT NOT NULL,
    action TEXT NOT NULL,
    organisation TEXT NOT NULL,
    object TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason TEXT NOT NULL,
    origin TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX core_audit_person ON core_audit (person);
CREATE INDEX core_audit_object ON core_audit (object);
-- append-only: core_audit

-- What waits for a second person. input is the action's fields as a flat JSON object.
CREATE TABLE core_approval (
    id TEXT PRIMARY KEY,
    module TEXT NOT NULL,
    action TEXT NOT NULL,
    organisation TEXT NOT NULL,
    input TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_name TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'declined')),
    decided_by TEXT NOT NULL,
    decided_name TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    reason TEXT NOT NULL
);
