-- What answers for a division that has ended: whoever answers for its successor. And stations move to another community.
CREATE INDEX region_of_successor ON regions.region (book, successor) WHERE successor IS NOT NULL;
COMMENT ON INDEX regions.region_of_successor IS 'For the roles of whoever answers for the successor: there are few.';
GRANT UPDATE (region) ON organisations.station, access.role_grant TO linli_app;
