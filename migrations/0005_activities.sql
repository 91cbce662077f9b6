-- Stations and what they call volunteers to: activities are published, signed up for, come to and left.
CREATE SCHEMA organisations;
GRANT USAGE ON SCHEMA organisations TO linli_app;

CREATE TABLE organisations.station (
  book int NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  region text NOT NULL,
  PRIMARY KEY (book, id),
  FOREIGN KEY (book, region) REFERENCES regions.region
);
COMMENT ON TABLE organisations.station IS 'A volunteer service station of a community (社区学雷锋志愿服务站).';
GRANT SELECT, INSERT ON organisations.station TO linli_app;

CREATE SCHEMA activities;
GRANT USAGE ON SCHEMA activities TO linli_app;

CREATE TABLE activities.activity (
  book int NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  station_id uuid NOT NULL,
  region text NOT NULL,
  title text NOT NULL,
  category text NOT NULL,
  content text NOT NULL,
  risk_note text NOT NULL CHECK (length(btrim(risk_note)) > 0),
  place_name text NOT NULL,
  latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  datum text NOT NULL CHECK (datum IN ('WGS84', 'GCJ02')),
  radius_metres int NOT NULL CHECK (radius_metres > 0),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  capacity int NOT NULL CHECK (capacity > 0),
  taken int NOT NULL DEFAULT 0,
  waiting int NOT NULL DEFAULT 0 CHECK (waiting >= 0),
  admitted int NOT NULL DEFAULT 0,
  next_sequence int NOT NULL DEFAULT 1,
  state text NOT NULL CHECK (state IN ('pending_review', 'returned', 'published', 'closed')),
  return_reason text,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  decided_by uuid,
  closed_at timestamptz,
  PRIMARY KEY (book, id),
  UNIQUE (book, number),
  FOREIGN KEY (book, station_id) REFERENCES organisations.station,
  CHECK (ends_at > starts_at),
  CHECK (taken BETWEEN 0 AND capacity),
  CHECK (admitted BETWEEN 0 AND taken),
  CHECK ((state = 'returned') = (return_reason IS NOT NULL)),
  CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  CHECK (decided_by IS NULL OR decided_by <> created_by)
);
COMMENT ON TABLE activities.activity IS 'What a station calls volunteers to. taken, waiting and admitted are kept with the row, so that its lock guards the capacity.';
COMMENT ON COLUMN activities.activity.risk_note IS 'Recruiting must state possible risks (条例 Art. 12).';
COMMENT ON CONSTRAINT activity_check1 ON activities.activity IS 'However many sign up at once, no more than the capacity hold a place.';
CREATE INDEX activity_open ON activities.activity (book, starts_at, id) WHERE state = 'published';
CREATE INDEX activity_of_station ON activities.activity (book, station_id, id);
CREATE INDEX activity_in_review ON activities.activity (book, id) WHERE state = 'pending_review';
CREATE SEQUENCE activities.activity_serial;

CREATE TABLE activities.sign_up (
  book int NOT NULL,
  id uuid NOT NULL,
  activity_id uuid NOT NULL,
  volunteer_id uuid NOT NULL,
  sequence int NOT NULL,
  state text NOT NULL CHECK (state IN ('applied', 'waiting', 'admitted', 'checked_in', 'checked_out', 'cancelled')),
  signed_up_at timestamptz NOT NULL,
  PRIMARY KEY (book, id),
  UNIQUE (book, activity_id, volunteer_id),
  UNIQUE (book, activity_id, sequence),
  FOREIGN KEY (book, activity_id) REFERENCES activities.activity,
  FOREIGN KEY (book, volunteer_id) REFERENCES people.volunteer
);
COMMENT ON TABLE activities.sign_up IS 'A volunteer''s own wish to take part; nobody is assigned (条例 Art. 25). The sequence is the order of the waiting list.';
CREATE INDEX sign_up_of_volunteer ON activities.sign_up (book, volunteer_id, id);

CREATE TABLE activities.attendance (
  book int NOT NULL,
  id uuid NOT NULL,
  activity_id uuid NOT NULL,
  volunteer_id uuid NOT NULL,
  checked_in_at timestamptz NOT NULL,
  in_metres int NOT NULL,
  checked_out_at timestamptz,
  out_metres int,
  PRIMARY KEY (book, id),
  FOREIGN KEY (book, activity_id) REFERENCES activities.activity,
  CHECK (checked_out_at >= checked_in_at),
  CHECK ((checked_out_at IS NULL) = (out_metres IS NULL))
);
COMMENT ON TABLE activities.attendance IS 'One coming and going. Only the distance from the place is kept, never the position itself (PIPL Art. 6 and 28).';
CREATE UNIQUE INDEX attendance_open ON activities.attendance (book, activity_id, volunteer_id) WHERE checked_out_at IS NULL;
CREATE INDEX attendance_of_activity ON activities.attendance (book, activity_id, volunteer_id, checked_in_at);

GRANT SELECT, INSERT, UPDATE ON activities.activity, activities.sign_up, activities.attendance TO linli_app;
GRANT USAGE ON SEQUENCE activities.activity_serial TO linli_app;
