-- Filing (备案) of organisations that are not fit for registration: 居委会初审 → 街道备案 (domain.md 9, 11).
CREATE SCHEMA filings;
GRANT USAGE ON SCHEMA filings TO linli_app;

ALTER TABLE organisations.organisation
  ADD filing_number text,
  ADD candidate_reasons text[],
  ADD candidate_since timestamptz,
  DROP CONSTRAINT organisation_kind,
  DROP CONSTRAINT organisation_state,
  DROP CONSTRAINT organisation_code_of_kind,
  ADD CONSTRAINT organisation_kind CHECK (kind IN ('registered', 'filed', 'self_governing', 'unit_team', 'public_body')),
  ADD CONSTRAINT organisation_state CHECK (state IN ('active', 'suspended', 'cancelled', 'revoked')),
  ADD CONSTRAINT organisation_code_of_kind CHECK ((kind <> 'registered' OR credit_code ~ '^5[123]') AND (kind NOT IN ('unit_team', 'filed') OR credit_code IS NULL)),
  ADD CONSTRAINT organisation_filing_number CHECK (filing_number ~ '^B[0-9]{17}$' AND left(filing_number, 10) = 'B' || left(region, 9)),
  ADD CONSTRAINT organisation_filed CHECK (kind <> 'filed' OR filing_number IS NOT NULL),
  ADD CONSTRAINT organisation_candidate CHECK ((candidate_reasons IS NULL) = (candidate_since IS NULL)
    AND (candidate_reasons IS NULL OR (kind = 'filed' AND cardinality(candidate_reasons) > 0 AND candidate_reasons <@ ARRAY['large', 'influential', 'effective'])));
DROP INDEX organisations.organisation_name;
DROP INDEX organisations.organisation_of_code;
CREATE UNIQUE INDEX organisation_name ON organisations.organisation (book, left(region, 9), name) WHERE state IN ('active', 'suspended');
CREATE UNIQUE INDEX organisation_of_code ON organisations.organisation (book, credit_code) WHERE state IN ('active', 'suspended');
CREATE UNIQUE INDEX organisation_of_filing ON organisations.organisation (book, filing_number);
COMMENT ON CONSTRAINT organisation_kind ON organisations.organisation IS '社会团体、社会服务机构、基金会; 备案的社区社会组织; 居/村委会; 单位内部; 机关事业单位.';
COMMENT ON CONSTRAINT organisation_state ON organisations.organisation IS 'Cancelled by itself or revoked by a document is the end; suspended may act again.';
COMMENT ON CONSTRAINT organisation_code_of_kind ON organisations.organisation IS 'Civil affairs registers 社会团体 (51), 社会服务机构 (52) and 基金会 (53); a filed body and a team inside a unit have no legal personality.';
COMMENT ON CONSTRAINT organisation_filing_number ON organisations.organisation IS 'B, the street that filed it, year, serial.';
COMMENT ON CONSTRAINT organisation_filed ON organisations.organisation IS 'What was filed has a number; it keeps it when it is registered later.';
COMMENT ON CONSTRAINT organisation_candidate ON organisations.organisation IS '拟登记台账 (domain.md 11): filed bodies that are large, influential or do much.';
COMMENT ON INDEX organisations.organisation_name IS 'A name is unique inside its street (domain.md 11).';
COMMENT ON INDEX organisations.organisation_of_code IS 'One code, one body.';
COMMENT ON INDEX organisations.organisation_of_filing IS 'One number, one body, for ever.';
GRANT UPDATE (kind, type, name, credit_code, leader_id, candidate_reasons, candidate_since) ON organisations.organisation TO linli_app;

CREATE TABLE organisations.member (
  book int NOT NULL,
  id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  person_sealed bytea NOT NULL,
  person_index bytea NOT NULL,
  joined_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT member_id PRIMARY KEY (book, id),
  CONSTRAINT member_organisation FOREIGN KEY (book, organisation_id) REFERENCES organisations.organisation,
  CONSTRAINT member_ended CHECK (ended_at >= joined_at)
);
CREATE UNIQUE INDEX member_once ON organisations.member (book, organisation_id, person_index) WHERE ended_at IS NULL;
COMMENT ON TABLE organisations.member IS 'The roster (花名册): people need no account of their own to stand in it.';
COMMENT ON CONSTRAINT member_id ON organisations.member IS 'Also the row that the sealed person is bound to.';
COMMENT ON CONSTRAINT member_organisation ON organisations.member IS 'A roster is of one organisation.';
COMMENT ON CONSTRAINT member_ended ON organisations.member IS 'Nobody leaves before they came.';
COMMENT ON INDEX organisations.member_once IS 'Nobody stands twice in a roster.';
GRANT SELECT, INSERT, UPDATE (ended_at, person_sealed) ON organisations.member TO linli_app;
SELECT kit.keep_to_book('organisations.member');

