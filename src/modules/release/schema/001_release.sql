-- Agreements on sharing, and what was released under them. A release's content is one text: its
-- digest and signature are of these bytes, and nothing else in these tables is evidence.

CREATE TABLE release_agreement (
    id TEXT PRIMARY KEY,
    from_org TEXT NOT NULL REFERENCES org_organisation (id),
    to_org TEXT NOT NULL,
    region TEXT NOT NULL REFERENCES org_organisation (id),
    title_en TEXT NOT NULL,
    title_cy TEXT NOT NULL,
    purpose TEXT NOT NULL,
    basis TEXT NOT NULL,
    collections TEXT NOT NULL,
    fields TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('organisation', 'group', 'national')),
    grouping_kind TEXT NOT NULL,
    least INTEGER NOT NULL,
    least_returns INTEGER NOT NULL,
    rounding INTEGER NOT NULL,
    retention_until TEXT NOT NULL,
    review_on TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'in-force', 'ended')),
    made_by TEXT NOT NULL,
    made_on TEXT NOT NULL
);

CREATE TABLE release_agreement_event (
    agreement TEXT NOT NULL REFERENCES release_agreement (id),
    seq INTEGER NOT NULL,
    happened_on TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (agreement, seq)
);
-- append-only: release_agreement_event

-- content and digest never change; status, signature and the three names with their times do.
-- findings: what the attacker found, as CSV, for those who share.
CREATE TABLE release_release (
    id TEXT PRIMARY KEY,
    agreement TEXT NOT NULL REFERENCES release_agreement (id),
    seq INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'withdrawn')),
    verdict TEXT NOT NULL CHECK (verdict IN ('exact', 'safe', 'unsafe')),
    findings TEXT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL,
    cells INTEGER NOT NULL,
    withheld INTEGER NOT NULL,
    previous TEXT NOT NULL,
    signature TEXT NOT NULL,
    public_key TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    published_by TEXT NOT NULL,
    published_at TEXT NOT NULL,
    withdrawn_by TEXT NOT NULL,
    withdrawn_at TEXT NOT NULL,
    withdrawn_why TEXT NOT NULL,
    UNIQUE (agreement, seq)
);

-- Which version of each return is in it; version 0: not received.
CREATE TABLE release_source (
    release TEXT NOT NULL REFERENCES release_release (id),
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    return_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (release, collection, organisation)
);
-- append-only: release_source

CREATE TABLE release_download (
    id INTEGER PRIMARY KEY,
    release TEXT NOT NULL REFERENCES release_release (id),
    taken_at TEXT NOT NULL,
    person TEXT NOT NULL,
    who TEXT NOT NULL,
    format TEXT NOT NULL
);
-- append-only: release_download

-- Who was reminded of a review, for which day.
CREATE TABLE release_reminder (
    agreement TEXT NOT NULL REFERENCES release_agreement (id),
    review_on TEXT NOT NULL,
    reminded_on TEXT NOT NULL,
    letters INTEGER NOT NULL,
    PRIMARY KEY (agreement, review_on)
);
