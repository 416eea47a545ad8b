-- Reflection groups: series, groups, members, and their sessions, phase by phase. What a group says is read by nobody
-- before the reveal but by who said it, and after it by the group's own members alone.
--
-- A member is who holds a token. Of that the library makes a key, which comes with every call; here lies the key's hash, so
-- that what is stored opens nothing. The functions below put the key into a setting, bry.speaker, and the policies ask
-- for it: so what they reach, as bry_owner, is what that member may reach, and a login with bry_owner, which has no key,
-- reaches nothing. Tokens are for facilitators too: a login of the role bry_facilitator reaches whole tenants, and one
-- who leads a group is a colleague without a login, who shall reach that group.
--
-- Whoever has bry_owner may change or drop all this, as any table. A manager may make himself a member, which leaves a line in
-- the book; before the reveal a member, or a facilitator, sees no more than anybody.
SET LOCAL ROLE bry_owner;

-- Named or anonymous from the beginning: nobody may update the word, and it is part of the keys that groups, sessions and
-- contributions refer to.
CREATE TABLE bry.series (
  tenant_id  uuid NOT NULL REFERENCES bry.tenant,
  series_id  uuid NOT NULL,         -- UUIDv5 of the slug within the tenant
  slug       text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  title      text NOT NULL,
  authorship text NOT NULL CHECK (authorship IN ('named', 'anonymous')),
  created_on date NOT NULL DEFAULT current_date,
  PRIMARY KEY (tenant_id, series_id),
  UNIQUE (tenant_id, series_id, authorship)
);

CREATE TABLE bry.reflection_group (
  tenant_id  uuid NOT NULL,
  group_id   uuid NOT NULL DEFAULT gen_random_uuid(),
  series_id  uuid NOT NULL,
  authorship text NOT NULL,
  number     int  NOT NULL CHECK (number > 0),
  PRIMARY KEY (tenant_id, group_id),
  UNIQUE (tenant_id, series_id, number),
  UNIQUE (tenant_id, group_id, authorship),
  FOREIGN KEY (tenant_id, series_id, authorship) REFERENCES bry.series (tenant_id, series_id, authorship) ON DELETE CASCADE
);

CREATE TABLE bry.group_member (
  tenant_id    uuid NOT NULL,
  member_id    uuid NOT NULL DEFAULT gen_random_uuid(),
  group_id     uuid NOT NULL,
  authorship   text NOT NULL,
  key_hash     bytea NOT NULL CHECK (octet_length(key_hash) = 32),
  facilitator  boolean NOT NULL,
  name         text CHECK (name IS NULL OR authorship = 'named'),
  municipality text,
  PRIMARY KEY (tenant_id, member_id),
  UNIQUE (tenant_id, key_hash),
  FOREIGN KEY (tenant_id, group_id, authorship) REFERENCES bry.reflection_group (tenant_id, group_id, authorship)
    ON DELETE CASCADE
);
CREATE INDEX group_member_by_group ON bry.group_member (tenant_id, group_id);

CREATE TABLE bry.session (
  tenant_id  uuid NOT NULL,
  session_id uuid NOT NULL,
  group_id   uuid NOT NULL,
  authorship text NOT NULL,
  number     int  NOT NULL CHECK (number > 0),
  version    text NOT NULL,         -- the prompts: a published questionnaire
  dots       int  NOT NULL CHECK (dots BETWEEN 0 AND 100), -- of each member
  salt       uuid NOT NULL DEFAULT gen_random_uuid(),      -- makes the order in which contributions are read
  phase      text NOT NULL DEFAULT 'check_in'
             CHECK (phase IN ('check_in', 'write', 'reveal', 'theme', 'prioritise', 'commit', 'learn', 'closed')),
  moved_by   bigint,                -- the transaction that moved it last
  created_on date NOT NULL DEFAULT current_date,
  PRIMARY KEY (tenant_id, session_id),
  UNIQUE (tenant_id, group_id, number),
  UNIQUE (tenant_id, session_id, group_id, authorship),
  FOREIGN KEY (tenant_id, group_id, authorship) REFERENCES bry.reflection_group (tenant_id, group_id, authorship)
    ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, version) REFERENCES bry.questionnaire
);

-- No time and no order. In an anonymous series no author either, and the id is a hash of the receipt until the reveal.
CREATE TABLE bry.contribution (
  tenant_id       uuid NOT NULL,
  session_id      uuid NOT NULL,
  contribution_id uuid NOT NULL,
  group_id        uuid NOT NULL,
  authorship      text NOT NULL,
  member_id       uuid CHECK ((member_id IS NOT NULL) = (authorship = 'named')),
  item            text NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('answer', 'question')),
  text            text NOT NULL CHECK (text <> '' AND octet_length(text) <= 100000),
  theme           text,
  discussed       boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, session_id, contribution_id),
  FOREIGN KEY (tenant_id, session_id, group_id, authorship)
    REFERENCES bry.session (tenant_id, session_id, group_id, authorship) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, member_id) REFERENCES bry.group_member ON DELETE CASCADE
);
CREATE INDEX contribution_by_member ON bry.contribution (tenant_id, member_id);
-- No values of them in the statistics.
ALTER TABLE bry.contribution ALTER COLUMN text SET STATISTICS 0, ALTER COLUMN theme SET STATISTICS 0,
  ALTER COLUMN member_id SET STATISTICS 0, ALTER COLUMN contribution_id SET STATISTICS 0,
  ALTER COLUMN item SET STATISTICS 0, ALTER COLUMN kind SET STATISTICS 0;

