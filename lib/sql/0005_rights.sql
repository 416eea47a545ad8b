-- What people may ask for, and what time takes: withdrawal, erasure, access, retention; and the book of all such acts.
-- Nobody deletes responses but through bry.forget_responses, which sees to all that was made of them.
SET LOCAL ROLE bry_owner;

-- --- the book of acts ---------------------------------------------------------------------------------------------

-- Who did what, when, and to how much; never content, a token, a response's id or a participant. Rows are only added.
CREATE TABLE bry.audit (
  tenant_id uuid NOT NULL,
  audit_id  uuid NOT NULL DEFAULT gen_random_uuid(),
  at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  login     name NOT NULL DEFAULT session_user,
  act       text NOT NULL CHECK (act ~ '^[a-z]+\.[a-z]+$'),
  subject   text CHECK (octet_length(subject) <= 300), -- a survey's slug, or a login with its role
  counts    jsonb NOT NULL CHECK (jsonb_typeof(counts) = 'object'
                                  AND NOT jsonb_path_exists(counts, '$.* ? (@.type() != "number")')),
  PRIMARY KEY (tenant_id, audit_id)
);
SELECT bry.guard('bry.audit', 'bry_manager: SELECT');
-- Functions add lines for whoever calls them, also about a tenant that an owner does not reach. Nobody changes one.
DROP POLICY bry_owner ON bry.audit;
CREATE POLICY bry_owner_select ON bry.audit FOR SELECT TO bry_owner USING (tenant_id = ANY (ARRAY(
  SELECT m.tenant_id FROM bry.member m WHERE m.login = session_user
    AND coalesce(current_setting('bry.tenant', true), '') IN ('', m.tenant_id::text))));
CREATE POLICY bry_owner_insert ON bry.audit FOR INSERT TO bry_owner WITH CHECK (login = session_user);
REVOKE UPDATE, DELETE, TRUNCATE ON bry.audit FROM bry_owner;

-- What respondents did themselves in an anonymous survey. The moment of a withdrawal would tell whoever has the portal's
-- log who it was, and whoever has backups what was withdrawn: so there is a number, and neither moment nor login. The
-- seal, which writes the number into its own line, removes the row and with it the transaction of the last change.
CREATE TABLE bry.audit_undated (
  tenant_id uuid NOT NULL,
  survey_id uuid NOT NULL,
  act       text NOT NULL CHECK (act IN ('withdrawn', 'shown')),
  count     bigint NOT NULL,
  PRIMARY KEY (tenant_id, survey_id, act)
);
SELECT bry.guard('bry.audit_undated', 'bry_manager: SELECT');

CREATE FUNCTION bry.audit_note(in_tenant uuid, in_act text, in_subject text, in_counts jsonb) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO bry.audit (tenant_id, act, subject, counts) VALUES (in_tenant, in_act, in_subject, in_counts)
$$;

CREATE FUNCTION bry.audit_survey(in_tenant uuid, in_survey uuid, in_act text, in_counts jsonb) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.audit_note(in_tenant, in_act, (SELECT s.slug FROM bry.survey s WHERE s.tenant_id = in_tenant
                                              AND s.survey_id = in_survey), in_counts)
$$;

CREATE FUNCTION bry.audit_count(in_tenant uuid, in_survey uuid, in_act text) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO bry.audit_undated AS a (tenant_id, survey_id, act, count) VALUES (in_tenant, in_survey, in_act, 1)
  ON CONFLICT (tenant_id, survey_id, act) DO UPDATE SET count = a.count + 1
$$;

