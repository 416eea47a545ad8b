/* Codings as people have them in a file (unit, coder, themes) become numbers: each coding once, by unit and coder, its
 * themes a set. n log n in the rows, and independent of their order. */
#include "core/mem.h"
#include "core/number.h"
#include "core/strings.h"
#include "core/utf8.h"
#include "theme/agreement.h"

#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 1e100 /* sums of squares stay finite */
enum { CODERS_MAX = 1000, THEMES_MAX = 1000, WORD_BITS = 64 };

/* --- themes of one row ---------------------------------------------------------------------------------------------- */

static int is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next theme of a list joined by ";", without the blanks around it; 0 at the end. Empty ones are passed over. */
static int next_theme(const char **at, const char **theme, size_t *size) {
  while (*at && **at) {
    const char *begin = *at;
    size_t length = strcspn(begin, ";");
    *at = begin + length + (begin[length] == ';');
    while (length > 0 && is_blank(*begin)) {
      begin++;
      length--;
    }
    while (length > 0 && is_blank(begin[length - 1]))
      length--;
    if (length > 0) {
      *theme = begin;
      *size = length;
      return 1;
    }
  }
  return 0;
}

static int has_theme(const char *list) {
  const char *theme;
  size_t size;
  return next_theme(&list, &theme, &size);
}

/* --- names become numbers in the order of their bytes -------------------------------------------------------------- */

typedef struct names {
  bry__strings strings;
  int32_t *rank; /* by number */
} names;

typedef struct name {
  const char *text;
  uint32_t number;
} name;

static int by_text(const void *left, const void *right) {
  return strcmp(((const name *)left)->text, ((const name *)right)->text);
}

/* sorted may be NULL; else copies of the names go there. 0 or -1. */
static int names_rank(names *n, char ***sorted) {
  uint32_t count = n->strings.count;
  name *list = bry__alloc_zero(count, sizeof *list);
  n->rank = bry__alloc_zero(count, sizeof *n->rank);
  if (sorted) *sorted = bry__alloc_zero((size_t)count + 1, sizeof **sorted);
  int failed = !list || !n->rank || (sorted && !*sorted);
  for (uint32_t i = 0; !failed && i < count; i++)
    list[i] = (name){n->strings.items[i].text, i};
  if (!failed && count > 0) qsort(list, count, sizeof *list, by_text);
  for (uint32_t i = 0; !failed && i < count; i++) {
    n->rank[list[i].number] = (int32_t)i;
    if (sorted) failed = ((*sorted)[i] = bry__strdup(list[i].text)) == NULL;
  }
  bry__free(list);
  return failed ? -1 : 0;
}

