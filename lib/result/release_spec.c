/* The specification of a release: read strictly, so that a misspelt name is a mistake and not a table left out. */
#include "result/release_spec.h"

#include "core/json.h"
#include "core/mem.h"

#include <bry/result.h>

#include <stdio.h>
#include <string.h>

enum { POINTER_SIZE = 160, NAME_MAX_BYTES = 63, PARTS_MAX = 1000, COALITION_MAX = 10, PER_THEME_MAX = 20 };

static const bry__json_limits LIMITS = {.max_bytes = 4 << 20, .max_depth = 8};

/* --- values ------------------------------------------------------------------------------------------------------- */

static bry_status refuse_type(const char *pointer, const char *wanted, bry_error **err) {
  return bry__error_at(err, BRY_EINVAL, pointer, "The release's specification needs %s here.", wanted);
}

/* Every key of the object must be in the list, which ends with NULL. */
static bry_status check_keys(struct json_object *object, const char *pointer, const char *const *known,
                             bry_error **err) {
  char at[POINTER_SIZE];
  if (!json_object_is_type(object, json_type_object)) return refuse_type(pointer, "an object", err);
  json_object_object_foreach(object, key, value) {
    int32_t i = 0;
    (void)value;
    while (known[i] && strcmp(known[i], key) != 0)
      i++;
    if (known[i]) continue;
    snprintf(at, sizeof at, "%s/%s", pointer, key);
    return bry__error_at(err, BRY_EINVAL, at, "The release's specification knows no such key.");
  }
  return BRY_OK;
}

/* A text that must be there. */
static bry_status read_text(struct json_object *object, const char *pointer, const char *key, const char **out,
                            bry_error **err) {
  char at[POINTER_SIZE];
  *out = bry__json_text(object, key);
  if (*out && **out) return BRY_OK;
  snprintf(at, sizeof at, "%s/%s", pointer, key);
  return refuse_type(at, "a text", err);
}

static bry_status read_number(struct json_object *object, const char *pointer, const char *key, int32_t least,
                              int32_t most, int32_t *out, bry_error **err) {
  char at[POINTER_SIZE];
  struct json_object *value = NULL;
  if (!json_object_object_get_ex(object, key, &value)) return BRY_OK;
  int64_t number = json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : -1;
  snprintf(at, sizeof at, "%s/%s", pointer, key);
  if (number < least || number > most)
    return bry__error_at(err, BRY_EINVAL, at, "This must be a whole number from %d to %d.", (int)least, (int)most);
  *out = (int32_t)number;
  return BRY_OK;
}

/* As names of tables and releases stand in files' names and in Python: no blanks, no slashes. */
static bry_status check_name(const char *name, const char *pointer, bry_error **err) {
  size_t size = strlen(name);
  if (size <= NAME_MAX_BYTES &&
      strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == size && name[0] != '.' &&
      name[0] != '-')
    return BRY_OK;
  return bry__error_at(err, BRY_EINVAL, pointer,
                       "A name is 1 to %d of A-Z, a-z, 0-9, \"_\", \"-\" and \".\", and begins with none of the last "
                       "two: give this one a \"name\".",
                       NAME_MAX_BYTES);
}

/* --- parts -------------------------------------------------------------------------------------------------------- */

static bry_status read_measures(struct json_object *object, const char *pointer, int32_t *out, bry_error **err) {
  static const struct {
    const char *name;
    int32_t bit;
  } known[] = {{"distribution", BRY__MEASURE_DISTRIBUTION}, {"mean", BRY__MEASURE_MEAN}, {"sd", BRY__MEASURE_SD}};
  char at[POINTER_SIZE];
  struct json_object *list = NULL;
  *out = BRY__MEASURE_DISTRIBUTION | BRY__MEASURE_MEAN | BRY__MEASURE_SD;
  if (!json_object_object_get_ex(object, "measures", &list)) return BRY_OK;
  snprintf(at, sizeof at, "%s/measures", pointer);
  if (!json_object_is_type(list, json_type_array) || json_object_array_length(list) == 0)
    return refuse_type(at, "a list of \"distribution\", \"mean\" and \"sd\"", err);
  *out = 0;
  for (size_t i = 0; i < json_object_array_length(list); i++) {
    const char *word = json_object_get_string(json_object_array_get_idx(list, i));
    size_t m = 0;
    while (m < 3 && (!word || strcmp(word, known[m].name) != 0))
      m++;
    snprintf(at, sizeof at, "%s/measures/%d", pointer, (int)i);
    if (m == 3) return refuse_type(at, "\"distribution\", \"mean\" or \"sd\"", err);
    *out |= known[m].bit;
  }
  return BRY_OK;
}

