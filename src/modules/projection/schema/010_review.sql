-- What people do with a plan: variants, comments, sign-off. Nothing here is ever deleted.

-- A plan that was made from another by changes. clean_input is the model (canonical text, as
-- projection_run.input) that the base had without any change by hand, so that the result with
-- all such changes off can always be computed again.
CREATE TABLE projection_variant (
    plan TEXT PRIMARY KEY REFERENCES projection_plan (id),
    base TEXT NOT NULL,
    changes TEXT NOT NULL,
    clean_input TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_on TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> '')
);
-- append-only: projection_variant

-- What somebody says about a plan, a run or an assumption. The text is that of its newest
-- wording; resolved and opened again are events of it too.
CREATE TABLE projection_comment (
    id TEXT PRIMARY KEY,
    plan TEXT NOT NULL,
    run TEXT NOT NULL,
    assumption TEXT NOT NULL,
    author TEXT NOT NULL,
    author_id TEXT NOT NULL,
    said_at TEXT NOT NULL
);
-- append-only: projection_comment

CREATE TABLE projection_comment_event (
    comment TEXT NOT NULL REFERENCES projection_comment (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('said', 'edited', 'resolved', 'reopened')),
    words TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    PRIMARY KEY (comment, seq)
);
-- append-only: projection_comment_event

-- Who stands by a run: the digests are of the exact input, the exact results, and the plan as it
-- stood. Step 1 is the first person's, step 2 that of another. Whether it still holds is not
-- stored: it is seen by comparing the digests with what there is now.
CREATE TABLE projection_signoff (
    run TEXT NOT NULL REFERENCES projection_run (id),
    seq INTEGER NOT NULL,
    step INTEGER NOT NULL CHECK (step IN (1, 2)),
    input_digest TEXT NOT NULL,
    result_digest TEXT NOT NULL,
    plan_digest TEXT NOT NULL,
    statement TEXT NOT NULL,
    signature TEXT NOT NULL,
    public_key TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    person TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    PRIMARY KEY (run, seq)
);
-- append-only: projection_signoff