-- What a session takes over: questions that were raised, and what was not discussed. The words stay where they were
-- written, so that who erases them there erases them here.
CREATE TABLE bry.prompt (
  tenant_id           uuid NOT NULL,
  session_id          uuid NOT NULL,
  item                text NOT NULL, -- '@1', '@2', ...: names that no item of a questionnaire has
  kind                text NOT NULL CHECK (kind IN ('question', 'carried')),
  source_session      uuid NOT NULL, -- where it was written
  source_contribution uuid NOT NULL,
  via_session         uuid NOT NULL, -- from which session it came, and which prompt it was there (NULL: it was
  via_item            text,          -- written there)
  discussed           boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, session_id, item),
  FOREIGN KEY (tenant_id, session_id) REFERENCES bry.session ON DELETE CASCADE
);

-- Who has given how many dots, and how many each target has; never who gave what. The first goes when voting is over.
CREATE TABLE bry.dot_spent (
  tenant_id  uuid NOT NULL,
  session_id uuid NOT NULL,
  group_id   uuid NOT NULL,
  member_id  uuid NOT NULL,
  spent      int  NOT NULL CHECK (spent > 0),
  PRIMARY KEY (tenant_id, session_id, member_id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES bry.session ON DELETE CASCADE
);
CREATE TABLE bry.dot_tally (
  tenant_id  uuid NOT NULL,
  session_id uuid NOT NULL,
  group_id   uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('contribution', 'theme')),
  target     text NOT NULL,         -- a contribution's id, or a theme
  dots       int  NOT NULL CHECK (dots > 0),
  PRIMARY KEY (tenant_id, session_id, kind, target),
  FOREIGN KEY (tenant_id, session_id) REFERENCES bry.session ON DELETE CASCADE
);
ALTER TABLE bry.dot_tally ALTER COLUMN target SET STATISTICS 0;

SELECT bry.guard('bry.series', 'bry_manager: SELECT, bry_portal: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.reflection_group', 'bry_manager: SELECT, bry_portal: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.group_member', 'bry_manager: SELECT');
SELECT bry.guard('bry.session', 'bry_manager: SELECT, bry_portal: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.prompt', 'bry_manager: SELECT');
REVOKE SELECT ON bry.group_member FROM bry_manager;
GRANT SELECT (tenant_id, member_id, group_id, facilitator, name, municipality) ON bry.group_member TO bry_manager;
REVOKE UPDATE ON bry.series, bry.reflection_group, bry.group_member, bry.session, bry.contribution FROM bry_owner;
-- Of what is referred to, some column: foreign keys lock the row, which takes the right to update something.
GRANT UPDATE (title) ON bry.series TO bry_owner;
GRANT UPDATE (number) ON bry.reflection_group TO bry_owner;
GRANT UPDATE (municipality) ON bry.group_member TO bry_owner;
GRANT UPDATE (phase, moved_by) ON bry.session TO bry_owner;
GRANT UPDATE (item, kind, text, theme, discussed) ON bry.contribution TO bry_owner;

-- --- who speaks ---------------------------------------------------------------------------------------------------

-- Where a phase stands; NULL for none.
CREATE FUNCTION bry.phase_place(phase text) RETURNS int LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_position(ARRAY['check_in', 'write', 'reveal', 'theme', 'prioritise', 'commit', 'learn', 'closed'], $1)
$$;

