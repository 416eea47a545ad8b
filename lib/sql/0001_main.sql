-- The main tables. tenant_id leads every key, so that the schema can be distributed by it; nothing here fires a trigger
-- or draws from a sequence when a response is submitted.

CREATE TABLE bry.tenant (
  tenant_id uuid NOT NULL,          -- UUIDv5 of the slug: unique slugs without a second key
  slug      text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  name      text NOT NULL,
  added_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id)
);

-- A published version: immutable, named by the SHA-256 of its canonical document.
CREATE TABLE bry.questionnaire (
  tenant_id    uuid NOT NULL REFERENCES bry.tenant,
  version      text NOT NULL CHECK (version ~ '^[0-9a-f]{64}$'),
  document     text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, version)
);

-- Where a version's answers lie in a response: derived from the document, kept for people who read with SQL.
CREATE TABLE bry.slot (
  tenant_id uuid NOT NULL,
  version   text NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('closed', 'text')),
  slot      int  NOT NULL,          -- from 1, as SQL counts array elements
  item      text NOT NULL,
  part      text,
  type      text NOT NULL,
  codes     text[],                 -- closed: the value of code i - 1 stands at i
  PRIMARY KEY (tenant_id, version, kind, slot),
  FOREIGN KEY (tenant_id, version) REFERENCES bry.questionnaire
);

CREATE TABLE bry.survey (
  tenant_id  uuid NOT NULL REFERENCES bry.tenant,
  survey_id  uuid NOT NULL,         -- UUIDv5 of the slug within the tenant
  slug       text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  title      text NOT NULL,
  version    text NOT NULL,
  segments   text NOT NULL,         -- canonical JSON
  state      text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'open', 'closed')),
  opens_at   timestamptz NOT NULL DEFAULT '-infinity',
  closes_at  timestamptz NOT NULL DEFAULT 'infinity',
  salt       bytea NOT NULL,        -- keys the ids of imported rows that came without one
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, survey_id),
  FOREIGN KEY (tenant_id, version) REFERENCES bry.questionnaire
);

-- One row a response. No foreign key: a submit reads its survey anyway, and the check would lock that one row for all.
CREATE TABLE bry.response (
  tenant_id    uuid NOT NULL,
  survey_id    uuid NOT NULL,
  response_id  uuid NOT NULL,
  received_on  date NOT NULL DEFAULT current_date, -- a date and no time
  content_hash bytea NOT NULL,      -- 16 bytes: tells a repeated submit from a conflicting one
  segments     text[] NOT NULL,     -- by the survey's order
  closed       smallint[] NOT NULL, -- codes by slot; below 0: why there is none
  texts        text[] NOT NULL,     -- by slot
  PRIMARY KEY (tenant_id, survey_id, response_id)
);

CREATE TABLE bry.codebook (
  tenant_id uuid NOT NULL REFERENCES bry.tenant,
  codebook  text NOT NULL,
  version   text NOT NULL,
  document  text NOT NULL,
  put_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, codebook, version)
);

-- What was coded, and by whom: one row a text, so that "no theme" differs from "not coded". No foreign key to the
-- codebook: it would be looked up for every text, and codebooks are never removed.
CREATE TABLE bry.coded (
  tenant_id   uuid NOT NULL,
  survey_id   uuid NOT NULL,
  item        text NOT NULL,        -- as the API names it: item, item.part or item-Comment
  codebook    text NOT NULL,
  coder       text NOT NULL,        -- 'rules', or a person's or model's name
  response_id uuid NOT NULL,
  version     text NOT NULL,        -- of the codebook
  non_answer  boolean NOT NULL,
  PRIMARY KEY (tenant_id, survey_id, item, codebook, coder, response_id)
);

CREATE TABLE bry.coding (
  tenant_id   uuid NOT NULL,
  survey_id   uuid NOT NULL,
  item        text NOT NULL,
  codebook    text NOT NULL,
  coder       text NOT NULL,
  response_id uuid NOT NULL,
  theme       text NOT NULL,
  span_begin  int  NOT NULL,        -- bytes of the UTF-8 text
  span_end    int  NOT NULL,
  term        text NOT NULL,
  PRIMARY KEY (tenant_id, survey_id, item, codebook, coder, response_id, theme, span_begin, span_end)
);

-- Answers in the long form, for people: a row an answer, values as in the document.
CREATE VIEW bry.answer_long AS
SELECT r.tenant_id, r.survey_id, r.response_id, s.item, s.part, s.type,
       CASE WHEN s.kind = 'closed' AND r.closed[s.slot] >= 0 THEN s.codes[r.closed[s.slot] + 1]
            WHEN s.kind = 'text' THEN r.texts[s.slot] END AS value,
       CASE WHEN s.kind = 'closed' THEN CASE r.closed[s.slot] WHEN -1 THEN 'hidden' WHEN -2 THEN 'skipped'
                                             WHEN -3 THEN 'not asked' END END AS missing
FROM bry.response r
JOIN bry.survey v USING (tenant_id, survey_id)
JOIN bry.slot s ON s.tenant_id = r.tenant_id AND s.version = v.version;
