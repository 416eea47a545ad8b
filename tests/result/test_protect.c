/* Disclosure control of whole tables: what the function takes and gives; what an attacker finds is result/disclosure's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/random.h"

#include <bry/protect.h>
#include <bry/result.h>
#include <bry/table.h>
#include <bry/text.h>

enum { ROWS_MAX = 400 };

static const char *const names[] = {"dep", "age"};
static const char *const deps[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
static const char *const ages[] = {"1", "2", "3", "4"};
static const char tree[] = "code,parent\na,n\nb,n\nc,n\nd,s\ne,s\nf,s\ng,s\nh,s\nn,\ns,*\n";

typedef struct people {
  const char *values[2 * ROWS_MAX];
  int64_t rows;
} people;

static void draw(people *p, uint64_t seed, int64_t rows) {
  uint64_t n = 0;
  p->rows = rows;
  for (int64_t r = 0; r < rows; r++) {
    p->values[2 * r] = deps[bry__random_below(seed, 0, &n, 8)];
    p->values[2 * r + 1] = ages[bry__random_below(seed, 0, &n, 4) * bry__random_below(seed, 0, &n, 4) / 3];
  }
}

static bry_table *protect(const people *p, const bry_protect_options *options) {
  bry_table *t = NULL;
  assert_int_equal(bry_protect(names, p->values, 2, NULL, p->rows, options, &t, NULL, NULL), BRY_OK);
  return t;
}

static char *as_csv(const bry_table *t) {
  bry_text *text = NULL;
  assert_int_equal(bry_table_render(t, BRY_FORMAT_CSV, "en", &text, NULL), BRY_OK);
  char *copy = strdup(bry_text_data(text)), *to = copy;
  for (const char *from = copy; *from; from++)
    if (*from != '\r') *to++ = *from;
  *to = '\0';
  bry_text_free(text);
  return copy;
}

static int64_t row_of(const bry_table *t, const char *dep, const char *age) {
  for (int64_t r = 0; r < bry_table_row_count(t); r++)
    if (strcmp(bry_table_text(t, r, 0), dep) == 0 && strcmp(bry_table_text(t, r, 1), age) == 0) return r;
  fail_msg("no row %s, %s", dep, age);
  return -1;
}

static void small_groups_are_withheld_and_their_partners(void **state) {
  (void)state;
  const char *values[] = {"a", "1", "a", "2", "b", "1", "b", "2"};
  int64_t counts[] = {2, 9, 8, 7};
  bry_protect_options o;
  bry_protect_options_init(&o);
  o.owner = 1;
  bry_table *t = NULL;
  bry_text *audit = NULL;
  assert_int_equal(bry_protect(names, values, 2, counts, 4, &o, &t, &audit, NULL), BRY_OK);
  char *csv = as_csv(t);
  assert_string_equal(csv, "dep,age,count,status,reason\n*,*,26,published,\n*,1,10,published,\n*,2,16,published,\n"
                           "a,*,11,published,\na,1,:,withheld,primary\na,2,:,withheld,secondary\nb,*,15,published,\n"
                           "b,1,:,withheld,secondary\nb,2,:,withheld,secondary\n");
  assert_non_null(strstr(bry_text_data(audit), "\"passed\":true"));
  free(csv);
  bry_text_free(audit);
  bry_table_free(t);
}

static void the_order_of_rows_changes_nothing(void **state) {
  (void)state;
  people forth, back;
  draw(&forth, 3, ROWS_MAX);
  back.rows = ROWS_MAX;
  for (int64_t r = 0; r < ROWS_MAX; r++)
    memcpy(back.values + 2 * r, forth.values + 2 * (ROWS_MAX - 1 - r), 2 * sizeof *back.values);
  bry_table *a = protect(&forth, NULL), *b = protect(&back, NULL);
  char *one = as_csv(a), *other = as_csv(b);
  assert_string_equal(one, other);
  free(one);
  free(other);
  bry_table_free(a);
  bry_table_free(b);
}

static void nothing_small_is_shown_and_rounded_margins_add_up(void **state) {
  (void)state;
  const char *const hierarchies[] = {tree, NULL};
  for (uint64_t seed = 0; seed < 40; seed++) {
    people p;
    draw(&p, seed, 40 + 9 * (int64_t)seed);
    bry_protect_options o;
    bry_protect_options_init(&o);
    o.hierarchies = hierarchies;
    bry_table *t = protect(&p, &o);
    for (int64_t r = 0; r < bry_table_row_count(t); r++)
      assert_true(bry_table_missing(t, r, 2) == BRY_MISSING_WITHHELD || bry_table_int64(t, r, 2) >= 5);
    bry_table_free(t);
    o.method = BRY_PROTECT_ROUND;
    t = protect(&p, &o);
    int64_t sum = 0, halves = 0;
    for (int64_t r = 0; r < bry_table_row_count(t); r++) {
      const char *dep = bry_table_text(t, r, 0);
      int64_t count = bry_table_int64(t, r, 2);
      assert_true(count == 0 || count >= 5);
      if (strcmp(bry_table_text(t, r, 1), "*") != 0) continue;
      if (strcmp(dep, "n") == 0 || strcmp(dep, "s") == 0)
        halves += count;
      else if (strcmp(dep, "*") != 0)
        sum += count;
    }
    int64_t whole = bry_table_int64(t, row_of(t, "*", "*"), 2);
    assert_int_equal(sum, whole);
    assert_int_equal(halves, whole);
    bry_table_free(t);
  }
}

/* A few cells more within the table do for what a missing total would: of random ones all totals are shown. */
static void the_total_is_shown(void **state) {
  (void)state;
  const char *const hierarchies[] = {tree, NULL};
  for (uint64_t seed = 0; seed < 60; seed++) {
    people p;
    draw(&p, seed, 30 + 4 * (int64_t)seed);
    bry_protect_options o;
    bry_protect_options_init(&o);
    o.hierarchies = hierarchies;
    bry_table *t = protect(&p, &o);
    assert_int_equal(bry_table_missing(t, row_of(t, "*", "*"), 2), BRY_PRESENT);
    bry_table_free(t);
  }
}

