-- Merchants take points at a till; a volunteer's pay code is good once.
CREATE SCHEMA rewards;
GRANT USAGE ON SCHEMA rewards TO linli_app;

CREATE TABLE rewards.merchant (
  book int NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  region text NOT NULL,
  agreed_at timestamptz NOT NULL,
  PRIMARY KEY (book, id),
  FOREIGN KEY (book, region) REFERENCES regions.region
);
COMMENT ON TABLE rewards.merchant IS 'A shop that has agreed to take points (爱心商家). It is paid by a sponsor or a budget outside of the system, never by volunteers.';

CREATE TABLE rewards.pay_code (
  book int NOT NULL,
  id uuid NOT NULL,
  volunteer_id uuid NOT NULL,
  code_index bytea NOT NULL,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (book, id),
  UNIQUE (book, code_index),
  FOREIGN KEY (book, volunteer_id) REFERENCES people.volunteer,
  CHECK (expires_at > issued_at)
);
COMMENT ON TABLE rewards.pay_code IS 'A code a volunteer shows. Its id is the id of the transfer it can cause, so that being spent once is the ledger''s own promise. The digits are kept as a keyed index only.';

CREATE TABLE rewards.redemption (
  book int NOT NULL,
  id uuid NOT NULL,
  merchant_id uuid NOT NULL,
  volunteer_id uuid NOT NULL,
  centipoints bigint NOT NULL CHECK (centipoints > 0),
  at timestamptz NOT NULL,
  taken_by uuid NOT NULL,
  PRIMARY KEY (book, id),
  FOREIGN KEY (book, id) REFERENCES rewards.pay_code,
  FOREIGN KEY (book, merchant_id) REFERENCES rewards.merchant
);
COMMENT ON TABLE rewards.redemption IS 'Points taken by a merchant: the receipt. It has the id of its pay code and of its transfer.';
CREATE INDEX redemption_of_merchant ON rewards.redemption (book, merchant_id, at, id);

CREATE TABLE rewards.refund (
  book int NOT NULL,
  id uuid NOT NULL,
  redemption_id uuid NOT NULL,
  centipoints bigint NOT NULL CHECK (centipoints > 0),
  at timestamptz NOT NULL,
  given_by uuid NOT NULL,
  PRIMARY KEY (book, id),
  UNIQUE (book, redemption_id),
  FOREIGN KEY (book, redemption_id) REFERENCES rewards.redemption
);
COMMENT ON TABLE rewards.refund IS 'Points given back, all of a redemption and once.';

GRANT SELECT, INSERT ON rewards.merchant, rewards.pay_code, rewards.redemption, rewards.refund TO linli_app;
