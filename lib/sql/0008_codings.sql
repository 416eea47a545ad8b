-- People over the machine: what coders decided about answers and themes, beside what rules and models said of them.
--
-- A coding has a coder: 'rules' (the codebook alone), 'model' (learned from people's codings, or found in the answers), a
-- person's name, or 'final': what counts, which is the machine's coding with people's decisions over it. Where nobody
-- decided and nothing was learned there is no 'final', and 'rules' counts.
--
-- Decisions are a log, a line each. Lines are only added; what takes some away is erasure, retention and the seal, which
-- reach all that hangs on a response. A line holds ids, names of themes and of coders, and no answer.
--
-- A manager may code, since coding is reading answers. All is written by functions, which the library calls in one
-- transaction with the tallies.
SET LOCAL ROLE bry_owner;

ALTER TABLE bry.coding ADD COLUMN confidence real; -- 0 to 1; NULL: a person's
ALTER TABLE bry.coded ADD COLUMN late boolean NOT NULL DEFAULT false; -- it came after the last coding of all

-- The state of an item's log. A new version of the codebook begins a new epoch: what was decided is carried over into it.
CREATE TABLE bry.review (
  tenant_id uuid NOT NULL,
  survey_id uuid NOT NULL,
  item      text NOT NULL,
  codebook  text NOT NULL,
  epoch     int  NOT NULL,
  base      text NOT NULL,          -- the version that the epoch began with
  version   text NOT NULL,          -- what decisions made of it
  PRIMARY KEY (tenant_id, survey_id, item, codebook),
  FOREIGN KEY (tenant_id, survey_id) REFERENCES bry.survey ON DELETE CASCADE
);

CREATE TABLE bry.decision (
  tenant_id   uuid NOT NULL,
  survey_id   uuid NOT NULL,
  item        text NOT NULL,
  codebook    text NOT NULL,
  epoch       int  NOT NULL,
  line        int  NOT NULL,        -- from 1
  coder       text NOT NULL CHECK (coder <> '' AND octet_length(coder) <= 63
                                   AND coder NOT IN ('rules', 'model', 'final')),
  login       name NOT NULL DEFAULT session_user,
  decided_on  date DEFAULT current_date, -- a date and no time; NULL after the seal
  op          text NOT NULL CHECK (op IN ('code', 'accept', 'reject', 'rename', 'merge', 'split', 'undo')),
  response_id uuid,                 -- what it is about; NULL: a theme
  body        text NOT NULL,        -- the rest of the line, JSON
  undoes      int,                  -- the line that an undo takes back
  carried     boolean NOT NULL,     -- from an earlier epoch, or from before the seal: not to be undone
  PRIMARY KEY (tenant_id, survey_id, item, codebook, epoch, line),
  FOREIGN KEY (tenant_id, survey_id) REFERENCES bry.survey ON DELETE CASCADE
);
ALTER TABLE bry.decision ALTER COLUMN body SET STATISTICS 0;
SELECT bry.guard('bry.review', 'bry_manager: SELECT');
SELECT bry.guard('bry.decision', 'bry_manager: SELECT');

-- --- the log ---

CREATE FUNCTION bry.review_put(tenant uuid, survey uuid, item text, codebook text, epoch int, base text, version text)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_manager');
  INSERT INTO bry.review (tenant_id, survey_id, item, codebook, epoch, base, version) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (tenant_id, survey_id, item, codebook) DO UPDATE
    SET epoch = excluded.epoch, base = excluded.base, version = excluded.version;
  -- What is in force is the newest, also after an undo; but not newer than what somebody else stored after the base.
  UPDATE bry.codebook b SET put_at = CASE WHEN EXISTS (
      SELECT FROM bry.codebook o JOIN bry.codebook f ON f.tenant_id = o.tenant_id AND f.codebook = o.codebook
      WHERE o.tenant_id = $1 AND o.codebook = $4 AND f.version = $6 AND o.put_at > f.put_at
        AND o.version <> $6 AND left(o.version, length($6) + 1) <> $6 || '+')
    THEN (SELECT f.put_at FROM bry.codebook f WHERE f.tenant_id = $1 AND f.codebook = $4 AND f.version = $6)
    ELSE clock_timestamp() END
  WHERE b.tenant_id = $1 AND b.codebook = $4 AND b.version = $7;
$$;

-- A column an array; '' is no response, 0 undoes nothing. The place, from 1, of the first line about a response that is
-- not there or has no text in this slot, and nothing is added then; else 0.
CREATE FUNCTION bry.decision_add(tenant uuid, survey uuid, item text, codebook text, epoch int, slot int, coders text[],
                                 ops text[], ids text[], bodies text[], undone int[], carried boolean)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  missing int;
  last int;
BEGIN
  PERFORM bry.admit($1, 'bry_manager');
  SELECT min(u.place) INTO missing FROM unnest($9) WITH ORDINALITY AS u(id, place)
  WHERE u.id <> '' AND NOT $12 AND NOT EXISTS (SELECT FROM bry.response r WHERE r.tenant_id = $1 AND r.survey_id = $2
                                                 AND r.response_id = u.id::uuid AND r.texts[$6] IS NOT NULL);
  IF missing IS NOT NULL THEN RETURN missing; END IF;
  SELECT coalesce(max(d.line), 0) INTO last FROM bry.decision d WHERE d.tenant_id = $1 AND d.survey_id = $2
    AND d.item = $3 AND d.codebook = $4 AND d.epoch = $5;
  INSERT INTO bry.decision (tenant_id, survey_id, item, codebook, epoch, line, coder, op, response_id, body, undoes, carried)
  SELECT $1, $2, $3, $4, $5, last + u.place, u.coder, u.op, nullif(u.id, '')::uuid, u.body, nullif(u.undone, 0), $12
  FROM unnest($7, $8, $9, $10, $11) WITH ORDINALITY AS u(coder, op, id, body, undone, place);
  RETURN 0;
END $$;

-- --- what counts ---

-- Whose codings of an item count.
CREATE FUNCTION bry.coder_shown(tenant uuid, survey uuid, item text, codebook text) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN EXISTS (SELECT FROM bry.coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3
                             AND c.codebook = $4 AND c.coder = 'final') THEN 'final' ELSE 'rules' END
$$;

-- A theme and those above it in a version of a codebook, itself first.
CREATE FUNCTION bry.theme_above(tenant uuid, codebook text, version text) RETURNS TABLE (theme text, above text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH RECURSIVE t AS (
    SELECT e ->> 'id' AS id, e ->> 'parent' AS parent
    FROM bry.codebook b, jsonb_array_elements(b.document::jsonb -> 'themes') e
    WHERE b.tenant_id = $1 AND b.codebook = $2 AND b.version = $3),
  up AS (SELECT t.id AS theme, t.id AS above, t.parent FROM t
         UNION SELECT up.theme, t.id, t.parent FROM up JOIN t ON t.id = up.parent)
  SELECT up.theme, up.above FROM up
$$;

-- The same for all that codings are of: of one item (of_item NULL: of all), of some responses (ids NULL: of all).
CREATE FUNCTION bry.coded_above(tenant uuid, survey uuid, of_item text, of_codebook text, of_coder text, ids uuid[])
RETURNS TABLE (item text, codebook text, coder text, theme text, above text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT v.item, v.codebook, v.coder, a.theme, a.above
  FROM (SELECT c.item, c.codebook, c.coder, max(c.version) AS version FROM bry.coded c
        WHERE c.tenant_id = $1 AND c.survey_id = $2 AND ($6 IS NULL OR c.response_id = ANY ($6))
          AND ($3 IS NULL OR (c.item = $3 AND c.codebook = $4 AND c.coder = $5))
        GROUP BY c.item, c.codebook, c.coder) v,
       bry.theme_above($1, v.codebook, v.version) a
$$;
GRANT EXECUTE ON FUNCTION bry.theme_above, bry.coded_above TO bry_manager;

-- --- tallies: who touches a theme touches those above it ---

-- Right after a coding the planner knows nothing of the new rows, and would go through all of them for each: hence no nested
-- loops here, nor below where what counts is made.

CREATE OR REPLACE FUNCTION bry.tally_recount_theme(tenant uuid, survey uuid, of_item text, of_codebook text, of_coder text,
                                        ids uuid[])
RETURNS TABLE (item text, codebook text, coder text, theme text, segments text[], respondents bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
SET jit = off SET enable_nestloop = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT a.item, a.codebook, a.coder, a.theme, a.segments, count(*)
    FROM (SELECT c.item, c.codebook, c.coder, c.theme,
                 (SELECT r.segments FROM bry.response r WHERE r.tenant_id = tenant AND r.survey_id = survey
                    AND r.response_id = c.response_id) AS segments
          FROM (SELECT DISTINCT k.item, k.codebook, k.coder, k.response_id, coalesce(a.above, k.theme) AS theme
                FROM bry.coding k
                LEFT JOIN bry.coded_above(tenant, survey, of_item, of_codebook, of_coder, ids) a
                  ON a.item = k.item AND a.codebook = k.codebook AND a.coder = k.coder AND a.theme = k.theme
                WHERE k.tenant_id = tenant AND k.survey_id = survey AND (ids IS NULL OR k.response_id = ANY (ids))
                  AND (of_item IS NULL OR (k.item = of_item AND k.codebook = of_codebook AND k.coder = of_coder))) c) a
    GROUP BY a.item, a.codebook, a.coder, a.theme, a.segments;
END $$;

-- A theme and one above it are no pair: everybody who has the one has the other.
CREATE OR REPLACE FUNCTION bry.tally_recount_pair(tenant uuid, survey uuid, of_item text, of_codebook text, of_coder text,
                                       ids uuid[])
RETURNS TABLE (item text, codebook text, coder text, theme text, other text, respondents bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
SET jit = off SET enable_nestloop = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT s.* FROM (SELECT p.item, p.codebook, p.coder, a.theme AS one, b.theme AS other, count(*) AS n
    FROM (SELECT k.item, k.codebook, k.coder, array_agg(DISTINCT coalesce(a.above, k.theme)) AS themes
          FROM bry.coding k
          LEFT JOIN bry.coded_above(tenant, survey, of_item, of_codebook, of_coder, ids) a
            ON a.item = k.item AND a.codebook = k.codebook AND a.coder = k.coder AND a.theme = k.theme
          WHERE k.tenant_id = tenant AND k.survey_id = survey AND (ids IS NULL OR k.response_id = ANY (ids))
            AND (of_item IS NULL OR (k.item = of_item AND k.codebook = of_codebook AND k.coder = of_coder))
          GROUP BY k.item, k.codebook, k.coder, k.response_id) p,
         unnest(p.themes) AS a(theme), unnest(p.themes) AS b(theme)
    WHERE a.theme <= b.theme
    GROUP BY p.item, p.codebook, p.coder, a.theme, b.theme) s
    WHERE s.one = s.other OR NOT EXISTS (
      SELECT FROM bry.coded_above(tenant, survey, of_item, of_codebook, of_coder, ids) u
      WHERE u.item = s.item AND u.codebook = s.codebook AND u.coder = s.coder
        AND ((u.theme = s.one AND u.above = s.other) OR (u.theme = s.other AND u.above = s.one)));
END $$;

-- Takes the codings of some responses by some coders out of the tallies (direction -1) or into them (1). What is left at
-- 0 goes: it would tell that there was somebody.
CREATE FUNCTION bry.tally_shift_themes(tenant uuid, survey uuid, of_item text, of_codebook text, coders text[], ids uuid[],
                                       direction int)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
SET jit = off AS $$
DECLARE
  of_coder text;
BEGIN
  FOREACH of_coder IN ARRAY coders LOOP
    INSERT INTO bry.tally_coded AS t (tenant_id, survey_id, item, codebook, coder, cell, segments, answered, non_answers)
    SELECT tenant, survey, x.item, x.codebook, x.coder, bry.tally_cell_id(x.segments), x.segments,
           direction * x.answered, direction * x.non_answers
    FROM bry.tally_recount_coded(tenant, survey, of_item, of_codebook, of_coder, ids) x
    ON CONFLICT (tenant_id, survey_id, item, codebook, coder, cell) DO UPDATE
      SET answered = t.answered + excluded.answered, non_answers = t.non_answers + excluded.non_answers;
    INSERT INTO bry.tally_theme AS t (tenant_id, survey_id, item, codebook, coder, theme, cell, respondents)
    SELECT tenant, survey, x.item, x.codebook, x.coder, x.theme, bry.tally_cell_id(x.segments),
           direction * x.respondents
    FROM bry.tally_recount_theme(tenant, survey, of_item, of_codebook, of_coder, ids) x
    ON CONFLICT (tenant_id, survey_id, item, codebook, coder, theme, cell) DO UPDATE
      SET respondents = t.respondents + excluded.respondents;
    INSERT INTO bry.tally_pair AS t (tenant_id, survey_id, item, codebook, coder, theme, other, respondents)
    SELECT tenant, survey, x.item, x.codebook, x.coder, x.theme, x.other, direction * x.respondents
    FROM bry.tally_recount_pair(tenant, survey, of_item, of_codebook, of_coder, ids) x
    ON CONFLICT (tenant_id, survey_id, item, codebook, coder, theme, other) DO UPDATE
      SET respondents = t.respondents + excluded.respondents;
    DELETE FROM bry.tally_coded t WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.item = of_item
      AND t.codebook = of_codebook AND t.coder = of_coder AND t.answered = 0 AND t.non_answers = 0;
    DELETE FROM bry.tally_theme t WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.item = of_item
      AND t.codebook = of_codebook AND t.coder = of_coder AND t.respondents = 0;
    DELETE FROM bry.tally_pair t WHERE t.tenant_id = tenant AND t.survey_id = survey AND t.item = of_item
      AND t.codebook = of_codebook AND t.coder = of_coder AND t.respondents = 0;
  END LOOP;
END $$;

-- --- writing ---

DROP FUNCTION bry.coding_add(uuid, uuid, text, text, text, uuid[], text[], int[], int[], text[]);
DROP FUNCTION bry.coded_add(uuid, uuid, text, text, text, text, uuid[], boolean[]);

-- A column an array; confidences in thousandths.
CREATE FUNCTION bry.coding_add(tenant uuid, survey uuid, item text, codebook text, coder text, ids uuid[], themes text[],
                               begins int[], ends int[], terms text[], confidences int[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_manager');
  INSERT INTO bry.coding (tenant_id, survey_id, item, codebook, coder, response_id, theme, span_begin, span_end, term,
                          confidence)
  SELECT $1, $2, $3, $4, $5, u.id, u.theme, u.span_begin, u.span_end, u.term, u.confidence / 1000.0
  FROM unnest($6, $7, $8, $9, $10, $11) AS u(id, theme, span_begin, span_end, term, confidence);
$$;

CREATE FUNCTION bry.coded_add(tenant uuid, survey uuid, item text, codebook text, coder text, version text, late boolean,
                              ids uuid[], non_answers boolean[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_manager');
  INSERT INTO bry.coded (tenant_id, survey_id, item, codebook, coder, version, late, response_id, non_answer)
  SELECT $1, $2, $3, $4, $5, $6, $7, u.* FROM unnest($8, $9) u;
$$;

-- After a page of texts that came later was added: into the tallies.
CREATE FUNCTION bry.coding_count(tenant uuid, survey uuid, item text, codebook text, coder text, ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.admit($1, 'bry_manager');
  PERFORM bry.tally_hold($1, $2);
  PERFORM bry.tally_shift_themes($1, $2, $3, $4, ARRAY[$5], $6, 1);
END $$;

-- Codings of people and of what counts, made anew: of some responses (ids NULL: of all). First what there is goes; then
-- bry.person_add() and bry.final_make() for the same; then all of it is counted.
CREATE FUNCTION bry.final_begin(tenant uuid, survey uuid, item text, codebook text, ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  coders text[];
BEGIN
  PERFORM bry.admit($1, 'bry_manager');
  PERFORM bry.tally_hold($1, $2);
  coders := ARRAY(SELECT DISTINCT c.coder FROM bry.coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3
                    AND c.codebook = $4 AND c.coder NOT IN ('rules', 'model') AND ($5 IS NULL OR c.response_id = ANY ($5)));
  IF $5 IS NOT NULL THEN
    PERFORM bry.tally_shift_themes($1, $2, $3, $4, coders, $5, -1);
  END IF;
  DELETE FROM bry.coding c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
    AND c.coder = ANY (coders) AND ($5 IS NULL OR c.response_id = ANY ($5));
  DELETE FROM bry.coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
    AND c.coder = ANY (coders) AND ($5 IS NULL OR c.response_id = ANY ($5));
END $$;

-- What people gave: a row without a theme ('') is a response that was read.
CREATE FUNCTION bry.person_add(tenant uuid, survey uuid, item text, codebook text, version text, coders text[], ids uuid[],
                               themes text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_manager');
  INSERT INTO bry.coded (tenant_id, survey_id, item, codebook, coder, version, response_id, non_answer)
  SELECT DISTINCT $1, $2, $3, $4, u.coder, $5, u.id, false FROM unnest($6, $7) AS u(coder, id);
  INSERT INTO bry.coding (tenant_id, survey_id, item, codebook, coder, response_id, theme, span_begin, span_end, term)
  SELECT $1, $2, $3, $4, u.coder, u.id, u.theme, 0, 0, '' FROM unnest($6, $7, $8) AS u(coder, id, theme)
  WHERE u.theme <> '' ON CONFLICT DO NOTHING;
$$;

-- What counts, of some responses (these NULL: of all): the machine's coding (a model's before that of the rules), its themes
-- as merges left them, with people's word over it: `decided` themes are given or taken away, and in a response that
-- somebody `read` there are no others. A theme that both gave keeps its places in the text.
CREATE FUNCTION bry.final_make(tenant uuid, survey uuid, item text, codebook text, version text, these uuid[], ids uuid[],
                               decided text[], given boolean[], read uuid[], merged text[], into_theme text[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off SET enable_nestloop = off AS $$
BEGIN
  PERFORM bry.admit($1, 'bry_manager');
  INSERT INTO bry.coded (tenant_id, survey_id, item, codebook, coder, response_id, version, non_answer, late)
  SELECT DISTINCT ON (c.response_id) $1, $2, $3, $4, 'final', c.response_id, $5,
         c.non_answer AND c.response_id <> ALL (ARRAY(SELECT u.id FROM unnest($7, $9) AS u(id, given) WHERE u.given)),
         c.late
  FROM bry.coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
    AND c.coder IN ('rules', 'model') AND ($6 IS NULL OR c.response_id = ANY ($6))
  ORDER BY c.response_id, c.coder;
  INSERT INTO bry.coded (tenant_id, survey_id, item, codebook, coder, response_id, version, non_answer)
  SELECT $1, $2, $3, $4, 'final', u.id, $5, false
  FROM (SELECT unnest($10) AS id UNION SELECT g.id FROM unnest($7, $9) AS g(id, given) WHERE g.given) u
  ON CONFLICT DO NOTHING;
  WITH m AS (
    SELECT c.response_id, coalesce(x.into_theme, c.theme) AS theme, c.span_begin, c.span_end, c.term, c.confidence
    FROM (SELECT DISTINCT ON (k.response_id) k.response_id, k.coder FROM bry.coded k
          WHERE k.tenant_id = $1 AND k.survey_id = $2 AND k.item = $3 AND k.codebook = $4 AND k.coder IN ('rules', 'model')
            AND ($6 IS NULL OR k.response_id = ANY ($6)) ORDER BY k.response_id, k.coder) w
    JOIN bry.coding c ON c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
      AND c.coder = w.coder AND c.response_id = w.response_id AND ($6 IS NULL OR c.response_id = ANY ($6))
    LEFT JOIN unnest($11, $12) AS x(theme, into_theme) ON x.theme = c.theme),
  d AS (SELECT u.id, u.theme, u.given FROM unnest($7, $8, $9) AS u(id, theme, given)),
  r AS (SELECT DISTINCT unnest($10) AS id)
  INSERT INTO bry.coding (tenant_id, survey_id, item, codebook, coder, response_id, theme, span_begin, span_end, term,
                          confidence)
  SELECT $1, $2, $3, $4, 'final', m.response_id, m.theme, m.span_begin, m.span_end, m.term, m.confidence
  FROM m LEFT JOIN d ON d.id = m.response_id AND d.theme = m.theme LEFT JOIN r ON r.id = m.response_id
  WHERE coalesce(d.given, r.id IS NULL)
  UNION ALL
  SELECT $1, $2, $3, $4, 'final', d.id, d.theme, 0, 0, '', NULL FROM d
  WHERE d.given AND NOT EXISTS (SELECT FROM m WHERE m.response_id = d.id AND m.theme = d.theme)
  ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION bry.final_end(tenant uuid, survey uuid, item text, codebook text, ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.admit($1, 'bry_manager');
  IF $5 IS NULL THEN
    PERFORM bry.tally_themes($1, $2, $3, $4, x.coder)
    FROM (SELECT c.coder FROM bry.coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
          UNION SELECT t.coder FROM bry.tally_coded t WHERE t.tenant_id = $1 AND t.survey_id = $2 AND t.item = $3
            AND t.codebook = $4) x
    WHERE x.coder NOT IN ('rules', 'model');
  ELSE
    PERFORM bry.tally_shift_themes($1, $2, $3, $4, ARRAY(
      SELECT DISTINCT c.coder FROM bry.coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3
        AND c.codebook = $4 AND c.coder NOT IN ('rules', 'model') AND c.response_id = ANY ($5)), $5, 1);
  END IF;
END $$;

GRANT EXECUTE ON FUNCTION bry.review_put, bry.decision_add, bry.coding_add, bry.coded_add, bry.coding_count,
                          bry.final_begin, bry.person_add, bry.final_make, bry.final_end TO bry_manager;

-- How far what came later (`late`) has moved away from what the item was coded with: the larger of half the sum of
-- differences between the themes' shares (total variation distance) and the growth in the share of texts with content
-- that have no theme. NULL: nothing with content came later, or there was nothing before.
CREATE FUNCTION bry.coding_drift(tenant uuid, survey uuid, item text, codebook text) RETURNS double precision
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
  WITH w AS (SELECT DISTINCT ON (c.response_id) c.response_id, c.coder, c.late FROM bry.coded c
             WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
               AND c.coder IN ('rules', 'model') AND NOT c.non_answer ORDER BY c.response_id, c.coder),
  h AS (SELECT DISTINCT w.late, w.response_id, k.theme FROM w JOIN bry.coding k ON k.tenant_id = $1 AND k.survey_id = $2
          AND k.item = $3 AND k.codebook = $4 AND k.coder = w.coder AND k.response_id = w.response_id),
  n AS (SELECT nullif(count(*) FILTER (WHERE h.late), 0)::float8 AS late,
               nullif(count(*) FILTER (WHERE NOT h.late), 0)::float8 AS early FROM h),
  v AS (SELECT sum(abs(t.late / n.late - t.early / n.early)) / 2 AS distance
        FROM (SELECT count(*) FILTER (WHERE h.late) AS late, count(*) FILTER (WHERE NOT h.late) AS early
              FROM h GROUP BY h.theme) t, n),
  u AS (SELECT 1 - count(DISTINCT h.response_id) FILTER (WHERE w.late) / nullif(count(DISTINCT w.response_id)
                 FILTER (WHERE w.late), 0)::float8 AS late,
               1 - count(DISTINCT h.response_id) FILTER (WHERE NOT w.late) / nullif(count(DISTINCT w.response_id)
                 FILTER (WHERE NOT w.late), 0)::float8 AS early
        FROM w LEFT JOIN h ON h.response_id = w.response_id)
  SELECT greatest(u.late - u.early, v.distance, CASE WHEN u.late IS NOT NULL AND u.early IS NOT NULL THEN 0 END)
  FROM u, v WHERE u.late IS NOT NULL AND u.early IS NOT NULL
$$;
GRANT EXECUTE ON FUNCTION bry.coding_drift TO bry_manager;

-- --- reading what counts ---

CREATE OR REPLACE FUNCTION bry.theme_counts(tenant uuid, survey uuid, item text, codebook text, segment int)
RETURNS TABLE (segment_value text, theme text, respondents bigint) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.segments[$5], NULL::text, sum(c.answered)::bigint FROM bry.tally_coded c
  WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
    AND c.coder = (SELECT bry.coder_shown($1, $2, $3, $4))
  GROUP BY 1 HAVING sum(c.answered) > 0
  UNION ALL
  SELECT k.segments[$5], t.theme, sum(t.respondents)::bigint
  FROM bry.tally_theme t CROSS JOIN LATERAL (
    SELECT c.segments FROM bry.tally_coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3
    AND c.codebook = $4
    AND c.coder = (SELECT bry.coder_shown($1, $2, $3, $4)) AND c.cell = t.cell OFFSET 0) k
  WHERE t.tenant_id = $1 AND t.survey_id = $2 AND t.item = $3 AND t.codebook = $4
    AND t.coder = (SELECT bry.coder_shown($1, $2, $3, $4))
  GROUP BY 1, 2;
$$;

CREATE OR REPLACE FUNCTION bry.theme_pairs(tenant uuid, survey uuid, item text, codebook text)
RETURNS TABLE (one text, other text, respondents bigint) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT t.theme, t.other, t.respondents FROM bry.tally_pair t
  WHERE t.tenant_id = $1 AND t.survey_id = $2 AND t.item = $3 AND t.codebook = $4
    AND t.coder = (SELECT bry.coder_shown($1, $2, $3, $4));
$$;

CREATE OR REPLACE FUNCTION bry.coded_version(tenant uuid, survey uuid, item text, codebook text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_facilitator', 'bry_manager');
  SELECT c.version FROM bry.coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3 AND c.codebook = $4
  AND c.coder = (SELECT bry.coder_shown($1, $2, $3, $4)) LIMIT 1;
$$;

-- Which machine the codings that count are of, below what people decided: 'model' or 'rules'.
CREATE FUNCTION bry.coded_by(tenant uuid, survey uuid, item text, codebook text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_facilitator', 'bry_manager');
  SELECT CASE WHEN EXISTS (SELECT FROM bry.coded c WHERE c.tenant_id = $1 AND c.survey_id = $2 AND c.item = $3
                             AND c.codebook = $4 AND c.coder = 'model') THEN 'model' ELSE 'rules' END;
$$;
GRANT EXECUTE ON FUNCTION bry.coded_by TO bry_facilitator, bry_manager;

GRANT EXECUTE ON FUNCTION bry.coder_shown TO bry_manager;

CREATE OR REPLACE FUNCTION bry.themes_shown(tenant uuid, survey uuid, item text, codebook text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.holds($1, 'bry_manager') OR NOT EXISTS (
    SELECT FROM bry.tally_erased e WHERE e.tenant_id = $1 AND e.survey_id = $2 AND e.item = $3 AND e.codebook = $4
    AND e.coder = (SELECT bry.coder_shown($1, $2, $3, $4))
    AND (e.changes > 0 OR coalesce(e.moved_by = pg_current_xact_id_if_assigned()::text::bigint, false)));
$$;

CREATE OR REPLACE FUNCTION bry.themes_show(tenant uuid, survey uuid, item text, codebook text) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT bry.admit($1, 'bry_facilitator', 'bry_manager');
  WITH ready AS (SELECT e.tenant_id, e.survey_id, e.item, e.codebook, e.coder FROM bry.tally_erased e
                 WHERE e.tenant_id = $1 AND e.survey_id = $2 AND e.item = $3 AND e.codebook = $4
                   AND e.coder = (SELECT bry.coder_shown($1, $2, $3, $4))
                   AND e.changes >= 5 FOR UPDATE SKIP LOCKED)
  UPDATE bry.tally_erased e SET changes = 0, moved_by = pg_current_xact_id()::text::bigint FROM ready r
  WHERE (e.tenant_id, e.survey_id, e.item, e.codebook, e.coder)
      = (r.tenant_id, r.survey_id, r.item, r.codebook, r.coder);
$$;

-- --- erasure and seal: as before, and of decisions ---

CREATE OR REPLACE FUNCTION bry.forget_responses(in_tenant uuid, in_survey uuid, in_ids uuid[]) RETURNS jsonb
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
    DELETE FROM bry.decision d WHERE d.tenant_id = in_tenant AND d.survey_id = in_survey AND d.response_id = ANY (ids);
    DELETE FROM bry.decision d WHERE d.tenant_id = in_tenant AND d.survey_id = in_survey AND d.op = 'undo'
      AND NOT EXISTS (SELECT FROM bry.decision o WHERE o.tenant_id = d.tenant_id AND o.survey_id = d.survey_id
        AND o.item = d.item AND o.codebook = d.codebook AND o.epoch = d.epoch AND o.line = d.undoes);
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

-- Decisions get the new ids, lose their dates, and what was taken back goes with its undo. The order in which people coded
-- would tell which answers were there first: between two decisions about themes, which must stay where they are, those
-- about answers are put in the order of the new ids; those about one answer keep theirs. None can be undone any more.
CREATE FUNCTION bry.decision_seal(in_tenant uuid, in_survey uuid, key bytea) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (DELETE FROM bry.decision d WHERE d.tenant_id = $1 AND d.survey_id = $2 RETURNING d.*),
  kept AS (SELECT g.*, bry.sealed_id(g.response_id, $3) AS id,
                  count(*) FILTER (WHERE g.response_id IS NULL) OVER (PARTITION BY g.item, g.codebook, g.epoch
                                                                      ORDER BY g.line) AS block
           FROM gone g WHERE g.op <> 'undo' AND NOT EXISTS (
             SELECT FROM gone u WHERE u.item = g.item AND u.codebook = g.codebook AND u.epoch = g.epoch
               AND u.undoes = g.line))
  INSERT INTO bry.decision (tenant_id, survey_id, item, codebook, epoch, line, coder, login, decided_on, op, response_id,
                            body, carried)
  SELECT k.tenant_id, k.survey_id, k.item, k.codebook, k.epoch,
         row_number() OVER (PARTITION BY k.item, k.codebook, k.epoch
                            ORDER BY k.block, k.id NULLS FIRST, k.line), k.coder, k.login, NULL, k.op, k.id, k.body, true
  FROM kept k ORDER BY k.item, k.codebook, k.epoch, k.block, k.id NULLS FIRST, k.line
$$;

CREATE OR REPLACE FUNCTION bry.survey_seal(in_tenant uuid, in_survey uuid, in_wait_ms int) RETURNS text
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
  INSERT INTO bry.coding (tenant_id, survey_id, item, codebook, coder, response_id, theme, span_begin, span_end, term,
                          confidence)
  SELECT tenant_id, survey_id, item, codebook, coder, bry.sealed_id(response_id, key) AS id, theme, span_begin, span_end,
         term, confidence FROM gone ORDER BY id;
  GET DIAGNOSTICS written = ROW_COUNT;
  done := done + written;
  RAISE NOTICE 'bry % of %', done, total;
  PERFORM bry.decision_seal(in_tenant, in_survey, key);
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
