/* What is said about the tables of a bundle: a JSON object, read strictly, since what was misspelt would be missing in what
 * others cite. */
#include "core/json.h"
#include "core/utf8.h"
#include "result/bundle.h"

#include <string.h>

enum { ABOUT_BYTES_MAX = 1 << 20, DEPTH_MAX = 6, NAME_SIZE_MAX = 100 };

typedef struct member {
  const char *key;
  const char **text; /* one of these is set */
  bry__label *label;
  int (*suits)(const char *text);
  const char *wanted;
} member;

static bry_status refuse(bry_error **err, const char *parent, const char *key, const char *wanted) {
  bry__buffer pointer = {0};
  bry__buffer_text(&pointer, parent);
  bry__pointer_key(&pointer, key);
  bry_status status = pointer.failed ? bry__enomem(err)
                                     : bry__error_at(err, BRY_EPARSE, pointer.data, "about the bundle: %s", wanted);
  bry__buffer_free(&pointer);
  return status;
}

static int is_any(const char *text) {
  return *text != '\0';
}

static int is_name(const char *text) {
  size_t size = strlen(text);
  return size > 0 && size <= NAME_SIZE_MAX && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-") == size;
}

static int is_date(const char *text) {
  static const char form[] = "0000-00-00";
  for (size_t i = 0; i < sizeof form; i++) {
    int is_digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == '0' ? !is_digit : text[i] != form[i]) return 0;
  }
  int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static int is_language(const char *text) {
  return strcmp(text, "nb") == 0 || strcmp(text, "nn") == 0 || strcmp(text, "en") == 0;
}

static int is_method(const char *text) {
  return strcmp(text, "suppress") == 0 || strcmp(text, "round") == 0;
}

static bry_status read_member(const member *m, const char *parent, struct json_object *value, bry_error **err) {
  if (m->label) {
    int bad = bry__label_from_json(m->label, value);
    if (bad == -1) return bry__enomem(err);
    return bad || bry__label_is_empty(m->label) ? refuse(err, parent, m->key, m->wanted) : BRY_OK;
  }
  const char *text = json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
  if (!text || !m->suits(text)) return refuse(err, parent, m->key, m->wanted);
  *m->text = text;
  return BRY_OK;
}

static const member *find_member(const member *members, const char *key) {
  for (; members->key; members++) {
    if (strcmp(members->key, key) == 0) return members;
  }
  return NULL;
}

static const char text_wanted[] = "this is a text";
static const char label_wanted[] = "this is a text, or an object of texts by language (nb, nn, en)";
static const char date_wanted[] = "this is a date such as \"2026-11-23\"";

/* An object all of whose members are known. */
static bry_status read_part(const member *members, const char *parent, const char *key, struct json_object *part,
                            bry_error **err) {
  if (!json_object_is_type(part, json_type_object)) return refuse(err, parent, key, "this is an object");
  bry__buffer place = {0};
  bry__buffer_text(&place, parent);
  bry__pointer_key(&place, key);
  bry_status status = place.failed ? bry__enomem(err) : BRY_OK;
  json_object_object_foreach(part, name, value) {
    const member *m = find_member(members, name);
    if (status == BRY_OK && !m) status = refuse(err, place.data, name, "no member of this name is known");
    if (status == BRY_OK) status = read_member(m, place.data, value, err);
  }
  bry__buffer_free(&place);
  return status;
}

static bry_status read_keywords(bry__about *a, struct json_object *value, bry_error **err) {
  int good = json_object_is_type(value, json_type_array);
  for (size_t i = 0; good && i < json_object_array_length(value); i++)
    good = json_object_is_type(json_object_array_get_idx(value, i), json_type_string);
  if (!good) return refuse(err, "", "keywords", "this is an array of texts");
  a->keywords = value;
  return BRY_OK;
}

static bry_status read_min_group(bry__about *a, struct json_object *value, bry_error **err) {
  int64_t k = json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : 0;
  if (k < 1 || k > 1000)
    return refuse(err, "", "k", "this is the size of the smallest group that is shown, 1 to 1000");
  a->min_group = (int32_t)k;
  return BRY_OK;
}

/* A member that is more than a text or a label. *known is 0 when there is no such. */
static bry_status read_special(bry__about *a, const char *key, struct json_object *value, int *known,
                               bry_error **err) {
  const member collected[] = {
      {"from", &a->from, NULL, is_date, date_wanted}, {"to", &a->to, NULL, is_date, date_wanted}, {0}};
  const member licence[] = {{"name", &a->licence_name, NULL, is_any, text_wanted},
                            {"title", &a->licence_title, NULL, is_any, text_wanted},
                            {"path", &a->licence_path, NULL, is_any, text_wanted},
                            {0}};
  *known = 1;
  if (strcmp(key, "collected") == 0) return read_part(collected, "", key, value, err);
  if (strcmp(key, "licence") == 0) return read_part(licence, "", key, value, err);
  if (strcmp(key, "keywords") == 0) return read_keywords(a, value, err);
  if (strcmp(key, "k") == 0) return read_min_group(a, value, err);
  *known = 0;
  return BRY_OK;
}

static bry_status read_document(bry__about *a, bry_error **err) {
  const member members[] = {{"title", NULL, &a->title, NULL, label_wanted},
                            {"description", NULL, &a->description, NULL, label_wanted},
                            {"population", NULL, &a->population, NULL, label_wanted},
                            {"place", NULL, &a->place, NULL, label_wanted},
                            {"protection", NULL, &a->protection, NULL, label_wanted},
                            {"name", &a->name, NULL, is_name, "this is made of a-z, 0-9, \".\", \"_\" and \"-\""},
                            {"producer", &a->producer, NULL, is_any, text_wanted},
                            {"contact", &a->contact, NULL, is_any, text_wanted},
                            {"version", &a->version, NULL, is_any, text_wanted},
                            {"created", &a->created, NULL, is_date, date_wanted},
                            {"lang", &a->lang, NULL, is_language, "this is nb, nn or en"},
                            {"method", &a->method, NULL, is_method, "this is suppress or round"},
                            {0}};
  bry_status status = BRY_OK;
  json_object_object_foreach(a->document, key, value) {
    const member *m = find_member(members, key);
    int known = m != NULL;
    if (status == BRY_OK && m) status = read_member(m, "", value, err);
    if (status == BRY_OK && !m) status = read_special(a, key, value, &known, err);
    if (status == BRY_OK && !known) status = refuse(err, "", key, "no member of this name is known");
  }
  if (status == BRY_OK && bry__label_is_empty(&a->title)) status = refuse(err, "", "title", "a title is needed");
  return status;
}

bry_status bry__about_read(const char *json, size_t size, bry__about *out, bry_error **err) {
  static const bry__json_limits limits = {.max_bytes = ABOUT_BYTES_MAX, .max_depth = DEPTH_MAX};
  *out = (bry__about){.lang = "nb", .name = "bundle"};
  bry_status status = bry__json_parse("about the bundle", json, size, &limits, &out->document, err);
  if (status != BRY_OK) return status;
  if (!json_object_is_type(out->document, json_type_object)) {
    return bry__error_at(err, BRY_EPARSE, "", "about the bundle: this is an object");
  }
  return read_document(out, err);
}

void bry__about_clear(bry__about *about) {
  bry__label_clear(&about->title);
  bry__label_clear(&about->description);
  bry__label_clear(&about->population);
  bry__label_clear(&about->place);
  bry__label_clear(&about->protection);
  json_object_put(about->document);
  about->document = NULL;
}