static bry_status read_name(struct json_object *object, const char *pointer, const char *otherwise, const char **out,
                            bry_error **err) {
  char at[POINTER_SIZE];
  struct json_object *value = NULL;
  snprintf(at, sizeof at, "%s/name", pointer);
  *out = otherwise;
  if (json_object_object_get_ex(object, "name", &value)) {
    *out = bry__json_text(object, "name");
    if (!*out) return refuse_type(at, "a text", err);
  }
  return check_name(*out, at, err);
}

static bry_status read_item(struct json_object *value, const char *pointer, bry__release_part *part,
                            bry_error **err) {
  static const char *const keys[] = {"item", "name", "measures", NULL};
  if (json_object_is_type(value, json_type_string)) {
    part->item = part->name = json_object_get_string(value);
    part->measures = BRY__MEASURE_DISTRIBUTION | BRY__MEASURE_MEAN | BRY__MEASURE_SD;
    return check_name(part->name, pointer, err);
  }
  bry_status status = check_keys(value, pointer, keys, err);
  if (status == BRY_OK) status = read_text(value, pointer, "item", &part->item, err);
  if (status == BRY_OK) status = read_name(value, pointer, part->item, &part->name, err);
  return status == BRY_OK ? read_measures(value, pointer, &part->measures, err) : status;
}

static bry_status read_coded(struct json_object *value, const char *pointer, const char *name,
                             bry__release_part *part, bry_error **err) {
  bry_status status = read_text(value, pointer, "item", &part->item, err);
  if (status == BRY_OK) status = read_text(value, pointer, "codebook", &part->codebook, err);
  return status == BRY_OK ? read_name(value, pointer, name, &part->name, err) : status;
}

static bry_status read_theme(struct json_object *value, const char *pointer, bry__release_part *part,
                             bry_error **err) {
  static const char *const keys[] = {"item", "name", "codebook", NULL};
  bry_status status = check_keys(value, pointer, keys, err);
  return status == BRY_OK ? read_coded(value, pointer, "themes", part, err) : status;
}

static bry_status read_approved(struct json_object *value, const char *pointer, bry__release_part *part,
                                bry_error **err) {
  char at[POINTER_SIZE];
  struct json_object *list = bry__json_array(value, "approved");
  snprintf(at, sizeof at, "%s/approved", pointer);
  if (!list)
    return refuse_type(at, "the list of the quotes that somebody has read and approved, in their words,", err);
  part->approved_count = (int32_t)json_object_array_length(list);
  part->approved = bry__alloc_zero((size_t)part->approved_count, sizeof *part->approved);
  if (!part->approved) return bry__enomem(err);
  for (int32_t i = 0; i < part->approved_count; i++) {
    struct json_object *text = json_object_array_get_idx(list, (size_t)i);
    snprintf(at, sizeof at, "%s/approved/%d", pointer, (int)i);
    if (!json_object_is_type(text, json_type_string)) return refuse_type(at, "a text", err);
    part->approved[i] = json_object_get_string(text);
  }
  return BRY_OK;
}

static bry_status read_quote(struct json_object *value, const char *pointer, bry__release_part *part,
                             bry_error **err) {
  static const char *const keys[] = {"item", "name", "codebook", "per_theme", "approved", NULL};
  part->per_theme = PER_THEME_MAX;
  bry_status status = check_keys(value, pointer, keys, err);
  if (status == BRY_OK) status = read_coded(value, pointer, "quotes", part, err);
  if (status == BRY_OK) status = read_number(value, pointer, "per_theme", 1, PER_THEME_MAX, &part->per_theme, err);
  return status == BRY_OK ? read_approved(value, pointer, part, err) : status;
}

static bry_status read_parts(struct json_object *root, const char *key,
                             bry_status (*read)(struct json_object *, const char *, bry__release_part *,
                                                bry_error **),
                             bry__release_parts *out, bry_error **err) {
  char at[POINTER_SIZE];
  struct json_object *list = NULL;
  if (!json_object_object_get_ex(root, key, &list)) return BRY_OK;
  snprintf(at, sizeof at, "/%s", key);
  if (!json_object_is_type(list, json_type_array)) return refuse_type(at, "a list", err);
  if (json_object_array_length(list) > PARTS_MAX)
    return bry__error_at(err, BRY_ELIMIT, at, "A release has at most %d of these.", PARTS_MAX);
  out->list = bry__alloc_zero(json_object_array_length(list) + 1, sizeof *out->list);
  if (!out->list) return bry__enomem(err);
  bry_status status = BRY_OK;
  for (size_t i = 0; i < json_object_array_length(list) && status == BRY_OK; i++) {
    snprintf(at, sizeof at, "/%s/%d", key, (int)i);
    status = read(json_object_array_get_idx(list, i), at, &out->list[out->count++], err);
  }
  return status;
}

/* --- breakdowns --------------------------------------------------------------------------------------------------- */

