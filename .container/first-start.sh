#!/bin/sh
# Makes the database and its user at the database server's first start. A superuser would pass
# every wall of the database, so the app gets a user who may do nothing else.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" --username postgres <<'SQL'
CREATE ROLE fifthday LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE fifthday OWNER fifthday ENCODING 'UTF8';
SQL
