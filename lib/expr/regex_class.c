/* Sets of UTF-16 units: character classes, and which units are the same without regard to case. */
#include "expr/regex_code.h"

#include "core/mem.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* --- case ----------------------------------------------------------------------------------------------------------- */

/* Units whose capital is several units, though utf8proc has a single one for them (SpecialCasing.txt: sharp s, Greek
 * with iota): JavaScript leaves them as they are. */
static int has_long_capital(uint16_t unit) {
  return unit == 0xDF || (unit >= 0x1F80 && unit <= 0x1FAF) || unit == 0x1FB3 || unit == 0x1FC3 || unit == 0x1FF3;
}

uint16_t bry__regex_canonical(uint16_t unit) {
  if (unit < 0x80) return unit >= 'a' && unit <= 'z' ? (uint16_t)(unit - 'a' + 'A') : unit;
  if (has_long_capital(unit)) return unit;
  int32_t capital = utf8proc_toupper(unit);
  return capital < 0x80 || capital > 0xFFFF ? unit : (uint16_t)capital;
}

int bry__regex_is_word(int32_t unit) {
  return (unit >= '0' && unit <= '9') || (unit >= 'A' && unit <= 'Z') || (unit >= 'a' && unit <= 'z') || unit == '_';
}

/* --- making a set --------------------------------------------------------------------------------------------------- */

void bry__regex_draft_add(bry__regex_draft *draft, uint16_t first, uint16_t last) {
  void *ranges = draft->ranges;
  if (draft->failed || bry__grow(&ranges, &draft->capacity, draft->count + 1, sizeof *draft->ranges) != 0) {
    draft->failed = 1;
    return;
  }
  draft->ranges = ranges;
  draft->ranges[draft->count++] = (bry__regex_range){first, last};
}

static const bry__regex_range digits[] = {{'0', '9'}};
static const bry__regex_range words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
static const bry__regex_range line_ends[] = {{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};
/* WhiteSpace and LineTerminator. */
static const bry__regex_range spaces[] = {{'\t', '\r'},     {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680},
                                          {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F},
                                          {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};

static void add_others(bry__regex_draft *draft, const bry__regex_range *ranges, size_t count) {
  uint16_t next = 0;
  for (size_t i = 0; i < count; i++) {
    if (ranges[i].first > next) bry__regex_draft_add(draft, next, (uint16_t)(ranges[i].first - 1));
    next = (uint16_t)(ranges[i].last + 1);
  }
  bry__regex_draft_add(draft, next, 0xFFFF); /* none of them reaches that far */
}

static void add_all(bry__regex_draft *draft, const bry__regex_range *ranges, size_t count) {
  for (size_t i = 0; i < count; i++)
    bry__regex_draft_add(draft, ranges[i].first, ranges[i].last);
}

void bry__regex_draft_class(bry__regex_draft *draft, char name) {
  typedef struct named {
    char name;
    const bry__regex_range *ranges;
    size_t count;
    int others;
  } named;
  static const named classes[] = {
      {'d', digits, sizeof digits / sizeof *digits, 0},
      {'D', digits, sizeof digits / sizeof *digits, 1},
      {'w', words, sizeof words / sizeof *words, 0},
      {'W', words, sizeof words / sizeof *words, 1},
      {'s', spaces, sizeof spaces / sizeof *spaces, 0},
      {'S', spaces, sizeof spaces / sizeof *spaces, 1},
      {'.', line_ends, sizeof line_ends / sizeof *line_ends, 1},
  };
  for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
    if (classes[i].name != name) continue;
    (classes[i].others ? add_others : add_all)(draft, classes[i].ranges, classes[i].count);
  }
}

static int by_first(const void *a, const void *b) {
  const bry__regex_range *x = a, *y = b;
  return (x->first > y->first) - (x->first < y->first);
}

/* Sorted, and one range where several meet. */
static void tidy(bry__regex_draft *draft) {
  size_t kept = 0;
  if (draft->count > 1) qsort(draft->ranges, draft->count, sizeof *draft->ranges, by_first);
  for (size_t i = 0; i < draft->count; i++) {
    bry__regex_range *last = kept > 0 ? &draft->ranges[kept - 1] : NULL;
    if (last && draft->ranges[i].first <= last->last + 1) {
      if (draft->ranges[i].last > last->last) last->last = draft->ranges[i].last;
    } else {
      draft->ranges[kept++] = draft->ranges[i];
    }
  }
  draft->count = kept;
}

/* Where the units lie that have another canonical form; the rest has no capitals. */
static const bry__regex_range cased[] = {{0x61, 0x587},    {0x10D0, 0x10FF}, {0x13F8, 0x13FD}, {0x1C80, 0x1C8F},
                                         {0x1D79, 0x1FF3}, {0x214E, 0x2184}, {0x24D0, 0x24E9}, {0x2C30, 0x2D2D},
                                         {0xA641, 0xABBF}, {0xFF41, 0xFF5A}};

/* Adds the canonical form of every unit that is in. */
static void add_canonical(bry__regex_draft *draft) {
  size_t count = draft->count;
  for (size_t i = 0; i < count; i++) {
    for (size_t k = 0; k < sizeof cased / sizeof cased[0]; k++) {
      int32_t from = draft->ranges[i].first > cased[k].first ? draft->ranges[i].first : cased[k].first;
      int32_t to = draft->ranges[i].last < cased[k].last ? draft->ranges[i].last : cased[k].last;
      for (int32_t unit = from; unit <= to; unit++) {
        uint16_t canonical = bry__regex_canonical((uint16_t)unit);
        if (canonical != unit) bry__regex_draft_add(draft, canonical, canonical);
      }
    }
  }
}

int bry__regex_draft_finish(bry__regex_draft *draft, bry__arena *arena, int ignore_case, bry__regex_set *out) {
  tidy(draft);
  if (ignore_case) {
    add_canonical(draft);
    tidy(draft);
  }
  bry__regex_range *ranges = draft->failed ? NULL : bry__arena_array(arena, draft->count, sizeof *ranges);
  if (!ranges) return -1;
  if (draft->count > 0) memcpy(ranges, draft->ranges, draft->count * sizeof *ranges);
  *out = (bry__regex_set){.ranges = ranges, .count = (int32_t)draft->count};
  return 0;
}

int bry__regex_set_has(const bry__regex_set *set, uint16_t unit) {
  int32_t low = 0, high = set->count;
  while (low < high) {
    int32_t middle = (low + high) / 2;
    if (set->ranges[middle].last < unit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return (low < set->count && set->ranges[low].first <= unit) != set->negated;
}
