/* A pattern as UTF-16, and what must be known of all of it before its beginning can be read. */
#include "core/utf8.h"
#include "expr/regex_code.h"

enum { END = -1, UTF8_BYTES_MAX = 4 };

static int32_t unit_at(const bry__regex_units *units, int32_t i) {
  return i < units->count ? units->list[i] : END;
}

/* Whether the "(" at i begins a group with a name, (?<name>, and not a look behind. */
static int is_named(const bry__regex_units *units, int32_t i) {
  int32_t fourth = unit_at(units, i + 3);
  return unit_at(units, i + 1) == '?' && unit_at(units, i + 2) == '<' && fourth != '=' && fourth != '!';
}

static void count_groups(bry__regex_units *units) {
  int in_class = 0;
  for (int32_t i = 0; i < units->count; i++) {
    int32_t unit = units->list[i];
    if (unit == '\\') {
      i++;
    } else if (unit == '[') {
      in_class = 1;
    } else if (unit == ']') {
      in_class = 0;
    } else if (unit == '(' && !in_class) {
      int named = is_named(units, i);
      units->group_count += named || unit_at(units, i + 1) != '?';
      units->has_names |= named;
    }
  }
}

bry__regex_fault bry__regex_units_read(bry__arena *arena, const char *text, size_t size, bry__regex_units *out) {
  if (size > BRY__REGEX_UNITS_MAX * UTF8_BYTES_MAX || bry__utf16_length(text, size) > BRY__REGEX_UNITS_MAX) {
    return BRY__REGEX_LONG;
  }
  uint16_t *list = bry__arena_array(arena, size, sizeof *list); /* no more units than bytes */
  if (!list) return BRY__REGEX_NO_MEMORY;
  out->list = list;
  for (size_t at = 0; at < size;) {
    uint32_t point = bry__utf8_next(text, size, &at);
    if (point > 0xFFFF) {
      list[out->count++] = (uint16_t)(0xD800 + ((point - 0x10000) >> 10));
      point = 0xDC00 + ((point - 0x10000) & 0x3FF);
    }
    list[out->count++] = (uint16_t)point;
  }
  count_groups(out);
  return BRY__REGEX_OK;
}
