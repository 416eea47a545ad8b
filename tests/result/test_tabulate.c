/* From counts to tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "result/tabulate.h"
#include "theme/codebook.h"

#include <bry/table.h>
#include <bry/text.h>
#include <string.h>

/* --- material --------------------------------------------------------------------------------------------------- */

static bry__theme themes[] = {
    {.id = "time", .label = {{"Nok tid", NULL, "Enough time", NULL}}, .parent = -1},
    {.id = "leadership", .label = {{"Ledelse", "Leiing", "Leadership", NULL}}, .parent = -1},
    {.id = "praise", .label = {{"Ros", NULL, "Praise", NULL}}, .parent = 1},
};
static const bry_codebook codebook = {.id = "q1", .version = "1", .themes = themes, .theme_count = 3};

static const bry__label kommune = {{"Kommune", NULL, "Municipality", NULL}};
static const bry__label town = {{"Byen", NULL, "The town", NULL}};
static const char *const values[] = {"fjord", "by", NULL};
static const bry__label *const labels[] = {NULL, &town, NULL};
static const bry__groups by_kommune = {
    .dimensions = 1, .by = {{"kommune", &kommune}}, .count = 3, .values = values, .labels = labels};

/* Two segments: of each combination that occurs one row of values. */
static const char *const two_values[] = {"fjord", "leder", "by", "leder", "by", NULL};
static const bry__label *const two_labels[] = {NULL, NULL, &town, NULL, &town, NULL};
static const bry__groups by_kommune_and_role = {.dimensions = 2,
                                                .by = {{"kommune", &kommune}, {"rolle", NULL}},
                                                .count = 3,
                                                .values = two_values,
                                                .labels = two_labels};

static bry__value choices[] = {{.name = "yes", .label = {{"Ja", NULL, "Yes", NULL}}}, {.name = "no"}};
static bry__part parts[] = {{.name = "pay", .label = {{"Lønn", NULL, "Pay", NULL}}}, {.name = "rest"}};

static bry__item item_of(bry__item_type type) {
  int32_t slots = type == BRY__ITEM_CHECKBOX || type == BRY__ITEM_RANKING || type == BRY__ITEM_MATRIX ? 2 : 1;
  return (bry__item){.type = type,
                     .name = "item",
                     .title = {{"Hva nå?", NULL, NULL, NULL}},
                     .values = choices,
                     .value_count = 2,
                     .parts = parts,
                     .part_count = type == BRY__ITEM_MATRIX ? 2 : 0,
                     .closed_slots = slots};
}

static const char *text_at(const bry_table *t, int64_t row, const char *column) {
  return bry_table_text(t, row, bry_table_find_column(t, column));
}

static int64_t count_at(const bry_table *t, int64_t row, const char *column) {
  return bry_table_int64(t, row, bry_table_find_column(t, column));
}

static double share_at(const bry_table *t, int64_t row) {
  return bry_table_double(t, row, bry_table_find_column(t, "share"));
}

static void assert_withheld(const bry_table *t, int64_t row) {
  const char *const numbers[] = {"respondents", "count", "share"};
  for (int i = 0; i < 3; i++) {
    int32_t column = bry_table_find_column(t, numbers[i]);
    assert_int_equal(bry_table_missing(t, row, column), BRY_MISSING_WITHHELD);
    assert_true(bry_table_double(t, row, column) == 0);
  }
}

/* --- themes ----------------------------------------------------------------------------------------------------- */

