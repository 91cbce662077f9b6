-- Registration (注册登记): keys of the sealed data, volunteers with everything that 67号令 Art. 5 names, decisions, consents.
CREATE TABLE kit.data_key (
  book int NOT NULL,
  number smallint NOT NULL,
  wrapped bytea,
  usable_from timestamptz NOT NULL,
  retired_at timestamptz,
  CONSTRAINT data_key_id PRIMARY KEY (book, number),
  CONSTRAINT data_key_number CHECK (number BETWEEN 1 AND 255),
  CONSTRAINT data_key_retired CHECK ((wrapped IS NULL) = (retired_at IS NOT NULL))
);
COMMENT ON TABLE kit.data_key IS 'The keys that personal data is sealed with, themselves wrapped by one that comes from the master key.';
COMMENT ON CONSTRAINT data_key_id ON kit.data_key IS 'The number that envelopes begin with.';
COMMENT ON CONSTRAINT data_key_number ON kit.data_key IS 'One byte; 0 is for what is sealed with a person''s own key.';
COMMENT ON CONSTRAINT data_key_retired ON kit.data_key IS 'A retired key is gone; that there was one stays.';
COMMENT ON COLUMN kit.data_key.usable_from IS 'Nobody seals with it before all processes have read it.';
GRANT SELECT, INSERT, UPDATE ON kit.data_key TO linli_app;
SELECT kit.keep_to_book('kit.data_key');

ALTER TABLE people.person
  ALTER phone_sealed DROP NOT NULL,
  ALTER phone_index DROP NOT NULL,
  ADD key_sealed bytea,
  ADD left_at timestamptz,
  ADD CONSTRAINT person_phone CHECK ((phone_sealed IS NULL) = (phone_index IS NULL)),
  ADD CONSTRAINT person_left CHECK ((key_sealed IS NULL) = (left_at IS NOT NULL) AND (left_at IS NULL OR phone_sealed IS NULL));
COMMENT ON TABLE people.person IS 'Somebody who has signed in, been registered or been given a role. A phone belongs to one person of a book; some have none.';
COMMENT ON COLUMN people.person.key_sealed IS 'The person''s own key, with which all of the person''s data is sealed. Without it nobody reads that data again: it goes when the person leaves.';
COMMENT ON CONSTRAINT person_phone ON people.person IS 'What is sealed can be found again.';
COMMENT ON CONSTRAINT person_left ON people.person IS 'Whoever has left has no key and no phone, and is only an id that the books still name.';

