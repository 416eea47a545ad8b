-- Gigamaps: maps that portals, facilitators and managers of a tenant make together. A map is its log: revisions are added and
-- never changed, also not by the owner; what the map looks like is worked out by the library. No text of answers is in it:
-- evidence is references.
SET LOCAL ROLE bry_owner;

CREATE TABLE bry.map (
  tenant_id  uuid NOT NULL REFERENCES bry.tenant,
  map        text NOT NULL CHECK (map ~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$'),
  title      text NOT NULL CHECK (octet_length(title) BETWEEN 1 AND 1000),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, map)
);

-- The revision that an edit makes is one more than the one it was made for: of two at once the second finds its place taken.
CREATE TABLE bry.map_revision (
  tenant_id   uuid NOT NULL,
  map         text NOT NULL,
  revision    int  NOT NULL CHECK (revision > 0),
  act         text NOT NULL CHECK (act IN ('apply', 'rebuild', 'undo', 'redo')),
  of_revision int,                  -- what is undone or done again
  role        text NOT NULL,        -- of the login; never who
  made_at     timestamptz NOT NULL DEFAULT now(),
  body        text,                 -- JSON: the operations, or the derived map
  PRIMARY KEY (tenant_id, map, revision),
  FOREIGN KEY (tenant_id, map) REFERENCES bry.map,
  CHECK (CASE WHEN act IN ('apply', 'rebuild')
              THEN of_revision IS NULL AND body IS NOT NULL AND octet_length(body) <= 16777216 AND body::json IS NOT NULL
              ELSE of_revision IS NOT NULL AND of_revision > 0 AND of_revision < revision AND body IS NULL END)
);

SELECT bry.guard('bry.map', 'bry_manager: SELECT, bry_portal: SELECT, bry_facilitator: SELECT');
SELECT bry.guard('bry.map_revision', 'bry_manager: SELECT, bry_portal: SELECT, bry_facilitator: SELECT');
REVOKE UPDATE, DELETE, TRUNCATE ON bry.map, bry.map_revision FROM bry_owner;
GRANT UPDATE (title) ON bry.map TO bry_owner; -- a key that others refer to is locked by who may update something

-- Whether it was new.
CREATE FUNCTION bry.map_add(in_tenant uuid, in_map text, in_title text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM bry.admit(in_tenant, 'bry_portal', 'bry_facilitator', 'bry_manager');
  INSERT INTO bry.map (tenant_id, map, title) VALUES (in_tenant, in_map, in_title) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

-- The new revision; 0: there is a newer one than was seen; -1: there is no such map; -2: the log is full. A log is read whole,
-- up to 64 MiB, with some hundred bytes a line beside the bodies: so it is full before, and can be undone in for some time yet. What is derived from answers comes from who
-- may see it: facilitators and managers.
CREATE FUNCTION bry.map_append(in_tenant uuid, in_map text, in_seen int, in_act text, in_of int, in_body text)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  held text;
BEGIN
  IF in_act = 'rebuild' THEN
    PERFORM bry.admit(in_tenant, 'bry_facilitator', 'bry_manager');
  ELSE
    PERFORM bry.admit(in_tenant, 'bry_portal', 'bry_facilitator', 'bry_manager');
  END IF;
  IF NOT EXISTS (SELECT FROM bry.map m WHERE m.tenant_id = in_tenant AND m.map = in_map) THEN RETURN -1; END IF;
  IF in_seen IS DISTINCT FROM coalesce((SELECT max(r.revision) FROM bry.map_revision r
                                        WHERE r.tenant_id = in_tenant AND r.map = in_map), 0) THEN
    RETURN 0;
  END IF;
  IF (SELECT coalesce(sum(coalesce(octet_length(r.body), 0) + 100), 0) FROM bry.map_revision r
      WHERE r.tenant_id = in_tenant AND r.map = in_map) + coalesce(octet_length(in_body), 0)
     > (CASE WHEN in_body IS NULL THEN 66060288 ELSE 62914560 END) THEN
    RETURN -2;
  END IF;
  SELECT min(substr(m.role::text, 5)) INTO held FROM bry.member m
  WHERE m.tenant_id = in_tenant AND m.login = session_user AND m.role IN ('bry_portal', 'bry_facilitator', 'bry_manager');
  INSERT INTO bry.map_revision (tenant_id, map, revision, act, of_revision, role, body)
  VALUES (in_tenant, in_map, in_seen + 1, in_act, in_of, held, in_body) ON CONFLICT DO NOTHING;
  RETURN CASE WHEN FOUND THEN in_seen + 1 ELSE 0 END;
END $$;

GRANT EXECUTE ON FUNCTION bry.map_add TO bry_portal, bry_facilitator, bry_manager;
GRANT EXECUTE ON FUNCTION bry.map_append TO bry_portal, bry_facilitator, bry_manager;
