/* The list of what an import refused, and the table made of it. It holds places and rules, never what was answered. */
#include "core/mem.h"
#include "core/table.h"
#include "store/import.h"

#include <stdlib.h>
#include <string.h>

typedef struct bry__refusal {
  int64_t row, line;
  size_t place; /* keeps the findings of a row in order */
  char *column; /* NULL: the row as a whole */
  char *rule;
  bry__label reason;
} bry__refusal;

static void refusal_clear(bry__refusal *r) {
  bry__free(r->column);
  bry__free(r->rule);
  bry__label_clear(&r->reason);
}

/* "/item/part" names the column "item.part"; "" none. */
static int column_of_pointer(const char *pointer, char **out) {
  *out = NULL;
  if (!pointer || pointer[0] != '/') return 0;
  char *column = bry__strdup(pointer + 1);
  if (!column) return -1;
  char *to = column;
  for (const char *from = column; *from; from++) {
    if (from[0] == '~' && (from[1] == '0' || from[1] == '1')) {
      *to++ = *++from == '0' ? '~' : '/';
    } else {
      *to++ = *from == '/' ? '.' : *from;
    }
  }
  *to = '\0';
  *out = column;
  return 0;
}

/* How the column's name begins where the item is a cell: "children[0].age" for "children.0.age". Behind that the two are
 * alike. 0: the item has no such name. */
static size_t cell_prefix(const char *item, const char *column) {
  const char *i = item, *c = column;
  int has_place = 0;
  for (; *i; i++) {
    if (*i == ']') continue;
    if (*c != (*i == '[' ? '.' : *i)) return 0;
    has_place |= *i == '[';
    c++;
  }
  return has_place && (*c == '\0' || *c == '.') ? (size_t)(c - column) : 0;
}

/* Cells of repeated panels are named as they are everywhere else. */
static int name_cell(char **column, const char *item) {
  size_t size = item && *column ? cell_prefix(item, *column) : 0;
  if (size == 0) return 0;
  size_t item_size = strlen(item), rest = strlen(*column + size);
  char *name = bry__alloc(item_size + rest + 1);
  if (!name) return -1;
  memcpy(name, item, item_size);
  memcpy(name + item_size, *column + size, rest + 1);
  bry__free(*column);
  *column = name;
  return 0;
}

static int refusal_fill(bry__refusal *r, const bry_findings *findings, int64_t i) {
  r->rule = bry__strdup(bry_findings_rule_at(findings, i));
  if (!r->rule || column_of_pointer(bry_findings_pointer_at(findings, i), &r->column) != 0) return -1;
  if (name_cell(&r->column, bry_findings_item_at(findings, i)) != 0) return -1;
  return bry__label_set(&r->reason, bry_findings_message_at(findings, i, "nb"),
                        bry_findings_message_at(findings, i, "nn"), bry_findings_message_at(findings, i, "en"));
}

int bry__refused_add(bry__refused *refused, int64_t row, int64_t line, const bry_findings *findings) {
  for (int64_t i = 0; i < bry_findings_count(findings); i++) {
    if (refused->count >= BRY__IMPORT_FINDINGS_MAX) return 0;
    if (bry__grow((void **)&refused->items, &refused->capacity, refused->count + 1, sizeof *refused->items) != 0) {
      return -1;
    }
    bry__refusal *r = &refused->items[refused->count];
    *r = (bry__refusal){.row = row, .line = line, .place = refused->count};
    if (refusal_fill(r, findings, i) != 0) {
      refusal_clear(r);
      return -1;
    }
    refused->count++;
  }
  return 0;
}

/* Conflicts are found later than the rows around them. */
static int by_row(const void *a, const void *b) {
  const bry__refusal *left = a, *right = b;
  if (left->row != right->row) return left->row < right->row ? -1 : 1;
  return left->place < right->place ? -1 : 1;
}

enum { COLUMN_ROW, COLUMN_LINE, COLUMN_COLUMN, COLUMN_RULE, COLUMN_REASON };

static void add_columns(bry_table *t) {
  bry__table_column(t, "row", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Rad", "Rad", "Row");
  bry__table_column(t, "line", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Linje", "Linje", "Line");
  bry__table_column(t, "column", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Kolonne", "Kolonne", "Column");
  bry__table_column(t, "rule", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Regel", "Regel", "Rule");
  bry__table_column(t, "reason", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Grunn", "Grunn", "Reason");
}

static void add_row(bry_table *t, const bry__refusal *r) {
  const char *reason = bry__label_get(&r->reason, "en");
  bry__table_row(t);
  bry__table_set_int64(t, COLUMN_ROW, r->row);
  bry__table_set_int64(t, COLUMN_LINE, r->line);
  bry__table_set_text(t, COLUMN_COLUMN, r->column);
  bry__table_set_text(t, COLUMN_RULE, r->rule);
  bry__table_set_text(t, COLUMN_REASON, reason);
  if (reason) bry__table_label_value(t, COLUMN_REASON, reason, &r->reason);
}

bry_status bry__refused_table(bry__refused *refused, bry_table **out, bry_error **err) {
  bry_table *t =
      bry__table_new("refused", "Rader som ikke ble tatt inn", "Rader som ikkje vart tekne inn", "Refused rows");
  if (t) {
    add_columns(t);
    if (refused->count > 1) qsort(refused->items, refused->count, sizeof *refused->items, by_row);
    for (size_t i = 0; i < refused->count; i++)
      add_row(t, &refused->items[i]);
  }
  return bry__table_finish(t, out, err);
}

void bry__refused_clear(bry__refused *refused) {
  for (size_t i = 0; i < refused->count; i++)
    refusal_clear(&refused->items[i]);
  bry__free(refused->items);
  *refused = (bry__refused){0};
}
