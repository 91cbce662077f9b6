-- What was served, by whom and for how long, and its way into the books.
CREATE SCHEMA records;
GRANT USAGE ON SCHEMA records TO linli_app;

CREATE TABLE records.service_record (
  book int NOT NULL,
  id uuid NOT NULL,
  volunteer_id uuid NOT NULL,
  activity_id uuid NOT NULL,
  title text NOT NULL,
  place_name text NOT NULL,
  region text NOT NULL,
  service_date date NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  raw_minutes int NOT NULL CHECK (raw_minutes >= 0),
  minutes int NOT NULL CHECK (minutes BETWEEN 0 AND raw_minutes),
  without_check_out boolean NOT NULL,
  grade text NOT NULL CHECK (grade IN ('CREDIT', 'HONOUR')),
  rule_version int NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (book, id),
  UNIQUE (book, activity_id, volunteer_id),
  FOREIGN KEY (book, volunteer_id) REFERENCES people.volunteer,
  FOREIGN KEY (book, activity_id) REFERENCES activities.activity,
  CHECK (ends_at >= starts_at)
);
COMMENT ON TABLE records.service_record IS 'One person''s service in one activity, frozen when it closed (67号令 Art. 7). Never changed; a correction is a new record.';
COMMENT ON COLUMN records.service_record.starts_at IS 'From the first coming to the last going: two records of a person that overlap here may not credit the same minute twice.';
CREATE INDEX record_of_volunteer ON records.service_record (book, volunteer_id, id);
CREATE INDEX record_span ON records.service_record (book, volunteer_id, ends_at);

CREATE TABLE records.presence (
  book int NOT NULL,
  record_id uuid NOT NULL,
  volunteer_id uuid NOT NULL,
  came_at timestamptz NOT NULL,
  went_at timestamptz NOT NULL,
  PRIMARY KEY (book, record_id, came_at),
  FOREIGN KEY (book, record_id) REFERENCES records.service_record,
  CHECK (went_at > came_at)
);
COMMENT ON TABLE records.presence IS 'The spans of time that a record credits, so that another record cannot credit them again.';
CREATE INDEX presence_of_volunteer ON records.presence (book, volunteer_id, went_at);

CREATE TABLE records.day_total (
  book int NOT NULL,
  volunteer_id uuid NOT NULL,
  day date NOT NULL,
  minutes int NOT NULL DEFAULT 0 CHECK (minutes >= 0),
  PRIMARY KEY (book, volunteer_id, day)
);
COMMENT ON TABLE records.day_total IS 'Minutes credited to a person on a day. Its row lock keeps two closing activities from passing the daily cap together.';

GRANT SELECT, INSERT ON records.service_record, records.presence TO linli_app;
GRANT SELECT, INSERT, UPDATE ON records.day_total TO linli_app;

CREATE FUNCTION records.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON records.service_record
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON records.presence
  FOR EACH STATEMENT EXECUTE FUNCTION records.refuse_change();

-- Settlement: the posting of frozen lines, in batches.
CREATE SCHEMA settlement;
GRANT USAGE ON SCHEMA settlement TO linli_app;

CREATE TABLE settlement.settlement (
  book int NOT NULL,
  id uuid NOT NULL,
  station_id uuid NOT NULL,
  region text NOT NULL,
  effective_at timestamptz NOT NULL,
  rule_version int NOT NULL,
  lines int NOT NULL CHECK (lines >= 0),
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (book, id),
  FOREIGN KEY (book, id) REFERENCES activities.activity
);
COMMENT ON TABLE settlement.settlement IS 'The settling of one activity; it has the activity''s id, so an activity settles once.';

CREATE TABLE settlement.batch (
  book int NOT NULL,
  settlement_id uuid NOT NULL,
  number int NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  done_at timestamptz,
  PRIMARY KEY (book, settlement_id, number),
  FOREIGN KEY (book, settlement_id) REFERENCES settlement.settlement,
  CHECK ((state = 'done') = (done_at IS NOT NULL))
);
COMMENT ON TABLE settlement.batch IS 'At most 500 lines posted in one transaction. A waiting row is the outbox: jobs are only nudges, and a sweep finds what they missed.';
CREATE INDEX batch_waiting ON settlement.batch (created_at) WHERE state = 'waiting';

CREATE TABLE settlement.line (
  book int NOT NULL,
  id uuid NOT NULL,
  settlement_id uuid NOT NULL,
  batch int NOT NULL,
  volunteer_id uuid NOT NULL,
  minutes int NOT NULL CHECK (minutes >= 0),
  centipoints bigint NOT NULL CHECK (centipoints >= 0),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'posted', 'held')),
  held_reason text,
  PRIMARY KEY (book, id),
  FOREIGN KEY (book, id) REFERENCES records.service_record,
  FOREIGN KEY (book, settlement_id, batch) REFERENCES settlement.batch,
  CHECK ((state = 'held') = (held_reason IS NOT NULL)),
  CHECK (state <> 'posted' OR minutes > 0)
);
COMMENT ON TABLE settlement.line IS 'What one service record brings into the books. It has the record''s id, and its transfers are keyed by it.';
COMMENT ON COLUMN settlement.line.held_reason IS 'Why a line cannot be posted for good. A held line never blocks its neighbours.';
CREATE INDEX line_of_batch ON settlement.line (book, settlement_id, batch, id);

GRANT SELECT, INSERT ON settlement.settlement TO linli_app;
GRANT SELECT, INSERT, UPDATE ON settlement.batch, settlement.line TO linli_app;
