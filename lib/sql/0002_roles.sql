-- Who may do what, held by the database itself. A login has one or more of these roles, and for each tenant that it may
-- reach a row in bry.member that names the role it has there:
--   bry_owner        owns the schema: migrates, adds tenants, maps logins; reaches no tenant's data unless mapped to it
--   bry_manager      runs the surveys of its tenants, and reads their answers
--   bry_portal       puts answers in and reads none back
--   bry_facilitator  reads results that are protected, and no answers
--   bry_researcher   reads releases, and nothing else
-- No login has bry_intake: what is owned by it takes single submits in (0006_doors.sql), and reaches no more than that.
-- Policies ask for session_user, which SET ROLE does not change. The setting bry.tenant, a tenant's id, narrows what a
-- session reaches; it can never widen it. Whoever has bry_owner can map himself to any tenant, and change or drop any
-- table: it is for those who run the database, and no portal should log in with it.

-- bry_owner may hand the other roles to logins, so that nobody else is needed for that later. It does not inherit them:
-- its own policies say what it reaches.

DO $$
DECLARE
  roles constant text[] := ARRAY['bry_manager', 'bry_portal', 'bry_facilitator', 'bry_researcher', 'bry_intake'];
  since_16 constant boolean := current_setting('server_version_num')::int >= 160000;
  ready boolean;
  r text;
BEGIN
  FOREACH r IN ARRAY 'bry_owner'::text || roles LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', r);
      END IF;
      IF r <> 'bry_owner' AND NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members WHERE roleid = r::regrole
                                                 AND member = 'bry_owner'::regrole AND admin_option) THEN
        EXECUTE format('GRANT %I TO bry_owner WITH ADMIN OPTION', r);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- another database of this server was migrated at the same moment
    END;
  END LOOP;
  -- MEMBER says since PostgreSQL 16 that there is a membership, SET that the role can be taken on.
  ready := pg_has_role(session_user, 'bry_owner', CASE WHEN since_16 THEN 'SET' ELSE 'MEMBER' END);
  IF NOT ready OR (since_16 AND NOT pg_has_role(session_user, 'bry_owner', 'USAGE')) THEN
    EXECUTE format('GRANT bry_owner TO %I %s', session_user,
                   CASE WHEN since_16 THEN 'WITH INHERIT TRUE, SET TRUE' END);
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = format('this login may not make the roles of bry;'
    ' let a superuser run: %sGRANT %s TO bry_owner WITH ADMIN OPTION; GRANT bry_owner TO %I;',
    (SELECT coalesce(string_agg(format('CREATE ROLE %I NOLOGIN NOINHERIT; ', n), ''), '')
     FROM unnest('bry_owner'::text || roles) n WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = n)),
    array_to_string(roles, ', '), session_user);
END $$;

-- What would undo all that follows.
DO $$
DECLARE
  r text;
BEGIN
  SELECT rolname INTO r FROM pg_catalog.pg_roles
  WHERE rolname IN ('bry_owner', 'bry_manager', 'bry_portal', 'bry_facilitator', 'bry_researcher', 'bry_intake')
    AND (rolcanlogin OR rolsuper OR rolbypassrls);
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = format('the role %s was there before and may do'
      ' too much; let a superuser run: ALTER ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS;', r, r);
  END IF;
  IF NOT pg_has_role(session_user, 'bry_owner', 'USAGE') THEN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = format('the login does not use the rights of its'
      ' roles; let a superuser run: ALTER ROLE %I INHERIT;', session_user);
  END IF;
END $$;

-- Few rows a page, so that it is read as a whole only while it is really small: every policy looks into it.
CREATE TABLE bry.member (
  tenant_id uuid NOT NULL REFERENCES bry.tenant,
  login     name NOT NULL,
  role      name NOT NULL CHECK (role IN ('bry_manager', 'bry_portal', 'bry_facilitator', 'bry_researcher')),
  PRIMARY KEY (tenant_id, login, role)
) WITH (fillfactor = 10);
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
-- Not IN SCHEMA bry: that can only add to what is granted everywhere.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA bry TO bry_manager, bry_portal, bry_facilitator, bry_researcher;
GRANT SELECT ON bry.migration, bry.tenant, bry.member TO bry_manager, bry_portal, bry_facilitator, bry_researcher;

