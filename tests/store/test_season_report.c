/* The page of a series: what stands on it, phase by phase, and what never does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/circle.h"

static char *page_of(const char *series, const circle *c, const char *map, const char *lang, int32_t min_group) {
  const char *const tokens[] = {c ? c->tokens[1] : NULL};
  bry_text *page = NULL;
  assert_ok(bry_series_report_html(store, series, tokens, c ? 1 : 0, map, lang, min_group, &page, ERR));
  char *copy = strndup(bry_text_data(page), bry_text_size(page));
  bry_text_free(page);
  return copy;
}

/* Whether the page of the circle, whose groups are of four, has that in it. */
static int page_has(const char *series, const circle *c, const char *text) {
  char *page = page_of(series, c, NULL, "nb", 3);
  int found = strstr(page, text) != NULL;
  free(page);
  return found;
}

/* The row of session 1: its phase, and how many contributions. */
static void assert_row(const char *series, const circle *c, const char *phase, const char *contributions) {
  char row[200];
  snprintf(
      row, sizeof row,
      "<th scope=\"row\" class=\"n\">1</th><th scope=\"row\" class=\"n\">1</th><td>%s</td><td class=\"n\">%s</td>",
      phase, contributions);
  if (!page_has(series, c, row)) fail_msg("no such row: %s", row);
}

static const char *const themed = "Samarbeid med legen";

/* Two contributions of one theme, one dot for each way to give it. */
static void theme_and_vote(circle *c) {
  go_to(c, "theme");
  bry_table *t = read_circle(c, 0);
  char first[37];
  strcpy(first, id_of(t, "HEMMELIG 1"));
  assert_ok(bry_contribution_theme(store, c->session, c->tokens[0], first, themed, ERR));
  assert_ok(bry_contribution_theme(store, c->session, c->tokens[0], id_of(t, "HEMMELIG 2"), themed, ERR));
  bry_table_free(t);
  assert_false(page_has("steg", c, themed)); /* it may still be changed */
  go_to(c, "prioritise");
  assert_ok(bry_dots_give(store, c->session, c->tokens[2], themed, 2, NULL, ERR));
  assert_ok(bry_dots_give(store, c->session, c->tokens[3], first, 1, NULL, ERR));
}

static void a_page_tells_what_the_phase_has_opened(void **state) {
  (void)state;
  circle c = make_circle("steg", "named");
  begin_session(&c);
  assert_row("steg", &c, "innsjekk", "–");
  go_to(&c, "write");
  say(&c, 0, 1, "proud", "answer", "HEMMELIG 1");
  say(&c, 0, 2, "try", "answer", "HEMMELIG 2");
  say(&c, 0, 3, "try", "answer", "HEMMELIG 3");
  assert_row("steg", &c, "skriver", "–");
  go_to(&c, "reveal");
  assert_row("steg", &c, "avdekket", "3");
  theme_and_vote(&c);
  assert_true(page_has(
      "steg", &c, ">Samarbeid med legen</th><td class=\"n\">2</td><td class=\"n\">–</td><td class=\"n\">1</td>"));
  go_to(&c, "commit");
  assert_true(page_has(
      "steg", &c, ">Samarbeid med legen</th><td class=\"n\">2</td><td class=\"n\">3</td><td class=\"n\">1</td>"));
  assert_true(
      page_has("steg", &c, ">Ikke oppgitt</th><td class=\"n\">1</td><td class=\"n\">0</td><td class=\"n\">1</td>"));
  assert_false(page_has("steg", &c, "HEMMELIG"));
  assert_false(page_has("steg", &c, "Bjørn"));  /* a member's name */
  assert_false(page_has("steg", NULL, themed)); /* without a token */
  assert_row("steg", NULL, "forplikter", "–");
}

static void of_a_small_group_only_the_phase_is_told(void **state) {
  (void)state;
  circle c = make_circle("liten", "anonymous");
  char group[37];
  bry_table *list = NULL;
  bry_commitment_options options;
  bry_pilot_options tried;
  begin_session(&c);
  go_to(&c, "write");
  say(&c, 1, 1, "proud", "answer", "HEMMELIG");
  go_to(&c, "theme");
  bry_table *t = read_circle(&c, 0);
  assert_ok(bry_contribution_theme(store, c.session, c.tokens[0], cell(t, 0, "contribution"), "Tema her", ERR));
  bry_table_free(t);
  go_to(&c, "learn");
  assert_ok(bry_group_list(store, "liten", &list, ERR));
  strcpy(group, cell(list, 0, "group_id"));
  bry_table_free(list);
  bry_commitment_options_init(&options);
  bry_pilot_options_init(&tried);
  options.group = tried.group = group;
  options.who_kind = "name";
  assert_ok(bry_commitment_add(store, "Ringe 912 34 567", "Navn Navnesen", "2020-01-01", &options, NULL, ERR));
  assert_ok(bry_pilot_add(store, "Prøve noe", &tried, NULL, ERR));
  char *large = page_of("liten", &c, NULL, NULL, 4), *small = page_of("liten", &c, NULL, NULL, 0);
  static const char *const told[] = {"Tema her", "Ringe ", ">åpen</td><td>2020-01-01</td><td class=\"n\">ja<",
                                     "Prøve noe", "foreslått"};
  for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
    if (!strstr(large, told[i])) fail_msg("not told: %s", told[i]);
    if (strstr(small, told[i])) fail_msg("told of a small group: %s", told[i]);
  }
  assert_null(strstr(large, "912"));       /* personal data in a promise */
  assert_null(strstr(large, "Navnesen"));  /* who promised */
  assert_non_null(strstr(small, "lærer")); /* the phase */
  assert_non_null(strstr(small, ">:</td>"));
  free(large);
  free(small);
}

