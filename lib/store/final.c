/* What counts: machines' codings with people's word over them. People's verdicts are put together here, unit by unit; the
 * database lays them over what it has of machines (bry.final_make()). */
#include "store/decisions.h"

#include "core/json.h"
#include "core/mem.h"
#include "store/codebook.h"
#include "store/statements.h"

#include <stdlib.h>
#include <string.h>

static const bry__statement BEGIN = {
    "final_begin", "SELECT FROM bry.final_begin($1::uuid, $2::uuid, $3::text, $4::text, $5::uuid[])", BRY__ROWS_MANY};
static const bry__statement PERSON = {"final_person",
                                      "SELECT FROM bry.person_add($1::uuid, $2::uuid, $3::text, $4::text, $5::text, "
                                      "$6::text[], $7::uuid[], $8::text[])",
                                      BRY__ROWS_MANY};
static const bry__statement MAKE = {
    "final_make",
    "SELECT FROM bry.final_make($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::uuid[], $7::uuid[], $8::text[],"
    " $9::boolean[], $10::uuid[], $11::text[], $12::text[])",
    BRY__ROWS_MANY};
static const bry__statement END = {
    "final_end", "SELECT FROM bry.final_end($1::uuid, $2::uuid, $3::text, $4::text, $5::uuid[])", BRY__ROWS_MANY};

const bry__statement *const bry__final_statements[] = {&BEGIN, &PERSON, &MAKE, &END, NULL};

/* --- units --- */

int bry__units_add(bry__units *units, const char *id) {
  if (bry__grow((void **)&units->items, &units->capacity, units->count + 1, sizeof *units->items) != 0) return -1;
  memcpy(units->items[units->count], id, 36);
  units->items[units->count++][36] = '\0';
  return 0;
}

static int by_id(const void *a, const void *b) {
  return memcmp(a, b, 36);
}

void bry__units_sort(bry__units *units) {
  size_t kept = 0;
  if (units->count > 1) qsort(units->items, units->count, sizeof *units->items, by_id);
  for (size_t i = 0; i < units->count; i++) {
    if (kept > 0 && by_id(units->items[kept - 1], units->items[i]) == 0) continue;
    memmove(units->items[kept++], units->items[i], sizeof *units->items);
  }
  units->count = kept;
}

int bry__units_has(const bry__units *units, const char *id) {
  return units->count > 0 && bsearch(id, units->items, units->count, sizeof *units->items, by_id) != NULL;
}

void bry__units_free(bry__units *units) {
  bry__free(units->items);
  *units = (bry__units){0};
}

/* --- what verdicts come to --- */

typedef struct verdict {
  const char *unit, *coder, *theme; /* theme "": read, and none found */
  int gives, reads;
} verdict;

static int by_unit(const void *a, const void *b) {
  const verdict *l = a, *r = b;
  int order = strcmp(l->unit, r->unit);
  if (order == 0) order = strcmp(l->theme, r->theme);
  return order != 0 ? order : strcmp(l->coder, r->coder);
}

static const char *or_empty(const char *text) {
  return text ? text : "";
}

static verdict *sorted(const bry_table *table, size_t *out_count) {
  size_t count = (size_t)bry_table_row_count(table);
  verdict *items = bry__alloc_zero(count + 1, sizeof *items);
  for (size_t i = 0; items && i < count; i++) {
    int64_t row = (int64_t)i;
    const char *said = bry_table_text(table, row, 3);
    items[i] = (verdict){.unit = bry_table_text(table, row, 0),
                         .coder = or_empty(bry_table_text(table, row, 1)),
                         .theme = or_empty(bry_table_text(table, row, 2)),
                         .gives = strcmp(said, "rejected") != 0,
                         .reads = strcmp(said, "coded") == 0};
  }
  if (items && count > 1) qsort(items, count, sizeof *items, by_unit);
  *out_count = count;
  return items;
}

/* Whether the coder of item i is the first of its unit to show that they read it as a whole. */
static int is_first_reading(const verdict *unit, size_t i) {
  if (!unit[i].reads) return 0;
  for (size_t k = 0; k < i; k++) {
    if (unit[k].reads && strcmp(unit[k].coder, unit[i].coder) == 0) return 0;
  }
  return 1;
}

static int has_read(const verdict *unit, size_t count, const char *coder) {
  for (size_t i = 0; i < count; i++) {
    if (unit[i].reads && strcmp(unit[i].coder, coder) == 0) return 1;
  }
  return 0;
}

/* A theme is given when as many gave it as took it away; who read the unit and did not name it took it away. */
static int rule_unit(const verdict *unit, size_t count, bry__ruling_fn fn, void *user) {
  int readers = 0;
  for (size_t i = 0; i < count; i++)
    readers += is_first_reading(unit, i);
  if (readers > 0 && fn(unit->unit, NULL, 0, user) != 0) return -1;
  for (size_t i = 0, end; i < count; i = end) {
    int yes = 0, no = 0, silent = readers;
    for (end = i; end < count && strcmp(unit[end].theme, unit[i].theme) == 0; end++) {
      yes += unit[end].gives;
      no += !unit[end].gives;
      silent -= has_read(unit, count, unit[end].coder);
    }
    if (*unit[i].theme && fn(unit->unit, unit[i].theme, yes >= no + silent, user) != 0) return -1;
  }
  return 0;
}

