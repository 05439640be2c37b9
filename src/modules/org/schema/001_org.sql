-- Organisations. An id is for ever; names, groups and the organisation itself carry dates
-- (valid_from inclusive, valid_to inclusive, '' = open). Every row says where it comes from.

CREATE TABLE org_organisation (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    ons_code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    source TEXT NOT NULL,
    source_date TEXT NOT NULL
);

CREATE TABLE org_name (
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    valid_from TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_cy TEXT NOT NULL,
    PRIMARY KEY (organisation, valid_from)
);

CREATE TABLE org_membership (
    member TEXT NOT NULL REFERENCES org_organisation (id),
    parent TEXT NOT NULL REFERENCES org_organisation (id),
    role TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    source TEXT NOT NULL,
    source_date TEXT NOT NULL,
    PRIMARY KEY (member, parent, role, valid_from)
);
CREATE INDEX org_membership_parent ON org_membership (parent);

CREATE TABLE org_population (
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    year INTEGER NOT NULL,
    population INTEGER NOT NULL,
    source TEXT NOT NULL,
    source_date TEXT NOT NULL,
    PRIMARY KEY (organisation, year)
);

CREATE TABLE org_succession (
    predecessor TEXT NOT NULL REFERENCES org_organisation (id),
    successor TEXT NOT NULL REFERENCES org_organisation (id),
    kind TEXT NOT NULL CHECK (kind IN ('rename', 'merge', 'split', 'transfer')),
    on_date TEXT NOT NULL,
    share DOUBLE PRECISION NOT NULL,
    note TEXT NOT NULL,
    source TEXT NOT NULL,
    source_date TEXT NOT NULL,
    PRIMARY KEY (predecessor, successor, on_date)
);
