/* Reports: one page of sections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "result/markup.h"
#include "result/tables.h"

#include <string.h>

static bry_report *report_of(const char *title, const char *lang) {
  bry_report *report = NULL;
  assert_int_equal(bry_report_new(title, lang, &report, NULL), BRY_OK);
  return report;
}

static void add(bry_report *report, const char *heading, const sample_row *rows, int32_t count, int32_t chart) {
  bry_table *t = sample_table(rows, count);
  assert_int_equal(bry_report_add(report, heading, t, chart, NULL), BRY_OK);
  bry_table_free(t); /* drawn when added, not kept */
}

/* The page, with the report freed. */
static bry_text *page_of(bry_report *report) {
  bry_text *page = NULL;
  assert_int_equal(bry_report_html(report, &page, NULL), BRY_OK);
  assert_true(markup_is_well_formed(bry_text_data(page)));
  bry_report_free(report);
  return page;
}

static void assert_holds(const bry_text *page, const char *part) {
  if (!strstr(bry_text_data(page), part)) fail_msg("the page lacks: %s", part);
}

static void assert_lacks(const bry_text *page, const char *part) {
  if (strstr(bry_text_data(page), part)) fail_msg("the page has: %s", part);
}

static void a_page_stands_alone(void **state) {
  (void)state;
  bry_report *report = report_of("Drømmedag", "nn");
  add(report, NULL, whole_rows, 4, BRY_CHART_BARS);
  add(report, NULL, sector_rows, 6, BRY_CHART_HEAT);
  bry_text *page = page_of(report);
  assert_holds(page, "<!DOCTYPE html>\n<html lang=\"nn\">");
  assert_holds(page, "<meta charset=\"utf-8\">");
  assert_holds(page, "width=device-width");
  assert_holds(page, "<title>Drømmedag</title>");
  assert_lacks(page, "<script");
  assert_lacks(page, "<link");
  assert_lacks(page, " src=");
  assert_lacks(page, "@import");
  assert_int_equal(markup_count(bry_text_data(page), "http"), 2); /* the two pictures' name space */
  bry_text_free(page);
}

static void beside_each_picture_is_a_table(void **state) {
  (void)state;
  bry_report *report = report_of("Side", "nb");
  add(report, "Hva nå?", whole_rows, 4, BRY_CHART_BARS);
  add(report, NULL, sector_rows, 6, BRY_CHART_HEAT);
  add(report, NULL, sector_rows, 6, BRY_CHART_NONE);
  bry_text *page = page_of(report);
  assert_int_equal(markup_count(bry_text_data(page), "<svg "), 2);
  assert_int_equal(markup_count(bry_text_data(page), "<table>"), 3);
  assert_int_equal(markup_count(bry_text_data(page), "<caption>Temaer &amp; mer</caption>"), 3);
  assert_holds(page, ">Hva nå?</h2>");
  assert_holds(page, "<th scope=\"col\" class=\"n\">Andel</th>");
  assert_holds(page, "<tr><th scope=\"row\">Nok tid og ro</th><td class=\"n\">138</td><td class=\"n\">38</td>"
                     "<td class=\"n\">27,5\xC2\xA0%</td></tr>");
  bry_text_free(page);
}

static void a_colon_is_explained_where_something_is_withheld(void **state) {
  (void)state;
  bry_report *report = report_of("Side", "en");
  add(report, NULL, sector_rows, 6, BRY_CHART_NONE);
  bry_text *page = page_of(report);
  assert_holds(page, "<td class=\"n\">:</td>");
  assert_holds(page, "<strong>:</strong> means that the number is withheld");
  bry_text_free(page);
  report = report_of("Side", "en");
  add(report, NULL, whole_rows, 4, BRY_CHART_NONE);
  page = page_of(report);
  assert_lacks(page, "<strong>:</strong>");
  bry_text_free(page);
}

