/* bry_survey_quotes(): the database gives candidates, of those who said that they may be quoted; the theme layer offers those
 * that stand for their theme (theme/exemplars.h), and of these the first that may be quoted (quotable.h) and say something
 * new are taken. They are listed in the order of a keyed hash, which tells neither rank nor time. */
#include "core/hash.h"
#include "core/mem.h"
#include "core/table.h"
#include "core/uuid.h"
#include "store/codebook.h"
#include "store/lookup.h"
#include "store/quotable.h"
#include "store/statements.h"
#include "theme/codebook.h"
#include "theme/exemplars.h"

#include <stdlib.h>
#include <string.h>

enum { PER_THEME_MAX = 20, COLUMN_THEME = 0, COLUMN_ID = 1, COLUMN_TEXT = 2, COLUMN_THEMES = 3, COLUMN_SURE = 4 };

/* $5 is the text slot from 1, $6 the closed slot from 1 that must hold a yes, or 0. Ten respondents; the 1,000 candidates a
 * theme that are most about it; 15 to 160 characters. Right after a coding the planner knows nothing of the new rows and may
 * join them row by row with all others: so windows rank them, and OFFSET 0 keeps it at one probe of the primary key a
 * candidate. */
static const bry__statement QUOTE_CANDIDATES = {
    "quote_candidates",
    "SELECT c.theme, c.response_id, r.texts[$5::int], c.themes, c.sure FROM (SELECT theme, response_id, themes, "
    "hits, sure,"
    " row_number() OVER (PARTITION BY theme ORDER BY themes, sure DESC, hits DESC, response_id) AS place,"
    " count(*) OVER (PARTITION BY theme) AS respondents FROM (SELECT response_id, theme COLLATE \"C\" AS theme,"
    " count(*) AS hits, round(1000 * max(coalesce(confidence, 1)))::int AS sure, count(*) OVER (PARTITION BY "
    "response_id) AS themes FROM bry.coding"
    " WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND item = $3::text AND codebook = $4::text"
    " AND coder = (SELECT bry.coder_shown($1::uuid, $2::uuid, $3::text, $4::text)) GROUP BY response_id, theme) h) c"
    " CROSS JOIN LATERAL (SELECT texts, closed FROM bry.response WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"
    " AND response_id = c.response_id OFFSET 0) r"
    " WHERE c.place <= 1000 AND c.respondents >= 10 AND char_length(r.texts[$5::int]) BETWEEN 15 AND 160"
    " AND ($6::int = 0 OR r.closed[$6::int] = 1)"
    " ORDER BY c.theme, c.themes, c.sure DESC, c.hits DESC, char_length(r.texts[$5::int]), c.response_id",
    BRY__ROWS_MANY};

const bry__statement *const bry__quotes_statements[] = {&QUOTE_CANDIDATES, NULL};

typedef struct quote {
  int32_t theme;
  int row;
  uint64_t fingerprint;
  uint8_t key[16]; /* its place in the list */
} quote;

typedef struct choice {
  const bry__coded *coded;
  const PGresult *candidates;
  bry__common_words words;
  bry__exemplars exemplars;
  bry__exemplar_text *texts; /* by row */
  quote *quotes;
  size_t count, capacity;
} choice;

static const char *text_of(const choice *c, int row, size_t *size) {
  *size = (size_t)PQgetlength(c->candidates, row, COLUMN_TEXT);
  return PQgetvalue(c->candidates, row, COLUMN_TEXT);
}

/* How sure its coding is (in thousandths), over the number of its themes. */
static double weight_of(const choice *c, int row) {
  double themes = (double)strtol(PQgetvalue(c->candidates, row, COLUMN_THEMES), NULL, 10);
  return (double)strtol(PQgetvalue(c->candidates, row, COLUMN_SURE), NULL, 10) / (1000 * themes);
}

static int learn_words(choice *c) {
  for (int i = 0; i < PQntuples(c->candidates); i++) {
    size_t size = 0;
    const char *text = text_of(c, i, &size);
    c->texts[i] = (bry__exemplar_text){.text = text, .size = size, .weight = weight_of(c, i)};
    if (bry__common_words_take(&c->words, text, size) != 0) return -1;
    if (bry__exemplars_count(&c->exemplars, text, size) != 0) return -1;
  }
  bry__common_words_settle(&c->words);
  return 0;
}

/* A quote stands once in the table, and once among those that say the same. */
static int is_said(const choice *c, uint64_t fingerprint) {
  for (size_t i = 0; i < c->count; i++) {
    if (c->quotes[i].fingerprint == fingerprint) return 1;
  }
  return 0;
}

static void make_key(const choice *c, int row, uint8_t out[16]) {
  uint8_t message[22] = {'q', 'u', 'o', 't', 'e', 0};
  if (!bry__uuid_parse(PQgetvalue(c->candidates, row, COLUMN_ID), message + 6)) memset(message + 6, 0, 16);
  bry__blake2b_128(message, sizeof message, c->coded->survey->salt, sizeof c->coded->survey->salt, out);
}

/* 1 when taken, 0 when not, -1: no memory. */
static int consider(choice *c, int32_t theme, int row) {
  size_t size = 0;
  const char *text = text_of(c, row, &size);
  int quotable = bry__is_quotable(&c->words, text, size);
  if (quotable <= 0) return quotable;
  uint64_t fingerprint = bry__quote_fingerprint(text, size);
  if (is_said(c, fingerprint)) return 0;
  if (bry__grow((void **)&c->quotes, &c->capacity, c->count + 1, sizeof *c->quotes) != 0) return -1;
  quote *q = &c->quotes[c->count++];
  *q = (quote){.theme = theme, .row = row, .fingerprint = fingerprint};
  make_key(c, row, q->key);
  return 1;
}

