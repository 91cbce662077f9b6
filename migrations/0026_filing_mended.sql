-- Filing (备案) mended: what officers decide about is what they saw, lists end with the body, people are not kept for ever.
ALTER TABLE organisations.organisation
  ADD version int NOT NULL DEFAULT 1,
  ADD name_key text NOT NULL GENERATED ALWAYS AS (upper(regexp_replace(normalize(name, NFKC), '\s', '', 'g'))) STORED;
ALTER TABLE organisations.station ADD version int NOT NULL DEFAULT 1;
ALTER TABLE filings.filing
  ADD version int NOT NULL DEFAULT 1,
  ADD name_key text NOT NULL GENERATED ALWAYS AS (upper(regexp_replace(normalize(name, NFKC), '\s', '', 'g'))) STORED,
  ADD advice text,
  ADD advised_by uuid,
  ADD advised_at timestamptz,
  ALTER people_sealed DROP NOT NULL,
  ADD CONSTRAINT filing_people CHECK (people_sealed IS NOT NULL OR state IN ('rejected', 'withdrawn')),
  ADD CONSTRAINT filing_advised CHECK ((advice IS NULL) = (advised_by IS NULL) AND (advice IS NULL) = (advised_at IS NULL)),
  ADD CONSTRAINT filing_advised_by FOREIGN KEY (book, advised_by) REFERENCES people.person;
ALTER TABLE organisations.member
  ALTER person_sealed DROP NOT NULL,
  ADD CONSTRAINT member_person CHECK (person_sealed IS NOT NULL OR ended_at IS NOT NULL);

UPDATE organisations.organisation SET candidate_reasons = NULL, candidate_since = NULL WHERE state IN ('cancelled', 'revoked');
ALTER TABLE organisations.organisation
  DROP CONSTRAINT organisation_candidate,
  ADD CONSTRAINT organisation_candidate CHECK ((candidate_reasons IS NULL) = (candidate_since IS NULL)
    AND (candidate_reasons IS NULL OR (kind = 'filed' AND state IN ('active', 'suspended') AND cardinality(candidate_reasons) > 0
      AND candidate_reasons <@ ARRAY['large', 'influential', 'effective']))),
  ADD CONSTRAINT organisation_code_of_public CHECK ((kind <> 'self_governing' OR credit_code ~ '^5[^123]') AND (kind <> 'public_body' OR credit_code ~ '^1'));

DROP INDEX organisations.organisation_name;
CREATE UNIQUE INDEX organisation_name ON organisations.organisation (book, left(region, 9), name_key) WHERE state IN ('active', 'suspended');
DROP INDEX filings.filing_open_name;
CREATE UNIQUE INDEX filing_open_name ON filings.filing (book, left(region, 9), name_key) WHERE subject = 'establishment' AND state IN ('community_review', 'street_review', 'returned');
CREATE INDEX filing_of_organisation ON filings.filing (book, organisation_id, id) WHERE organisation_id IS NOT NULL;

COMMENT ON COLUMN organisations.organisation.version IS 'Counts changes, so that nobody overwrites what they have not seen (E_STALE).';
COMMENT ON COLUMN organisations.organisation.name_key IS 'The name as it is compared, in one width and without spaces; the name itself stays as it is official.';
COMMENT ON COLUMN organisations.station.version IS 'Counts changes, so that nobody overwrites what they have not seen (E_STALE).';
COMMENT ON COLUMN filings.filing.version IS 'Counts how often it was handed in, so that nobody decides about what they have not seen (E_STALE).';
COMMENT ON COLUMN filings.filing.name_key IS 'The name as it is compared, as of an organisation.';
COMMENT ON COLUMN filings.filing.advice IS 'What the hub of the street advises both desks; of what was handed in last.';
COMMENT ON CONSTRAINT filing_people ON filings.filing IS 'Whom an application names is kept while it counts (PIPL Art. 19).';
COMMENT ON CONSTRAINT filing_advised ON filings.filing IS 'Somebody answers for an advice.';
COMMENT ON CONSTRAINT filing_advised_by ON filings.filing IS 'A person advised.';
COMMENT ON CONSTRAINT member_person ON organisations.member IS 'Who stands in a roster is known; who has left is forgotten after some time (PIPL Art. 19).';
COMMENT ON CONSTRAINT organisation_candidate ON organisations.organisation IS '拟登记台账 (domain.md 11): filed bodies that stand, and are large, influential or do much.';
COMMENT ON CONSTRAINT organisation_code_of_public ON organisations.organisation IS 'GB 32100: 机构编制 (1) gives 机关事业单位 their codes, 民政 (5) other ones to 居/村委会 than to what it registers.';
COMMENT ON INDEX organisations.organisation_name IS 'A name is unique inside its street (domain.md 11), however its spaces and brackets are typed.';
COMMENT ON INDEX filings.filing_open_name IS 'Two of one name are not reviewed at once in a street.';
COMMENT ON INDEX filings.filing_of_organisation IS 'For what was filed of a body.';
GRANT UPDATE (version) ON organisations.organisation TO linli_app;
GRANT UPDATE (version) ON organisations.station TO linli_app;

-- A report can be sent anew until it is graded: who grades says which one was read.
ALTER TABLE filings.annual_report ADD version int NOT NULL DEFAULT 1;
COMMENT ON COLUMN filings.annual_report.version IS 'How often it was sent.';

-- Where a station stands on the map, for the way there and for what happens in it (domain.md 4, Station: geo).
ALTER TABLE organisations.station
  ADD latitude double precision CHECK (latitude BETWEEN -90 AND 90),
  ADD longitude double precision CHECK (longitude BETWEEN -180 AND 180),
  ADD CONSTRAINT station_place CHECK ((latitude IS NULL) = (longitude IS NULL));
COMMENT ON COLUMN organisations.station.latitude IS 'WGS84.';
COMMENT ON COLUMN organisations.station.longitude IS 'WGS84.';
GRANT UPDATE (latitude, longitude) ON organisations.station TO linli_app;