static void who_came_since_the_last_release_is_not_told(void **state) {
  (void)state;
  const char *values[] = {"a", "1", "a", "2", "b", "1", "b", "2", "a", "1"};
  int64_t counts[] = {20, 30, 40, 50, 1};
  int32_t since[] = {1, 1, 1, 1, 2};
  bry_table *first = NULL, *second = NULL;
  bry_protect_options o;
  bry_protect_options_init(&o);
  assert_int_equal(bry_protect(names, values, 2, counts, 4, &o, &first, NULL, NULL), BRY_OK);
  const bry_table *earlier[] = {first};
  o.earlier = earlier;
  o.earlier_count = 1;
  o.since = since;
  assert_int_equal(bry_protect(names, values, 2, counts, 5, &o, &second, NULL, NULL), BRY_OK);
  for (int64_t r = 0; r < bry_table_row_count(second); r++) {
    int changed = strchr("*a", *bry_table_text(second, r, 0)) && strchr("*1", *bry_table_text(second, r, 1));
    if (changed) assert_int_equal(bry_table_missing(second, r, 2), BRY_MISSING_WITHHELD);
  }
  bry_table_free(first);
  bry_table_free(second);
}

static void who_answered_alike_is_withheld(void **state) {
  (void)state;
  const char *values[] = {"a", "1", "a", "1", "b", "1", "b", "1", "c", "1", "c", "1"};
  const char *answers[] = {"yes", "no", "yes", "no", "yes", "no"};
  int64_t counts[] = {19, 1, 10, 10, 30, 12};
  bry_protect_options o;
  bry_protect_options_init(&o);
  o.answers = answers;
  o.owner = 1;
  bry_table *t = NULL;
  assert_int_equal(bry_protect(names, values, 2, counts, 6, &o, &t, NULL, NULL), BRY_OK);
  assert_string_equal(bry_table_text(t, row_of(t, "a", "*"), 4), "primary");
  assert_int_equal(bry_table_missing(t, row_of(t, "c", "*"), 2), BRY_PRESENT);
  bry_table_free(t);
}