static void notes_stand_under_the_title(void **state) {
  (void)state;
  bry_report *report = report_of("Side", "nb");
  assert_int_equal(bry_report_note(report, "420 har svart & mer.", NULL), BRY_OK);
  assert_int_equal(bry_report_note(report, "To", NULL), BRY_OK);
  assert_int_equal(bry_report_note(report, "Feil\xFF", NULL), BRY_EINVAL);
  assert_int_equal(bry_report_note(report, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_report_note(NULL, "x", NULL), BRY_EINVAL);
  bry_text *page = page_of(report);
  assert_holds(page, "</h1>\n<p class=\"lead\">420 har svart &amp; mer.</p>\n<p class=\"lead\">To</p>\n");
  assert_lacks(page, "Feil");
  bry_text_free(page);
}

static void a_picture_is_called_as_its_section(void **state) {
  (void)state;
  bry_report *report = report_of("Side", "nb");
  add(report, "Hva nå?", whole_rows, 4, BRY_CHART_BARS);
  bry_text *page = page_of(report);
  assert_holds(page, "-title\">Hva nå?</title>");
  bry_text_free(page);
}

static void hostile_text_is_only_text(void **state) {
  (void)state;
  bry_report *report = report_of(HOSTILE, "nb");
  add(report, HOSTILE, whole_rows, 4, BRY_CHART_BARS);
  add(report, HOSTILE, sector_rows, 6, BRY_CHART_HEAT);
  bry_text *page = page_of(report);
  assert_lacks(page, "<script");
  assert_lacks(page, "alert(\"");
  bry_text_free(page);
}

static void ids_are_unique_within_the_page(void **state) {
  (void)state;
  bry_report *report = report_of("Side", "nb");
  for (int i = 0; i < 3; i++)
    add(report, NULL, sector_rows, 6, BRY_CHART_HEAT);
  bry_text *page = page_of(report);
  for (const char *at = strstr(bry_text_data(page), " id=\""); at; at = strstr(at + 1, " id=\"")) {
    char id[64] = "";
    assert_true(strcspn(at + 5, "\"") < sizeof id - 6);
    memcpy(id, at, strcspn(at + 5, "\"") + 6);
    assert_int_equal(markup_count(bry_text_data(page), id), 1);
  }
  bry_text_free(page);
}

static void a_long_table_is_folded_away(void **state) {
  (void)state;
  sample_row rows[40];
  for (int i = 0; i < 40; i++)
    rows[i] = (sample_row){i < 20 ? "a" : "b", "t", 10, 1};
  bry_report *report = report_of("Side", "nb");
  add(report, NULL, rows, 40, BRY_CHART_BARS);
  add(report, NULL, rows, 40, BRY_CHART_NONE);
  bry_text *page = page_of(report);
  assert_int_equal(markup_count(bry_text_data(page), "<details"), 1);
  assert_holds(page, "Vis tallene som tabell");
  bry_text_free(page);
}

static void a_section_that_fails_leaves_no_trace(void **state) {
  (void)state;
  bry_report *report = report_of("Side", "nb");
  bry_table *t = sample_table(whole_rows, 4);
  add(report, "Først", whole_rows, 4, BRY_CHART_BARS);
  assert_int_equal(bry_report_add(report, "Feil", t, BRY_CHART_HEAT, NULL), BRY_EINVAL);
  assert_int_equal(bry_report_add(report, "Feil\xFF", t, BRY_CHART_BARS, NULL), BRY_EINVAL);
  assert_int_equal(bry_report_add(report, NULL, NULL, BRY_CHART_BARS, NULL), BRY_EINVAL);
  bry__mem_fail_at(3);
  assert_int_equal(bry_report_add(report, "Feil", t, BRY_CHART_BARS, NULL), BRY_ENOMEM);
  bry__mem_fail_at(0);
  bry_table_free(t);
  add(report, "Sist", whole_rows, 4, BRY_CHART_BARS);
  bry_text *page = page_of(report);
  assert_lacks(page, "Feil");
  assert_int_equal(markup_count(bry_text_data(page), "<section"), 2);
  bry_text_free(page);
}

static void a_page_without_sections_says_so(void **state) {
  (void)state;
  bry_text *page = page_of(report_of("Side", "nb"));
  assert_holds(page, "Det er ingen tall å vise.");
  bry_text_free(page);
}

static void wrong_arguments_are_refused(void **state) {
  (void)state;
  bry_report *report = NULL;
  bry_text *page = NULL;
  assert_int_equal(bry_report_new(NULL, "nb", &report, NULL), BRY_EINVAL);
  assert_int_equal(bry_report_new("\xFF", "nb", &report, NULL), BRY_EINVAL);
  assert_int_equal(bry_report_new("Side", "nb", NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_report_html(NULL, &page, NULL), BRY_EINVAL);
  assert_null(report);
  assert_null(page);
  bry_report_free(NULL);
}

static const bry_table *drawn;

static bry_status make_report(bry_error **err) {
  bry_report *report = NULL;
  bry_text *page = NULL;
  bry_status status = bry_report_new("Side", "nb", &report, err);
  if (status == BRY_OK) status = bry_report_note(report, "x", err);
  if (status == BRY_OK) status = bry_report_add(report, NULL, drawn, BRY_CHART_HEAT, err);
  if (status == BRY_OK) status = bry_report_html(report, &page, err);
  bry_text_free(page);
  bry_report_free(report);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  bry_table *t = sample_table(sector_rows, 6);
  drawn = t;
  assert_true(each_allocation_may_fail(make_report, BRY_OK) > 10);
  bry_table_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_page_stands_alone),
      cmocka_unit_test(beside_each_picture_is_a_table),
      cmocka_unit_test(a_colon_is_explained_where_something_is_withheld),
      cmocka_unit_test(notes_stand_under_the_title),
      cmocka_unit_test(a_picture_is_called_as_its_section),
      cmocka_unit_test(hostile_text_is_only_text),
      cmocka_unit_test(ids_are_unique_within_the_page),
      cmocka_unit_test(a_long_table_is_folded_away),
      cmocka_unit_test(a_section_that_fails_leaves_no_trace),
      cmocka_unit_test(a_page_without_sections_says_so),
      cmocka_unit_test(wrong_arguments_are_refused),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