-- The member whose key is in the setting, if the login reaches the tenant.
CREATE FUNCTION bry.speaker() RETURNS TABLE (tenant_id uuid, group_id uuid, member_id uuid, facilitator boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.tenant_id, m.group_id, m.member_id, m.facilitator FROM bry.group_member m
  WHERE m.key_hash = sha256(decode(current_setting('bry.speaker', true), 'hex'))
$$;

-- The transaction that moved a session there has not reached the phase yet: a look that is rolled back tells nothing.
CREATE FUNCTION bry.phase_reached(phase text, moved_by bigint, wanted text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.phase_place($1) >= bry.phase_place($3)
     AND ($1 <> $3 OR NOT coalesce($2 = pg_current_xact_id_if_assigned()::text::bigint, false))
$$;

CREATE FUNCTION bry.session_revealed(in_tenant uuid, in_session uuid) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM bry.session s WHERE s.tenant_id = in_tenant AND s.session_id = in_session
                   AND bry.phase_reached(s.phase, s.moved_by, 'reveal'))
$$;

-- Every door below begins with it: the login's role, and the member. bry.own is the id of what this call is about: who
-- knows the receipt of an anonymous contribution knows the id.
CREATE FUNCTION bry.speak(in_tenant uuid, in_key bytea, in_own uuid) RETURNS bry.group_member LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me bry.group_member;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'sessions need READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM bry.admit(in_tenant, 'bry_portal', 'bry_facilitator', 'bry_manager');
  PERFORM set_config('bry.speaker', encode(in_key, 'hex'), true), set_config('bry.own', coalesce(in_own::text, ''), true);
  SELECT m.* INTO me FROM bry.group_member m WHERE m.tenant_id = in_tenant AND m.key_hash = sha256(in_key);
  RETURN me;
END $$;

-- The session of the member's group, held until the transaction ends: a step waits for who writes, and who comes after a
-- step sees it.
CREATE FUNCTION bry.session_hold(me bry.group_member, in_session uuid) RETURNS bry.session LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s bry.session;
BEGIN
  SELECT * INTO s FROM bry.session WHERE tenant_id = me.tenant_id AND session_id = in_session
    AND group_id = me.group_id FOR SHARE;
  RETURN s;
END $$;

-- --- policies -----------------------------------------------------------------------------------------------------

-- Where a session stands as of now: a policy that asks it of a row being updated is told where that stood before. Volatile,
-- so that who waited for another is told what that one left.
CREATE FUNCTION bry.session_phase(in_tenant uuid, in_session uuid) RETURNS int LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT bry.phase_place(s.phase) FROM bry.session s WHERE s.tenant_id = in_tenant AND s.session_id = in_session);
END $$;

-- A session is begun and moved by its facilitator, one step forward, whoever runs the statement; nothing else of it changes,
-- for lack of the right to.
CREATE POLICY led_insert ON bry.session AS RESTRICTIVE FOR INSERT TO bry_owner WITH CHECK (phase = 'check_in'
  AND (tenant_id, group_id, true) = (SELECT s.tenant_id, s.group_id, s.facilitator FROM bry.speaker() s));
CREATE POLICY led_update ON bry.session AS RESTRICTIVE FOR UPDATE TO bry_owner USING (true) WITH CHECK (
  (tenant_id, group_id, true) = (SELECT s.tenant_id, s.group_id, s.facilitator FROM bry.speaker() s)
  AND bry.phase_place(phase) - bry.session_phase(tenant_id, session_id) IN (0, 1));

