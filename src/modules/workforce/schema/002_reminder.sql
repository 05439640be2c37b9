-- Who was reminded of a return that had not come: once a day at most, which the key keeps. letters
-- says to how many people.

CREATE TABLE workforce_reminder (
    collection TEXT NOT NULL REFERENCES workforce_collection (id),
    organisation TEXT NOT NULL REFERENCES org_organisation (id),
    reminded_on TEXT NOT NULL,
    letters INTEGER NOT NULL,
    reminded_by TEXT NOT NULL,
    PRIMARY KEY (collection, organisation, reminded_on)
);
