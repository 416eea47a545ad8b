-- What groups promised, and ideas to try: each with a chain of moves that only grows. A state is the last move's; a move
-- begins where the one before it ended, by a foreign key, and only those that are written here are taken. Groups and
-- sessions are asked for when one is added, and told by their ids alone, so that it outlives them.
SET LOCAL ROLE bry_owner;

CREATE TABLE bry.commitment (
  tenant_id     uuid NOT NULL REFERENCES bry.tenant,
  commitment_id uuid NOT NULL,
  group_id      uuid,
  session_id    uuid,
  segments      jsonb NOT NULL CHECK (jsonb_typeof(segments) = 'object'
                                      AND NOT jsonb_path_exists(segments, '$.* ? (@.type() != "string")')),
  who_kind      text NOT NULL CHECK (who_kind IN ('role', 'participant', 'name', 'forgotten')),
  who           text CHECK (octet_length(who) BETWEEN 1 AND 300),
  participant   uuid,               -- as in bry.response
  PRIMARY KEY (tenant_id, commitment_id),
  CHECK ((who IS NOT NULL) = (who_kind IN ('role', 'name')) AND (participant IS NOT NULL) = (who_kind = 'participant'))
);
CREATE INDEX commitment_by_participant ON bry.commitment (tenant_id, participant) WHERE participant IS NOT NULL;

-- The terms of a promise stand with the move that opened it, so that what it was before it was changed stays known.
CREATE TABLE bry.commitment_move (
  tenant_id     uuid NOT NULL,
  commitment_id uuid NOT NULL,
  seq           int  NOT NULL CHECK (seq > 0),
  before        int  GENERATED ALWAYS AS (seq - 1) STORED,
  from_state    text,
  to_state      text NOT NULL,
  moved_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  role          text NOT NULL CHECK (octet_length(role) BETWEEN 1 AND 100), -- of the person: facilitator, leader, member
  note          text CHECK (octet_length(note) BETWEEN 1 AND 4000),
  what          text CHECK (octet_length(what) BETWEEN 1 AND 4000),
  measure       text CHECK (octet_length(measure) BETWEEN 1 AND 4000),
  review_on     date,
  hold          boolean CHECK (hold IS NULL), -- as in bry.survey: a foreign key locks rows, which takes a right to update
  PRIMARY KEY (tenant_id, commitment_id, seq),
  UNIQUE (tenant_id, commitment_id, seq, to_state),
  FOREIGN KEY (tenant_id, commitment_id) REFERENCES bry.commitment,
  FOREIGN KEY (tenant_id, commitment_id, before, from_state)
    REFERENCES bry.commitment_move (tenant_id, commitment_id, seq, to_state),
  CHECK (CASE WHEN seq = 1 THEN from_state IS NULL AND to_state = 'open'
              ELSE coalesce(from_state || ' ' || to_state IN
                ('open done', 'open changed', 'open dropped', 'changed open', 'changed dropped', 'done open'), false) END),
  CHECK (CASE WHEN to_state = 'open' THEN what IS NOT NULL AND review_on IS NOT NULL
              ELSE what IS NULL AND measure IS NULL AND review_on IS NULL END)
);

CREATE TABLE bry.pilot (
  tenant_id  uuid NOT NULL REFERENCES bry.tenant,
  pilot_id   uuid NOT NULL,
  group_id   uuid,                  -- who proposed it
  session_id uuid,
  segments   jsonb NOT NULL CHECK (jsonb_typeof(segments) = 'object'
                                   AND NOT jsonb_path_exists(segments, '$.* ? (@.type() != "string")')),
  idea       text NOT NULL CHECK (octet_length(idea) BETWEEN 1 AND 4000),
  shown      bigint NOT NULL DEFAULT 0, -- how many supporters others than managers are told of; 0: too few
  PRIMARY KEY (tenant_id, pilot_id)
);

