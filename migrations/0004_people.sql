-- Who may act: persons, sign-in, sessions, roles, volunteers. Personal data is sealed (AES-256-GCM) and
-- found again by a keyed index; nothing here can be read without the master key, which is elsewhere.
CREATE SCHEMA people;
GRANT USAGE ON SCHEMA people TO linli_app;

CREATE TABLE people.person (
  book int NOT NULL,
  id uuid NOT NULL,
  phone_sealed bytea NOT NULL,
  phone_index bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (book, id),
  UNIQUE (book, phone_index)
);
COMMENT ON TABLE people.person IS 'Somebody who has signed in or been given a role. A phone belongs to one person of a book.';

CREATE TABLE people.sign_in_code (
  book int NOT NULL,
  phone_index bytea NOT NULL,
  code_mac bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  tries int NOT NULL DEFAULT 0,
  sent_at timestamptz NOT NULL,
  sent_on date NOT NULL,
  sent_today int NOT NULL,
  PRIMARY KEY (book, phone_index)
);
COMMENT ON TABLE people.sign_in_code IS 'The newest one-time code of a phone; the code itself is not kept. Rows exist for unknown phones too, so that answers do not differ.';

CREATE TABLE people.session (
  book int NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  current_hash bytea NOT NULL,
  previous_hash bytea,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (book, id),
  FOREIGN KEY (book, person_id) REFERENCES people.person
);
COMMENT ON TABLE people.session IS 'Somebody signed in on one device, until they sign out, stay away for 30 days, or a copied token shows up.';
COMMENT ON COLUMN people.session.previous_hash IS 'The refresh token before the current one. It is still taken, because a phone may have lost the answer that carried the new one; an older one ends the session.';

CREATE TABLE people.role_grant (
  book int NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('volunteer', 'station', 'merchant', 'administrator')),
  scope text NOT NULL,
  scope_name text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL DEFAULT 'infinity',
  PRIMARY KEY (book, id),
  FOREIGN KEY (book, person_id) REFERENCES people.person,
  UNIQUE (book, person_id, role, scope)
);
COMMENT ON TABLE people.role_grant IS 'What somebody may act as, where, and from when to when.';
COMMENT ON COLUMN people.role_grant.scope IS 'What the role reaches: a division code and all below it, or the id of a station or merchant, or the person itself.';

CREATE SEQUENCE people.volunteer_serial;
CREATE TABLE people.volunteer (
  book int NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  name_sealed bytea NOT NULL,
  id_number_sealed bytea NOT NULL,
  id_number_index bytea NOT NULL,
  residence_region text NOT NULL,
  registered_at timestamptz NOT NULL,
  PRIMARY KEY (book, id),
  FOREIGN KEY (book, id) REFERENCES people.person,
  FOREIGN KEY (book, residence_region) REFERENCES regions.region,
  UNIQUE (book, number),
  UNIQUE (book, id_number_index)
);
COMMENT ON TABLE people.volunteer IS 'A registered volunteer (条例 Art. 7). One national id registers once; the number is ours and never derived from the id.';
COMMENT ON COLUMN people.volunteer.id_number_index IS 'HMAC of the national id: unique without being readable.';

GRANT SELECT, INSERT, UPDATE ON people.person, people.sign_in_code, people.session, people.role_grant, people.volunteer TO linli_app;
GRANT DELETE ON people.sign_in_code TO linli_app;
GRANT USAGE ON SEQUENCE people.volunteer_serial TO linli_app;
