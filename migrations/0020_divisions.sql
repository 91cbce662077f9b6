-- Divisions come and go: when a code is in force, what follows it, what it was called before. And cities that stand alone.
ALTER TABLE regions.region
  ADD valid_from date,
  ADD valid_to date,
  ADD successor text,
  ADD CONSTRAINT region_book CHECK (level <> 'city' OR code = book::text),
  ADD CONSTRAINT region_level_of_code CHECK (level = CASE
    WHEN length(code) = 12 THEN 'community' WHEN length(code) = 9 THEN 'street'
    WHEN code ~ '^(\d{4}00|\d{2}90\d{2})$' THEN 'city' ELSE 'district' END),
  ADD CONSTRAINT region_parent_of_code CHECK (parent = CASE length(code) WHEN 12 THEN left(code, 9) WHEN 9 THEN left(code, 6) ELSE book::text END),
  ADD CONSTRAINT region_named CHECK (name <> ''),
  ADD CONSTRAINT region_dates CHECK (valid_to > valid_from),
  ADD CONSTRAINT region_city_stays CHECK (level <> 'city' OR (valid_from IS NULL AND valid_to IS NULL)),
  ADD CONSTRAINT region_successor FOREIGN KEY (book, successor) REFERENCES regions.region,
  ADD CONSTRAINT region_successor_of_ended CHECK (successor IS NULL OR valid_to IS NOT NULL),
  ADD CONSTRAINT region_successor_fits CHECK (successor <> code AND length(successor) = length(code));
COMMENT ON COLUMN regions.region.valid_from IS 'The first day in force; null for what was there at the first load.';
COMMENT ON COLUMN regions.region.valid_to IS 'The first day that it is out of force; null for what is there. Rows are never deleted: what lies in an ended division keeps naming it.';
COMMENT ON COLUMN regions.region.successor IS 'What took its place, where one division did.';
COMMENT ON CONSTRAINT region_book ON regions.region IS 'A book is a city.';
COMMENT ON CONSTRAINT region_level_of_code ON regions.region IS 'GB/T 2260 and GB/T 10114: 6 digits to the district, 9 to the street, 12 to the community. NNNN00 is a city, and so is NN90NN, which stands directly below its province.';
COMMENT ON CONSTRAINT region_parent_of_code ON regions.region IS 'A code begins with that of its parent, except below the city; where a city has no districts, its streets lie in it.';
COMMENT ON CONSTRAINT region_named ON regions.region IS 'People read names, not codes.';
COMMENT ON CONSTRAINT region_dates ON regions.region IS 'It ends after it begins.';
COMMENT ON CONSTRAINT region_city_stays ON regions.region IS 'The city of a book does not end: the book would have no place.';
COMMENT ON CONSTRAINT region_successor ON regions.region IS 'The successor is a division of the same book.';
COMMENT ON CONSTRAINT region_successor_of_ended ON regions.region IS 'Only what ended has a successor.';
COMMENT ON CONSTRAINT region_successor_fits ON regions.region IS 'Another division of the same level.';
GRANT UPDATE (name, valid_to, successor) ON regions.region TO linli_app;

CREATE FUNCTION regions.require_fitting_ends() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM changed c JOIN regions.region p ON p.book = c.book AND p.code = c.parent
             WHERE p.valid_to < coalesce(c.valid_to, 'infinity'))
     OR EXISTS (SELECT FROM changed c JOIN regions.region d ON d.book = c.book AND d.parent = c.code
                WHERE c.valid_to < coalesce(d.valid_to, 'infinity')) THEN
    RAISE integrity_constraint_violation USING CONSTRAINT = 'region_within_parent',
      MESSAGE = 'nothing stays in force below a division that has ended';
  END IF;
  IF EXISTS (SELECT FROM changed c JOIN regions.region s ON s.book = c.book AND s.code = c.successor
             WHERE s.valid_to <= c.valid_to OR s.valid_from > c.valid_to)
     OR EXISTS (SELECT FROM changed c JOIN regions.region e ON e.book = c.book AND e.successor = c.code
                WHERE c.valid_to <= e.valid_to) THEN
    RAISE integrity_constraint_violation USING CONSTRAINT = 'region_successor_in_force',
      MESSAGE = 'a successor is in force on the day that it takes over';
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION regions.require_fitting_ends IS 'Compares rows, which no check can: the ends of a division, of what it lies in, of what lies in it and of its successor.';
CREATE TRIGGER ends_fit_added AFTER INSERT ON regions.region
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION regions.require_fitting_ends();
CREATE TRIGGER ends_fit_changed AFTER UPDATE ON regions.region
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION regions.require_fitting_ends();

CREATE TABLE regions.former_name (
  book int NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  until date NOT NULL,
  CONSTRAINT former_name_once PRIMARY KEY (book, code, until, name),
  CONSTRAINT former_name_of_region FOREIGN KEY (book, code) REFERENCES regions.region
);
COMMENT ON TABLE regions.former_name IS 'What divisions were called before, as far as it was noticed when their tree was loaded anew.';
COMMENT ON COLUMN regions.former_name.until IS 'The day that the new name was loaded; when it was given may be earlier.';
COMMENT ON CONSTRAINT former_name_once ON regions.former_name IS 'A name is given up once on a day.';
COMMENT ON CONSTRAINT former_name_of_region ON regions.former_name IS 'A name of something.';
GRANT SELECT, INSERT ON regions.former_name TO linli_app;
SELECT kit.keep_to_book('regions.former_name');

ALTER TABLE access.role_grant
  DROP CONSTRAINT role_grant_scope,
  ADD CONSTRAINT role_grant_scope CHECK (CASE
    WHEN role IN ('city_civil_affairs', 'system_administrator', 'security_administrator', 'audit_administrator')
      THEN coalesce(region = scope, false) AND scope ~ '^(\d{4}00|\d{2}90\d{2})$'
    WHEN role = 'district_civil_affairs' THEN coalesce(region = scope, false) AND scope ~ '^\d{6}$' AND scope !~ '^(\d{4}00|\d{2}90\d{2})$'
    WHEN role = 'street_office' THEN coalesce(region = scope, false) AND scope ~ '^\d{9}$'
    WHEN role IN ('residents_committee', 'liaison_officer') THEN coalesce(region = scope, false) AND scope ~ '^\d{12}$'
    WHEN role IN ('party_evaluator', 'third_party_supervisor', 'auditor') THEN coalesce(region = scope, false)
    WHEN role IN ('hub_manager', 'organisation_head', 'project_lead', 'station_manager', 'merchant')
      THEN region IS NOT NULL AND scope ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    WHEN role IN ('volunteer', 'service_recipient') THEN region IS NULL AND scope = person_id::text
    ELSE false END);
COMMENT ON CONSTRAINT role_grant_scope ON access.role_grant IS 'Each role has its kind of scope: 市 a city (also one directly below its province, NN90NN), 区 a district, 街道 a street, 居委会 and its liaison officers a community.';
