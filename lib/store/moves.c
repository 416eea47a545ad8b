/* What commitments and pilots share: reading what a caller gives, asking the functions of lib/sql/0011_commitments.sql, and
 * tables that are described by their columns. */
#include "store/moves.h"

#include "core/clock.h"
#include "core/json.h"
#include "core/table.h"
#include "core/utf8.h"
#include "core/uuid.h"
#include "expr/calendar.h"
#include "expr/zone.h"
#include "store/rights.h"
#include "store/store.h"
#include "store/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEGMENTS_BYTES_MAX = 4000, SEGMENTS_DEPTH = 2 };

/* --- what is given ----------------------------------------------------------------------------------------------- */

bry_status bry__moves_text(const char *text, const char *name, int may_lack, bry_error **err) {
  if (!text && may_lack) return BRY_OK;
  size_t size = text ? strnlen(text, BRY__MOVES_TEXT_MAX + 1) : 0;
  if (size > 0 && size <= BRY__MOVES_TEXT_MAX && bry__utf8_valid(text, size, NULL)) return BRY_OK;
  return bry__error(err, BRY_EINVAL, "%s is a text of 1 to %d bytes of UTF-8%s.", name, BRY__MOVES_TEXT_MAX,
                    may_lack ? ", or NULL" : "");
}

bry_status bry__moves_role(const char *role, bry_error **err) {
  if (bry__name_valid(role, BRY__MOVES_ROLE_MAX)) return BRY_OK;
  return bry__error(err, BRY_EINVAL, "role is 1 to %d bytes of UTF-8 on one line, such as facilitator.",
                    BRY__MOVES_ROLE_MAX);
}

bry_status bry__moves_id(bry_store *store, const char *id, const char *thing, uint8_t tenant[16], uint8_t out[16],
                         bry_error **err) {
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status != BRY_OK || bry__uuid_parse(id, out)) return status;
  return bry__error(err, BRY_EINVAL, "The id of a %s is a UUID of 36 characters, as it was given when it was added.",
                    thing);
}

static bry_status read_uuid(const char *text, const char *name, uint8_t out[16], int *out_has, bry_error **err) {
  *out_has = text != NULL;
  if (!text || bry__uuid_parse(text, out)) return BRY_OK;
  return bry__error(err, BRY_EINVAL, "%s is a UUID of 36 characters, or NULL.", name);
}

static int all_texts(struct json_object *object) {
  json_object_object_foreach(object, key, value) {
    if (!*key || !json_object_is_type(value, json_type_string)) return 0;
  }
  return 1;
}

static bry_status read_segments(const char *text, bry__buffer *out, bry_error **err) {
  const bry__json_limits limits = {SEGMENTS_BYTES_MAX, SEGMENTS_DEPTH};
  struct json_object *json = NULL;
  if (!text) text = "{}";
  bry_status status = bry__json_parse("The object of segments", text, strlen(text), &limits, &json, err);
  if (status == BRY_OK && (!json_object_is_type(json, json_type_object) || !all_texts(json)))
    status = bry__error(err, BRY_EINVAL, "segments is a JSON object of texts, such as {\"sektor\": \"helse\"}.");
  if (status == BRY_OK) bry__json_canonical(out, json);
  if (status == BRY_OK && out->failed) status = bry__enomem(err);
  json_object_put(json);
  return status;
}

bry_status bry__origin_read(bry__origin *o, bry_store *store, const bry__origin_options *options, bry_error **err) {
  int has_id = 0;
  bry_status status = bry__store_tenant(store, o->tenant, err);
  if (status == BRY_OK) status = read_uuid(options->id, "id", o->id, &has_id, err);
  if (status == BRY_OK) status = read_uuid(options->group, "group", o->group, &o->has_group, err);
  if (status == BRY_OK) status = read_uuid(options->session, "session", o->session, &o->has_session, err);
  if (status == BRY_OK) status = bry__moves_role(options->role, err);
  if (status == BRY_OK) status = read_segments(options->segments, &o->segments, err);
  o->role = options->role;
  if (!has_id) bry__uuid_v4(o->id);
  return status;
}

void bry__origin_params(const bry__origin *o, bry__param params[5]) {
  params[0] = bry__param_uuid(o->tenant);
  params[1] = bry__param_uuid(o->id);
  params[2] = o->has_group ? bry__param_uuid(o->group) : bry__param_text(NULL);
  params[3] = o->has_session ? bry__param_uuid(o->session) : bry__param_text(NULL);
  params[4] = bry__param_text(o->segments.data);
}

bry_status bry__scope_read(bry__scope *scope, bry_store *store, const char *group, int32_t across, bry_error **err) {
  int has_group = 0;
  if (across != 0 && across != 1) return bry__error(err, BRY_EINVAL, "across is 0 or 1.");
  bry_status status = bry__store_tenant(store, scope->tenant, err);
  if (status == BRY_OK) status = read_uuid(group, "group", scope->group, &has_group, err);
  scope->params[0] = across ? bry__param_text(NULL) : bry__param_uuid(scope->tenant);
  scope->params[1] = has_group ? bry__param_uuid(scope->group) : bry__param_text(NULL);
  return status;
}

bry_status bry__moves_segment(const char *segment, bry_error **err) {
  if (!segment || bry__name_valid(segment, BRY__MOVES_ROLE_MAX)) return BRY_OK;
  return bry__error(err, BRY_EINVAL, "segment is a name of 1 to %d bytes of UTF-8 on one line, or NULL.",
                    BRY__MOVES_ROLE_MAX);
}

