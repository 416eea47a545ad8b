/* One item of two versions. The scale is read from the parsed items, whatever else an item says from its JSON, so that a
 * property this file has never heard of is not taken for harmless. What follows from a change is compare.c's. */
#include "form/compare.h"

#include "core/label.h"
#include "expr/regex.h"
#include "form/property.h"
#include "form/scalar.h"

#include <string.h>

/* --- what changed, as text ------------------------------------------------------------------------------------------ */

enum { POINTS_MAX = 12, NAMES_MAX = 6 };

/* Begins a point with its first word; 0 when it is left out. */
static int begin_point(bry__points *p, const char *what) {
  p->count++;
  if (p->count > POINTS_MAX + 1) return 0;
  if (p->count > 1) bry__buffer_text(&p->text, "; ");
  bry__buffer_text(&p->text, p->count > POINTS_MAX ? "…" : what);
  return p->count <= POINTS_MAX;
}

/* "what.name.end", where name and end may be NULL. */
static void add_path(bry__points *p, const char *what, const char *name, const char *end) {
  if (!begin_point(p, what)) return;
  if (name) bry__buffer_format(&p->text, ".%s", name);
  if (end) bry__buffer_format(&p->text, ".%s", end);
}

static void add_change(bry__points *p, const char *what, const char *from, const char *to) {
  if (begin_point(p, what)) bry__buffer_format(&p->text, " %s → %s", from, to);
}

/* --- words ---------------------------------------------------------------------------------------------------------- */

