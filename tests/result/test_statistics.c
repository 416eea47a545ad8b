/* Statistics of answers: what is told, and what is not. That the figures are right is conformance/statistics'. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/random.h"
#include "result/people.h"
#include "result/tables.h"

#include <bry/result.h>
#include <bry/statistics.h>

static const char *const near_by[] = {"near"};
static const char *const by_dep[] = {"dep"};
static const char *const by_both[] = {"dep", "sex"};

static bry_tabulate_options options_of(int32_t statistic, int32_t by_count, const char *const *by) {
  bry_tabulate_options o;
  bry_tabulate_options_init(&o);
  o.statistic = statistic;
  o.by = by;
  o.by_count = by_count;
  return o;
}

static bry_table *tabulate(const people *p, const bry_tabulate_options *o) {
  bry_table *t = people_table(p), *out = NULL;
  bry_error *err = NULL;
  if (bry_tabulate(t, near_by, 1, o, &out, &err) != BRY_OK) fail_msg("%s", bry_error_message(err));
  bry_table_free(t);
  return out;
}

static bry_status refused(const people *p, const bry_tabulate_options *o, const char *says) {
  bry_table *t = people_table(p), *out = NULL;
  bry_error *err = NULL;
  bry_status status = bry_tabulate(t, near_by, 1, o, &out, &err);
  assert_null(out);
  assert_non_null(err);
  if (!strstr(bry_error_message(err), says)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
  bry_table_free(t);
  return status;
}

/* Departments of 40, 30, 12 and 6 people. */
static void four_departments(people *p) {
  people_begin(p, "dep,near");
  for (int v = 1; v <= 5; v++) {
    char row[16];
    snprintf(row, sizeof row, "a,%d", v);
    people_add(p, 8, row);
    snprintf(row, sizeof row, "b,%d", v);
    people_add(p, 6, row);
  }
  people_add(p, 4, "c,2");
  people_add(p, 8, "c,4");
  people_add(p, 3, "d,2");
  people_add(p, 3, "d,5");
}

static void counts_have_shares_and_intervals(void **state) {
  (void)state;
  people p;
  four_departments(&p);
  people_add(&p, 20, "z,2");
  people_add(&p, 20, "z,4");
  bry_tabulate_options o = options_of(BRY_STATISTIC_COUNTS, 1, by_dep);
  bry_table *t = tabulate(&p, &o);
  assert_true(number_at(t, "a/3", "respondents") == 40);
  assert_true(number_at(t, "a/3", "count") == 8);
  assert_near(number_at(t, "a/3", "share"), 0.2, 1e-15);
  assert_near(number_at(t, "a/3", "low"), 0.104999897, 1e-8);
  assert_near(number_at(t, "a/3", "high"), 0.347573063, 1e-8);
  assert_true(number_at(t, "z/1", "low") == 0);
  assert_int_equal(bry_table_column_role(t, column_of(t, "high")), BRY_ROLE_HIGH);
  bry_table_free(t);
}

static void the_fewer_people_the_less_is_told(void **state) {
  (void)state;
  people p;
  four_departments(&p);
  bry_tabulate_options o = options_of(BRY_STATISTIC_SUMMARY, 1, by_dep);
  o.scale_low = 1;
  o.scale_high = 5;
  bry_table *t = tabulate(&p, &o);
  assert_near(number_at(t, "a", "deviation"), 1.43222975, 1e-8);
  /* c and d together are 18 people, whose deviation would follow from the others'. */
  assert_int_equal(missing_at(t, "b", "deviation"), BRY_MISSING_WITHHELD);
  assert_near(number_at(t, "d", "mean"), 3.5, 1e-15); /* 6 people: a mean, no more */
  assert_int_equal(missing_at(t, "d", "median"), BRY_MISSING_WITHHELD);
  assert_int_equal(missing_at(t, "d", "favourable"), BRY_MISSING_WITHHELD);
  /* By the whole's distribution, that of 6 people would follow from those of all others: one is withheld with it. */
  assert_int_equal(missing_at(t, "c", "median"), BRY_MISSING_WITHHELD);
  assert_int_equal(missing_at(t, "c", "deviation"), BRY_MISSING_WITHHELD);
  assert_int_equal(missing_at(t, "c", "low"), BRY_MISSING_WITHHELD);
  assert_near(number_at(t, "c", "mean"), 10.0 / 3, 1e-12);
  assert_near(number_at(t, "b", "top2"), 0.4, 1e-15);
  bry_table_free(t);
}

