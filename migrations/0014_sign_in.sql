-- How people prove who they are beyond a one-time code: passwords, authenticators, PINs; and the keys that sign tokens.
CREATE SCHEMA sign_in;
GRANT USAGE ON SCHEMA sign_in TO linli_app;

ALTER TABLE people.session
  ADD COLUMN second_factor boolean NOT NULL DEFAULT false,
  ADD COLUMN shared_device boolean NOT NULL DEFAULT false,
  ADD COLUMN device text,
  ADD COLUMN address text,
  ADD COLUMN last_used_at timestamptz;
UPDATE people.session SET last_used_at = created_at;
ALTER TABLE people.session ALTER COLUMN last_used_at SET NOT NULL;
COMMENT ON TABLE people.session IS 'Somebody signed in on one device, until they sign out, stay away for longer than the rule set says, or a copied token shows up. Removed some time after that.';
COMMENT ON COLUMN people.session.expires_at IS 'When it ends unless it is renewed before: idle time and, for staff, the longest time, as the rule set said at the last renewal.';
COMMENT ON COLUMN people.session.second_factor IS 'Opened with a second factor: only such a session may carry staff roles of somebody who has one.';
COMMENT ON COLUMN people.session.shared_device IS 'The person said that others use the device too.';
COMMENT ON COLUMN people.session.device IS 'What the device called itself (User-Agent).';
COMMENT ON COLUMN people.session.address IS 'Where it came from on the network, masked.';
COMMENT ON COLUMN people.session.last_used_at IS 'When it was last renewed, which whoever uses it does at least every five minutes.';
CREATE INDEX session_of_person ON people.session (book, person_id);
CREATE INDEX session_ended ON people.session (book, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX session_over ON people.session (book, least(ended_at, expires_at));
CREATE INDEX sign_in_code_sent ON people.sign_in_code (book, sent_at);
CREATE INDEX strike_window ON kit.strike (window_ends_at);
GRANT DELETE ON people.session TO linli_app;

CREATE TABLE sign_in.password (
  book int NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  hash text NOT NULL,
  set_at timestamptz NOT NULL,
  CONSTRAINT password_id PRIMARY KEY (book, id),
  CONSTRAINT password_of_person FOREIGN KEY (book, person_id) REFERENCES people.person,
  CONSTRAINT password_hash CHECK (hash LIKE '$argon2id$%')
);
COMMENT ON TABLE sign_in.password IS 'Passwords of staff: the newest is in force, the ones before are kept so that they are not taken again (domain.md 12).';
COMMENT ON COLUMN sign_in.password.hash IS 'argon2id, with a secret that is not in the database.';
CREATE INDEX password_of_person ON sign_in.password (book, person_id, set_at);

CREATE TABLE sign_in.authenticator (
  book int NOT NULL,
  person_id uuid NOT NULL,
  secret_sealed bytea NOT NULL,
  last_step bigint NOT NULL DEFAULT 0,
  added_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  CONSTRAINT authenticator_id PRIMARY KEY (book, person_id),
  CONSTRAINT authenticator_of_person FOREIGN KEY (book, person_id) REFERENCES people.person
);
COMMENT ON TABLE sign_in.authenticator IS 'The second factor of staff: a secret shared with their authenticator app (TOTP, RFC 6238).';
COMMENT ON COLUMN sign_in.authenticator.last_step IS 'The half minute of the newest code that was taken: no code of it or before is taken again.';
COMMENT ON COLUMN sign_in.authenticator.confirmed_at IS 'When the first code of it was entered; from then on staff roles need it.';

CREATE TABLE sign_in.recovery_code (
  book int NOT NULL,
  person_id uuid NOT NULL,
  mac bytea NOT NULL,
  used_at timestamptz,
  CONSTRAINT recovery_code_id PRIMARY KEY (book, person_id, mac),
  CONSTRAINT recovery_code_of_person FOREIGN KEY (book, person_id) REFERENCES people.person
);
COMMENT ON TABLE sign_in.recovery_code IS 'Each stands once in the place of a code of a lost authenticator; the codes themselves are not kept.';

CREATE TABLE sign_in.failure (
  book int NOT NULL,
  phone_index bytea NOT NULL,
  tries int NOT NULL,
  locked_until timestamptz,
  last_at timestamptz NOT NULL,
  CONSTRAINT failure_id PRIMARY KEY (book, phone_index),
  CONSTRAINT failure_tries CHECK (tries >= 0)
);
COMMENT ON TABLE sign_in.failure IS 'Tries at staff sign-in since the last that succeeded. A try is counted before it is checked, so that none goes uncounted. Rows exist for unknown phones too, so that answers do not differ.';

CREATE INDEX failure_last ON sign_in.failure (book, last_at);

CREATE TABLE sign_in.token_key (
  book int NOT NULL,
  number int NOT NULL,
  added_at timestamptz NOT NULL,
  signs_from timestamptz NOT NULL,
  retires_at timestamptz,
  CONSTRAINT token_key_id PRIMARY KEY (book, number),
  CONSTRAINT token_key_number CHECK (number > 0),
  CONSTRAINT token_key_times CHECK (added_at <= signs_from AND added_at <= retires_at)
);
COMMENT ON COLUMN sign_in.token_key.retires_at IS 'From when its tokens are taken no more; null while no key has come after it.';
COMMENT ON TABLE sign_in.token_key IS 'When each key that signs access tokens is published, begins to sign, and is taken no more. The keys are derived from the master key by their number; a book without rows has key 1. Times are by the database''s own clock.';


CREATE TABLE sign_in.pin (
  book int NOT NULL,
  session_id uuid NOT NULL,
  hash text NOT NULL,
  tries int NOT NULL DEFAULT 0,
  locked_until timestamptz,
  set_at timestamptz NOT NULL,
  CONSTRAINT pin_id PRIMARY KEY (book, session_id),
  CONSTRAINT pin_of_session FOREIGN KEY (book, session_id) REFERENCES people.session ON DELETE CASCADE,
  CONSTRAINT pin_hash CHECK (hash LIKE '$argon2id$%'),
  CONSTRAINT pin_tries CHECK (tries >= 0)
);
COMMENT ON TABLE sign_in.pin IS 'Six digits that somebody enters to spend more than small amounts; of one device, and gone with its session.';
COMMENT ON COLUMN sign_in.pin.tries IS 'Since the last that was right. A try is counted before it is checked.';

ALTER TABLE rewards.pay_code ADD COLUMN with_pin boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN rewards.pay_code.with_pin IS 'The PIN was entered for it: it pays for more than a small amount.';
CREATE INDEX redemption_of_volunteer ON rewards.redemption (book, volunteer_id, at);

GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in.pin, sign_in.password, sign_in.authenticator, sign_in.recovery_code, sign_in.failure TO linli_app;
GRANT SELECT, INSERT ON sign_in.token_key TO linli_app;
GRANT UPDATE (retires_at) ON sign_in.token_key TO linli_app;

SELECT kit.keep_to_book('sign_in.password'), kit.keep_to_book('sign_in.authenticator'), kit.keep_to_book('sign_in.recovery_code'),
  kit.keep_to_book('sign_in.failure'), kit.keep_to_book('sign_in.pin'), kit.keep_to_book('sign_in.token_key');
