/* The log of decisions in the store: reading it, going through it, adding to it. What a decision means is the theme layer's
 * (theme/review.c); here is where the lines lie, which of them are undone, and what versions of the codebook come of them. */
#include "store/decisions.h"

#include "core/hash.h"
#include "core/json.h"
#include "core/mem.h"
#include "store/codebook.h"
#include "store/statements.h"
#include "theme/review.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const bry__statement REVIEW = {
    "review",
    "SELECT epoch, base, version FROM bry.review WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"
    " AND item = $3::text AND codebook = $4::text",
    BRY__ROWS_MANY};
static const bry__statement REVIEW_PUT = {
    "review_put", "SELECT FROM bry.review_put($1::uuid, $2::uuid, $3::text, $4::text, $5::int, $6::text, $7::text)",
    BRY__ROWS_MANY};
static const bry__statement DECISIONS = {
    "decisions",
    "SELECT line, coder, op, coalesce(response_id::text, ''), coalesce(decided_on::text, ''), body,"
    " coalesce(undoes, 0), carried::int FROM bry.decision WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"
    " AND item = $3::text AND codebook = $4::text AND epoch = $5::int ORDER BY line",
    BRY__ROWS_MANY};
static const bry__statement DECISION_ADD = {
    "decision_add",
    "SELECT bry.decision_add($1::uuid, $2::uuid, $3::text, $4::text, $5::int, $6::int, $7::text[], $8::text[],"
    " $9::text[], $10::text[], $11::int[], $12::boolean)",
    BRY__ROWS_ONE};
static const bry__statement NEWEST = {
    "codebook_version",
    "SELECT version FROM bry.codebook WHERE tenant_id = $1::uuid AND codebook = $2::text"
    " ORDER BY put_at DESC, version DESC LIMIT 1",
    BRY__ROWS_ONE};

const bry__statement *const bry__decisions_statements[] = {&REVIEW,       &REVIEW_PUT, &DECISIONS,
                                                           &DECISION_ADD, &NEWEST,     NULL};

/* --- entries --- */

static void clear_entries(bry__decisions *d) {
  for (size_t i = 0; i < d->count; i++) {
    bry__free(d->entries[i].coder);
    bry__free(d->entries[i].body);
  }
  d->count = d->stored = 0;
}

void bry__decisions_clear(bry__decisions *d) {
  clear_entries(d);
  bry__free(d->entries);
  bry__free(d->base);
  bry__free(d->version);
  bry_codebook_free(d->codebook);
  bry_table_free(d->verdicts);
  *d = (bry__decisions){0};
}

bry__entry *bry__decisions_add(bry__decisions *d, const char *op, const char *coder, const char *unit,
                               const char *body, size_t body_size) {
  if (bry__grow((void **)&d->entries, &d->capacity, d->count + 1, sizeof *d->entries) != 0) return NULL;
  bry__entry *e = &d->entries[d->count];
  *e = (bry__entry){.undoes = -1, .coder = bry__strdup(coder), .body = bry__strndup(body, body_size)};
  d->count++;
  snprintf(e->op, sizeof e->op, "%s", op);
  snprintf(e->unit, sizeof e->unit, "%s", unit);
  return e->coder && e->body ? e : NULL;
}

int32_t bry__decisions_undo(bry__decisions *d, const char *coder) {
  for (size_t i = d->count; i > 0; i--) {
    bry__entry *e = &d->entries[i - 1];
    if (e->carried) return -1;
    if (e->undone || strcmp(e->op, "undo") == 0 || strcmp(e->coder, coder) != 0) continue;
    e->undone = 1;
    return (int32_t)(i - 1);
  }
  return -1;
}

void bry__entry_json(bry__buffer *b, const bry__entry *e) {
  bry__buffer_format(b, "{\"op\":\"%s\",\"coder\":", e->op);
  bry__buffer_json_string(b, e->coder, strlen(e->coder));
  if (*e->unit) bry__buffer_format(b, ",\"unit\":\"%s\"", e->unit);
  if (*e->date) bry__buffer_format(b, ",\"at\":\"%s\"", e->date);
  if (strcmp(e->body, "{}") == 0) {
    bry__buffer_char(b, '}');
  } else {
    bry__buffer_char(b, ',');
    bry__buffer_text(b, e->body + 1);
  }
}

