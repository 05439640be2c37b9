-- Evidence that was taken from a release, and not from the returns themselves, says which.
ALTER TABLE projection_evidence ADD COLUMN release TEXT NOT NULL DEFAULT '';
