-- Forms: what a collection asks, as the CSV files that define it. A published version never
-- changes; a draft may be imported again.

CREATE TABLE form_version (
    form TEXT NOT NULL,
    version INTEGER NOT NULL,
    published INTEGER NOT NULL CHECK (published IN (0, 1)),
    owner TEXT NOT NULL,
    digest TEXT NOT NULL,
    changed_on TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (form, version)
);

CREATE TABLE form_file (
    form TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (form, version, name),
    FOREIGN KEY (form, version) REFERENCES form_version (form, version)
);
