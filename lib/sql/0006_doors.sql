-- What a portal and a facilitator may ask of tables that they can't read, and a manager of tables that it can't write:
-- functions that run as bry_owner, each a door for certain roles. Under the policy bry_owner they reach the login's own tenants alone, in whatever role it has there:
-- so every door first asks for the role. Functions without a grant are for the doors themselves.
SET LOCAL ROLE bry_owner;

-- A tenant that is not there, one that the login does not reach and one where it has another role are refused alike.
CREATE FUNCTION bry.admit(tenant uuid, VARIADIC roles name[]) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT bry.holds(tenant, VARIADIC roles) THEN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
                          MESSAGE = 'the login has not the role for this in that tenant, '
                                    || (SELECT string_agg(substr(r, 5), ' or ') FROM unnest(roles) r);
  END IF;
END $$;

-- --- the portal ---

-- Why a submit stored nothing: 'same' or 'other' for a response of that id, which speaks first, so that one once stored
-- is acknowledged also after the survey has closed, unless it was sealed; else what is wrong with the door, or 'open'.
-- NULL: no such survey.
CREATE FUNCTION bry.submit_why(tenant uuid, survey uuid, response uuid, content_hash bytea, salt bytea) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_portal', 'bry_manager');
  SELECT coalesce(
    (SELECT CASE WHEN r.content_hash = $4 THEN 'same' ELSE 'other' END FROM bry.response r
     WHERE r.tenant_id = $1 AND r.survey_id = $2 AND r.response_id = $3),
    CASE WHEN s.state <> 'open' THEN s.state WHEN now() < s.opens_at THEN 'early' WHEN now() >= s.closes_at THEN 'late'
         ELSE 'open' END)
  FROM bry.survey s WHERE s.tenant_id = $1 AND s.survey_id = $2 AND s.salt = $5;
$$;
GRANT EXECUTE ON FUNCTION bry.submit_why TO bry_portal, bry_manager;

-- Where a plain submit puts a response: a view that shows nothing, whose rule stores it when the survey takes plain
-- answers now and the id is new, and else nothing. What the rule reads and writes is asked of bry_intake, which owns the
-- view, not of the login: so the login's mapping is looked up once, for the survey, where policies of the login's own
-- would look it up for each table and read the survey twice. bry_intake reaches the surveys that the login may submit to,
-- and adds responses to any; so nobody is bry_intake, and a login, whatever it sends, comes no further than the rule. (A
-- function would hold it in the same bounds, and costs more than all these look-ups.)
--
-- A snapshot from before the closing would show the survey open: hence READ COMMITTED, and a second look by whoever comes
-- late to the first (bry.survey_is_open in 0004_privacy.sql tells why). Rights on whole tables: those on
-- columns are looked up one by one with every statement.
CREATE POLICY bry_intake ON bry.member FOR SELECT TO bry_intake USING (login = session_user);
CREATE POLICY bry_intake ON bry.survey FOR SELECT TO bry_intake USING (tenant_id = ANY (ARRAY(
  SELECT m.tenant_id FROM bry.member m WHERE m.login = session_user AND m.role IN ('bry_portal', 'bry_manager')
    AND (current_setting('bry.tenant', true) IS NULL
         OR current_setting('bry.tenant', true) IN ('', m.tenant_id::text)))));
CREATE POLICY bry_intake ON bry.response FOR INSERT TO bry_intake
  WITH CHECK (current_setting('transaction_isolation') = 'read committed');
GRANT USAGE, CREATE ON SCHEMA bry TO bry_intake;
GRANT SELECT ON bry.member, bry.survey TO bry_intake;
GRANT INSERT ON bry.response TO bry_intake;

SET LOCAL ROLE bry_intake;
CREATE VIEW bry.submission WITH (security_barrier) AS
SELECT NULL::uuid AS tenant_id, NULL::uuid AS survey_id, NULL::uuid AS response_id, NULL::bytea AS content_hash,
       NULL::bytea AS salt, NULL::text[] AS segments, NULL::smallint[] AS closed, NULL::text[] AS texts
