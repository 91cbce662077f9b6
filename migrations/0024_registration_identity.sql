-- Whoever registers again is the person of before; what stands against somebody outlasts leaving; merged registrations are found from the one that goes on.
ALTER TABLE people.volunteer
  ADD document_mark_sealed bytea,
  DROP CONSTRAINT volunteer_sealed,
  ADD CONSTRAINT volunteer_sealed CHECK ((name_sealed IS NULL) = (id_number_sealed IS NULL) AND (name_sealed IS NULL) = (details_sealed IS NULL)
    AND (state <> 'cancelled' OR name_sealed IS NULL) AND (name_sealed IS NOT NULL OR state IN ('cancelled', 'suspended', 'revoked')) AND (state = 'cancelled') = (id_number_index IS NULL)
    AND (guardian_sealed IS NULL) = (guardian_index IS NULL) AND (name_sealed IS NOT NULL OR (guardian_sealed IS NULL AND health_sealed IS NULL))),
  ADD CONSTRAINT volunteer_document_mark CHECK (document_mark_sealed IS NULL OR (state = 'cancelled' AND merged_into IS NULL));
COMMENT ON COLUMN people.volunteer.document_mark_sealed IS 'Of a registration that has ended while the person is still there: the index of the document, sealed with the person''s own key. Nobody is found by it; whoever registers again here is compared with it, so that nobody else comes into the number, hours and points. It goes when the person leaves.';
COMMENT ON CONSTRAINT volunteer_sealed ON people.volunteer IS 'Of whoever has left nothing personal is kept, and of nobody else anything is missing. Whoever was suspended or revoked and left is still known by the index of the number, so that nobody comes back clean by leaving.';
COMMENT ON CONSTRAINT volunteer_document_mark ON people.volunteer IS 'Only where somebody may register again; a registration that was merged is not taken up again.';
CREATE INDEX volunteer_merged_here ON people.volunteer (book, merged_into) WHERE merged_into IS NOT NULL;
COMMENT ON INDEX people.volunteer_merged_here IS 'For settling: what somebody served under another number counts for the one that goes on.';

-- Merging moves what stands in an account: it is held while it is read, or a credit in between would stay behind.
CREATE FUNCTION ledger.hold_accounts(p_book int, p_id uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ledger, pg_temp AS $$
BEGIN
  PERFORM FROM account WHERE book = p_book AND id = ANY (p_id) ORDER BY id FOR NO KEY UPDATE;
END $$;
COMMENT ON FUNCTION ledger.hold_accounts IS 'Takes the locks that posting takes, in the same order, so that a balance that is read stands until it has been moved.';
REVOKE ALL ON FUNCTION ledger.hold_accounts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.hold_accounts TO linli_app;
