-- The version of each return that is in force.
DROP VIEW IF EXISTS workforce_current;
CREATE VIEW workforce_current AS
SELECT r.id, r.collection, r.organisation, r.version, r.received_on
FROM workforce_return r
WHERE r.version = (
    SELECT MAX(q.version) FROM workforce_return q
    WHERE q.collection = r.collection AND q.organisation = r.organisation
);
