-- The administrative divisions of a book: city, district, street, community.
CREATE SCHEMA regions;
GRANT USAGE ON SCHEMA regions TO linli_app;

CREATE TABLE regions.region (
  book int NOT NULL,
  code text NOT NULL CHECK (code ~ '^(\d{6}|\d{9}|\d{12})$'),
  level text NOT NULL CHECK (level IN ('city', 'district', 'street', 'community')),
  name text NOT NULL,
  parent text,
  PRIMARY KEY (book, code),
  FOREIGN KEY (book, parent) REFERENCES regions.region,
  CHECK ((level = 'city') = (parent IS NULL))
);
COMMENT ON TABLE regions.region IS 'The tree of divisions. Codes follow GB/T 2260 and its extensions, so a subtree is a prefix.';
CREATE INDEX region_parent ON regions.region (book, parent);
GRANT SELECT, INSERT ON regions.region TO linli_app;
