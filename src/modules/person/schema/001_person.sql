-- The people of an example, in the order in which its sign-in page offers them. A database that
-- is no example has no row.

CREATE TABLE person_sample (
    person TEXT PRIMARY KEY REFERENCES core_person (id),
    seq INTEGER NOT NULL,
    place TEXT NOT NULL
);