static void small_groups_and_their_partners_are_withheld(void **state) {
  (void)state;
  people p;
  four_departments(&p);
  people_add(&p, 1, "e,1");
  bry_tabulate_options o = options_of(BRY_STATISTIC_SUMMARY, 1, by_dep);
  o.scale_low = 1;
  o.scale_high = 5;
  o.margins = 1;
  bry_table *t = tabulate(&p, &o);
  assert_int_equal(missing_at(t, "e", "respondents"), BRY_MISSING_WITHHELD);
  assert_int_equal(missing_at(t, "e", "mean"), BRY_MISSING_WITHHELD);
  assert_int_equal(missing_at(t, "d", "mean"), BRY_MISSING_WITHHELD);
  assert_true(number_at(t, "*", "respondents") == 89);
  bry_table_free(t);
  o.min_group = 2;
  assert_int_equal(refused(&p, &o, "min_group"), BRY_EINVAL);
}

/* What is withheld in one column, taken together, must be as many people as that column asks for: the whole is known. */
static void what_is_left_of_the_whole_is_never_few(void **state) {
  (void)state;
  static const struct {
    const char *column;
    int least;
  } patterns[] = {{"mean", 5}, {"median", 8}, {"deviation", 20}};
  for (uint64_t seed = 0; seed < 60; seed++) {
    people p;
    uint64_t n = 0;
    int sizes[8], withheld = 0;
    people_begin(&p, "dep,near");
    for (int d = 0; d < 8; d++) {
      sizes[d] = 1 + (int)bry__random_below(seed, 0, &n, 6 + 6 * (uint64_t)(d % 4));
      for (int i = 0; i < sizes[d]; i++) {
        char row[16];
        snprintf(row, sizeof row, "%c,%d", 'a' + d, 1 + (i + (int)bry__random_below(seed, 0, &n, 2)) % 5);
        people_add(&p, 1, row);
      }
    }
    bry_tabulate_options o = options_of(BRY_STATISTIC_SUMMARY, 1, by_dep);
    o.scale_low = 1;
    o.scale_high = 5;
    o.margins = 1;
    bry_table *t = tabulate(&p, &o);
    for (size_t i = 0; i < 3; i++) {
      int left = 0, groups = 0;
      for (int d = 0; d < 8; d++) {
        char code[] = {(char)('a' + d), '\0'};
        int gone = missing_at(t, code, patterns[i].column) == BRY_MISSING_WITHHELD;
        assert_true(gone || sizes[d] >= patterns[i].least);
        left += gone ? sizes[d] : 0;
        groups += gone;
      }
      assert_true(groups != 1 && (left == 0 || left >= patterns[i].least));
      withheld += groups;
    }
    assert_true(withheld > 0);
    bry_table_free(t);
  }
}

static void groups_that_answer_alike_are_withheld(void **state) {
  (void)state;
  people p;
  four_departments(&p);
  people_add(&p, 29, "same,4");
  people_add(&p, 1, "same,5");
  people_add(&p, 15, "glad,4");
  people_add(&p, 15, "glad,5");
  people_add(&p, 15, "mixed,4");
  people_add(&p, 15, "mixed,2");
  bry_tabulate_options o = options_of(BRY_STATISTIC_SUMMARY, 1, by_dep);
  o.scale_low = 1;
  o.scale_high = 5;
  bry_table *t = tabulate(&p, &o);
  assert_int_equal(missing_at(t, "same", "mean"), BRY_MISSING_WITHHELD);
  assert_int_equal(missing_at(t, "glad", "mean"), BRY_MISSING_WITHHELD); /* all of them favourably */
  assert_near(number_at(t, "mixed", "mean"), 3, 1e-15);
  bry_table_free(t);
}

static void hierarchies_give_groups_of_groups(void **state) {
  (void)state;
  static const char *const trees[] = {"code,parent\na,north\nb,north\nc,south\nd,south\nnorth,\nsouth,\n"};
  people p;
  four_departments(&p);
  bry_tabulate_options o = options_of(BRY_STATISTIC_COUNTS, 1, by_dep);
  o.hierarchies = trees;
  bry_table *t = tabulate(&p, &o);
  assert_true(number_at(t, "north/1", "respondents") == 70);
  assert_true(number_at(t, "south/2", "count") == 7);
  bry_table_free(t);
  o.statistic = BRY_STATISTIC_TEST;
  t = tabulate(&p, &o);
  assert_true(number_at(t, "", "groups") == 2); /* the finest that are shown: a and b */
  assert_true(bry_table_int64(t, 0, column_of(t, "left_out")) == 2);
  bry_table_free(t);
}