static int same_text(const char *a, const char *b) {
  return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Compares what people read, fallbacks included: a translation that repeats the default changes nothing. `name` may be
 * NULL; `otherwise` is read where there is no text at all. */
static void compare_labels(bry__points *p, const bry__label *earlier, const bry__label *later, const char *what,
                           const char *name, const char *otherwise) {
  static const char *const langs[BRY__LANG_COUNT] = {[BRY__NB] = "nb", [BRY__NN] = "nn", [BRY__EN] = "en"};
  int changed[BRY__LANG_COUNT];
  int count = 0;
  for (int i = 0; i < BRY__LANG_COUNT; i++) {
    const char *a = bry__label_get(earlier, langs[i]);
    const char *b = bry__label_get(later, langs[i]);
    changed[i] = !same_text(a ? a : otherwise, b ? b : otherwise);
    count += changed[i];
  }
  if (count == BRY__LANG_COUNT) {
    add_path(p, what, name, NULL);
  } else if (count == 0 && earlier->text[BRY__DEFAULT] && later->text[BRY__DEFAULT] &&
             !same_text(earlier->text[BRY__DEFAULT], later->text[BRY__DEFAULT])) {
    add_path(p, what, name, "default");
  }
  for (int i = 0; i < BRY__LANG_COUNT && count < BRY__LANG_COUNT; i++) {
    if (changed[i]) add_path(p, what, name, langs[i]);
  }
}

static void compare_json_labels(bry__points *p, struct json_object *earlier, struct json_object *later,
                                const char *what) {
  bry__label a = {{NULL}}, b = {{NULL}};
  if (bry__label_from_json(&a, earlier) == -1 || bry__label_from_json(&b, later) == -1) {
    p->text.failed = 1;
  } else {
    compare_labels(p, &a, &b, what, NULL, "");
  }
  bry__label_clear(&a);
  bry__label_clear(&b);
}

/* --- choices, columns, rows, fields --------------------------------------------------------------------------------- */

static int32_t count_of(const bry__item *item, int parts) {
  return parts ? item->part_count : item->value_count;
}

static const char *name_of(const bry__item *item, int parts, int32_t i) {
  return parts ? item->parts[i].name : item->values[i].name;
}

static int32_t find(const bry__item *item, int parts, const char *name) {
  size_t size = strlen(name);
  return parts ? bry__item_part_find(item, name, size) : bry__item_value_find(item, name, size);
}

static const bry__label *label_of(const bry__item *item, int parts, int32_t i) {
  return parts ? &item->parts[i].label : &item->values[i].label;
}

static int32_t count_missing(const bry__item *in, const bry__item *of, int parts) {
  int32_t count = 0;
  for (int32_t i = 0; i < count_of(of, parts); i++) {
    count += find(in, parts, name_of(of, parts, i)) == -1;
  }
  return count;
}

/* The names of `of` that `in` lacks, each behind the sign. */
static void add_missing(bry__points *p, const bry__item *in, const bry__item *of, int parts, const char *sign) {
  int shown = 0;
  for (int32_t i = 0; i < count_of(of, parts); i++) {
    const char *name = name_of(of, parts, i);
    if (find(in, parts, name) != -1) continue;
    if (++shown <= NAMES_MAX) bry__buffer_format(&p->text, " %s%s", sign, name);
  }
  if (shown > NAMES_MAX) bry__buffer_format(&p->text, " %s…", sign);
}

/* Notes what came and what went. */
static void compare_sets(bry__comparison *c, bry__points *p, int parts, const char *what) {
  if (count_missing(c->earlier, c->later, parts) + count_missing(c->later, c->earlier, parts) == 0) return;
  if (!begin_point(p, what)) return;
  add_missing(p, c->earlier, c->later, parts, "+");
  add_missing(p, c->later, c->earlier, parts, "-");
}

/* Whether those of both stand in another order. */
static int is_reordered(const bry__comparison *c, int parts) {
  int32_t last = -1;
  for (int32_t i = 0; i < count_of(c->later, parts); i++) {
    int32_t place = find(c->earlier, parts, name_of(c->later, parts, i));
    if (place == -1) continue;
    if (place < last) return 1;
    last = place;
  }
  return 0;
}

static void compare_set_labels(bry__comparison *c, int parts, const char *what) {
  for (int32_t i = 0; i < count_of(c->later, parts); i++) {
    const char *name = name_of(c->later, parts, i);
    int32_t place = find(c->earlier, parts, name);
    if (place == -1) continue;
    compare_labels(&c->wording, label_of(c->earlier, parts, place), label_of(c->later, parts, i), what, name, name);
  }
}

/* A rating or a matrix's columns are an ordered scale; other choices are a list, whose order may sway people a little
 * but means nothing. */
static void compare_values(bry__comparison *c) {
  int is_rating = c->later->type == BRY__ITEM_RATING;
  int is_matrix = c->later->type == BRY__ITEM_MATRIX;
  const char *what = is_rating ? "range" : is_matrix ? "columns" : "choices";
  compare_sets(c, &c->scale, 0, what);
  if (is_reordered(c, 0)) add_path(is_rating || is_matrix ? &c->scale : &c->notes, what, NULL, "order");
  if (c->earlier->has_other != c->later->has_other && find(c->earlier, 0, "other") != -1 &&
      find(c->later, 0, "other") != -1) {
    add_path(&c->scale, "other", NULL, NULL); /* a choice of that name, now with words or no more */
  }
  compare_set_labels(c, 0, is_rating ? "rateValues" : what);
}

static int same_patterns(const bry__patterns *a, const bry__patterns *b) {
  if (a->count != b->count) return 0;
  for (int32_t i = 0; i < a->count; i++) {
    const bry__regex *x = a->list[i].regex, *y = b->list[i].regex;
    if (!same_text(bry__regex_source(x), bry__regex_source(y)) ||
        bry__regex_ignores_case(x) != bry__regex_ignores_case(y))
      return 0;
  }
  return 1;
}

static void compare_part(bry__comparison *c, const bry__part *earlier, const bry__part *later) {
  if (earlier->input != later->input && begin_point(&c->scale, "items")) {
    bry__buffer_format(&c->scale.text, ".%s.inputType %s → %s", later->name, bry__input_name(earlier->input),
                       bry__input_name(later->input));
  }
  if (earlier->required != later->required) add_path(&c->notes, "items", later->name, "required");
  if (earlier->max_length != later->max_length) add_path(&c->notes, "items", later->name, "length");
  if (!same_patterns(&earlier->patterns, &later->patterns)) add_path(&c->notes, "items", later->name, "pattern");
}

/* Every row is a question of its own on the same scale: those of both versions stay comparable when others come or go,
 * unless none is left. */
static void compare_parts(bry__comparison *c) {
  const char *what = c->later->type == BRY__ITEM_MATRIX ? "rows" : "items";
  int none_left = count_missing(c->earlier, c->later, 1) == c->later->part_count;
  compare_sets(c, none_left ? &c->scale : &c->wording, 1, what);
  if (is_reordered(c, 1)) add_path(&c->notes, what, NULL, "order");
  compare_set_labels(c, 1, what);
  for (int32_t i = 0; i < c->later->part_count; i++) {
    int32_t place = find(c->earlier, 1, c->later->parts[i].name);
    if (place != -1) compare_part(c, &c->earlier->parts[place], &c->later->parts[i]);
  }
}

/* --- limits --------------------------------------------------------------------------------------------------------- */

static void add_bound(bry__buffer *b, const bry__item *item, int has, double bound) {
  char date[BRY__DATE_TEXT];
  if (!has) return;
  if (item->input == BRY__INPUT_DATE) {
    bry__date_print(date, bound);
    bry__buffer_text(b, date);
  } else {
    bry__buffer_double(b, bound);
  }
}

static void add_range(bry__buffer *b, const bry__item *item) {
  add_bound(b, item, item->has_min, item->min);
  bry__buffer_text(b, "..");
  add_bound(b, item, item->has_max, item->max);
}

static int same_bound(int has_earlier, double earlier, int has_later, double later) {
  return has_earlier == has_later && (!has_later || earlier == later);
}

static void compare_ranges(bry__comparison *c) {
  const bry__item *a = c->earlier, *b = c->later;
  bry__buffer *text = &c->scale.text;
  if (!(same_bound(a->has_min, a->min, b->has_min, b->min) && same_bound(a->has_max, a->max, b->has_max, b->max)) &&
      begin_point(&c->scale, "range ")) {
    add_range(text, a);
    bry__buffer_text(text, " → ");
    add_range(text, b);
  }
  if (a->step != b->step && begin_point(&c->scale, "step ")) {
    bry__buffer_double(text, a->step);
    bry__buffer_text(text, " → ");
    bry__buffer_double(text, b->step);
  }
}

/* "least..most", where 0 and -1 stand for no limit. */
static void add_limits(bry__buffer *b, int64_t least, int64_t most) {
  if (least > 0) bry__buffer_int(b, least);
  bry__buffer_text(b, "..");
  if (most > 0) bry__buffer_int(b, most);
}

static void compare_limits(bry__points *p, const char *what, const int64_t earlier[2], const int64_t later[2]) {
  if ((earlier[0] == later[0] && earlier[1] == later[1]) || !begin_point(p, what)) return;
  bry__buffer_char(&p->text, ' ');
  add_limits(&p->text, earlier[0], earlier[1]);
  bry__buffer_text(&p->text, " → ");
  add_limits(&p->text, later[0], later[1]);
}

static int is_whole_ranking(const bry__item *item) {
  return item->type == BRY__ITEM_RANKING && item->min_count == item->value_count;
}

/* How many must be chosen. That a whole ranking has all its choices is told by the choices. */
static int64_t least_count(const bry__item *item, int whole) {
  int32_t least = whole || item->min_selected > item->min_count ? item->min_selected : item->min_count;
  return least;
}

static void compare_counts(bry__comparison *c) {
  int whole = is_whole_ranking(c->earlier) && is_whole_ranking(c->later);
  const int64_t earlier[2] = {least_count(c->earlier, whole), c->earlier->max_selected};
  const int64_t later[2] = {least_count(c->later, whole), c->later->max_selected};
  compare_limits(&c->scale, "count", earlier, later);
}

static void compare_lengths(bry__comparison *c) {
  const int64_t earlier[2] = {c->earlier->min_length, c->earlier->max_length};
  const int64_t later[2] = {c->later->min_length, c->later->max_length};
  compare_limits(&c->notes, "length", earlier, later);
}

/* --- whatever else the JSON says ------------------------------------------------------------------------------------ */

static int is_one_of(const char *name, const char *const *list, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(name, list[i]) == 0) return 1;
  }
  return 0;
}

