/* Answers counted from a row for each person. */
#include "core/mem.h"
#include "core/number.h"
#include "result/crossed.h"
#include "result/gone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 1000 };

typedef struct reader {
  bry__crossed *x;
  const bry_table *people;
  const int32_t *items;
  int32_t item_count;
  int64_t rows;
  bry__gone gone;
  char separator;
  bry__cube cube;
  bry__strings seen;    /* values, in the order they came */
  int32_t *place;       /* of each of them, in order */
  int64_t *answered;    /* [atom * (parts + 1) + part]; the last: all */
  int32_t *rank;        /* of each choice in the row that is read; -1: not there */
  const double *weight; /* the caller's, or NULL */
} reader;

/* The answer of a row to an item, or NULL with the reason why there is none. */
static const char *answer_of(const reader *r, int64_t row, int32_t item, char room[32], int32_t *reason) {
  return bry__gone_answer(&r->gone, r->people, row, r->items[item], room, reason);
}

/* --- groups ------------------------------------------------------------------------------------------------------- */

static bry_status read_segment(reader *r, int32_t d, int32_t *of_row, bry_error **err) {
  const bry__crossed *x = r->x;
  char room[32];
  bry_status status = BRY_OK;
  bry__strings texts = {0};
  const char **values = bry__alloc_zero((size_t)r->rows, sizeof *values);
  if (!values) return bry__enomem(err);
  for (int64_t row = 0; row < r->rows && status == BRY_OK; row++) {
    const char *text = bry__cell_text(r->people, row, x->by_column[d], room);
    int64_t number = text ? bry__strings_add(&texts, text, strlen(text)) : -1;
    if (text && number < 0) status = bry__enomem(err);
    if (number >= 0) values[row] = texts.items[number].text;
  }
  if (status == BRY_OK)
    status = bry__axis_build(&r->cube.axis[d], x->by_name[d], values, r->rows,
                             x->options.hierarchies ? x->options.hierarchies[d] : NULL, of_row, err);
  bry__strings_clear(&texts);
  bry__free(values);
  return status;
}

static bry_status build_cube(reader *r, bry_error **err) {
  int32_t *of_row[BRY__AXES_MAX] = {NULL};
  bry_status status = BRY_OK;
  r->cube.axes = r->x->options.by_count;
  r->cube.layers = 1;
  for (int32_t d = 0; d < r->cube.axes && status == BRY_OK; d++) {
    of_row[d] = bry__alloc_zero((size_t)r->rows, sizeof **of_row);
    status = of_row[d] ? read_segment(r, d, of_row[d], err) : bry__enomem(err);
  }
  if (status == BRY_OK) status = bry__cube_gather(&r->cube, of_row, NULL, NULL, r->rows, err);
  if (status == BRY_OK) status = bry__cube_build(&r->cube, err);
  for (int32_t d = 0; d < r->cube.axes; d++)
    bry__free(of_row[d]);
  return status;
}

static int is_finest(const bry__cube *cube, int32_t cell) {
  for (int32_t d = 0; d < cube->axes; d++) {
    int32_t node = cube->node[cell * cube->axes + d];
    if (node == 0 || cube->axis[d].child_start[node + 1] > cube->axis[d].child_start[node]) return 0;
  }
  return 1;
}

static bry_status name_groups(reader *r, bry_error **err) {
  bry__crossed *x = r->x;
  const bry__cube *cube = &r->cube;
  int32_t by = x->options.by_count;
  x->groups = by > 0 ? cube->count : 1;
  x->group_code = bry__alloc_zero((size_t)x->groups * (size_t)(by + 1), sizeof *x->group_code);
  x->listed = bry__alloc_zero((size_t)x->groups, 1);
  x->finest = bry__alloc_zero((size_t)x->groups, 1);
  if (!x->group_code || !x->listed || !x->finest) return bry__enomem(err);
  for (int32_t g = 0; g < x->groups; g++) {
    x->listed[g] = 1;
    x->finest[g] = (uint8_t)is_finest(cube, g);
    for (int32_t d = 0; d < by; d++) {
      const char *name = bry__axis_name(&cube->axis[d], cube->node[g * by + d]);
      int64_t number = bry__strings_add(&x->names, name, strlen(name));
      if (number < 0) return bry__enomem(err);
      x->group_code[g * by + d] = *name ? x->names.items[number].text : NULL;
      if (!x->options.margins && cube->node[g * by + d] == 0) x->listed[g] = 0;
    }
  }
  return BRY_OK;
}

