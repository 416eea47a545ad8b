/* For every cell the set of small numbers of people that may be left of it, as bits: of a cell that is not published
 * itself, or what is left of its parts; of one that is published nothing. That withheld cells are left, and nobody is in
 * them, is a number of its own. */
#include "result/unions.h"

#include "core/mem.h"
#include "result/field.h"

enum { NOBODY = 63 };

typedef struct search {
  const bry__cube *cube;
  const uint8_t *published;
  const int64_t *people;
  uint64_t small; /* bits 0 to small - 1, and NOBODY */
  uint64_t *left; /* of each cell, as a part of another */
  uint8_t *known;
  const bry__columns *columns;
  bry__columns *out;
} search;

static uint64_t bit(int32_t number) {
  return UINT64_C(1) << number;
}

/* Sums of a number of each; NOBODY adds nothing, but stays when there is nothing else. */
static uint64_t sums(uint64_t a, uint64_t b, uint64_t small) {
  uint64_t people = small & ~bit(NOBODY) & ~bit(0), from = a & people, result = a & b & bit(0);
  if (a & (bit(0) | bit(NOBODY))) from |= bit(0);
  if (b & (bit(0) | bit(NOBODY))) result |= from & people;
  for (int32_t n = 1; n < BRY__SMALL_MAX; n++)
    if (b & people & bit(n)) result |= from << n & people;
  if ((a | b) & bit(NOBODY) && a & (bit(0) | bit(NOBODY)) && b & (bit(0) | bit(NOBODY))) result |= bit(NOBODY);
  return result;
}

static int32_t sum(int32_t a, int32_t b) {
  if (a == NOBODY) return b == 0 ? NOBODY : b;
  if (b == NOBODY) return a == 0 ? NOBODY : a;
  return a + b;
}

static uint64_t left_of(search *s, int32_t cell);

static uint64_t left_of_group(search *s, int32_t group) {
  const bry__cube *c = s->cube;
  uint64_t left = c->group_start[group] < c->group_start[group + 1] ? 1 : 0;
  for (int32_t i = c->group_start[group]; i < c->group_start[group + 1] && left; i++)
    if (!s->published[c->group[i]]) left = sums(left, left_of(s, c->group[i]), s->small);
  return left;
}

static uint64_t left_of(search *s, int32_t cell) {
  if (s->published[cell]) return 1;
  if (s->known[cell]) return s->left[cell];
  int64_t people = s->people[cell];
  uint64_t left = people == 0 ? bit(s->cube->zeros_count ? NOBODY : 0) : 0;
  if (people > 0 && people < BRY__SMALL_MAX) left = bit((int32_t)people) & s->small;
  for (int32_t g = cell * s->cube->axes; g < (cell + 1) * s->cube->axes; g++)
    left |= left_of_group(s, g);
  s->known[cell] = 1;
  return s->left[cell] = left;
}

static int put_group(search *s, int32_t group, int32_t wanted);

/* Puts cells that together are `wanted` people of what is left of a cell. 0 or -1. */
static int put_left(search *s, int32_t cell, int32_t wanted) {
  const bry__cube *c = s->cube;
  if (wanted == 0) return 0;
  if (s->people[cell] == (wanted == NOBODY ? 0 : wanted)) {
    for (int32_t e = 0; e < bry__column_size(s->columns, cell); e++)
      bry__columns_put(s->out, bry__column(s->columns, cell)[e].at, bry__column(s->columns, cell)[e].value);
    return 0;
  }
  for (int32_t g = cell * c->axes; g < (cell + 1) * c->axes; g++)
    if (left_of_group(s, g) >> wanted & 1) return put_group(s, g, wanted);
  return 0;
}

/* A number of `part` that with *rest, one of `before`, is what is wanted, which is known to be one of their sums. */
static int32_t split(uint64_t before, uint64_t part, int32_t wanted, int32_t *rest) {
  for (int32_t take = 0; take <= NOBODY; take++)
    for (*rest = 0; part & bit(take) && *rest <= NOBODY; ++*rest)
      if (before & bit(*rest) && sum(*rest, take) == wanted) return take;
  return 0;
}

static int put_group(search *s, int32_t group, int32_t wanted) {
  const bry__cube *c = s->cube;
  const int32_t *parts = c->group + c->group_start[group];
  int32_t count = c->group_start[group + 1] - c->group_start[group];
  uint64_t *before = bry__alloc(((size_t)count + 1) * sizeof *before);
  if (!before) return -1;
  before[0] = 1;
  for (int32_t i = 0; i < count; i++)
    before[i + 1] = sums(before[i], left_of(s, parts[i]), s->small);
  int failed = 0;
  for (int32_t i = count - 1; i >= 0 && !failed; i--) {
    int32_t rest = 0, take = split(before[i], left_of(s, parts[i]), wanted, &rest);
    failed = put_left(s, parts[i], take);
    wanted = rest;
  }
  bry__free(before);
  return failed;
}

static int32_t least_bit(uint64_t bits) {
  int32_t number = 0;
  while (!(bits & bit(number)))
    number++;
  return number;
}

bry_status bry__unions(const bry__cube *c, const uint8_t *published, const int64_t *people, int32_t small,
                       const bry__columns *columns, bry__columns *left, int64_t *found, bry_error **err) {
  search s = {.cube = c, .published = published, .people = people, .columns = columns, .out = left};
  bry_status status = BRY_OK;
  *found = 0;
  s.small = (bit(small) - 1) | bit(NOBODY);
  s.left = bry__alloc_zero((size_t)c->count, sizeof *s.left);
  s.known = bry__alloc_zero((size_t)c->count, 1);
  if (!s.left || !s.known) status = bry__enomem(err);
  for (int32_t cell = 0; cell < c->count && status == BRY_OK; cell++) {
    for (int32_t g = cell * c->axes; published[cell] && g < (cell + 1) * c->axes && status == BRY_OK; g++) {
      uint64_t unsafe = left_of_group(&s, g) & ~bit(0);
      if (!unsafe) continue;
      bry__columns_begin(left);
      int failed = put_group(&s, g, least_bit(unsafe));
      bry__columns_end(left);
      if (failed || left->failed) status = bry__enomem(err);
      ++*found;
    }
  }
  bry__free(s.left);
  bry__free(s.known);
  return status;
}