WHERE false;
-- The tenant and survey that are stored are those that were found: NEW.tenant_id stands for whatever expression the
-- statement gives, which may be another value each time it is evaluated.
-- fold_xid (0003_tally.sql) is rounded up, so that the index of the tail stores each number once for many responses.
CREATE RULE take AS ON INSERT TO bry.submission DO INSTEAD
INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts, fold_xid)
SELECT s.tenant_id, s.survey_id, NEW.response_id, NEW.content_hash, NEW.segments, NEW.closed, NEW.texts,
       txid_current() | 255
FROM bry.survey s
WHERE s.tenant_id = NEW.tenant_id AND s.survey_id = NEW.survey_id AND s.salt = NEW.salt
  AND s.state = 'open' AND s.plain AND s.opens_at <= now() AND now() < s.closes_at
  AND (clock_timestamp() BETWEEN statement_timestamp() AND statement_timestamp() + interval '100 ms'
       OR bry.survey_is_open(s.tenant_id, s.survey_id))
ON CONFLICT DO NOTHING;
GRANT INSERT ON bry.submission TO bry_portal, bry_manager, bry_owner;
SET LOCAL ROLE bry_owner;
REVOKE CREATE ON SCHEMA bry FROM bry_intake;

-- --- small groups ---

-- The smallest group that may be shown: 5, or what is asked for, but never below 3.
CREATE FUNCTION bry.group_minimum(asked int) RETURNS int LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT greatest(coalesce(nullif($1, 0), 5), 3);
$$;

-- Which of the groups of these sizes are withheld, where s1, s2 and s3 name them in up to three segments (NULL: not split
-- by it): those of fewer than `minimum`, and others until each line of the table, which has a sum that another table shows,
-- has none or at least two that are `minimum` people or more together; the smallest first. The library holds back more
-- when it tabulates itself (lib/result/protect.h), combinations of lines above all.
CREATE FUNCTION bry.withheld(sizes bigint[], minimum int, s1 text[] DEFAULT NULL, s2 text[] DEFAULT NULL,
                             s3 text[] DEFAULT NULL) RETURNS boolean[] LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  hides boolean[] := (SELECT array_agg(u.n > 0 AND u.n < minimum ORDER BY u.i) FROM unnest(sizes) WITH ORDINALITY AS u(n, i));
  partners bigint[];
BEGIN
  WHILE true = ANY (hides) LOOP
    WITH g AS (SELECT u.i, u.n, u.hide, d.along, CASE d.along WHEN 1 THEN ARRAY[u.k2, u.k3] WHEN 2 THEN ARRAY[u.k1, u.k3]
                 ELSE ARRAY[u.k1, u.k2] END AS line
               FROM unnest(sizes, hides, s1, s2, s3) WITH ORDINALITY AS u(n, hide, k1, k2, k3, i), generate_series(1, 3) d(along)),
         few AS (SELECT g.along, g.line FROM g WHERE g.hide GROUP BY 1, 2 HAVING count(*) = 1 OR sum(g.n) < minimum)
    SELECT array_agg(DISTINCT p.i) INTO partners FROM few CROSS JOIN LATERAL (
      SELECT g.i FROM g WHERE g.along = few.along AND g.line = few.line AND NOT g.hide AND g.n > 0 ORDER BY g.n, g.i LIMIT 1) p;
    EXIT WHEN partners IS NULL;
    hides := (SELECT array_agg(u.hide OR u.i = ANY (partners) ORDER BY u.i) FROM unnest(hides) WITH ORDINALITY AS u(hide, i));
  END LOOP;
  RETURN hides;
END $$;

-- --- where counts come from ---

