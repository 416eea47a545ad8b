/* Quotas: reading and checking what a survey declares, `[{"segments": {"sektor": "helse"}, "max": 100}, ...]`. They are
 * held by the database (bry.submit). */
#include "store/quota.h"

#include "core/json.h"
#include "core/mem.h"

#include <string.h>

enum { QUOTAS_MAX = 1000 };

static const bry__json_limits LIMITS = {.max_bytes = 1 << 20, .max_depth = 6};

typedef struct fault {
  const char *rule, *nb, *nn, *en;
} fault;

static const fault LIST = {"quota.list", "Kvotene skal være en liste med høyst 1000 kvoter.",
                           "Kvotane skal vere ei liste med høgst 1000 kvotar.",
                           "The quotas must be a list of at most 1000."};
static const fault OBJECT = {"quota.object", "En kvote skal være et objekt med «segments» og «max», og ikke noe mer.",
                             "Ein kvote skal vere eit objekt med «segments» og «max», og ikkje noko meir.",
                             "A quota must be an object of \"segments\" and \"max\" and nothing else."};
static const fault MAX = {"quota.max", "«max» skal være et helt tall fra 1 til 2147483647.",
                          "«max» skal vere eit heilt tal frå 1 til 2147483647.",
                          "\"max\" must be a whole number from 1 to 2147483647."};
static const fault NAME = {"segment.unknown", "Undersøkelsen har ikke dette segmentet.",
                           "Undersøkinga har ikkje dette segmentet.", "The survey has no such segment."};
static const fault VALUE = {"segment.value", "Segmentet har ikke denne verdien.",
                            "Segmentet har ikkje denne verdien.", "The segment has no such value."};

typedef struct reader {
  const bry__segments *segments;
  bry__quotas *quotas;
  bry_findings *findings;
  bry__buffer pointer;
} reader;

static void find(reader *r, const char *key, const fault *f) {
  size_t size = r->pointer.size;
  if (key) bry__pointer_key(&r->pointer, key);
  bry__findings_add(r->findings, NULL, f->rule, r->pointer.failed || !r->pointer.data ? "" : r->pointer.data, f->nb,
                    f->nn, f->en);
  r->pointer.size = size;
  if (r->pointer.data) r->pointer.data[size] = '\0';
}

static void read_value(reader *r, const char *name, struct json_object *value, const char **values) {
  int32_t place = 0;
  while (place < r->segments->count && strcmp(r->segments->items[place].name, name) != 0)
    place++;
  if (place == r->segments->count) {
    find(r, name, &NAME);
  } else if (!json_object_is_type(value, json_type_string) ||
             !bry__segment_accepts(&r->segments->items[place], json_object_get_string(value),
                                   (size_t)json_object_get_string_len(value))) {
    find(r, name, &VALUE);
  } else {
    values[place] = json_object_get_string(value);
  }
}

static void add_row(reader *r, size_t place, const char *const *values, int32_t max) {
  bry__buffer *b = &r->quotas->rows;
  bry__buffer_format(b, "%s{\"place\":%zu,\"max\":%d,\"segments\":[", place ? "," : "", place, (int)max);
  for (int32_t i = 0; i < r->segments->count; i++) {
    if (i) bry__buffer_char(b, ',');
    if (values[i])
      bry__buffer_json_string(b, values[i], strlen(values[i]));
    else
      bry__buffer_text(b, "null");
  }
  bry__buffer_text(b, "]}");
}

static void read_quota(reader *r, size_t place, struct json_object *object) {
  const char *values[BRY__SEGMENTS_MAX] = {NULL};
  struct json_object *max = NULL, *segments = bry__json_object(object, "segments");
  if (!segments || !json_object_object_get_ex(object, "max", &max) || json_object_object_length(object) != 2) {
    find(r, NULL, &OBJECT);
    return;
  }
  int64_t number = json_object_is_type(max, json_type_int) ? json_object_get_int64(max) : 0;
  if (number < 1 || number > INT32_MAX) find(r, "max", &MAX);
  bry__pointer_key(&r->pointer, "segments");
  json_object_object_foreach(segments, name, value) read_value(r, name, value, values);
  add_row(r, place, values, (int32_t)number);
}

static void read_list(reader *r, struct json_object *list) {
  size_t count = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : QUOTAS_MAX + 1;
  if (count > QUOTAS_MAX) {
    find(r, NULL, &LIST);
    return;
  }
  bry__buffer_char(&r->quotas->rows, '[');
  for (size_t i = 0; i < count; i++) {
    struct json_object *object = json_object_array_get_idx(list, i);
    bry__buffer_clear(&r->pointer);
    bry__pointer_index(&r->pointer, (int64_t)i);
    if (json_object_is_type(object, json_type_object))
      read_quota(r, i, object);
    else
      find(r, NULL, &OBJECT);
  }
  bry__buffer_char(&r->quotas->rows, ']');
}

static bry_status keep(bry__quotas *quotas, struct json_object *list, bry_error **err) {
  bry__buffer b = {0};
  if (json_object_array_length(list) == 0) return BRY_OK;
  bry__json_canonical(&b, list);
  if (b.failed) {
    bry__buffer_free(&b);
    return bry__enomem(err);
  }
  quotas->json = b.data;
  return BRY_OK;
}

bry_status bry__quotas_parse(bry__quotas *quotas, const char *json, const bry__segments *segments, bry_error **err) {
  *quotas = (bry__quotas){0};
  if (!json) return BRY_OK;
  struct json_object *list = NULL;
  reader r = {.segments = segments, .quotas = quotas};
  bry_status status = bry__json_parse("The quotas", json, strlen(json), &LIMITS, &list, err);
  if (status != BRY_OK) return status;
  r.findings = bry__findings_new();
  if (r.findings) read_list(&r, list);
  if (!r.findings || bry__findings_failed(r.findings) || r.pointer.failed || quotas->rows.failed) {
    status = bry__enomem(err);
  } else if (bry_findings_count(r.findings) > 0) {
    status = bry__error_findings(err, BRY_EREFUSED, "The quotas", r.findings);
    r.findings = NULL;
  } else {
    status = keep(quotas, list, err);
  }
  bry_findings_free(r.findings);
  bry__buffer_free(&r.pointer);
  json_object_put(list);
  return status;
}

void bry__quotas_clear(bry__quotas *quotas) {
  bry__free(quotas->json);
  bry__buffer_free(&quotas->rows);
  *quotas = (bry__quotas){0};
}
