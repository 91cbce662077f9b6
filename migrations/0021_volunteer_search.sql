-- Desks find a volunteer again by the name that somebody says, without names being readable.
ALTER TABLE people.volunteer
  ADD name_index bytea,
  ADD CONSTRAINT volunteer_name CHECK ((name_sealed IS NULL) = (name_index IS NULL));
COMMENT ON COLUMN people.volunteer.name_index IS 'HMAC of the full name in one form: it is found again by whoever knows it whole, and read by nobody.';
COMMENT ON CONSTRAINT volunteer_name ON people.volunteer IS 'A name that is kept is found; of whoever has left neither is.';
CREATE INDEX volunteer_by_name ON people.volunteer (book, name_index) WHERE name_index IS NOT NULL;
COMMENT ON INDEX people.volunteer_by_name IS 'For the search of desks.';

CREATE INDEX entry_by_action ON audit.entry (book, action, at);
COMMENT ON INDEX audit.entry_by_action IS 'All that was done of one kind, for auditors.';