/* --- values ------------------------------------------------------------------------------------------------------- */

/* The next of several values, spaces around it dropped; *at moves on. 0: there is none. */
static size_t next_choice(const reader *r, const char **at, const char **out) {
  while (*at && **at) {
    const char *end = strchr(*at, r->separator);
    size_t size = end ? (size_t)(end - *at) : strlen(*at);
    *out = *at;
    *at += size + (end != NULL);
    while (size > 0 && **out == ' ')
      ++*out, size--;
    while (size > 0 && (*out)[size - 1] == ' ')
      size--;
    if (size > 0) return size;
  }
  return 0;
}

static int is_of_choices(const bry__crossed *x) {
  return x->answer == BRY_ANSWER_MULTIPLE || x->answer == BRY_ANSWER_RANKING;
}

static bry_status note_values(reader *r, const char *text, bry_error **err) {
  int several = is_of_choices(r->x);
  const char *at = text, *one = text;
  for (size_t size; (size = several ? next_choice(r, &at, &one) : strlen(text)) > 0;) {
    if (bry__strings_add(&r->seen, one, size) < 0) return bry__enomem(err);
    if (r->seen.count > VALUES_MAX)
      return bry__error(err, BRY_ELIMIT, "There are more than %d different answers: is this a closed question?",
                        VALUES_MAX);
    if (!several) break;
  }
  return BRY_OK;
}

static bry_status find_values(reader *r, bry_error **err) {
  char room[32];
  int32_t reason;
  bry_status status = BRY_OK;
  for (int64_t row = 0; row < r->rows && status == BRY_OK; row++)
    for (int32_t i = 0; i < r->item_count && status == BRY_OK; i++) {
      const char *text = answer_of(r, row, i, room, &reason);
      if (text) status = note_values(r, text, err);
    }
  return status;
}

typedef struct ordered {
  const bry__string *text;
  double number;
  int is_number;
  int32_t coming;
} ordered;

/* Numbers by size, before texts by their bytes: an order that tells nothing of how many people there are. */
static int by_value(const void *left, const void *right) {
  const ordered *a = left, *b = right;
  if (a->is_number != b->is_number) return b->is_number - a->is_number;
  if (a->is_number && a->number != b->number) return a->number < b->number ? -1 : 1;
  return strcmp(a->text->text, b->text->text);
}

static bry_status order_values(reader *r, const char **codes, int32_t first, bry_error **err) {
  uint32_t n = r->seen.count;
  ordered *list = bry__alloc_zero(n, sizeof *list);
  r->place = bry__alloc_zero(n, sizeof *r->place);
  if (!list || !r->place) {
    bry__free(list);
    return bry__enomem(err);
  }
  for (uint32_t i = 0; i < n; i++) {
    list[i] = (ordered){.text = &r->seen.items[i], .coming = (int32_t)i};
    list[i].is_number = bry__double_parse(list[i].text->text, list[i].text->size, &list[i].number);
  }
  if (n > 1) qsort(list, n, sizeof *list, by_value);
  bry_status status = BRY_OK;
  for (uint32_t i = 0; i < n && status == BRY_OK; i++) {
    int64_t number = bry__strings_add(&r->x->names, list[i].text->text, list[i].text->size);
    if (number < 0) status = bry__enomem(err);
    r->place[list[i].coming] = first + (int32_t)i;
    if (number >= 0) codes[i] = r->x->names.items[number].text;
  }
  bry__free(list);
  return status;
}

