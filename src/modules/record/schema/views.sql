-- The upload of each organisation and layout that counts.
DROP VIEW IF EXISTS record_current;
CREATE VIEW record_current AS
SELECT u.*
FROM record_upload u
WHERE u.id = (
    SELECT MAX(q.id) FROM record_upload q
    WHERE q.organisation = u.organisation AND q.layout = u.layout
);
