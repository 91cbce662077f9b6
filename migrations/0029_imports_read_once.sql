-- Imports: a file is read once, and its rows lie in its place from then on; who sent it and from where goes with it.
ALTER TABLE imports.import ADD COLUMN origin jsonb NOT NULL DEFAULT '{}';
ALTER TABLE imports.import ALTER COLUMN origin DROP DEFAULT;
COMMENT ON COLUMN imports.import.origin IS 'The request that sent the file: what is done with it in the background is logged as done by that.';
COMMENT ON TABLE imports.chunk IS 'The file itself, in pieces, until it was read; then its rows, sealed as it was. Removed when the import ends.';
-- What broke off while an earlier version ran is read anew: rows_total says that the rows lie there.
UPDATE imports.import SET rows_total = NULL WHERE ended_at IS NULL;
COMMENT ON COLUMN imports.import.rows_total IS 'Known once the file was read, and its rows have taken its place.';

CREATE TABLE imports.rows_there (
  book int NOT NULL,
  import_id uuid NOT NULL,
  first_line int NOT NULL,
  lines int[] NOT NULL,
  CONSTRAINT rows_there_id PRIMARY KEY (book, import_id, first_line),
  CONSTRAINT rows_there_import FOREIGN KEY (book, import_id) REFERENCES imports.import ON DELETE CASCADE,
  CONSTRAINT rows_there_some CHECK (lines[1] = first_line)
);
COMMENT ON TABLE imports.rows_there IS 'Rows of whom nothing was written, because they are there already, by their lines; one row for each batch.';
COMMENT ON CONSTRAINT rows_there_id ON imports.rows_there IS 'In the order of the file.';
COMMENT ON CONSTRAINT rows_there_import ON imports.rows_there IS 'Of a file that was sent.';
COMMENT ON CONSTRAINT rows_there_some ON imports.rows_there IS 'Where there are none, there is no row.';
GRANT SELECT, INSERT, DELETE ON imports.rows_there TO linli_app;
SELECT kit.keep_to_book('imports.rows_there');

-- The entries of an import are hundreds: they are added with one statement. The hashes stay a chain, one after the other.
CREATE OR REPLACE FUNCTION audit.append(l audit.lane, p_entries jsonb) RETURNS void LANGUAGE plpgsql SET search_path = audit, pg_temp AS $$
DECLARE
  v audit.entry; d jsonb; added audit.entry[] := '{}';
BEGIN
  -- As arrays each column would be a parameter of its own; a few entries as JSON are read in microseconds.
  FOR d IN SELECT * FROM jsonb_array_elements(p_entries) LOOP
    l.number := l.number + 1;
    l.last_at := greatest(l.last_at, date_trunc('milliseconds', audit.clock()));
    v := ROW(l.book, l.lane, l.number, l.last_at, (d->>'personId')::uuid, d->>'role', d->>'action', d->>'objectKind', d->>'objectId',
      d->'changes', (d->>'requestId')::uuid, d->>'address', d->>'device', NULL, d->>'scope');
    v.hash := audit.entry_hash(v, l.hash);
    l.hash := v.hash;
    added := array_append(added, v);
  END LOOP;
  INSERT INTO entry SELECT * FROM unnest(added);
  UPDATE lane SET number = l.number, hash = l.hash, last_at = l.last_at WHERE book = l.book AND lane = l.lane;
END $$;