/* Whole numbers as codes and scores, from the first on. */
static bry_status number_values(reader *r, int32_t first, bry_error **err) {
  bry__crossed *x = r->x;
  char text[32];
  x->score = bry__alloc_zero((size_t)x->values, sizeof *x->score);
  if (!x->score) return bry__enomem(err);
  for (int32_t v = 0; v < x->values; v++) {
    int64_t number = bry__strings_add(&x->names, text, bry__double_print(text, first + v));
    if (number < 0) return bry__enomem(err);
    x->value_code[v] = x->names.items[number].text;
    x->score[v] = first + v;
  }
  return BRY_OK;
}

static bry_status make_values(reader *r, bry_error **err) {
  bry__crossed *x = r->x;
  const bry_tabulate_options *o = &x->options;
  int32_t seen = (int32_t)r->seen.count;
  x->parts = is_of_choices(x) ? (seen > 0 ? seen : 1) : r->item_count;
  x->values = x->answer == BRY_ANSWER_SCALE      ? o->scale_high - o->scale_low + 1
              : x->answer == BRY_ANSWER_MULTIPLE ? 2
              : x->answer == BRY_ANSWER_RANKING  ? seen + 1
                                                 : seen;
  x->part_code = bry__alloc_zero((size_t)x->parts + 1, sizeof *x->part_code);
  x->value_code = bry__alloc_zero((size_t)x->values + 1, sizeof *x->value_code);
  if (!x->part_code || !x->value_code) return bry__enomem(err);
  x->value_column = r->items[0];
  if (is_of_choices(x)) x->part_column = r->items[0];
  if (!is_of_choices(x) && r->item_count > 1) {
    x->item_column = r->items;
    for (int32_t p = 0; p < x->parts; p++)
      x->part_code[p] = bry_table_column_name(r->people, r->items[p]);
  }
  if (is_of_choices(x)) {
    bry_status status = order_values(r, x->part_code, 0, err);
    return status == BRY_OK ? number_values(r, 0, err) : status;
  }
  return x->answer == BRY_ANSWER_SCALE ? number_values(r, o->scale_low, err) : order_values(r, x->value_code, 0, err);
}

/* --- counting ----------------------------------------------------------------------------------------------------- */

/* Adds a person's answer to all groups he is in. value -1: none, for that reason. */
static void count_answer(reader *r, int64_t row, int32_t part, int32_t value, int32_t reason) {
  bry__crossed *x = r->x;
  double w = x->weight ? r->weight[row] : 1;
  int32_t whole = 0, atom = x->options.by_count > 0 ? r->cube.of_row[row] : 0;
  const int32_t *groups = x->options.by_count > 0 ? r->cube.cells + r->cube.cell_start[atom] : &whole;
  int32_t count = x->options.by_count > 0 ? r->cube.cell_start[atom + 1] - r->cube.cell_start[atom] : 1;
  if (value >= 0) r->answered[(int64_t)atom * (x->parts + 1) + part]++;
  for (int32_t i = 0; i < count; i++) {
    size_t at = bry__crossed_at(x, groups[i], part);
    if (value < 0) {
      x->gone[at * BRY__REASONS + (size_t)reason]++;
      continue;
    }
    size_t cell = at * (size_t)x->values + (size_t)value;
    x->respondents[at]++;
    x->people[cell]++;
    if (!x->weight) continue;
    x->weight[cell] += w;
    x->squared[cell] += w * w;
  }
}

static int32_t scale_value(const bry__crossed *x, const char *text) {
  double number;
  if (!bry__double_parse(text, strlen(text), &number) || number != floor(number) || number < x->options.scale_low ||
      number > x->options.scale_high)
    return -1;
  return (int32_t)number - x->options.scale_low;
}

static bry_status count_single(reader *r, int64_t row, bry_error **err) {
  bry__crossed *x = r->x;
  char room[32];
  int32_t reason;
  for (int32_t i = 0; i < r->item_count; i++) {
    const char *text = answer_of(r, row, i, room, &reason);
    int32_t value = -1;
    if (text && x->answer == BRY_ANSWER_SCALE)
      value = scale_value(x, text);
    else if (text)
      value = r->place[bry__strings_find(&r->seen, text, strlen(text))];
    if (text && value < 0)
      return bry__error(
          err, BRY_EPARSE,
          "Row %lld of the column \"%s\" is no whole number from %d to %d: name codes that are no answers "
          "in `missing`, or give another scale.",
          (long long)row + 1, bry_table_column_name(r->people, r->items[i]), (int)x->options.scale_low,
          (int)x->options.scale_high);
    count_answer(r, row, i, value, reason);
  }
  return BRY_OK;
}

