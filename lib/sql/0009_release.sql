-- Releases: what researchers see, and all that they see. Made by the library from answers that a manager may read; kept as
-- they were put, and withdrawn only by an act that leaves its line. Their tables hold no group that was withheld.
SET LOCAL ROLE bry_owner;

CREATE TABLE bry.release (
  tenant_id    uuid NOT NULL REFERENCES bry.tenant,
  release      text NOT NULL CHECK (release ~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$'),
  version      int  NOT NULL CHECK (version > 0),
  survey       text NOT NULL,       -- its slug: the survey itself may be in another database
  hash         text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'), -- SHA-256 of the manifest, which has those of the tables
  manifest     text,                -- NULL when withdrawn, as is the audit: tables of few cells can be found from their hashes
  audit        text,
  published_on date NOT NULL DEFAULT current_date,
  withdrawn_on date,
  reason       text CHECK (octet_length(reason) <= 1000),
  PRIMARY KEY (tenant_id, release, version),
  CHECK (CASE WHEN withdrawn_on IS NULL
              THEN manifest IS NOT NULL AND audit IS NOT NULL AND encode(sha256(convert_to(manifest, 'UTF8')), 'hex') = hash
              ELSE manifest IS NULL AND audit IS NULL END)
);

CREATE TABLE bry.release_table (
  tenant_id uuid NOT NULL,
  release   text NOT NULL,
  version   int  NOT NULL,
  place     int  NOT NULL,
  name      text NOT NULL,
  document  text NOT NULL,          -- the table as JSON
  PRIMARY KEY (tenant_id, release, version, name),
  FOREIGN KEY (tenant_id, release, version) REFERENCES bry.release
);

-- What the next release of the survey must reckon with: how many people there were in each combination of segments, also
-- below any minimum, and what was shown of them. For managers, who read the answers.
CREATE TABLE bry.release_ground (
  tenant_id uuid NOT NULL,
  survey_id uuid NOT NULL,
  number    int  NOT NULL,          -- the first release of the survey is 1
  release   text NOT NULL,
  version   int  NOT NULL,
  ground    text NOT NULL,
  PRIMARY KEY (tenant_id, survey_id, number),
  FOREIGN KEY (tenant_id, release, version) REFERENCES bry.release
);

SELECT bry.guard('bry.release', 'bry_manager: SELECT, bry_researcher: SELECT');
SELECT bry.guard('bry.release_table', 'bry_manager: SELECT, bry_researcher: SELECT');
SELECT bry.guard('bry.release_ground', 'bry_manager: SELECT');
CREATE POLICY not_withdrawn ON bry.release_table AS RESTRICTIVE FOR SELECT
  TO bry_owner, bry_manager, bry_researcher
  USING (NOT EXISTS (SELECT FROM bry.release r WHERE r.tenant_id = release_table.tenant_id
                       AND r.release = release_table.release AND r.version = release_table.version
                       AND r.withdrawn_on IS NOT NULL));
-- Nobody changes one, the owner's functions included.
REVOKE UPDATE, DELETE, TRUNCATE ON bry.release, bry.release_table, bry.release_ground FROM bry_owner;
GRANT UPDATE (withdrawn_on, reason, manifest, audit) ON bry.release TO bry_owner;
-- The one change is that it is withdrawn.
CREATE POLICY withdrawn_alone ON bry.release AS RESTRICTIVE FOR UPDATE TO bry_owner
  USING (withdrawn_on IS NULL) WITH CHECK (withdrawn_on IS NOT NULL);

-- The tables in the long form, for people: a row a cell. "missing" says why there is no value, such as withheld.
CREATE VIEW bry.release_value WITH (security_barrier) AS
SELECT t.tenant_id, t.release, t.version, t.name AS table_name, c.row_number::int AS row_number,
       d.documented ->> 'name' AS column_name, c.cells ->> (d.place::int - 1) AS value,
       (SELECT m ->> 'reason' FROM jsonb_array_elements(x.document -> 'missing') m
        WHERE (m ->> 'row')::bigint = c.row_number - 1 AND m ->> 'column' = d.documented ->> 'name') AS missing
FROM bry.release_table t
JOIN bry.release r USING (tenant_id, release, version)
CROSS JOIN LATERAL (SELECT t.document::jsonb AS document OFFSET 0) x
CROSS JOIN LATERAL jsonb_array_elements(x.document -> 'rows') WITH ORDINALITY AS c(cells, row_number)
CROSS JOIN LATERAL jsonb_array_elements(x.document -> 'columns') WITH ORDINALITY AS d(documented, place)
WHERE r.withdrawn_on IS NULL AND t.tenant_id = ANY (ARRAY(
  SELECT m.tenant_id FROM bry.member m WHERE m.login = session_user AND m.role IN ('bry_manager', 'bry_researcher')));
GRANT SELECT ON bry.release_value TO bry_manager, bry_researcher;

-- Whether the manifest is the one of the hash, and the tables those of the manifest.
CREATE FUNCTION bry.release_whole(in_hash text, in_manifest text, in_names text[], in_documents text[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(sha256(convert_to(in_manifest, 'UTF8')), 'hex') = in_hash
     AND (in_manifest::jsonb -> 'tables') = (
       SELECT coalesce(jsonb_agg(jsonb_build_object('name', u.name, 'sha256',
                encode(sha256(convert_to(u.document, 'UTF8')), 'hex')) ORDER BY u.place), '[]')
       FROM unnest(in_names, in_documents) WITH ORDINALITY AS u(name, document, place))
$$;

CREATE FUNCTION bry.release_tables_add(in_tenant uuid, in_release text, in_version int, in_names text[],
                                       in_documents text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO bry.release_table (tenant_id, release, version, place, name, document)
  SELECT in_tenant, in_release, in_version, u.place, u.name, u.document
  FROM unnest(in_names, in_documents) WITH ORDINALITY AS u(name, document, place)
$$;

-- The new version, from 1; 0: another release of the survey came first; -1: no such survey; -2: the survey is not closed, or
-- not sealed; -3: the parts are not of one piece.
CREATE FUNCTION bry.release_put(in_tenant uuid, in_survey uuid, in_number int, in_release text, in_hash text,
                                in_manifest text, in_audit text, in_ground text, in_names text[], in_documents text[])
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s record;
  made int;
BEGIN
  PERFORM bry.manager_only(in_tenant);
  SELECT slug, state, privacy, sealed INTO s FROM bry.survey
  WHERE tenant_id = in_tenant AND survey_id = in_survey FOR UPDATE;
  IF NOT FOUND THEN RETURN -1; END IF;
  IF s.state <> 'closed' OR (s.privacy = 'anonymous' AND NOT s.sealed) THEN RETURN -2; END IF;
  IF in_number IS DISTINCT FROM (SELECT count(*) + 1 FROM bry.release_ground g
                                 WHERE g.tenant_id = in_tenant AND g.survey_id = in_survey) THEN
    RETURN 0;
  END IF;
  IF bry.release_whole(in_hash, in_manifest, in_names, in_documents) IS NOT TRUE THEN RETURN -3; END IF;
  SELECT coalesce(max(r.version), 0) + 1 INTO made FROM bry.release r
  WHERE r.tenant_id = in_tenant AND r.release = in_release;
  INSERT INTO bry.release (tenant_id, release, version, survey, hash, manifest, audit)
  VALUES (in_tenant, in_release, made, s.slug, in_hash, in_manifest, in_audit);
  PERFORM bry.release_tables_add(in_tenant, in_release, made, in_names, in_documents);
  INSERT INTO bry.release_ground (tenant_id, survey_id, number, release, version, ground)
  VALUES (in_tenant, in_survey, in_number, in_release, made, in_ground);
  PERFORM bry.audit_survey(in_tenant, in_survey, 'release.publish',
                           jsonb_build_object('version', made, 'tables', cardinality(in_names)));
  RETURN made;
END $$;

-- 'withdrawn', 'already', 'gone'.
CREATE FUNCTION bry.release_withdraw(in_tenant uuid, in_release text, in_version int, in_reason text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.manager_only(in_tenant);
  UPDATE bry.release SET withdrawn_on = current_date, reason = in_reason, manifest = NULL, audit = NULL
  WHERE tenant_id = in_tenant AND release = in_release AND version = in_version AND withdrawn_on IS NULL;
  IF FOUND THEN
    PERFORM bry.audit_note(in_tenant, 'release.withdraw', in_release, jsonb_build_object('version', in_version));
    RETURN 'withdrawn';
  END IF;
  RETURN CASE WHEN EXISTS (SELECT FROM bry.release WHERE tenant_id = in_tenant AND release = in_release
                             AND version = in_version) THEN 'already' ELSE 'gone' END;
END $$;

-- A release of another database, or that it is withdrawn there: 'taken', 'same', 'other' (there is another of that name and
-- version), 'broken' (its parts are not of one piece). Of one that is withdrawn neither tables nor manifest come.
CREATE FUNCTION bry.release_take(in_tenant uuid, in_release text, in_version int, in_survey text, in_hash text,
                                 in_manifest text, in_audit text, in_published date, in_withdrawn date, in_reason text,
                                 in_names text[], in_documents text[]) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r bry.release;
BEGIN
  PERFORM bry.manager_only(in_tenant);
  SELECT * INTO r FROM bry.release WHERE tenant_id = in_tenant AND release = in_release AND version = in_version;
  IF FOUND THEN
    IF r.hash <> in_hash THEN RETURN 'other'; END IF;
    IF in_withdrawn IS NULL OR r.withdrawn_on IS NOT NULL THEN RETURN 'same'; END IF;
    UPDATE bry.release SET withdrawn_on = in_withdrawn, reason = in_reason, manifest = NULL, audit = NULL
    WHERE tenant_id = in_tenant AND release = in_release AND version = in_version;
  ELSE
    IF in_withdrawn IS NULL AND bry.release_whole(in_hash, in_manifest, in_names, in_documents) IS NOT TRUE THEN
      RETURN 'broken';
    END IF;
    INSERT INTO bry.release (tenant_id, release, version, survey, hash, manifest, audit, published_on, withdrawn_on, reason)
    VALUES (in_tenant, in_release, in_version, in_survey, in_hash, CASE WHEN in_withdrawn IS NULL THEN in_manifest END,
            CASE WHEN in_withdrawn IS NULL THEN in_audit END, in_published, in_withdrawn, in_reason);
    IF in_withdrawn IS NULL THEN
      PERFORM bry.release_tables_add(in_tenant, in_release, in_version, in_names, in_documents);
    END IF;
  END IF;
  PERFORM bry.audit_note(in_tenant, 'release.take', in_release, jsonb_build_object('version', in_version));
  RETURN 'taken';
END $$;
GRANT EXECUTE ON FUNCTION bry.release_put, bry.release_withdraw, bry.release_take TO bry_manager;