static void reasons_are_kept_apart(void **state) {
  (void)state;
  people p;
  people_begin(&p, "dep,near");
  people_add(&p, 10, "a,1");
  people_add(&p, 10, "a,2");
  people_add(&p, 2, "a,98");
  people_add(&p, 3, "a,n/a");
  people_add(&p, 4, "a,");
  people_add(&p, 5, "a,-");
  people_add(&p, 6, "a,x=y");
  bry_tabulate_options o = options_of(BRY_STATISTIC_RESPONSE, 1, by_dep);
  o.missing = "98=dont_know;n/a=not_asked;-=skipped;x=y=hidden";
  bry_table *t = tabulate(&p, &o);
  assert_true(number_at(t, "a", "people") == 40);
  assert_true(number_at(t, "a", "answered") == 20);
  assert_true(number_at(t, "a", "dont_know") == 2);
  assert_true(number_at(t, "a", "not_asked") == 3);
  assert_true(number_at(t, "a", "missing") == 4);
  assert_true(number_at(t, "a", "skipped") == 5);
  assert_true(number_at(t, "a", "hidden") == 6);
  assert_near(number_at(t, "a", "rate"), 20.0 / 31, 1e-15);
  bry_table_free(t);
  o.missing = "98=unknown";
  assert_int_equal(refused(&p, &o, "98=unknown"), BRY_EINVAL);
}

static void several_values_are_shares_of_respondents(void **state) {
  (void)state;
  people p;
  people_begin(&p, "dep,near");
  people_add(&p, 10, "a,\"x; y\"");
  people_add(&p, 10, "a,\"x;x\"");
  people_add(&p, 5, "a,");
  people_add(&p, 20, "b,z");
  people_add(&p, 20, "b,x;v");
  bry_tabulate_options o = options_of(BRY_STATISTIC_COUNTS, 1, by_dep);
  o.answer = BRY_ANSWER_MULTIPLE;
  bry_table *t = tabulate(&p, &o);
  assert_true(number_at(t, "b/z", "count") == 20);
  assert_true(number_at(t, "b/z", "respondents") == 40);
  assert_true(number_at(t, "a/y", "count") == 10);
  assert_int_equal(missing_at(t, "a/x", "count"), BRY_MISSING_WITHHELD); /* all of them */
  assert_int_equal(missing_at(t, "b/x", "count"), BRY_MISSING_WITHHELD); /* which would tell it */
  bry_table_free(t);
  o.statistic = BRY_STATISTIC_TEST;
  t = tabulate(&p, &o);
  assert_near(number_at(t, "y", "cramers_v"), sqrt(0.4), 1e-12);
  bry_table_free(t);
}

static void rankings_count_points_and_first_places(void **state) {
  (void)state;
  people p;
  people_begin(&p, "dep,near");
  people_add(&p, 20, "a,x;y;z");
  people_add(&p, 10, "a,z;x;y");
  people_add(&p, 10, "a,y");
  bry_tabulate_options o = options_of(BRY_STATISTIC_RANKING, 1, by_dep);
  bry_table *t = tabulate(&p, &o);
  assert_near(number_at(t, "a/x", "mean_rank"), 40.0 / 30, 1e-12);
  assert_near(number_at(t, "a/x", "borda"), 50.0 / 40, 1e-12);
  assert_near(number_at(t, "a/y", "first"), 0.25, 1e-15);
  assert_near(number_at(t, "a/z", "borda"), 20.0 / 40, 1e-12);
  bry_table_free(t);
}

