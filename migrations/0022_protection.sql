-- Changing the master key: all that it opens is wrapped once for each master key that stands.
DO $$ BEGIN
  IF EXISTS (SELECT FROM kit.data_key) THEN
    RAISE EXCEPTION 'This database is of a state before the first release, whose keys came from the master key itself: remove it and begin anew.';
  END IF;
END $$;
ALTER TABLE kit.data_key DROP CONSTRAINT data_key_retired, DROP COLUMN wrapped;
COMMENT ON TABLE kit.data_key IS 'The keys that personal data is sealed with; kit.wrapped_key has them. A retired one is gone, that there was one stays.';
CREATE TABLE kit.master_key (
  book int NOT NULL,
  fingerprint text NOT NULL,
  added_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT master_key_id PRIMARY KEY (book, fingerprint),
  CONSTRAINT master_key_fingerprint CHECK (fingerprint ~ '^[0-9a-f]{16}$')
);
COMMENT ON TABLE kit.master_key IS 'The master keys that open the keys of a book: one, and while it is being changed two. They themselves are never here.';
COMMENT ON COLUMN kit.master_key.used_at IS 'When a process last said that it works with it.';
COMMENT ON CONSTRAINT master_key_id ON kit.master_key IS 'One row a key.';
COMMENT ON CONSTRAINT master_key_fingerprint ON kit.master_key IS 'Derived from the key, of which it tells nothing.';
CREATE TABLE kit.wrapped_key (
  book int NOT NULL,
  master text NOT NULL,
  number smallint NOT NULL,
  wrapped bytea NOT NULL,
  CONSTRAINT wrapped_key_id PRIMARY KEY (book, master, number),
  CONSTRAINT wrapped_key_master FOREIGN KEY (book, master) REFERENCES kit.master_key,
  CONSTRAINT wrapped_key_number CHECK (number BETWEEN 0 AND 255)
);
COMMENT ON TABLE kit.wrapped_key IS 'The keys of a book, each wrapped by each of its master keys.';
COMMENT ON COLUMN kit.wrapped_key.number IS '0 is the root key, which look-up indexes and signatures come from; the others are those of kit.data_key.';
COMMENT ON CONSTRAINT wrapped_key_id ON kit.wrapped_key IS 'Each key is wrapped once a master key.';
COMMENT ON CONSTRAINT wrapped_key_master ON kit.wrapped_key IS 'A master key goes only with all that it opens.';
COMMENT ON CONSTRAINT wrapped_key_number ON kit.wrapped_key IS 'The root key or a data key.';
GRANT SELECT, INSERT, UPDATE, DELETE ON kit.master_key, kit.wrapped_key TO linli_app;
SELECT kit.keep_to_book('kit.master_key');
SELECT kit.keep_to_book('kit.wrapped_key');

-- Staff who have lost their password or authenticator.
CREATE TABLE sign_in.credential_reset (
  book int NOT NULL,
  person_id uuid NOT NULL,
  code_mac bytea NOT NULL,
  reset_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT credential_reset_id PRIMARY KEY (book, person_id),
  CONSTRAINT credential_reset_person FOREIGN KEY (book, person_id) REFERENCES people.person,
  CONSTRAINT credential_reset_time CHECK (expires_at > reset_at)
);
COMMENT ON TABLE sign_in.credential_reset IS 'Who was reset and has not enrolled anew: staff roles are withheld until then. Who did it and why is in the log.';
COMMENT ON COLUMN sign_in.credential_reset.code_mac IS 'Of the code that was handed over in person, keyed.';
COMMENT ON CONSTRAINT credential_reset_id ON sign_in.credential_reset IS 'The newest replaces the others.';
COMMENT ON CONSTRAINT credential_reset_person ON sign_in.credential_reset IS 'It is about somebody.';
COMMENT ON CONSTRAINT credential_reset_time ON sign_in.credential_reset IS 'It ends after it began.';
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in.credential_reset TO linli_app;
SELECT kit.keep_to_book('sign_in.credential_reset');

-- Pay codes that nobody took go after a time; those that were taken are named by their redemption.
GRANT DELETE ON rewards.pay_code TO linli_app;

-- PROTECTED people (domain.md 12: 社区矫正、社区戒毒、刑满释放、精神障碍康复): seen by few. Which of these it is, is not kept.
CREATE TABLE people.protection (
  book int NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  since timestamptz NOT NULL,
  CONSTRAINT protection_of_person PRIMARY KEY (book, person_id),
  CONSTRAINT protection_id UNIQUE (book, id),
  CONSTRAINT protection_person FOREIGN KEY (book, person_id) REFERENCES people.person
);
COMMENT ON TABLE people.protection IS 'Who is left out of lists and shown to few. A row goes when the protection is lifted: nothing says that there was one.';
COMMENT ON COLUMN people.protection.id IS 'What the log names instead of the person.';
COMMENT ON CONSTRAINT protection_of_person ON people.protection IS 'Somebody is protected or not.';
COMMENT ON CONSTRAINT protection_id ON people.protection IS 'The log names one protection.';
COMMENT ON CONSTRAINT protection_person ON people.protection IS 'Somebody''s.';
GRANT SELECT, INSERT, DELETE ON people.protection TO linli_app;
SELECT kit.keep_to_book('people.protection');
