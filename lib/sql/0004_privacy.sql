-- Privacy modes and the seal, invitations, participants, drafts, quotas, consent. What must hold whoever asks is done
-- by functions of the owner, and the tables behind them are given to nobody else.
SET LOCAL ROLE bry_owner;

-- `plain`: a response needs nothing but answers, so that the one statement of a plain submit may store it.
ALTER TABLE bry.survey
  ADD COLUMN privacy   text NOT NULL DEFAULT 'anonymous' CHECK (privacy IN ('anonymous', 'pseudonymous', 'identified')),
  ADD COLUMN sealed    boolean NOT NULL DEFAULT false CHECK (NOT sealed OR (privacy = 'anonymous' AND state = 'closed')),
  ADD COLUMN admission text NOT NULL DEFAULT 'open' CHECK (admission IN ('open', 'invited')),
  ADD COLUMN quotas    text,                      -- canonical JSON; NULL: none
  ADD COLUMN consent   int NOT NULL DEFAULT 0,    -- the text in force; 0: none is asked
  ADD COLUMN plain     boolean GENERATED ALWAYS AS
    (privacy = 'anonymous' AND admission = 'open' AND quotas IS NULL AND consent = 0) STORED;

-- What a survey promised stays: nobody may change it, the owner included, nor put another survey in its place.
REVOKE UPDATE ON bry.survey FROM bry_owner, bry_manager;
REVOKE DELETE ON bry.survey FROM bry_manager;
GRANT UPDATE (state, sealed, consent) ON bry.survey TO bry_owner;
GRANT UPDATE (state) ON bry.survey TO bry_manager;

ALTER TABLE bry.response
  ADD COLUMN participant uuid,                    -- pseudonymous and identified surveys
  ADD COLUMN consent     smallint,                -- the version agreed to
  ADD COLUMN proxy       boolean;         -- entered for somebody, from paper; else NULL, which takes no room

-- By columns, so that the hidden ones (xmin, ctid), which tell the order and the moment, are not among them.
-- Nobody changes what was answered; deleting is for functions, which take what goes out of the tallies.
REVOKE SELECT ON bry.response FROM bry_manager;
GRANT SELECT (tenant_id, survey_id, response_id, received_on, content_hash, segments, closed, texts, participant,
              consent, proxy, fold_xid) ON bry.response TO bry_manager;

-- A login stores by itself only what a plain submit may, also past the library; all else goes through functions. So
-- nothing comes into a survey that is closed or sealed, but from who owns the schema. A snapshot from before the closing
-- would show it open: hence READ COMMITTED, where the look comes after the lock that the seal waits for; and under EXPLAIN
-- ANALYZE or COPY, where it does not, bry.survey_is_open() is asked. Nor may a response pass for one that is in the tallies
-- already, which is what a low fold_xid says (0003_tally.sql).
--
-- Commands that run a statement inside them (EXPLAIN, COPY) take its snapshot before its locks, and between the two can be
-- made to wait. So who looks at the survey later than a tenth of a second after the command came does not believe
-- the snapshot, and looks again; and who looks sooner has the lock before the seal, which waits longer than that after
-- the closing, asks who has it.
CREATE FUNCTION bry.survey_is_open(tenant uuid, survey uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN -- a volatile function's statements see what is committed when they begin
  RETURN EXISTS (SELECT FROM bry.survey s WHERE s.tenant_id = $1 AND s.survey_id = $2 AND s.state = 'open');
END $$;
CREATE POLICY plain ON bry.response AS RESTRICTIVE FOR INSERT TO bry_portal, bry_manager
  WITH CHECK (current_setting('transaction_isolation') = 'read committed'
              AND fold_xid - pg_current_xact_id()::text::bigint BETWEEN 0 AND 255
              AND EXISTS (SELECT FROM bry.survey s WHERE s.tenant_id = response.tenant_id
                            AND s.survey_id = response.survey_id AND s.plain AND s.state = 'open')
              AND (clock_timestamp() BETWEEN statement_timestamp() AND statement_timestamp() + interval '100 ms'
                   OR bry.survey_is_open(response.tenant_id, response.survey_id)));

-- A token, as its hash. No time of use. No foreign key: a use would lock the survey's row for all.
CREATE TABLE bry.invitation (
  tenant_id  uuid NOT NULL,
  survey_id  uuid NOT NULL,
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  batch      text NOT NULL,
  segments   text[] NOT NULL,       -- by the survey's order; NULL: left to the respondent
  uses       int NOT NULL CHECK (uses > 0),
  used       int NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND uses),
  expires_at timestamptz NOT NULL DEFAULT 'infinity',
  revoked    boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, survey_id, token_hash)
);

