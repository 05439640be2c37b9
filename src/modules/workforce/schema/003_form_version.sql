-- A collection asks a version of a form (modules/form), so that a return is read by the form that
-- was asked at the time.

ALTER TABLE workforce_collection ADD COLUMN form_version INTEGER NOT NULL DEFAULT 1;
UPDATE workforce_collection SET form = 'ot-' || region WHERE form = 'A';
