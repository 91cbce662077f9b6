-- Stations (社区学雷锋志愿服务站) with their states and the six 有; hubs and their bodies; rosters that people find themselves in.
ALTER TABLE organisations.station
  ADD state text NOT NULL DEFAULT 'open',
  ADD address text,
  ADD opening_hours jsonb NOT NULL DEFAULT '[]',
  ADD services text[] NOT NULL DEFAULT '{}',
  ADD phone text,
  ADD met text[] NOT NULL DEFAULT ARRAY['venue', 'team', 'projects', 'facilities', 'rules', 'signs'],
  ADD reason text,
  ADD entered_by uuid,
  ADD entered_at timestamptz,
  ADD decided_by uuid,
  ADD decided_at timestamptz;
ALTER TABLE organisations.station
  ALTER state DROP DEFAULT,
  ALTER met DROP DEFAULT,
  ADD CONSTRAINT station_region_length CHECK (length(region) = 12),
  ADD CONSTRAINT station_state CHECK (state IN ('preparing', 'open', 'suspended', 'closed')),
  ADD CONSTRAINT station_met CHECK (met <@ ARRAY['venue', 'team', 'projects', 'facilities', 'rules', 'signs']),
  ADD CONSTRAINT station_open CHECK (state <> 'open' OR met @> ARRAY['venue', 'team', 'projects', 'facilities', 'rules', 'signs']),
  ADD CONSTRAINT station_reason CHECK ((state IN ('suspended', 'closed')) = (reason IS NOT NULL)),
  ADD CONSTRAINT station_phone CHECK (phone ~ '^(0[0-9]{2,3}-[2-8][0-9]{6,7}|400[0-9]{7}|1[0-9]{4}|9[56][0-9]{3,4})$'),
  ADD CONSTRAINT station_entered CHECK ((entered_by IS NULL) = (entered_at IS NULL)),
  ADD CONSTRAINT station_decided CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
  ADD CONSTRAINT station_hands_apart CHECK (entered_by <> decided_by),
  ADD CONSTRAINT station_entered_by FOREIGN KEY (book, entered_by) REFERENCES people.person,
  ADD CONSTRAINT station_decided_by FOREIGN KEY (book, decided_by) REFERENCES people.person;
CREATE UNIQUE INDEX station_name ON organisations.station (book, region, name) WHERE state <> 'closed';
CREATE INDEX station_in_area ON organisations.station (book, region text_pattern_ops, id);
COMMENT ON COLUMN organisations.station.opening_hours IS 'By day of the week, 1 is Monday: [{"day": 1, "from": "08:30", "to": "17:00"}]. Empty for stations from before it was asked.';
COMMENT ON COLUMN organisations.station.phone IS 'A line of the station, for everybody to call: never the mobile phone of a person.';
COMMENT ON COLUMN organisations.station.met IS 'Which of the six 有 there are: 场所, 队伍, 项目, 设施, 制度, 标识. Stations from before the question worked already.';
COMMENT ON COLUMN organisations.station.entered_by IS 'Null for stations that worked before they were entered here.';
COMMENT ON CONSTRAINT station_region_length ON organisations.station IS 'A station stands in a community.';
COMMENT ON CONSTRAINT station_state ON organisations.station IS 'PREPARING, OPEN, SUSPENDED, CLOSED (domain.md 9); closed is the end.';
COMMENT ON CONSTRAINT station_met ON organisations.station IS 'The six 有 of the central policy of 2024-04-12 (domain.md 2).';
COMMENT ON CONSTRAINT station_open ON organisations.station IS 'Only with all six 有 a station is open.';
COMMENT ON CONSTRAINT station_reason ON organisations.station IS 'People hear why a station does not serve them.';
COMMENT ON CONSTRAINT station_phone ON organisations.station IS 'A fixed line with its area code, a 400 number or a short service number.';
COMMENT ON CONSTRAINT station_entered ON organisations.station IS 'Somebody answers for the entry.';
COMMENT ON CONSTRAINT station_decided ON organisations.station IS 'Somebody answers for the decision.';
COMMENT ON CONSTRAINT station_hands_apart ON organisations.station IS 'Nobody decides about what they entered (E_SELF_REVIEW).';
COMMENT ON CONSTRAINT station_entered_by ON organisations.station IS 'A person entered it.';
COMMENT ON CONSTRAINT station_decided_by ON organisations.station IS 'A person decided.';
COMMENT ON INDEX organisations.station_name IS 'Nobody confuses two stations of one community.';
COMMENT ON INDEX organisations.station_in_area IS 'For lists of an area, by prefix of the division code.';
GRANT UPDATE (name, state, address, opening_hours, services, phone, met, reason, decided_by, decided_at) ON organisations.station TO linli_app;

