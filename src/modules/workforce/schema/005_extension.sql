-- More time for one organisation: the last row counts. Together with who is asked that gives the
-- view workforce_due.

CREATE TABLE workforce_extension (
    id INTEGER PRIMARY KEY,
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    due TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    who TEXT NOT NULL
);
-- append-only: workforce_extension
CREATE INDEX workforce_extension_of ON workforce_extension (collection, organisation);

-- That somebody spoke to those whose return has not come; letters are in workforce_reminder.
CREATE TABLE workforce_contact (
    id INTEGER PRIMARY KEY,
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    on_day TEXT NOT NULL,
    how TEXT NOT NULL,
    note TEXT NOT NULL,
    who TEXT NOT NULL
);
