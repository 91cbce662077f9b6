-- Every number of the domain that a region may set, as dated versions.
CREATE SCHEMA rules;
GRANT USAGE ON SCHEMA rules TO linli_app;

CREATE TABLE rules.rule_set (
  book int NOT NULL,
  version int NOT NULL CHECK (version > 0),
  effective_from date NOT NULL,
  note text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (book, version)
);
COMMENT ON TABLE rules.rule_set IS 'Versions of a book''s rules. Every posting names the version it was made under, so versions are never changed.';

CREATE TABLE rules.rule_value (
  book int NOT NULL,
  version int NOT NULL,
  region text NOT NULL,
  key text NOT NULL,
  value jsonb NOT NULL,
  PRIMARY KEY (book, region, key, version),
  FOREIGN KEY (book, version) REFERENCES rules.rule_set
);
COMMENT ON TABLE rules.rule_value IS 'What one version says for one region. The nearest region wins: community, street, district, city.';
GRANT SELECT, INSERT ON rules.rule_set, rules.rule_value TO linli_app;
