/* Fields of nodes and edges: their names, bounds, and how they are set and copied. */
#include "map/traits.h"

#include "core/json.h"
#include "core/mem.h"
#include "core/number.h"
#include "core/utf8.h"

#include <math.h>
#include <string.h>

const bry__map_field bry__map_fields[BRY__MAP_FIELDS] = {
    {"label", 0, BRY__MAP_LABEL, 1, 1},       {"label_nb", 0, BRY__MAP_LABEL_NB, 1, 1},
    {"label_nn", 0, BRY__MAP_LABEL_NN, 1, 1}, {"label_en", 0, BRY__MAP_LABEL_EN, 1, 1},
    {"kind", 0, BRY__MAP_KIND, 1, 1},         {"zone", 0, BRY__MAP_ZONE, 1, 0},
    {"level", 1, BRY__MAP_LEVEL, 1, 0},       {"weight", 1, BRY__MAP_WEIGHT, 1, 1},
    {"support", 1, BRY__MAP_SUPPORT, 0, 1},   {"jaccard", 1, BRY__MAP_JACCARD, 0, 1},
    {"npmi", 1, BRY__MAP_NPMI, 0, 1},         {"evidence", 0, BRY__MAP_EVIDENCE, 1, 1},
    {"origin", 0, BRY__MAP_ORIGIN, 1, 1},
};

static const double level_max = 1000000;

const bry__map_field *bry__map_field_find(const char *name) {
  for (size_t i = 0; i < BRY__MAP_FIELDS; i++)
    if (strcmp(name, bry__map_fields[i].name) == 0) return &bry__map_fields[i];
  return NULL;
}

void bry__traits_init(bry__traits *t) {
  *t = (bry__traits){0};
  for (size_t i = 0; i < BRY__MAP_NUMBERS; i++)
    t->number[i] = NAN;
  t->number[BRY__MAP_WEIGHT] = 1;
}

void bry__traits_clear(bry__traits *t) {
  for (size_t i = 0; i < BRY__MAP_TEXTS; i++)
    bry__free(t->text[i]);
  bry__traits_init(t);
}

int bry__traits_copy(bry__traits *to, const bry__traits *from) {
  bry__traits_init(to);
  memcpy(to->number, from->number, sizeof to->number);
  for (size_t i = 0; i < BRY__MAP_TEXTS; i++) {
    to->text[i] = bry__strdup(from->text[i]);
    if (from->text[i] && !to->text[i]) {
      bry__traits_clear(to);
      return -1;
    }
  }
  return 0;
}

int bry__traits_has(const bry__traits *t, const bry__map_field *field) {
  return field->is_number ? !isnan(t->number[field->place]) : t->text[field->place] != NULL;
}

const char *bry__traits_origin(const bry__traits *t) {
  return t->text[BRY__MAP_ORIGIN] ? t->text[BRY__MAP_ORIGIN] : "";
}

int bry__traits_set_origin(bry__traits *t, const char *origin) {
  char *copy = bry__strdup(origin);
  if (origin && !copy) return -1;
  bry__free(t->text[BRY__MAP_ORIGIN]);
  t->text[BRY__MAP_ORIGIN] = copy;
  return 0;
}

/* --- checks ------------------------------------------------------------------------------------------------------- */

int bry__map_is_plain(const char *text, size_t size) {
  if (!bry__utf8_valid(text, size, NULL)) return 0;
  for (size_t at = 0; at < size;) {
    uint32_t c = bry__utf8_next(text, size, &at);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF) return 0;
  }
  return 1;
}

bry_status bry__map_check_weight(double weight, bry_error **err) {
  if (!isfinite(weight) || weight < 0)
    return bry__error(err, BRY_EINVAL, "A weight must be a finite number that is not negative.");
  return BRY_OK;
}