/* c and d, who all said yes, are withheld: so is one of the groups that they would be left of. */
static void who_answered_alike_is_not_left_by_subtraction(void **state) {
  (void)state;
  const char *values[] = {"a", "1", "a", "1", "b", "1", "b", "1", "c", "1", "d", "1", "e", "1", "e", "1"};
  const char *answers[] = {"yes", "no", "yes", "no", "yes", "yes", "yes", "no"};
  int64_t counts[] = {10, 10, 20, 10, 9, 7, 30, 30};
  bry_protect_options o;
  bry_protect_options_init(&o);
  o.answers = answers;
  bry_table *t = NULL;
  bry_text *audit = NULL;
  assert_int_equal(bry_protect(names, values, 2, counts, 8, &o, &t, &audit, NULL), BRY_OK);
  assert_non_null(strstr(bry_text_data(audit), "\"passed\":true"));
  assert_int_equal(bry_table_missing(t, row_of(t, "c", "*"), 2), BRY_MISSING_WITHHELD);
  assert_int_equal(bry_table_missing(t, row_of(t, "d", "*"), 2), BRY_MISSING_WITHHELD);
  assert_int_equal(bry_table_missing(t, row_of(t, "*", "*"), 2), BRY_PRESENT);
  assert_int_equal(bry_table_missing(t, row_of(t, "a", "*"), 2), BRY_MISSING_WITHHELD);
  assert_int_equal(bry_table_missing(t, row_of(t, "e", "*"), 2), BRY_PRESENT);
  bry_text_free(audit);
  bry_table_free(t);
}

static void assert_refused(const people *p, const bry_protect_options *o, bry_status status, const char *saying) {
  bry_table *t = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_protect(names, p->values, 2, NULL, p->rows, o, &t, NULL, &err), status);
  assert_null(t);
  if (!strstr(bry_error_message(err), saying)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
}

/* What rounding gave out tells something about people that withholding does not reckon with. */
static void a_rounded_release_is_refused(void **state) {
  (void)state;
  people p;
  draw(&p, 7, 100);
  bry_protect_options o;
  bry_protect_options_init(&o);
  o.method = BRY_PROTECT_ROUND;
  bry_table *rounded = protect(&p, &o);
  const bry_table *earlier[] = {rounded};
  o.method = BRY_PROTECT_SUPPRESS;
  o.earlier = earlier;
  o.earlier_count = 1;
  assert_refused(&p, &o, BRY_EINVAL, "rounded release");
  bry_table_free(rounded);
}

static void rounding_refuses_answers(void **state) {
  (void)state;
  people p;
  draw(&p, 7, 100);
  bry_protect_options o;
  bry_protect_options_init(&o);
  o.method = BRY_PROTECT_ROUND;
  o.answers = p.values;
  assert_refused(&p, &o, BRY_EINVAL, "answers");
}

static void what_fails_has_its_audit(void **state) {
  (void)state;
  const char *values[] = {"a", "1", "a", "2", "b", "1", "b", "2"};
  int64_t counts[] = {3, 30, 40, 50};
  bry_table *first = NULL, *second = NULL;
  bry_text *audit = NULL;
  bry_protect_options o;
  bry_protect_options_init(&o);
  o.min_group = 3;
  assert_int_equal(bry_protect(names, values, 2, counts, 4, &o, &first, NULL, NULL), BRY_OK);
  const bry_table *earlier[] = {first};
  o.min_group = 5;
  o.earlier = earlier;
  o.earlier_count = 1;
  assert_int_equal(bry_protect(names, values, 2, counts, 4, &o, &second, &audit, NULL), BRY_EREFUSED);
  assert_null(second);
  assert_non_null(strstr(bry_text_data(audit), "\"passed\":false"));
  bry_text_free(audit);
  bry_table_free(first);
}

static void a_hierarchy_is_read_by_its_header(void **state) {
  (void)state;
  static const char *const same[] = {"parent,code\nn,a\nn,b\ns,c\n", "forelder,navn,kode\nn,,a\nn,,b\ns,,c\n",
                                     "what,above\na,n\nb,n\nc,s\n"};
  const char *values[] = {"a", "1", "b", "1", "c", "1"};
  int64_t counts[] = {10, 20, 40};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    const char *const hierarchies[] = {same[i], NULL};
    bry_protect_options o;
    bry_protect_options_init(&o);
    o.hierarchies = hierarchies;
    bry_table *t = NULL;
    assert_int_equal(bry_protect(names, values, 2, counts, 3, &o, &t, NULL, NULL), BRY_OK);
    assert_int_equal(bry_table_int64(t, row_of(t, "n", "*"), 2), 30);
    bry_table_free(t);
  }
}