/* --- reading --- */

static int32_t number_at(const PGresult *result, int row, int column) {
  return (int32_t)strtol(PQgetvalue(result, row, column), NULL, 10);
}

static int32_t place_of_line(const bry__decisions *d, int32_t line) {
  for (size_t i = d->count; i > 0; i--) {
    if (d->entries[i - 1].line == line) return (int32_t)(i - 1);
  }
  return -1;
}

static bry_status take_row(bry__decisions *d, const PGresult *lines, int i, bry_error **err) {
  int32_t undoes = number_at(lines, i, 6), target = undoes > 0 ? place_of_line(d, undoes) : -1;
  bry__entry *e = bry__decisions_add(d, PQgetvalue(lines, i, 2), PQgetvalue(lines, i, 1), PQgetvalue(lines, i, 3),
                                     PQgetvalue(lines, i, 5), (size_t)PQgetlength(lines, i, 5));
  if (!e) return bry__enomem(err);
  e->line = number_at(lines, i, 0);
  e->number = i - PQntuples(lines) + 1;
  e->carried = number_at(lines, i, 7);
  e->undoes = target;
  snprintf(e->date, sizeof e->date, "%s", PQgetvalue(lines, i, 4));
  if (target >= 0) d->entries[target].undone = 1;
  return BRY_OK;
}

static bry_status read_lines(const bry__coding *c, bry__decisions *d, bry_error **err) {
  bry__int_param epoch;
  bry__param params[5];
  PGresult *lines = NULL;
  bry__coding_params(c, params);
  params[4] = bry__param_int(&epoch, d->epoch);
  bry_status status = bry__db_query(c->conn, &DECISIONS, params, 5, &lines, err);
  for (int i = 0; status == BRY_OK && i < PQntuples(lines); i++)
    status = take_row(d, lines, i, err);
  d->stored = d->count;
  PQclear(lines);
  return status;
}

bry_status bry__decisions_load(const bry__coding *c, bry__decisions *d, bry_error **err) {
  bry__param params[4];
  PGresult *result = NULL;
  bry__coding_params(c, params);
  bry_status status = bry__db_query(c->conn, &REVIEW, params, 4, &result, err);
  if (status == BRY_OK && PQntuples(result) > 0) {
    d->epoch = number_at(result, 0, 0);
    d->base = bry__strdup(PQgetvalue(result, 0, 1));
    d->version = bry__strdup(PQgetvalue(result, 0, 2));
    if (!d->base || !d->version) status = bry__enomem(err);
    if (status == BRY_OK) status = read_lines(c, d, err);
  }
  PQclear(result);
  return status;
}

/* --- going through it --- */

/* The lines in force, and what messages call them. */
static bry_status write_log(const bry__decisions *d, bry__buffer *log, int64_t **out_numbers, bry_error **err) {
  size_t count = 0;
  int64_t *numbers = bry__alloc_zero(d->count + 1, sizeof *numbers);
  for (size_t i = 0; numbers && i < d->count; i++) {
    const bry__entry *e = &d->entries[i];
    if (e->undone || strcmp(e->op, "undo") == 0) continue;
    bry__entry_json(log, e);
    bry__buffer_char(log, '\n');
    numbers[count++] = e->number;
  }
  *out_numbers = numbers;
  return numbers && !log->failed ? BRY_OK : bry__enomem(err);
}