static int ends_with(const char *name, const char *end) {
  size_t size = strlen(name), end_size = strlen(end);
  return size >= end_size && strcmp(name + size - end_size, end) == 0;
}

static int is_read(const bry__property *property) {
  return !property || property->kind == BRY__PROPERTY_READ;
}

/* Where the properties of an item are listed. A column of a matrixdropdown says what its cells are by cellType. */
static const bry__property *find_property(const bry__comparison *c, const char *name) {
  int type = c->later->is_list ? BRY__ITEM_TAGBOX : (int)c->later->type;
  return bry__json_text(c->later_json, "type") ? bry__property_find(name, type)
                                               : bry__property_find_in_column(name, type);
}

/* Whether what the parsed items above hold comes from this property. */
static int is_compared(const bry__property *property, const char *name) {
  static const char *const names[] = {
      "autoGenerate",
      "cellType",
      "choices",
      "columns",
      "dontKnowText",
      "eachRowRequired",
      "inputType",
      "isRequired",
      "items",
      "labelFalse",
      "labelTrue",
      "max",
      "maxLength",
      "maxSelectedChoices",
      "min",
      "minLength",
      "minSelectedChoices",
      "name",
      "noneText",
      "otherText",
      "rateCount",
      "rateMax",
      "rateMin",
      "rateStep",
      "rateValues",
      "refuseText",
      "rows",
      "selectToRankEnabled",
      "showDontKnowItem",
      "showNoneItem",
      "showOtherItem",
      "showRefuseItem",
      "step",
      "templateElements",
      "title",
      "type",
      "validators",
  };
  return is_read(property) && is_one_of(name, names, sizeof names / sizeof names[0]);
}