-- Responses by up to three segments (their places, 0 for none), slot of an item (first to last, counted from 0) and code:
-- of those whose place is below `shown`. From the tallies, and from the responses that are not in them yet
-- (0003_tally.sql); those that are in them already and are not to be shown are taken off again.
CREATE FUNCTION bry.item_counts(tenant uuid, survey uuid, first int, last int, places int[], shown bigint)
RETURNS TABLE (s1 text, s2 text, s3 text, slot int, code int, respondents bigint) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp SET jit = off AS $$
  WITH m AS (SELECT t.folded_before FROM bry.tally t WHERE t.tenant_id = $1 AND t.survey_id = $2
             AND t.cluster = (SELECT bry.tally_cluster())),
  f AS (SELECT coalesce((SELECT m.folded_before FROM m), -9223372036854775808) AS folded),
  late AS (
    SELECT r.segments, r.closed, CASE WHEN r.fold_xid < f.folded THEN -1 ELSE 1 END AS n FROM f, bry.response r
    WHERE r.tenant_id = $1 AND r.survey_id = $2 AND r.fold_xid >= least(f.folded, $6 & -256)
      AND (r.fold_xid >= f.folded) = ($6 = 9223372036854775807 OR bry.tally_place(r.fold_xid, r.xmin) < $6)),
  a AS (
    SELECT c.segments, t.slot - $3 AS slot, u.place::int - 4 AS code, u.n
    FROM bry.tally_count t
    CROSS JOIN LATERAL (SELECT k.segments FROM bry.tally_cell k
                        WHERE k.tenant_id = $1 AND k.survey_id = $2 AND k.cell = t.cell OFFSET 0) c
    CROSS JOIN LATERAL unnest(t.counts) WITH ORDINALITY AS u(n, place)
    WHERE t.tenant_id = $1 AND t.survey_id = $2 AND t.slot BETWEEN $3 AND $4 AND u.place >= 4 AND u.n > 0
      AND EXISTS (SELECT FROM m)
    UNION ALL
    SELECT r.segments, r.slot, r.code::int, r.n FROM (
      SELECT r.segments, generate_series(0, $4 - $3) AS slot, unnest(r.closed[$3 : $4]) AS code, r.n FROM late r) r
    WHERE r.code >= 0)
  SELECT a.segments[$5[1]], a.segments[$5[2]], a.segments[$5[3]], a.slot, a.code, sum(a.n)::bigint
  FROM a GROUP BY 1, 2, 3, 4, 5 HAVING sum(a.n) > 0;
$$;

-- Respondents by segment and theme, from the tallies that each coding leaves; those of a segment as a whole have no theme.
CREATE FUNCTION bry.theme_counts(tenant uuid, survey uuid, item text, codebook text, segment int)
RETURNS TABLE (segment_value text, theme text, respondents bigint) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.segments[$5], NULL::text, sum(c.answered)::bigint FROM bry.tally_coded c
  WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4 AND c.coder = 'rules'
  GROUP BY 1 HAVING sum(c.answered) > 0
  UNION ALL
  SELECT k.segments[$5], t.theme, sum(t.respondents)::bigint
  FROM bry.tally_theme t CROSS JOIN LATERAL (
    SELECT c.segments FROM bry.tally_coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3
    AND c.codebook = $4 AND c.coder = 'rules' AND c.cell = t.cell OFFSET 0) k
  WHERE t.tenant_id = $1 AND t.survey_id = $2 AND t.item = $3 AND t.codebook = $4 AND t.coder = 'rules'
  GROUP BY 1, 2;
$$;

-- Respondents by pairs of themes; a theme paired with itself gives its own.
CREATE FUNCTION bry.theme_pairs(tenant uuid, survey uuid, item text, codebook text)
RETURNS TABLE (one text, other text, respondents bigint) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT t.theme, t.other, t.respondents FROM bry.tally_pair t
  WHERE t.tenant_id = $1 AND t.survey_id = $2 AND t.item = $3 AND t.codebook = $4 AND t.coder = 'rules';
$$;

-- --- what is shown of them ---

-- Whoever reads folds what has gathered, so that the next reader finds less: as bry.tally_fold().
CREATE FUNCTION bry.result_fold(tenant uuid, survey uuid, at_most int) RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_facilitator', 'bry_manager');
  SELECT bry.tally_fold($1, $2, $3);
$$;
GRANT EXECUTE ON FUNCTION bry.result_fold TO bry_facilitator, bry_manager;

