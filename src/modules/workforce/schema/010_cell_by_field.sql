-- The picture reads a few fields of many returns: from this index alone, without touching the rows.

CREATE INDEX workforce_cell_by_field
    ON workforce_cell (return_id, block, field, row_key, state, number);
