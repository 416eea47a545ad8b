/* People stand in `size` columns of `groups` rows. In a round, column c is moved on by a shift and each row is a group.
 * Two people of different columns meet in the round whose difference of shifts is the difference of their rows: no two
 * meet twice when for each two columns the differences of all rounds differ (a difference matrix; C. J. Colbourn,
 * J. H. Dinitz: Handbook of Combinatorial Designs, 2nd ed. 2007, VI.17). Rows are added in a ring that is a product of
 * fields; where it has as many elements with invertible differences as there are columns, shifts are products, and there
 * are as many rounds as groups. Otherwise shifts are searched for. Where all columns can be split into groups, further
 * rounds do that. */
#include "group/design.h"
#include "core/mem.h"

#include <string.h>

enum { ORDER_MAX = 256, FIELDS_MAX = 8, ATTEMPTS = 6 };

/* --- a ring that is a product of fields ---------------------------------------------------------------------------- */

typedef struct field {
  int32_t prime, degree, order;
  int32_t modulus; /* coefficients below the leading one, base `prime` */
} field;

typedef struct ring {
  int32_t order, field_count, smallest; /* smallest: order of the smallest field */
  field fields[FIELDS_MAX];
} ring;

static int32_t add_digits(const field *f, int32_t a, int32_t b, int32_t sign) {
  int32_t sum = 0, place = 1;
  for (int32_t i = 0; i < f->degree; i++, place *= f->prime) {
    int32_t digit = (a / place % f->prime + sign * (b / place % f->prime) + f->prime) % f->prime;
    sum += digit * place;
  }
  return sum;
}

/* Times x, reduced by the modulus. */
static int32_t times_x(const field *f, int32_t a) {
  int32_t lead = a / (f->order / f->prime), rest = a % (f->order / f->prime) * f->prime;
  for (int32_t i = 0; i < lead; i++)
    rest = add_digits(f, rest, f->modulus, -1);
  return rest;
}

static int32_t field_times(const field *f, int32_t a, int32_t b) {
  int32_t product = 0;
  if (f->degree == 1) return a * b % f->prime;
  for (; b > 0; b /= f->prime, a = times_x(f, a))
    for (int32_t i = 0; i < b % f->prime; i++)
      product = add_digits(f, product, a, 1);
  return product;
}

/* Whether no product of two elements other than 0 is 0. */
static int is_field(const field *f) {
  for (int32_t a = 1; a < f->order; a++)
    for (int32_t b = a; b < f->order; b++)
      if (field_times(f, a, b) == 0) return 0;
  return 1;
}

static void field_init(field *f, int32_t prime, int32_t degree) {
  *f = (field){.prime = prime, .degree = degree, .order = 1};
  for (int32_t i = 0; i < degree; i++)
    f->order *= prime;
  while (degree > 1 && !is_field(f))
    f->modulus++;
}

static void ring_init(ring *r, int32_t order) {
  *r = (ring){.order = order, .smallest = order};
  for (int32_t prime = 2; order > 1; prime++) {
    int32_t degree = 0;
    for (; order % prime == 0; order /= prime)
      degree++;
    if (degree == 0) continue;
    field *f = &r->fields[r->field_count++];
    field_init(f, prime, degree);
    if (f->order < r->smallest) r->smallest = f->order;
  }
}

/* An element is one of each field, as digits of mixed base. */
static int32_t combine(const ring *r, int32_t a, int32_t b, int32_t sign) {
  int32_t out = 0, place = 1;
  for (int32_t i = 0; i < r->field_count; i++) {
    const field *f = &r->fields[i];
    int32_t x = a / place % f->order, y = b / place % f->order;
    out += place * (sign == 0 ? field_times(f, x, y) : add_digits(f, x, y, sign));
    place *= f->order;
  }
  return out;
}

/* The c-th of elements whose differences are all invertible: c in every field. */
static int32_t spread_element(const ring *r, int32_t c) {
  int32_t out = 0, place = 1;
  for (int32_t i = 0; i < r->field_count; i++) {
    out += place * c;
    place *= r->fields[i].order;
  }
  return out;
}

/* --- shifts by search ----------------------------------------------------------------------------------------------- */

typedef struct table {
  const ring *ring;
  int32_t columns, rounds;
  int32_t *less;  /* [a * order + b]: a - b */
  int32_t *shift; /* [round * columns + column] */
  int32_t *seen;  /* [(column * columns + other) * order + difference]: rounds that have it */
} table;

static int32_t *seen_at(table *t, int32_t a, int32_t b, int32_t shift_a, int32_t shift_b) {
  int32_t order = t->ring->order;
  if (a > b) return seen_at(t, b, a, shift_b, shift_a);
  return &t->seen[(int64_t)(a * t->columns + b) * order + t->less[(int64_t)shift_a * order + shift_b]];
}

/* How many differences that are there already a shift would bring; the shift of that round and column is out. */
static int32_t clashes(table *t, int32_t round, int32_t column, int32_t shift) {
  int32_t sum = 0;
  for (int32_t c = 0; c < t->columns; c++)
    if (c != column) sum += *seen_at(t, column, c, shift, t->shift[round * t->columns + c]);
  return sum;
}

static void count_shift(table *t, int32_t round, int32_t column, int32_t by) {
  for (int32_t c = 0; c < t->columns; c++)
    if (c != column)
      *seen_at(t, column, c, t->shift[round * t->columns + column], t->shift[round * t->columns + c]) += by;
}

static int32_t all_clashes(const table *t) {
  int32_t sum = 0;
  for (int64_t i = 0; i < (int64_t)t->columns * t->columns * t->ring->order; i++)
    sum += t->seen[i] * (t->seen[i] - 1) / 2;
  return sum;
}

