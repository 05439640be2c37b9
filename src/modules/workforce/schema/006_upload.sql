-- Files that somebody sent and has not confirmed yet: kept here until they do, or until the moment
-- they expire, so that what is written is what they saw the difference of.
CREATE TABLE workforce_upload (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    replace_rows INTEGER NOT NULL CHECK (replace_rows IN (0, 1)),
    until BIGINT NOT NULL
);

CREATE TABLE workforce_upload_file (
    upload TEXT NOT NULL REFERENCES workforce_upload (id),
    seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    bytes TEXT NOT NULL,
    PRIMARY KEY (upload, seq)
);

-- Where the list of those asked comes from, so that it can be given back as it came.
ALTER TABLE workforce_expected ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE workforce_expected ADD COLUMN source_date TEXT NOT NULL DEFAULT '';