CREATE TABLE filings.filing (
  book int NOT NULL,
  id uuid NOT NULL,
  subject text NOT NULL,
  organisation_id uuid,
  applicant_id uuid NOT NULL,
  state text NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  region text NOT NULL,
  purpose text NOT NULL,
  venue text NOT NULL,
  activity_area text NOT NULL,
  funds_yuan int NOT NULL,
  charter text NOT NULL,
  initiators smallint NOT NULL,
  members smallint NOT NULL,
  people_sealed bytea NOT NULL,
  reason text,
  submitted_at timestamptz NOT NULL,
  due_on date,
  reviewed_by uuid,
  reviewed_at timestamptz,
  opinion text,
  decided_by uuid,
  decided_at timestamptz,
  CONSTRAINT filing_id PRIMARY KEY (book, id),
  CONSTRAINT filing_organisation FOREIGN KEY (book, organisation_id) REFERENCES organisations.organisation,
  CONSTRAINT filing_applicant FOREIGN KEY (book, applicant_id) REFERENCES people.person,
  CONSTRAINT filing_region FOREIGN KEY (book, region) REFERENCES regions.region,
  CONSTRAINT filing_region_length CHECK (length(region) = 12),
  CONSTRAINT filing_subject CHECK (subject IN ('establishment', 'change') AND (subject = 'establishment' OR organisation_id IS NOT NULL)),
  CONSTRAINT filing_state CHECK (state IN ('community_review', 'street_review', 'returned', 'rejected', 'withdrawn', 'filed')),
  CONSTRAINT filing_due CHECK ((state IN ('community_review', 'street_review')) = (due_on IS NOT NULL)),
  CONSTRAINT filing_reason CHECK ((state IN ('returned', 'rejected')) = (reason IS NOT NULL)),
  CONSTRAINT filing_reviewed CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL) AND (reviewed_by IS NULL) = (opinion IS NULL)
    AND (state NOT IN ('street_review', 'rejected', 'filed') OR reviewed_by IS NOT NULL)),
  CONSTRAINT filing_decided CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (state NOT IN ('rejected', 'filed') OR decided_by IS NOT NULL)),
  CONSTRAINT filing_hands_apart CHECK (reviewed_by <> decided_by AND applicant_id NOT IN (reviewed_by, decided_by)),
  CONSTRAINT filing_filed CHECK (state <> 'filed' OR organisation_id IS NOT NULL),
  CONSTRAINT filing_counts CHECK (initiators >= 0 AND members >= 0 AND funds_yuan >= 0)
);
CREATE UNIQUE INDEX filing_open_name ON filings.filing (book, left(region, 9), name) WHERE subject = 'establishment' AND state IN ('community_review', 'street_review', 'returned');
CREATE UNIQUE INDEX filing_open_change ON filings.filing (book, organisation_id) WHERE subject = 'change' AND state IN ('community_review', 'street_review', 'returned');
CREATE INDEX filing_in_area ON filings.filing (book, region text_pattern_ops, id);
CREATE INDEX filing_of_applicant ON filings.filing (book, applicant_id, id);
COMMENT ON TABLE filings.filing IS 'What was handed in to be filed, or to change what is filed, and what became of it.';
COMMENT ON CONSTRAINT filing_id ON filings.filing IS 'Also the row that the sealed people are bound to.';
COMMENT ON CONSTRAINT filing_organisation ON filings.filing IS 'What came of it, or what is to be changed.';
COMMENT ON CONSTRAINT filing_applicant ON filings.filing IS 'Somebody answers for it.';
COMMENT ON CONSTRAINT filing_region ON filings.filing IS 'It has a place in the tree of divisions.';
COMMENT ON CONSTRAINT filing_region_length ON filings.filing IS 'A community, whose committee reviews first.';
COMMENT ON CONSTRAINT filing_subject ON filings.filing IS 'A change is of an organisation that is there.';
COMMENT ON CONSTRAINT filing_state ON filings.filing IS '初审, 街道审核, 退回补正, 不予备案, 撤回, 已备案.';
COMMENT ON CONSTRAINT filing_due ON filings.filing IS 'Whoever has to answer has a day to do it by; silence is not approval.';
COMMENT ON CONSTRAINT filing_reason ON filings.filing IS 'Nobody is sent back without a reason.';
COMMENT ON CONSTRAINT filing_reviewed ON filings.filing IS 'The street decides only what the community has reviewed (domain.md 13.1, scenario 14).';
COMMENT ON CONSTRAINT filing_decided ON filings.filing IS 'Somebody answers for the decision.';
COMMENT ON CONSTRAINT filing_hands_apart ON filings.filing IS 'Applying, reviewing and deciding are three people (E_SELF_REVIEW).';
COMMENT ON CONSTRAINT filing_filed ON filings.filing IS 'A filing makes or changes an organisation.';
COMMENT ON CONSTRAINT filing_counts ON filings.filing IS 'How many people stand in the sealed lists.';
COMMENT ON INDEX filings.filing_open_name IS 'Two of one name are not reviewed at once in a street.';
COMMENT ON INDEX filings.filing_open_change IS 'One change at a time.';
COMMENT ON INDEX filings.filing_in_area IS 'For lists of an area, by prefix of the division code.';
COMMENT ON INDEX filings.filing_of_applicant IS 'What somebody has handed in.';
GRANT SELECT, INSERT, UPDATE ON filings.filing TO linli_app;
SELECT kit.keep_to_book('filings.filing');