static void a_code_that_is_not_in_the_hierarchy_is_named(void **state) {
  (void)state;
  const char *const hierarchies[] = {"code,parent\na,n\n", NULL};
  people p = {.values = {"a", "1", "zulu", "1"}, .rows = 2};
  bry_protect_options o;
  bry_protect_options_init(&o);
  o.hierarchies = hierarchies;
  assert_refused(&p, &o, BRY_EINVAL, "\"zulu\"");
}

static void mistakes_are_told(void **state) {
  (void)state;
  const char *values[] = {"a", "1", "b", "*"};
  const char *const twice[] = {"dep", "dep"}, *const own[] = {"dep", "count"};
  const char *const circle[] = {"code,parent\na,b\nb,a\n", NULL}, *const short_one[] = {"code,parent\nx,\n", NULL};
  int64_t negative[] = {-1};
  int32_t since[] = {2};
  bry_table *t = NULL;
  bry_protect_options o;
  bry_protect_options_init(&o);
  assert_int_equal(bry_protect(names, values, 2, NULL, 2, NULL, &t, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_protect(names, values, 5, NULL, 1, NULL, &t, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_protect(twice, values, 2, NULL, 1, NULL, &t, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_protect(own, values, 2, NULL, 1, NULL, &t, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_protect(names, values, 2, negative, 1, NULL, &t, NULL, NULL), BRY_EINVAL);
  o.min_group = 2;
  assert_int_equal(bry_protect(names, values, 2, NULL, 1, &o, &t, NULL, NULL), BRY_EINVAL);
  bry_protect_options_init(&o);
  o.hierarchies = circle;
  assert_int_equal(bry_protect(names, values, 2, NULL, 1, &o, &t, NULL, NULL), BRY_EINVAL);
  o.hierarchies = short_one;
  assert_int_equal(bry_protect(names, values, 2, NULL, 1, &o, &t, NULL, NULL), BRY_EINVAL);
  bry_protect_options_init(&o);
  o.tables = "dep,nothing";
  assert_int_equal(bry_protect(names, values, 2, NULL, 1, &o, &t, NULL, NULL), BRY_EINVAL);
  bry_protect_options_init(&o);
  o.since = since;
  assert_int_equal(bry_protect(names, values, 2, NULL, 1, &o, &t, NULL, NULL), BRY_EINVAL);
  assert_null(t);
}

static void nobody_gives_an_empty_table(void **state) {
  (void)state;
  bry_table *t = NULL;
  assert_int_equal(bry_protect(names, NULL, 2, NULL, 0, NULL, &t, NULL, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
}

static bry_status work(bry_error **err) {
  const char *const hierarchies[] = {tree, NULL};
  people p;
  bry_protect_options o;
  bry_table *t = NULL;
  bry_text *audit = NULL;
  draw(&p, 5, 60);
  bry_protect_options_init(&o);
  o.hierarchies = hierarchies;
  o.answers = p.values;
  bry_status status = bry_protect(names, p.values, 2, NULL, p.rows, &o, &t, &audit, err);
  if (status != BRY_OK) {
    assert_null(t);
    assert_null(audit);
  }
  bry_table_free(t);
  bry_text_free(audit);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(work, BRY_OK) > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(small_groups_are_withheld_and_their_partners),
      cmocka_unit_test(the_order_of_rows_changes_nothing),
      cmocka_unit_test(nothing_small_is_shown_and_rounded_margins_add_up),
      cmocka_unit_test(the_total_is_shown),
      cmocka_unit_test(who_came_since_the_last_release_is_not_told),
      cmocka_unit_test(who_answered_alike_is_withheld),
      cmocka_unit_test(who_answered_alike_is_not_left_by_subtraction),
      cmocka_unit_test(a_rounded_release_is_refused),
      cmocka_unit_test(rounding_refuses_answers),
      cmocka_unit_test(what_fails_has_its_audit),
      cmocka_unit_test(a_hierarchy_is_read_by_its_header),
      cmocka_unit_test(a_code_that_is_not_in_the_hierarchy_is_named),
      cmocka_unit_test(mistakes_are_told),
      cmocka_unit_test(nobody_gives_an_empty_table),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
