/* Unions of groups, left of a published group less published parts of it, nearly all of whose people gave one answer. */
#ifndef BRY_RESULT_ALIKE_H
#define BRY_RESULT_ALIKE_H

#include "result/cube.h"

/* What people of each cell answered: numbers[cell * width + slot * codes + code], where the codes of a slot exclude each
 * other, and those from first_code on are answers. */
typedef struct bry__answers {
  const int64_t *numbers;
  size_t width;
  int32_t slots, codes, first_code;
  int32_t coalition; /* so many who answered otherwise know of themselves, and together of all others */
} bry__answers;

/* Counts the answers of rows, one text each; counts as bry__cube_gather(). *numbers, NULL before, is the caller's to free in any
 * case. One person is a coalition. ::BRY_OK, ::BRY_ENOMEM, ::BRY_ELIMIT (too many different answers). */
bry_status bry__answers_count(const bry__cube *cube, const char *const *texts, const int64_t *counts, int64_t rows,
                              int64_t **numbers, bry__answers *out, bry_error **err);

/* Whether all of a cell but a coalition gave one answer. */
int bry__alike(const bry__cube *cube, const bry__answers *answers, int32_t cell);

/* Finds published cells that, less published parts of theirs (along any division, and divisions of the parts), leave people
 * of whom all but a coalition gave one answer, and adds what is left, one a cell, division and answer, to `left` as a sum of the
 * cube's columns. *found: how many. ::BRY_OK, ::BRY_ENOMEM. */
bry_status bry__alike_unions(const bry__cube *cube, const uint8_t *published, const bry__answers *answers,
                             bry__columns *left, int64_t *found, bry_error **err);

#endif