/* Conditions decide on who is asked, the rest on looks: neither on what an answer means. A property that is read for
 * its meaning and is none of these may change that. */
static int is_harmless(const bry__property *property, const char *name) {
  static const char *const looks[] = {"isUnique",         "keyDuplicationError", "keyName",         "maxPanelCount",
                                      "minPanelCount",    "panelCount",          "rateDisplayMode", "rateType",
                                      "requiredErrorText"};
  return !is_read(property) || ends_with(name, "If") || is_one_of(name, looks, sizeof looks / sizeof looks[0]);
}

/* Error texts are read after the answer. */
static int is_wording(const bry__property *property, const char *name) {
  static const char *const texts[] = {"templateDescription", "templateTabTitle", "templateTitle"};
  if (is_one_of(name, texts, sizeof texts / sizeof texts[0])) return 1;
  return property && (property->kind == BRY__PROPERTY_LABEL || property->kind == BRY__PROPERTY_HTML) &&
         !ends_with(name, "ErrorText");
}

static void compare_property(bry__comparison *c, const bry__property *property, const char *name,
                             struct json_object *earlier, struct json_object *later) {
  if (is_compared(property, name)) return;
  if (is_wording(property, name)) {
    compare_json_labels(&c->wording, earlier, later, name);
  } else if (!json_object_equal(earlier, later)) {
    add_path(is_harmless(property, name) ? &c->notes : &c->scale, name, NULL, NULL);
  }
}

/* The newer name of a property. */
static const char *newer_name(const bry__property *property, const char *key) {
  return property && property->same_as ? property->same_as : key;
}

/* The member of that name, old or new; NULL when there is none. */
static struct json_object *member_of(const bry__comparison *c, struct json_object *object, const char *name) {
  json_object_object_foreach(object, key, value) {
    if (strcmp(newer_name(find_property(c, key), key), name) == 0) return value;
  }
  return NULL;
}

static void compare_properties(bry__comparison *c) {
  json_object_object_foreach(c->later_json, key, value) {
    const bry__property *property = find_property(c, key);
    const char *name = newer_name(property, key);
    compare_property(c, property, name, member_of(c, c->earlier_json, name), value);
  }
  json_object_object_foreach(c->earlier_json, old_key, old_value) {
    const bry__property *property = find_property(c, old_key);
    const char *name = newer_name(property, old_key);
    if (!member_of(c, c->later_json, name)) compare_property(c, property, name, old_value, NULL);
  }
}

/* --- one item ------------------------------------------------------------------------------------------------------- */

void bry__compare_items(bry__comparison *c) {
  const bry__item *a = c->earlier, *b = c->later;
  compare_labels(&c->wording, &a->title, &b->title, "title", NULL, b->name);
  if (a->required != b->required) add_path(&c->notes, "required", NULL, NULL);
  if (a->type != b->type) {
    add_change(&c->scale, "type", bry__item_type_name(a->type), bry__item_type_name(b->type));
    return; /* what else differs follows from that */
  }
  if (a->is_list != b->is_list) {
    add_change(&c->notes, "type", bry__item_document_type(a), bry__item_document_type(b));
  }
  if (a->input != b->input) add_change(&c->scale, "inputType", bry__input_name(a->input), bry__input_name(b->input));
  compare_values(c);
  compare_parts(c);
  compare_ranges(c);
  compare_counts(c);
  compare_lengths(c);
  if (!same_patterns(&a->patterns, &b->patterns)) add_path(&c->notes, "pattern", NULL, NULL);
  if (a->all_rows_required != b->all_rows_required) add_path(&c->notes, "rows", NULL, "required");
  compare_properties(c);
}
