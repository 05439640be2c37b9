-- Uploads of staff records. An upload is stored whole and never changed; the newest of an
-- organisation and layout is the one that counts (views.sql). What an upload does not hold is not
-- thereby gone: the older ones stay.

-- file_digest is of the file as it was sent, digest of the upload as it is exported: whoever sends
-- either again changes nothing.
CREATE TABLE record_upload (
    id INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    layout TEXT NOT NULL,
    layout_version INTEGER NOT NULL,
    file TEXT NOT NULL,
    file_digest TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    rows_stored INTEGER NOT NULL,
    rows_left_out INTEGER NOT NULL,
    imported_on TEXT NOT NULL,
    imported_by TEXT NOT NULL
);

-- A row as CSV in the order of the layout. id is upload * 2^32 + line of the file, so that rows of
-- one upload lie together, in order, without an index beside.
CREATE TABLE record_row (
    id INTEGER PRIMARY KEY,
    content TEXT NOT NULL
);

-- Groups of an upload: the values of the grouping columns as CSV.
CREATE TABLE record_group (
    upload INTEGER NOT NULL REFERENCES record_upload (id),
    seq INTEGER NOT NULL,
    keys TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    PRIMARY KEY (upload, seq)
);

-- The exact sum of a column in a group: whole millionths, and what did not fit them.
CREATE TABLE record_sum (
    upload INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    field TEXT NOT NULL,
    millionths BIGINT NOT NULL,
    rest DOUBLE PRECISION NOT NULL,
    known INTEGER NOT NULL,
    PRIMARY KEY (upload, seq, field),
    FOREIGN KEY (upload, seq) REFERENCES record_group (upload, seq)
);