-- How many responses of a combination of segments are taken, and were.
CREATE TABLE bry.quota (
  tenant_id uuid NOT NULL,
  survey_id uuid NOT NULL,
  place     int NOT NULL,
  segments  text[] NOT NULL,        -- by the survey's order; NULL: any
  max       int NOT NULL CHECK (max > 0),
  count     int NOT NULL DEFAULT 0 CHECK (count BETWEEN 0 AND max),
  PRIMARY KEY (tenant_id, survey_id, place)
);

CREATE TABLE bry.consent (
  tenant_id uuid NOT NULL,
  survey_id uuid NOT NULL,
  version   int NOT NULL CHECK (version BETWEEN 1 AND 32767),
  texts     text NOT NULL,          -- canonical JSON by language
  valid     boolean NOT NULL DEFAULT true,
  agreed    bigint,                 -- how many responses named it; counted by the seal
  PRIMARY KEY (tenant_id, survey_id, version)
);

-- Unfinished answers, locked with a key that only the respondent has. A date and no time.
CREATE TABLE bry.draft (
  tenant_id  uuid NOT NULL,
  survey_id  uuid NOT NULL,
  draft_hash bytea NOT NULL CHECK (octet_length(draft_hash) = 32),
  locked     bytea NOT NULL CHECK (octet_length(locked) <= 300000),
  expires_on date NOT NULL,
  PRIMARY KEY (tenant_id, survey_id, draft_hash)
);
CREATE INDEX draft_by_expiry ON bry.draft (tenant_id, survey_id, expires_on);

-- The key under which a tenant's participants are known.
CREATE TABLE bry.participant_key (
  tenant_id uuid NOT NULL REFERENCES bry.tenant,
  key       bytea NOT NULL CHECK (octet_length(key) = 32),
  PRIMARY KEY (tenant_id)
);

-- Clear names, for identified surveys only.
CREATE TABLE bry.participant (
  tenant_id   uuid NOT NULL,
  participant uuid NOT NULL,
  name        text NOT NULL,
  PRIMARY KEY (tenant_id, participant)
);

SELECT bry.guard('bry.invitation', 'bry_manager: INSERT');
SELECT bry.guard('bry.quota', 'bry_manager: SELECT INSERT');
SELECT bry.guard('bry.consent', 'bry_manager: SELECT, bry_portal: SELECT');
SELECT bry.guard('bry.draft', 'bry_manager: SELECT');
SELECT bry.guard('bry.participant_key', 'bry_manager: SELECT INSERT, bry_portal: SELECT');
SELECT bry.guard('bry.participant', 'bry_manager: SELECT DELETE');

