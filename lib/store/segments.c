/* Segments: reading and checking what a survey declares, and one value against it. What one person sends is read by
 * submit.c and the import. */
#include "store/segments.h"

#include "core/json.h"
#include "core/mem.h"
#include "core/utf8.h"
#include "form/model.h"
#include "store/store.h"

#include <string.h>

enum { NAME_BYTES_MAX = 63, VALUES_MAX = 10000 };

static const bry__json_limits LIMITS = {.max_bytes = 1 << 20, .max_depth = 8};

typedef struct rule {
  const char *name, *nb, *nn, *en;
} rule;

static const rule LIST = {"segment.list", "Segmentene må være en liste.", "Segmenta må vere ei liste.",
                          "The segments must be an array."};
static const rule MANY = {"segment.count", "Det kan være høyst 16 segmenter.", "Det kan vere høgst 16 segment.",
                          "There may be at most 16 segments."};
static const rule OBJECT = {"segment.object", "Et segment er et objekt med name, label og values.",
                            "Eit segment er eit objekt med name, label og values.",
                            "A segment is an object with name, label and values."};
static const rule PROPERTY = {"segment.property", "Ukjent egenskap.", "Ukjend eigenskap.", "Unknown property."};
static const rule NAME = {"segment.name", "Navnet må være 1 til 63 byte tekst på én linje.",
                          "Namnet må vere 1 til 63 byte tekst på éi linje.",
                          "The name must be 1 to 63 bytes of text on one line."};
static const rule TAKEN = {"segment.taken",
                           "Navnet er opptatt: et spørsmål, et annet segment eller en fast kolonne har det.",
                           "Namnet er oppteke: eit spørsmål, eit anna segment eller ein fast kolonne har det.",
                           "The name is taken by an item, another segment or a fixed column."};
static const rule LABEL = {"segment.label", "Etiketten må være tekst, eller tekst etter språk.",
                           "Etiketten må vere tekst, eller tekst etter språk.",
                           "The label must be text, or text by language."};
static const rule VALUES = {"segment.values", "Verdiene må være en liste med 1 til 10 000 verdier.",
                            "Verdiane må vere ei liste med 1 til 10 000 verdiar.",
                            "The values must be an array of 1 to 10,000 values."};
static const rule VALUE = {"segment.value",
                           "En verdi er 1 til 200 byte tekst på én linje, eller {\"value\", \"label\"}.",
                           "Ein verdi er 1 til 200 byte tekst på éi linje, eller {\"value\", \"label\"}.",
                           "A value is 1 to 200 bytes of text on one line, or {\"value\", \"label\"}."};
static const rule TWICE = {"segment.value.duplicate", "Verdien står to ganger.", "Verdien står to gonger.",
                           "The value is there twice."};

/* Columns of results and files. */
static const char *const FIXED_COLUMNS[] = {"id",    "answers", "segments", "theme", "respondents",
                                            "count", "share",   "part",     "value"};

typedef struct reader {
  const bry_questionnaire *q;
  bry__segments *segments;
  bry_findings *findings;
  bry__buffer pointer;
} reader;

static void find_fault(reader *r, const rule *broken) {
  if (!r->pointer.failed)
    bry__findings_add(r->findings, NULL, broken->name, r->pointer.data ? r->pointer.data : "", broken->nb, broken->nn,
                      broken->en);
}

static void cut_pointer(reader *r, size_t size) {
  r->pointer.size = size;
  if (r->pointer.data) r->pointer.data[size] = 0;
}

/* Goes into a member for one finding. */
static void find_fault_in(reader *r, const char *key, const rule *broken) {
  size_t size = r->pointer.size;
  bry__pointer_key(&r->pointer, key);
  find_fault(r, broken);
  cut_pointer(r, size);
}