/* Annealing on the number of clashes. 1 when none is left. */
static int search_shifts(table *t, bry__dice *dice, int64_t tries) {
  bry__chances chances;
  int32_t order = t->ring->order, left;
  bry__chances_init(&chances);
  memset(t->seen, 0, (size_t)t->columns * (size_t)t->columns * (size_t)order * sizeof *t->seen);
  for (int32_t r = 0; r < t->rounds; r++)
    for (int32_t c = 0; c < t->columns; c++) {
      t->shift[r * t->columns + c] = c == 0 ? 0 : bry__dice_part(bry__dice_roll(dice), 0, order);
      for (int32_t other = 0; other < c; other++)
        ++*seen_at(t, c, other, t->shift[r * t->columns + c], t->shift[r * t->columns + other]);
    }
  left = all_clashes(t);
  for (int64_t i = 0; i < tries && left > 0; i++) {
    uint64_t roll = bry__dice_roll(dice);
    int32_t round = bry__dice_part(roll, 0, t->rounds), column = 1 + bry__dice_part(roll, 2, t->columns - 1);
    int32_t *shift = &t->shift[round * t->columns + column], old = *shift;
    int32_t next = bry__dice_part(bry__dice_roll(dice), 1, order);
    int64_t temperature = 45000 - 30000 * i / tries; /* 1/65536 of a clash: 0.69 to 0.23 */
    count_shift(t, round, column, -1);
    int32_t loss = clashes(t, round, column, next) - clashes(t, round, column, old);
    if (loss <= 0 || (int64_t)loss * 65536 * 65536 <= temperature * chances.at[roll >> 16 & (BRY__CHANCES - 1)]) {
      *shift = next;
      left += loss;
    }
    count_shift(t, round, column, 1);
  }
  return left == 0;
}

static void multiply_shifts(table *t) {
  for (int32_t r = 0; r < t->rounds; r++)
    for (int32_t c = 0; c < t->columns; c++)
      t->shift[r * t->columns + c] = combine(t->ring, r, spread_element(t->ring, c), 0);
}

static void table_clear(table *t) {
  bry__free(t->less);
  bry__free(t->shift);
  bry__free(t->seen);
}

static bry_status table_init(table *t, bry_error **err) {
  size_t order = (size_t)t->ring->order, columns = (size_t)t->columns;
  t->less = bry__alloc_zero(order * order, sizeof *t->less);
  t->shift = bry__alloc_zero((size_t)t->rounds * columns, sizeof *t->shift);
  t->seen = bry__alloc_zero(columns * columns * order, sizeof *t->seen);
  if (!t->less || !t->shift || !t->seen) return bry__enomem(err);
  for (int32_t a = 0; a < t->ring->order; a++)
    for (int32_t b = 0; b < t->ring->order; b++)
      t->less[a * t->ring->order + b] = combine(t->ring, a, b, -1);
  return BRY_OK;
}

/* As many rounds as can be had; 0 when the search fails at every number of them. */
static int32_t make_table(table *t, bry__dice *dice) {
  if (t->rounds > t->ring->order) t->rounds = t->ring->order;
  if (t->columns <= t->ring->smallest) {
    multiply_shifts(t);
    return t->rounds;
  }
  if (t->rounds == t->ring->order) t->rounds--; /* of few orders is more known than a search finds */
  for (; t->rounds > 0; t->rounds--)
    for (int attempt = 0; attempt < ATTEMPTS; attempt++)
      if (search_shifts(t, dice, 1000000)) return t->rounds;
  return 0;
}

/* --- rounds --------------------------------------------------------------------------------------------------------- */

static void write_round(const table *t, int32_t round, int32_t people, int32_t *group) {
  int32_t order = t->ring->order;
  for (int32_t p = 0; p < people; p++)
    group[p] = t->less[(int64_t)(p % order) * order + t->shift[round * t->columns + p / order]];
}

/* Rounds within the columns, all columns alike. */
static bry_status split_columns(int32_t groups, int32_t size, int32_t rounds, bry__dice *dice, int32_t *group,
                                int32_t *made, bry_error **err) {
  int32_t inner = groups / size, within = 0;
  int32_t *column = bry__alloc_zero((size_t)groups * (size_t)rounds, sizeof *column);
  if (!column) return bry__enomem(err);
  bry_status status = bry__design(groups, inner, size, rounds, dice, column, &within, err);
  for (int32_t r = 0; r < within && status == BRY_OK; r++)
    for (int32_t p = 0; p < groups * size; p++)
      group[(int64_t)r * groups * size + p] = p / groups * inner + column[(int64_t)r * groups + p % groups];
  if (status == BRY_OK) *made += within;
  bry__free(column);
  return status;
}

bry_status bry__design(int32_t people, int32_t groups, int32_t size, int32_t rounds, bry__dice *dice, int32_t *group,
                       int32_t *made, bry_error **err) {
  ring r;
  bry_status status = BRY_OK;
  *made = 0;
  if (rounds < 1 || size < 2 || groups > ORDER_MAX || people > groups * size || people <= groups * (size - 1))
    return BRY_OK;
  if (groups == 1) { /* all are one group, once */
    memset(group, 0, (size_t)people * sizeof *group);
    *made = 1;
    return BRY_OK;
  }
  ring_init(&r, groups);
  table t = {.ring = &r, .columns = size, .rounds = rounds};
  status = table_init(&t, err);
  if (status == BRY_OK) *made = make_table(&t, dice);
  for (int32_t round = 0; round < *made && status == BRY_OK; round++)
    write_round(&t, round, people, group + (int64_t)round * people);
  table_clear(&t);
  if (status == BRY_OK && *made < rounds && people == groups * size && groups % size == 0)
    status = split_columns(groups, size, rounds - *made, dice, group + (int64_t)*made * people, made, err);
  return status;
}