static bry_status read_by(struct json_object *list, const char *pointer, bry__release_by *by, bry_error **err) {
  char at[POINTER_SIZE + 16];
  if (json_object_is_type(list, json_type_string)) {
    by->segments[by->count++] = json_object_get_string(list);
    return BRY_OK;
  }
  if (!json_object_is_type(list, json_type_array) || json_object_array_length(list) == 0 ||
      json_object_array_length(list) > BRY__AXES_MAX)
    return refuse_type(pointer, "a segment, or a list of one to four segments,", err);
  for (size_t i = 0; i < json_object_array_length(list); i++) {
    struct json_object *segment = json_object_array_get_idx(list, i);
    snprintf(at, sizeof at, "%s/%d", pointer, (int)i);
    if (!json_object_is_type(segment, json_type_string)) return refuse_type(at, "a segment's name", err);
    for (int32_t before = 0; before < by->count; before++)
      if (strcmp(by->segments[before], json_object_get_string(segment)) == 0)
        return bry__error_at(err, BRY_EINVAL, at, "This segment stands twice: name it once.");
    by->segments[by->count++] = json_object_get_string(segment);
  }
  return BRY_OK;
}

static bry_status read_breakdowns(bry__release_spec *spec, bry_error **err) {
  char at[POINTER_SIZE];
  struct json_object *list = NULL;
  bry_status status = BRY_OK;
  if (!json_object_object_get_ex(spec->root, "by", &list)) return BRY_OK;
  if (!json_object_is_type(list, json_type_array)) return refuse_type("/by", "a list of breakdowns", err);
  if (json_object_array_length(list) > BRY__RELEASE_BY_MAX)
    return bry__error_at(err, BRY_ELIMIT, "/by", "A release has at most %d breakdowns.", BRY__RELEASE_BY_MAX);
  for (size_t i = 0; i < json_object_array_length(list) && status == BRY_OK; i++) {
    snprintf(at, sizeof at, "/by/%d", (int)i);
    status = read_by(json_object_array_get_idx(list, i), at, &spec->by[spec->by_count++], err);
  }
  return status;
}

static bry_status check_links(struct json_object *links, const char *pointer, bry_error **err) {
  static const char *const keys[] = {"code", "parent", NULL};
  char at[POINTER_SIZE + 16];
  if (!json_object_is_type(links, json_type_array)) return refuse_type(pointer, "a list of codes and parents", err);
  bry_status status = BRY_OK;
  for (size_t i = 0; i < json_object_array_length(links) && status == BRY_OK; i++) {
    const char *code = NULL;
    struct json_object *link = json_object_array_get_idx(links, i);
    snprintf(at, sizeof at, "%s/%d", pointer, (int)i);
    status = check_keys(link, at, keys, err);
    if (status == BRY_OK) status = read_text(link, at, "code", &code, err);
    struct json_object *parent = NULL;
    if (status == BRY_OK && json_object_object_get_ex(link, "parent", &parent) &&
        !json_object_is_type(parent, json_type_string))
      status = refuse_type(at, "a parent that is a text", err);
  }
  return status;
}

static bry_status read_hierarchies(bry__release_spec *spec, bry_error **err) {
  char at[POINTER_SIZE];
  if (!json_object_object_get_ex(spec->root, "hierarchies", &spec->hierarchies)) return BRY_OK;
  if (!json_object_is_type(spec->hierarchies, json_type_object))
    return refuse_type("/hierarchies", "an object of hierarchies by segment", err);
  bry_status status = BRY_OK;
  json_object_object_foreach(spec->hierarchies, segment, links) {
    snprintf(at, sizeof at, "/hierarchies/%s", segment);
    if (status == BRY_OK) status = check_links(links, at, err);
  }
  return status;
}

/* --- the whole ---------------------------------------------------------------------------------------------------- */

static bry_status read_title(bry__release_spec *spec, bry_error **err) {
  struct json_object *title = NULL;
  if (!json_object_object_get_ex(spec->root, "title", &title)) return BRY_OK;
  int read = bry__label_from_json(&spec->title, title);
  if (read == -1) return bry__enomem(err);
  return read == 0 ? BRY_OK : refuse_type("/title", "a text, or texts by language,", err);
}

static bry_status read_rules(bry__release_spec *spec, bry_error **err) {
  struct json_object *method = NULL;
  spec->min_group = BRY_MIN_GROUP_DEFAULT;
  spec->coalition = 1;
  bry_status status = read_number(spec->root, "", "k", BRY_MIN_GROUP_FLOOR, 50, &spec->min_group, err);
  if (status == BRY_OK) status = read_number(spec->root, "", "coalition", 0, COALITION_MAX, &spec->coalition, err);
  if (status != BRY_OK || !json_object_object_get_ex(spec->root, "method", &method)) return status;
  const char *word = bry__json_text(spec->root, "method");
  if (word && strcmp(word, "suppress") == 0) return BRY_OK;
  return bry__error_at(err, word ? BRY_ENOTSUPPORTED : BRY_EINVAL, "/method",
                       "A release is made by \"suppress\": leave the method out.");
}

