/* Pictures of tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/svg.h"
#include "result/markup.h"
#include "result/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- material --------------------------------------------------------------------------------------------------- */

static bry_text *draw(const sample_row *rows, int32_t count, int32_t chart, const char *lang) {
  bry_text *svg = NULL;
  bry_table *t = sample_table(rows, count);
  assert_int_equal(bry_chart_svg(t, chart, lang, &svg, NULL), BRY_OK);
  assert_true(markup_is_well_formed(bry_text_data(svg)));
  bry_table_free(t);
  return svg;
}

static bry_text *draw_bars(const char *lang) {
  return draw(whole_rows, 4, BRY_CHART_BARS, lang);
}

static bry_text *draw_heat(const char *lang) {
  return draw(sector_rows, 6, BRY_CHART_HEAT, lang);
}

static void assert_holds(const bry_text *svg, const char *part) {
  if (!strstr(bry_text_data(svg), part)) fail_msg("the picture lacks: %s", part);
}

/* --- both kinds ------------------------------------------------------------------------------------------------- */

static void those_who_do_not_see_it_get_a_title_and_a_description(void **state) {
  (void)state;
  bry_text *bars = draw_bars("nb"), *heat = draw_heat("en");
  assert_holds(bars, "role=\"img\" aria-labelledby=\"bry-");
  assert_holds(bars, "-title\">Temaer &amp; mer</title>");
  assert_holds(bars, "-desc\">Søylediagram. 4 rader. Størst: Ledelse, 50,0\xC2\xA0%.</desc>");
  assert_holds(heat, "3 rows, 2 columns. Largest: helse \xC2\xB7 Ros, 100.0%. Withheld: 2.</desc>");
  bry_text_free(bars);
  bry_text_free(heat);
}

static void hostile_labels_are_only_text(void **state) {
  (void)state;
  bry_text *pictures[] = {draw_bars("nb"), draw_heat("nb"), draw(sector_rows, 6, BRY_CHART_BARS, "nb")};
  for (int i = 0; i < 3; i++) {
    assert_null(strstr(bry_text_data(pictures[i]), "<script"));
    assert_holds(pictures[i], "&lt;script&gt;");
    bry_text_free(pictures[i]);
  }
}

static void a_table_with_no_rows_says_so(void **state) {
  (void)state;
  bry_text *nb = draw(NULL, 0, BRY_CHART_BARS, "nb"), *en = draw(NULL, 0, BRY_CHART_BARS, "en");
  assert_holds(nb, "Det er ingen tall å vise.");
  assert_holds(en, "There are no numbers to show.");
  bry_text_free(nb);
  bry_text_free(en);
}

static void pictures_of_different_tables_have_different_ids(void **state) {
  (void)state;
  bry_text *a = draw_bars("nb"), *b = draw(whole_rows, 3, BRY_CHART_BARS, "nb");
  const char *of_a = strstr(bry_text_data(a), "aria-labelledby"), *of_b = strstr(bry_text_data(b), "aria-labelledby");
  assert_true(strncmp(of_a, of_b, 30) != 0);
  bry_text_free(a);
  bry_text_free(b);
}

static void a_table_that_lacks_what_the_picture_needs_is_refused(void **state) {
  (void)state;
  bry_text *svg = NULL;
  bry_error *err = NULL;
  bry_table *t = sample_table(whole_rows, 4);
  assert_int_equal(bry_chart_svg(t, BRY_CHART_HEAT, "nb", &svg, &err), BRY_EINVAL);
  assert_non_null(strstr(bry_error_message(err), "themes"));
  bry_error_free(err);
  assert_int_equal(bry_chart_svg(t, BRY_CHART_NONE, "nb", &svg, NULL), BRY_EINVAL);
  assert_int_equal(bry_chart_svg(t, 99, "nb", &svg, NULL), BRY_EINVAL);
  assert_int_equal(bry_chart_svg(NULL, BRY_CHART_BARS, "nb", &svg, NULL), BRY_EINVAL);
  assert_int_equal(bry_chart_svg(t, BRY_CHART_BARS, "nb", NULL, NULL), BRY_EINVAL);
  assert_null(svg);
  bry_table_free(t);
}

/* --- bars ------------------------------------------------------------------------------------------------------- */

