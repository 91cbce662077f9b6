-- Corrections of everything that 67号令 Art. 5 names, also asked for at the desk; nothing of them outlives what it was for.
-- Reasons that were asked for before stood there in clear, and cannot be sealed by the database: they go.
ALTER TABLE registration.correction
  ADD asked_by uuid,
  ADD ground text,
  ADD reason_sealed bytea,
  DROP COLUMN reason,
  DROP CONSTRAINT correction_field,
  DROP CONSTRAINT correction_state;
UPDATE registration.correction SET wanted_sealed = NULL WHERE state <> 'open';
UPDATE registration.correction c SET state = 'void', decided_at = now(), wanted_sealed = NULL
FROM people.volunteer v WHERE v.book = c.book AND v.id = c.volunteer_id AND v.name_sealed IS NULL AND c.state = 'open';
ALTER TABLE registration.correction
  ADD CONSTRAINT correction_field CHECK (field IN ('name', 'id_number', 'residence_region', 'phone', 'address', 'sex', 'birth_date')),
  ADD CONSTRAINT correction_state CHECK (state IN ('open', 'accepted', 'declined', 'void') AND (state = 'open') = (decided_at IS NULL) AND (state IN ('accepted', 'declined')) = (decided_by IS NOT NULL)),
  ADD CONSTRAINT correction_wanted CHECK ((state = 'open') = (wanted_sealed IS NOT NULL) AND (state <> 'void' OR reason_sealed IS NULL)),
  ADD CONSTRAINT correction_asked CHECK ((asked_by IS NULL) = (ground IS NULL) AND asked_by <> volunteer_id),
  ADD CONSTRAINT correction_asked_apart CHECK (decided_by <> asked_by);
COMMENT ON CONSTRAINT correction_field ON registration.correction IS 'Who somebody is and how to reach them; sex and date of birth only where the document does not tell them. Everything else people change themselves.';
COMMENT ON CONSTRAINT correction_state ON registration.correction IS 'Answered once; void when the registration ends before anybody has answered.';
COMMENT ON CONSTRAINT correction_wanted ON registration.correction IS 'What is wanted is kept until somebody has answered, and no longer.';
COMMENT ON CONSTRAINT correction_asked ON registration.correction IS 'By oneself, or by an officer on one''s behalf, and then on what ground.';
COMMENT ON CONSTRAINT correction_asked_apart ON registration.correction IS 'Whoever entered a request does not answer it.';
COMMENT ON COLUMN registration.correction.reason_sealed IS 'Sealed with the person''s own key, and gone when the registration ends.';
REVOKE UPDATE ON registration.correction FROM linli_app;
GRANT UPDATE (state, decided_by, decided_at, answer, wanted_sealed, reason_sealed) ON registration.correction TO linli_app;

COMMENT ON COLUMN people.volunteer.ground IS 'On what an officer acted for somebody: where the signed paper is, or the office that witnessed it; no name.';