static bry_table *themes_of_the_whole(int64_t respondents, const int64_t *counts) {
  bry_table *t = NULL;
  assert_int_equal(bry__tabulate_themes(&codebook, NULL, &respondents, counts, 0, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 3);
  return t;
}

static void the_most_frequent_theme_comes_first_in_the_whole(void **state) {
  (void)state;
  bry_table *t = themes_of_the_whole(10, (int64_t[]){2, 5, 2});
  assert_string_equal(bry_table_name(t), "themes");
  assert_int_equal(bry_table_column_count(t), 4);
  assert_string_equal(text_at(t, 0, "theme"), "leadership");
  assert_string_equal(text_at(t, 1, "theme"), "time"); /* as frequent as praise, and before it in the codebook */
  assert_string_equal(text_at(t, 2, "theme"), "praise");
  assert_int_equal(count_at(t, 0, "respondents"), 10);
  assert_int_equal(count_at(t, 0, "count"), 5);
  assert_true(share_at(t, 0) == 0.5);
  bry_table_free(t);
}

static void labels_come_in_three_languages(void **state) {
  (void)state;
  bry_table *t = themes_of_the_whole(10, (int64_t[]){0, 5, 0});
  int32_t theme = bry_table_find_column(t, "theme"), n = bry_table_find_column(t, "respondents");
  assert_string_equal(bry_table_value_label(t, 0, theme, "nn"), "Leiing");
  assert_string_equal(bry_table_value_label(t, 0, theme, "en"), "Leadership");
  assert_string_equal(bry_table_column_label(t, n, "nb"), "Svarte");
  assert_string_equal(bry_table_column_label(t, n, "nn"), "Svara");
  assert_string_equal(bry_table_column_label(t, n, "en"), "Respondents");
  assert_string_equal(bry_table_title(t, "en"), "Themes");
  bry_table_free(t);
}

static void a_small_whole_is_withheld_and_not_sorted(void **state) {
  (void)state;
  bry_table *t = themes_of_the_whole(4, (int64_t[]){0, 4, 1});
  for (int64_t row = 0; row < 3; row++) {
    assert_string_equal(text_at(t, row, "theme"), themes[row].id);
    assert_withheld(t, row);
  }
  bry_table_free(t);
}

static void a_whole_without_answers_has_no_shares(void **state) {
  (void)state;
  bry_table *t = themes_of_the_whole(0, (int64_t[]){0, 0, 0});
  int32_t share = bry_table_find_column(t, "share");
  assert_int_equal(bry_table_missing(t, 0, share), BRY_MISSING);
  assert_int_equal(bry_table_missing(t, 0, bry_table_find_column(t, "count")), BRY_PRESENT);
  bry_table_free(t);
}

static void a_segment_keeps_its_groups_in_order_and_withholds_the_small(void **state) {
  (void)state;
  bry_table *t = NULL;
  int64_t respondents[] = {8, 4, 20}, counts[] = {1, 8, 0, 3, 4, 1, 2, 20, 5};
  assert_int_equal(bry__tabulate_themes(&codebook, &by_kommune, respondents, counts, 0, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 9);
  assert_string_equal(bry_table_column_name(t, 0), "kommune");
  assert_string_equal(bry_table_column_label(t, 0, "en"), "Municipality");
  for (int64_t row = 0; row < 9; row++) {
    assert_string_equal(text_at(t, row, "theme"), themes[row % 3].id); /* the codebook's order in every group */
    if (row < 6) assert_withheld(t, row);                              /* the small one, and its partner */
  }
  assert_string_equal(text_at(t, 0, "kommune"), "fjord");
  assert_string_equal(bry_table_value_label(t, 3, 0, "en"), "The town");
  assert_int_equal(bry_table_missing(t, 6, 0), BRY_MISSING);
  assert_int_equal(count_at(t, 7, "count"), 20);
  assert_true(share_at(t, 8) == 0.25);
  bry_table_free(t);
}

static void what_is_withheld_does_not_show_in_any_format(void **state) {
  (void)state;
  bry_table *with[2] = {NULL, NULL};
  int64_t respondents[2][3] = {{8, 4, 20}, {7, 2, 20}};
  int64_t counts[2][9] = {{1, 8, 0, 3, 4, 1, 2, 20, 5}, {7, 0, 7, 0, 0, 2, 2, 20, 5}};
  bry_text *csv[2], *json[2];
  for (int i = 0; i < 2; i++) {
    assert_int_equal(bry__tabulate_themes(&codebook, &by_kommune, respondents[i], counts[i], 0, &with[i], NULL), 0);
    assert_int_equal(bry_table_render(with[i], BRY_FORMAT_CSV, "nb", &csv[i], NULL), BRY_OK);
    assert_int_equal(bry_table_render(with[i], BRY_FORMAT_JSON, "nb", &json[i], NULL), BRY_OK);
  }
  assert_string_equal(bry_text_data(csv[0]), bry_text_data(csv[1]));
  assert_string_equal(bry_text_data(json[0]), bry_text_data(json[1]));
  for (int i = 0; i < 2; i++) {
    bry_text_free(csv[i]);
    bry_text_free(json[i]);
    bry_table_free(with[i]);
  }
}

static void a_segment_named_like_a_column_is_refused(void **state) {
  (void)state;
  bry_table *t = NULL;
  bry__groups groups = by_kommune;
  int64_t respondents[3] = {9, 9, 9}, counts[9] = {0};
  groups.by[0].name = "count";
  assert_int_equal(bry__tabulate_themes(&codebook, &groups, respondents, counts, 0, &t, NULL), BRY_EINVAL);
  groups.by[0].name = "";
  assert_int_equal(bry__tabulate_themes(&codebook, &groups, respondents, counts, 0, &t, NULL), BRY_EINVAL);
  groups.by[0].name = "kommune";
  assert_int_equal(bry__tabulate_themes(&codebook, &groups, respondents, counts, 2, &t, NULL), BRY_EINVAL);
  assert_null(t);
}

/* --- closed items ----------------------------------------------------------------------------------------------- */

static bry_table *counted(bry__item_type type, const bry__groups *groups, const int64_t *counts) {
  bry_table *t = NULL;
  bry__item item = item_of(type);
  assert_int_equal(bry__tabulate_item(&item, groups, counts, 0, &t, NULL), BRY_OK);
  assert_string_equal(bry_table_title(t, "nb"), "Hva nå?");
  return t;
}

static void two_segments_have_a_column_each_and_are_withheld_together(void **state) {
  (void)state;
  bry_table *t = counted(BRY__ITEM_RADIOGROUP, &by_kommune_and_role, (int64_t[]){0, 2, 1, 0, 6, 2, 0, 9, 9});
  assert_int_equal(bry_table_row_count(t), 6);
  assert_string_equal(bry_table_column_name(t, 0), "kommune");
  assert_string_equal(bry_table_column_name(t, 1), "rolle");
  assert_string_equal(text_at(t, 2, "kommune"), "by");
  assert_string_equal(bry_table_value_label(t, 2, 0, "en"), "The town");
  assert_string_equal(text_at(t, 2, "rolle"), "leder");
  assert_null(text_at(t, 4, "rolle"));
  int32_t count = bry_table_find_column(t, "count");
  assert_int_equal(bry_table_missing(t, 0, count), BRY_MISSING_WITHHELD); /* 3 people */
  assert_int_equal(bry_table_missing(t, 2, count), BRY_MISSING_WITHHELD); /* the smallest of the others */
  assert_int_equal(count_at(t, 4, "count"), 9);
  bry_table_free(t);
}

static void a_single_choice_has_a_row_a_value(void **state) {
  (void)state;
  bry_table *t = counted(BRY__ITEM_RADIOGROUP, NULL, (int64_t[]){0, 6, 2});
  assert_int_equal(bry_table_row_count(t), 2);
  assert_int_equal(bry_table_find_column(t, "part"), -1);
  assert_string_equal(text_at(t, 0, "value"), "yes");
  assert_string_equal(bry_table_value_label(t, 0, 0, "en"), "Yes");
  assert_int_equal(count_at(t, 0, "respondents"), 8);
  assert_int_equal(count_at(t, 1, "count"), 2);
  assert_true(share_at(t, 0) == 0.75);
  bry_table_free(t);
}

static void a_boolean_counts_both_answers(void **state) {
  (void)state;
  bry_table *t = counted(BRY__ITEM_BOOLEAN, NULL, (int64_t[]){6, 2});
  assert_int_equal(bry_table_row_count(t), 2);
  assert_int_equal(count_at(t, 0, "count"), 6);
  assert_int_equal(count_at(t, 1, "respondents"), 8);
  bry_table_free(t);
}

static void a_checkbox_has_a_row_a_choice_of_all_who_answered(void **state) {
  (void)state;
  bry_table *t = counted(BRY__ITEM_CHECKBOX, NULL, (int64_t[]){2, 6, 7, 1});
  assert_int_equal(bry_table_row_count(t), 2);
  assert_string_equal(text_at(t, 1, "value"), "no");
  assert_int_equal(count_at(t, 0, "count"), 6);
  assert_int_equal(count_at(t, 1, "count"), 1);
  assert_int_equal(count_at(t, 1, "respondents"), 8);
  bry_table_free(t);
}

static void a_ranking_has_a_row_a_choice_and_rank(void **state) {
  (void)state;
  bry_table *t = counted(BRY__ITEM_RANKING, NULL, (int64_t[]){1, 5, 2, 0, 3, 5});
  assert_int_equal(bry_table_row_count(t), 4);
  assert_string_equal(text_at(t, 0, "part"), "yes");
  assert_string_equal(text_at(t, 1, "value"), "2");
  assert_int_equal(count_at(t, 0, "count"), 5);
  assert_int_equal(count_at(t, 0, "respondents"), 8);
  assert_string_equal(text_at(t, 3, "part"), "no");
  assert_int_equal(count_at(t, 3, "count"), 5);
  assert_string_equal(bry_table_value_label(t, 0, bry_table_find_column(t, "part"), "nb"), "Ja");
  bry_table_free(t);
}

static void each_row_of_a_matrix_is_withheld_by_itself(void **state) {
  (void)state;
  int64_t counts[] = {0, 6, 2, 0, 3, 1, /* fjord: 8 and 4 */
                      0, 9, 0, 0, 9, 0, /* by */
                      0, 9, 9, 0, 0, 0 /* none given: 18 and 0 */};
  bry_table *t = counted(BRY__ITEM_MATRIX, &by_kommune, counts);
  assert_int_equal(bry_table_row_count(t), 12);
  assert_string_equal(text_at(t, 0, "part"), "pay");
  assert_string_equal(bry_table_value_label(t, 0, 1, "nb"), "Lønn");
  assert_int_equal(count_at(t, 0, "count"), 6);
  assert_withheld(t, 2);
  assert_withheld(t, 3);
  assert_int_equal(count_at(t, 4, "count"), 9);
  assert_withheld(t, 6); /* the partner of the small one in the second row */
  assert_int_equal(count_at(t, 8, "count"), 9);
  assert_int_equal(bry_table_missing(t, 10, bry_table_find_column(t, "respondents")), BRY_PRESENT); /* nobody */
  bry_table_free(t);
}

static void an_item_of_free_text_has_nothing_to_count(void **state) {
  (void)state;
  bry__item item = item_of(BRY__ITEM_COMMENT);
  bry_table *t = NULL;
  assert_int_equal(bry__item_codes(&item), 0);
  assert_int_equal(bry__tabulate_item(&item, NULL, NULL, 0, &t, NULL), BRY_EINVAL);
  assert_null(t);
}

/* --- memory ----------------------------------------------------------------------------------------------------- */

static bry_status tabulate_themes(bry_error **err) {
  bry_table *t = NULL;
  bry_status status =
      bry__tabulate_themes(&codebook, &by_kommune, (int64_t[]){8, 9, 20}, (int64_t[9]){0}, 0, &t, err);
  bry_table_free(t);
  return status;
}

static bry_status tabulate_matrix(bry_error **err) {
  bry_table *t = NULL;
  bry__item item = item_of(BRY__ITEM_MATRIX);
  bry_status status = bry__tabulate_item(&item, &by_kommune, (int64_t[18]){9, 9}, 0, &t, err);
  bry_table_free(t);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(tabulate_themes, BRY_OK) > 5);
  assert_true(each_allocation_may_fail(tabulate_matrix, BRY_OK) > 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_most_frequent_theme_comes_first_in_the_whole),
      cmocka_unit_test(labels_come_in_three_languages),
      cmocka_unit_test(a_small_whole_is_withheld_and_not_sorted),
      cmocka_unit_test(a_whole_without_answers_has_no_shares),
      cmocka_unit_test(a_segment_keeps_its_groups_in_order_and_withholds_the_small),
      cmocka_unit_test(what_is_withheld_does_not_show_in_any_format),
      cmocka_unit_test(a_segment_named_like_a_column_is_refused),
      cmocka_unit_test(two_segments_have_a_column_each_and_are_withheld_together),
      cmocka_unit_test(a_single_choice_has_a_row_a_value),
      cmocka_unit_test(a_boolean_counts_both_answers),
      cmocka_unit_test(a_checkbox_has_a_row_a_choice_of_all_who_answered),
      cmocka_unit_test(a_ranking_has_a_row_a_choice_and_rank),
      cmocka_unit_test(each_row_of_a_matrix_is_withheld_by_itself),
      cmocka_unit_test(an_item_of_free_text_has_nothing_to_count),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