static void weights_of_one_change_nothing_and_of_none_leave_out(void **state) {
  (void)state;
  people p;
  four_departments(&p);
  double weights[88];
  for (int i = 0; i < 88; i++)
    weights[i] = 1;
  bry_tabulate_options o = options_of(BRY_STATISTIC_SUMMARY, 1, by_dep);
  o.scale_low = 1;
  o.scale_high = 5;
  bry_table *plain = tabulate(&p, &o);
  o.weights = weights;
  bry_table *weighted = tabulate(&p, &o);
  assert_near(number_at(weighted, "a", "low"), number_at(plain, "a", "low"), 1e-12);
  assert_near(number_at(weighted, "a", "deviation"), number_at(plain, "a", "deviation"), 1e-12);
  assert_near(number_at(weighted, "a", "effective"), 40, 1e-12);
  bry_table_free(plain);
  bry_table_free(weighted);
  weights[0] = 0;
  weighted = tabulate(&p, &o);
  assert_true(number_at(weighted, "a", "respondents") == 39);
  bry_table_free(weighted);
  weights[1] = -1;
  assert_int_equal(refused(&p, &o, "row 2"), BRY_EINVAL);
}

static void counts_tell_the_same_as_people(void **state) {
  (void)state;
  static const int32_t statistics[] = {BRY_STATISTIC_SUMMARY, BRY_STATISTIC_TEST, BRY_STATISTIC_RESIDUALS};
  people p;
  people_begin(&p, "dep,sex,near");
  for (int i = 0; i < 400; i++) {
    char row[32];
    snprintf(row, sizeof row, "%c,%c,%d", "ab"[i % 2], "fm"[i / 2 % 2], 1 + (i * i + i / 7) % 5);
    people_add(&p, 1, row);
  }
  bry_tabulate_options o = options_of(BRY_STATISTIC_COUNTS, 2, by_both), after;
  bry_tabulate_options_init(&after);
  bry_table *counts = tabulate(&p, &o);
  o.scale_low = 1;
  o.scale_high = 5;
  for (size_t i = 0; i < 3; i++) {
    bry_table *again = NULL;
    o.statistic = after.statistic = statistics[i];
    bry_table *direct = tabulate(&p, &o);
    assert_int_equal(bry_tabulate_counts(counts, &after, &again, NULL), BRY_OK);
    bry_text *one = NULL, *other = NULL;
    assert_int_equal(bry_table_render(direct, BRY_FORMAT_CSV, "en", &one, NULL), BRY_OK);
    assert_int_equal(bry_table_render(again, BRY_FORMAT_CSV, "en", &other, NULL), BRY_OK);
    assert_string_equal(bry_text_data(one), bry_text_data(other));
    bry_text_free(one);
    bry_text_free(other);
    bry_table_free(direct);
    bry_table_free(again);
  }
  bry_table *out = NULL;
  after.statistic = BRY_STATISTIC_RESPONSE;
  assert_int_equal(bry_tabulate_counts(counts, &after, &out, NULL), BRY_ENOTSUPPORTED);
  bry_table_free(counts);
}

static void what_counts_withhold_stays_withheld(void **state) {
  (void)state;
  people p;
  four_departments(&p);
  people_add(&p, 1, "e,1");
  bry_tabulate_options o = options_of(BRY_STATISTIC_COUNTS, 1, by_dep), after;
  bry_tabulate_options_init(&after);
  bry_table *counts = tabulate(&p, &o), *out = NULL;
  after.statistic = BRY_STATISTIC_SUMMARY;
  assert_int_equal(bry_tabulate_counts(counts, &after, &out, NULL), BRY_OK);
  assert_int_equal(missing_at(out, "e", "mean"), BRY_MISSING_WITHHELD);
  assert_int_equal(missing_at(out, "d", "mean"), BRY_MISSING_WITHHELD);
  assert_near(number_at(out, "a", "mean"), 3, 1e-15);
  bry_table_free(counts);
  bry_table_free(out);
}

static void themes_are_tested_one_by_one(void **state) {
  (void)state;
  bry_tabulate_options o;
  bry_tabulate_options_init(&o);
  o.statistic = BRY_STATISTIC_TEST;
  bry_table *themes = sample_table(sector_rows, 6), *t = NULL;
  assert_int_equal(bry_tabulate_counts(themes, &o, &t, NULL), BRY_OK);
  assert_near(number_at(t, "Tid", "chi_square"), 22.0 * 900 / 6840, 1e-12); /* 3 of 12, 0 of 10 */
  assert_true(number_at(t, "Ros", "left_out") == 1);                        /* the school's are withheld */
  bry_table_free(themes);
  bry_table_free(t);
}