CREATE TABLE bry.pilot_move (
  tenant_id  uuid NOT NULL,
  pilot_id   uuid NOT NULL,
  seq        int  NOT NULL CHECK (seq > 0),
  before     int  GENERATED ALWAYS AS (seq - 1) STORED,
  from_state text,
  to_state   text NOT NULL,
  moved_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  role       text NOT NULL CHECK (octet_length(role) BETWEEN 1 AND 100),
  note       text CHECK (octet_length(note) BETWEEN 1 AND 4000),
  hold       boolean CHECK (hold IS NULL),
  PRIMARY KEY (tenant_id, pilot_id, seq),
  UNIQUE (tenant_id, pilot_id, seq, to_state),
  FOREIGN KEY (tenant_id, pilot_id) REFERENCES bry.pilot,
  FOREIGN KEY (tenant_id, pilot_id, before, from_state)
    REFERENCES bry.pilot_move (tenant_id, pilot_id, seq, to_state),
  CHECK (CASE WHEN seq = 1 THEN from_state IS NULL AND to_state = 'proposed'
              ELSE coalesce(from_state || ' ' || to_state IN
                ('proposed supported', 'proposed dropped', 'supported trial', 'supported dropped', 'trial reviewed',
                 'trial dropped', 'reviewed trial', 'reviewed kept', 'reviewed dropped'), false) END)
);

-- Each supporter once, by the keyed hash that also names them in surveys, and without a moment.
CREATE TABLE bry.pilot_supporter (
  tenant_id   uuid NOT NULL,
  pilot_id    uuid NOT NULL,
  participant uuid NOT NULL,
  PRIMARY KEY (tenant_id, pilot_id, participant),
  FOREIGN KEY (tenant_id, pilot_id) REFERENCES bry.pilot
);
CREATE INDEX pilot_supporter_by_participant ON bry.pilot_supporter (tenant_id, participant);

-- A promise says who made it: a portal, whose login stands open to many, puts it in and does not read it. Ideas are there
-- for everybody; who supports them is not.
SELECT bry.guard('bry.commitment', 'bry_manager: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.commitment_move', 'bry_manager: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.pilot', 'bry_manager: SELECT, bry_facilitator: SELECT, bry_portal: SELECT');
SELECT bry.guard('bry.pilot_move', 'bry_manager: SELECT, bry_facilitator: SELECT, bry_portal: SELECT');
SELECT bry.guard('bry.pilot_supporter', 'bry_manager: SELECT');

-- What was said stays said, also for the owner's functions; but a person can be forgotten.
REVOKE UPDATE, DELETE, TRUNCATE ON bry.commitment, bry.commitment_move, bry.pilot, bry.pilot_move FROM bry_owner;
GRANT UPDATE (who_kind, who, participant) ON bry.commitment TO bry_owner;
GRANT UPDATE (shown) ON bry.pilot TO bry_owner;
GRANT UPDATE (hold) ON bry.commitment_move, bry.pilot_move TO bry_owner;

-- The group that is given, or the session's; NULL for none, or where the tenant has no such group or session of it.
CREATE FUNCTION bry.origin_group(in_tenant uuid, in_group uuid, in_session uuid) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN in_session IS NULL
              THEN (SELECT g.group_id FROM bry.reflection_group g WHERE g.tenant_id = in_tenant AND g.group_id = in_group)
              ELSE (SELECT s.group_id FROM bry.session s WHERE s.tenant_id = in_tenant AND s.session_id = in_session
                      AND s.group_id = coalesce(in_group, s.group_id)) END
$$;