ALTER TABLE people.volunteer
  ALTER name_sealed DROP NOT NULL,
  ALTER id_number_sealed DROP NOT NULL,
  ALTER id_number_index DROP NOT NULL,
  ADD state text NOT NULL,
  ADD channel text NOT NULL,
  ADD organisation_id uuid,
  ADD registered_by uuid,
  ADD ground text,
  ADD id_type text NOT NULL,
  ADD real_name_level smallint NOT NULL,
  ADD details_sealed bytea,
  ADD guardian_sealed bytea,
  ADD guardian_index bytea,
  ADD health_sealed bytea,
  ADD skills text[] NOT NULL,
  ADD categories text[] NOT NULL,
  ADD availability jsonb NOT NULL,
  ADD is_student boolean NOT NULL,
  ADD steps_needed smallint NOT NULL,
  ADD steps_done smallint NOT NULL,
  ADD reason text,
  ADD merged_into uuid,
  ADD CONSTRAINT volunteer_state CHECK (state IN ('guardian_pending', 'submitted', 'rejected', 'active', 'suspended', 'cancelled', 'revoked')),
  ADD CONSTRAINT volunteer_channel CHECK (channel IN ('self', 'organisation', 'offline') AND (channel = 'self') = (registered_by IS NULL) AND (channel = 'offline') = (ground IS NOT NULL)
    AND (channel = 'organisation') = (organisation_id IS NOT NULL)),
  ADD CONSTRAINT volunteer_id_type CHECK (id_type IN ('resident_id', 'residence_permit', 'travel_permit', 'passport')),
  ADD CONSTRAINT volunteer_real_name_level CHECK (real_name_level BETWEEN 0 AND 2),
  ADD CONSTRAINT volunteer_steps CHECK (steps_needed BETWEEN 0 AND 3 AND steps_done BETWEEN 0 AND steps_needed),
  ADD CONSTRAINT volunteer_approved CHECK (state NOT IN ('active', 'suspended') OR steps_done = steps_needed),
  ADD CONSTRAINT volunteer_sealed CHECK ((name_sealed IS NULL) = (id_number_sealed IS NULL) AND (name_sealed IS NULL) = (details_sealed IS NULL)
    AND (state <> 'cancelled' OR name_sealed IS NULL) AND (name_sealed IS NOT NULL OR state IN ('cancelled', 'revoked')) AND (state = 'cancelled') = (id_number_index IS NULL) AND (guardian_sealed IS NULL) = (guardian_index IS NULL) AND (name_sealed IS NOT NULL OR (guardian_sealed IS NULL AND health_sealed IS NULL))),
  ADD CONSTRAINT volunteer_guardian CHECK (state <> 'guardian_pending' OR guardian_sealed IS NOT NULL),
  ADD CONSTRAINT volunteer_merged CHECK (merged_into IS NULL OR (state = 'cancelled' AND merged_into <> id)),
  ADD CONSTRAINT volunteer_merged_into FOREIGN KEY (book, merged_into) REFERENCES people.volunteer;
CREATE INDEX volunteer_in_area ON people.volunteer (book, residence_region text_pattern_ops, id);
CREATE INDEX volunteer_waiting ON people.volunteer (book, residence_region text_pattern_ops, id) WHERE state = 'submitted';
CREATE INDEX volunteer_ward ON people.volunteer (book, guardian_index) WHERE guardian_index IS NOT NULL;
COMMENT ON CONSTRAINT volunteer_state ON people.volunteer IS 'domain.md 9. Who was sent back (rejected) submits again; cancelled by the person, revoked by decision.';
COMMENT ON CONSTRAINT volunteer_channel ON people.volunteer IS 'Registered by oneself, through an organisation, or offline by an officer on one''s behalf, and then on what ground (条例 Art. 7; 67号令 Art. 6).';
COMMENT ON CONSTRAINT volunteer_id_type ON people.volunteer IS '居民身份证, 港澳台居民居住证, 港澳台通行证, 护照.';
COMMENT ON CONSTRAINT volunteer_real_name_level ON people.volunteer IS '0 none, 1 the number has the right form, 2 somebody has seen the document.';
COMMENT ON CONSTRAINT volunteer_steps ON people.volunteer IS 'Community, street, district: as many as the rule set asked for when the person was submitted.';
COMMENT ON CONSTRAINT volunteer_approved ON people.volunteer IS 'Nobody serves who was not approved by all of them.';
COMMENT ON CONSTRAINT volunteer_sealed ON people.volunteer IS 'Of whoever has left nothing personal is kept, and of nobody else anything is missing. Whoever was revoked and left is still known by the index of the number, so that nobody comes back by leaving.';
COMMENT ON CONSTRAINT volunteer_guardian ON people.volunteer IS 'Whose consent is waited for is known.';
COMMENT ON CONSTRAINT volunteer_merged ON people.volunteer IS 'A duplicate ends in the one that goes on.';
COMMENT ON COLUMN people.volunteer.ground IS 'On what an officer acted for somebody: where the signed paper is, or who witnessed it.';
COMMENT ON COLUMN people.volunteer.details_sealed IS 'Sex, date of birth, and what the person added.';
COMMENT ON COLUMN people.volunteer.health_sealed IS 'Only with the person''s own consent (PIPL Art. 29), and gone when that is withdrawn.';
COMMENT ON COLUMN people.volunteer.guardian_index IS 'HMAC of the guardian''s phone, by which the guardian finds who asks for consent.';
COMMENT ON COLUMN people.volunteer.availability IS 'Weekly: [{day 1 to 7, from, to}] in half hours (条例 Art. 7: 服务时间).';
COMMENT ON COLUMN people.volunteer.reason IS 'Why rejected, suspended or revoked.';
COMMENT ON INDEX people.volunteer_in_area IS 'For lists of an area, by prefix of the division code.';
COMMENT ON INDEX people.volunteer_waiting IS 'For the desks that approve.';
COMMENT ON INDEX people.volunteer_ward IS 'For guardians.';