/* Two departments are shown and two are not; what the withheld ones said is `hidden` in one of several ways. */
static bry_table *themes_of_departments(int hidden) {
  static const int64_t said[][3] = {{0, 1, 2}, {4, 3, 0}, {1, 1, 1}, {2, 4, 4}};
  static const char *const themes[] = {"time", "pay", "praise"};
  static const int64_t shown[][3] = {{30, 5, 9}, {10, 6, 21}};
  bry_table *t = bry__table_new("themes", NULL, NULL, NULL), *out = NULL;
  bry__table_column(t, "dep", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  bry__table_column(t, "respondents", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
  bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
  for (int d = 0; d < 4; d++)
    for (int i = 0; i < 3; i++) {
      char dep[] = {(char)('a' + d), '\0'};
      bry__table_row(t);
      bry__table_set_text(t, 0, dep);
      bry__table_set_text(t, 1, themes[i]);
      bry__table_set_int64(t, 2, d < 2 ? 40 : 4 + hidden % 2);
      bry__table_set_int64(t, 3, d < 2 ? shown[d][i] : said[(hidden + d) % 4][i]);
      for (int32_t c = 2; c <= 3 && d >= 2; c++)
        bry__table_set_missing(t, c, BRY_MISSING_WITHHELD);
    }
  assert_int_equal(bry__table_finish(t, &out, NULL), BRY_OK);
  return out;
}

static char *csv_of_statistic(int32_t statistic, int hidden) {
  bry_tabulate_options o;
  bry_tabulate_options_init(&o);
  o.statistic = statistic;
  bry_table *themes = themes_of_departments(hidden), *t = NULL;
  bry_text *text = NULL;
  assert_int_equal(bry_tabulate_counts(themes, &o, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_render(t, BRY_FORMAT_CSV, "en", &text, NULL), BRY_OK);
  char *copy = strdup(bry_text_data(text));
  bry_text_free(text);
  bry_table_free(themes);
  bry_table_free(t);
  return copy;
}

static void residuals_depend_on_nothing_that_is_withheld(void **state) {
  (void)state;
  for (int32_t statistic = BRY_STATISTIC_TEST; statistic <= BRY_STATISTIC_RESIDUALS; statistic++) {
    char *first = csv_of_statistic(statistic, 0);
    for (int hidden = 1; hidden < 8; hidden++) {
      char *other = csv_of_statistic(statistic, hidden);
      assert_string_equal(first, other);
      free(other);
    }
    free(first);
  }
}

/* The same of people, whose answers are known to the library: those of the groups it withholds change, and nothing else. */
static void residuals_of_people_tell_nothing_of_withheld_groups(void **state) {
  (void)state;
  static const char *const one[] = {"d,2", "e,1"}, *const other[] = {"d,5", "e,4"};
  bry_tabulate_options o = options_of(BRY_STATISTIC_RESIDUALS, 1, by_dep);
  bry_text *text[2] = {NULL, NULL};
  for (int side = 0; side < 2; side++) {
    people p;
    four_departments(&p);
    people_add(&p, 1, side ? other[0] : one[0]);
    people_add(&p, 2, side ? other[1] : one[1]);
    bry_table *t = tabulate(&p, &o);
    assert_int_equal(missing_at(t, "d/2", "residual"), BRY_MISSING_WITHHELD);
    assert_int_equal(missing_at(t, "e/1", "expected"), BRY_MISSING_WITHHELD);
    assert_int_equal(missing_at(t, "e/1", "differs"), BRY_MISSING_WITHHELD);
    assert_true(number_at(t, "a/3", "count") == 8);
    assert_int_equal(bry_table_render(t, BRY_FORMAT_CSV, "en", &text[side], NULL), BRY_OK);
    bry_table_free(t);
  }
  assert_string_equal(bry_text_data(text[0]), bry_text_data(text[1]));
  bry_text_free(text[0]);
  bry_text_free(text[1]);
}

static void residuals_stand_out_only_beyond_their_number(void **state) {
  (void)state;
  bry_tabulate_options o;
  bry_tabulate_options_init(&o);
  o.statistic = BRY_STATISTIC_RESIDUALS;
  bry_table *themes = themes_of_departments(0), *t = NULL;
  assert_int_equal(bry_tabulate_counts(themes, &o, &t, NULL), BRY_OK);
  /* 30 and 10 of 40: (30 - 20) / sqrt(20 / 2 / 2) = 4.47; 9 and 21: -2.77; 5 and 6: -0.32, p 0.745. */
  assert_near(number_at(t, "a/time", "residual"), sqrt(20), 1e-12);
  assert_near(number_at(t, "a/time", "p_holm"), 6 * 7.744216431e-6, 1e-12);
  assert_string_equal(bry_table_text(t, row_of(t, "a/time"), column_of(t, "differs")), "more");
  assert_string_equal(bry_table_text(t, row_of(t, "b/time"), column_of(t, "differs")), "fewer");
  assert_string_equal(bry_table_text(t, row_of(t, "b/praise"), column_of(t, "differs")), "more");
  assert_true(number_at(t, "a/pay", "p_holm") == 1);
  assert_null(bry_table_text(t, row_of(t, "a/pay"), column_of(t, "differs")));
  bry_table_free(t);
  o.confidence = 0.99; /* 0.0056 four times is not below 0.01 */
  assert_int_equal(bry_tabulate_counts(themes, &o, &t, NULL), BRY_OK);
  assert_null(bry_table_text(t, row_of(t, "b/praise"), column_of(t, "differs")));
  bry_table_free(t);
  bry_table_free(themes);
}

static void columns_may_be_numbers_and_labels_are_kept(void **state) {
  (void)state;
  static const bry__label north = {.text = {"Nord", "Nord", "North"}};
  bry_table *typed = bry__table_new("people", NULL, NULL, NULL), *done = NULL, *t = NULL;
  bry__table_column(typed, "dep", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Avdeling", "Avdeling", "Department");
  bry__table_column(typed, "near", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, NULL, NULL, NULL);
  bry__table_label_value(typed, 0, "n", &north);
  for (int64_t i = 0; i < 40; i++) {
    bry__table_row(typed);
    bry__table_set_text(typed, 0, "n");
    bry__table_set_int64(typed, 1, 1 + i % 5);
    if (i == 0) bry__table_set_missing(typed, 1, BRY_MISSING_HIDDEN);
  }
  assert_int_equal(bry__table_finish(typed, &done, NULL), BRY_OK);
  bry_tabulate_options o = options_of(BRY_STATISTIC_RESPONSE, 1, by_dep);
  o.scale_low = 1;
  o.scale_high = 5;
  assert_int_equal(bry_tabulate(done, near_by, 1, &o, &t, NULL), BRY_OK);
  assert_true(number_at(t, "n", "hidden") == 1 && number_at(t, "n", "answered") == 39);
  assert_string_equal(bry_table_value_label(t, 0, 0, "en"), "North");
  assert_string_equal(bry_table_column_label(t, 0, "en"), "Department");
  bry_table_free(done);
  bry_table_free(t);
}

static void a_test_of_one_group_says_so(void **state) {
  (void)state;
  people p;
  people_begin(&p, "dep,near");
  people_add(&p, 10, "a,1");
  people_add(&p, 10, "a,2");
  bry_tabulate_options o = options_of(BRY_STATISTIC_TEST, 1, by_dep);
  bry_table *t = tabulate(&p, &o);
  assert_string_equal(bry_table_text(t, 0, column_of(t, "note")), "too_few_groups");
  assert_int_equal(bry_table_missing(t, 0, column_of(t, "p")), BRY_MISSING);
  bry_table_free(t);
}

static void mistakes_are_told_without_answers(void **state) {
  (void)state;
  people p;
  four_departments(&p);
  people_add(&p, 1, "a,secret");
  bry_tabulate_options o = options_of(BRY_STATISTIC_SUMMARY, 1, by_dep);
  assert_int_equal(refused(&p, &o, "needs a scale"), BRY_EINVAL);
  o.scale_low = 1;
  o.scale_high = 5;
  assert_int_equal(refused(&p, &o, "Row 89 of the column \"near\""), BRY_EPARSE);
  o.scale_high = 200;
  assert_int_equal(refused(&p, &o, "The scale goes from 1 to 200"), BRY_EINVAL);
  o = options_of(BRY_STATISTIC_TEST, 0, NULL);
  assert_int_equal(refused(&p, &o, "name a column to split by"), BRY_EINVAL);
  static const char *const nobody[] = {"nobody"}, *const taken[] = {"value"};
  o = options_of(BRY_STATISTIC_COUNTS, 1, nobody);
  assert_int_equal(refused(&p, &o, "\"nobody\""), BRY_ENOTFOUND);
  o.by = taken;
  assert_int_equal(refused(&p, &o, "rename it"), BRY_EINVAL);
  o = options_of(7, 0, NULL);
  assert_int_equal(refused(&p, &o, "BRY_STATISTIC_"), BRY_EINVAL);
  o = options_of(BRY_STATISTIC_COUNTS, 0, NULL);
  o.confidence = 1;
  assert_int_equal(refused(&p, &o, "confidence"), BRY_EINVAL);
}

static void no_people_give_an_empty_table(void **state) {
  (void)state;
  people p;
  people_begin(&p, "dep,near");
  bry_tabulate_options o = options_of(BRY_STATISTIC_SUMMARY, 1, by_dep);
  o.scale_low = 1;
  o.scale_high = 5;
  bry_table *t = tabulate(&p, &o);
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  o.by_count = 0;
  t = tabulate(&p, &o);
  assert_true(bry_table_int64(t, 0, column_of(t, "respondents")) == 0);
  assert_int_equal(bry_table_missing(t, 0, column_of(t, "mean")), BRY_MISSING);
  bry_table_free(t);
}

/* --- memory ------------------------------------------------------------------------------------------------------- */

static bry_table *fixed;
static bry_tabulate_options fixed_options;

static bry_status tabulate_fixed(bry_error **err) {
  bry_table *out = NULL, *after = NULL;
  bry_tabulate_options o;
  bry_status status = bry_tabulate(fixed, near_by, 1, &fixed_options, &out, err);
  bry_tabulate_options_init(&o);
  o.statistic = BRY_STATISTIC_TEST;
  if (status == BRY_OK && fixed_options.statistic == BRY_STATISTIC_COUNTS)
    status = bry_tabulate_counts(out, &o, &after, err);
  bry_table_free(out);
  bry_table_free(after);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  static const char *const trees[] = {"code,parent\na,north\nb,north\nc,south\nd,south\nnorth,\nsouth,\n", NULL};
  people p;
  double weights[88];
  four_departments(&p);
  fixed = people_table(&p);
  for (int i = 0; i < 88; i++)
    weights[i] = 1 + i % 3;
  for (int32_t statistic = BRY_STATISTIC_COUNTS; statistic <= BRY_STATISTIC_RANKING; statistic++) {
    fixed_options = options_of(statistic, 1, by_dep);
    fixed_options.hierarchies = trees;
    if (statistic == BRY_STATISTIC_TEST || statistic == BRY_STATISTIC_SUMMARY) fixed_options.weights = weights;
    fixed_options.scale_low = statistic == BRY_STATISTIC_SUMMARY;
    fixed_options.scale_high = statistic == BRY_STATISTIC_SUMMARY ? 5 : 0;
    assert_true(each_allocation_may_fail(tabulate_fixed, BRY_OK) > 20);
  }
  bry_table_free(fixed);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(counts_have_shares_and_intervals),
                                     cmocka_unit_test(the_fewer_people_the_less_is_told),
                                     cmocka_unit_test(small_groups_and_their_partners_are_withheld),
                                     cmocka_unit_test(what_is_left_of_the_whole_is_never_few),
                                     cmocka_unit_test(groups_that_answer_alike_are_withheld),
                                     cmocka_unit_test(hierarchies_give_groups_of_groups),
                                     cmocka_unit_test(reasons_are_kept_apart),
                                     cmocka_unit_test(several_values_are_shares_of_respondents),
                                     cmocka_unit_test(rankings_count_points_and_first_places),
                                     cmocka_unit_test(weights_of_one_change_nothing_and_of_none_leave_out),
                                     cmocka_unit_test(counts_tell_the_same_as_people),
                                     cmocka_unit_test(what_counts_withhold_stays_withheld),
                                     cmocka_unit_test(themes_are_tested_one_by_one),
                                     cmocka_unit_test(residuals_depend_on_nothing_that_is_withheld),
                                     cmocka_unit_test(residuals_of_people_tell_nothing_of_withheld_groups),
                                     cmocka_unit_test(residuals_stand_out_only_beyond_their_number),
                                     cmocka_unit_test(columns_may_be_numbers_and_labels_are_kept),
                                     cmocka_unit_test(a_test_of_one_group_says_so),
                                     cmocka_unit_test(mistakes_are_told_without_answers),
                                     cmocka_unit_test(no_people_give_an_empty_table),
                                     cmocka_unit_test(any_allocation_may_fail)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
