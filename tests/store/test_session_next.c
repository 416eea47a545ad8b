/* What a group makes of its contributions: themes, dots, what was discussed; and what the next session takes over, with
 * the way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/circle.h"

#include <pthread.h>

static int64_t row_of(const bry_table *t, const char *column, const char *value) {
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    if (strcmp(cell(t, row, column), value) == 0) return row;
  fail_msg("no row has %s %s", column, value);
  return -1;
}

static bry_table *prompts_of(const circle *c) {
  bry_table *t = NULL;
  assert_ok(bry_session_prompts(store, c->session, c->tokens[2], NULL, &t, ERR));
  return t;
}

/* --- themes ------------------------------------------------------------------------------------------------------- */

static void themes_are_given_by_hand_by_any_member(void **state) {
  (void)state;
  circle c = make_circle("tema", "anonymous");
  begin_session(&c);
  go_to(&c, "write");
  say(&c, 1, 1, "proud", "answer", "Ro");
  say(&c, 1, 2, "proud", "answer", "Tid");
  go_to(&c, "reveal");
  bry_table *t = read_circle(&c, 0);
  const char *id = id_of(t, "Ro");
  assert_refused(bry_contribution_theme(store, c.session, c.tokens[1], id, "Arbeidsro", ERR), BRY_ESTATE, "theme");
  go_to(&c, "theme");
  assert_ok(bry_contribution_theme(store, c.session, c.tokens[1], id, "Arbeidsro", ERR));
  assert_ok(bry_contribution_theme(store, c.session, c.tokens[0], id_of(t, "Tid"), "Tid", ERR));
  assert_ok(bry_contribution_theme(store, c.session, c.tokens[0], id_of(t, "Tid"), NULL, ERR));
  assert_refused(
      bry_contribution_theme(store, c.session, c.tokens[1], "6c84fb90-12c4-41e1-840d-20d7d6e4a5b6", "x", ERR),
      BRY_ENOTFOUND, "no such contribution");
  assert_refused(bry_contribution_theme(store, c.session, c.tokens[1], id, "a\nb", ERR), BRY_EINVAL, "theme");
  bry_table_free(t);
  t = read_circle(&c, 3);
  assert_string_equal(cell(t, row_of(t, "text", "Ro"), "theme"), "Arbeidsro");
  assert_string_equal(cell(t, row_of(t, "text", "Tid"), "theme"), "");
  bry_table_free(t);
}

static void themes_come_from_a_codebook_and_from_discovery(void **state) {
  (void)state;
  static const char *const texts[] = {"En rolig dag", "God tid og rolig", "Gode kolleger", "Kolleger som ler",
                                      "xyzzy"};
  circle c = make_circle("motor", "named");
  bry_codebook *codebook = NULL;
  int64_t count = 0;
  begin_session(&c);
  go_to(&c, "write");
  for (int i = 0; i < 5; i++)
    say(&c, 0, i % CIRCLE_MEMBERS, "proud", "answer", texts[i]);
  assert_ok(bry_codebook_parse(workplace_codebook, strlen(workplace_codebook), NULL, &codebook, ERR));
  assert_int_equal(bry_session_code(store, c.session, c.tokens[1], codebook, "nb", &count, NULL), BRY_ESTATE);
  go_to(&c, "reveal");
  assert_refused(bry_session_code(store, c.session, c.tokens[1], codebook, "nb", &count, ERR), BRY_ESTATE, "theme");
  go_to(&c, "theme");
  bry_table *t = read_circle(&c, 0);
  assert_ok(bry_contribution_theme(store, c.session, c.tokens[0], id_of(t, texts[0]), "Vår egen", ERR));
  bry_table_free(t);
  assert_ok(bry_session_code(store, c.session, c.tokens[1], codebook, "nb", &count, ERR));
  assert_int_equal(count, 3);
  t = read_circle(&c, 0);
  assert_string_equal(cell(t, row_of(t, "text", texts[0]), "theme"), "Vår egen"); /* people's word stands */
  assert_string_equal(cell(t, row_of(t, "text", texts[1]), "theme"), "Ro");
  assert_string_equal(cell(t, row_of(t, "text", texts[3]), "theme"), "Folk");
  assert_string_equal(cell(t, row_of(t, "text", texts[4]), "theme"), "");
  for (int i = 0; i < 5; i++)
    assert_ok(bry_contribution_theme(store, c.session, c.tokens[0], id_of(t, texts[i]), NULL, ERR));
  bry_table_free(t);
  bry_discover_options options;
  bry_discover_options_init(&options);
  options.themes = 2;
  assert_ok(bry_session_discover(store, c.session, c.tokens[0], &options, &count, ERR));
  assert_true(count >= 2);
  t = read_circle(&c, 0);
  assert_string_not_equal(cell(t, row_of(t, "text", texts[2]), "theme"), "");
  assert_string_equal(cell(t, row_of(t, "text", texts[2]), "theme"), cell(t, row_of(t, "text", texts[3]), "theme"));
  bry_table_free(t);
  bry_codebook_free(codebook);
}

