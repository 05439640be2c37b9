-- The version of each return that is in force.
DROP VIEW IF EXISTS workforce_current;
CREATE VIEW workforce_current AS
SELECT r.id, r.collection, r.organisation, r.version, r.received_on
FROM workforce_return r
WHERE r.version = (
    SELECT MAX(q.version) FROM workforce_return q
    WHERE q.collection = r.collection AND q.organisation = r.organisation
);

-- By when each return is due: an extension goes before the day of the collection.
DROP VIEW IF EXISTS workforce_due;
CREATE VIEW workforce_due AS
SELECT e.collection, e.organisation, c.due AS usual, COALESCE((
    SELECT x.due FROM workforce_extension x
    WHERE x.collection = e.collection AND x.organisation = e.organisation
    ORDER BY x.id DESC LIMIT 1
), c.due) AS due
FROM workforce_expected e
JOIN workforce_collection c ON c.id = e.collection;