bry_status bry__rulings(const bry_table *verdicts, bry__ruling_fn fn, void *user, bry_error **err) {
  size_t count = 0;
  verdict *items = verdicts ? sorted(verdicts, &count) : NULL;
  int failed = verdicts && !items;
  for (size_t i = 0, end; !failed && i < count; i = end) {
    for (end = i; end < count && strcmp(items[end].unit, items[i].unit) == 0;)
      end++;
    failed = rule_unit(items + i, end - i, fn, user) != 0;
  }
  bry__free(items);
  return failed ? bry__enomem(err) : BRY_OK;
}

/* --- into the store --- */

enum { RULED_UNIT, RULED_THEME, RULED_GIVEN, RULED_READ, RULED_MERGED, RULED_INTO, RULED_COLUMNS };
enum { PERSON_CODER, PERSON_UNIT, PERSON_THEME, PERSON_COLUMNS };

typedef struct final {
  const bry__units *units;
  bry__column ids, ruled[RULED_COLUMNS], people[PERSON_COLUMNS];
} final;

static int take_ruling(const char *unit, const char *theme, int given, void *user) {
  final *f = user;
  if (f->units && !bry__units_has(f->units, unit)) return 0;
  if (!theme) {
    bry__column_id(&f->ruled[RULED_READ], unit);
    return 0;
  }
  bry__column_id(&f->ruled[RULED_UNIT], unit);
  bry__column_text(&f->ruled[RULED_THEME], theme);
  bry__column_flag(&f->ruled[RULED_GIVEN], given);
  return 0;
}

static void take_people(final *f, const bry_table *verdicts) {
  for (int64_t row = 0; verdicts && row < bry_table_row_count(verdicts); row++) {
    const char *unit = bry_table_text(verdicts, row, 0);
    if (strcmp(bry_table_text(verdicts, row, 3), "rejected") == 0) continue;
    if (f->units && !bry__units_has(f->units, unit)) continue;
    bry__column_text(&f->people[PERSON_CODER], or_empty(bry_table_text(verdicts, row, 1)));
    bry__column_id(&f->people[PERSON_UNIT], unit);
    bry__column_text(&f->people[PERSON_THEME], or_empty(bry_table_text(verdicts, row, 2)));
  }
}

/* Machines' codings of a theme that was merged are those of the theme that it was merged into. */
static bry_status take_merged(final *f, const bry_codebook *codebook, bry_error **err) {
  const bry__json_limits limits = {16 << 20, 64};
  const char *json = bry_codebook_json(codebook);
  struct json_object *document = NULL;
  bry_status status = bry__json_parse("The codebook", json, strlen(json), &limits, &document, err);
  if (status != BRY_OK) return status;
  struct json_object *themes = bry__json_array(document, "themes");
  for (size_t i = 0; themes && i < json_object_array_length(themes); i++) {
    struct json_object *theme = json_object_array_get_idx(themes, i);
    struct json_object *merged = bry__json_array(theme, "x-merged");
    for (size_t k = 0; merged && k < json_object_array_length(merged); k++) {
      struct json_object *id = json_object_array_get_idx(merged, k);
      if (!json_object_is_type(id, json_type_string)) continue;
      bry__column_text(&f->ruled[RULED_MERGED], json_object_get_string(id));
      bry__column_text(&f->ruled[RULED_INTO], bry__json_text(theme, "id"));
    }
  }
  json_object_put(document);
  return BRY_OK;
}

static bry_status write_final(const bry__coding *c, final *f, const char *version, bry_error **err) {
  const bry__param null = {0};
  bry__param params[BRY__CODING_PARAMS], ids = null;
  bry__coding_params(c, params);
  bry_status status = bry__arrays_bind(&f->ids, 1, &ids, 0, err);
  if (!f->units) ids = null;
  params[4] = ids;
  if (status == BRY_OK) status = bry__db_query(c->conn, &BEGIN, params, 5, NULL, err);
  params[4] = bry__param_text(version);
  if (status == BRY_OK) status = bry__arrays_bind(f->people, PERSON_COLUMNS, params, 5, err);
  if (status == BRY_OK && f->people[0].count > 0) status = bry__db_query(c->conn, &PERSON, params, 8, NULL, err);
  params[5] = ids;
  if (status == BRY_OK) status = bry__arrays_bind(f->ruled, RULED_COLUMNS, params, 6, err);
  if (status == BRY_OK) status = bry__db_query(c->conn, &MAKE, params, 12, NULL, err);
  params[4] = ids;
  return status == BRY_OK ? bry__db_query(c->conn, &END, params, 5, NULL, err) : status;
}

bry_status bry__final_make(const bry__coding *c, const bry_table *verdicts, const bry_codebook *codebook,
                           const bry__units *units, bry_error **err) {
  final f = {.units = units,
             .ids = {.type = BRY__OID_UUID},
             .ruled = {{.type = BRY__OID_UUID},
                       {.type = BRY__OID_TEXT},
                       {.type = BRY__OID_BOOL},
                       {.type = BRY__OID_UUID},
                       {.type = BRY__OID_TEXT},
                       {.type = BRY__OID_TEXT}},
             .people = {{.type = BRY__OID_TEXT}, {.type = BRY__OID_UUID}, {.type = BRY__OID_TEXT}}};
  for (size_t i = 0; units && i < units->count; i++)
    bry__column_id(&f.ids, units->items[i]);
  take_people(&f, verdicts);
  bry_status status = bry__rulings(verdicts, take_ruling, &f, err);
  if (status == BRY_OK) status = take_merged(&f, codebook, err);
  if (status == BRY_OK) status = write_final(c, &f, bry_codebook_version(codebook), err);
  bry__arrays_free(&f.ids, 1);
  bry__arrays_free(f.ruled, RULED_COLUMNS);
  bry__arrays_free(f.people, PERSON_COLUMNS);
  return status;
}
