-- The users and databases of an installation, once, by an administrator of PostgreSQL. docker-compose.yml runs it at the first start; on a
-- server of your own:  SECRETS=/path/to/the/password/files psql -v ON_ERROR_STOP=1 -U postgres -f deploy/database.sql
--
-- Who owns the tables (`zhixing prepare`) is not who works with them (API and workers): these may add to the journal, not change it.
\set owner_password `cat "${SECRETS:-/run/secrets}/database_owner_password"`
\set password `cat "${SECRETS:-/run/secrets}/database_password"`
\set temporal_password `cat "${SECRETS:-/run/secrets}/temporal_database_password"`

SELECT 'CREATE ROLE zhixing_app NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'zhixing_app') \gexec
CREATE ROLE zhixing_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE zhixing LOGIN PASSWORD :'password' IN ROLE zhixing_app;
CREATE DATABASE zhixing OWNER zhixing_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT, TEMPORARY ON DATABASE zhixing FROM PUBLIC;
GRANT CONNECT ON DATABASE zhixing TO zhixing;

-- Temporal's own, if it shall live on the same server.
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE temporal OWNER temporal TEMPLATE template0 ENCODING 'UTF8';
CREATE DATABASE temporal_visibility OWNER temporal TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT, TEMPORARY ON DATABASE temporal, temporal_visibility FROM PUBLIC;
