-- The outbox. A letter waits here until a mail server has taken it; times are seconds since 1970.
-- Once it is sent or given up its texts are emptied, because they may hold a link that lets
-- somebody in; whom it was for, when and about what stays.

CREATE TABLE mail_letter (
    id TEXT PRIMARY KEY,
    recipient TEXT NOT NULL,
    language TEXT NOT NULL,
    subject_en TEXT NOT NULL,
    subject_cy TEXT NOT NULL,
    text_en TEXT NOT NULL,
    text_cy TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'given up')),
    attempts INTEGER NOT NULL,
    queued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    done_at BIGINT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX mail_letter_due ON mail_letter (state, due_at);
