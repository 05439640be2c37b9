-- Signing in, while it goes on. Moments are seconds since 1970 (UTC); what a browser holds is
-- kept as its hash.

-- Tries that went wrong, by what was tried (the hash of an address) and from where.
CREATE TABLE account_try (
    id TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
);

-- The password was right, and the second factor is asked for.
CREATE TABLE account_half (
    visit TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES core_person (id),
    return_to TEXT NOT NULL,
    made BIGINT NOT NULL
);

-- The browser is at the identity provider.
CREATE TABLE account_attempt (
    visit TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    started BIGINT NOT NULL,
    again INTEGER NOT NULL CHECK (again IN (0, 1)),
    return_to TEXT NOT NULL
);