CREATE SCHEMA registration;
COMMENT ON SCHEMA registration IS 'What is decided about registrations, and what people have consented to.';
GRANT USAGE ON SCHEMA registration TO linli_app;

CREATE TABLE registration.decision (
  book int NOT NULL,
  id uuid NOT NULL,
  volunteer_id uuid NOT NULL,
  step smallint,
  decision text NOT NULL,
  reason text,
  decided_by uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  CONSTRAINT decision_id PRIMARY KEY (book, id),
  CONSTRAINT decision_volunteer FOREIGN KEY (book, volunteer_id) REFERENCES people.volunteer,
  CONSTRAINT decision_apart CHECK (decided_by <> volunteer_id),
  CONSTRAINT decision_kind CHECK (decision IN ('approve', 'reject', 'suspend', 'resume', 'revoke') AND (step IS NOT NULL) = (decision IN ('approve', 'reject'))),
  CONSTRAINT decision_reason CHECK (decision IN ('approve', 'resume') OR reason IS NOT NULL)
);
CREATE INDEX decision_of_volunteer ON registration.decision (book, volunteer_id, decided_at);
COMMENT ON TABLE registration.decision IS 'What officers decided about volunteers. Never changed.';
COMMENT ON CONSTRAINT decision_id ON registration.decision IS 'One decision, one row.';
COMMENT ON CONSTRAINT decision_volunteer ON registration.decision IS 'Decided about somebody.';
COMMENT ON CONSTRAINT decision_apart ON registration.decision IS 'Nobody decides about oneself (E_SELF_REVIEW).';
COMMENT ON CONSTRAINT decision_kind ON registration.decision IS 'Approving and rejecting are steps: 1 community, 2 street, 3 district.';
COMMENT ON CONSTRAINT decision_reason ON registration.decision IS 'A "no" says why.';
COMMENT ON INDEX registration.decision_of_volunteer IS 'The history of one volunteer.';

CREATE TABLE registration.consent (
  book int NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  purpose text NOT NULL,
  text_version smallint NOT NULL,
  channel text NOT NULL,
  given_by uuid NOT NULL,
  ground text,
  given_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  CONSTRAINT consent_id PRIMARY KEY (book, id),
  CONSTRAINT consent_person FOREIGN KEY (book, person_id) REFERENCES people.person,
  CONSTRAINT consent_purpose CHECK (purpose IN ('location', 'health', 'guardian', 'under_14')),
  CONSTRAINT consent_channel CHECK (channel IN ('self', 'guardian', 'organisation', 'offline') AND (channel = 'self') = (given_by = person_id) AND (channel IN ('organisation', 'offline')) = (ground IS NOT NULL)),
  CONSTRAINT consent_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND withdrawn_at >= given_at)
);
CREATE UNIQUE INDEX consent_in_force ON registration.consent (book, person_id, purpose) WHERE withdrawn_at IS NULL;
COMMENT ON TABLE registration.consent IS 'Consents, each for one purpose (PIPL Art. 14, 15, 29, 31). Kept when they were withdrawn: what was done before was done with consent.';
COMMENT ON CONSTRAINT consent_id ON registration.consent IS 'One consent, one row.';
COMMENT ON CONSTRAINT consent_person ON registration.consent IS 'Somebody''s.';
COMMENT ON CONSTRAINT consent_purpose ON registration.consent IS 'location: where one checks in (行踪轨迹); health: limits that matter for serving; guardian: a minor may volunteer; under_14: all data of a child.';
COMMENT ON CONSTRAINT consent_channel ON registration.consent IS 'Who said so: the person, the guardian, or an officer on the ground of a signed paper or a witness.';
COMMENT ON CONSTRAINT consent_withdrawn ON registration.consent IS 'Withdrawn once, after it was given.';
COMMENT ON COLUMN registration.consent.text_version IS 'Of the words that were agreed to: src/registration/consent-texts.ts keeps them all.';
COMMENT ON INDEX registration.consent_in_force IS 'One at a time for a purpose.';