static void a_bar_is_as_long_as_its_share(void **state) {
  (void)state;
  bry_text *svg = draw_bars("nb");
  assert_holds(svg, "viewBox=\"0 0 400 ");
  assert_int_equal(markup_count(bry_text_data(svg), "width=\"400\""), 4);                        /* the tracks */
  assert_int_equal(markup_count(bry_text_data(svg), "fill=\"#2a78b5\""), 3);                     /* none for nought */
  assert_int_equal(markup_count(bry_text_data(svg), "width=\"200\" height=\"10\" rx=\"3\""), 1); /* 50 per cent */
  bry_text_free(svg);
}

static void values_are_printed_as_the_language_writes_them(void **state) {
  (void)state;
  bry_text *nb = draw_bars("nb"), *nn = draw_bars("nn"), *en = draw_bars("en");
  assert_holds(nb, ">38 \xC2\xB7 27,5\xC2\xA0%<");
  assert_holds(nn, ">38 \xC2\xB7 27,5\xC2\xA0%<");
  assert_holds(en, ">38 \xC2\xB7 27.5%<");
  bry_text_free(nb);
  bry_text_free(nn);
  bry_text_free(en);
}

static void rows_stand_under_a_heading_for_their_segment(void **state) {
  (void)state;
  bry_text *svg = draw(sector_rows, 6, BRY_CHART_BARS, "nb");
  assert_int_equal(markup_count(bry_text_data(svg), ">helse</tspan>"), 1);
  assert_int_equal(markup_count(bry_text_data(svg), "font-weight=\"600\""), 2);
  bry_text_free(svg);
}

static void a_group_that_is_withheld_is_one_hatched_bar(void **state) {
  (void)state;
  bry_text *svg = draw(sector_rows, 6, BRY_CHART_BARS, "nb");
  assert_int_equal(markup_count(bry_text_data(svg), "-hatch)\""), 1);
  assert_int_equal(markup_count(bry_text_data(svg), ">skole</tspan>"), 1);
  assert_int_equal(markup_count(bry_text_data(svg), ">:</tspan>"), 1);
  bry_text_free(svg);
}

static void counts_alone_are_drawn_against_the_largest(void **state) {
  (void)state;
  bry_text *svg = NULL;
  bry_table *t = bry__table_new("answers", NULL, NULL, NULL), *done = NULL;
  int32_t name = bry__table_column(t, "name", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, NULL, NULL, NULL);
  int32_t count = bry__table_column(t, "count", BRY_TYPE_INT64, BRY_ROLE_COUNT, NULL, NULL, NULL);
  for (int32_t i = 1; i <= 2; i++) {
    bry__table_row(t);
    bry__table_set_int64(t, name, 2024 + i);
    bry__table_set_int64(t, count, 1500 * i);
  }
  assert_int_equal(bry__table_finish(t, &done, NULL), BRY_OK);
  assert_int_equal(bry_chart_svg(done, BRY_CHART_BARS, "en", &svg, NULL), BRY_OK);
  assert_holds(svg, ">1,500<");
  assert_int_equal(markup_count(bry_text_data(svg), "width=\"200\" height=\"10\""), 1);
  bry_text_free(svg);
  bry_table_free(done);
}

/* --- heat ------------------------------------------------------------------------------------------------------- */

static void withheld_cells_are_hatched_and_printed_as_a_colon(void **state) {
  (void)state;
  bry_text *svg = draw_heat("nn");
  assert_int_equal(markup_count(bry_text_data(svg), "-hatch)\""), 3); /* two cells and the legend */
  assert_int_equal(markup_count(bry_text_data(svg), ">:</tspan>"), 2);
  assert_holds(svg, "Halde tilbake");
  bry_text_free(svg);
}

static void a_pair_that_does_not_occur_is_left_empty(void **state) {
  (void)state;
  const sample_row rows[] = {{"helse", "Tid", 10, 5}, {"skole", "Ros", 10, 1}};
  bry_text *svg = draw(rows, 2, BRY_CHART_HEAT, "nb");
  assert_int_equal(markup_count(bry_text_data(svg), "%</tspan>"), 4); /* two cells, two ends of the legend */
  bry_text_free(svg);
}

static void more_values_stand_down_than_across_on_a_phone(void **state) {
  (void)state;
  static const char *const themes[] = {"t1", "t2", "t3", "t4", "t5"};
  sample_row rows[10];
  for (int i = 0; i < 10; i++)
    rows[i] = (sample_row){i < 5 ? "a" : "b", themes[i % 5], 10, 5};
  bry_text *svg = draw(rows, 10, BRY_CHART_HEAT, "en");
  assert_holds(svg, "viewBox=\"0 0 360 ");
  assert_holds(svg, "width=\"100%\"");
  assert_holds(svg, "5 rows, 2 columns.");
  bry_text_free(svg);
}

