-- Organisations (社会组织), domain.md 9 and 11: who they are, who leads them, and whether they may act.
CREATE TABLE organisations.organisation (
  book int NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  type text NOT NULL,
  name text NOT NULL,
  region text NOT NULL,
  credit_code text,
  leader_id uuid NOT NULL,
  state text NOT NULL,
  reason text,
  document_number text,
  entered_by uuid NOT NULL,
  entered_at timestamptz NOT NULL,
  CONSTRAINT organisation_id PRIMARY KEY (book, id),
  CONSTRAINT organisation_region FOREIGN KEY (book, region) REFERENCES regions.region,
  CONSTRAINT organisation_region_length CHECK (length(region) IN (9, 12)),
  CONSTRAINT organisation_leader FOREIGN KEY (book, leader_id) REFERENCES people.person,
  CONSTRAINT organisation_entered_by FOREIGN KEY (book, entered_by) REFERENCES people.person,
  CONSTRAINT organisation_kind CHECK (kind IN ('registered', 'self_governing', 'unit_team', 'public_body')),
  CONSTRAINT organisation_type CHECK (type IN ('elderly_care', 'community_service', 'hardship_relief', 'charity', 'mutual_aid', 'culture_sports', 'peace_mediation', 'rural_technology', 'hub', 'other')),
  CONSTRAINT organisation_credit_code CHECK (credit_code IS NULL OR credit_code ~ '^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$'),
  CONSTRAINT organisation_code_of_kind CHECK ((kind <> 'registered' OR credit_code ~ '^5[123]') AND (kind <> 'unit_team' OR credit_code IS NULL)),
  CONSTRAINT organisation_state CHECK (state IN ('active', 'suspended', 'revoked')),
  CONSTRAINT organisation_reason CHECK ((state = 'active') = (reason IS NULL)),
  CONSTRAINT organisation_document CHECK ((state = 'revoked') = (document_number IS NOT NULL))
);
CREATE UNIQUE INDEX organisation_name ON organisations.organisation (book, left(region, 9), name) WHERE state <> 'revoked';
CREATE UNIQUE INDEX organisation_of_code ON organisations.organisation (book, credit_code) WHERE state <> 'revoked';
CREATE UNIQUE INDEX organisation_hub ON organisations.organisation (book, left(region, 9)) WHERE type = 'hub' AND state = 'active';
CREATE INDEX organisation_in_area ON organisations.organisation (book, region text_pattern_ops, id);
COMMENT ON TABLE organisations.organisation IS 'A body that serves in the city. Its leader is a person; phones of its people are not kept here.';
COMMENT ON CONSTRAINT organisation_id ON organisations.organisation IS 'One organisation, one row; also what roles are granted for.';
COMMENT ON CONSTRAINT organisation_region ON organisations.organisation IS 'It has a place in the tree of divisions.';
COMMENT ON CONSTRAINT organisation_region_length ON organisations.organisation IS 'A street or a community: the street is what answers for it.';
COMMENT ON CONSTRAINT organisation_leader ON organisations.organisation IS 'Somebody leads it.';
COMMENT ON CONSTRAINT organisation_entered_by ON organisations.organisation IS 'Somebody answers for the entry.';
COMMENT ON CONSTRAINT organisation_kind ON organisations.organisation IS '社会团体、社会服务机构、基金会; 居/村委会; 单位内部; 机关事业单位.';
COMMENT ON CONSTRAINT organisation_type ON organisations.organisation IS 'domain.md 11: 养老服务, 社区服务, 扶危助困, 慈善救助, 互助, 文体娱乐, 平安/调解, 农村生产技术, 枢纽型, 其他.';
COMMENT ON CONSTRAINT organisation_credit_code ON organisations.organisation IS 'GB 32100-2015; the check character is checked where it is read.';
COMMENT ON CONSTRAINT organisation_code_of_kind ON organisations.organisation IS 'Civil affairs registers 社会团体 (51), 社会服务机构 (52) and 基金会 (53); a team inside a unit is no body of its own.';
COMMENT ON CONSTRAINT organisation_state ON organisations.organisation IS 'Revoked is the end; suspended may act again.';
COMMENT ON CONSTRAINT organisation_reason ON organisations.organisation IS 'Whoever may not act hears why.';
COMMENT ON CONSTRAINT organisation_document ON organisations.organisation IS 'Nothing is revoked without a document (domain.md 13.1, scenario 14).';
COMMENT ON INDEX organisations.organisation_name IS 'A name is unique inside its street (domain.md 11).';
COMMENT ON INDEX organisations.organisation_of_code IS 'One code, one body.';
COMMENT ON INDEX organisations.organisation_hub IS 'Each street has one hub organisation that is active (domain.md 11).';
COMMENT ON INDEX organisations.organisation_in_area IS 'For lists of an area, by prefix of the division code.';
GRANT SELECT, INSERT, UPDATE (state, reason, document_number) ON organisations.organisation TO linli_app;
SELECT kit.keep_to_book('organisations.organisation');