static bry_status today(char out[11], bry_error **err) {
  bry__zone *zone = NULL;
  bry__zone_offset offset;
  int64_t seconds = bry__floor_div(bry__clock_us(), 1000000), year, month, day;
  bry_status status = bry__zone_load("Europe/Oslo", &zone, err);
  if (status != BRY_OK) return status;
  bry__zone_at(zone, seconds, &offset);
  bry__zone_free(zone);
  bry__civil_from_days(bry__floor_div(seconds + offset.seconds, 86400), &year, &month, &day);
  snprintf(out, 11, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100, (unsigned)day % 100);
  return BRY_OK;
}

bry_status bry__moves_day(const char *given, char out[11], bry_error **err) {
  if (!given) return today(out, err);
  bry_status status = bry__date_check(given, "on", err);
  if (status == BRY_OK) memcpy(out, given, 11);
  return status;
}

/* --- asking ------------------------------------------------------------------------------------------------------ */

static int is_well(const char *word) {
  static const char *const good[] = {"added", "same", "moved", "counted", "forgotten", NULL};
  for (const char *const *w = good; *w; w++) {
    if (strcmp(*w, word) == 0) return 1;
  }
  return 0;
}

static bry_status judge(const char *word, const char *thing, const char *to, bry_error **err) {
  if (is_well(word)) return BRY_OK;
  if (strcmp(word, "gone") == 0)
    return bry__error(err, BRY_ENOTFOUND, "The tenant has no such %s: is the id from another one?", thing);
  if (strcmp(word, "other") == 0)
    return bry__error(err, BRY_ECONFLICT, "There is a %s of that id with other content: give another id.", thing);
  if (strcmp(word, "no group") == 0)
    return bry__error(err, BRY_ENOTFOUND, "The tenant has no such group: give the id of a group of a series.");
  if (strcmp(word, "no session") == 0)
    return bry__error(err, BRY_ENOTFOUND,
                      "The tenant, or the group, has no such session: give the id of one of its.");
  if (strcmp(word, "ended") == 0)
    return bry__error(err, BRY_ESTATE, "The %s is kept or dropped: support for it counts no more.", thing);
  return bry__error(err, BRY_ESTATE, "The %s is %s: it can't be moved from there to %s.", thing, word, to);
}

bry_status bry__moves_ask(bry_store *store, const bry__statement *statement, const bry__param *params, int count,
                          const char *thing, const char *to, bry_error **err) {
  PGresult *result = NULL;
  bry_status status = bry__rights_ask(store, statement, params, count, 0, &result, err);
  if (status == BRY_OK) status = judge(PQgetvalue(result, 0, 0), thing, to, err);
  PQclear(result);
  return status;
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

static int has_words(const char *column) {
  return strcmp(column, "state") == 0 || strcmp(column, "from") == 0 || strcmp(column, "to") == 0 ||
         strcmp(column, "who_kind") == 0;
}

static void set_cell(bry_table *t, const bry__sheet *sheet, int32_t column, const PGresult *result, int row) {
  const char *value = PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
  if (!value && column == sheet->withheld)
    bry__table_set_missing(t, column, BRY_MISSING_WITHHELD);
  else if (sheet->columns[column].type == BRY_TYPE_TEXT)
    bry__table_set_text(t, column, value);
  else if (value)
    bry__table_set_int64(t, column, strtoll(value, NULL, 10));
}

static bry_table *make_sheet(const bry__sheet *sheet, const PGresult *result) {
  bry_table *t = bry__table_new(sheet->name, sheet->nb, sheet->nn, sheet->en);
  if (!t) return NULL;
  for (int32_t c = 0; c < sheet->column_count; c++) {
    const bry__sheet_column *column = &sheet->columns[c];
    bry__table_column(t, column->name, column->type, column->role, column->nb, column->nn, column->en);
  }
  for (int row = 0; row < PQntuples(result); row++) {
    bry__table_row(t);
    for (int32_t c = 0; c < sheet->column_count; c++)
      set_cell(t, sheet, c, result, row);
  }
  for (int32_t c = 0; c < sheet->column_count; c++)
    for (int32_t w = 0; has_words(sheet->columns[c].name) && w < sheet->word_count; w++)
      bry__table_label_value(t, c, sheet->words[w].value, &sheet->words[w].label);
  return t;
}

bry_status bry__sheet_begin(bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  return BRY_OK;
}

bry_status bry__sheet_ask(bry_store *store, const bry__sheet *sheet, const bry__statement *statement,
                          const bry__param *params, int count, bry_table **out, bry_error **err) {
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  bry_status status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, statement, params, count, &result, err);
  bry__conn_release(store, conn);
  if (status == BRY_OK) status = bry__table_finish(make_sheet(sheet, result), out, err);
  PQclear(result);
  return status;
}

bry_status bry__sheet_moves(bry_store *store, const bry__sheet *sheet, const bry__statement *statement,
                            const char *id, const char *thing, bry_table **out, bry_error **err) {
  uint8_t tenant[16], which[16];
  bry_table *found = NULL;
  bry_status status = bry__moves_id(store, id, thing, tenant, which, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_uuid(which)};
  status = bry__sheet_ask(store, sheet, statement, params, 2, &found, err);
  if (status == BRY_OK && bry_table_row_count(found) == 0) status = judge("gone", thing, NULL, err);
  if (status == BRY_OK)
    *out = found;
  else
    bry_table_free(found);
  return status;
}
