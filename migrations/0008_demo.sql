-- Whether the demonstration town stands. Empty in a real city.
CREATE SCHEMA demo;
GRANT USAGE ON SCHEMA demo TO linli_app;
CREATE TABLE demo.town (
  book int PRIMARY KEY,
  volunteers int NOT NULL CHECK (volunteers > 0)
);
COMMENT ON TABLE demo.town IS 'Written after everything else of the demonstration town, so that a broken-off raising is repeated.';
GRANT SELECT, INSERT, UPDATE ON demo.town TO linli_app;