/* Of the rows from `first` up to `end`, which are of one theme. */
static int choose_of_theme(choice *c, int first, int end, int32_t per_theme) {
  int32_t theme = bry__codebook_theme_find(c->coded->codebook, PQgetvalue(c->candidates, first, COLUMN_THEME));
  if (theme < 0) return 0;
  if (bry__exemplars_theme(&c->exemplars, c->texts + first, end - first) != 0) return -1;
  for (int32_t taken = 0; taken < per_theme;) {
    int64_t offered = bry__exemplars_next(&c->exemplars);
    if (offered < 0) return 0;
    int outcome = consider(c, theme, first + (int)offered);
    if (outcome < 0) return -1;
    if (outcome > 0) bry__exemplars_take(&c->exemplars, offered);
    taken += outcome;
  }
  return 0;
}

/* Candidates come by theme. */
static int choose(choice *c, int32_t per_theme) {
  int rows = PQntuples(c->candidates);
  c->texts = bry__alloc_zero((size_t)rows + 1, sizeof *c->texts);
  if (!c->texts || bry__exemplars_open(&c->exemplars) != 0 || learn_words(c) != 0) return -1;
  for (int first = 0, end; first < rows; first = end) {
    const char *id = PQgetvalue(c->candidates, first, COLUMN_THEME);
    for (end = first + 1; end < rows && strcmp(PQgetvalue(c->candidates, end, COLUMN_THEME), id) == 0;)
      end++;
    if (choose_of_theme(c, first, end, per_theme) != 0) return -1;
  }
  return 0;
}

static int by_theme_then_key(const void *a, const void *b) {
  const quote *left = a, *right = b;
  if (left->theme != right->theme) return left->theme < right->theme ? -1 : 1;
  return memcmp(left->key, right->key, sizeof left->key);
}

static bry_status list(choice *c, bry_table **out, bry_error **err) {
  const bry_codebook *codebook = c->coded->codebook;
  bry_table *t = bry__table_new("quotes", "Sitater", "Sitat", "Quotes");
  if (t) {
    bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", "Tema", "Theme");
    bry__table_column(t, "quote", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Sitat", "Sitat", "Quote");
    if (c->count > 1) qsort(c->quotes, c->count, sizeof *c->quotes, by_theme_then_key);
    for (size_t i = 0; i < c->count; i++) {
      const bry__theme *theme = &codebook->themes[c->quotes[i].theme];
      size_t size = 0;
      const char *text = text_of(c, c->quotes[i].row, &size);
      bry__table_row(t);
      bry__table_set_text(t, 0, theme->id);
      bry__table_label_value(t, 0, theme->id, &theme->label);
      bry__table_set_text_n(t, 1, text, size);
    }
  }
  return bry__table_finish(t, out, err);
}

static bry_status quote_themes(const bry__coded *coded, int32_t consent, int32_t per_theme, bry_table **out,
                               bry_error **err) {
  bry__int_param slot, asked;
  bry__param params[6];
  PGresult *candidates = NULL;
  memcpy(params, coded->params, sizeof coded->params);
  params[4] = bry__param_int(&slot, coded->slot + 1);
  params[5] = bry__param_int(&asked, consent + 1);
  bry_status status = bry__db_query(coded->conn, &QUOTE_CANDIDATES, params, 6, &candidates, err);
  if (status != BRY_OK) return status;
  choice c = {.coded = coded, .candidates = candidates};
  status = choose(&c, per_theme) == 0 ? list(&c, out, err) : bry__enomem(err);
  bry__common_words_clear(&c.words);
  bry__exemplars_close(&c.exemplars);
  bry__free(c.texts);
  bry__free(c.quotes);
  PQclear(candidates);
  return status;
}

/* The closed slot, from 0, of the item that asks whether one may be quoted; -1 where nobody is asked. */
static bry_status find_consent(const bry_survey *survey, int32_t *out_slot, bry_error **err) {
  bry__field field;
  *out_slot = -1;
  if (!bry__field_find(survey->questionnaire, BRY_QUOTE_CONSENT, &field)) return BRY_OK;
  const bry__item *item = &survey->questionnaire->items[field.item];
  if (item->type != BRY__ITEM_BOOLEAN)
    return bry__error(err, BRY_EINVAL,
                      "The item " BRY_QUOTE_CONSENT
                      " asks whether answers may be quoted: it must be of type boolean.");
  *out_slot = item->closed_slot;
  return BRY_OK;
}

bry_status bry_survey_quotes(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                             int32_t per_theme, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!store || !survey || !item || !codebook || !out) {
    return bry__error(err, BRY_EINVAL,
                      "bry_survey_quotes() needs a store, a survey, an item, a codebook and an out.");
  }
  if (per_theme < 1 || per_theme > PER_THEME_MAX) {
    return bry__error(err, BRY_EINVAL, "per_theme must be 1 to %d.", PER_THEME_MAX);
  }
  bry__coded coded = {0};
  int32_t consent = -1;
  bry_status status = bry__survey_first_person(survey, "Quotes", err);
  if (status == BRY_OK) status = bry__coded_open(&coded, store, survey, item, codebook, err);
  if (status == BRY_OK) status = find_consent(survey, &consent, err);
  if (status == BRY_OK) status = quote_themes(&coded, consent, per_theme, out, err);
  bry__coded_clear(&coded);
  return status;
}