/* --- dots --------------------------------------------------------------------------------------------------------- */

/* A session with two contributions and a theme, in the phase prioritise. */
static circle voting(const char *series, char ids[2][37]) {
  circle c = make_circle(series, "anonymous");
  begin_session(&c);
  go_to(&c, "write");
  say(&c, 1, 1, "proud", "answer", "Ro");
  say(&c, 1, 2, "proud", "answer", "Tid");
  go_to(&c, "theme");
  bry_table *t = read_circle(&c, 0);
  strcpy(ids[0], id_of(t, "Ro"));
  strcpy(ids[1], id_of(t, "Tid"));
  assert_ok(bry_contribution_theme(store, c.session, c.tokens[0], ids[0], "Arbeidsro", ERR));
  bry_table_free(t);
  go_to(&c, "prioritise");
  return c;
}

static void dots_are_summed_and_nobody_gives_more_than_there_are(void **state) {
  (void)state;
  char ids[2][37];
  int32_t left = 0;
  bry_table *t = NULL;
  circle c = voting("prikker", ids);
  assert_ok(bry_dots_give(store, c.session, c.tokens[0], ids[0], 2, &left, ERR));
  assert_int_equal(left, 1);
  assert_refused(bry_dots_give(store, c.session, c.tokens[0], ids[1], 2, &left, ERR), BRY_ELIMIT, "not so many");
  assert_ok(bry_dots_give(store, c.session, c.tokens[0], "Arbeidsro", 1, &left, ERR));
  assert_int_equal(left, 0);
  assert_refused(bry_dots_give(store, c.session, c.tokens[0], ids[1], 1, &left, ERR), BRY_ELIMIT, "not so many");
  assert_ok(bry_dots_give(store, c.session, c.tokens[1], ids[1], 3, NULL, ERR));
  assert_refused(bry_dots_give(store, c.session, c.tokens[2], ids[0], 4, NULL, ERR), BRY_ELIMIT, "not so many");
  assert_refused(bry_dots_give(store, c.session, c.tokens[2], "Ukjent", 1, NULL, ERR), BRY_ENOTFOUND, "no such");
  assert_refused(bry_dots_give(store, c.session, c.tokens[2], ids[0], 0, NULL, ERR), BRY_EINVAL, "1 to");
  assert_refused(bry_dots_tally(store, c.session, c.tokens[2], &t, ERR), BRY_ESTATE, "commit");
  go_to(&c, "commit");
  assert_refused(bry_dots_give(store, c.session, c.tokens[2], ids[0], 1, NULL, ERR), BRY_ESTATE, "prioritise");
  assert_ok(bry_dots_tally(store, c.session, c.tokens[2], &t, ERR));
  assert_int_equal(bry_table_row_count(t), 3);
  assert_string_equal(cell(t, 0, "text"), "Tid");
  assert_int_equal(number_in(t, 0, "dots"), 3);
  assert_int_equal(number_in(t, row_of(t, "target", ids[0]), "dots"), 2);
  assert_int_equal(number_in(t, row_of(t, "target", "Arbeidsro"), "dots"), 1);
  bry_table_free(t);
  /* Who voted is gone, and one transaction wrote the sums. */
  char sql[300];
  snprintf(
      sql, sizeof sql,
      "SELECT (SELECT count(*) FROM bry.dot_spent WHERE session_id = '%s') || ' ' || count(DISTINCT xmin::text) FROM"
      " bry.dot_tally WHERE session_id = '%s'",
      c.session, c.session);
  char *kept = ask_text(sql);
  assert_string_equal(kept, "0 1");
  free(kept);
}

