#!/bin/sh
# The two roles of planning/embedded/roles.py, for the database container's first start.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=template1 \
  --set=owner_password="$LOCKSTEP_OWNER_PASSWORD" --set=app_password="$LOCKSTEP_APP_PASSWORD" <<'SQL'
CREATE ROLE lockstep_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB PASSWORD :'owner_password';
CREATE ROLE lockstep_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
GRANT USAGE, CREATE ON SCHEMA public TO lockstep_owner;
GRANT USAGE ON SCHEMA public TO lockstep_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lockstep_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lockstep_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lockstep_owner GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO lockstep_app;
SQL
createdb --username="$POSTGRES_USER" --owner=lockstep_owner lockstep