static bry_status check_number(const bry__map_field *field, double value, bry_error **err) {
  switch (field->place) {
  case BRY__MAP_WEIGHT:
    return bry__map_check_weight(value, err);
  case BRY__MAP_LEVEL:
    if (value >= -level_max && value <= level_max && floor(value) == value) return BRY_OK;
    return bry__error(err, BRY_EINVAL, "A level must be a whole number from -1000000 to 1000000.");
  default:
    if (value >= (field->place == BRY__MAP_NPMI ? -1 : 0) && value <= 1) return BRY_OK;
    return bry__error(err, BRY_EINVAL, "%s must lie from %d to 1.", field->name,
                      field->place == BRY__MAP_NPMI ? -1 : 0);
  }
}

/* --- setting ------------------------------------------------------------------------------------------------------ */

bry_status bry__traits_set_number(bry__traits *t, const bry__map_field *field, double value, bry_error **err) {
  bry_status status = check_number(field, value, err);
  if (status == BRY_OK) t->number[field->place] = value == 0 ? 0 : value; /* no negative zero */
  return status;
}

static bry_status set_none(bry__traits *t, const bry__map_field *field) {
  if (field->is_number) {
    t->number[field->place] = field->place == BRY__MAP_WEIGHT ? 1 : NAN;
  } else {
    bry__free(t->text[field->place]);
    t->text[field->place] = NULL;
  }
  return BRY_OK;
}

static int holds(const char *list, const char *reference, size_t size) {
  for (const char *at = list; at && *at;) {
    size_t length = strcspn(at, " ");
    if (length == size && memcmp(at, reference, size) == 0) return 1;
    at += length + (at[length] == ' ');
  }
  return 0;
}

static int cite(bry__traits *t, const char *references, size_t size) {
  for (size_t at = 0; at < size;) {
    size_t begin = at;
    while (at < size && references[at] != ' ')
      at++;
    const char *known = t->text[BRY__MAP_EVIDENCE];
    if (at > begin && !holds(known, references + begin, at - begin)) {
      size_t before = known ? strlen(known) + 1 : 0;
      char *longer = bry__alloc(before + at - begin + 1);
      if (!longer) return -1;
      if (known) memcpy(longer, known, before - 1);
      if (known) longer[before - 1] = ' ';
      memcpy(longer + before, references + begin, at - begin);
      longer[before + at - begin] = '\0';
      bry__free(t->text[BRY__MAP_EVIDENCE]);
      t->text[BRY__MAP_EVIDENCE] = longer;
    }
    at++;
  }
  return 0;
}

int bry__traits_cite(bry__traits *t, const char *references) {
  return cite(t, references, strlen(references));
}

enum { REFERENCES_MAX = 65536 }; /* bytes of one list, which is looked through for each that is added */

static bry_status set_evidence(bry__traits *t, const char *text, size_t size, bry_error **err) {
  if (size > REFERENCES_MAX)
    return bry__error(err, BRY_ELIMIT, "The evidence of a node or an edge is longer than 65536 bytes: name less.");
  bry__free(t->text[BRY__MAP_EVIDENCE]);
  t->text[BRY__MAP_EVIDENCE] = NULL;
  return cite(t, text, size) == 0 ? BRY_OK : bry__enomem(err);
}

bry_status bry__traits_set(bry__traits *t, const bry__map_field *field, const char *text, size_t size,
                           bry_error **err) {
  double value = 0;
  if (size == 0) return set_none(t, field);
  if (field->is_number && !bry__double_parse(text, size, &value))
    return bry__error(err, BRY_EINVAL, "%s is no number: write it as 2 or 0.5.", field->name);
  if (field->is_number) return bry__traits_set_number(t, field, value, err);
  if (!bry__map_is_plain(text, size))
    return bry__error(err, BRY_EINVAL, "%s is not UTF-8 or has a control character: take it out.", field->name);
  if (field->place == BRY__MAP_EVIDENCE) return set_evidence(t, text, size, err);
  if (field->place == BRY__MAP_ORIGIN && !(size == 7 && memcmp(text, "derived", 7) == 0) &&
      !(size == 6 && memcmp(text, "edited", 6) == 0))
    return bry__error(err, BRY_EINVAL, "An origin is \"derived\" or \"edited\".");
  char *copy = bry__strndup(text, size);
  if (!copy) return bry__enomem(err);
  bry__free(t->text[field->place]);
  t->text[field->place] = copy;
  return BRY_OK;
}