enum { VOTERS = 8 };

typedef struct voter {
  pthread_t thread;
  const circle *place;
  const char *target;
  int given;
} voter;

static void *vote(void *user) {
  voter *v = user;
  for (int i = 0; i < 3; i++)
    v->given += bry_dots_give(store, v->place->session, v->place->tokens[1], v->target, 1, NULL, NULL) == BRY_OK;
  return NULL;
}

static void no_dot_is_spent_twice_in_a_race(void **state) {
  (void)state;
  char ids[2][37];
  circle c = voting("prikkeloep", ids);
  voter voters[VOTERS];
  int given = 0;
  for (int i = 0; i < VOTERS; i++) {
    voters[i] = (voter){.place = &c, .target = i % 3 == 2 ? "Arbeidsro" : ids[i % 2]};
    pthread_create(&voters[i].thread, NULL, vote, &voters[i]);
  }
  for (int i = 0; i < VOTERS; i++) {
    pthread_join(voters[i].thread, NULL);
    given += voters[i].given;
  }
  assert_int_equal(given, 3);
  go_to(&c, "commit");
  bry_table *t = NULL;
  int64_t sum = 0;
  assert_ok(bry_dots_tally(store, c.session, c.tokens[0], &t, ERR));
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    sum += number_in(t, row, "dots");
  assert_int_equal(sum, 3);
  bry_table_free(t);
}

/* --- the next session ---------------------------------------------------------------------------------------------- */

static void questions_and_what_was_not_discussed_go_to_the_next_session(void **state) {
  (void)state;
  circle c = make_circle("videre", "anonymous");
  char first[37], second[37];
  begin_session(&c);
  strcpy(first, c.session);
  go_to(&c, "write");
  say(&c, 1, 1, "proud", "question", "Hvorfor haster alt?");
  say(&c, 1, 2, "proud", "answer", "Drøftet");
  say(&c, 1, 3, "try", "answer", "Rakk vi ikke");
  go_to(&c, "reveal");
  bry_table *t = read_circle(&c, 0);
  char question[37], left[37];
  strcpy(question, id_of(t, "Hvorfor haster alt?"));
  strcpy(left, id_of(t, "Rakk vi ikke"));
  assert_ok(bry_contribution_discuss(store, c.session, c.tokens[1], id_of(t, "Drøftet"), 1, ERR));
  bry_table_free(t);
  go_to(&c, "closed");
  assert_refused(bry_contribution_discuss(store, c.session, c.tokens[1], left, 1, ERR), BRY_ESTATE, "reveal");

  begin_session(&c);
  strcpy(second, c.session);
  t = prompts_of(&c);
  assert_int_equal(bry_table_row_count(t), 4); /* two prompts of the questionnaire first */
  assert_string_equal(cell(t, 0, "text"), "Hva er du stolt av?");
  int64_t row = row_of(t, "kind", "question");
  assert_string_equal(cell(t, row, "item"), "@1");
  assert_string_equal(cell(t, row, "text"), "Hvorfor haster alt?");
  assert_string_equal(cell(t, row, "source_contribution"), question);
  assert_string_equal(cell(t, row, "source_session_id"), first);
  assert_int_equal(number_in(t, row, "source_session"), 1);
  assert_string_equal(cell(t, row_of(t, "kind", "carried"), "source_contribution"), left);
  bry_table_free(t);
  go_to(&c, "write");
  say(&c, 1, 2, "@1", "answer", "Fordi vi sier ja til alt");
  go_to(&c, "reveal");
  assert_ok(bry_contribution_discuss(store, c.session, c.tokens[1], "@1", 1, ERR));
  t = read_circle(&c, 0);
  assert_ok(bry_contribution_discuss(store, c.session, c.tokens[1], bry_table_text(t, 0, 0), 1, ERR));

  bry_table *way = NULL;
  assert_ok(bry_contribution_lineage(store, c.session, c.tokens[3], bry_table_text(t, 0, 0), &way, ERR));
  assert_int_equal(bry_table_row_count(way), 2);
  assert_string_equal(cell(way, 0, "text"), "Fordi vi sier ja til alt");
  assert_string_equal(cell(way, 0, "session_id"), second);
  assert_string_equal(cell(way, 1, "contribution"), question);
  assert_string_equal(cell(way, 1, "session_id"), first);
  assert_string_equal(cell(way, 1, "item"), "proud");
  bry_table_free(way);
  bry_table_free(t);
  go_to(&c, "closed");

  /* What was carried over and is still not discussed comes once more, and its way back has a step for each session. */
  begin_session(&c);
  t = prompts_of(&c);
  assert_int_equal(bry_table_row_count(t), 3);
  row = row_of(t, "kind", "carried");
  assert_string_equal(cell(t, row, "item"), "@1");
  assert_string_equal(cell(t, row, "source_contribution"), left);
  assert_int_equal(number_in(t, row, "source_session"), 1);
  bry_table_free(t);
  assert_ok(bry_contribution_lineage(store, c.session, c.tokens[3], "@1", &way, ERR));
  assert_int_equal(bry_table_row_count(way), 3);
  for (int64_t step = 0; step < 3; step++)
    assert_int_equal(number_in(way, step, "session"), 3 - step);
  assert_string_equal(cell(way, 1, "contribution"), "");
  assert_string_equal(cell(way, 1, "text"), "Rakk vi ikke");
  assert_string_equal(cell(way, 2, "contribution"), left);
  bry_table_free(way);
  assert_refused(bry_contribution_lineage(store, c.session, c.tokens[3], "@9", &way, ERR), BRY_ENOTFOUND, "no such");
  assert_refused(bry_contribution_lineage(store, c.session, c.tokens[3], question, &way, ERR), BRY_ENOTFOUND,
                 "no such");
}