static void names_clear(names *n) {
  bry__strings_clear(&n->strings);
  bry__free(n->rank);
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

typedef struct row {
  int32_t unit, coder;
  const char *themes;
} row;

typedef struct reading {
  names units, coders, themes;
  bry__strings uncoded; /* units of rows that do not count */
  row *rows;
  int32_t count;
} reading;

static void reading_clear(reading *r) {
  names_clear(&r->units);
  names_clear(&r->coders);
  names_clear(&r->themes);
  bry__strings_clear(&r->uncoded);
  bry__free(r->rows);
}

static bry_status check_row(const char *unit, const char *coder, const char *themes, int64_t i, bry_error **err) {
  if (!unit || !*unit)
    return bry__error(err, BRY_EINVAL, "Row %lld says not which unit was coded: fill it in.", (long long)i + 1);
  if (!coder || !*coder)
    return bry__error(err, BRY_EINVAL, "Row %lld says not who coded: fill it in.", (long long)i + 1);
  if (!bry__utf8_valid(unit, strlen(unit), NULL) || !bry__utf8_valid(coder, strlen(coder), NULL) ||
      (themes && !bry__utf8_valid(themes, strlen(themes), NULL)))
    return bry__error(err, BRY_EPARSE, "Row %lld is not valid UTF-8: save the codings as UTF-8.", (long long)i + 1);
  return BRY_OK;
}

static bry_status add_themes(reading *r, const char *list, bry_error **err) {
  const char *theme;
  size_t size;
  while (next_theme(&list, &theme, &size))
    if (bry__strings_add(&r->themes.strings, theme, size) < 0) return bry__enomem(err);
  if (r->themes.strings.count > THEMES_MAX)
    return bry__error(err, BRY_ELIMIT, "There are more than %d themes: is it the column of themes that was given?",
                      THEMES_MAX);
  return BRY_OK;
}

static bry_status add_row(reading *r, const char *unit, const char *coder, const char *themes, bry_error **err) {
  int64_t u = bry__strings_add(&r->units.strings, unit, strlen(unit));
  int64_t c = bry__strings_add(&r->coders.strings, coder, strlen(coder));
  if (u < 0 || c < 0) return bry__enomem(err);
  if (r->coders.strings.count > CODERS_MAX)
    return bry__error(err, BRY_ELIMIT, "There are more than %d coders: is it the column of coders that was given?",
                      CODERS_MAX);
  r->rows[r->count++] = (row){(int32_t)u, (int32_t)c, themes};
  return add_themes(r, themes, err);
}

static bry_status leave_out(reading *r, const char *unit, bry_error **err) {
  return bry__strings_add(&r->uncoded, unit, strlen(unit)) < 0 ? bry__enomem(err) : BRY_OK;
}

/* Units that somebody coded, and those that nobody did. */
static int32_t count_given(const reading *r) {
  uint32_t given = r->units.strings.count;
  for (uint32_t i = 0; i < r->uncoded.count; i++)
    given += bry__strings_find(&r->units.strings, r->uncoded.items[i].text, r->uncoded.items[i].size) < 0;
  return (int32_t)given;
}

static int by_unit_and_coder(const void *left, const void *right) {
  const row *a = left, *b = right;
  if (a->unit != b->unit) return a->unit < b->unit ? -1 : 1;
  return (a->coder > b->coder) - (a->coder < b->coder);
}

/* Ranks in place of numbers, and the rows in their order. 0 or -1. */
static int sort_rows(reading *r, bry__agreement *a) {
  if (names_rank(&r->units, NULL) != 0 || names_rank(&r->coders, &a->coders) != 0 ||
      names_rank(&r->themes, &a->themes) != 0)
    return -1;
  for (int32_t i = 0; i < r->count; i++) {
    r->rows[i].unit = r->units.rank[r->rows[i].unit];
    r->rows[i].coder = r->coders.rank[r->rows[i].coder];
  }
  if (r->count > 0) qsort(r->rows, (size_t)r->count, sizeof *r->rows, by_unit_and_coder);
  a->unit_count = (int32_t)r->units.strings.count;
  a->coder_count = (int32_t)r->coders.strings.count;
  a->theme_count = (int32_t)r->themes.strings.count;
  a->words = a->theme_count / WORD_BITS + 1;
  return 0;
}

static void set_add(const reading *r, uint64_t *set, const char *list) {
  const char *theme;
  size_t size;
  while (next_theme(&list, &theme, &size)) {
    int32_t t = r->themes.rank[bry__strings_find(&r->themes.strings, theme, size)];
    set[t / WORD_BITS] |= (uint64_t)1 << (t % WORD_BITS);
  }
}

static int set_size(const uint64_t *set, int32_t words) {
  int size = 0;
  for (int32_t w = 0; w < words; w++)
    size += __builtin_popcountll(set[w]);
  return size;
}

/* Rows of one coder on one unit become one coding. 0 or -1. */
static int join_rows(const reading *r, bry__agreement *a) {
  bry__strings values = {0};
  size_t bytes = (size_t)a->words * sizeof *a->sets;
  uint64_t set[THEMES_MAX / WORD_BITS + 1];
  int result = -1;
  a->codings = bry__alloc_zero((size_t)r->count, sizeof *a->codings);
  if (!a->codings) goto out;
  for (int32_t i = 0; i < r->count;) {
    row first = r->rows[i];
    memset(set, 0, bytes);
    for (; i < r->count && by_unit_and_coder(&first, &r->rows[i]) == 0; i++)
      set_add(r, set, r->rows[i].themes);
    int64_t value = bry__strings_add(&values, (const char *)set, bytes);
    if (value < 0) goto out;
    if (set_size(set, a->words) != 1) a->several = 1;
    a->codings[a->coding_count++] = (bry__coding){first.unit, first.coder, (int32_t)value};
  }
  a->value_count = (int32_t)values.count;
  a->sets = bry__alloc_zero((size_t)values.count, bytes);
  if (!a->sets) goto out;
  for (uint32_t v = 0; v < values.count; v++)
    memcpy(a->sets + (size_t)v * (size_t)a->words, values.items[v].text, bytes);
  result = 0;

out:
  bry__strings_clear(&values);
  return result;
}

/* --- numbers as themes ---------------------------------------------------------------------------------------------- */

static bry_status read_numbers(bry__agreement *a, bry_error **err) {
  if (a->several)
    return bry__error(
        err, BRY_EPARSE,
        "This distance needs one number a coding: choose another, or leave codings of several themes out.");
  a->numbers = bry__alloc_zero((size_t)a->value_count, sizeof *a->numbers);
  if (!a->numbers) return bry__enomem(err);
  for (int32_t v = 0; v < a->value_count; v++) {
    int32_t theme = 0;
    while (!bry__agreement_has(a, v, theme))
      theme++;
    double *number = &a->numbers[v];
    if (!bry__double_parse(a->themes[theme], strlen(a->themes[theme]), number) || *number > NUMBER_MAX ||
        *number < -NUMBER_MAX)
      return bry__error(err, BRY_EPARSE,
                        "This distance needs numbers in place of themes (with a point, as 2.5): choose another.");
  }
  return BRY_OK;
}

typedef struct grade {
  double number, count;
  int32_t value;
} grade;

static int by_number(const void *left, const void *right) {
  const grade *a = left, *b = right;
  return (a->number > b->number) - (a->number < b->number);
}

/* Counts the codings of units that have several: only they say something of agreement. */
static void count_grades(const bry__agreement *a, grade *grades) {
  for (int32_t v = 0; v < a->value_count; v++)
    grades[v] = (grade){.number = a->numbers[v], .value = v};
  for (int32_t begin = 0, end; begin < a->coding_count; begin = end) {
    end = bry__agreement_unit_end(a, begin);
    for (int32_t i = begin; end - begin > 1 && i < end; i++)
      grades[a->codings[i].value].count++;
  }
}

/* Krippendorff's ordinal distance, (sum of n_g from c to k - (n_c + n_k) / 2)^2, is the squared difference of mean
 * ranks: those take the place of the numbers. Numbers that are written in several ways (1, 1.0) share a rank. */
static int rank_numbers(bry__agreement *a) {
  grade *grades = bry__alloc_zero((size_t)a->value_count, sizeof *grades);
  if (!grades) return -1;
  count_grades(a, grades);
  qsort(grades, (size_t)a->value_count, sizeof *grades, by_number);
  double before = 0;
  for (int32_t i = 0, end; i < a->value_count; i = end) {
    double same = 0;
    for (end = i; end < a->value_count && by_number(&grades[i], &grades[end]) == 0; end++)
      same += grades[end].count;
    for (int32_t k = i; k < end; k++)
      a->numbers[grades[k].value] = before + same / 2;
    before += same;
  }
  bry__free(grades);
  return 0;
}

static bry_status choose_distance(bry__agreement *a, int32_t wanted, bry_error **err) {
  a->distance = wanted;
  if (wanted == BRY_DISTANCE_AUTO) a->distance = a->several ? BRY_DISTANCE_MASI : BRY_DISTANCE_NOMINAL;
  if (a->distance <= BRY_DISTANCE_MASI || a->value_count == 0) return BRY_OK;
  bry_status status = read_numbers(a, err);
  if (status == BRY_OK && wanted == BRY_DISTANCE_ORDINAL && rank_numbers(a) != 0) status = bry__enomem(err);
  return status;
}

/* --- what others see ------------------------------------------------------------------------------------------------ */

bry_status bry__agreement_read(bry__agreement *a, const char *const *units, const char *const *coders,
                               const char *const *themes, int64_t count, const bry_agreement_options *options,
                               bry_error **err) {
  if (count > INT32_MAX) return bry__error(err, BRY_ELIMIT, "There are more than 2^31-1 codings: measure a part.");
  reading r = {.rows = bry__alloc_zero((size_t)count, sizeof *r.rows)};
  bry_status status = r.rows ? BRY_OK : bry__enomem(err);
  for (int64_t i = 0; status == BRY_OK && i < count; i++) {
    status = check_row(units[i], coders[i], themes[i], i, err);
    int counts = options->empty == BRY_EMPTY_NO_THEME || has_theme(themes[i]);
    if (status == BRY_OK)
      status = counts ? add_row(&r, units[i], coders[i], themes[i], err) : leave_out(&r, units[i], err);
  }
  a->given_count = count_given(&r);
  if (status == BRY_OK && (sort_rows(&r, a) != 0 || join_rows(&r, a) != 0)) status = bry__enomem(err);
  if (status == BRY_OK) status = choose_distance(a, options->distance, err);
  reading_clear(&r);
  return status;
}

void bry__agreement_clear(bry__agreement *a) {
  for (char **at = a->coders; at && *at; at++)
    bry__free(*at);
  for (char **at = a->themes; at && *at; at++)
    bry__free(*at);
  bry__free(a->coders);
  bry__free(a->themes);
  bry__free(a->codings);
  bry__free(a->sets);
  bry__free(a->numbers);
}

int bry__agreement_has(const bry__agreement *a, int32_t value, int32_t theme) {
  uint64_t word = a->sets[(size_t)value * (size_t)a->words + (size_t)(theme / WORD_BITS)];
  return (int)(word >> (theme % WORD_BITS) & 1);
}

static double masi(const uint64_t *left, const uint64_t *right, int32_t words) {
  int common = 0, both = 0, only_left = 0, only_right = 0;
  for (int32_t w = 0; w < words; w++) {
    common += __builtin_popcountll(left[w] & right[w]);
    both += __builtin_popcountll(left[w] | right[w]);
    only_left |= (left[w] & ~right[w]) != 0;
    only_right |= (right[w] & ~left[w]) != 0;
  }
  if (!only_left && !only_right) return 0;
  int thirds = only_left && only_right ? 1 : 2;
  return 1 - (double)(common * thirds) / (double)(both * 3);
}

double bry__agreement_distance(const bry__agreement *a, int32_t left, int32_t right) {
  if (a->numbers) {
    double difference = a->numbers[left] - a->numbers[right];
    if (a->distance == BRY_DISTANCE_LINEAR) return difference < 0 ? -difference : difference;
    return difference * difference;
  }
  if (a->distance == BRY_DISTANCE_NOMINAL) return left != right;
  size_t words = (size_t)a->words;
  return masi(a->sets + (size_t)left * words, a->sets + (size_t)right * words, a->words);
}

int32_t bry__agreement_unit_end(const bry__agreement *a, int32_t begin) {
  int32_t end = begin;
  while (end < a->coding_count && a->codings[end].unit == a->codings[begin].unit)
    end++;
  return end;
}
