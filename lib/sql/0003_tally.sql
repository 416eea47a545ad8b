-- Tallies: the counts of closed answers by the full combination of a survey's segments (a cell), so that reading a
-- result costs what it has cells, and not what it has responses. Themes are tallied likewise when they are coded.
--
-- No second row is written beside a response. Each response tells its transaction in fold_xid, never below the true
-- id; a survey's row in bry.tally says how far it has been folded. The responses whose fold_xid is below folded_before
-- are in the tallies; the others are the tail. Folding adds the tail's part whose transactions had all ended (below the
-- snapshot's xmin), and moves folded_before there, in one transaction. Whoever reads adds the tallies and a scan of the
-- tail in one statement, so in one snapshot. xmin, which the row has anyway, tells no less than fold_xid.
--
-- Numbers of transactions mean nothing on another server. bry.tally.cluster names the server that folded; on any other
-- (a restored dump) the tallies are left aside until bry.tally_fold() or bry.tally_rebuild() has begun them anew.
--
-- What others call. None goes round row-level security, and all but tally_check write what no login may write: they are
-- for the doors (0006_doors.sql) and for the functions that seal and delete:
--   bry.tally_fold(tenant, survey, at_most)  folds about at_most responses (NULL: all that can be); how many, or NULL
--                                            when somebody else is at it. Waits for nobody.
--   bry.tally_fold_all(tenant, survey)       folds every response that its transaction sees, its own included, waiting
--                                            for whoever is at it.
--   bry.tally_seal(tenant, survey)           the same, and writes the tallies of answers anew in an order that tells
--                                            nothing, so that neither their xmin nor their place says when a cell was
--                                            last answered. Afterwards the transaction that seals may delete each
--                                            response and insert it anew with fold_xid = 0, which means: in the
--                                            tallies. A response that comes in meanwhile, should it be let in, is in
--                                            the tail.
--   bry.tally_subtract(tenant, survey, ids)  before responses are deleted, in the same transaction and before their
--                                            codings are: takes those that were folded out of the tallies, and their
--                                            codings out of those of themes. Keeps folders waiting until the
--                                            transaction ends.
--   bry.tally_themes(tenant, survey, item, codebook, coder)  after an item was coded, in the same transaction.
--   bry.tally_rebuild(tenant, survey)        forgets the tallies and folds all responses; then all codings.
-- They may be called in a READ COMMITTED transaction; in a REPEATABLE READ one a fold in between fails it (40001).
SET LOCAL ROLE bry_owner;

-- Those there are get 0, and are folded with the first fold. An insert of many rows in a transaction leaves this to the
-- default; one of a single row rounds up, so that entries of the index are equal and are stored once. txid_current() is
-- the older name of pg_current_xact_id(), without the detour through text.
ALTER TABLE bry.response ADD COLUMN fold_xid bigint NOT NULL DEFAULT 0;
ALTER TABLE bry.response ALTER COLUMN fold_xid SET DEFAULT (pg_catalog.txid_current());
CREATE INDEX response_tail ON bry.response (survey_id, fold_xid);

CREATE TABLE bry.tally (
  tenant_id     uuid NOT NULL,
  survey_id     uuid NOT NULL,
  cluster       bigint NOT NULL,    -- system_identifier of the server that folded
  folded_before bigint NOT NULL,    -- responses of a lower fold_xid are in the tallies
  responses     bigint NOT NULL DEFAULT 0, -- how many those are
  shown_before  bigint,             -- up to which place the survey is shown (0006_doors.sql); NULL: nothing yet
  shown_last    bigint,             -- and was before that; NULL: nothing was
  moved_by      bigint,             -- the transaction that moved it
  withdrawn     bigint NOT NULL DEFAULT 0, -- responses erased since that had been shown
  PRIMARY KEY (tenant_id, survey_id),
  FOREIGN KEY (tenant_id, survey_id) REFERENCES bry.survey ON DELETE CASCADE
);

CREATE TABLE bry.tally_cell (
  tenant_id uuid NOT NULL,
  survey_id uuid NOT NULL,
  cell      uuid NOT NULL,          -- bry.tally_cell_id(segments)
  segments  text[] NOT NULL,
  PRIMARY KEY (tenant_id, survey_id, cell),
  FOREIGN KEY (tenant_id, survey_id) REFERENCES bry.tally ON DELETE CASCADE
);

