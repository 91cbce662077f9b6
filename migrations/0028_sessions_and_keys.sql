-- The refresh token before the current one is forgiven once, and only for as long as an answer may have been lost.
ALTER TABLE people.session ADD COLUMN replaced_at timestamptz;
UPDATE people.session SET replaced_at = last_used_at WHERE previous_hash IS NOT NULL;
ALTER TABLE people.session ADD CONSTRAINT session_replaced CHECK ((previous_hash IS NULL) = (replaced_at IS NULL));
COMMENT ON COLUMN people.session.previous_hash IS 'The refresh token before the current one. It is still taken, once and shortly after it was replaced, because a phone may have lost the answer that carried the new one; anything older ends the session.';
COMMENT ON COLUMN people.session.replaced_at IS 'When the token before the current one was replaced.';
COMMENT ON CONSTRAINT session_replaced ON people.session IS 'What may be forgiven has a time until which it is.';

-- A data key is retired in two steps: marked once nothing is sealed with it, deleted a day later if that is still so.
ALTER TABLE kit.data_key ADD COLUMN retires_at timestamptz;
UPDATE kit.data_key SET retires_at = retired_at WHERE retired_at IS NOT NULL;
ALTER TABLE kit.data_key ADD CONSTRAINT data_key_retirement CHECK (retired_at IS NULL OR coalesce(retires_at <= retired_at, false));
COMMENT ON COLUMN kit.data_key.retires_at IS 'From when it may be deleted, if nothing is sealed with it then; null while it is not to be.';
COMMENT ON COLUMN kit.data_key.retired_at IS 'When it was deleted.';
COMMENT ON CONSTRAINT data_key_retirement ON kit.data_key IS 'No key is deleted before its time, nor unannounced.';

-- Who leaves for good or takes all of their data out has shown who they are shortly before.
ALTER TABLE people.session ADD COLUMN confirmed_at timestamptz;
UPDATE people.session SET confirmed_at = created_at;
ALTER TABLE people.session ALTER COLUMN confirmed_at SET NOT NULL;
COMMENT ON COLUMN people.session.confirmed_at IS 'When the person last showed who they are, by signing in or by a code since.';