static void a_page_has_a_map_and_speaks_three_languages(void **state) {
  (void)state;
  static const char node[] =
      "[{\"op\":\"add_node\",\"id\":\"a\",\"label\":{\"nb\":\"Kø\",\"nn\":\"Kø\",\"en\":\"Queue\"}}]";
  circle c = make_circle("kart", "named");
  begin_session(&c);
  assert_ok(bry_gigamap_create(store, "kart", "Kart", ERR));
  assert_ok(bry_gigamap_apply(store, "kart", -1, node, strlen(node), NULL, ERR));
  static const struct {
    const char *lang, *words[4];
  } all[] = {{"nb", {"lang=\"nb\"", "Grupper: 1. Medlemmer: 4. Møter: 1.", "innsjekk", "Kø"}},
             {"nn", {"lang=\"nn\"", "Sida gjev ikkje att bidrag", "innsjekk", "Kø"}},
             {"en", {"lang=\"en\"", "Groups: 1. Members: 4. Sessions: 1.", "check-in", "Queue"}}};
  for (size_t i = 0; i < 3; i++) {
    char *page = page_of("kart", &c, "kart", all[i].lang, 3);
    for (int w = 0; w < 4; w++)
      assert_non_null(strstr(page, all[i].words[w]));
    assert_non_null(strstr(page, "<svg"));
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "href"));
    free(page);
  }
}

static void what_makes_no_page_is_refused(void **state) {
  (void)state;
  bry_text *page = NULL;
  circle c = make_circle("feil", "named"), other = make_circle("annen", "named");
  begin_session(&c);
  const char *const bad[] = {"ikke et token"}, *const elsewhere[] = {other.tokens[0]};
  assert_refused(bry_series_report_html(store, "ingen", NULL, 0, NULL, NULL, 0, &page, ERR), BRY_ENOTFOUND,
                 "no series");
  assert_refused(bry_series_report_html(store, "feil", NULL, 0, "ingen", NULL, 0, &page, ERR), BRY_ENOTFOUND, "map");
  assert_refused(bry_series_report_html(store, "feil", NULL, 1, NULL, NULL, 0, &page, ERR), BRY_EINVAL, "tokens");
  assert_refused(bry_series_report_html(store, "feil", NULL, 0, NULL, NULL, 2, &page, ERR), BRY_EINVAL, "min_group");
  assert_refused(bry_series_report_html(store, "feil", bad, 1, NULL, NULL, 3, &page, ERR), BRY_EINVAL, "43 url-safe");
  assert_int_equal(bry_series_report_html(store, "feil", NULL, 0, NULL, NULL, 0, NULL, NULL), BRY_EINVAL);
  assert_ok(bry_series_report_html(store, "feil", elsewhere, 1, NULL, NULL, 3, &page, ERR)); /* opens nothing */
  bry_text_free(page);
  static const char *const logins[] = {"t_portal", "t_facilitator", "t_researcher"};
  for (int i = 0; i < 3; i++) {
    bry_store *by = login_open(logins[i]);
    assert_ok(bry_store_set_tenant(by, "test", ERR));
    const char *const tokens[] = {c.tokens[0]};
    page = NULL;
    assert_int_equal(bry_series_report_html(by, "feil", tokens, 1, NULL, NULL, 3, &page, NULL), BRY_EDENIED);
    assert_null(page);
    bry_store_close(by);
  }
}

static circle spare;

static bry_status page_work(bry_error **err) {
  const char *const tokens[] = {spare.tokens[0]};
  bry_text *page = NULL;
  bry_status status = bry_series_report_html(store, "steg", tokens, 1, "kart", "nn", 3, &page, err);
  bry_text_free(page);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_ok(bry_group_admit(store, "steg", 1, NULL, NULL, 0, spare.tokens[0], ERR));
  assert_true(each_allocation_may_fail(page_work, BRY_OK) > 50);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_page_tells_what_the_phase_has_opened),
      cmocka_unit_test(of_a_small_group_only_the_phase_is_told),
      cmocka_unit_test(a_page_has_a_map_and_speaks_three_languages),
      cmocka_unit_test(what_makes_no_page_is_refused),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace_with_logins, close_workplace);
}