GRANT UPDATE (scope_name) ON access.role_grant TO linli_app;
CREATE INDEX role_grant_of_scope ON access.role_grant (book, scope) WHERE region IS NOT NULL;
CREATE INDEX role_grant_of_role ON access.role_grant (book, role, scope) WHERE region IS NOT NULL;
COMMENT ON INDEX access.role_grant_of_scope IS 'For all who act for a body, without reading what volunteers are for themselves.';
COMMENT ON INDEX access.role_grant_of_role IS 'For the coverage of communities with liaison officers.';

CREATE FUNCTION activities.station_served_out() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF EXISTS (SELECT FROM activities.activity a WHERE a.book = NEW.book AND a.station_id = NEW.id AND a.state = 'published') THEN
    RAISE EXCEPTION 'the station has published activities' USING ERRCODE = 'check_violation', CONSTRAINT = 'station_served_out';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION activities.station_served_out() IS 'A station is closed only after its published activities: afterwards nobody could credit the volunteers of these.';
CREATE TRIGGER station_served_out BEFORE UPDATE OF state ON organisations.station
  FOR EACH ROW WHEN (NEW.state = 'closed') EXECUTE FUNCTION activities.station_served_out();

ALTER TABLE organisations.organisation
  ADD hub_id uuid,
  ADD CONSTRAINT organisation_hub_of FOREIGN KEY (book, hub_id) REFERENCES organisations.organisation,
  ADD CONSTRAINT organisation_no_hub_in_hub CHECK (hub_id IS NULL OR type <> 'hub');
CREATE INDEX organisation_in_hub ON organisations.organisation (book, hub_id, id) WHERE hub_id IS NOT NULL;
COMMENT ON COLUMN organisations.organisation.hub_id IS 'The hub (枢纽型联合会) that the body has joined.';
COMMENT ON CONSTRAINT organisation_hub_of ON organisations.organisation IS 'A hub is an organisation.';
COMMENT ON CONSTRAINT organisation_no_hub_in_hub ON organisations.organisation IS 'Hubs join no hub: each street has one.';
COMMENT ON INDEX organisations.organisation_in_hub IS 'For the bodies of a hub.';
GRANT UPDATE (hub_id) ON organisations.organisation TO linli_app;

ALTER TABLE organisations.member
  ADD phone_index bytea,
  ADD post text,
  ADD CONSTRAINT member_post CHECK (post IN ('social_worker'));
CREATE INDEX member_by_phone ON organisations.member (book, phone_index) WHERE phone_index IS NOT NULL;
COMMENT ON COLUMN organisations.member.phone_index IS 'The same index as of people, so that whoever signs in with the phone finds the rosters they stand in.';
COMMENT ON COLUMN organisations.member.post IS 'Full-time staff (从业人员) of the body; null for an ordinary member.';
COMMENT ON CONSTRAINT member_post ON organisations.member IS 'Full-time social workers are counted for hubs (domain.md 11: 2 to 3).';
COMMENT ON INDEX organisations.member_by_phone IS 'For the rosters that somebody stands in.';
GRANT UPDATE (phone_index) ON organisations.member TO linli_app;

ALTER TABLE filings.filing ADD withdrawn_at timestamptz;
UPDATE filings.filing SET withdrawn_at = submitted_at WHERE state = 'withdrawn';
ALTER TABLE filings.filing ADD CONSTRAINT filing_withdrawn CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL));
COMMENT ON CONSTRAINT filing_withdrawn ON filings.filing IS 'The desks see since when nothing has to be answered any more.';
