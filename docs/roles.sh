#!/bin/sh
# Run once by the postgres image when it creates the database: the role that serves, which owns nothing.
# It may read and write rows, and neither alter tables nor switch triggers off; nor make any of its own, not even
# temporary ones, from within which the counters of a sitting could be written. docs/operations.md says why.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 --set password="$POSTGRES_WEB_PASSWORD" <<'SQL'
CREATE ROLE reciprocamensa_web LOGIN PASSWORD :'password';
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
GRANT USAGE ON SCHEMA public TO reciprocamensa_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO reciprocamensa_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO reciprocamensa_web;
SQL