/* "groups" are the numbers of respondents, which every release has. */
static bry_status check_table_names(const bry__release_spec *spec, bry_error **err) {
  static const char *const lists[] = {"items", "themes", "quotes"};
  const bry__release_parts *parts[] = {&spec->items, &spec->themes, &spec->quotes};
  char at[POINTER_SIZE];
  bry__strings names = {0};
  bry_status status = bry__strings_add(&names, "groups", 6) < 0 ? bry__enomem(err) : BRY_OK;
  for (int32_t l = 0; l < 3; l++)
    for (int32_t i = 0; i < parts[l]->count && status == BRY_OK; i++) {
      const char *name = parts[l]->list[i].name;
      uint32_t before = names.count;
      snprintf(at, sizeof at, "/%s/%d", lists[l], (int)i);
      if (bry__strings_add(&names, name, strlen(name)) < 0)
        status = bry__enomem(err);
      else if (names.count == before)
        status =
            bry__error_at(err, BRY_EINVAL, at, "Two parts are called \"%s\": give this one another \"name\".", name);
    }
  bry__strings_clear(&names);
  return status;
}

bry_status bry__release_spec_parse(bry__release_spec *spec, const char *json, size_t size, bry_error **err) {
  static const char *const keys[] = {"$schema", "name", "title",       "survey", "k",      "coalition", "method",
                                     "items",   "by",   "hierarchies", "themes", "quotes", NULL};
  bry_status status = bry__json_parse("the release's specification", json, size, &LIMITS, &spec->root, err);
  if (status == BRY_OK) status = check_keys(spec->root, "", keys, err);
  if (status == BRY_OK) status = read_text(spec->root, "", "name", &spec->name, err);
  if (status == BRY_OK) status = check_name(spec->name, "/name", err);
  if (status == BRY_OK) status = read_text(spec->root, "", "survey", &spec->survey, err);
  if (status == BRY_OK) status = read_title(spec, err);
  if (status == BRY_OK) status = read_rules(spec, err);
  if (status == BRY_OK) status = read_breakdowns(spec, err);
  if (status == BRY_OK) status = read_hierarchies(spec, err);
  if (status == BRY_OK) status = read_parts(spec->root, "items", read_item, &spec->items, err);
  if (status == BRY_OK) status = read_parts(spec->root, "themes", read_theme, &spec->themes, err);
  if (status == BRY_OK) status = read_parts(spec->root, "quotes", read_quote, &spec->quotes, err);
  return status == BRY_OK ? check_table_names(spec, err) : status;
}

void bry__release_spec_clear(bry__release_spec *spec) {
  for (int32_t i = 0; i < spec->quotes.count; i++)
    bry__free(spec->quotes.list[i].approved);
  bry__free(spec->items.list);
  bry__free(spec->themes.list);
  bry__free(spec->quotes.list);
  bry__label_clear(&spec->title);
  json_object_put(spec->root);
  *spec = (bry__release_spec){0};
}

/* --- as others take it -------------------------------------------------------------------------------------------- */

static void put_csv(bry__buffer *b, const char *text) {
  bry__buffer_char(b, '"');
  for (; *text; text++) {
    if (*text == '"') bry__buffer_char(b, '"');
    bry__buffer_char(b, *text);
  }
  bry__buffer_char(b, '"');
}

bry_status bry__release_hierarchy(struct json_object *hierarchies, const char *segment, char **out, bry_error **err) {
  bry__buffer b = {0};
  struct json_object *links = hierarchies ? bry__json_array(hierarchies, segment) : NULL;
  *out = NULL;
  if (!links) return BRY_OK;
  bry__buffer_text(&b, "code,parent\n");
  for (size_t i = 0; i < json_object_array_length(links); i++) {
    struct json_object *link = json_object_array_get_idx(links, i);
    const char *parent = bry__json_text(link, "parent");
    put_csv(&b, bry__json_text(link, "code"));
    bry__buffer_char(&b, ',');
    put_csv(&b, parent ? parent : "");
    bry__buffer_char(&b, '\n');
  }
  if (b.failed) {
    bry__buffer_free(&b);
    return bry__enomem(err);
  }
  *out = b.data;
  return BRY_OK;
}

void bry__release_put_by(bry__buffer *b, const bry__release_by *by) {
  if (by->count > 0) bry__buffer_text(b, "_by");
  for (int32_t i = 0; i < by->count; i++) {
    bry__buffer_char(b, '_');
    bry__buffer_text(b, by->segments[i]);
  }
}