static void what_was_erased_is_gone_from_the_next_session_too(void **state) {
  (void)state;
  circle c = make_circle("glemt", "named");
  begin_session(&c);
  go_to(&c, "write");
  say(&c, 0, 1, "proud", "question", "GLEMMES");
  go_to(&c, "closed");
  begin_session(&c);
  assert_ok(bry_member_remove(store, c.tokens[1], ERR));
  bry_table *t = prompts_of(&c), *way = NULL;
  int64_t row = row_of(t, "kind", "question");
  assert_string_equal(cell(t, row, "text"), "");
  assert_ok(bry_contribution_lineage(store, c.session, c.tokens[2], "@1", &way, ERR));
  assert_string_equal(cell(way, 0, "text"), "");
  bry_table_free(t);
  bry_table_free(way);
}

/* --- memory ------------------------------------------------------------------------------------------------------- */

static circle spare;

static bry_status theme_work(bry_error **err) {
  bry_codebook *codebook = NULL;
  bry_status status = bry_codebook_parse(workplace_codebook, strlen(workplace_codebook), NULL, &codebook, err);
  if (status == BRY_OK) status = bry_session_code(store, spare.session, spare.tokens[0], codebook, "nb", NULL, err);
  bry_codebook_free(codebook);
  return status;
}

static bry_status table_work(bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_session_prompts(store, spare.session, spare.tokens[0], "nn", &table, err);
  bry_table_free(table);
  table = NULL;
  if (status == BRY_OK) status = bry_dots_tally(store, spare.session, spare.tokens[0], &table, err);
  bry_table_free(table);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  spare = make_circle("minne", "named");
  begin_session(&spare);
  go_to(&spare, "write");
  say(&spare, 0, 1, "proud", "answer", "En rolig dag");
  go_to(&spare, "theme");
  assert_true(each_allocation_may_fail(theme_work, BRY_OK) > 10);
  go_to(&spare, "commit");
  assert_true(each_allocation_may_fail(table_work, BRY_OK) > 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(themes_are_given_by_hand_by_any_member),
      cmocka_unit_test(themes_come_from_a_codebook_and_from_discovery),
      cmocka_unit_test(dots_are_summed_and_nobody_gives_more_than_there_are),
      cmocka_unit_test(no_dot_is_spent_twice_in_a_race),
      cmocka_unit_test(questions_and_what_was_not_discussed_go_to_the_next_session),
      cmocka_unit_test(what_was_erased_is_gone_from_the_next_session_too),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace_with_logins, close_workplace);
}