-- Whether the login has one of the roles for the tenant, and the session is not narrowed to another. Functions that run
-- as the owner begin with it, or with bry.admit, which refuses by it: what their owner sees is wider, a login's tenants
-- in whatever role.
CREATE FUNCTION bry.holds(in_tenant uuid, VARIADIC in_roles name[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM bry.member m WHERE m.tenant_id = in_tenant AND m.login = session_user
                   AND m.role = ANY (in_roles))
     AND coalesce(current_setting('bry.tenant', true), '') IN ('', in_tenant::text)
$$;

-- --- submitting with more than answers ---------------------------------------------------------------------------

CREATE FUNCTION bry.response_known(in_tenant uuid, in_survey uuid, in_response uuid, in_hash bytea) RETURNS text
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN content_hash = in_hash THEN 'same' ELSE 'other' END FROM bry.response
  WHERE tenant_id = in_tenant AND survey_id = in_survey AND response_id = in_response
$$;

-- A word: 'stored', or why not. A token or a place in a quota is taken only with the response. Whoever waited for a lock
-- looks once more whether the response came in meanwhile: it was the same one, sent twice.
CREATE FUNCTION bry.submit(in_tenant uuid, in_survey uuid, in_response uuid, in_hash bytea, in_salt bytea,
                           in_segments text[], in_closed smallint[], in_texts text[], in_token bytea,
                           in_participant uuid, in_name text, in_consent int, in_proxy boolean, in_draft bytea)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s record;
  i record;
  q record;
  known text;
  all_segments text[] := in_segments;
  places int[] := '{}';
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'submitting needs READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  IF NOT bry.holds(in_tenant, 'bry_portal', 'bry_manager') THEN RETURN 'gone'; END IF;
  LOCK TABLE bry.response IN ROW EXCLUSIVE MODE; -- before the survey is read: the seal waits for those who hold this
  SELECT state, opens_at, closes_at, privacy, admission, quotas, consent INTO s FROM bry.survey
  WHERE tenant_id = in_tenant AND survey_id = in_survey AND salt = in_salt;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  known := bry.response_known(in_tenant, in_survey, in_response, in_hash);
  IF known IS NOT NULL THEN RETURN known; END IF;
  IF s.state <> 'open' THEN RETURN s.state; END IF;
  IF now() < s.opens_at THEN RETURN 'early'; END IF;
  IF now() >= s.closes_at THEN RETURN 'late'; END IF;
  IF s.privacy = 'anonymous' AND in_participant IS NOT NULL THEN RETURN 'participant_refused'; END IF;
  IF s.privacy <> 'anonymous' AND in_participant IS NULL THEN RETURN 'participant_missing'; END IF;
  IF s.privacy <> 'identified' AND in_name IS NOT NULL THEN RETURN 'name_refused'; END IF;
  IF s.privacy = 'identified' AND in_name IS NULL THEN RETURN 'name_missing'; END IF;
  IF s.consent = 0 AND in_consent IS NOT NULL THEN RETURN 'consent_unknown'; END IF;
  IF s.consent > 0 AND in_consent IS NULL THEN RETURN 'consent_missing'; END IF;
  IF s.consent > 0 AND NOT EXISTS (SELECT FROM bry.consent WHERE tenant_id = in_tenant AND survey_id = in_survey
                                     AND version = in_consent AND valid) THEN
    RETURN 'consent_outdated';
  END IF;

  IF in_token IS NULL THEN
    IF s.admission = 'invited' THEN RETURN 'token_missing'; END IF;
  ELSE
    SELECT segments, uses, used, expires_at, revoked INTO i FROM bry.invitation
    WHERE tenant_id = in_tenant AND survey_id = in_survey AND token_hash = in_token FOR UPDATE;
    IF NOT FOUND THEN RETURN 'token_unknown'; END IF;
    IF i.used >= i.uses THEN
      RETURN coalesce(bry.response_known(in_tenant, in_survey, in_response, in_hash), 'token_used');
    END IF;
    IF i.revoked THEN RETURN 'token_revoked'; END IF;
    IF i.expires_at <= now() THEN RETURN 'token_expired'; END IF;
    IF EXISTS (SELECT FROM unnest(i.segments, in_segments) AS u(fixed, given) WHERE fixed <> given) THEN
      RETURN 'segment_fixed';
    END IF;
    all_segments := ARRAY(SELECT coalesce(fixed, given) FROM unnest(i.segments, in_segments) WITH ORDINALITY
                            AS u(fixed, given, n) ORDER BY n);
  END IF;

  IF s.quotas IS NOT NULL THEN
    FOR q IN SELECT place, max, count FROM bry.quota k WHERE tenant_id = in_tenant AND survey_id = in_survey
               AND NOT EXISTS (SELECT FROM unnest(k.segments, all_segments) AS u(wanted, has)
                               WHERE wanted IS NOT NULL AND wanted IS DISTINCT FROM has)
             ORDER BY place FOR UPDATE LOOP
      IF q.count >= q.max THEN
        RETURN coalesce(bry.response_known(in_tenant, in_survey, in_response, in_hash), 'quota_full');
      END IF;
      places := places || q.place;
    END LOOP;
  END IF;

  INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts, participant,
                            consent, proxy, fold_xid)
  VALUES (in_tenant, in_survey, in_response, in_hash, all_segments, in_closed, in_texts, in_participant, in_consent,
          nullif(in_proxy, false), txid_current() | 255) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN coalesce(bry.response_known(in_tenant, in_survey, in_response, in_hash), 'again');
  END IF;
  IF in_token IS NOT NULL THEN
    UPDATE bry.invitation SET used = used + 1
    WHERE tenant_id = in_tenant AND survey_id = in_survey AND token_hash = in_token;
  END IF;
  IF s.quotas IS NOT NULL THEN
    UPDATE bry.quota SET count = count + 1
    WHERE tenant_id = in_tenant AND survey_id = in_survey AND place = ANY (places);
  END IF;
  IF in_name IS NOT NULL THEN
    INSERT INTO bry.participant AS p (tenant_id, participant, name) VALUES (in_tenant, in_participant, in_name)
    ON CONFLICT (tenant_id, participant) DO UPDATE SET name = excluded.name WHERE p.name <> excluded.name;
  END IF;
  IF in_draft IS NOT NULL THEN
    DELETE FROM bry.draft WHERE tenant_id = in_tenant AND survey_id = in_survey AND draft_hash = in_draft;
  END IF;
  RETURN 'stored';