/* A changed codebook's version is its content's: equal decisions on equal codebooks give one version. */
static bry_status name_version(const char *base, bry_codebook **codebook, bry_error **err) {
  const bry__json_limits limits = {16 << 20, 64};
  const char *json = bry_codebook_json(*codebook);
  struct json_object *document = NULL, *text = NULL;
  bry__buffer version = {0}, out = {0};
  bry_codebook *named = NULL;
  uint8_t hash[16];
  char hex[33];
  bry_status status = bry__json_parse("The codebook", json, strlen(json), &limits, &document, err);
  bry__blake2b_128(json, strlen(json), NULL, 0, hash);
  bry__hex(hash, 4, hex);
  bry__buffer_format(&version, "%s+%s", base, hex);
  text = version.failed || status != BRY_OK ? NULL : json_object_new_string(version.data);
  if (status == BRY_OK && (!text || json_object_object_add(document, "version", text) != 0)) {
    json_object_put(text);
    status = bry__enomem(err);
  }
  if (status == BRY_OK) bry__json_canonical(&out, document);
  if (status == BRY_OK && out.failed) status = bry__enomem(err);
  if (status == BRY_OK) status = bry_codebook_parse(out.data, out.size, NULL, &named, err);
  if (status == BRY_OK) {
    bry_codebook_free(*codebook);
    *codebook = named;
  }
  json_object_put(document);
  bry__buffer_free(&version);
  bry__buffer_free(&out);
  return status;
}

bry_status bry__decisions_apply(const bry__coding *c, bry__decisions *d, bry_error **err) {
  bry_codebook *base = NULL;
  int64_t *numbers = NULL;
  bry__buffer log = {0};
  bry_codebook_free(d->codebook);
  bry_table_free(d->verdicts);
  d->codebook = NULL;
  d->verdicts = NULL;
  bry_status status = bry__coding_codebook(c, d->base, &base, err);
  if (status == BRY_OK) status = write_log(d, &log, &numbers, err);
  if (status == BRY_OK) status = bry__review_run(base, log.data, log.size, numbers, &d->codebook, &d->verdicts, err);
  if (status == BRY_OK && strcmp(bry_codebook_version(d->codebook), d->base) != 0)
    status = name_version(d->base, &d->codebook, err);
  bry_codebook_free(base);
  bry__buffer_free(&log);
  bry__free(numbers);
  return status;
}

/* --- adding --- */

static bry_status refuse_missing(const bry__decisions *d, const char *place, bry_error **err) {
  int64_t i = strtoll(place, NULL, 10);
  if (i == 0) return BRY_OK;
  return bry__error(err, BRY_EREFUSED,
                    "Line %lld of the log decides about a response that is not there, or has no text here",
                    (long long)d->entries[d->stored + (size_t)i - 1].number);
}

static bry_status store_entries(const bry__coding *c, const bry__decisions *d, int carried, bry_error **err) {
  enum { COLUMNS = 5 };
  bry__int_param epoch, slot;
  bry__param params[BRY__CODING_PARAMS];
  PGresult *result = NULL;
  bry__column columns[COLUMNS] = {{.type = BRY__OID_TEXT},
                                  {.type = BRY__OID_TEXT},
                                  {.type = BRY__OID_TEXT},
                                  {.type = BRY__OID_TEXT},
                                  {.type = BRY__OID_INT32}};
  int32_t last = d->stored > 0 ? d->entries[d->stored - 1].line : 0;
  for (size_t i = d->stored; i < d->count; i++) {
    const bry__entry *e = &d->entries[i];
    const bry__entry *undone = e->undoes >= 0 ? &d->entries[e->undoes] : NULL;
    bry__column_text(&columns[0], e->coder);
    bry__column_text(&columns[1], e->op);
    bry__column_text(&columns[2], e->unit);
    bry__column_text(&columns[3], e->body);
    bry__column_int(&columns[4], !undone            ? 0
                                 : undone->line > 0 ? undone->line
                                                    : last + 1 + (e->undoes - (int32_t)d->stored));
  }
  bry__coding_params(c, params);
  params[4] = bry__param_int(&epoch, d->epoch);
  params[5] = bry__param_int(&slot, c->slot + 1);
  bry_status status = bry__arrays_bind(columns, COLUMNS, params, 6, err);
  params[11] = bry__param_text(carried ? "true" : "false");
  if (status == BRY_OK) status = bry__db_query(c->conn, &DECISION_ADD, params, 12, &result, err);
  if (status == BRY_OK) status = refuse_missing(d, PQgetvalue(result, 0, 0), err);
  bry__arrays_free(columns, COLUMNS);
  PQclear(result);
  return status;
}

