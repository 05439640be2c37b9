-- The latest population of each organisation that has one of its own.
DROP VIEW IF EXISTS org_latest_population;
CREATE VIEW org_latest_population AS
SELECT p.organisation, p.year, p.population
FROM org_population p
WHERE p.year = (SELECT MAX(q.year) FROM org_population q WHERE q.organisation = p.organisation);
