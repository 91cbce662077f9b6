-- Who may act as what, where and when; and row-level security by book under everything else.
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO linli_app;
CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER TABLE people.role_grant SET SCHEMA access;
ALTER TABLE access.role_grant
  DROP CONSTRAINT role_grant_role_check,
  DROP CONSTRAINT role_grant_book_person_id_role_scope_key,
  ADD COLUMN region text,
  ADD COLUMN granted_by uuid,
  ADD COLUMN revoked_at timestamptz,
  ADD COLUMN revoked_by uuid;

UPDATE access.role_grant g SET role = 'station_manager', region = s.region
  FROM organisations.station s WHERE g.role = 'station' AND s.book = g.book AND s.id::text = g.scope;
UPDATE access.role_grant g SET region = m.region
  FROM rewards.merchant m WHERE g.role = 'merchant' AND m.book = g.book AND m.id::text = g.scope;
UPDATE access.role_grant SET region = scope, role = CASE
    WHEN scope ~ '^\d{12}$' THEN 'residents_committee' WHEN scope ~ '^\d{9}$' THEN 'street_office'
    WHEN scope ~ '00$' THEN 'city_civil_affairs' ELSE 'district_civil_affairs' END
  WHERE role = 'administrator';

ALTER TABLE access.role_grant
  ADD COLUMN duty text GENERATED ALWAYS AS (CASE role
    WHEN 'system_administrator' THEN 'system' WHEN 'security_administrator' THEN 'security'
    WHEN 'audit_administrator' THEN 'audit' WHEN 'auditor' THEN 'audit' END) STORED,
  ADD FOREIGN KEY (book, region) REFERENCES regions.region,
  ADD FOREIGN KEY (book, granted_by) REFERENCES people.person,
  ADD FOREIGN KEY (book, revoked_by) REFERENCES people.person,
  ADD CONSTRAINT role_grant_scope CHECK (CASE
    WHEN role IN ('city_civil_affairs', 'system_administrator', 'security_administrator', 'audit_administrator')
      THEN coalesce(region = scope, false) AND scope ~ '^\d{4}00$'
    WHEN role = 'district_civil_affairs' THEN coalesce(region = scope, false) AND scope ~ '^\d{6}$' AND scope !~ '00$'
    WHEN role = 'street_office' THEN coalesce(region = scope, false) AND scope ~ '^\d{9}$'
    WHEN role IN ('residents_committee', 'liaison_officer') THEN coalesce(region = scope, false) AND scope ~ '^\d{12}$'
    WHEN role IN ('party_evaluator', 'third_party_supervisor', 'auditor') THEN coalesce(region = scope, false)
    WHEN role IN ('hub_manager', 'organisation_head', 'project_lead', 'station_manager', 'merchant')
      THEN region IS NOT NULL AND scope ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    WHEN role IN ('volunteer', 'service_recipient') THEN region IS NULL AND scope = person_id::text
    ELSE false END),
  ADD CONSTRAINT role_grant_dates CHECK (valid_to >= valid_from),
  ADD CONSTRAINT role_grant_not_to_oneself CHECK (granted_by <> person_id),
  ADD CONSTRAINT role_grant_revoked CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
  ADD CONSTRAINT role_grant_once EXCLUDE USING gist
    (book WITH =, person_id WITH =, role WITH =, scope WITH =, tstzrange(valid_from, valid_to) WITH &&) WHERE (region IS NOT NULL),
  ADD CONSTRAINT role_grant_duties_apart EXCLUDE USING gist
    (book WITH =, person_id WITH =, duty WITH <>, tstzrange(valid_from, valid_to) WITH &&) WHERE (duty IS NOT NULL);
CREATE UNIQUE INDEX role_grant_own ON access.role_grant (book, person_id, role) WHERE region IS NULL AND revoked_at IS NULL;
CREATE INDEX role_grant_of_person ON access.role_grant (book, person_id);
CREATE INDEX role_grant_in_area ON access.role_grant (book, id) WHERE region IS NOT NULL;
CREATE INDEX role_grant_revoked ON access.role_grant (book, revoked_at) WHERE revoked_at IS NOT NULL;

REVOKE UPDATE ON access.role_grant FROM linli_app;
GRANT UPDATE (valid_to, revoked_at, revoked_by) ON access.role_grant TO linli_app;

COMMENT ON TABLE access.role_grant IS 'What somebody may act as, where, and from when to when. Never deleted: one that was revoked says by whom.';
COMMENT ON COLUMN access.role_grant.scope IS 'What the role reaches: a division code and all below it, the id of an organisation, station or merchant, or the person itself.';
COMMENT ON COLUMN access.role_grant.region IS 'Where the scope lies, so that whoever grants roles there finds it; null for what people are for themselves.';
COMMENT ON COLUMN access.role_grant.granted_by IS 'Null for what comes with registering, and for the first officers of a city.';
COMMENT ON COLUMN access.role_grant.revoked_at IS 'By the database''s own clock: access tokens that rest on the grant are refused from then on. valid_to says from when it no longer holds.';
COMMENT ON COLUMN access.role_grant.duty IS 'Of the three administrators (三员分立, GB/T 22239-2019 8.1.5); an auditor audits.';
COMMENT ON CONSTRAINT role_grant_scope ON access.role_grant IS 'Each role has its kind of scope: 市 a city, 区 a district, 街道 a street, 居委会 and its liaison officers a community.';
COMMENT ON CONSTRAINT role_grant_once ON access.role_grant IS 'Nobody holds one role for one scope twice at a time.';
COMMENT ON CONSTRAINT role_grant_duties_apart ON access.role_grant IS 'System, security and audit administrators are three people: nobody has two of these duties at a time.';
COMMENT ON CONSTRAINT role_grant_not_to_oneself ON access.role_grant IS 'Nobody grants a role to oneself.';

-- Those of earlier migrations; a later one calls it for each new table of its own.
SELECT kit.keep_to_book(c.oid) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND a.attname = 'book' AND NOT a.attisdropped AND NOT c.relrowsecurity
  AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema');