-- The line of a seal or of a deletion: how many responses there are, and what was counted without a date.
CREATE FUNCTION bry.audit_survey_end(in_tenant uuid, in_survey uuid, in_act text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  counts jsonb;
BEGIN
  SELECT jsonb_build_object('responses', count(*)) INTO counts FROM bry.response
  WHERE tenant_id = in_tenant AND survey_id = in_survey;
  WITH gone AS (DELETE FROM bry.audit_undated WHERE tenant_id = in_tenant AND survey_id = in_survey RETURNING *)
  SELECT counts || coalesce(jsonb_object_agg(act, count), '{}') INTO counts FROM gone;
  PERFORM bry.audit_survey(in_tenant, in_survey, in_act, counts);
END $$;

CREATE FUNCTION bry.manager_only(in_tenant uuid) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT bry.holds(in_tenant, 'bry_manager') THEN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = 'the login is no manager of that tenant';
  END IF;
END $$;

-- For reading in bulk, which no function of the schema does: the library notes it.
CREATE FUNCTION bry.audit_export(in_tenant uuid, in_survey uuid, in_kind text, in_rows bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.manager_only(in_tenant);
  IF in_kind NOT IN ('responses', 'texts') THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'what is exported is responses or texts';
  END IF;
  PERFORM bry.audit_survey(in_tenant, in_survey, 'survey.export', jsonb_build_object(in_kind, in_rows));
END $$;

-- --- opening and closing ------------------------------------------------------------------------------------------

-- Who may update a column may lock the row, as imports and codings do: `hold` is for that and holds nothing. The state
-- is changed by functions alone, so that each change leaves its line, and closing is final.
ALTER TABLE bry.survey
  ADD COLUMN hold         boolean CHECK (hold IS NULL),
  ADD COLUMN retain_until date,                   -- the last day; NULL: until somebody deletes
  ADD COLUMN expired      bigint NOT NULL DEFAULT 0, -- how many responses retention has removed
  ADD COLUMN expired_on   date;                   -- when it last did
REVOKE UPDATE (state) ON bry.survey FROM bry_manager;
REVOKE INSERT ON bry.survey FROM bry_manager;
GRANT INSERT (tenant_id, survey_id, slug, title, version, segments, opens_at, closes_at, salt, privacy, admission, quotas,
              retain_until) ON bry.survey TO bry_manager;
GRANT UPDATE (hold) ON bry.survey TO bry_manager;
GRANT UPDATE (retain_until, expired, expired_on) ON bry.survey TO bry_owner;

-- A portal may not count what came in, nor then what retention took: it reads all of a survey but `expired`.
REVOKE SELECT ON bry.survey FROM bry_portal;
GRANT SELECT (tenant_id, survey_id, slug, title, version, segments, state, opens_at, closes_at, salt, created_at, privacy,
              sealed, admission, quotas, consent, plain, hold, retain_until, expired_on) ON bry.survey TO bry_portal;

-- The state it has now; 'gone'.
CREATE FUNCTION bry.survey_open(in_tenant uuid, in_survey uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT bry.holds(in_tenant, 'bry_manager') THEN RETURN 'gone'; END IF;
  UPDATE bry.survey SET state = 'open' WHERE tenant_id = in_tenant AND survey_id = in_survey AND state = 'draft';
  IF FOUND THEN PERFORM bry.audit_survey(in_tenant, in_survey, 'survey.open', '{}'); END IF;
  RETURN coalesce((SELECT state FROM bry.survey WHERE tenant_id = in_tenant AND survey_id = in_survey), 'gone');
END $$;

-- 'seal' when it is yet to be sealed, 'closed', 'gone'.
CREATE FUNCTION bry.survey_close(in_tenant uuid, in_survey uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT bry.holds(in_tenant, 'bry_manager') THEN RETURN 'gone'; END IF;
  UPDATE bry.survey SET state = 'closed' WHERE tenant_id = in_tenant AND survey_id = in_survey AND state <> 'closed';
  IF FOUND THEN PERFORM bry.audit_survey(in_tenant, in_survey, 'survey.close', '{}'); END IF;
  RETURN coalesce((SELECT CASE WHEN privacy = 'anonymous' AND NOT sealed THEN 'seal' ELSE 'closed' END FROM bry.survey
                   WHERE tenant_id = in_tenant AND survey_id = in_survey), 'gone');
END $$;

-- --- forgetting ---------------------------------------------------------------------------------------------------

-- Statistics keep the values of a column until the next ANALYZE: there are to be none of what can be erased.
ALTER TABLE bry.response ALTER COLUMN texts SET STATISTICS 0;
ALTER TABLE bry.response ALTER COLUMN content_hash SET STATISTICS 0;
ALTER TABLE bry.coding ALTER COLUMN term SET STATISTICS 0;
ALTER TABLE bry.participant ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE bry.draft ALTER COLUMN locked SET STATISTICS 0;

-- Deletes responses of a survey with all that was made of them: tallies, codings, their places in quotas, and clear
-- names that no response of an identified survey needs any more (with one, the same person's pseudonymous responses
-- would be identified too). An invitation stays used. How many there were.
--
-- Locks, in this order: the survey (as who codes, imports or seals; so of two who erase the same, the second finds
-- nothing), its quotas (as a submit does before it inserts), the tallies.
CREATE FUNCTION bry.forget_responses(in_tenant uuid, in_survey uuid, in_ids uuid[]) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ids uuid[];
  people uuid[];
  n_coded bigint := 0;
  n_codings bigint := 0;
  n_names bigint := 0;
BEGIN
  PERFORM FROM bry.survey WHERE tenant_id = in_tenant AND survey_id = in_survey FOR UPDATE;
  PERFORM FROM bry.quota WHERE tenant_id = in_tenant AND survey_id = in_survey ORDER BY place FOR UPDATE;
  ids := ARRAY(SELECT response_id FROM bry.response WHERE tenant_id = in_tenant AND survey_id = in_survey
               AND response_id = ANY (in_ids));
  IF cardinality(ids) > 0 THEN
    PERFORM bry.tally_subtract(in_tenant, in_survey, ids);
    DELETE FROM bry.coding WHERE tenant_id = in_tenant AND survey_id = in_survey AND response_id = ANY (ids);
    GET DIAGNOSTICS n_codings = ROW_COUNT;
    DELETE FROM bry.coded WHERE tenant_id = in_tenant AND survey_id = in_survey AND response_id = ANY (ids);
    GET DIAGNOSTICS n_coded = ROW_COUNT;
    UPDATE bry.quota k SET count = greatest(0, k.count - (
      SELECT count(*) FROM bry.response r WHERE r.tenant_id = in_tenant AND r.survey_id = in_survey
        AND r.response_id = ANY (ids) AND NOT EXISTS (SELECT FROM unnest(k.segments, r.segments) AS u(wanted, has)
                                                      WHERE wanted IS NOT NULL AND wanted IS DISTINCT FROM has)))
    WHERE k.tenant_id = in_tenant AND k.survey_id = in_survey;
    WITH gone AS (DELETE FROM bry.response WHERE tenant_id = in_tenant AND survey_id = in_survey
                    AND response_id = ANY (ids) RETURNING participant)
    SELECT array_agg(DISTINCT participant) FILTER (WHERE participant IS NOT NULL) INTO people FROM gone;
    DELETE FROM bry.participant p WHERE p.tenant_id = in_tenant AND p.participant = ANY (people) AND NOT EXISTS (
      SELECT FROM bry.survey s JOIN bry.response r ON r.tenant_id = s.tenant_id AND r.survey_id = s.survey_id
      WHERE s.tenant_id = in_tenant AND s.privacy = 'identified' AND r.participant = p.participant);
    GET DIAGNOSTICS n_names = ROW_COUNT;
  END IF;
  RETURN jsonb_build_object('responses', cardinality(ids), 'coded', n_coded, 'codings', n_codings, 'names', n_names);
END $$;

-- Whether the caller may reach one response of the survey by this id: 'gone', 'sealed', 'managed', 'own'. A manager
-- reaches any. A portal reaches those of receipts, whose ids are hashes (version 8) that nobody can guess and that it
-- can't read; not those of participants, which it could make itself.
CREATE FUNCTION bry.response_reach(in_tenant uuid, in_survey uuid, in_response uuid, in_receipt boolean) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((
    SELECT CASE WHEN s.sealed AND in_receipt THEN 'sealed' WHEN bry.holds(in_tenant, 'bry_manager') THEN 'managed'
                WHEN s.sealed THEN 'sealed'
                WHEN s.privacy = 'anonymous' AND substr(in_response::text, 15, 1) = '8' THEN 'own' ELSE 'none' END
    FROM bry.survey s WHERE s.tenant_id = in_tenant AND s.survey_id = in_survey
      AND bry.holds(in_tenant, 'bry_portal', 'bry_manager')), 'gone')
$$;

-- 'erased', 'unknown', 'sealed', 'gone'. Whether an id is of another survey, of nobody or not the caller's to reach, the
-- work is the same. The draft of the same secret goes too.
CREATE FUNCTION bry.response_erase(in_tenant uuid, in_survey uuid, in_response uuid, in_receipt boolean,
                                   in_draft bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  reach constant text := bry.response_reach(in_tenant, in_survey, in_response, in_receipt);
  counts jsonb;
BEGIN
  IF reach IN ('gone', 'sealed') THEN RETURN reach; END IF;
  counts := bry.forget_responses(in_tenant, in_survey, CASE WHEN reach = 'none' THEN ARRAY[NULL::uuid]
                                                            ELSE ARRAY[in_response] END);
  DELETE FROM bry.draft WHERE tenant_id = in_tenant AND survey_id = in_survey AND draft_hash = in_draft;
  IF counts ->> 'responses' = '0' THEN -- perhaps it was waiting for the seal
    RETURN CASE WHEN bry.response_reach(in_tenant, in_survey, in_response, in_receipt) = 'sealed' THEN 'sealed'
                ELSE 'unknown' END;
  END IF;
  IF reach = 'managed' THEN
    PERFORM bry.audit_survey(in_tenant, in_survey, 'response.erase', counts);
  ELSE
    PERFORM bry.audit_count(in_tenant, in_survey, 'withdrawn');
  END IF;
  RETURN 'erased';
END $$;

-- All of a participant's responses, a row a survey, and the clear name in a row without one. The name is locked first:
-- a submit of the same person then comes before, and is erased too, or after.
CREATE FUNCTION bry.participant_erase(in_tenant uuid, in_participant uuid)
RETURNS TABLE (slug text, responses bigint, coded bigint, codings bigint, names bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  s record;
  counts jsonb;
  total bigint[] := '{0,0,0,0,0}';
BEGIN
  PERFORM bry.manager_only(in_tenant);
  PERFORM FROM bry.participant WHERE tenant_id = in_tenant AND participant = in_participant FOR UPDATE;
  total[5] := CASE WHEN FOUND THEN 1 ELSE 0 END;
  FOR s IN SELECT v.survey_id, v.slug FROM bry.survey v WHERE v.tenant_id = in_tenant AND v.privacy <> 'anonymous'
           ORDER BY v.survey_id LOOP
    counts := bry.forget_responses(in_tenant, s.survey_id, ARRAY(
      SELECT r.response_id FROM bry.response r WHERE r.tenant_id = in_tenant AND r.survey_id = s.survey_id
        AND r.participant = in_participant));
    CONTINUE WHEN counts ->> 'responses' = '0';
    total := ARRAY[total[1] + 1, total[2] + (counts ->> 'responses')::bigint, total[3] + (counts ->> 'coded')::bigint,
                   total[4] + (counts ->> 'codings')::bigint, total[5]];
    RETURN QUERY SELECT s.slug, (counts ->> 'responses')::bigint, (counts ->> 'coded')::bigint,
                        (counts ->> 'codings')::bigint, 0::bigint;
  END LOOP;
  DELETE FROM bry.participant WHERE tenant_id = in_tenant AND participant = in_participant;
  IF total[5] > 0 THEN
    RETURN QUERY SELECT NULL::text, 0::bigint, 0::bigint, 0::bigint, total[5];
  END IF;
  PERFORM bry.audit_note(in_tenant, 'participant.erase', NULL, jsonb_build_object(
    'surveys', total[1], 'responses', total[2], 'coded', total[3], 'codings', total[4], 'names', total[5]));
END $$;

-- --- access -------------------------------------------------------------------------------------------------------

-- All that is held of one response: codings with their themes as the codebook calls them. Arrays as JSON.
CREATE FUNCTION bry.held(in_tenant uuid, in_survey uuid, in_response uuid)
RETURNS TABLE (slug text, title text, privacy text, document text, survey_segments text, response_id uuid,
               received_on date, segments text, closed text, texts text, consent smallint, consent_texts text,
               proxy boolean, coded text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.slug, s.title, s.privacy, q.document, s.segments, r.response_id, r.received_on,
         array_to_json(r.segments)::text, array_to_json(r.closed)::text, array_to_json(r.texts)::text, r.consent,
         (SELECT c.texts FROM bry.consent c WHERE c.tenant_id = in_tenant AND c.survey_id = in_survey
            AND c.version = r.consent), r.proxy,
         (SELECT json_agg(json_build_object('item', c.item, 'codebook', c.codebook, 'version', c.version, 'coder', c.coder,
                                            'non_answer', c.non_answer, 'themes', coalesce((
            SELECT json_agg(json_build_object('theme', k.theme, 'label', (
                     SELECT t -> 'label' FROM jsonb_array_elements(b.document::jsonb -> 'themes') t
                     WHERE t ->> 'id' = k.theme LIMIT 1), 'begin', k.span_begin, 'end', k.span_end, 'term', k.term)
                   ORDER BY k.span_begin, k.span_end, k.theme)
            FROM bry.coding k WHERE k.tenant_id = in_tenant AND k.survey_id = in_survey AND k.item = c.item
              AND k.codebook = c.codebook AND k.coder = c.coder AND k.response_id = in_response), '[]'))
                 ORDER BY c.item, c.codebook, c.coder)::text
          FROM bry.coded c LEFT JOIN bry.codebook b ON b.tenant_id = c.tenant_id AND b.codebook = c.codebook
                                                   AND b.version = c.version
          WHERE c.tenant_id = in_tenant AND c.survey_id = in_survey AND c.response_id = in_response)
  FROM bry.response r JOIN bry.survey s ON s.tenant_id = r.tenant_id AND s.survey_id = r.survey_id
  JOIN bry.questionnaire q ON q.tenant_id = s.tenant_id AND q.version = s.version
  WHERE r.tenant_id = in_tenant AND r.survey_id = in_survey AND r.response_id = in_response
$$;

-- The clear name with each of a participant's responses.
CREATE FUNCTION bry.participant_export(in_tenant uuid, in_participant uuid)
RETURNS TABLE (name text, slug text, title text, privacy text, document text, survey_segments text, response_id uuid,
               received_on date, segments text, closed text, texts text, consent smallint, consent_texts text,
               proxy boolean, coded text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  n bigint;
BEGIN
  PERFORM bry.manager_only(in_tenant);
  RETURN QUERY
    SELECT p.name, h.* FROM bry.survey s
    JOIN bry.response r ON r.tenant_id = s.tenant_id AND r.survey_id = s.survey_id
    LEFT JOIN bry.participant p ON p.tenant_id = r.tenant_id AND p.participant = r.participant
    CROSS JOIN LATERAL bry.held(in_tenant, s.survey_id, r.response_id) h
    WHERE s.tenant_id = in_tenant AND s.privacy <> 'anonymous' AND r.participant = in_participant
    ORDER BY s.created_at, s.slug;
  GET DIAGNOSTICS n = ROW_COUNT;
  PERFORM bry.audit_note(in_tenant, 'participant.export', NULL, jsonb_build_object('responses', n));
END $$;

-- One row, whose first column is 'found', 'unknown', 'sealed' or 'gone'.
CREATE FUNCTION bry.response_export(in_tenant uuid, in_survey uuid, in_response uuid, in_receipt boolean)
RETURNS TABLE (word text, slug text, title text, privacy text, document text, survey_segments text, response_id uuid,
               received_on date, segments text, closed text, texts text, consent smallint, consent_texts text,
               proxy boolean, coded text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  reach constant text := bry.response_reach(in_tenant, in_survey, in_response, in_receipt);
  reached constant uuid := CASE WHEN reach IN ('managed', 'own') THEN in_response END;
BEGIN
  RETURN QUERY
    SELECT CASE WHEN reach IN ('gone', 'sealed') THEN reach WHEN h.slug IS NULL THEN 'unknown' ELSE 'found' END, h.*
    FROM (VALUES (1)) AS one LEFT JOIN bry.held(in_tenant, in_survey, reached) h ON true;
  IF NOT EXISTS (SELECT FROM bry.response r WHERE r.tenant_id = in_tenant AND r.survey_id = in_survey
                   AND r.response_id = reached) THEN
    RETURN;
  END IF;
  IF reach = 'managed' THEN
    PERFORM bry.audit_survey(in_tenant, in_survey, 'response.export', '{"responses": 1}');
  ELSE
    PERFORM bry.audit_count(in_tenant, in_survey, 'shown');
  END IF;
END $$;

-- --- retention ----------------------------------------------------------------------------------------------------

-- Until when a survey's answers are kept (NULL: without end): 'set', 'gone'; 'past' for a new date that is over, which
-- would delete all there is with the next run.
CREATE FUNCTION bry.survey_retain(in_tenant uuid, in_survey uuid, in_until date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s record;
BEGIN
  IF NOT bry.holds(in_tenant, 'bry_manager') THEN RETURN 'gone'; END IF;
  SELECT slug, retain_until INTO s FROM bry.survey
  WHERE tenant_id = in_tenant AND survey_id = in_survey FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF s.retain_until IS NOT DISTINCT FROM in_until THEN RETURN 'set'; END IF;
  IF in_until < current_date THEN RETURN 'past'; END IF;
  UPDATE bry.survey SET retain_until = in_until WHERE tenant_id = in_tenant AND survey_id = in_survey;
  PERFORM bry.audit_note(in_tenant, 'survey.retain', s.slug || ' ' || coalesce(in_until::text, 'without end'), '{}');
  RETURN 'set';
END $$;

-- What retention would remove now, a row a survey, and clear names in a row without one. Of surveys that are not past
-- their date, expired drafts.
CREATE FUNCTION bry.retention_due(in_tenant uuid)
RETURNS TABLE (survey_id uuid, slug text, retain_until date, responses bigint, coded bigint, codings bigint,
               invitations bigint, drafts bigint, names bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM bry.manager_only(in_tenant);
  RETURN QUERY
    SELECT x.survey_id, x.slug, x.retain_until, x.responses, x.coded, x.codings, x.invitations, x.drafts, 0::bigint
    FROM (SELECT s.survey_id, s.slug, s.retain_until, s.state, d.due,
                 (SELECT count(*) FROM bry.response r WHERE d.due AND r.tenant_id = in_tenant
                    AND r.survey_id = s.survey_id) AS responses,
                 (SELECT count(*) FROM bry.coded c WHERE d.due AND c.tenant_id = in_tenant
                    AND c.survey_id = s.survey_id) AS coded,
                 (SELECT count(*) FROM bry.coding c WHERE d.due AND c.tenant_id = in_tenant
                    AND c.survey_id = s.survey_id) AS codings,
                 (SELECT count(*) FROM bry.invitation i WHERE d.due AND i.tenant_id = in_tenant
                    AND i.survey_id = s.survey_id) AS invitations,
                 (SELECT count(*) FROM bry.draft f WHERE f.tenant_id = in_tenant AND f.survey_id = s.survey_id
                    AND (d.due OR f.expires_on < current_date)) AS drafts
          FROM bry.survey s CROSS JOIN LATERAL (SELECT coalesce(s.retain_until < current_date, false) AS due) d
          WHERE s.tenant_id = in_tenant) x
    WHERE x.responses + x.coded + x.codings + x.invitations + x.drafts > 0 OR (x.due AND x.state <> 'closed')
    ORDER BY x.slug COLLATE "C";
  RETURN QUERY
    SELECT NULL::uuid, NULL::text, NULL::date, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, count(*)
    FROM bry.participant p WHERE p.tenant_id = in_tenant AND NOT EXISTS (
      SELECT FROM bry.survey s JOIN bry.response r ON r.tenant_id = s.tenant_id AND r.survey_id = s.survey_id
      WHERE s.tenant_id = in_tenant AND s.privacy = 'identified' AND r.participant = p.participant
        AND NOT coalesce(s.retain_until < current_date, false))
    HAVING count(*) > 0;
END $$;

-- At most in_limit rows of each kind of a survey: what was removed, and whether that was all. A survey past its date is
-- closed first. A batch leaves its own line, so that what was done is written also when the next one never comes.
CREATE FUNCTION bry.retention_batch(in_tenant uuid, in_survey uuid, in_limit int)
RETURNS TABLE (responses bigint, coded bigint, codings bigint, invitations bigint, drafts bigint, names bigint,
               done boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  s record;
  due boolean;
  counts jsonb;
  rest bigint;
BEGIN
  PERFORM bry.manager_only(in_tenant);
  SELECT v.state, v.slug, v.retain_until INTO s FROM bry.survey v
  WHERE v.tenant_id = in_tenant AND v.survey_id = in_survey FOR UPDATE;
  due := FOUND AND coalesce(s.retain_until < current_date, false);
  IF due AND s.state <> 'closed' THEN
    UPDATE bry.survey SET state = 'closed' WHERE tenant_id = in_tenant AND survey_id = in_survey;
    PERFORM bry.audit_note(in_tenant, 'survey.close', s.slug, '{}');
  END IF;
  counts := bry.forget_responses(in_tenant, in_survey, ARRAY(
    SELECT r.response_id FROM bry.response r WHERE due AND r.tenant_id = in_tenant AND r.survey_id = in_survey
    ORDER BY r.response_id LIMIT in_limit));
  responses := (counts ->> 'responses')::bigint;
  coded := (counts ->> 'coded')::bigint;
  codings := (counts ->> 'codings')::bigint;
  names := (counts ->> 'names')::bigint;
  DELETE FROM bry.invitation WHERE tenant_id = in_tenant AND survey_id = in_survey AND token_hash IN (
    SELECT i.token_hash FROM bry.invitation i WHERE due AND i.tenant_id = in_tenant AND i.survey_id = in_survey
    LIMIT in_limit);
  GET DIAGNOSTICS invitations = ROW_COUNT;
  DELETE FROM bry.draft WHERE tenant_id = in_tenant AND survey_id = in_survey AND draft_hash IN (
    SELECT f.draft_hash FROM bry.draft f WHERE f.tenant_id = in_tenant AND f.survey_id = in_survey
      AND (due OR f.expires_on < current_date) LIMIT in_limit);
  GET DIAGNOSTICS drafts = ROW_COUNT;
  done := greatest(responses, invitations, drafts) < in_limit;
  IF due AND done THEN -- codings whose response went while they were made
    DELETE FROM bry.coded WHERE tenant_id = in_tenant AND survey_id = in_survey;
    GET DIAGNOSTICS rest = ROW_COUNT;
    coded := coded + rest;
    DELETE FROM bry.coding WHERE tenant_id = in_tenant AND survey_id = in_survey;
    GET DIAGNOSTICS rest = ROW_COUNT;
    codings := codings + rest;
  END IF;
  UPDATE bry.survey SET expired = expired + responses, expired_on = current_date
  WHERE tenant_id = in_tenant AND survey_id = in_survey AND responses > 0;
  IF responses + coded + codings + invitations + drafts > 0 THEN
    PERFORM bry.audit_note(in_tenant, 'retention.run', s.slug, jsonb_build_object(
      'responses', responses, 'coded', coded, 'codings', codings, 'invitations', invitations, 'drafts', drafts,
      'names', names));
  END IF;
  RETURN NEXT;
END $$;

-- Clear names that no response needs any more, at most in_limit: how many went.
CREATE FUNCTION bry.retention_names(in_tenant uuid, in_limit int) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n bigint;
BEGIN
  PERFORM bry.manager_only(in_tenant);
  DELETE FROM bry.participant WHERE tenant_id = in_tenant AND participant IN (
    SELECT p.participant FROM bry.participant p WHERE p.tenant_id = in_tenant AND NOT EXISTS (
      SELECT FROM bry.survey s JOIN bry.response r ON r.tenant_id = s.tenant_id AND r.survey_id = s.survey_id
      WHERE s.tenant_id = in_tenant AND s.privacy = 'identified' AND r.participant = p.participant)
    LIMIT in_limit);
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n > 0 THEN PERFORM bry.audit_note(in_tenant, 'retention.run', NULL, jsonb_build_object('names', n)); END IF;
  RETURN n;
END $$;

-- Names are removed by these functions, as responses are, and in no other way.
REVOKE DELETE ON bry.participant FROM bry_manager;
DROP POLICY bry_manager_delete ON bry.participant;

GRANT EXECUTE ON FUNCTION bry.response_erase, bry.response_export TO bry_portal, bry_manager;
GRANT EXECUTE ON FUNCTION bry.survey_open, bry.survey_close, bry.survey_retain, bry.audit_export, bry.participant_erase,
                          bry.participant_export, bry.retention_due, bry.retention_batch, bry.retention_names
  TO bry_manager;