END $$;

-- --- invitations --------------------------------------------------------------------------------------------------

-- By batch (place 0) or by the value of a segment: how many tokens there are, how many responses they admit and have
-- admitted. What was revoked admits no more.
CREATE FUNCTION bry.invitation_groups(in_tenant uuid, in_survey uuid, in_place int)
RETURNS TABLE (name text, tokens bigint, revoked bigint, invited bigint, answered bigint, expires timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN in_place = 0 THEN i.batch ELSE i.segments[in_place] END, count(*),
         count(*) FILTER (WHERE i.revoked), sum(CASE WHEN i.revoked THEN i.used ELSE i.uses END), sum(i.used),
         max(i.expires_at)
  FROM bry.invitation i
  WHERE i.tenant_id = in_tenant AND i.survey_id = in_survey AND bry.holds(in_tenant, 'bry_manager')
  GROUP BY 1 ORDER BY 1
$$;

-- Of a batch, or one token; how many were in force until now.
CREATE FUNCTION bry.invitation_revoke(in_tenant uuid, in_survey uuid, in_batch text, in_token bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n bigint;
BEGIN
  IF NOT bry.holds(in_tenant, 'bry_manager') THEN RETURN 0; END IF;
  UPDATE bry.invitation SET revoked = true WHERE tenant_id = in_tenant AND survey_id = in_survey AND NOT revoked
    AND CASE WHEN in_token IS NULL THEN batch = in_batch ELSE token_hash = in_token END;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

-- --- drafts -------------------------------------------------------------------------------------------------------

-- 'saved', or why not. Those that have expired go on the way.
CREATE FUNCTION bry.draft_save(in_tenant uuid, in_survey uuid, in_salt bytea, in_draft bytea, in_locked bytea,
                               in_days int)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s record;
BEGIN
  IF NOT bry.holds(in_tenant, 'bry_portal', 'bry_manager') THEN RETURN 'gone'; END IF;
  SELECT state, opens_at, closes_at INTO s FROM bry.survey
  WHERE tenant_id = in_tenant AND survey_id = in_survey AND salt = in_salt;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF s.state <> 'open' THEN RETURN s.state; END IF;
  IF now() < s.opens_at THEN RETURN 'early'; END IF;
  IF now() >= s.closes_at THEN RETURN 'late'; END IF;
  DELETE FROM bry.draft WHERE tenant_id = in_tenant AND survey_id = in_survey AND expires_on < current_date;
  INSERT INTO bry.draft (tenant_id, survey_id, draft_hash, locked, expires_on)
  VALUES (in_tenant, in_survey, in_draft, in_locked, current_date + in_days)
  ON CONFLICT (tenant_id, survey_id, draft_hash)
  DO UPDATE SET locked = excluded.locked, expires_on = excluded.expires_on;
  RETURN 'saved';
END $$;

CREATE FUNCTION bry.draft_load(in_tenant uuid, in_survey uuid, in_draft bytea) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT locked FROM bry.draft WHERE tenant_id = in_tenant AND survey_id = in_survey AND draft_hash = in_draft
    AND expires_on >= current_date AND bry.holds(in_tenant, 'bry_portal', 'bry_manager')
$$;

CREATE FUNCTION bry.draft_drop(in_tenant uuid, in_survey uuid, in_draft bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM bry.draft WHERE tenant_id = in_tenant AND survey_id = in_survey AND draft_hash = in_draft
    AND bry.holds(in_tenant, 'bry_portal', 'bry_manager')
$$;

-- --- consent ------------------------------------------------------------------------------------------------------

-- The new version's number; the present one's when the text is the same. NULL: no such survey, 0: it is closed.
CREATE FUNCTION bry.consent_set(in_tenant uuid, in_survey uuid, in_texts text, in_keep boolean) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s record;
BEGIN
  IF NOT bry.holds(in_tenant, 'bry_manager') THEN RETURN NULL; END IF;
  SELECT state, consent INTO s FROM bry.survey WHERE tenant_id = in_tenant AND survey_id = in_survey FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF s.state = 'closed' THEN RETURN 0; END IF;
  IF NOT in_keep THEN
    UPDATE bry.consent SET valid = false WHERE tenant_id = in_tenant AND survey_id = in_survey AND version < s.consent
      AND valid;
    IF FOUND THEN
      PERFORM bry.audit_survey(in_tenant, in_survey, 'consent.set', jsonb_build_object('version', s.consent));
    END IF;
  END IF;
  IF EXISTS (SELECT FROM bry.consent WHERE tenant_id = in_tenant AND survey_id = in_survey AND version = s.consent
               AND texts = in_texts) THEN
    RETURN s.consent;
  END IF;
  IF NOT in_keep THEN
    UPDATE bry.consent SET valid = false WHERE tenant_id = in_tenant AND survey_id = in_survey AND valid;
  END IF;
  INSERT INTO bry.consent (tenant_id, survey_id, version, texts) VALUES (in_tenant, in_survey, s.consent + 1, in_texts);
  UPDATE bry.survey SET consent = s.consent + 1 WHERE tenant_id = in_tenant AND survey_id = in_survey;
  PERFORM bry.audit_survey(in_tenant, in_survey, 'consent.set', jsonb_build_object('version', s.consent + 1));
  RETURN s.consent + 1;
END $$;

-- --- sealing and deleting -----------------------------------------------------------------------------------------

-- Another id of the shape of a random one (RFC 9562, version 4), by a key that is thrown away. Not pinned itself, so
-- that the seal, which is, takes it in line: a call for each row would cost more than all else. Nobody else may run it.
CREATE FUNCTION bry.sealed_id(uuid, bytea) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT overlay(overlay(encode(substr(sha256($2 || uuid_send($1)), 1, 16), 'hex') PLACING '4' FROM 13 FOR 1)
                 PLACING 'a' FROM 17 FOR 1)::uuid
$$;

-- Seals a closed anonymous survey: 'sealed' (also when it was), 'busy' when somebody may still be storing a response
-- after the time allowed, 'open' while it is not closed, 'kept' when it is not anonymous, 'gone'.
--
-- It first waits for every transaction that holds, or waits for, the lock of a writer of responses: those that come later find the
-- survey closed, for they take that lock before they look (or look twice: bry.survey_is_open). (Transaction ids would not
-- do: a transaction that has looked may have none yet.) Then all that hangs on the survey is written anew by this one transaction: responses with
-- new ids, in the order of these, with one date and without what a hash of them could be compared with; codings with
-- the new ids; invitations in the order of their hashes; quotas; of consent only the counts remain.
--
-- Tells how many of its rows are written by notices, for whoever waits.
CREATE FUNCTION bry.survey_seal(in_tenant uuid, in_survey uuid, in_wait_ms int) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '10s'
SET client_min_messages = notice AS $$
DECLARE
  s record;
  total bigint;
  done bigint := 0;
  written bigint;
  key constant bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  give_up constant timestamptz := clock_timestamp() + in_wait_ms * interval '1 millisecond';
  writers text[];
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'sealing needs READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  IF NOT bry.holds(in_tenant, 'bry_manager') THEN RETURN 'gone'; END IF;
  SELECT state, privacy, sealed INTO s FROM bry.survey WHERE tenant_id = in_tenant AND survey_id = in_survey;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF s.privacy <> 'anonymous' THEN RETURN 'kept'; END IF;
  IF s.state <> 'closed' THEN RETURN 'open'; END IF;
  IF s.sealed THEN RETURN 'sealed'; END IF;

  PERFORM pg_sleep(0.2); -- twice as long as a writer may believe a snapshot that is older than its lock
  writers := ARRAY(SELECT l.virtualtransaction FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                   WHERE d.datname = current_database() AND l.locktype = 'relation'
                     AND l.relation = 'bry.response'::regclass AND l.mode = 'RowExclusiveLock'
                     AND l.pid IS DISTINCT FROM pg_backend_pid());
  WHILE EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                WHERE d.datname = current_database() AND l.locktype = 'relation'
                  AND l.relation = 'bry.response'::regclass AND l.mode = 'RowExclusiveLock'
                  AND l.virtualtransaction = ANY (writers)) LOOP
    IF clock_timestamp() > give_up THEN RETURN 'busy'; END IF;
    PERFORM pg_sleep(0.01);
  END LOOP;

  -- Whoever codes holds the survey's row until all is coded.
  SELECT sealed INTO s FROM bry.survey WHERE tenant_id = in_tenant AND survey_id = in_survey FOR UPDATE;
  IF s.sealed THEN RETURN 'sealed'; END IF;
  UPDATE bry.consent c SET agreed = (SELECT count(*) FROM bry.response r WHERE r.tenant_id = in_tenant
                                       AND r.survey_id = in_survey AND r.consent = c.version)
  WHERE c.tenant_id = in_tenant AND c.survey_id = in_survey;
  SELECT (SELECT count(*) FROM bry.response WHERE tenant_id = in_tenant AND survey_id = in_survey)
       + (SELECT count(*) FROM bry.coded WHERE tenant_id = in_tenant AND survey_id = in_survey)
       + (SELECT count(*) FROM bry.coding WHERE tenant_id = in_tenant AND survey_id = in_survey)
       + (SELECT count(*) FROM bry.invitation WHERE tenant_id = in_tenant AND survey_id = in_survey) INTO total;
  RAISE NOTICE 'bry % of %', done, total;
  PERFORM bry.shown_seal(in_tenant, in_survey);
  PERFORM bry.tally_seal(in_tenant, in_survey);
  WITH gone AS (DELETE FROM bry.response WHERE tenant_id = in_tenant AND survey_id = in_survey RETURNING *)
  INSERT INTO bry.response (tenant_id, survey_id, response_id, received_on, content_hash, segments, closed, texts, proxy,
                            fold_xid)
  SELECT tenant_id, survey_id, bry.sealed_id(response_id, key) AS id, current_date, '', segments, closed, texts, proxy, 0
  FROM gone ORDER BY id;
  GET DIAGNOSTICS written = ROW_COUNT;
  done := done + written;
  RAISE NOTICE 'bry % of %', done, total;
  WITH gone AS (DELETE FROM bry.coded WHERE tenant_id = in_tenant AND survey_id = in_survey RETURNING *)
  INSERT INTO bry.coded (tenant_id, survey_id, item, codebook, coder, response_id, version, non_answer)
  SELECT tenant_id, survey_id, item, codebook, coder, bry.sealed_id(response_id, key) AS id, version, non_answer
  FROM gone ORDER BY id;
  GET DIAGNOSTICS written = ROW_COUNT;
  done := done + written;
  RAISE NOTICE 'bry % of %', done, total;
  WITH gone AS (DELETE FROM bry.coding WHERE tenant_id = in_tenant AND survey_id = in_survey RETURNING *)
  INSERT INTO bry.coding (tenant_id, survey_id, item, codebook, coder, response_id, theme, span_begin, span_end, term)
  SELECT tenant_id, survey_id, item, codebook, coder, bry.sealed_id(response_id, key) AS id, theme, span_begin, span_end,
         term FROM gone ORDER BY id;
  GET DIAGNOSTICS written = ROW_COUNT;
  done := done + written;
  RAISE NOTICE 'bry % of %', done, total;
  WITH gone AS (DELETE FROM bry.invitation WHERE tenant_id = in_tenant AND survey_id = in_survey RETURNING *)
  INSERT INTO bry.invitation SELECT * FROM gone ORDER BY token_hash;
  GET DIAGNOSTICS written = ROW_COUNT;
  done := done + written;
  RAISE NOTICE 'bry % of %', done, total;
  WITH gone AS (DELETE FROM bry.quota WHERE tenant_id = in_tenant AND survey_id = in_survey RETURNING *)
  INSERT INTO bry.quota SELECT * FROM gone ORDER BY place;
  DELETE FROM bry.draft WHERE tenant_id = in_tenant AND survey_id = in_survey;
  UPDATE bry.survey SET sealed = true WHERE tenant_id = in_tenant AND survey_id = in_survey;
  PERFORM bry.audit_survey_end(in_tenant, in_survey, 'survey.seal');
  RETURN 'sealed';
END $$;

-- 'deleted', 'answered' when it has responses, 'expired' when retention removed them (its row is the record that there
-- were some, and under its name nobody is to ask others), 'gone'. A submit locks no survey: so the table is closed to writers for
-- the moment between looking and deleting. The survey's row comes first, as in an import, so that the two can't wait for
-- each other.
CREATE FUNCTION bry.survey_delete(in_tenant uuid, in_survey uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  gone bigint;
BEGIN
  IF NOT bry.holds(in_tenant, 'bry_manager') THEN RETURN 'gone'; END IF;
  SELECT expired INTO gone FROM bry.survey WHERE tenant_id = in_tenant AND survey_id = in_survey FOR UPDATE;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF gone > 0 THEN RETURN 'expired'; END IF;
  LOCK TABLE bry.response IN SHARE ROW EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM bry.response WHERE tenant_id = in_tenant AND survey_id = in_survey) THEN
    RETURN 'answered';
  END IF;
  PERFORM bry.audit_survey_end(in_tenant, in_survey, 'survey.delete');
  DELETE FROM bry.draft WHERE tenant_id = in_tenant AND survey_id = in_survey;
  DELETE FROM bry.invitation WHERE tenant_id = in_tenant AND survey_id = in_survey;
  DELETE FROM bry.quota WHERE tenant_id = in_tenant AND survey_id = in_survey;
  DELETE FROM bry.consent WHERE tenant_id = in_tenant AND survey_id = in_survey;
  DELETE FROM bry.survey WHERE tenant_id = in_tenant AND survey_id = in_survey;
  RETURN 'deleted';
END $$;

GRANT EXECUTE ON FUNCTION bry.survey_is_open, bry.submit, bry.draft_save, bry.draft_load, bry.draft_drop
  TO bry_portal, bry_manager;
GRANT EXECUTE ON FUNCTION bry.invitation_groups, bry.invitation_revoke, bry.consent_set, bry.survey_seal,
                          bry.survey_delete TO bry_manager;