DO $$
DECLARE
  ours constant text := '(tenant_id, group_id) = (SELECT s.tenant_id, s.group_id FROM bry.speaker() s)'
    ' AND tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM bry.member m WHERE m.login = session_user))';
  own constant text := '(member_id = (SELECT s.member_id FROM bry.speaker() s)'
    ' OR (authorship = ''anonymous'' AND contribution_id::text = current_setting(''bry.own'', true)))';
  led constant text := '(SELECT s.facilitator FROM bry.speaker() s)';
  phase_is constant text := 'EXISTS (SELECT FROM bry.session x WHERE x.tenant_id = contribution.tenant_id'
    ' AND x.session_id = contribution.session_id AND x.phase = %L)';
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['contribution', 'dot_spent', 'dot_tally'] LOOP
    EXECUTE format('ALTER TABLE bry.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE bry.%I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
  EXECUTE format('CREATE POLICY spoken ON bry.contribution FOR SELECT TO bry_owner USING (%s AND (%s'
    ' OR bry.session_revealed(tenant_id, session_id)))', ours, own);
  -- While writing, one's own; at the reveal of an anonymous session all, when they are written anew.
  EXECUTE format('CREATE POLICY spoken_insert ON bry.contribution FOR INSERT TO bry_owner WITH CHECK (%s AND ((%s AND %s)'
    ' OR (authorship = ''anonymous'' AND %s AND %s)))', ours, own, format(phase_is, 'write'), led,
    format(phase_is, 'reveal'));
  EXECUTE format('CREATE POLICY spoken_update ON bry.contribution FOR UPDATE TO bry_owner USING (%s AND (%s'
    ' OR bry.session_revealed(tenant_id, session_id))) WITH CHECK (%s)', ours, own, ours);
  EXECUTE format('CREATE POLICY spoken_delete ON bry.contribution FOR DELETE TO bry_owner USING (%s AND (%s'
    ' OR (authorship = ''anonymous'' AND %s AND %s)))', ours, own, led, format(phase_is, 'reveal'));
  EXECUTE format('CREATE POLICY spoken ON bry.dot_spent TO bry_owner USING (%s AND (%s'
    ' OR member_id = (SELECT s.member_id FROM bry.speaker() s)))', ours, led);
  EXECUTE format('CREATE POLICY spoken ON bry.dot_tally TO bry_owner USING (%s)', ours);
END $$;

-- --- series, groups, members --------------------------------------------------------------------------------------

-- 'created', 'same', 'other' (there is another of that slug).
CREATE FUNCTION bry.series_create(in_tenant uuid, in_series uuid, in_slug text, in_title text, in_authorship text)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.admit(in_tenant, 'bry_manager');
  INSERT INTO bry.series (tenant_id, series_id, slug, title, authorship)
  VALUES (in_tenant, in_series, in_slug, in_title, in_authorship) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    PERFORM bry.audit_note(in_tenant, 'series.create', in_slug, '{}');
    RETURN 'created';
  END IF;
  RETURN CASE WHEN EXISTS (SELECT FROM bry.series WHERE tenant_id = in_tenant AND series_id = in_series
                             AND title = in_title AND authorship = in_authorship) THEN 'same' ELSE 'other' END;
END $$;

-- With all its groups, members, sessions and what was said in them: 'deleted', 'gone'.
CREATE FUNCTION bry.series_delete(in_tenant uuid, in_series uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  counts jsonb;
  gone text;
BEGIN
  PERFORM bry.admit(in_tenant, 'bry_manager');
  SELECT jsonb_build_object('groups', count(DISTINCT g.group_id), 'sessions', count(s.session_id)) INTO counts
  FROM bry.reflection_group g LEFT JOIN bry.session s USING (tenant_id, group_id)
  WHERE g.tenant_id = in_tenant AND g.series_id = in_series;
  DELETE FROM bry.series WHERE tenant_id = in_tenant AND series_id = in_series RETURNING slug INTO gone;
  IF gone IS NULL THEN RETURN 'gone'; END IF;
  PERFORM bry.audit_note(in_tenant, 'series.delete', gone, counts);
  RETURN 'deleted';
END $$;

-- Members with their groups, a column an array; a group that is not there is made when in_new. In the order of the hashes,
-- which tells nothing. 'admitted', 'gone' (the series, or without in_new a group), 'taken' (with in_new: a group is there).
CREATE FUNCTION bry.group_admit(in_tenant uuid, in_series uuid, in_new boolean, in_numbers int[], in_keys bytea[],
                                in_facilitators boolean[], in_names text[], in_municipalities text[])
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s record;
BEGIN
  PERFORM bry.admit(in_tenant, 'bry_manager');
  SELECT slug, authorship INTO s FROM bry.series WHERE tenant_id = in_tenant AND series_id = in_series;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF in_new THEN
    INSERT INTO bry.reflection_group (tenant_id, series_id, authorship, number)
    SELECT DISTINCT in_tenant, in_series, s.authorship, n FROM unnest(in_numbers) n ON CONFLICT DO NOTHING;
    IF (SELECT count(*) FROM bry.reflection_group g JOIN bry.group_member USING (tenant_id, group_id)
        WHERE g.tenant_id = in_tenant AND g.series_id = in_series AND g.number = ANY (in_numbers)) > 0 THEN
      RETURN 'taken';
    END IF;
  ELSIF EXISTS (SELECT FROM unnest(in_numbers) n WHERE NOT EXISTS (SELECT FROM bry.reflection_group g
                  WHERE g.tenant_id = in_tenant AND g.series_id = in_series AND g.number = n)) THEN
    RETURN 'gone';
  END IF;
  INSERT INTO bry.group_member (tenant_id, group_id, authorship, key_hash, facilitator, name, municipality)
  SELECT in_tenant, g.group_id, g.authorship, sha256(u.key), u.facilitator,
         CASE WHEN s.authorship = 'named' THEN u.name END, u.municipality
  FROM unnest(in_numbers, in_keys, in_facilitators, in_names, in_municipalities)
    AS u(number, key, facilitator, name, municipality)
  JOIN bry.reflection_group g ON g.tenant_id = in_tenant AND g.series_id = in_series AND g.number = u.number
  ORDER BY sha256(u.key);
  PERFORM bry.audit_note(in_tenant, 'group.admit', s.slug, jsonb_build_object('members', cardinality(in_keys)));
  RETURN 'admitted';
END $$;

-- A member with what it said in a named series: 'removed', 'gone'.
CREATE FUNCTION bry.member_forget(in_tenant uuid, in_member uuid) RETURNS text LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  slug_of text;
BEGIN
  SELECT s.slug INTO slug_of FROM bry.group_member m JOIN bry.reflection_group g USING (tenant_id, group_id)
  JOIN bry.series s USING (tenant_id, series_id) WHERE m.tenant_id = in_tenant AND m.member_id = in_member;
  DELETE FROM bry.group_member WHERE tenant_id = in_tenant AND member_id = in_member;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  PERFORM bry.audit_note(in_tenant, 'member.remove', slug_of, '{}');
  RETURN 'removed';
END $$;

-- For managers, and for the member itself.
CREATE FUNCTION bry.member_remove(in_tenant uuid, in_member uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.admit(in_tenant, 'bry_manager');
  RETURN bry.member_forget(in_tenant, in_member);
END $$;
CREATE FUNCTION bry.member_leave(in_tenant uuid, in_key bytea) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN bry.member_forget(in_tenant, (bry.speak(in_tenant, in_key, NULL)).member_id);
END $$;

-- --- sessions -----------------------------------------------------------------------------------------------------

CREATE FUNCTION bry.session_subject(in_tenant uuid, in_session uuid) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT format('%s group %s session %s', v.slug, g.number, s.number)
  FROM bry.session s JOIN bry.reflection_group g USING (tenant_id, group_id) JOIN bry.series v USING (tenant_id, series_id)
  WHERE s.tenant_id = in_tenant AND s.session_id = in_session
$$;

-- What the session before leaves: all questions raised in it, and what was neither discussed there nor in that after.
CREATE FUNCTION bry.session_carry(in_tenant uuid, in_session uuid, in_before uuid) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO bry.prompt (tenant_id, session_id, item, kind, source_session, source_contribution, via_session, via_item)
  SELECT in_tenant, in_session, '@' || row_number() OVER (ORDER BY u.kind DESC, u.place, u.item), u.kind, u.source_session,
         u.source_contribution, in_before, u.item
  FROM (SELECT CASE c.kind WHEN 'question' THEN 'question' ELSE 'carried' END AS kind, c.session_id AS source_session,
               c.contribution_id AS source_contribution, NULL::text AS item,
               sha256(uuid_send(s.salt) || uuid_send(c.contribution_id)) AS place
        FROM bry.contribution c JOIN bry.session s USING (tenant_id, session_id)
        WHERE c.tenant_id = in_tenant AND c.session_id = in_before AND (c.kind = 'question' OR NOT c.discussed)
        UNION ALL
        SELECT p.kind, p.source_session, p.source_contribution, p.item, ''
        FROM bry.prompt p WHERE p.tenant_id = in_tenant AND p.session_id = in_before AND NOT p.discussed) u
$$;

-- 'created', 'same' (that id is there), 'gone', 'facilitator' (the member is none), 'unpublished' (managers publish), 'open'
-- (the last one is not closed).
CREATE FUNCTION bry.session_create(in_tenant uuid, in_session uuid, in_key bytea, in_version text, in_dots int) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, NULL);
  last bry.session;
BEGIN
  IF me.member_id IS NULL THEN RETURN 'gone'; END IF;
  IF NOT me.facilitator THEN RETURN 'facilitator'; END IF;
  IF NOT EXISTS (SELECT FROM bry.questionnaire WHERE tenant_id = in_tenant AND version = in_version) THEN
    RETURN 'unpublished';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('bry session ' || me.group_id, 0));
  IF EXISTS (SELECT FROM bry.session WHERE tenant_id = in_tenant AND session_id = in_session
               AND group_id = me.group_id) THEN
    RETURN 'same';
  END IF;
  SELECT * INTO last FROM bry.session WHERE tenant_id = in_tenant AND group_id = me.group_id
  ORDER BY number DESC LIMIT 1;
  IF last.phase <> 'closed' THEN RETURN 'open'; END IF;
  INSERT INTO bry.session (tenant_id, session_id, group_id, authorship, number, version, dots)
  VALUES (in_tenant, in_session, me.group_id, me.authorship, coalesce(last.number, 0) + 1, in_version, in_dots);
  PERFORM bry.session_carry(in_tenant, in_session, last.session_id);
  PERFORM bry.audit_note(in_tenant, 'session.create', bry.session_subject(in_tenant, in_session), '{}');
  RETURN 'created';
END $$;

-- One row: the word 'found', 'gone', and what there is to know of the session.
CREATE FUNCTION bry.session_look(in_tenant uuid, in_session uuid, in_key bytea)
RETURNS TABLE (word text, phase text, authorship text, facilitator boolean, dots int, document text, version text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, NULL);
BEGIN
  RETURN QUERY SELECT 'found', s.phase, s.authorship, me.facilitator, s.dots, q.document, s.version
    FROM bry.session s JOIN bry.questionnaire q USING (tenant_id, version)
    WHERE s.tenant_id = in_tenant AND s.session_id = in_session AND s.group_id = me.group_id;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'gone', NULL::text, NULL::text, NULL::boolean, NULL::int, NULL::text, NULL::text;
  END IF;
END $$;

-- An anonymous session at its reveal: what was said gets new ids, in the order of these, all by this one transaction, so
-- that neither id, place, order nor xmin tells what came from whom. The receipts' hashes were the ids: they are gone.
CREATE FUNCTION bry.session_shuffle(in_tenant uuid, in_session uuid) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (DELETE FROM bry.contribution WHERE tenant_id = in_tenant AND session_id = in_session RETURNING *),
  fresh AS MATERIALIZED (SELECT gen_random_uuid() AS id, gone.* FROM gone)
  INSERT INTO bry.contribution (tenant_id, session_id, contribution_id, group_id, authorship, item, kind, text)
  SELECT tenant_id, session_id, id, group_id, authorship, item, kind, text FROM fresh ORDER BY id
$$;

-- The end of voting: who voted goes, and in an anonymous session the sums are written anew, by this one transaction.
CREATE FUNCTION bry.dots_close(in_tenant uuid, in_session uuid, in_authorship text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM bry.dot_spent WHERE tenant_id = in_tenant AND session_id = in_session;
  IF in_authorship = 'anonymous' THEN
    WITH gone AS (DELETE FROM bry.dot_tally WHERE tenant_id = in_tenant AND session_id = in_session RETURNING *)
    INSERT INTO bry.dot_tally SELECT * FROM gone ORDER BY kind, target;
  END IF;
END $$;

-- One step, by a facilitator: 'stepped', 'there' (it is in that phase), 'gone', 'facilitator', or ': ' and the phase that
-- it is in. A transaction makes one step of a session, and is noted last: the shuffle still has to see what was said.
CREATE FUNCTION bry.session_step(in_tenant uuid, in_session uuid, in_key bytea, in_phase text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, NULL);
  s bry.session;
BEGIN
  SELECT * INTO s FROM bry.session WHERE tenant_id = in_tenant AND session_id = in_session AND group_id = me.group_id
  FOR UPDATE;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF NOT me.facilitator THEN RETURN 'facilitator'; END IF;
  IF s.phase = in_phase THEN RETURN 'there'; END IF;
  IF bry.phase_place(in_phase) IS DISTINCT FROM bry.phase_place(s.phase) + 1
     OR s.moved_by = pg_current_xact_id()::text::bigint THEN
    RETURN ': ' || s.phase;
  END IF;
  UPDATE bry.session SET phase = in_phase WHERE tenant_id = in_tenant AND session_id = in_session;
  IF in_phase = 'reveal' AND s.authorship = 'anonymous' THEN PERFORM bry.session_shuffle(in_tenant, in_session); END IF;
  IF in_phase = 'commit' THEN PERFORM bry.dots_close(in_tenant, in_session, s.authorship); END IF;
  UPDATE bry.session SET moved_by = pg_current_xact_id()::text::bigint WHERE tenant_id = in_tenant AND session_id = in_session;
  PERFORM bry.audit_note(in_tenant, 'session.step', bry.session_subject(in_tenant, in_session),
                         jsonb_build_object('phase', bry.phase_place(in_phase)));
  RETURN 'stepped';
END $$;

GRANT EXECUTE ON FUNCTION bry.series_create, bry.series_delete, bry.group_admit, bry.member_remove TO bry_manager;
GRANT EXECUTE ON FUNCTION bry.member_leave, bry.session_create, bry.session_look, bry.session_step
  TO bry_portal, bry_facilitator, bry_manager;

-- --- contributions ------------------------------------------------------------------------------------------------

-- Whether a session asks this: a free text of its questionnaire, or a prompt that was taken over.
CREATE FUNCTION bry.session_asks(s bry.session, in_item text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM bry.slot l WHERE l.tenant_id = s.tenant_id AND l.version = s.version AND l.kind = 'text'
                   AND l.item = in_item AND l.part IS NULL)
      OR EXISTS (SELECT FROM bry.prompt p WHERE p.tenant_id = s.tenant_id AND p.session_id = s.session_id
                   AND p.item = in_item)
$$;

-- 'stored', 'changed', 'same'; 'gone', 'phase', 'item', 'other' (the id is somebody else's, or of no receipt).
CREATE FUNCTION bry.contribution_put(in_tenant uuid, in_session uuid, in_key bytea, in_id uuid, in_item text, in_kind text,
                                     in_text text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, in_id);
  s bry.session := bry.session_hold(me, in_session);
  known bry.contribution;
BEGIN
  IF s.session_id IS NULL THEN RETURN 'gone'; END IF;
  IF s.phase <> 'write' THEN RETURN 'phase'; END IF;
  IF NOT bry.session_asks(s, in_item) THEN RETURN 'item'; END IF;
  INSERT INTO bry.contribution (tenant_id, session_id, contribution_id, group_id, authorship, member_id, item, kind, text)
  VALUES (in_tenant, in_session, in_id, me.group_id, s.authorship,
          CASE WHEN s.authorship = 'named' THEN me.member_id END, in_item, in_kind, in_text)
  ON CONFLICT DO NOTHING;
  IF FOUND THEN RETURN 'stored'; END IF;
  SELECT * INTO known FROM bry.contribution WHERE tenant_id = in_tenant AND session_id = in_session
    AND contribution_id = in_id;
  IF NOT FOUND THEN RETURN 'other'; END IF;
  IF known.item = in_item AND known.kind = in_kind AND known.text = in_text THEN RETURN 'same'; END IF;
  UPDATE bry.contribution SET item = in_item, kind = in_kind, text = in_text
  WHERE tenant_id = in_tenant AND session_id = in_session AND contribution_id = in_id;
  RETURN 'changed';
END $$;

-- 'withdrawn', 'unknown', 'gone', 'phase' (what is revealed of an anonymous session is nobody's). Of a named series also
-- later: one's own words stay one's own.
CREATE FUNCTION bry.contribution_withdraw(in_tenant uuid, in_session uuid, in_key bytea, in_id uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, in_id);
  s bry.session := bry.session_hold(me, in_session);
BEGIN
  IF s.session_id IS NULL THEN RETURN 'gone'; END IF;
  IF s.phase <> 'write' AND s.authorship = 'anonymous' THEN RETURN 'phase'; END IF;
  DELETE FROM bry.contribution WHERE tenant_id = in_tenant AND session_id = in_session AND contribution_id = in_id
    AND (s.authorship = 'anonymous' OR member_id = me.member_id);
  RETURN CASE WHEN FOUND THEN 'withdrawn' ELSE 'unknown' END;
END $$;

-- After the reveal, for the group: in an order that has to do with nothing, the same each time.
CREATE FUNCTION bry.contributions(in_tenant uuid, in_session uuid, in_key bytea)
RETURNS TABLE (contribution_id uuid, item text, kind text, text text, theme text, discussed boolean, author text,
               municipality text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, NULL);
BEGIN
  RETURN QUERY
    SELECT c.contribution_id, c.item, c.kind, c.text, c.theme, c.discussed, m.name, m.municipality
    FROM bry.contribution c JOIN bry.session s USING (tenant_id, session_id)
    LEFT JOIN bry.group_member m ON m.tenant_id = c.tenant_id AND m.member_id = c.member_id
    WHERE c.tenant_id = in_tenant AND c.session_id = in_session AND bry.session_revealed(in_tenant, in_session)
    ORDER BY sha256(uuid_send(s.salt) || uuid_send(c.contribution_id));
END $$;

GRANT EXECUTE ON FUNCTION bry.contribution_put, bry.contribution_withdraw, bry.contributions
  TO bry_portal, bry_facilitator, bry_manager;

-- --- themes, dots, what comes next ----------------------------------------------------------------------------------

-- Labels by hand or by a machine, a column an array; '' takes one off. 'set', 'gone', 'phase', 'unknown' (an id is of no
-- contribution of the session, and none is set).
CREATE FUNCTION bry.contribution_themes(in_tenant uuid, in_session uuid, in_key bytea, in_ids uuid[], in_themes text[])
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, NULL);
  s bry.session := bry.session_hold(me, in_session);
BEGIN
  IF s.session_id IS NULL THEN RETURN 'gone'; END IF;
  IF s.phase <> 'theme' THEN RETURN 'phase'; END IF;
  PERFORM FROM bry.contribution c WHERE c.tenant_id = in_tenant AND c.session_id = in_session
    AND c.contribution_id = ANY (in_ids) ORDER BY c.contribution_id FOR UPDATE;
  IF EXISTS (SELECT FROM unnest(in_ids) i WHERE NOT EXISTS (SELECT FROM bry.contribution c WHERE c.tenant_id = in_tenant
               AND c.session_id = in_session AND c.contribution_id = i)) THEN
    RETURN 'unknown';
  END IF;
  UPDATE bry.contribution c SET theme = nullif(u.theme, '') FROM unnest(in_ids, in_themes) AS u(id, theme)
  WHERE c.tenant_id = in_tenant AND c.session_id = in_session AND c.contribution_id = u.id;
  RETURN 'set';
END $$;

-- Marks a contribution, or a prompt that was taken over (in_id NULL), as discussed or not: 'set', 'gone', 'phase', 'unknown'.
CREATE FUNCTION bry.contribution_discuss(in_tenant uuid, in_session uuid, in_key bytea, in_id uuid, in_item text,
                                         in_discussed boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, NULL);
  s bry.session := bry.session_hold(me, in_session);
BEGIN
  IF s.session_id IS NULL THEN RETURN 'gone'; END IF;
  IF bry.phase_place(s.phase) < bry.phase_place('reveal') OR s.phase = 'closed' THEN RETURN 'phase'; END IF;
  IF in_id IS NULL THEN
    UPDATE bry.prompt SET discussed = in_discussed WHERE tenant_id = in_tenant AND session_id = in_session
      AND item = in_item;
  ELSE
    UPDATE bry.contribution SET discussed = in_discussed WHERE tenant_id = in_tenant AND session_id = in_session
      AND contribution_id = in_id;
  END IF;
  RETURN CASE WHEN FOUND THEN 'set' ELSE 'unknown' END;
END $$;

-- 'given ' and how many are left; 'gone', 'phase', 'unknown' (no such contribution or theme), 'spent'. The sum of a member
-- is raised first: of two that come at once, the second waits and sees the first.
CREATE FUNCTION bry.dots_give(in_tenant uuid, in_session uuid, in_key bytea, in_kind text, in_target text, in_dots int)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, NULL);
  s bry.session := bry.session_hold(me, in_session);
  total int;
BEGIN
  IF s.session_id IS NULL THEN RETURN 'gone'; END IF;
  IF s.phase <> 'prioritise' THEN RETURN 'phase'; END IF;
  IF NOT EXISTS (SELECT FROM bry.contribution c WHERE c.tenant_id = in_tenant AND c.session_id = in_session
                   AND CASE in_kind WHEN 'theme' THEN c.theme = in_target ELSE c.contribution_id::text = in_target END) THEN
    RETURN 'unknown';
  END IF;
  IF in_dots NOT BETWEEN 1 AND s.dots THEN RETURN 'spent'; END IF;
  INSERT INTO bry.dot_spent AS d (tenant_id, session_id, group_id, member_id, spent)
  VALUES (in_tenant, in_session, me.group_id, me.member_id, in_dots)
  ON CONFLICT (tenant_id, session_id, member_id) DO UPDATE SET spent = d.spent + excluded.spent
    WHERE d.spent + excluded.spent <= s.dots
  RETURNING spent INTO total;
  IF NOT FOUND THEN RETURN 'spent'; END IF;
  INSERT INTO bry.dot_tally AS d (tenant_id, session_id, group_id, kind, target, dots)
  VALUES (in_tenant, in_session, me.group_id, in_kind, in_target, in_dots)
  ON CONFLICT (tenant_id, session_id, kind, target) DO UPDATE SET dots = d.dots + excluded.dots;
  RETURN 'given ' || s.dots - total;
END $$;

-- When voting is over, for the group: what got dots, the most first. The text of what was erased is missing.
CREATE FUNCTION bry.dots_tally(in_tenant uuid, in_session uuid, in_key bytea)
RETURNS TABLE (kind text, target text, dots int, text text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, NULL);
BEGIN
  RETURN QUERY
    SELECT t.kind, t.target, t.dots, c.text FROM bry.dot_tally t
    JOIN bry.session s USING (tenant_id, session_id)
    LEFT JOIN bry.contribution c ON t.kind = 'contribution' AND c.tenant_id = t.tenant_id AND c.session_id = t.session_id
                                AND c.contribution_id::text = t.target
    WHERE t.tenant_id = in_tenant AND t.session_id = in_session
      AND bry.phase_reached(s.phase, s.moved_by, 'commit')
    ORDER BY t.dots DESC, t.kind, t.target COLLATE "C";
END $$;

-- What the session took over, for the group.
CREATE FUNCTION bry.session_prompts(in_tenant uuid, in_session uuid, in_key bytea)
RETURNS TABLE (item text, kind text, text text, source_number int, source_session uuid, source_contribution uuid,
               discussed boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, NULL);
BEGIN
  RETURN QUERY
    SELECT p.item, p.kind, c.text, x.number, p.source_session, p.source_contribution, p.discussed
    FROM bry.prompt p JOIN bry.session s USING (tenant_id, session_id)
    LEFT JOIN bry.session x ON x.tenant_id = p.tenant_id AND x.session_id = p.source_session
    LEFT JOIN bry.contribution c ON c.tenant_id = p.tenant_id AND c.session_id = p.source_session
                                AND c.contribution_id = p.source_contribution
    WHERE p.tenant_id = in_tenant AND p.session_id = in_session AND s.group_id = me.group_id
    ORDER BY substr(p.item, 2)::int;
END $$;

-- From a contribution (or a prompt, in_id NULL) back to where it began, a row a step: what answered a prompt leads to what
-- the prompt was, by way of the sessions that it was carried through.
CREATE FUNCTION bry.lineage(in_tenant uuid, in_session uuid, in_key bytea, in_id uuid, in_item text)
RETURNS TABLE (step int, session_id uuid, number int, item text, contribution_id uuid, kind text, text text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me bry.group_member := bry.speak(in_tenant, in_key, NULL);
BEGIN
  IF NOT bry.session_revealed(in_tenant, in_session) AND in_id IS NOT NULL THEN RETURN; END IF;
  RETURN QUERY
    WITH RECURSIVE walk AS (
      SELECT 0 AS step, s.session_id, s.number,
             CASE WHEN in_id IS NULL THEN (SELECT p.item FROM bry.prompt p WHERE p.tenant_id = in_tenant
               AND p.session_id = in_session AND p.item = in_item) ELSE (SELECT c.item FROM bry.contribution c WHERE c.tenant_id = in_tenant
               AND c.session_id = in_session AND c.contribution_id = in_id) END AS item,
             in_id AS contribution_id
      FROM bry.session s WHERE s.tenant_id = in_tenant AND s.session_id = in_session AND s.group_id = me.group_id
      UNION ALL
      SELECT w.step + 1, x.session_id, x.number, coalesce(p.via_item, c.item),
             CASE WHEN p.via_item IS NULL THEN p.source_contribution END
      FROM walk w
      JOIN bry.prompt p ON p.tenant_id = in_tenant AND p.session_id = w.session_id AND p.item = w.item
      JOIN bry.session x ON x.tenant_id = in_tenant AND x.session_id = p.via_session
      LEFT JOIN bry.contribution c ON c.tenant_id = in_tenant AND c.session_id = p.source_session
                                  AND c.contribution_id = p.source_contribution)
    SELECT w.step, w.session_id, w.number, w.item, w.contribution_id, coalesce(c.kind, p.kind), coalesce(c.text, o.text)
    FROM walk w
    LEFT JOIN bry.contribution c ON c.tenant_id = in_tenant AND c.session_id = w.session_id
                                AND c.contribution_id = w.contribution_id
    LEFT JOIN bry.prompt p ON w.contribution_id IS NULL AND p.tenant_id = in_tenant AND p.session_id = w.session_id
                          AND p.item = w.item
    LEFT JOIN bry.contribution o ON o.tenant_id = in_tenant AND o.session_id = p.source_session
                                AND o.contribution_id = p.source_contribution
    WHERE w.item IS NOT NULL OR w.step > 0 ORDER BY w.step;
END $$;

GRANT EXECUTE ON FUNCTION bry.contribution_themes, bry.contribution_discuss, bry.dots_give, bry.dots_tally,
                          bry.session_prompts, bry.lineage TO bry_portal, bry_facilitator, bry_manager;