-- Slot 0 counts the responses of the cell, all of code 0. Updates change no index, so that they can stay in the page.
CREATE TABLE bry.tally_count (
  tenant_id uuid NOT NULL,
  survey_id uuid NOT NULL,
  slot      int NOT NULL,
  cell      uuid NOT NULL,
  counts    bigint[] NOT NULL,      -- of code i - 4 at i: -3 to -1 say why there is no answer
  PRIMARY KEY (tenant_id, survey_id, slot, cell),
  FOREIGN KEY (tenant_id, survey_id) REFERENCES bry.tally ON DELETE CASCADE
) WITH (fillfactor = 70);

CREATE TABLE bry.tally_coded (
  tenant_id   uuid NOT NULL,
  survey_id   uuid NOT NULL,
  item        text NOT NULL,
  codebook    text NOT NULL,
  coder       text NOT NULL,
  cell        uuid NOT NULL,
  segments    text[] NOT NULL,
  answered    bigint NOT NULL,
  non_answers bigint NOT NULL,
  PRIMARY KEY (tenant_id, survey_id, item, codebook, coder, cell),
  FOREIGN KEY (tenant_id, survey_id) REFERENCES bry.tally ON DELETE CASCADE
);

CREATE TABLE bry.tally_theme (
  tenant_id   uuid NOT NULL,
  survey_id   uuid NOT NULL,
  item        text NOT NULL,
  codebook    text NOT NULL,
  coder       text NOT NULL,
  theme       text NOT NULL,
  cell        uuid NOT NULL,
  respondents bigint NOT NULL,
  PRIMARY KEY (tenant_id, survey_id, item, codebook, coder, theme, cell),
  FOREIGN KEY (tenant_id, survey_id) REFERENCES bry.tally ON DELETE CASCADE
);

-- Themes that the same people touch; a theme paired with itself gives its own respondents.
CREATE TABLE bry.tally_pair (
  tenant_id   uuid NOT NULL,
  survey_id   uuid NOT NULL,
  item        text NOT NULL,
  codebook    text NOT NULL,
  coder       text NOT NULL,
  theme       text NOT NULL,
  other       text NOT NULL,
  respondents bigint NOT NULL,
  PRIMARY KEY (tenant_id, survey_id, item, codebook, coder, theme, other),
  FOREIGN KEY (tenant_id, survey_id) REFERENCES bry.tally ON DELETE CASCADE
);

-- Codings of which responses were erased, and what has changed since they were last shown (0006_doors.sql).
CREATE TABLE bry.tally_erased (
  tenant_id uuid NOT NULL,
  survey_id uuid NOT NULL,
  item      text NOT NULL,
  codebook  text NOT NULL,
  coder     text NOT NULL,
  changes   bigint NOT NULL,        -- erased, and new in a coding after that; 0: shown
  moved_by  bigint,                 -- the transaction that set it to 0
  PRIMARY KEY (tenant_id, survey_id, item, codebook, coder),
  FOREIGN KEY (tenant_id, survey_id) REFERENCES bry.tally ON DELETE CASCADE
);

SELECT bry.guard('bry.tally', 'bry_manager: SELECT');
SELECT bry.guard('bry.tally_cell', 'bry_manager: SELECT');
SELECT bry.guard('bry.tally_count', 'bry_manager: SELECT');
SELECT bry.guard('bry.tally_coded', 'bry_manager: SELECT');
SELECT bry.guard('bry.tally_theme', 'bry_manager: SELECT');
SELECT bry.guard('bry.tally_pair', 'bry_manager: SELECT');
SELECT bry.guard('bry.tally_erased', 'bry_manager: SELECT');

-- No key of a B-tree holds sixteen segments of 200 bytes; a hash of them does, and two never meet by chance or design.
CREATE FUNCTION bry.tally_cell_id(segments text[]) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.encode(pg_catalog.substr(pg_catalog.sha256(pg_catalog.convert_to(segments::text, 'UTF8')), 1, 16),
                           'hex')::uuid
$$;