-- How many responses there are, and how many of them are not in the tallies yet.
CREATE FUNCTION bry.response_count(tenant uuid, survey uuid) RETURNS TABLE (total bigint, tail bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_facilitator', 'bry_manager');
  WITH m AS (SELECT t.folded_before, t.responses FROM bry.tally t WHERE t.tenant_id = $1 AND t.survey_id = $2
             AND t.cluster = (SELECT bry.tally_cluster())),
  r AS (SELECT count(*) AS n FROM bry.response r WHERE r.tenant_id = $1 AND r.survey_id = $2
        AND r.fold_xid >= (SELECT coalesce((SELECT m.folded_before FROM m), -9223372036854775808)))
  SELECT r.n + coalesce((SELECT m.responses FROM m), 0), r.n FROM r;
$$;
GRANT EXECUTE ON FUNCTION bry.response_count TO bry_facilitator, bry_manager;

-- The same of every survey of the tenant, and how many retention has removed; none for a portal, which may list surveys
-- and not count what came in.
CREATE FUNCTION bry.response_totals(tenant uuid) RETURNS TABLE (survey uuid, total bigint, tail bigint, expired bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_portal', 'bry_facilitator', 'bry_manager');
  SELECT s.survey_id, c.total, c.tail, s.expired
  FROM bry.survey s CROSS JOIN LATERAL bry.response_count(s.tenant_id, s.survey_id) c
  WHERE s.tenant_id = $1 AND (SELECT bry.holds($1, 'bry_facilitator', 'bry_manager'));
$$;
GRANT EXECUTE ON FUNCTION bry.response_totals TO bry_portal, bry_facilitator, bry_manager;

-- Up to which place (bry.tally_place) responses are shown: to a manager, who may read the answers anyway, all. Anybody else
-- who looks often would see what one answer changed. So the place moves on only past five responses or more at once, and
-- in an open survey never comes closer to the newest than five, so that closing shows five or more at once too. Should
-- fewer wait at the closing, because some of them were withdrawn, what was shown stays as it is. A response that was
-- shown and is erased, before the closing or after, takes the table with it, until five changes can be seen together.
--
-- A place that this transaction moved counts for nothing in it: a look that is rolled back, to look again, tells no more.
CREATE FUNCTION bry.shown_before(tenant uuid, survey uuid) RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN bry.holds($1, 'bry_manager') THEN 9223372036854775807
    ELSE coalesce(
      (SELECT CASE WHEN t.withdrawn > 0 THEN NULL
                   WHEN t.moved_by = pg_current_xact_id_if_assigned()::text::bigint THEN t.shown_last
                   ELSE t.shown_before END
       FROM bry.tally t
       WHERE t.tenant_id = $1 AND t.survey_id = $2 AND t.cluster = (SELECT bry.tally_cluster())), -9223372036854775808)
  END;
$$;

-- How many responses lie from one place to before another; counted up to five.
CREATE FUNCTION bry.shown_between(tenant uuid, survey uuid, since bigint, upto bigint) RETURNS bigint LANGUAGE plpgsql
STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off AS $$
BEGIN
  RETURN (SELECT count(*) FROM (SELECT FROM bry.response r WHERE r.tenant_id = tenant AND r.survey_id = survey
                                  AND r.fold_xid >= since & -256 AND r.fold_xid <= upto | 255
                                  AND bry.tally_place(r.fold_xid, r.xmin) >= since
                                  AND bry.tally_place(r.fold_xid, r.xmin) < upto LIMIT 5) five);
END $$;

-- The place that a survey may be shown up to, beyond `mark`; NULL when it has to stay there. Only responses of
-- transactions that had all ended lie before it, so none comes to lie there later. Of the newest six hundred at most are
-- looked at, which may hold back some more than five. One that is closed (and sealed, where it is to be) comes to its end
-- in one step: with all there are, at once if nobody has looked before.
CREATE FUNCTION bry.shown_next(tenant uuid, survey uuid, mark bigint, withdrawn bigint) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
  nothing constant bigint := -9223372036854775808;
  batch constant int := 5;
  upto bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
BEGIN
  IF EXISTS (SELECT FROM bry.survey s WHERE s.tenant_id = tenant AND s.survey_id = survey AND s.state = 'closed'
               AND (s.sealed OR s.privacy <> 'anonymous')) THEN
    IF bry.shown_between(tenant, survey, upto, 9223372036854775807) > 0 THEN RETURN NULL; END IF;
    IF mark = nothing THEN -- or lost with another server, and then what a seal withheld still is
      RETURN CASE WHEN withdrawn = 0 OR withdrawn >= batch THEN upto END;
    END IF;
  ELSE
    SELECT least(n.place, upto) INTO upto
    FROM (SELECT bry.tally_place(r.fold_xid, r.xmin) AS place FROM bry.response r
          WHERE r.tenant_id = tenant AND r.survey_id = survey ORDER BY r.fold_xid DESC LIMIT 600) n
    ORDER BY n.place DESC OFFSET batch - 1 LIMIT 1;
  END IF;
  IF upto > mark AND batch <= withdrawn + bry.shown_between(tenant, survey, mark, upto) THEN RETURN upto; END IF;
  RETURN NULL;
END $$;

-- Before a seal, which takes the order away and so shows all that waited: of fewer than five changes it withholds the
-- table, until five come together.
CREATE FUNCTION bry.shown_seal(tenant uuid, survey uuid) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.tally_hold(tenant, survey);
  UPDATE bry.tally t SET withdrawn = CASE WHEN c.changes < 5 THEN c.changes ELSE 0 END
  FROM (SELECT m.withdrawn + bry.shown_between(tenant, survey, m.shown_before, 9223372036854775807) AS changes
        FROM bry.tally m WHERE m.tenant_id = tenant AND m.survey_id = survey) c
  WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.shown_before IS NOT NULL;
END $$;

-- Moves that place on, for the transactions to come; whoever reads calls it first. Nothing is written but when it moves.
-- It waits for nobody: while somebody folds or rebuilds, the place stays. Those who erase wait for it, so what is counted
-- under the lock is there when it is shown.
CREATE FUNCTION bry.result_show(tenant uuid, survey uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  nothing constant bigint := -9223372036854775808;
  own constant bigint := coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0);
  mark record;
  upto bigint;
BEGIN
  PERFORM bry.admit(tenant, 'bry_facilitator', 'bry_manager');
  IF bry.shown_before(tenant, survey) = 9223372036854775807 THEN RETURN; END IF;
  FOR look IN 1 .. 2 LOOP
    SELECT max(t.shown_before) AS shown, coalesce(max(t.withdrawn), 0) AS withdrawn,
           coalesce(max(t.moved_by), -1) AS moved_by
      INTO mark FROM bry.tally t
     WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.cluster = bry.tally_cluster();
    upto := bry.shown_next(tenant, survey, coalesce(mark.shown, nothing), mark.withdrawn);
    IF upto IS NULL OR mark.moved_by = own OR (look = 1 AND NOT bry.tally_try(tenant, survey)) THEN RETURN; END IF;
    PERFORM bry.tally_hold(tenant, survey);
  END LOOP;
  UPDATE bry.tally t SET shown_before = upto, shown_last = CASE WHEN t.withdrawn > 0 THEN NULL ELSE t.shown_before END,
                         withdrawn = 0, moved_by = pg_current_xact_id()::text::bigint
  WHERE t.tenant_id = tenant AND t.survey_id = survey;
END $$;
GRANT EXECUTE ON FUNCTION bry.result_show TO bry_facilitator, bry_manager;

-- The counts of an item, as far as they are shown; a withheld group of a slot is one row without a code and a number. Each
-- slot is a table of its own: not all who answer one row of a matrix answer the next.
CREATE FUNCTION bry.survey_counts(tenant uuid, survey uuid, first int, last int, places int[], minimum int)
RETURNS TABLE (s1 text, s2 text, s3 text, slot int, code int, respondents bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
  shown bigint;
BEGIN
  PERFORM bry.admit(tenant, 'bry_facilitator', 'bry_manager');
  shown := bry.shown_before(tenant, survey);
  IF shown = -9223372036854775808 THEN -- withheld as a whole, where somebody has answered: 0 would be untrue
    RETURN QUERY SELECT NULL, NULL, NULL, i, NULL::int, NULL::bigint FROM generate_series(0, $4 - $3) i
      WHERE EXISTS (SELECT FROM bry.response r WHERE r.tenant_id = $1 AND r.survey_id = $2);
    RETURN;
  END IF;
  RETURN QUERY -- with the caller's snapshot, as the place was read: what is erased meanwhile is in both or in neither
    WITH c AS (SELECT dense_rank() OVER (ORDER BY i.s1 COLLATE "C" NULLS LAST, i.s2 COLLATE "C" NULLS LAST,
                                         i.s3 COLLATE "C" NULLS LAST) AS g, i.*
               FROM bry.item_counts($1, $2, $3, $4, $5, shown) i),
         n AS (SELECT c.slot, c.g, min(c.s1) AS s1, min(c.s2) AS s2, min(c.s3) AS s3, sum(c.respondents)::bigint AS size
               FROM c GROUP BY c.slot, c.g),
         rule AS (SELECT n.slot, array_agg(n.g ORDER BY n.g) AS gs,
                         bry.withheld(array_agg(n.size ORDER BY n.g), bry.group_minimum($6), array_agg(n.s1 ORDER BY n.g),
                                      array_agg(n.s2 ORDER BY n.g), array_agg(n.s3 ORDER BY n.g)) AS hides
                  FROM n GROUP BY n.slot),
         hidden AS (SELECT rule.slot, u.g FROM rule, unnest(rule.gs, rule.hides) AS u(g, hide) WHERE u.hide)
    SELECT c.s1, c.s2, c.s3, c.slot, c.code, c.respondents FROM c
    WHERE (c.slot, c.g) NOT IN (SELECT hidden.slot, hidden.g FROM hidden)
    UNION ALL
    SELECT n.s1, n.s2, n.s3, n.slot, NULL, NULL FROM n JOIN hidden USING (slot, g);
END $$;
GRANT EXECUTE ON FUNCTION bry.survey_counts TO bry_facilitator, bry_manager;

-- A coding is shown as it was made, until a response of it is erased: the table and the map would tell whose it was. From
-- then on they are withheld, until five changes can be seen together: erased, or new when the item is coded again. To a
-- manager they are shown all the same. What this transaction moved counts for nothing in it, as above.
CREATE FUNCTION bry.themes_shown(tenant uuid, survey uuid, item text, codebook text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.holds($1, 'bry_manager') OR NOT EXISTS (
    SELECT FROM bry.tally_erased e WHERE e.tenant_id = $1 AND e.survey_id = $2 AND e.item = $3 AND e.codebook = $4
    AND e.coder = 'rules'
    AND (e.changes > 0 OR coalesce(e.moved_by = pg_current_xact_id_if_assigned()::text::bigint, false)));
$$;

-- Whoever reads calls it first. It waits for nobody.
CREATE FUNCTION bry.themes_show(tenant uuid, survey uuid, item text, codebook text) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_facilitator', 'bry_manager');
  WITH ready AS (SELECT e.tenant_id, e.survey_id, e.item, e.codebook, e.coder FROM bry.tally_erased e
                 WHERE e.tenant_id = $1 AND e.survey_id = $2 AND e.item = $3 AND e.codebook = $4 AND e.coder = 'rules'
                   AND e.changes >= 5 FOR UPDATE SKIP LOCKED)
  UPDATE bry.tally_erased e SET changes = 0, moved_by = pg_current_xact_id()::text::bigint FROM ready r
  WHERE (e.tenant_id, e.survey_id, e.item, e.codebook, e.coder)
      = (r.tenant_id, r.survey_id, r.item, r.codebook, r.coder);
$$;
GRANT EXECUTE ON FUNCTION bry.themes_show TO bry_facilitator, bry_manager;

-- The same for themes: a row without a theme counts the respondents of a group; without a number it is withheld.
CREATE FUNCTION bry.survey_themes(tenant uuid, survey uuid, item text, codebook text, segment int, minimum int)
RETURNS TABLE (segment_value text, theme text, respondents bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_facilitator', 'bry_manager');
  WITH shown AS (SELECT bry.themes_shown($1, $2, $3, $4) AS yes),
       c AS (SELECT dense_rank() OVER (ORDER BY t.segment_value COLLATE "C" NULLS LAST) AS g, t.*
             FROM bry.theme_counts($1, $2, $3, $4, $5) t WHERE (SELECT shown.yes FROM shown)),
       rule AS (SELECT array_agg(c.g ORDER BY c.g) AS gs,
                       bry.withheld(array_agg(c.respondents ORDER BY c.g), bry.group_minimum($6)) AS hides
                FROM c WHERE c.theme IS NULL),
       hidden AS (SELECT u.g FROM rule, unnest(rule.gs, rule.hides) AS u(g, hide) WHERE u.hide)
  SELECT c.segment_value, c.theme, c.respondents FROM c WHERE c.g NOT IN (SELECT hidden.g FROM hidden)
  UNION ALL
  SELECT c.segment_value, NULL, NULL FROM c JOIN hidden USING (g) WHERE c.theme IS NULL
  UNION ALL
  SELECT NULL, NULL, NULL FROM shown WHERE NOT shown.yes;
$$;
GRANT EXECUTE ON FUNCTION bry.survey_themes TO bry_facilitator, bry_manager;

CREATE FUNCTION bry.survey_map(tenant uuid, survey uuid, item text, codebook text, minimum int)
RETURNS TABLE (one text, other text, respondents bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_facilitator', 'bry_manager');
  SELECT p.one, p.other, p.respondents FROM bry.theme_pairs($1, $2, $3, $4) p
  WHERE p.respondents >= bry.group_minimum($5) AND (SELECT bry.themes_shown($1, $2, $3, $4)) ORDER BY p.one, p.other;
$$;
GRANT EXECUTE ON FUNCTION bry.survey_map TO bry_facilitator, bry_manager;

-- The version of the codebook that an item was coded with; NULL when it was not.
CREATE FUNCTION bry.coded_version(tenant uuid, survey uuid, item text, codebook text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_facilitator', 'bry_manager');
  SELECT c.version FROM bry.coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
  AND c.coder = 'rules' LIMIT 1;
$$;
GRANT EXECUTE ON FUNCTION bry.coded_version TO bry_facilitator, bry_manager;

-- --- making anew what is derived from answers ---

-- Tallies and codings are written by these alone: what a manager may ask for is that they are made of the answers there
-- are. Tallies made anew, in one transaction: these two, and bry.result_fold() in between as often as the caller likes.
CREATE FUNCTION bry.tallies_begin(tenant uuid, survey uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.admit(tenant, 'bry_manager');
  PERFORM bry.tally_hold(tenant, survey);
  PERFORM bry.tally_reset(tenant, survey);
END $$;

-- How many responses there were besides those. Folding them all gives the newest another place in the order, which would
-- show them at once: where some wait to be shown, the newest stay in the tail.
CREATE FUNCTION bry.tallies_end(tenant uuid, survey uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mark bry.tally;
  rest bigint;
BEGIN
  PERFORM bry.admit(tenant, 'bry_manager');
  PERFORM bry.tally_hold(tenant, survey);
  SELECT t.* INTO mark FROM bry.tally t WHERE t.tenant_id = tenant AND t.survey_id = survey;
  IF mark.shown_before IS NULL OR bry.shown_between(tenant, survey, mark.shown_before, 9223372036854775807) = 0 THEN
    rest := bry.tally_fold_all(tenant, survey);
  ELSE
    SELECT count(*) INTO rest FROM bry.response r
    WHERE r.tenant_id = tenant AND r.survey_id = survey AND r.fold_xid >= mark.folded_before;
  END IF;
  PERFORM bry.tally_rebuild_themes(tenant, survey);
  RETURN rest;
END $$;
GRANT EXECUTE ON FUNCTION bry.tallies_begin, bry.tallies_end TO bry_manager;

-- A coding of an item, in one transaction: what there was goes, pages of texts with their themes come in, and the tallies
-- of themes are made. Whoever reads meanwhile sees the earlier one.
CREATE FUNCTION bry.coding_begin(tenant uuid, survey uuid, item text, codebook text, coder text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_manager');
  DELETE FROM bry.coding c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
    AND c.coder = $5;
  DELETE FROM bry.coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
    AND c.coder = $5;
$$;

-- A column an array.
CREATE FUNCTION bry.coding_add(tenant uuid, survey uuid, item text, codebook text, coder text, ids uuid[], themes text[],
                               begins int[], ends int[], terms text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_manager');
  INSERT INTO bry.coding (tenant_id, survey_id, item, codebook, coder, response_id, theme, span_begin, span_end, term)
  SELECT $1, $2, $3, $4, $5, u.* FROM unnest($6, $7, $8, $9, $10) u;
$$;

CREATE FUNCTION bry.coded_add(tenant uuid, survey uuid, item text, codebook text, coder text, version text, ids uuid[],
                              non_answers boolean[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_manager');
  INSERT INTO bry.coded (tenant_id, survey_id, item, codebook, coder, version, response_id, non_answer)
  SELECT $1, $2, $3, $4, $5, $6, u.* FROM unnest($7, $8) u;
$$;

CREATE FUNCTION bry.coding_end(tenant uuid, survey uuid, item text, codebook text, coder text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_manager');
  SELECT bry.tally_themes($1, $2, $3, $4, $5);
$$;
GRANT EXECUTE ON FUNCTION bry.coding_begin, bry.coding_add, bry.coded_add, bry.coding_end TO bry_manager;

-- --- mapping logins, for bry_owner alone ---

-- A mapping that outlived its login (dropped, and another made of the same name) must not come to life again: a login
-- that does not have the role is mapped to nothing in it.
CREATE FUNCTION bry.role_grant(login name, role name, tenant uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT pg_has_role(login, role, 'MEMBER') THEN
    DELETE FROM bry.member m WHERE m.login = role_grant.login AND m.role = role_grant.role;
  END IF;
  INSERT INTO bry.member (tenant_id, login, role) VALUES (tenant, login, role) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    ANALYZE bry.member; -- every policy looks into it, and autovacuum leaves a small table alone
    PERFORM bry.audit_note(tenant, 'role.grant', login || ' ' || role, '{}');
  END IF;
  IF NOT pg_has_role(login, role, 'USAGE') THEN
    EXECUTE format('GRANT %I TO %I %s', role, login, CASE WHEN current_setting('server_version_num')::int >= 160000
                                                          THEN 'WITH INHERIT TRUE, SET FALSE' END);
  END IF;
END $$;

-- Whether there was such a mapping. The role goes with the last one; it may have been given by another than bry_owner,
-- who alone can take it back then: without a mapping it opens nothing.
CREATE FUNCTION bry.role_revoke(login name, role name, tenant uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_one boolean;
BEGIN
  DELETE FROM bry.member m WHERE m.login = role_revoke.login AND m.role = role_revoke.role AND m.tenant_id = tenant;
  found_one := FOUND;
  IF found_one THEN
    PERFORM bry.audit_note(tenant, 'role.revoke', login || ' ' || role, '{}');
  END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = role_revoke.login)
     AND NOT EXISTS (SELECT FROM bry.member m WHERE m.login = role_revoke.login AND m.role = role_revoke.role) THEN
    EXECUTE format('REVOKE %I FROM %I', role, login);
  END IF;
  RETURN found_one;
END $$;

-- bry_owner itself is handed on by who calls: nobody may do that in the owner's name.
CREATE FUNCTION bry.owner_grant(login name) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('GRANT bry_owner TO %I %s', login, CASE WHEN current_setting('server_version_num')::int >= 160000
                                                         THEN 'WITH INHERIT TRUE, SET TRUE' END);
END $$;

CREATE FUNCTION bry.owner_revoke(login name) RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_one constant boolean := EXISTS (
    SELECT FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles r ON r.oid = a.member
    WHERE a.roleid = 'bry_owner'::regrole AND r.rolname = owner_revoke.login);
BEGIN
  IF found_one THEN
    EXECUTE format('REVOKE bry_owner FROM %I', login);
    IF EXISTS (SELECT FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles r ON r.oid = a.member
               WHERE a.roleid = 'bry_owner'::regrole AND r.rolname = owner_revoke.login) THEN
      RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = 'another login gave it that role';
    END IF;
  END IF;
  RETURN found_one;
END $$;