static void many_columns_go_on_in_a_further_grid(void **state) {
  (void)state;
  static char names[12][4];
  static sample_row rows[144];
  for (int i = 0; i < 12; i++)
    names[i][0] = (char)('a' + i);
  for (int i = 0; i < 144; i++)
    rows[i] = (sample_row){names[i / 12], names[i % 12], 10, 5};
  bry_text *svg = draw(rows, 144, BRY_CHART_HEAT, "en");
  assert_holds(svg, "viewBox=\"0 0 360 ");
  assert_holds(svg, "12 rows, 12 columns.");
  assert_int_equal(markup_count(bry_text_data(svg), ">a</tspan>"), 3); /* a head, and a row of each grid */
  bry_text_free(svg);
}

static void wide_heads_stand_aslant(void **state) {
  (void)state;
  const sample_row wide[] = {{"Kommunikasjonsavdelingen", "Tid", 10, 5},
                             {"Kommunikasjonsavdelingen", "Ros", 10, 5},
                             {"x", "Tid", 10, 5},
                             {"x", "Ros", 10, 5},
                             {"x", "Ro", 10, 5}};
  bry_text *slanted = draw(wide, 5, BRY_CHART_HEAT, "nb"), *upright = draw_heat("nb");
  assert_int_equal(markup_count(bry_text_data(slanted), "rotate(50)"), 2);
  assert_int_equal(markup_count(bry_text_data(upright), "rotate(50)"), 0);
  bry_text_free(slanted);
  bry_text_free(upright);
}

/* WCAG 2.2, relative luminance of a colour "#rrggbb". */
static double luminance(const char *colour) {
  static const double weights[3] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (int i = 0; i < 3; i++) {
    char hex[3] = {colour[1 + 2 * i], colour[2 + 2 * i], '\0'};
    double c = (double)strtol(hex, NULL, 16) / 255;
    sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
  }
  return sum;
}

static double contrast(const char *a, const char *b) {
  double high = luminance(a), low = luminance(b);
  return high > low ? (high + 0.05) / (low + 0.05) : (low + 0.05) / (high + 0.05);
}

static void print_can_be_read_on_every_shade(void **state) {
  (void)state;
  static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g"};
  sample_row rows[7];
  for (int i = 0; i < 7; i++)
    rows[i] = (sample_row){"x", names[i], 60, 10 * i};
  bry_text *svg = draw(rows, 7, BRY_CHART_HEAT, "nb");
  int shades = 0;
  for (const char *at = strstr(bry_text_data(svg), "fill=\"#"); at; at = strstr(at + 1, "fill=\"#")) {
    const char *text = strncmp(at + 14, "/>\n<text", 8) == 0 ? strstr(at + 14, "fill=\"") + 6 : "";
    if (*text != '#') continue; /* a legend's swatch */
    assert_true(contrast(at + 6, text) >= 4.5);
    shades++;
  }
  assert_int_equal(shades, 7);
  bry_text_free(svg);
}

static void bars_stand_out_from_light_and_dark_pages(void **state) {
  (void)state;
  assert_true(contrast("#2a78b5", "#ffffff") >= 3);
  assert_true(contrast("#2a78b5", "#12161b") >= 3);
}

/* --- lines ------------------------------------------------------------------------------------------------------ */

static void long_labels_break_between_words(void **state) {
  (void)state;
  bry__lines lines;
  const char *label = "Samarbeid og fellesskap på tvers av avdelinger";
  bry__text_wrap(&lines, label, 160, 16, 4);
  assert_true(lines.count > 1);
  for (int32_t i = 0; i < lines.count; i++) {
    assert_int_equal(lines.line[i].end, BRY__LINE_PLAIN);
    assert_true(bry__text_width(lines.line[i].text, lines.line[i].size, 16) <= 160);
    assert_true(lines.line[i].text[0] != ' ' && lines.line[i].text[lines.line[i].size - 1] != ' ');
  }
  assert_ptr_equal(lines.line[lines.count - 1].text + lines.line[lines.count - 1].size, label + strlen(label));
}

static void a_short_part_of_a_word_is_not_left_alone(void **state) {
  (void)state;
  bry__lines lines;
  bry__text_wrap(&lines, "papir og e-post", bry__text_width("papir og e-", 11, 16), 16, 4);
  assert_int_equal(lines.count, 2);
  assert_int_equal(strncmp(lines.line[1].text, "e-post", 6), 0);
  bry__text_wrap(&lines, "barne- og ungdomsarbeid", bry__text_width("barne-", 6, 16), 16, 4);
  assert_int_equal(lines.line[0].size, strlen("barne-"));
}