-- Functions plan with the values they are called with (a generic plan would take a short tail for a third of all there
-- is), and don't compile: the planner's guesses of what arrays hold are high, and compiling takes longer than a fold.

-- A response's place in the order of transactions: fold_xid, where it was rounded up with the last eight bits of xmin, the
-- true ones. With rows that follow each other slowly fold_xid alone would set whole days equal. xmin may be a
-- subtransaction's, and lie beyond the number that fold_xid was rounded up to: then fold_xid is the place.
CREATE FUNCTION bry.tally_place(fold_xid bigint, row_xmin xid) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN $1 > 0 AND $1 & 255 = 255 AND ($1 & 4294967040) = ($2::text::bigint & 4294967040)
              THEN ($1 & -256) | ($2::text::bigint & 255) ELSE $1 END
$$;

-- Adds ns[i] to the count of codes[i].
CREATE FUNCTION bry.tally_add(counts bigint[], codes int[], ns bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR i IN 1 .. cardinality(codes) LOOP
    FOR j IN cardinality(counts) + 1 .. codes[i] + 4 LOOP
      counts[j] := 0;
    END LOOP;
    counts[codes[i] + 4] := counts[codes[i] + 4] + ns[i];
  END LOOP;
  RETURN counts;
END $$;

CREATE FUNCTION bry.tally_sum(a bigint[], b bigint[]) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  FOR i IN 1 .. cardinality(b) LOOP
    a[i] := coalesce(a[i], 0) + b[i];
  END LOOP;
  RETURN a;
END $$;

-- What the responses of a range of fold_xid count: the tallies' own rows, as they should be. ids NULL: all of them.
CREATE FUNCTION bry.tally_recount(tenant uuid, survey uuid, since bigint, upto bigint, ids uuid[])
RETURNS TABLE (segments text[], slot int, codes int[], ns bigint[]) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT c.segments, c.slot, array_agg(c.code), array_agg(c.n)
    FROM (SELECT a.segments, a.slot, a.code::int AS code, count(*) AS n
          FROM (SELECT r.segments, generate_series(0, cardinality(r.closed)) AS slot,
                       unnest(array_prepend(0::smallint, r.closed)) AS code
                FROM bry.response r
                WHERE r.tenant_id = tenant AND r.survey_id = survey AND r.fold_xid >= since AND r.fold_xid < upto
                  AND (ids IS NULL OR r.response_id = ANY (ids))) a
          GROUP BY a.segments, a.slot, a.code) c
    GROUP BY c.segments, c.slot;
END $$;

-- Adds the responses of a range (sign 1) or takes them away (-1); how many.
CREATE FUNCTION bry.tally_apply(tenant uuid, survey uuid, since bigint, upto bigint, sign int, ids uuid[])
RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
  responses bigint;
BEGIN
  WITH g AS MATERIALIZED (
    SELECT x.segments, bry.tally_cell_id(x.segments) AS cell, x.slot,
           bry.tally_add('{0,0,0,0}', x.codes, ARRAY(SELECT sign * n FROM unnest(x.ns) n)) AS counts
    FROM bry.tally_recount(tenant, survey, since, upto, ids) x
  ), cells AS (
    INSERT INTO bry.tally_cell (tenant_id, survey_id, cell, segments)
    SELECT tenant, survey, g.cell, g.segments FROM g WHERE g.slot = 0 ORDER BY g.cell ON CONFLICT DO NOTHING
  ), counted AS (
    INSERT INTO bry.tally_count AS t (tenant_id, survey_id, slot, cell, counts)
    SELECT tenant, survey, g.slot, g.cell, g.counts FROM g ORDER BY g.slot, g.cell -- a slot's lie together
    ON CONFLICT (tenant_id, survey_id, slot, cell) DO UPDATE SET counts = bry.tally_sum(t.counts, EXCLUDED.counts)
  )
  SELECT coalesce(sum(g.counts[4]), 0) INTO responses FROM g WHERE g.slot = 0;
  RETURN responses;
END $$;

CREATE FUNCTION bry.tally_cluster() RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT system_identifier FROM pg_catalog.pg_control_system()
$$;

-- Held while a survey's row in bry.tally is made, which others don't see yet.
CREATE FUNCTION bry.tally_lock(survey uuid) RETURNS bigint LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_catalog.hashtextextended('bry.tally ' || survey::text, 0)
$$;

-- Where folding begins: below every response there is.
CREATE FUNCTION bry.tally_origin(tenant uuid, survey uuid) RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT least(0, (SELECT r.fold_xid FROM bry.response r WHERE r.tenant_id = tenant AND r.survey_id = survey
                   ORDER BY r.fold_xid LIMIT 1))
$$;

-- Begins the tallies of closed answers anew; the caller holds them.
CREATE FUNCTION bry.tally_reset(tenant uuid, survey uuid) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  origin bigint := bry.tally_origin(tenant, survey);
BEGIN
  DELETE FROM bry.tally_count WHERE tenant_id = tenant AND survey_id = survey;
  DELETE FROM bry.tally_cell WHERE tenant_id = tenant AND survey_id = survey;
  UPDATE bry.tally SET cluster = bry.tally_cluster(), folded_before = origin, responses = 0,
                       shown_before = CASE WHEN cluster = bry.tally_cluster() THEN shown_before END,
                       shown_last = CASE WHEN cluster = bry.tally_cluster() THEN shown_last END,
                       moved_by = CASE WHEN cluster = bry.tally_cluster() THEN moved_by END
  WHERE tenant_id = tenant AND survey_id = survey;
  RETURN origin;
END $$;

-- Waits until nobody else folds the survey, and keeps it so until the transaction ends. Where folding has come to.
CREATE FUNCTION bry.tally_hold(tenant uuid, survey uuid) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mark bry.tally;
BEGIN
  IF NOT EXISTS (SELECT FROM bry.tally WHERE tenant_id = tenant AND survey_id = survey) THEN
    PERFORM pg_advisory_xact_lock(bry.tally_lock(survey));
    INSERT INTO bry.tally (tenant_id, survey_id, cluster, folded_before)
    VALUES (tenant, survey, bry.tally_cluster(), bry.tally_origin(tenant, survey)) ON CONFLICT DO NOTHING;
  END IF;
  SELECT * INTO mark FROM bry.tally WHERE tenant_id = tenant AND survey_id = survey FOR UPDATE;
  IF mark.cluster = bry.tally_cluster() THEN
    RETURN mark.folded_before;
  END IF;
  RETURN bry.tally_reset(tenant, survey);
END $$;

-- The rest of a fold by whoever holds the tallies, which end at `since`.
CREATE FUNCTION bry.tally_advance(tenant uuid, survey uuid, since bigint, at_most int) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
  upto bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  last bigint;
  folded bigint;
BEGIN
  IF at_most IS NOT NULL THEN
    SELECT r.fold_xid INTO last FROM bry.response r
    WHERE r.tenant_id = tenant AND r.survey_id = survey AND r.fold_xid >= since
    ORDER BY r.fold_xid OFFSET at_most LIMIT 1;
    upto := least(upto, last + 1);
  END IF;
  IF upto <= since THEN
    RETURN 0;
  END IF;
  folded := bry.tally_apply(tenant, survey, since, upto, 1, NULL);
  UPDATE bry.tally SET folded_before = upto, responses = responses + folded
  WHERE tenant_id = tenant AND survey_id = survey;
  RETURN folded;
END $$;

-- Whether tally_hold() now waits for nobody: the survey's row is this transaction's, or it is the first to make one.
CREATE FUNCTION bry.tally_try(tenant uuid, survey uuid) RETURNS boolean LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM bry.tally WHERE tenant_id = tenant AND survey_id = survey FOR UPDATE SKIP LOCKED;
  RETURN FOUND OR (NOT EXISTS (SELECT FROM bry.tally WHERE tenant_id = tenant AND survey_id = survey)
                   AND pg_try_advisory_xact_lock(bry.tally_lock(survey)));
END $$;

CREATE FUNCTION bry.tally_fold(tenant uuid, survey uuid, at_most int DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT bry.tally_try(tenant, survey) THEN
    RETURN NULL;
  END IF;
  RETURN bry.tally_advance(tenant, survey, bry.tally_hold(tenant, survey), at_most);
END $$;

-- What runs while it folds keeps xmin low; the responses from there on get a number of their own, below all others.
CREATE FUNCTION bry.tally_fold_all(tenant uuid, survey uuid) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  since bigint := bry.tally_hold(tenant, survey);
  folded bigint := bry.tally_advance(tenant, survey, since, NULL);
  own bigint := bry.tally_origin(tenant, survey) - 1;
  rest bigint;
BEGIN
  since := bry.tally_hold(tenant, survey);
  UPDATE bry.response SET fold_xid = own WHERE tenant_id = tenant AND survey_id = survey AND fold_xid >= since;
  rest := bry.tally_apply(tenant, survey, own, own + 1, 1, NULL);
  UPDATE bry.tally SET responses = responses + rest WHERE tenant_id = tenant AND survey_id = survey;
  RETURN folded + rest;
END $$;

CREATE FUNCTION bry.tally_seal(tenant uuid, survey uuid) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  folded bigint := bry.tally_fold_all(tenant, survey);
BEGIN
  WITH gone AS (
    DELETE FROM bry.tally_cell t WHERE t.tenant_id = tenant AND t.survey_id = survey RETURNING t.*
  )
  INSERT INTO bry.tally_cell SELECT * FROM gone ORDER BY gone.cell;
  WITH gone AS (
    DELETE FROM bry.tally_count t WHERE t.tenant_id = tenant AND t.survey_id = survey RETURNING t.*
  )
  INSERT INTO bry.tally_count SELECT * FROM gone ORDER BY gone.slot, gone.cell;
  RETURN folded;
END $$;

-- The recounts of codings: of one item (of_item NULL: of all), of some responses (ids NULL: of all). The segments of
-- a coding are looked up one by one: right after a coding the planner knows nothing of the new rows.
CREATE FUNCTION bry.tally_recount_coded(tenant uuid, survey uuid, of_item text, of_codebook text, of_coder text,
                                        ids uuid[])
RETURNS TABLE (item text, codebook text, coder text, segments text[], answered bigint, non_answers bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT a.item, a.codebook, a.coder, a.segments, count(*) FILTER (WHERE NOT a.non_answer),
           count(*) FILTER (WHERE a.non_answer)
    FROM (SELECT c.item, c.codebook, c.coder, c.non_answer,
                 (SELECT r.segments FROM bry.response r WHERE r.tenant_id = tenant AND r.survey_id = survey
                    AND r.response_id = c.response_id) AS segments
          FROM bry.coded c
          WHERE c.tenant_id = tenant AND c.survey_id = survey AND (ids IS NULL OR c.response_id = ANY (ids))
            AND (of_item IS NULL OR (c.item = of_item AND c.codebook = of_codebook AND c.coder = of_coder))) a
    GROUP BY a.item, a.codebook, a.coder, a.segments;
END $$;

CREATE FUNCTION bry.tally_recount_theme(tenant uuid, survey uuid, of_item text, of_codebook text, of_coder text,
                                        ids uuid[])
RETURNS TABLE (item text, codebook text, coder text, theme text, segments text[], respondents bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT a.item, a.codebook, a.coder, a.theme, a.segments, count(*)
    FROM (SELECT c.item, c.codebook, c.coder, c.theme,
                 (SELECT r.segments FROM bry.response r WHERE r.tenant_id = tenant AND r.survey_id = survey
                    AND r.response_id = c.response_id) AS segments
          FROM (SELECT DISTINCT k.item, k.codebook, k.coder, k.response_id, k.theme FROM bry.coding k
                WHERE k.tenant_id = tenant AND k.survey_id = survey AND (ids IS NULL OR k.response_id = ANY (ids))
                  AND (of_item IS NULL OR (k.item = of_item AND k.codebook = of_codebook AND k.coder = of_coder))) c) a
    GROUP BY a.item, a.codebook, a.coder, a.theme, a.segments;
END $$;

CREATE FUNCTION bry.tally_recount_pair(tenant uuid, survey uuid, of_item text, of_codebook text, of_coder text,
                                       ids uuid[])
RETURNS TABLE (item text, codebook text, coder text, theme text, other text, respondents bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
SET jit = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT p.item, p.codebook, p.coder, a.theme, b.theme, count(*)
    FROM (SELECT k.item, k.codebook, k.coder, array_agg(DISTINCT k.theme) AS themes FROM bry.coding k
          WHERE k.tenant_id = tenant AND k.survey_id = survey AND (ids IS NULL OR k.response_id = ANY (ids))
            AND (of_item IS NULL OR (k.item = of_item AND k.codebook = of_codebook AND k.coder = of_coder))
          GROUP BY k.item, k.codebook, k.coder, k.response_id) p,
         unnest(p.themes) AS a(theme), unnest(p.themes) AS b(theme)
    WHERE a.theme <= b.theme
    GROUP BY p.item, p.codebook, p.coder, a.theme, b.theme;
END $$;

-- A response may have been deleted while it was being coded: what it left behind goes. No nested loops, which would go
-- through all responses for each coding as long as the planner knows nothing of the new rows.
CREATE FUNCTION bry.tally_themes(tenant uuid, survey uuid, of_item text, of_codebook text, of_coder text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
SET jit = off SET enable_nestloop = off AS $$
DECLARE
  before bigint;
BEGIN
  PERFORM bry.tally_hold(tenant, survey);
  SELECT coalesce(sum(t.answered), 0) INTO before FROM bry.tally_coded t WHERE t.tenant_id = tenant
    AND t.survey_id = survey AND t.item = of_item AND t.codebook = of_codebook AND t.coder = of_coder;
  DELETE FROM bry.coding c WHERE c.tenant_id = tenant AND c.survey_id = survey AND c.item = of_item
    AND c.codebook = of_codebook AND c.coder = of_coder AND NOT EXISTS (SELECT FROM bry.response r
      WHERE r.tenant_id = tenant AND r.survey_id = survey AND r.response_id = c.response_id);
  DELETE FROM bry.coded c WHERE c.tenant_id = tenant AND c.survey_id = survey AND c.item = of_item
    AND c.codebook = of_codebook AND c.coder = of_coder AND NOT EXISTS (SELECT FROM bry.response r
      WHERE r.tenant_id = tenant AND r.survey_id = survey AND r.response_id = c.response_id);
  DELETE FROM bry.tally_coded t WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.item = of_item
    AND t.codebook = of_codebook AND t.coder = of_coder;
  DELETE FROM bry.tally_theme t WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.item = of_item
    AND t.codebook = of_codebook AND t.coder = of_coder;
  DELETE FROM bry.tally_pair t WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.item = of_item
    AND t.codebook = of_codebook AND t.coder = of_coder;
  INSERT INTO bry.tally_coded (tenant_id, survey_id, item, codebook, coder, cell, segments, answered, non_answers)
  SELECT tenant, survey, x.item, x.codebook, x.coder, bry.tally_cell_id(x.segments), x.segments, x.answered,
         x.non_answers
  FROM bry.tally_recount_coded(tenant, survey, of_item, of_codebook, of_coder, NULL) x;
  INSERT INTO bry.tally_theme (tenant_id, survey_id, item, codebook, coder, theme, cell, respondents)
  SELECT tenant, survey, x.item, x.codebook, x.coder, x.theme, bry.tally_cell_id(x.segments), x.respondents
  FROM bry.tally_recount_theme(tenant, survey, of_item, of_codebook, of_coder, NULL) x;
  INSERT INTO bry.tally_pair (tenant_id, survey_id, item, codebook, coder, theme, other, respondents)
  SELECT tenant, survey, x.item, x.codebook, x.coder, x.theme, x.other, x.respondents
  FROM bry.tally_recount_pair(tenant, survey, of_item, of_codebook, of_coder, NULL) x;
  UPDATE bry.tally_erased e SET changes = e.changes + greatest(0, (
    SELECT coalesce(sum(t.answered), 0) - before FROM bry.tally_coded t WHERE t.tenant_id = tenant
      AND t.survey_id = survey AND t.item = of_item AND t.codebook = of_codebook AND t.coder = of_coder))
  WHERE e.tenant_id = tenant AND e.survey_id = survey AND e.item = of_item AND e.codebook = of_codebook
    AND e.coder = of_coder AND e.changes > 0;
END $$;

-- What is left at 0 goes too: it would tell that there was somebody.
CREATE FUNCTION bry.tally_subtract_themes(tenant uuid, survey uuid, ids uuid[]) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO bry.tally_erased AS e (tenant_id, survey_id, item, codebook, coder, changes)
  SELECT tenant, survey, x.item, x.codebook, x.coder, sum(x.answered)
  FROM bry.tally_recount_coded(tenant, survey, NULL, NULL, NULL, ids) x
  GROUP BY x.item, x.codebook, x.coder HAVING sum(x.answered) > 0
  ON CONFLICT (tenant_id, survey_id, item, codebook, coder) DO UPDATE SET changes = e.changes + EXCLUDED.changes;
  UPDATE bry.tally_theme t SET respondents = t.respondents - x.respondents
  FROM bry.tally_recount_theme(tenant, survey, NULL, NULL, NULL, ids) x
  WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.item = x.item AND t.codebook = x.codebook
    AND t.coder = x.coder AND t.theme = x.theme AND t.cell = bry.tally_cell_id(x.segments);
  UPDATE bry.tally_pair t SET respondents = t.respondents - x.respondents
  FROM bry.tally_recount_pair(tenant, survey, NULL, NULL, NULL, ids) x
  WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.item = x.item AND t.codebook = x.codebook
    AND t.coder = x.coder AND t.theme = x.theme AND t.other = x.other;
  UPDATE bry.tally_coded t SET answered = t.answered - x.answered, non_answers = t.non_answers - x.non_answers
  FROM bry.tally_recount_coded(tenant, survey, NULL, NULL, NULL, ids) x
  WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.item = x.item AND t.codebook = x.codebook
    AND t.coder = x.coder AND t.cell = bry.tally_cell_id(x.segments);
  DELETE FROM bry.tally_theme t WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.respondents = 0;
  DELETE FROM bry.tally_pair t WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.respondents = 0;
  DELETE FROM bry.tally_coded t WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.answered = 0
    AND t.non_answers = 0;
END $$;

CREATE FUNCTION bry.tally_subtract(tenant uuid, survey uuid, ids uuid[]) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  upto bigint := bry.tally_hold(tenant, survey);
  folded bigint := -bry.tally_apply(tenant, survey, bry.tally_origin(tenant, survey), upto, -1, ids);
BEGIN
  WITH gone AS (
    DELETE FROM bry.tally_count t WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.slot = 0
      AND t.counts[4] = 0 RETURNING t.cell
  ), cells AS (
    DELETE FROM bry.tally_cell t USING gone WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.cell = gone.cell
  )
  DELETE FROM bry.tally_count t USING gone WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.slot > 0
    AND t.cell = gone.cell;
  UPDATE bry.tally t SET responses = t.responses - folded, withdrawn = t.withdrawn + (
    SELECT count(*) FROM bry.response r WHERE r.tenant_id = tenant AND r.survey_id = survey AND r.response_id = ANY (ids)
      AND bry.tally_place(r.fold_xid, r.xmin) < t.shown_before)
  WHERE t.tenant_id = tenant AND t.survey_id = survey;
  PERFORM bry.tally_subtract_themes(tenant, survey, ids);
  RETURN folded;
END $$;

-- The tallies of codings alone, made anew for every item that has codings or tallies of them.
CREATE FUNCTION bry.tally_rebuild_themes(tenant uuid, survey uuid) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.tally_themes(tenant, survey, x.item, x.codebook, x.coder)
  FROM (SELECT c.item, c.codebook, c.coder FROM bry.coded c WHERE c.tenant_id = tenant AND c.survey_id = survey
        UNION SELECT t.item, t.codebook, t.coder FROM bry.tally_coded t
        WHERE t.tenant_id = tenant AND t.survey_id = survey) x;
END $$;

CREATE FUNCTION bry.tally_rebuild(tenant uuid, survey uuid) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.tally_hold(tenant, survey);
  PERFORM bry.tally_reset(tenant, survey);
  PERFORM bry.tally_rebuild_themes(tenant, survey);
  RETURN bry.tally_fold_all(tenant, survey);
END $$;

-- Where the tallies differ from a recount: no rows when they are right. One statement, so one snapshot.
CREATE FUNCTION bry.tally_check(tenant uuid, survey uuid)
RETURNS TABLE (tally text, item text, codebook text, slot int, code int, theme text, other text, segments text[],
               tallied bigint, counted bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  mark bry.tally;
  origin bigint := bry.tally_origin(tenant, survey);
  upto bigint := origin;
  valid boolean;
BEGIN
  SELECT t.* INTO mark FROM bry.tally t WHERE t.tenant_id = tenant AND t.survey_id = survey;
  valid := FOUND AND mark.cluster = bry.tally_cluster();
  IF valid THEN
    upto := mark.folded_before;
  END IF;
  RETURN QUERY
    SELECT a.tally, a.item, a.codebook, a.slot, a.code, a.theme, a.other, a.segments, sum(a.kept)::bigint,
           sum(a.found)::bigint
    FROM (
      SELECT 'answers' AS tally, NULL AS item, NULL AS codebook, t.slot, (u.place - 4)::int AS code, NULL AS theme,
             NULL AS other, c.segments, u.n AS kept, 0 AS found
      FROM bry.tally_count t LEFT JOIN bry.tally_cell c USING (tenant_id, survey_id, cell),
           unnest(t.counts) WITH ORDINALITY AS u(n, place)
      WHERE t.tenant_id = tenant AND t.survey_id = survey AND valid
      UNION ALL
      SELECT 'answers', NULL, NULL, r.slot, u.code, NULL, NULL, r.segments, 0, u.n
      FROM bry.tally_recount(tenant, survey, origin, upto, NULL) r, unnest(r.codes, r.ns) AS u(code, n)
      UNION ALL
      SELECT 'responses', NULL, NULL, NULL, NULL, NULL, NULL, NULL, mark.responses, 0 WHERE valid
      UNION ALL
      SELECT 'responses', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, count(*) FROM bry.response r
      WHERE r.tenant_id = tenant AND r.survey_id = survey AND r.fold_xid < upto
      UNION ALL
      SELECT u.tally, t.item, t.codebook, NULL, NULL, NULL, NULL, t.segments, u.n, 0
      FROM bry.tally_coded t, LATERAL (VALUES ('coded', t.answered), ('non-answers', t.non_answers)) AS u(tally, n)
      WHERE t.tenant_id = tenant AND t.survey_id = survey
      UNION ALL
      SELECT u.tally, t.item, t.codebook, NULL, NULL, NULL, NULL, t.segments, 0, u.n
      FROM bry.tally_recount_coded(tenant, survey, NULL, NULL, NULL, NULL) t,
           LATERAL (VALUES ('coded', t.answered), ('non-answers', t.non_answers)) AS u(tally, n)
      UNION ALL
      SELECT 'themes', t.item, t.codebook, NULL, NULL, t.theme, NULL, c.segments, t.respondents, 0
      FROM bry.tally_theme t
      LEFT JOIN bry.tally_coded c USING (tenant_id, survey_id, item, codebook, coder, cell)
      WHERE t.tenant_id = tenant AND t.survey_id = survey
      UNION ALL
      SELECT 'themes', t.item, t.codebook, NULL, NULL, t.theme, NULL, t.segments, 0, t.respondents
      FROM bry.tally_recount_theme(tenant, survey, NULL, NULL, NULL, NULL) t
      UNION ALL
      SELECT 'pairs', t.item, t.codebook, NULL, NULL, t.theme, t.other, NULL, t.respondents, 0
      FROM bry.tally_pair t WHERE t.tenant_id = tenant AND t.survey_id = survey
      UNION ALL
      SELECT 'pairs', t.item, t.codebook, NULL, NULL, t.theme, t.other, NULL, 0, t.respondents
      FROM bry.tally_recount_pair(tenant, survey, NULL, NULL, NULL, NULL) t) a
    GROUP BY a.tally, a.item, a.codebook, a.slot, a.code, a.theme, a.other, a.segments
    HAVING sum(a.kept) <> sum(a.found)
    ORDER BY a.tally, a.item, a.codebook, a.slot, a.code, a.theme, a.other, a.segments;
END $$;

-- A manager reads answers and tallies, and so may compare them.
GRANT EXECUTE ON FUNCTION bry.tally_check, bry.tally_origin, bry.tally_cluster, bry.tally_recount,
                          bry.tally_recount_coded, bry.tally_recount_theme, bry.tally_recount_pair TO bry_manager;