/* A text of the document, if it is one that may stand in a column: 1 to max bytes on one line. */
static const char *plain_text(struct json_object *value, size_t max) {
  if (!json_object_is_type(value, json_type_string)) return NULL;
  const char *text = json_object_get_string(value);
  return bry__name_valid(text, max) ? text : NULL;
}

static int is_taken(const reader *r, const char *name) {
  bry__field field;
  for (size_t i = 0; i < sizeof FIXED_COLUMNS / sizeof FIXED_COLUMNS[0]; i++)
    if (strcmp(name, FIXED_COLUMNS[i]) == 0) return 1;
  for (int32_t i = 0; i < r->segments->count; i++)
    if (strcmp(name, r->segments->items[i].name) == 0) return 1;
  return bry__field_find(r->q, name, &field);
}

/* 0, or -1 when memory ran out. */
static int read_label(reader *r, struct json_object *object, bry__label *label) {
  struct json_object *value = NULL;
  if (!json_object_object_get_ex(object, "label", &value)) return 0;
  int outcome = bry__label_from_json(label, value);
  if (outcome == -2) find_fault_in(r, "label", &LABEL);
  return outcome == -1 ? -1 : 0;
}

static void check_properties(reader *r, struct json_object *object, const char *const *known) {
  json_object_object_foreach(object, key, value) {
    (void)value;
    const char *const *at = known;
    while (*at && strcmp(*at, key) != 0)
      at++;
    if (!*at) find_fault_in(r, key, &PROPERTY);
  }
}

static int read_value(reader *r, bry__segment *segment, struct json_object *value) {
  static const char *const known[] = {"value", "label", NULL};
  int is_object = json_object_is_type(value, json_type_object);
  struct json_object *text_value = value;
  if (is_object) json_object_object_get_ex(value, "value", &text_value);
  const char *text = plain_text(text_value, BRY__SEGMENT_BYTES_MAX);
  if (!text) {
    find_fault(r, &VALUE);
    return 0;
  }
  if (bry__strings_find(&segment->index, text, strlen(text)) >= 0) {
    find_fault(r, &TWICE);
    return 0;
  }
  if (is_object) check_properties(r, value, known);
  int32_t place = segment->value_count;
  segment->values[place] = bry__strdup(text);
  if (!segment->values[place]) return -1;
  segment->value_count++;
  if (bry__strings_add(&segment->index, text, strlen(text)) < 0) return -1;
  return is_object ? read_label(r, value, &segment->labels[place]) : 0;
}

static int read_values(reader *r, bry__segment *segment, struct json_object *object) {
  struct json_object *values = NULL;
  if (!json_object_object_get_ex(object, "values", &values)) return 0;
  size_t count = json_object_is_type(values, json_type_array) ? json_object_array_length(values) : 0;
  if (count < 1 || count > VALUES_MAX) {
    find_fault_in(r, "values", &VALUES);
    return 0;
  }
  segment->values = bry__alloc_zero(count, sizeof *segment->values);
  segment->labels = bry__alloc_zero(count, sizeof *segment->labels);
  if (!segment->values || !segment->labels) return -1;
  size_t outer = r->pointer.size;
  bry__pointer_key(&r->pointer, "values");
  size_t inner = r->pointer.size;
  int outcome = 0;
  for (size_t i = 0; i < count && outcome == 0; i++) {
    bry__pointer_index(&r->pointer, (int64_t)i);
    outcome = read_value(r, segment, json_object_array_get_idx(values, i));
    cut_pointer(r, inner);
  }
  cut_pointer(r, outer);
  return outcome;
}

