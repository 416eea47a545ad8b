/* Answers in a table of people, and codes that are none. */
#include "result/gone.h"

#include "core/number.h"

#include <string.h>

static int32_t reason_of(const char *name, size_t size) {
  static const char *const names[] = {"missing", "not_asked", "hidden", "skipped", "dont_know"};
  for (int32_t i = 0; i < 5; i++)
    if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0) return BRY_MISSING + i;
  return BRY_PRESENT;
}

bry_status bry__gone_read(bry__gone *gone, const char *missing, bry_error **err) {
  for (const char *at = missing; at && *at;) {
    size_t size = strcspn(at, ";"), code = 0;
    for (size_t i = 0; i < size; i++)
      if (at[i] == '=') code = i;
    int32_t reason = code > 0 ? reason_of(at + code + 1, size - code - 1) : BRY_PRESENT;
    if (reason == BRY_PRESENT || gone->count == BRY__GONE_MAX)
      return bry__error(
          err, BRY_EINVAL,
          "missing is up to %d of CODE=REASON with a semicolon between them, where the reason is missing, "
          "not_asked, hidden, skipped or dont_know: \"%.*s\" is not.",
          BRY__GONE_MAX, (int)(size > 60 ? 60 : size), at);
    gone->code[gone->count].text = at;
    gone->code[gone->count].size = code;
    gone->code[gone->count++].reason = reason;
    at += size + (at[size] == ';');
  }
  return BRY_OK;
}

const char *bry__cell_text(const bry_table *t, int64_t row, int32_t column, char room[32]) {
  if (bry_table_missing(t, row, column) != BRY_PRESENT) return NULL;
  if (bry_table_column_type(t, column) == BRY_TYPE_TEXT) return bry_table_text(t, row, column);
  room[bry__double_print(room, bry_table_double(t, row, column))] = '\0';
  return room;
}

const char *bry__gone_answer(const bry__gone *gone, const bry_table *people, int64_t row, int32_t column,
                             char room[32], int32_t *reason) {
  const char *text = bry__cell_text(people, row, column, room);
  *reason = text ? BRY_PRESENT : bry_table_missing(people, row, column);
  if (text && !*text) *reason = BRY_MISSING;
  for (int32_t i = 0; i < gone->count && *reason == BRY_PRESENT; i++)
    if (strncmp(text, gone->code[i].text, gone->code[i].size) == 0 && !text[gone->code[i].size])
      *reason = gone->code[i].reason;
  if (*reason == BRY_MISSING_WITHHELD) *reason = BRY_MISSING;
  return *reason == BRY_PRESENT ? text : NULL;
}