CREATE TABLE filings.serial (
  book int NOT NULL,
  street text NOT NULL,
  year smallint NOT NULL,
  last smallint NOT NULL,
  CONSTRAINT serial_id PRIMARY KEY (book, street, year),
  CONSTRAINT serial_last CHECK (last BETWEEN 1 AND 9999)
);
COMMENT ON TABLE filings.serial IS 'The last number that a street gave in a year.';
COMMENT ON CONSTRAINT serial_id ON filings.serial IS 'Numbers are counted by street and year.';
COMMENT ON CONSTRAINT serial_last ON filings.serial IS 'Four digits.';
GRANT SELECT, INSERT, UPDATE ON filings.serial TO linli_app;
SELECT kit.keep_to_book('filings.serial');

CREATE TABLE filings.annual_report (
  book int NOT NULL,
  organisation_id uuid NOT NULL,
  year smallint NOT NULL,
  due_on date NOT NULL,
  activities int NOT NULL,
  service_hours int NOT NULL,
  members int NOT NULL,
  income_yuan int NOT NULL,
  expense_yuan int NOT NULL,
  summary text NOT NULL,
  submitted_by uuid NOT NULL,
  submitted_at timestamptz NOT NULL,
  grade text,
  remark text,
  graded_by uuid,
  graded_at timestamptz,
  CONSTRAINT annual_report_id PRIMARY KEY (book, organisation_id, year),
  CONSTRAINT annual_report_organisation FOREIGN KEY (book, organisation_id) REFERENCES organisations.organisation,
  CONSTRAINT annual_report_submitted_by FOREIGN KEY (book, submitted_by) REFERENCES people.person,
  CONSTRAINT annual_report_counts CHECK (activities >= 0 AND service_hours >= 0 AND members >= 0 AND income_yuan >= 0 AND expense_yuan >= 0),
  CONSTRAINT annual_report_grade CHECK (grade IN ('passed', 'nearly_passed', 'failed') AND (grade = 'passed' OR remark IS NOT NULL)),
  CONSTRAINT annual_report_graded CHECK ((grade IS NULL) = (graded_by IS NULL) AND (grade IS NULL) = (graded_at IS NULL)),
  CONSTRAINT annual_report_hands_apart CHECK (graded_by <> submitted_by)
);
COMMENT ON TABLE filings.annual_report IS 'What a filed organisation did in a year, and how the street grades it (domain.md 11).';
COMMENT ON CONSTRAINT annual_report_id ON filings.annual_report IS 'One a year.';
COMMENT ON CONSTRAINT annual_report_organisation ON filings.annual_report IS 'A report is of one organisation.';
COMMENT ON CONSTRAINT annual_report_submitted_by ON filings.annual_report IS 'Somebody answers for it.';
COMMENT ON CONSTRAINT annual_report_counts ON filings.annual_report IS 'Nothing is less than nothing.';
COMMENT ON CONSTRAINT annual_report_grade ON filings.annual_report IS '合格, 基本合格, 不合格; whoever did not pass hears why.';
COMMENT ON CONSTRAINT annual_report_graded ON filings.annual_report IS 'Somebody answers for the grade.';
COMMENT ON CONSTRAINT annual_report_hands_apart ON filings.annual_report IS 'Nobody grades what they wrote (E_SELF_REVIEW).';
GRANT SELECT, INSERT, UPDATE ON filings.annual_report TO linli_app;
SELECT kit.keep_to_book('filings.annual_report');