static int read_segment(reader *r, struct json_object *object) {
  static const char *const known[] = {"name", "label", "values", NULL};
  struct json_object *name_value = NULL;
  if (!json_object_is_type(object, json_type_object)) {
    find_fault(r, &OBJECT);
    return 0;
  }
  check_properties(r, object, known);
  json_object_object_get_ex(object, "name", &name_value);
  const char *name = plain_text(name_value, NAME_BYTES_MAX);
  if (!name || is_taken(r, name)) {
    find_fault_in(r, "name", name ? &TAKEN : &NAME);
    return 0;
  }
  bry__segment *segment = &r->segments->items[r->segments->count];
  segment->name = bry__strdup(name);
  if (!segment->name) return -1;
  r->segments->count++;
  return read_label(r, object, &segment->label) != 0 ? -1 : read_values(r, segment, object);
}

/* 0, or -1 when memory ran out. */
static int read_list(reader *r, struct json_object *list) {
  size_t count = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
  if (!json_object_is_type(list, json_type_array) || count > BRY__SEGMENTS_MAX) {
    find_fault(r, count > BRY__SEGMENTS_MAX ? &MANY : &LIST);
    return 0;
  }
  r->segments->items = bry__alloc_zero(count, sizeof *r->segments->items);
  if (!r->segments->items) return -1;
  int outcome = 0;
  for (size_t i = 0; i < count && outcome == 0; i++) {
    cut_pointer(r, 0);
    bry__pointer_index(&r->pointer, (int64_t)i);
    outcome = read_segment(r, json_object_array_get_idx(list, i));
  }
  cut_pointer(r, 0);
  return outcome;
}

static int keep_canonical(bry__segments *segments, struct json_object *list) {
  bry__buffer b = {0};
  bry__json_canonical(&b, list);
  if (b.failed) {
    bry__buffer_free(&b);
    return -1;
  }
  segments->json = b.data;
  return 0;
}

bry_status bry__segments_parse(bry__segments *segments, const char *json, const bry_questionnaire *q,
                               bry_error **err) {
  *segments = (bry__segments){0};
  struct json_object *list = NULL;
  reader r = {.q = q, .segments = segments};
  if (!json) json = "[]";
  bry_status status = bry__json_parse("The segments", json, strlen(json), &LIMITS, &list, err);
  if (status != BRY_OK) goto out;
  r.findings = bry__findings_new();
  if (!r.findings || read_list(&r, list) != 0 || keep_canonical(segments, list) != 0 || r.pointer.failed ||
      bry__findings_failed(r.findings)) {
    status = bry__enomem(err);
  } else if (bry_findings_count(r.findings) > 0) {
    status = bry__error_findings(err, BRY_EREFUSED, "The segments", r.findings);
    r.findings = NULL;
  }
out:
  bry_findings_free(r.findings);
  bry__buffer_free(&r.pointer);
  json_object_put(list);
  if (status != BRY_OK) bry__segments_clear(segments);
  return status;
}

static void clear_segment(bry__segment *segment) {
  for (int32_t i = 0; i < segment->value_count; i++) {
    bry__free(segment->values[i]);
    bry__label_clear(&segment->labels[i]);
  }
  bry__free(segment->values);
  bry__free(segment->labels);
  bry__strings_clear(&segment->index);
  bry__free(segment->name);
  bry__label_clear(&segment->label);
}

void bry__segments_clear(bry__segments *segments) {
  for (int32_t i = 0; i < segments->count; i++)
    clear_segment(&segments->items[i]);
  bry__free(segments->items);
  bry__free(segments->json);
  *segments = (bry__segments){0};
}

int32_t bry__survey_segment_find(const bry_survey *survey, const char *name, size_t size) {
  for (int32_t i = 0; i < survey->segment_count; i++)
    if (strlen(survey->segments[i].name) == size && memcmp(survey->segments[i].name, name, size) == 0) return i;
  return -1;
}

int bry__segment_accepts(const bry__segment *segment, const char *value, size_t size) {
  if (size == 0 || size > BRY__SEGMENT_BYTES_MAX || !bry__utf8_valid(value, size, NULL)) return 0;
  for (size_t i = 0; i < size; i++)
    if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f) return 0;
  return !segment->values || bry__strings_find(&segment->index, value, size) >= 0;
}
