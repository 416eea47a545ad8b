/* A table as JSON, with everything that is in it; and the words that it has for types, roles and missing reasons.
 * Reading it back is table_json_read.c's. */
#include "core/table_model.h"
#include "core/table_render.h"

#include <math.h>
#include <string.h>

static void put_string(bry__buffer *b, const char *text) {
  bry__buffer_json_string(b, text, strlen(text));
}

void bry__table_put_label(bry__buffer *b, const bry__label *label) {
  static const char *const keys[4] = {
      [BRY__NB] = "\"nb\":", [BRY__NN] = "\"nn\":", [BRY__EN] = "\"en\":", [BRY__DEFAULT] = "\"default\":"};
  int any = 0;
  bry__buffer_char(b, '{');
  for (int i = 0; i < 4; i++) {
    if (!label->text[i]) continue;
    if (any++) bry__buffer_char(b, ',');
    bry__buffer_text(b, keys[i]);
    put_string(b, label->text[i]);
  }
  bry__buffer_char(b, '}');
}

static const char *const type_names[] = {
    [BRY_TYPE_INT64] = "int64", [BRY_TYPE_DOUBLE] = "double", [BRY_TYPE_TEXT] = "text"};
static const char *const role_names[] = {[BRY_ROLE_ATTRIBUTE] = "attribute",
                                         [BRY_ROLE_DIMENSION] = "dimension",
                                         [BRY_ROLE_COUNT] = "count",
                                         [BRY_ROLE_SHARE] = "share",
                                         [BRY_ROLE_MEAN] = "mean",
                                         [BRY_ROLE_STATISTIC] = "statistic",
                                         [BRY_ROLE_LOW] = "low",
                                         [BRY_ROLE_HIGH] = "high",
                                         [BRY_ROLE_WEIGHT] = "weight"};
static const char *const reason_names[] = {[BRY_PRESENT] = "",
                                           [BRY_MISSING] = "missing",
                                           [BRY_MISSING_NOT_ASKED] = "not_asked",
                                           [BRY_MISSING_HIDDEN] = "hidden",
                                           [BRY_MISSING_SKIPPED] = "skipped",
                                           [BRY_MISSING_DONT_KNOW] = "dont_know",
                                           [BRY_MISSING_WITHHELD] = "withheld"};

enum {
  TYPES = sizeof type_names / sizeof *type_names,
  ROLES = sizeof role_names / sizeof *role_names,
  REASONS = sizeof reason_names / sizeof *reason_names
};

static int32_t place_of(const char *const *names, int32_t first, int32_t count, const char *name) {
  for (int32_t i = first; name && i < count; i++) {
    if (strcmp(names[i], name) == 0) return i;
  }
  return -1;
}

const char *bry__table_role_name(int32_t role) {
  return role >= BRY_ROLE_ATTRIBUTE && role < ROLES ? role_names[role] : role_names[BRY_ROLE_ATTRIBUTE];
}

const char *bry__table_reason_name(int32_t reason) {
  return reason_names[reason];
}

int32_t bry__table_type_of(const char *name) {
  return place_of(type_names, BRY_TYPE_INT64, TYPES, name);
}

int32_t bry__table_role_of(const char *name) {
  return place_of(role_names, BRY_ROLE_ATTRIBUTE, ROLES, name);
}

int32_t bry__table_reason_of(const char *name) {
  return place_of(reason_names, BRY_MISSING, REASONS, name);
}

void bry__table_put_values(bry__buffer *b, const bry__column *c) {
  int any = 0;
  bry__buffer_char(b, '{');
  for (size_t i = 0; i < c->value_label_count; i++) {
    if (bry__label_is_empty(&c->value_labels[i])) continue;
    if (any++) bry__buffer_char(b, ',');
    bry__buffer_json_string(b, c->strings.items[i].text, c->strings.items[i].size);
    bry__buffer_char(b, ':');
    bry__table_put_label(b, &c->value_labels[i]);
  }
  bry__buffer_char(b, '}');
}

static void put_column(bry__buffer *b, const bry__column *c) {
  bry__buffer_text(b, "{\"name\":");
  put_string(b, c->name);
  bry__buffer_format(b, ",\"type\":\"%s\",\"role\":\"%s\",\"label\":", type_names[c->type],
                     bry__table_role_name(c->role));
  bry__table_put_label(b, &c->label);
  if (c->value_label_count) {
    bry__buffer_text(b, ",\"values\":");
    bry__table_put_values(b, c);
  }
  bry__buffer_char(b, '}');
}

/* Numbers past 2^53 are texts: a reader of JSON may take them for doubles and lose digits, and ours refuses them. */
static const int64_t safe_integer = INT64_C(9007199254740992);

static void put_int64(bry__buffer *b, int64_t value) {
  int is_safe = value <= safe_integer && value >= -safe_integer;
  if (!is_safe) bry__buffer_char(b, '"');
  bry__buffer_int(b, value);
  if (!is_safe) bry__buffer_char(b, '"');
}

static void put_double(bry__buffer *b, double value) {
  int is_safe = fabs(value) <= (double)safe_integer || fabs(value) >= 1e21;
  if (!is_safe) bry__buffer_char(b, '"');
  bry__buffer_double(b, value);
  if (!is_safe) bry__buffer_char(b, '"');
}

static void put_cell(bry__buffer *b, const bry_table *t, int64_t row, int32_t column) {
  const bry__string *text = bry__table_cell_text(t, row, column);
  if (text) {
    bry__buffer_json_string(b, text->text, text->size);
  } else if (bry_table_missing(t, row, column) != BRY_PRESENT) {
    bry__buffer_text(b, "null");
  } else if (bry_table_column_type(t, column) == BRY_TYPE_INT64) {
    put_int64(b, bry_table_int64(t, row, column));
  } else {
    put_double(b, bry_table_double(t, row, column));
  }
}

static void put_rows(bry__buffer *b, const bry_table *t) {
  bry__buffer_text(b, "],\"rows\":[");
  for (int64_t row = 0; row < t->row_count; row++) {
    bry__buffer_text(b, row ? ",\n[" : "\n[");
    for (int32_t c = 0; c < t->column_count; c++) {
      if (c) bry__buffer_char(b, ',');
      put_cell(b, t, row, c);
    }
    bry__buffer_char(b, ']');
  }
}

static void put_missing(bry__buffer *b, const bry_table *t) {
  int any = 0;
  bry__buffer_text(b, "],\"missing\":[");
  for (int64_t row = 0; row < t->row_count; row++) {
    for (int32_t c = 0; c < t->column_count; c++) {
      int32_t reason = bry_table_missing(t, row, c);
      if (reason == BRY_PRESENT) continue;
      bry__buffer_text(b, any++ ? ",{\"row\":" : "{\"row\":");
      bry__buffer_int(b, row);
      bry__buffer_text(b, ",\"column\":");
      put_string(b, t->columns[c].name);
      bry__buffer_format(b, ",\"reason\":\"%s\"}", reason_names[reason]);
    }
  }
}

void bry__table_json_render(bry__buffer *b, const bry_table *t) {
  bry__buffer_text(b, "{\"name\":");
  put_string(b, t->name);
  bry__buffer_text(b, ",\"title\":");
  bry__table_put_label(b, &t->title);
  bry__buffer_text(b, ",\"columns\":[");
  for (int32_t c = 0; c < t->column_count; c++) {
    bry__buffer_text(b, c ? ",\n" : "\n");
    put_column(b, &t->columns[c]);
  }
  put_rows(b, t);
  put_missing(b, t);
  bry__buffer_text(b, "]}\n");
}