CREATE TABLE registration.correction (
  book int NOT NULL,
  id uuid NOT NULL,
  volunteer_id uuid NOT NULL,
  region text NOT NULL,
  field text NOT NULL,
  wanted_sealed bytea,
  reason text NOT NULL,
  state text NOT NULL DEFAULT 'open',
  asked_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  answer text,
  CONSTRAINT correction_id PRIMARY KEY (book, id),
  CONSTRAINT correction_volunteer FOREIGN KEY (book, volunteer_id) REFERENCES people.volunteer,
  CONSTRAINT correction_field CHECK (field IN ('name', 'id_number', 'residence_region')),
  CONSTRAINT correction_state CHECK (state IN ('open', 'accepted', 'declined') AND (state = 'open') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
  CONSTRAINT correction_apart CHECK (decided_by <> volunteer_id),
  CONSTRAINT correction_answer CHECK (state <> 'declined' OR answer IS NOT NULL)
);
CREATE UNIQUE INDEX correction_open ON registration.correction (book, volunteer_id, field) WHERE state = 'open';
COMMENT ON TABLE registration.correction IS 'What volunteers want corrected of who they are, and what a desk that saw the document answered (67号令 Art. 12, 13; PIPL Art. 46).';
COMMENT ON CONSTRAINT correction_id ON registration.correction IS 'One request, one row.';
COMMENT ON CONSTRAINT correction_volunteer ON registration.correction IS 'Of somebody''s registration.';
COMMENT ON CONSTRAINT correction_field ON registration.correction IS 'Everything else people change themselves.';
COMMENT ON CONSTRAINT correction_state ON registration.correction IS 'Answered once.';
COMMENT ON CONSTRAINT correction_apart ON registration.correction IS 'Nobody corrects oneself.';
COMMENT ON CONSTRAINT correction_answer ON registration.correction IS 'A "no" says why.';
COMMENT ON COLUMN registration.correction.region IS 'Where the volunteer lived then: that desk answers.';
COMMENT ON COLUMN registration.correction.wanted_sealed IS 'Sealed with the person''s own key.';
COMMENT ON INDEX registration.correction_open IS 'One open request for a field.';

GRANT SELECT, INSERT, UPDATE (state, decided_by, decided_at, answer) ON registration.correction TO linli_app;
SELECT kit.keep_to_book('registration.correction');
GRANT SELECT, INSERT ON registration.decision TO linli_app;
GRANT SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by) ON registration.consent TO linli_app;
SELECT kit.keep_to_book('registration.decision'), kit.keep_to_book('registration.consent');

-- Who does not agree to be located checks in by the code alone (PIPL Art. 16): then there is no distance.
ALTER TABLE activities.attendance ALTER in_metres DROP NOT NULL, DROP CONSTRAINT attendance_check1,
  ADD CONSTRAINT attendance_out CHECK (out_metres IS NULL OR checked_out_at IS NOT NULL);
COMMENT ON CONSTRAINT attendance_out ON activities.attendance IS 'Nobody was anywhere at a check-out that was not.';