static void a_word_that_is_too_long_is_hyphenated_between_characters(void **state) {
  (void)state;
  bry__lines lines;
  bry__text_wrap(&lines, "ærfuglsanseområdeøyæøåæøåæøåæøå", 100, 16, 6);
  assert_true(lines.count > 1);
  for (int32_t i = 0; i < lines.count; i++)
    assert_true(((unsigned char)lines.line[i].text[0] & 0xC0) != 0x80);
  assert_int_equal(lines.line[0].end, BRY__LINE_HYPHEN);
}

static void assert_first_part(const char *word, const char *widest, const char *part) {
  bry__lines lines;
  bry__text_wrap(&lines, word, bry__text_width(widest, strlen(widest), 16), 16, 6);
  assert_int_equal(lines.line[0].size, strlen(part));
  assert_int_equal(lines.line[0].end, BRY__LINE_HYPHEN);
}

static void a_word_is_divided_between_syllables(void **state) {
  (void)state;
  assert_first_part("Administrasjon", "Administrasj-", "Administra");
  assert_first_part("Kommunikasjon", "Kommuni-", "Kommuni");
  assert_first_part("Undersøkelse", "Undersøk-", "Undersø");
}

static void what_does_not_fit_is_cut_with_an_ellipsis(void **state) {
  (void)state;
  bry__lines lines;
  bry__text_wrap(&lines, "en to tre fire fem seks sju", 60, 16, 2);
  assert_int_equal(lines.count, 2);
  assert_int_equal(lines.line[1].end, BRY__LINE_CUT);
  bry__text_wrap(&lines, "   ", 60, 16, 2);
  assert_int_equal(lines.count, 0);
}

static void control_characters_become_blanks(void **state) {
  (void)state;
  bry__buffer b = {0};
  bry__svg_escaped(&b,
                   "a\x01"
                   "b\tc\x7F\"",
                   7);
  assert_string_equal(b.data, "a b c &quot;");
  bry__buffer_free(&b);
}

/* --- memory ----------------------------------------------------------------------------------------------------- */

static const bry_table *drawn;
static int32_t drawn_as;

static bry_status draw_it(bry_error **err) {
  bry_text *svg = NULL;
  bry_status status = bry_chart_svg(drawn, drawn_as, "nb", &svg, err);
  assert_true((status == BRY_OK) == (svg != NULL));
  bry_text_free(svg);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  bry_table *t = sample_table(sector_rows, 6);
  drawn = t;
  drawn_as = BRY_CHART_BARS;
  assert_true(each_allocation_may_fail(draw_it, BRY_OK) > 3);
  drawn_as = BRY_CHART_HEAT;
  assert_true(each_allocation_may_fail(draw_it, BRY_OK) > 8);
  bry_table_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(those_who_do_not_see_it_get_a_title_and_a_description),
      cmocka_unit_test(hostile_labels_are_only_text),
      cmocka_unit_test(a_table_with_no_rows_says_so),
      cmocka_unit_test(pictures_of_different_tables_have_different_ids),
      cmocka_unit_test(a_table_that_lacks_what_the_picture_needs_is_refused),
      cmocka_unit_test(a_bar_is_as_long_as_its_share),
      cmocka_unit_test(values_are_printed_as_the_language_writes_them),
      cmocka_unit_test(rows_stand_under_a_heading_for_their_segment),
      cmocka_unit_test(a_group_that_is_withheld_is_one_hatched_bar),
      cmocka_unit_test(counts_alone_are_drawn_against_the_largest),
      cmocka_unit_test(withheld_cells_are_hatched_and_printed_as_a_colon),
      cmocka_unit_test(a_pair_that_does_not_occur_is_left_empty),
      cmocka_unit_test(more_values_stand_down_than_across_on_a_phone),
      cmocka_unit_test(many_columns_go_on_in_a_further_grid),
      cmocka_unit_test(wide_heads_stand_aslant),
      cmocka_unit_test(print_can_be_read_on_every_shade),
      cmocka_unit_test(bars_stand_out_from_light_and_dark_pages),
      cmocka_unit_test(long_labels_break_between_words),
      cmocka_unit_test(a_short_part_of_a_word_is_not_left_alone),
      cmocka_unit_test(a_word_that_is_too_long_is_hyphenated_between_characters),
      cmocka_unit_test(a_word_is_divided_between_syllables),
      cmocka_unit_test(what_does_not_fit_is_cut_with_an_ellipsis),
      cmocka_unit_test(control_characters_become_blanks),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
