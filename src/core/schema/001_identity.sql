-- Who may do what. Roles and their rights are data (data/roles.csv, data/access.csv); a role is
-- held by a person in an organisation for a period. Moments are seconds since 1970 (UTC).

CREATE TABLE core_role (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    name_en TEXT NOT NULL,
    name_cy TEXT NOT NULL,
    kinds TEXT NOT NULL
);

CREATE TABLE core_right (
    role TEXT NOT NULL REFERENCES core_role (id),
    permission TEXT NOT NULL,
    reach TEXT NOT NULL,
    PRIMARY KEY (role, permission)
);

CREATE TABLE core_person (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    password TEXT NOT NULL,
    totp TEXT NOT NULL,
    totp_step BIGINT NOT NULL,
    sample INTEGER NOT NULL CHECK (sample IN (0, 1)),
    disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    made_on TEXT NOT NULL,
    made_by TEXT NOT NULL
);

-- valid_to inclusive, '' = open. given_by is a person, or 'group' where an identity provider's
-- group gives the role.
CREATE TABLE core_grant (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES core_person (id),
    role TEXT NOT NULL REFERENCES core_role (id),
    organisation TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_on TEXT NOT NULL
);
CREATE INDEX core_grant_person ON core_grant (person);

-- One-time links: to set a password, or to confirm an address. Only the hash of the link is kept.
CREATE TABLE core_invitation (
    hash TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES core_person (id),
    expires BIGINT NOT NULL,
    used BIGINT NOT NULL,
    made_on TEXT NOT NULL,
    made_by TEXT NOT NULL
);

CREATE TABLE core_recovery_code (
    person TEXT NOT NULL REFERENCES core_person (id),
    hash TEXT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (person, hash)
);

-- A person as an identity provider knows them.
CREATE TABLE core_identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES core_person (id),
    linked_on TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

-- Only hashes of what the browser or the caller holds are kept.
CREATE TABLE core_session (
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL REFERENCES core_person (id),
    made BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    proved BIGINT NOT NULL,
    method TEXT NOT NULL,
    agent TEXT NOT NULL,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    sid TEXT NOT NULL
);
CREATE INDEX core_session_person ON core_session (person);

CREATE TABLE core_token (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL REFERENCES core_person (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    expires BIGINT NOT NULL,
    used BIGINT NOT NULL,
    revoked INTEGER NOT NULL CHECK (revoked IN (0, 1)),
    made_on TEXT NOT NULL
);
CREATE INDEX core_token_person ON core_token (person);

-- Keys that every process of an installation shares, made when they are first needed.
CREATE TABLE core_key (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
