-- Many responses at once. COPY does not enter a table with row-level security, and a portal may not read what it put in:
-- so a batch is one parameter, an array of these, and one function stores it and says what became of each.

SET LOCAL ROLE bry_owner;

CREATE TYPE bry.incoming AS (
  response_id  uuid,
  content_hash bytea,
  segments     text[],
  closed       smallint[],
  texts        text[]
);

-- What became of each item, a letter each in their order, behind one for the survey's door:
--   door: o open, d draft, c closed, e early, l late, p open to responses that come with more than answers; no letters at
--         all when there is no such survey
--   item: s stored now, r repeated (it was there), x there with other content, - not stored, since the door is shut
-- Of equal ids the first is stored. The survey can't be closed before the batch is in or out. An import is a manager's
-- work; all else that decides who may answer now belongs into `door`.
--
-- Rows are first inserted as if none were there, which costs least; the look-ups are for when one was. The violation
-- stays in here, so that no key comes into the server's log.
CREATE FUNCTION bry.take_responses(of_tenant uuid, of_survey uuid, its_salt bytea, items bry.incoming[],
                                   as_import boolean)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  door text;
  stored uuid[];
BEGIN
  IF NOT bry.holds(of_tenant, VARIADIC CASE WHEN as_import THEN '{bry_manager}'::name[]
                                            ELSE '{bry_manager,bry_portal}' END) THEN
    RAISE insufficient_privilege USING MESSAGE = CASE WHEN as_import THEN 'only a manager of the tenant may import'
                                                      ELSE 'only a portal or a manager of the tenant may submit' END;
  END IF;
  SELECT CASE WHEN s.state = 'draft' THEN 'd' WHEN s.state <> 'open' THEN 'c' WHEN now() < s.opens_at THEN 'e'
              WHEN now() >= s.closes_at THEN 'l' WHEN NOT s.plain THEN 'p' ELSE 'o' END
    INTO door FROM bry.survey s
   WHERE s.tenant_id = of_tenant AND s.survey_id = of_survey AND s.salt = its_salt FOR SHARE;
  IF door IS NULL THEN
    RETURN '';
  END IF;
  IF door = 'o' AND cardinality(items) > 0 THEN
    BEGIN
      INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts)
      SELECT of_tenant, of_survey, i.response_id, i.content_hash, i.segments, i.closed, i.texts FROM unnest(items) i;
      RETURN door || repeat('s', cardinality(items));
    EXCEPTION WHEN unique_violation THEN
      WITH taken AS (
        INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts)
        SELECT of_tenant, of_survey, i.response_id, i.content_hash, i.segments, i.closed, i.texts FROM unnest(items) i
        ON CONFLICT DO NOTHING RETURNING response_id)
      SELECT array_agg(response_id) INTO stored FROM taken;
    END;
  END IF;
  RETURN door || coalesce((
    SELECT string_agg(CASE WHEN t.id IS NOT NULL AND g.nth = 1 THEN 's' WHEN r.content_hash = g.content_hash THEN 'r'
                           WHEN r.content_hash IS NOT NULL THEN 'x' ELSE '-' END, '' ORDER BY g.place)
      FROM (SELECT i.response_id, i.content_hash, i.place,
                   row_number() OVER (PARTITION BY i.response_id ORDER BY i.place) AS nth
              FROM unnest(items) WITH ORDINALITY AS i(response_id, content_hash, segments, closed, texts, place)) g
      LEFT JOIN unnest(stored) AS t(id) ON t.id = g.response_id
      LEFT JOIN LATERAL (SELECT p.content_hash FROM bry.response p
                          WHERE p.tenant_id = of_tenant AND p.survey_id = of_survey
                            AND p.response_id = g.response_id OFFSET 0) r ON true), '');
END $$;
REVOKE EXECUTE ON FUNCTION bry.take_responses FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bry.take_responses TO bry_manager, bry_portal;

-- Submits that came at the same time, of different ids, in one statement. A letter each in their order: s stored now, -
-- not, because its id was there already, or because the survey takes no plain answers now. Who was not stored asks by
-- itself.
CREATE FUNCTION bry.take_joined(of_tenant uuid, of_survey uuid, its_salt bytea, items bry.incoming[]) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  stored uuid[];
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN -- an older snapshot shows a closed survey open
    RAISE EXCEPTION 'submitting needs READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
  END IF;
  BEGIN
    INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts, fold_xid)
    SELECT of_tenant, of_survey, i.response_id, i.content_hash, i.segments, i.closed, i.texts,
           txid_current() | 255
      FROM bry.survey s, unnest(items) i
     WHERE s.tenant_id = of_tenant AND s.survey_id = of_survey AND s.salt = its_salt AND s.state = 'open' AND s.plain
       AND s.opens_at <= now() AND now() < s.closes_at
       AND EXISTS (SELECT FROM bry.member m WHERE m.tenant_id = of_tenant AND m.login = session_user
                                              AND m.role IN ('bry_manager', 'bry_portal'));
    RETURN repeat(CASE WHEN FOUND THEN 's' ELSE '-' END, cardinality(items));
  EXCEPTION WHEN unique_violation THEN -- stays in here, so that no key comes into the server's log
    -- The same without the ids that are there. Not at once: ON CONFLICT costs each row some microseconds.
    WITH taken AS (
      INSERT INTO bry.response (tenant_id, survey_id, response_id, content_hash, segments, closed, texts, fold_xid)
      SELECT of_tenant, of_survey, i.response_id, i.content_hash, i.segments, i.closed, i.texts,
             txid_current() | 255
        FROM bry.survey s, unnest(items) i
       WHERE s.tenant_id = of_tenant AND s.survey_id = of_survey AND s.salt = its_salt AND s.state = 'open' AND s.plain
         AND s.opens_at <= now() AND now() < s.closes_at
         AND EXISTS (SELECT FROM bry.member m WHERE m.tenant_id = of_tenant AND m.login = session_user
                                                AND m.role IN ('bry_manager', 'bry_portal'))
      ON CONFLICT DO NOTHING RETURNING response_id)
    SELECT array_agg(response_id) INTO stored FROM taken;
  END;
  RETURN (SELECT string_agg(CASE WHEN i.response_id = ANY (stored) THEN 's' ELSE '-' END, '' ORDER BY i.place)
            FROM unnest(items) WITH ORDINALITY AS i(response_id, content_hash, segments, closed, texts, place));
END $$;
REVOKE EXECUTE ON FUNCTION bry.take_joined FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bry.take_joined TO bry_manager, bry_portal;