-- 'added'; 'same' when it is there already, 'other' when something else has that id; 'no group', 'no session'.
CREATE FUNCTION bry.commitment_add(in_tenant uuid, in_commitment uuid, in_group uuid, in_session uuid, in_segments jsonb,
                                   in_kind text, in_who text, in_participant uuid, in_role text, in_what text,
                                   in_measure text, in_review date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whose uuid;
BEGIN
  PERFORM bry.admit(in_tenant, 'bry_portal', 'bry_facilitator', 'bry_manager');
  whose := bry.origin_group(in_tenant, in_group, in_session);
  IF whose IS NULL AND in_session IS NOT NULL THEN RETURN 'no session'; END IF;
  IF whose IS NULL AND in_group IS NOT NULL THEN RETURN 'no group'; END IF;
  INSERT INTO bry.commitment (tenant_id, commitment_id, group_id, session_id, segments, who_kind, who, participant)
  VALUES (in_tenant, in_commitment, whose, in_session, in_segments, in_kind, in_who, in_participant)
  ON CONFLICT DO NOTHING;
  IF FOUND THEN
    INSERT INTO bry.commitment_move (tenant_id, commitment_id, seq, to_state, role, what, measure, review_on)
    VALUES (in_tenant, in_commitment, 1, 'open', in_role, in_what, in_measure, in_review);
    RETURN 'added';
  END IF;
  RETURN CASE WHEN EXISTS (
    SELECT FROM bry.commitment c JOIN bry.commitment_move m USING (tenant_id, commitment_id)
    WHERE c.tenant_id = in_tenant AND c.commitment_id = in_commitment AND m.seq = 1
      AND (c.group_id, c.session_id, c.segments, c.who_kind, c.who, c.participant, m.role, m.what, m.measure, m.review_on)
          IS NOT DISTINCT FROM (whose, in_session, in_segments, in_kind, in_who, in_participant, in_role, in_what,
                                in_measure, in_review)) THEN 'same' ELSE 'other' END;
END $$;

-- 'moved'; 'same' when it is in that state and nothing new was said; 'gone'; else the state that it is in, from which
-- there is no such move. Terms that are NULL stay as they were when it is opened again.
CREATE FUNCTION bry.commitment_move(in_tenant uuid, in_commitment uuid, in_to text, in_role text, in_note text,
                                    in_what text, in_measure text, in_review date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  l record;
  t record;
BEGIN
  PERFORM bry.admit(in_tenant, 'bry_portal', 'bry_facilitator', 'bry_manager');
  PERFORM FROM bry.commitment WHERE tenant_id = in_tenant AND commitment_id = in_commitment FOR UPDATE;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  SELECT seq, to_state INTO l FROM bry.commitment_move
  WHERE tenant_id = in_tenant AND commitment_id = in_commitment ORDER BY seq DESC LIMIT 1;
  SELECT what, measure, review_on INTO t FROM bry.commitment_move
  WHERE tenant_id = in_tenant AND commitment_id = in_commitment AND to_state = 'open' ORDER BY seq DESC LIMIT 1;
  IF l.to_state = in_to AND coalesce(in_what, t.what) = t.what AND coalesce(in_review, t.review_on) = t.review_on
     AND coalesce(in_measure, t.measure) IS NOT DISTINCT FROM t.measure THEN
    RETURN 'same';
  END IF;
  INSERT INTO bry.commitment_move (tenant_id, commitment_id, seq, from_state, to_state, role, note, what, measure,
                                   review_on)
  VALUES (in_tenant, in_commitment, l.seq + 1, l.to_state, in_to, in_role, in_note,
          CASE WHEN in_to = 'open' THEN coalesce(in_what, t.what) END,
          CASE WHEN in_to = 'open' THEN coalesce(in_measure, t.measure) END,
          CASE WHEN in_to = 'open' THEN coalesce(in_review, t.review_on) END);
  RETURN 'moved';
EXCEPTION WHEN check_violation THEN
  RETURN l.to_state;
END $$;

-- Takes away who it was; what was promised stays.
CREATE FUNCTION bry.commitment_forget(in_tenant uuid, in_commitment uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.manager_only(in_tenant);
  UPDATE bry.commitment SET who_kind = 'forgotten', who = NULL, participant = NULL
  WHERE tenant_id = in_tenant AND commitment_id = in_commitment;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  PERFORM bry.audit_note(in_tenant, 'commitment.forget', NULL, '{}');
  RETURN 'forgotten';
END $$;

-- As commitment_add.
CREATE FUNCTION bry.pilot_add(in_tenant uuid, in_pilot uuid, in_group uuid, in_session uuid, in_segments jsonb,
                              in_role text, in_idea text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whose uuid;
BEGIN
  PERFORM bry.admit(in_tenant, 'bry_portal', 'bry_facilitator', 'bry_manager');
  whose := bry.origin_group(in_tenant, in_group, in_session);
  IF whose IS NULL AND in_session IS NOT NULL THEN RETURN 'no session'; END IF;
  IF whose IS NULL AND in_group IS NOT NULL THEN RETURN 'no group'; END IF;
  INSERT INTO bry.pilot (tenant_id, pilot_id, group_id, session_id, segments, idea)
  VALUES (in_tenant, in_pilot, whose, in_session, in_segments, in_idea) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    INSERT INTO bry.pilot_move (tenant_id, pilot_id, seq, to_state, role)
    VALUES (in_tenant, in_pilot, 1, 'proposed', in_role);
    RETURN 'added';
  END IF;
  RETURN CASE WHEN EXISTS (
    SELECT FROM bry.pilot p JOIN bry.pilot_move m USING (tenant_id, pilot_id)
    WHERE p.tenant_id = in_tenant AND p.pilot_id = in_pilot AND m.seq = 1
      AND (p.group_id, p.session_id, p.segments, p.idea, m.role)
          IS NOT DISTINCT FROM (whose, in_session, in_segments, in_idea, in_role)) THEN 'same' ELSE 'other' END;
END $$;

-- As commitment_move.
CREATE FUNCTION bry.pilot_move(in_tenant uuid, in_pilot uuid, in_to text, in_role text, in_note text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  l record;
BEGIN
  PERFORM bry.admit(in_tenant, 'bry_portal', 'bry_facilitator', 'bry_manager');
  PERFORM FROM bry.pilot WHERE tenant_id = in_tenant AND pilot_id = in_pilot FOR UPDATE;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  SELECT seq, to_state INTO l FROM bry.pilot_move
  WHERE tenant_id = in_tenant AND pilot_id = in_pilot ORDER BY seq DESC LIMIT 1;
  IF l.to_state = in_to THEN RETURN 'same'; END IF;
  INSERT INTO bry.pilot_move (tenant_id, pilot_id, seq, from_state, to_state, role, note)
  VALUES (in_tenant, in_pilot, l.seq + 1, l.to_state, in_to, in_role, in_note);
  RETURN 'moved';
EXCEPTION WHEN check_violation THEN
  RETURN l.to_state;
END $$;

-- The number that others than managers are told moves by a whole group or not at all, so that nobody who looks often sees
-- one person come or go. The caller has locked the pilot.
CREATE FUNCTION bry.pilot_show(in_tenant uuid, in_pilot uuid) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  UPDATE bry.pilot p SET shown = CASE WHEN c.n < bry.group_minimum(NULL) THEN 0 ELSE c.n END
  FROM (SELECT count(*) AS n FROM bry.pilot_supporter s WHERE s.tenant_id = in_tenant AND s.pilot_id = in_pilot) c
  WHERE p.tenant_id = in_tenant AND p.pilot_id = in_pilot AND abs(c.n - p.shown) >= bry.group_minimum(NULL)
$$;

-- 'counted', 'same', 'gone'; 'ended' for support of a pilot that is no longer to be decided. Support may always be taken
-- back.
CREATE FUNCTION bry.pilot_support(in_tenant uuid, in_pilot uuid, in_participant uuid, in_supports boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n bigint;
BEGIN
  PERFORM bry.admit(in_tenant, 'bry_portal', 'bry_manager');
  PERFORM FROM bry.pilot WHERE tenant_id = in_tenant AND pilot_id = in_pilot FOR UPDATE;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  IF in_supports AND (SELECT m.to_state FROM bry.pilot_move m WHERE m.tenant_id = in_tenant AND m.pilot_id = in_pilot
                      ORDER BY m.seq DESC LIMIT 1) IN ('kept', 'dropped') THEN
    RETURN 'ended';
  END IF;
  IF in_supports THEN
    INSERT INTO bry.pilot_supporter (tenant_id, pilot_id, participant) VALUES (in_tenant, in_pilot, in_participant)
    ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM bry.pilot_supporter WHERE tenant_id = in_tenant AND pilot_id = in_pilot AND participant = in_participant;
  END IF;
  GET DIAGNOSTICS n = ROW_COUNT;
  IF n = 0 THEN RETURN 'same'; END IF;
  PERFORM bry.pilot_show(in_tenant, in_pilot);
  RETURN 'counted';
END $$;

-- Each pilot's supporters: to a manager as they are; to others as they are shown, NULL for too few.
CREATE FUNCTION bry.pilot_supporters(in_tenant uuid) RETURNS TABLE (pilot uuid, supporters bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit(in_tenant, 'bry_portal', 'bry_facilitator', 'bry_manager');
  SELECT p.pilot_id, CASE WHEN (SELECT bry.holds(in_tenant, 'bry_manager'))
                          THEN (SELECT count(*) FROM bry.pilot_supporter s
                                WHERE s.tenant_id = in_tenant AND s.pilot_id = p.pilot_id)
                          ELSE nullif(p.shown, 0) END
  FROM bry.pilot p WHERE p.tenant_id = in_tenant
$$;

-- A tenant whose surveys are all anonymous has no key for participants until somebody supports an idea or promises something.
CREATE FUNCTION bry.participant_key_make(in_tenant uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit(in_tenant, 'bry_portal', 'bry_manager');
  INSERT INTO bry.participant_key (tenant_id, key)
  VALUES (in_tenant, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))) ON CONFLICT DO NOTHING;
$$;

-- Erasing a participant takes their support back, and their pseudonym off what they promised; then the rest as before.
ALTER FUNCTION bry.participant_erase(uuid, uuid) RENAME TO participant_erase_answers;
REVOKE EXECUTE ON FUNCTION bry.participant_erase_answers FROM bry_manager;
CREATE FUNCTION bry.participant_erase(in_tenant uuid, in_participant uuid)
RETURNS TABLE (slug text, responses bigint, coded bigint, codings bigint, names bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  p uuid;
  supports bigint := 0;
  promises bigint;
BEGIN
  PERFORM bry.manager_only(in_tenant);
  FOR p IN SELECT s.pilot_id FROM bry.pilot_supporter s WHERE s.tenant_id = in_tenant AND s.participant = in_participant
           ORDER BY s.pilot_id LOOP
    PERFORM bry.pilot_support(in_tenant, p, in_participant, false);
    supports := supports + 1;
  END LOOP;
  UPDATE bry.commitment SET who_kind = 'forgotten', participant = NULL
  WHERE tenant_id = in_tenant AND participant = in_participant;
  GET DIAGNOSTICS promises = ROW_COUNT;
  IF supports + promises > 0 THEN
    PERFORM bry.audit_note(in_tenant, 'participant.erase', NULL,
                           jsonb_build_object('supports', supports, 'commitments', promises));
  END IF;
  RETURN QUERY SELECT * FROM bry.participant_erase_answers(in_tenant, in_participant);
END $$;

GRANT EXECUTE ON FUNCTION bry.commitment_add, bry.commitment_move, bry.pilot_add, bry.pilot_move, bry.pilot_supporters
  TO bry_portal, bry_facilitator, bry_manager;
GRANT EXECUTE ON FUNCTION bry.pilot_support, bry.participant_key_make TO bry_portal, bry_manager;
GRANT EXECUTE ON FUNCTION bry.commitment_forget, bry.participant_erase TO bry_manager;