/* --- JSON --------------------------------------------------------------------------------------------------------- */

static bry_status set_list(bry__traits *t, struct json_object *list, bry_error **err) {
  bry__buffer b = {0};
  bry_status status = BRY_OK;
  for (size_t i = 0; i < json_object_array_length(list) && status == BRY_OK; i++) {
    struct json_object *item = json_object_array_get_idx(list, i);
    const char *text = json_object_is_type(item, json_type_string) ? json_object_get_string(item) : "";
    if (*text == '\0' || strchr(text, ' '))
      status =
          bry__error(err, BRY_EINVAL, "A reference to evidence must be a text that is not empty and has no space.");
    bry__buffer_text(&b, b.size > 0 ? " " : "");
    bry__buffer_text(&b, text);
  }
  if (status == BRY_OK && b.failed) status = bry__enomem(err);
  if (status == BRY_OK)
    status = bry__traits_set(t, bry__map_field_find("evidence"), b.data ? b.data : "", b.size, err);
  bry__buffer_free(&b);
  return status;
}

static bry_status set_labels(bry__traits *t, struct json_object *labels, bry_error **err) {
  static const char *const keys[] = {"default", "nb", "nn", "en"}; /* as the fields of labels stand */
  bry_status status = BRY_OK;
  for (size_t i = 0; i < 4 && status == BRY_OK; i++) {
    const char *text = bry__json_text(labels, keys[i]);
    status = bry__traits_set(t, &bry__map_fields[i], text ? text : "", text ? strlen(text) : 0, err);
  }
  return status;
}

bry_status bry__traits_set_json(bry__traits *t, const bry__map_field *field, struct json_object *value,
                                bry_error **err) {
  if (!value) return set_none(t, field);
  if (field->is_number && (json_object_is_type(value, json_type_double) || json_object_is_type(value, json_type_int)))
    return bry__traits_set_number(t, field, json_object_get_double(value), err);
  if (!field->is_number && field->place == BRY__MAP_EVIDENCE && json_object_is_type(value, json_type_array))
    return set_list(t, value, err);
  if (!field->is_number && field->place == BRY__MAP_LABEL && json_object_is_type(value, json_type_object))
    return set_labels(t, value, err);
  if (!field->is_number && json_object_is_type(value, json_type_string))
    return bry__traits_set(t, field, json_object_get_string(value), (size_t)json_object_get_string_len(value), err);
  return bry__error(err, BRY_EINVAL,
                    "%s is of a wrong type: a number for weight and level, a list for evidence, else a text.",
                    field->name);
}

static void put_list(bry__buffer *b, const char *list) {
  bry__buffer_char(b, '[');
  for (const char *at = list; *at;) {
    size_t length = strcspn(at, " ");
    bry__buffer_json_string(b, at, length);
    at += length;
    if (*at == ' ') {
      at++;
      bry__buffer_char(b, ',');
    }
  }
  bry__buffer_char(b, ']');
}

void bry__traits_put_json(bry__buffer *b, const bry__traits *t, const bry__map_field *field) {
  bry__buffer_format(b, ",\"%s\":", field->name);
  if (field->is_number) {
    bry__buffer_double(b, t->number[field->place]);
  } else if (field->place == BRY__MAP_EVIDENCE) {
    put_list(b, t->text[field->place]);
  } else {
    bry__buffer_json_string(b, t->text[field->place], strlen(t->text[field->place]));
  }
}
