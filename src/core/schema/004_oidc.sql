-- What the identity provider publishes, kept for a while so that a sign-in does not ask for it
-- anew, and the back-channel logout tokens that were accepted, so that each works once. Times are
-- seconds since 1970. Several processes share both.

CREATE TABLE oidc_published (
    issuer TEXT PRIMARY KEY,
    discovery TEXT NOT NULL,
    discovery_at BIGINT NOT NULL,
    keys TEXT NOT NULL,
    keys_at BIGINT NOT NULL
);

CREATE TABLE oidc_seen_token (
    id TEXT PRIMARY KEY,
    until BIGINT NOT NULL
);
