-- What stands behind the answer of a run (derived like the answer, and kept with it): rows of
-- several kinds ("check", "programme", ...), a cell each, with a number or with words.

CREATE TABLE commissioning_assurance (
    run TEXT NOT NULL REFERENCES commissioning_answer (run),
    part TEXT NOT NULL,
    seq INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    number DOUBLE PRECISION,
    words TEXT NOT NULL,
    PRIMARY KEY (run, part, seq, column_name)
);
