-- Imports (批量导入): files of volunteers or organisations, how far each has come, and the rows that were not taken.
CREATE SCHEMA imports;
COMMENT ON SCHEMA imports IS 'Files that somebody sends to register many at once.';
GRANT USAGE ON SCHEMA imports TO linli_app;

CREATE TABLE imports.import (
  book int NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  mode text NOT NULL,
  dry_run boolean NOT NULL,
  organisation_id uuid,
  format text NOT NULL,
  encoding text NOT NULL,
  columns text[] NOT NULL,
  owner_id uuid NOT NULL,
  grants uuid[] NOT NULL,
  created_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  attempts smallint NOT NULL DEFAULT 0,
  runner uuid,
  leased_until timestamptz NOT NULL DEFAULT '-infinity',
  rows_total int,
  rows_read int NOT NULL DEFAULT 0,
  rows_fresh int NOT NULL DEFAULT 0,
  rows_there int NOT NULL DEFAULT 0,
  rows_bad int NOT NULL DEFAULT 0,
  problem jsonb,
  ended_at timestamptz,
  CONSTRAINT import_id PRIMARY KEY (book, id),
  CONSTRAINT import_owner FOREIGN KEY (book, owner_id) REFERENCES people.person,
  CONSTRAINT import_kind CHECK (kind ~ '^[a-z_]+$'),
  CONSTRAINT import_mode CHECK (mode IN ('all_or_nothing', 'skip_bad')),
  CONSTRAINT import_format CHECK (format IN ('csv', 'xlsx')),
  CONSTRAINT import_encoding CHECK (encoding IN ('utf-8', 'gb18030')),
  CONSTRAINT import_state CHECK (state IN ('waiting', 'running', 'done', 'refused') AND (state IN ('done', 'refused')) = (ended_at IS NOT NULL) AND (state = 'running') = (runner IS NOT NULL)),
  CONSTRAINT import_problem CHECK ((state = 'refused') = (problem IS NOT NULL)),
  CONSTRAINT import_rows CHECK (rows_read = rows_fresh + rows_there + rows_bad AND rows_read <= rows_total)
);
CREATE INDEX import_of_owner ON imports.import (book, owner_id, id);
CREATE INDEX import_open ON imports.import (book, leased_until) WHERE state IN ('waiting', 'running');
CREATE INDEX import_ended ON imports.import (book, ended_at) WHERE ended_at IS NOT NULL;
COMMENT ON TABLE imports.import IS 'One file that was sent, and how far it has come.';
COMMENT ON CONSTRAINT import_id ON imports.import IS 'One file, one row.';
COMMENT ON CONSTRAINT import_owner ON imports.import IS 'Whoever sent the file answers for it; what is kept of the file is sealed with that person''s own key.';
COMMENT ON CONSTRAINT import_kind ON imports.import IS 'What the rows are: src/imports/kinds.ts lists them.';
COMMENT ON CONSTRAINT import_mode ON imports.import IS 'Nothing is taken unless every row is good, or the good rows are.';
COMMENT ON CONSTRAINT import_format ON imports.import IS 'What was found in the file, whatever it was called.';
COMMENT ON CONSTRAINT import_encoding ON imports.import IS 'Excel in China writes GBK, of which GB 18030 is the whole.';
COMMENT ON CONSTRAINT import_state ON imports.import IS 'Somebody works on it while it runs; done and refused are the end.';
COMMENT ON CONSTRAINT import_problem ON imports.import IS 'A "no" says why.';
COMMENT ON CONSTRAINT import_rows ON imports.import IS 'Each row that was read is new, there already, or bad.';
COMMENT ON COLUMN imports.import.columns IS 'The columns of the file, in its order.';
COMMENT ON COLUMN imports.import.grants IS 'The grants that the sender''s token named: those that still stand decide about each row.';
COMMENT ON COLUMN imports.import.runner IS 'Who works on it, until the lease is over: of two processes, one.';
COMMENT ON INDEX imports.import_of_owner IS 'For the list of what somebody has sent.';
COMMENT ON INDEX imports.import_open IS 'For the sweep that finds what broke off.';
COMMENT ON INDEX imports.import_ended IS 'For what is removed after its time.';

CREATE TABLE imports.chunk (
  book int NOT NULL,
  import_id uuid NOT NULL,
  number int NOT NULL,
  content_sealed bytea NOT NULL,
  CONSTRAINT chunk_id PRIMARY KEY (book, import_id, number),
  CONSTRAINT chunk_import FOREIGN KEY (book, import_id) REFERENCES imports.import ON DELETE CASCADE
);
COMMENT ON TABLE imports.chunk IS 'The file itself, in pieces, while it is needed: removed when the import ends.';
COMMENT ON CONSTRAINT chunk_id ON imports.chunk IS 'In order.';
COMMENT ON CONSTRAINT chunk_import ON imports.chunk IS 'Of a file that was sent.';

CREATE TABLE imports.bad_row (
  book int NOT NULL,
  import_id uuid NOT NULL,
  line int NOT NULL,
  cells_sealed bytea NOT NULL,
  faults jsonb NOT NULL,
  CONSTRAINT bad_row_id PRIMARY KEY (book, import_id, line),
  CONSTRAINT bad_row_import FOREIGN KEY (book, import_id) REFERENCES imports.import ON DELETE CASCADE,
  CONSTRAINT bad_row_line CHECK (line > 0)
);
COMMENT ON TABLE imports.bad_row IS 'Rows that were not taken, as they were sent, so that they can be mended and sent again; removed after their time.';
COMMENT ON CONSTRAINT bad_row_id ON imports.bad_row IS 'The line in the file on which the row ends.';
COMMENT ON CONSTRAINT bad_row_import ON imports.bad_row IS 'Of a file that was sent.';
COMMENT ON CONSTRAINT bad_row_line ON imports.bad_row IS 'Counted from 1, the headers.';
COMMENT ON COLUMN imports.bad_row.faults IS '[{column, code, text}]: what is wrong, without the values.';

GRANT SELECT, INSERT, UPDATE, DELETE ON imports.import, imports.bad_row TO linli_app;
GRANT SELECT, INSERT, DELETE ON imports.chunk TO linli_app;
SELECT kit.keep_to_book('imports.import'), kit.keep_to_book('imports.chunk'), kit.keep_to_book('imports.bad_row');