-- Row-level security on a table that holds tenants' data, and what each role may do there: `rights` is a list such as
-- 'bry_manager: SELECT INSERT, bry_portal: INSERT'. Functions of the schema run as bry_owner for the login that calls
-- them, and see what that login is mapped to in whatever role.
CREATE FUNCTION bry.guard(target regclass, rights text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- A session that is not narrowed, as most are, is spared the comparison: every statement asks for this.
  reach constant text := 'tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM bry.member m WHERE m.login = session_user%s'
    ' AND (current_setting(''bry.tenant'', true) IS NULL'
    ' OR current_setting(''bry.tenant'', true) IN ('''', m.tenant_id::text))))';
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

-- A login sees the tenants that it is mapped to, and its own rows here; the owner all of both, since it adds them. All
-- that decides who reaches what is bry.member, which nobody but the owner may write.
ALTER TABLE bry.tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE bry.tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY bry_owner ON bry.tenant TO bry_owner USING (true);
CREATE POLICY mapped ON bry.tenant FOR SELECT TO bry_manager, bry_portal, bry_facilitator, bry_researcher
  USING (tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM bry.member m WHERE m.login = session_user
                                AND coalesce(current_setting('bry.tenant', true), '') IN ('', m.tenant_id::text))));
ALTER TABLE bry.member ENABLE ROW LEVEL SECURITY;
ALTER TABLE bry.member FORCE ROW LEVEL SECURITY;
CREATE POLICY bry_owner ON bry.member TO bry_owner USING (true);
CREATE POLICY own ON bry.member FOR SELECT TO bry_manager, bry_portal, bry_facilitator, bry_researcher
  USING (login = session_user);

SELECT bry.guard('bry.questionnaire', 'bry_manager: SELECT INSERT, bry_portal: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.slot', 'bry_manager: SELECT INSERT, bry_portal: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.survey', 'bry_manager: SELECT INSERT UPDATE DELETE, bry_portal: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.response', 'bry_manager: SELECT INSERT, bry_portal: INSERT');
SELECT bry.guard('bry.codebook', 'bry_manager: SELECT INSERT, bry_facilitator: SELECT');
SELECT bry.guard('bry.coded', 'bry_manager: SELECT');
SELECT bry.guard('bry.coding', 'bry_manager: SELECT');

-- A view reads as its owner, whose policy takes a login's mapping in any role: so it asks for the manager's itself, else
-- who manages one tenant would read the answers of another that he only facilitates. A barrier, so that a function in
-- somebody's WHERE does not see rows before that.
CREATE OR REPLACE VIEW bry.answer_long WITH (security_barrier) AS
SELECT r.tenant_id, r.survey_id, r.response_id, s.item, s.part, s.type,
       CASE WHEN s.kind = 'closed' AND r.closed[s.slot] >= 0 THEN s.codes[r.closed[s.slot] + 1]
            WHEN s.kind = 'text' THEN r.texts[s.slot] END AS value,
       CASE WHEN s.kind = 'closed' THEN CASE r.closed[s.slot] WHEN -1 THEN 'hidden' WHEN -2 THEN 'skipped'
                                             WHEN -3 THEN 'not asked' END END AS missing
FROM bry.response r
JOIN bry.survey v USING (tenant_id, survey_id)
JOIN bry.slot s ON s.tenant_id = r.tenant_id AND s.version = v.version
WHERE r.tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM bry.member m
                               WHERE m.login = session_user AND m.role = 'bry_manager'));
GRANT SELECT ON bry.answer_long TO bry_manager;