bry_status bry__decisions_store(const bry__coding *c, bry__decisions *d, int carried, bry_error **err) {
  bry__int_param epoch;
  bry__param params[7];
  bry_status status = store_entries(c, d, carried, err);
  if (status == BRY_OK) status = bry__codebook_keep(c->conn, c->survey->tenant_id, d->codebook, err);
  bry__coding_params(c, params);
  params[4] = bry__param_int(&epoch, d->epoch);
  params[5] = bry__param_text(d->base);
  params[6] = bry__param_text(bry_codebook_version(d->codebook));
  return status == BRY_OK ? bry__db_query(c->conn, &REVIEW_PUT, params, 7, NULL, err) : status;
}

/* --- a new version of the codebook --- */

/* Whether a version is the base, or was made of it by decisions. */
static int is_of(const char *version, const char *base) {
  size_t size = strlen(base);
  return strncmp(version, base, size) == 0 && (version[size] == '\0' || version[size] == '+');
}

/* Verdicts as lines: a coder's themes of a unit in one line, as far as the codebook has them. */
static bry_status carry_row(bry__decisions *d, const bry_table *v, int64_t *row, const bry_codebook *codebook,
                            bry_error **err) {
  const char *unit = bry_table_text(v, *row, 0), *coder = bry_table_text(v, *row, 1);
  const char *theme = bry_table_text(v, *row, 2), *said = bry_table_text(v, *row, 3);
  int coded = strcmp(said, "coded") == 0, kept = 0;
  bry__buffer body = {0};
  bry__buffer_text(&body, coded ? "{\"themes\":[" : "{\"theme\":");
  for (;; (*row)++) {
    const char *id = bry_table_text(v, *row, 2);
    if (id && bry__codebook_theme_find(codebook, id) >= 0) {
      if (kept++) bry__buffer_char(&body, ',');
      bry__buffer_json_string(&body, id, strlen(id));
    }
    int64_t next = *row + 1;
    if (!coded || next >= bry_table_row_count(v) || strcmp(bry_table_text(v, next, 3), "coded") != 0 ||
        strcmp(bry_table_text(v, next, 0), unit) != 0 || !bry_table_text(v, next, 1) ||
        strcmp(bry_table_text(v, next, 1), coder) != 0)
      break;
  }
  bry__buffer_text(&body, coded ? "]}" : "}");
  bry__entry *e = NULL;
  int wanted = kept > 0 || (coded && !theme);
  const char *op = coded ? "code" : strcmp(said, "accepted") == 0 ? "accept" : "reject";
  if (wanted && !body.failed) e = bry__decisions_add(d, op, coder, unit, body.data, body.size);
  if (e) e->carried = 1;
  bry__buffer_free(&body);
  return wanted && !e ? bry__enomem(err) : BRY_OK;
}

static bry_status begin_epoch(const bry__coding *c, bry__decisions *d, const char *version, bry_error **err) {
  bry_codebook *codebook = NULL;
  bry_table *verdicts = d->verdicts;
  d->verdicts = NULL;
  clear_entries(d);
  bry__free(d->base);
  d->base = bry__strdup(version);
  d->epoch++;
  bry_status status = d->base ? bry__coding_codebook(c, version, &codebook, err) : bry__enomem(err);
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(verdicts); row++)
    status = carry_row(d, verdicts, &row, codebook, err);
  if (status == BRY_OK) status = bry__decisions_apply(c, d, err);
  if (status == BRY_OK) status = bry__decisions_store(c, d, 1, err);
  bry_codebook_free(codebook);
  bry_table_free(verdicts);
  return status;
}

bry_status bry__decisions_adopt(const bry__coding *c, bry__decisions *d, bry_error **err) {
  PGresult *result = NULL;
  bry__param params[] = {bry__param_uuid(c->survey->tenant_id), bry__param_text(c->codebook_id)};
  bry_status status = bry__decisions_apply(c, d, err);
  if (status == BRY_OK) status = bry__db_query(c->conn, &NEWEST, params, 2, &result, err);
  if (status == BRY_OK && !is_of(PQgetvalue(result, 0, 0), d->base))
    status = begin_epoch(c, d, PQgetvalue(result, 0, 0), err);
  PQclear(result);
  return status;
}