/* The first place of a choice counts, should it stand there twice. */
static void count_choices(reader *r, int64_t row) {
  bry__crossed *x = r->x;
  char room[32];
  int32_t reason, rank = 0;
  const char *text = answer_of(r, row, 0, room, &reason), *at = text, *one;
  for (int32_t p = 0; p < x->parts; p++)
    r->rank[p] = text ? 0 : -1;
  for (size_t size; (size = next_choice(r, &at, &one)) > 0;) {
    int32_t part = r->place[bry__strings_find(&r->seen, one, size)];
    rank++;
    if (r->rank[part] == 0) r->rank[part] = x->answer == BRY_ANSWER_RANKING ? rank : 1;
    if (r->rank[part] != rank && x->answer == BRY_ANSWER_RANKING) rank--;
  }
  for (int32_t p = 0; p < x->parts; p++)
    count_answer(r, row, p, r->rank[p], reason);
}

static bry_status count_people(reader *r, bry_error **err) {
  bry__crossed *x = r->x;
  bry_status status = BRY_OK;
  for (int64_t row = 0; row < r->rows && status == BRY_OK; row++) {
    if (r->weight && !(r->weight[row] > 0)) continue;
    int32_t atom = x->options.by_count > 0 ? r->cube.of_row[row] : 0;
    r->answered[(int64_t)atom * (x->parts + 1) + x->parts]++;
    if (is_of_choices(x))
      count_choices(r, row);
    else
      status = count_single(r, row, err);
  }
  return status;
}

static bry_status check_weights(reader *r, bry_error **err) {
  const double *weights = r->x->options.weights;
  for (int64_t row = 0; row < r->rows && weights; row++)
    if (!isfinite(weights[row]) || weights[row] < 0)
      return bry__error(err, BRY_EINVAL,
                        "The weight of row %lld is negative or no number: give 0 to leave people out.",
                        (long long)row + 1);
  return BRY_OK;
}

bry_status bry__crossed_from_people(bry__crossed *x, const bry_table *people, const int32_t *items,
                                    int32_t item_count, bry_error **err) {
  bry__work work = {0};
  reader r = {.x = x, .people = people, .items = items, .item_count = item_count, .cube = {.work = &work}};
  r.rows = bry_table_row_count(people);
  r.separator = x->options.separator ? *x->options.separator : ';';
  bry_status status = bry__gone_read(&r.gone, x->options.missing, err);
  if (status == BRY_OK) status = check_weights(&r, err);
  if (status == BRY_OK && x->options.by_count > 0) status = build_cube(&r, err);
  if (status == BRY_OK) status = name_groups(&r, err);
  if (status == BRY_OK && x->answer != BRY_ANSWER_SCALE) status = find_values(&r, err);
  if (status == BRY_OK) status = make_values(&r, err);
  if (status == BRY_OK) status = bry__crossed_allocate(x, x->options.weights != NULL, 1, err);
  if (status != BRY_OK) goto out;
  int32_t atoms = x->options.by_count > 0 ? r.cube.atom_count : 1;
  r.answered = bry__alloc_zero((size_t)atoms * (size_t)(x->parts + 1), sizeof *r.answered);
  r.rank = bry__alloc_zero((size_t)x->parts, sizeof *r.rank);
  if (!r.answered || !r.rank) {
    status = bry__enomem(err);
    goto out;
  }
  r.weight = x->options.weights;
  status = count_people(&r, err);
  if (status == BRY_OK)
    status = bry__crossed_guard(x, x->options.by_count > 0 ? &r.cube : NULL, x->options.hierarchies, r.answered, err);

out:
  bry__cube_free(&r.cube);
  bry__strings_clear(&r.seen);
  bry__free(r.place);
  bry__free(r.answered);
  bry__free(r.rank);
  return status;
}
