-- Who is in an organisation's return, so that a person who is in two of them is found. The number
-- of the register is not kept: mark is its HMAC under a secret of this installation, and another
-- one in every collection.
CREATE TABLE workforce_person (
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    mark TEXT NOT NULL,
    role TEXT NOT NULL,
    wte DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (collection, organisation, mark)
);

-- What two organisations have said about a person that both returned. one is before other in the
-- order of ids; counts: 'one', 'other' or 'split'.
CREATE TABLE workforce_pair (
    collection TEXT NOT NULL,
    mark TEXT NOT NULL,
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    counts TEXT NOT NULL CHECK (counts IN ('one', 'other', 'split')),
    state TEXT NOT NULL CHECK (state IN ('proposed', 'agreed', 'disputed')),
    proposed_for TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (collection, mark, one, other)
);
