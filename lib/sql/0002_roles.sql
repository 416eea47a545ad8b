-- Who may do what, held by the database itself. A login has one or more of these roles, and for each tenant that it may
-- reach a row in bry.member that names the role it has there:
--   bry_owner        owns the schema: migrates, adds tenants, maps logins; reaches no tenant's data unless mapped to it
--   bry_manager      runs the surveys of its tenants, and reads and removes their answers
--   bry_portal       puts answers in and reads none back
--   bry_facilitator  reads results that are protected, and no answers
--   bry_researcher   reads releases, and nothing else
-- Policies ask for session_user, which SET ROLE does not change. The setting bry.tenant, a tenant's id, narrows what a
-- session reaches; it can never widen it.

DO $$
DECLARE
  r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['bry_owner', 'bry_manager', 'bry_portal', 'bry_facilitator', 'bry_researcher'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', r);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL; -- another database of this server was migrated at the same moment
      END;
    END IF;
  END LOOP;
  IF NOT pg_has_role(session_user, 'bry_owner', 'USAGE') THEN
    EXECUTE format('GRANT bry_owner TO %I', session_user);
  END IF;
END $$;

CREATE TABLE bry.member (
  tenant_id uuid NOT NULL REFERENCES bry.tenant,
  login     name NOT NULL,
  role      name NOT NULL CHECK (role IN ('bry_manager', 'bry_portal', 'bry_facilitator', 'bry_researcher')),
  PRIMARY KEY (tenant_id, login, role)
);
CREATE INDEX member_by_login ON bry.member (login, role) INCLUDE (tenant_id);

-- Whoever ran everything so far goes on to reach what there is.
INSERT INTO bry.member (tenant_id, login, role) SELECT tenant_id, session_user, 'bry_manager' FROM bry.tenant;

DO $$
DECLARE
  t text;
BEGIN
  EXECUTE 'ALTER SCHEMA bry OWNER TO bry_owner';
  FOR t IN SELECT c.oid::regclass FROM pg_catalog.pg_class c WHERE c.relnamespace = 'bry'::regnamespace
                                                               AND c.relkind IN ('r', 'v') LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO bry_owner', t);
  END LOOP;
END $$;

SET LOCAL ROLE bry_owner;
ALTER DEFAULT PRIVILEGES IN SCHEMA bry REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA bry TO bry_manager, bry_portal, bry_facilitator, bry_researcher;
GRANT SELECT ON bry.migration, bry.tenant, bry.member TO bry_manager, bry_portal, bry_facilitator, bry_researcher;

-- Row-level security on a table that holds tenants' data, and what each role may do there: `rights` is a list such as
-- 'bry_manager: SELECT INSERT, bry_portal: INSERT'. Functions of the schema run as bry_owner for the login that calls
-- them, and see what that login is mapped to in whatever role.
CREATE FUNCTION bry.guard(target regclass, rights text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  reach constant text := 'tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM bry.member m WHERE m.login = session_user%s'
    ' AND coalesce(current_setting(''bry.tenant'', true), '''') IN ('''', m.tenant_id::text)))';
  entry text;
  role text;
  command text;
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY bry_owner ON %s TO bry_owner USING (%s)', target, format(reach, ''));
  FOREACH entry IN ARRAY regexp_split_to_array(rights, '\s*,\s*') LOOP
    role := split_part(entry, ':', 1);
    FOREACH command IN ARRAY regexp_split_to_array(trim(split_part(entry, ':', 2)), '\s+') LOOP
      EXECUTE format('GRANT %s ON %s TO %I', command, target, role);
      EXECUTE format('CREATE POLICY %I ON %s FOR %s TO %I %s (%s)', role || '_' || lower(command), target, command,
                     role, CASE command WHEN 'INSERT' THEN 'WITH CHECK' ELSE 'USING' END,
                     format(reach, format(' AND m.role = %L', role)));
    END LOOP;
  END LOOP;
END $$;

-- A login sees the tenants that it is mapped to, and its own rows here; the owner all of both.
ALTER TABLE bry.tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE bry.tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY bry_owner ON bry.tenant TO bry_owner USING (true);
CREATE POLICY mapped ON bry.tenant FOR SELECT TO bry_manager, bry_portal, bry_facilitator, bry_researcher
  USING (tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM bry.member m WHERE m.login = session_user)));
ALTER TABLE bry.member ENABLE ROW LEVEL SECURITY;
ALTER TABLE bry.member FORCE ROW LEVEL SECURITY;
CREATE POLICY bry_owner ON bry.member TO bry_owner USING (true);
CREATE POLICY own ON bry.member FOR SELECT TO bry_manager, bry_portal, bry_facilitator, bry_researcher
  USING (login = session_user);

SELECT bry.guard('bry.questionnaire', 'bry_manager: SELECT INSERT, bry_portal: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.slot', 'bry_manager: SELECT INSERT, bry_portal: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.survey', 'bry_manager: SELECT INSERT UPDATE DELETE, bry_portal: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.response', 'bry_manager: SELECT INSERT UPDATE DELETE, bry_portal: INSERT');
SELECT bry.guard('bry.codebook', 'bry_manager: SELECT INSERT, bry_facilitator: SELECT');
SELECT bry.guard('bry.coded', 'bry_manager: SELECT INSERT UPDATE DELETE');
SELECT bry.guard('bry.coding', 'bry_manager: SELECT INSERT UPDATE DELETE');
GRANT SELECT ON bry.answer_long TO bry_manager;
