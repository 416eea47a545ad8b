/* What is left of a group less some of its published parts holds what is left less all of them: so where the one is alike, the
 * other is, and only the latter is looked at. Of a part that is not published the division is taken that leaves fewest who
 * answered otherwise. */
#include "result/alike.h"

#include "core/error.h"
#include "core/mem.h"
#include "core/strings.h"
#include "result/field.h"

#include <string.h>

enum { ITSELF = -1, UNKNOWN = -2 };

typedef struct search {
  const bry__cube *cube;
  const uint8_t *published;
  const bry__answers *answers;
  size_t answer;   /* that is looked for, in a cell's numbers */
  int64_t *others; /* of each cell that is not published: fewest who answered otherwise of what is left of it */
  int32_t *best;   /* along that division, or ITSELF; or UNKNOWN */
} search;

static int64_t others_of(const search *s, int32_t cell) {
  return s->cube->people[cell] - s->answers->numbers[(size_t)cell * s->answers->width + s->answer];
}

static int64_t others_left_of(search *s, int32_t cell);

static int64_t others_left_of_group(search *s, int32_t group) {
  const bry__cube *c = s->cube;
  int64_t others = 0;
  bry__work_spend(c->work, c->group_start[group + 1] - c->group_start[group]);
  for (int32_t i = c->group_start[group]; i < c->group_start[group + 1]; i++)
    if (!s->published[c->group[i]]) others += others_left_of(s, c->group[i]);
  return others;
}

static int64_t others_left_of(search *s, int32_t cell) {
  const bry__cube *c = s->cube;
  if (s->best[cell] != UNKNOWN) return s->others[cell];
  int64_t least = others_of(s, cell);
  int32_t best = ITSELF;
  for (int32_t g = cell * c->axes; g < (cell + 1) * c->axes; g++) {
    int64_t others = c->group_start[g] < c->group_start[g + 1] ? others_left_of_group(s, g) : least;
    if (others >= least) continue;
    least = others;
    best = g;
  }
  s->best[cell] = best;
  return s->others[cell] = least;
}

static void put_left(const search *s, int32_t cell, bry__columns *to) {
  const bry__cube *c = s->cube;
  int32_t group = s->best[cell];
  if (group == ITSELF) {
    for (int32_t e = 0; e < bry__column_size(&c->columns, cell); e++)
      bry__columns_put(to, bry__column(&c->columns, cell)[e].at, bry__column(&c->columns, cell)[e].value);
    return;
  }
  for (int32_t i = c->group_start[group]; i < c->group_start[group + 1]; i++)
    if (!s->published[c->group[i]]) put_left(s, c->group[i], to);
}

/* Whether anybody is left, since no part that is withheld follows from others. */
static int is_left(const search *s, int32_t group) {
  const bry__cube *c = s->cube;
  for (int32_t i = c->group_start[group]; i < c->group_start[group + 1]; i++)
    if (!s->published[c->group[i]] && c->people[c->group[i]] > 0) return 1;
  return 0;
}

static int64_t find_left(search *s, bry__columns *left) {
  const bry__cube *c = s->cube;
  int64_t found = 0;
  for (int32_t i = 0; i < c->count; i++)
    s->best[i] = UNKNOWN;
  for (int32_t g = 0; g < c->count * c->axes && !left->failed; g++) {
    if (!s->published[g / c->axes] || !is_left(s, g)) continue;
    if (others_left_of_group(s, g) > s->answers->coalition) continue;
    bry__columns_begin(left);
    for (int32_t i = c->group_start[g]; i < c->group_start[g + 1]; i++)
      if (!s->published[c->group[i]]) put_left(s, c->group[i], left);
    bry__columns_end(left);
    found++;
  }
  return found;
}

int bry__alike(const bry__cube *c, const bry__answers *a, int32_t cell) {
  const int64_t *numbers = a->numbers + (size_t)cell * a->width;
  for (int32_t slot = 0; slot < a->slots && c->people[cell] > 0; slot++)
    for (int32_t code = a->first_code; code < a->codes; code++)
      if (c->people[cell] - numbers[slot * a->codes + code] <= a->coalition) return 1;
  return 0;
}

bry_status bry__alike_unions(const bry__cube *c, const uint8_t *published, const bry__answers *answers,
                             bry__columns *left, int64_t *found, bry_error **err) {
  search s = {.cube = c, .published = published, .answers = answers};
  *found = 0;
  s.others = bry__alloc_zero((size_t)c->count, sizeof *s.others);
  s.best = bry__alloc_zero((size_t)c->count, sizeof *s.best);
  int failed = !s.others || !s.best;
  for (int32_t slot = 0; slot < answers->slots && !failed; slot++)
    for (int32_t code = answers->first_code; code < answers->codes && !failed && !bry__work_over(c->work); code++) {
      s.answer = (size_t)slot * (size_t)answers->codes + (size_t)code;
      *found += find_left(&s, left);
      failed = left->failed;
    }
  bry__free(s.others);
  bry__free(s.best);
  return failed ? bry__enomem(err) : BRY_OK;
}

/* --- answers as texts --------------------------------------------------------------------------------------------- */

/* Cells by different answers: what they take is held in memory. */
static const int64_t NUMBERS_MAX = INT64_C(1) << 25;

/* The answer of each row, by number; *codes: how many there are. */
static bry_status number_texts(const char *const *texts, int64_t rows, int32_t *of_row, int32_t *codes,
                               bry_error **err) {
  bry__strings names = {0};
  bry_status status = BRY_OK;
  for (int64_t r = 0; r < rows && status == BRY_OK; r++) {
    const char *text = texts[r] ? texts[r] : "";
    int64_t answer = bry__strings_add(&names, text, strlen(text));
    if (answer < 0) status = bry__enomem(err);
    of_row[r] = (int32_t)answer;
    if (answer >= *codes) *codes = (int32_t)answer + 1;
  }
  bry__strings_clear(&names);
  return status;
}

static bry_status refuse_codes(const bry__cube *c, int32_t codes, bry_error **err) {
  return bry__error(err, BRY_ELIMIT,
                    "There are %d different answers in %d groups, which is too many: pass answers that are "
                    "alternatives of one item, or fewer dimensions.",
                    (int)codes, (int)c->count);
}

bry_status bry__answers_count(const bry__cube *c, const char *const *texts, const int64_t *counts, int64_t rows,
                              int64_t **numbers, bry__answers *out, bry_error **err) {
  int32_t *of_row = bry__alloc_zero((size_t)rows, sizeof *of_row), codes = 0;
  bry_status status = of_row ? number_texts(texts, rows, of_row, &codes, err) : bry__enomem(err);
  if (status == BRY_OK && codes > 0 && c->count > NUMBERS_MAX / codes) status = refuse_codes(c, codes, err);
  if (status == BRY_OK) {
    *numbers = bry__alloc_zero((size_t)c->count * (size_t)codes, sizeof **numbers);
    if (!*numbers) status = bry__enomem(err);
  }
  for (int64_t r = 0; r < rows && status == BRY_OK; r++)
    for (int32_t i = c->cell_start[c->of_row[r]]; i < c->cell_start[c->of_row[r] + 1]; i++)
      (*numbers)[(int64_t)c->cells[i] * codes + of_row[r]] += counts ? counts[r] : 1;
  *out = (bry__answers){.numbers = *numbers, .width = (size_t)codes, .slots = 1, .codes = codes, .coalition = 1};
  bry__free(of_row);
  return status;
}
