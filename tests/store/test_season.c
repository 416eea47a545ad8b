/* A season whole: forty people of five municipalities in eight groups, four sessions, all at once. Each member is a thread
 * with a real login; each keeps its own record of what was acknowledged, and what is revealed must be that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/circle.h"

#include <pthread.h>

enum { PEOPLE = 40, GROUPS = 8, EACH = 5, SESSIONS = 4, SAID = 3, DOTS = 3 };

/* What a group's threads share; written by one of them between two barriers. */
typedef struct group_of_threads {
  pthread_barrier_t barrier;
  char id[37], session[37];
} group_of_threads;

typedef struct person {
  pthread_t thread;
  int number, place, is_anonymous; /* place 0 leads the group */
  group_of_threads *group, *neighbour;
  char token[BRY_SECRET_SIZE];
  bry_store *by; /* a login of its role */
  PGconn *raw;   /* past the library; NULL: none */
  char said[SAID][80];
  int session, failed_at; /* a line of this file */
} person;

static group_of_threads groups[GROUPS];
static person people[PEOPLE];
static pthread_barrier_t everybody;
static bry_questionnaire *prompts;
static bry_store *logins[EACH], *researcher; /* who sits at which place has which login */
static PGconn *raws[GROUPS];

/* cmocka's own may not be called from a thread. */
#define MUST(condition)                                                                                              \
  do {                                                                                                               \
    if (!(condition) && me->failed_at == 0) me->failed_at = __LINE__;                                                \
  } while (0)

static void meet(person *me) {
  pthread_barrier_wait(&me->group->barrier);
}

static void step(person *me, const char *phase) {
  meet(me);
  if (me->place == 0)
    MUST(bry_session_step(me->by, me->group->session, me->token, phase, NULL) == BRY_OK);
  else
    MUST(bry_session_step(me->by, me->group->session, me->token, "closed", NULL) == BRY_EDENIED);
  meet(me);
}

static bry_status put(const person *me, const char *reference, const char *item, const char *kind, const char *text,
                      int32_t *outcome) {
  return bry_contribution_put(me->by, me->group->session, me->token, reference, item, kind, text, strlen(text),
                              outcome, NULL);
}

static void new_reference(const person *me, char out[BRY_SECRET_SIZE]) {
  if (me->is_anonymous)
    bry_receipt_new(out);
  else
    bry_uuid_v4(out);
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void say_something(person *me, int i, const char *item, const char *kind) {
  char reference[BRY_SECRET_SIZE];
  int32_t outcome = 0;
  new_reference(me, reference);
  snprintf(me->said[i], sizeof me->said[i], "ORD-%d-%d-%d", me->number, me->session, i);
  MUST(put(me, reference, item, "answer", "Et utkast", &outcome) == BRY_OK && outcome == BRY_CONTRIBUTION_STORED);
  MUST(put(me, reference, item, kind, me->said[i], &outcome) == BRY_OK && outcome == BRY_CONTRIBUTION_CHANGED);
  MUST(put(me, reference, item, kind, me->said[i], &outcome) == BRY_OK && outcome == BRY_CONTRIBUTION_REPEATED);
}

static void regret_something(person *me) {
  char reference[BRY_SECRET_SIZE];
  new_reference(me, reference);
  MUST(put(me, reference, "try", "answer", "ORD-ANGRET", NULL) == BRY_OK);
  MUST(bry_contribution_withdraw(me->by, me->group->session, me->token, reference, NULL) == BRY_OK);
}

/* By the door, with one's own token, in a neighbour's session, as a researcher, and past the library. */
static void try_to_read(person *me) {
  bry_table *t = NULL;
  MUST(bry_contribution_list(me->by, me->group->session, me->token, 0, &t, NULL) == BRY_ESTATE && !t);
  MUST(bry_dots_tally(me->by, me->group->session, me->token, &t, NULL) == BRY_ESTATE && !t);
  MUST(bry_contribution_list(researcher, me->group->session, me->token, 0, &t, NULL) == BRY_EDENIED && !t);
  MUST(bry_contribution_list(me->by, me->neighbour->session, me->token, 0, &t, NULL) == BRY_ENOTFOUND && !t);
  if (!me->raw) return;
  PGresult *result = PQexec(me->raw, "SELECT text FROM bry.contribution");
  const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  MUST(state ? strcmp(state, "42501") == 0 : PQntuples(result) == 0);
  PQclear(result);
}

/* What the last session left: the question that was raised, and what was not discussed. */
static void answer_what_was_left(person *me) {
  char reference[BRY_SECRET_SIZE];
  bry_table *t = NULL;
  int questions = 0, carried = 0;
  MUST(bry_session_prompts(me->by, me->group->session, me->token, "nb", &t, NULL) == BRY_OK);
  for (int64_t row = 0; t && row < bry_table_row_count(t); row++) {
    int is_question = strcmp(cell(t, row, "kind"), "question") == 0;
    questions += is_question;
    carried += strcmp(cell(t, row, "kind"), "carried") == 0;
    if (!is_question || me->place != 2) continue;
    new_reference(me, reference);
    MUST(put(me, reference, cell(t, row, "item"), "answer", "SVAR", NULL) == BRY_OK);
  }
  MUST(questions == (me->session > 1) && carried == (me->session > 1));
  bry_table_free(t);
}

static void write_alone(person *me) {
  MUST(put(me, "ikke en id", "proud", "answer", "x", NULL) == BRY_EINVAL);
  say_something(me, 0, "proud", "answer");
  say_something(me, 1, "try", "answer");
  say_something(me, 2, "try", me->place == 1 ? "question" : "answer");
  regret_something(me);
  answer_what_was_left(me);
  try_to_read(me);
}

/* --- after the reveal ---------------------------------------------------------------------------------------------- */

static int64_t row_of(const bry_table *t, const char *text) {
  int64_t found = -1;
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    if (strcmp(cell(t, row, "text"), text) != 0) continue;
    if (found >= 0) return -2; /* doubled */
    found = row;
  }
  return found;
}

/* All that was acknowledged, once; and nothing else. */
static void find_all(person *me, const bry_table *t) {
  int answers = me->session > 1;
  MUST(bry_table_row_count(t) == EACH * SAID + answers);
  for (int i = 0; i < EACH; i++) {
    const person *other = &people[(me->number / EACH) * EACH + i];
    for (int s = 0; s < SAID; s++)
      MUST(row_of(t, other->said[s]) >= 0);
  }
  MUST(row_of(t, "ORD-ANGRET") == -1 && row_of(t, "Et utkast") == -1 && (row_of(t, "SVAR") >= 0) == answers);
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    MUST((cell(t, row, "author")[0] == 0) == me->is_anonymous);
}

/* The answer leads to the session before, where the question was raised. */
static void follow_back(person *me, const bry_table *t) {
  bry_table *way = NULL;
  int64_t row = row_of(t, "SVAR");
  if (row < 0) return;
  MUST(bry_contribution_lineage(me->by, me->group->session, me->token, cell(t, row, "contribution"), &way, NULL) ==
       BRY_OK);
  MUST(way && bry_table_row_count(way) == 2 && number_in(way, 1, "session") == me->session - 1);
  MUST(way && strncmp(cell(way, 1, "text"), "ORD-", 4) == 0 && strcmp(cell(way, 1, "kind"), "question") == 0);
  bry_table_free(way);
}

/* The leader: everything but one thing of the second member is discussed. */
static void discuss(person *me, const bry_table *t) {
  if (me->place != 0) return;
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    if (strcmp(cell(t, row, "text"), (me + 1)->said[0]) == 0) continue;
    MUST(bry_contribution_discuss(me->by, me->group->session, me->token, cell(t, row, "contribution"), 1, NULL) ==
         BRY_OK);
  }
  for (int i = 1; me->session > 1 && i <= 2; i++) {
    char item[16];
    snprintf(item, sizeof item, "@%d", i);
    MUST(bry_contribution_discuss(me->by, me->group->session, me->token, item, 1, NULL) == BRY_OK);
  }
}

static void give_themes(person *me, const bry_table *t) {
  char theme[32];
  for (int i = 0; i < SAID; i++) {
    int64_t row = row_of(t, me->said[i]);
    snprintf(theme, sizeof theme, "Tema %d", i + 1);
    MUST(row >= 0 && bry_contribution_theme(me->by, me->group->session, me->token, cell(t, row, "contribution"),
                                            theme, NULL) == BRY_OK);
  }
}

static void vote(person *me, const bry_table *t) {
  int32_t left = -1;
  MUST(bry_dots_give(me->by, me->group->session, me->token, "Tema 1", 2, &left, NULL) == BRY_OK && left == 1);
  MUST(bry_dots_give(me->by, me->group->session, me->token, "Tema 1", 2, &left, NULL) == BRY_ELIMIT);
  int64_t row = row_of(t, me->said[1]);
  MUST(row >= 0 &&
       bry_dots_give(me->by, me->group->session, me->token, cell(t, row, "contribution"), 1, &left, NULL) == BRY_OK &&
       left == 0);
}

static void count_dots(person *me) {
  bry_table *t = NULL;
  int64_t dots = 0;
  MUST(bry_dots_tally(me->by, me->group->session, me->token, &t, NULL) == BRY_OK);
  for (int64_t row = 0; t && row < bry_table_row_count(t); row++)
    dots += number_in(t, row, "dots");
  MUST(dots == EACH * DOTS);
  MUST(t && strcmp(cell(t, 0, "target"), "Tema 1") == 0 && number_in(t, 0, "dots") == EACH * 2);
  bry_table_free(t);
}

static void promise(person *me) {
  bry_commitment_options options;
  char day[16], id[37];
  bry_commitment_options_init(&options);
  options.group = me->group->id;
  options.session = me->group->session;
  options.id = id;
  bry_uuid_v4(id);
  snprintf(day, sizeof day, "2026-0%d-15", me->session);
  if (me->place != 1) return;
  for (int again = 0; again < 2; again++)
    MUST(bry_commitment_add(me->by, "Vi møtes", "gruppa", day, &options, NULL, NULL) == BRY_OK);
}

/* --- a season ------------------------------------------------------------------------------------------------------ */

static void begin(person *me) {
  if (me->place == 0) {
    bry_uuid_v4(me->group->session);
    MUST(bry_session_create(me->by, me->token, prompts, DOTS, me->group->session, NULL) == BRY_OK);
  }
  meet(me);
}

static void meet_once(person *me) {
  bry_table *t = NULL;
  begin(me);
  pthread_barrier_wait(&everybody); /* so that the neighbours are in a session too */
  step(me, "write");
  write_alone(me);
  step(me, "reveal");
  MUST(put(me, "6c84fb90-12c4-41e1-840d-20d7d6e4a5b6", "proud", "answer", "Sent", NULL) != BRY_OK);
  MUST(bry_contribution_list(me->by, me->group->session, me->token, 0, &t, NULL) == BRY_OK);
  if (t) find_all(me, t);
  if (t) follow_back(me, t);
  if (t) discuss(me, t);
  step(me, "theme");
  if (t) give_themes(me, t);
  step(me, "prioritise");
  if (t) vote(me, t);
  step(me, "commit");
  count_dots(me);
  promise(me);
  step(me, "learn");
  step(me, "closed");
  bry_table_free(t);
  pthread_barrier_wait(&everybody);
}

static void *live(void *user) {
  person *me = user;
  for (me->session = 1; me->session <= SESSIONS; me->session++)
    meet_once(me);
  return NULL;
}

static bry_table *compose_people(void) {
  static const char *const towns[] = {"Frosta", "Leka", "Tydal", "Røros", "Osen"};
  static char csv[4000] = "";
  bry_compose_options options;
  bry_table *composed = NULL;
  static const char rules[] = "{\"rules\": [{\"rule\": \"facilitators\", \"people\": [\"0\", \"5\", \"10\", \"15\", "
                              "\"20\", \"25\", \"30\", \"35\"], \"at_least\": 1, \"at_most\": 1}]}";
  snprintf(csv, sizeof csv, "id,municipality\n");
  for (int i = 0; i < PEOPLE; i++)
    snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "%d,%s\n", i, towns[i / GROUPS]);
  bry_table *known = table_of(csv);
  bry_compose_options_init(&options);
  options.groups = GROUPS;
  options.rules = rules;
  options.rules_size = strlen(rules);
  assert_ok(bry_compose(known, "id", &options, NULL, NULL, &composed, NULL, ERR));
  bry_table_free(known);
  return composed;
}

/* Tokens of eight groups of five, the leader's first. */
static void form_groups(const char *series, const char *authorship) {
  char csv[4000] = "id,name,facilitator\n";
  bry_table *tokens = NULL, *list = NULL, *composed = compose_people();
  for (int i = 0; i < PEOPLE; i++)
    snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "%d,Navn %d,%d\n", i, i, i % EACH == 0);
  bry_table *known = table_of(csv);
  assert_ok(bry_series_create(store, series, "Sesong", authorship, ERR));
  assert_ok(bry_group_form(store, series, composed, 0, known, NULL, &tokens, ERR));
  assert_int_equal(bry_table_row_count(tokens), PEOPLE);
  int places[GROUPS];
  for (int g = 0; g < GROUPS; g++)
    places[g] = 1;
  for (int64_t row = 0; row < PEOPLE; row++) {
    int g = (int)number_in(tokens, row, "group") - 1;
    int place = number_in(tokens, row, "facilitator") == 1 ? 0 : places[g]++;
    strcpy(people[g * EACH + place].token, cell(tokens, row, "token"));
  }
  assert_ok(bry_group_list(store, series, &list, ERR));
  for (int g = 0; g < GROUPS; g++)
    strcpy(groups[g].id, cell(list, g, "group_id"));
  bry_table_free(composed);
  bry_table_free(known);
  bry_table_free(tokens);
  bry_table_free(list);
}

static void everybody_meets(int is_anonymous) {
  for (int i = 0; i < PEOPLE; i++) {
    person *me = &people[i];
    me->number = i;
    me->place = i % EACH;
    me->is_anonymous = is_anonymous;
    me->group = &groups[i / EACH];
    me->neighbour = &groups[(i / EACH + 1) % GROUPS];
    me->by = logins[i % EACH];
    me->raw = me->place == EACH - 1 ? raws[i / EACH] : NULL;
    me->failed_at = 0;
    assert_int_equal(pthread_create(&me->thread, NULL, live, me), 0);
  }
  for (int i = 0; i < PEOPLE; i++)
    pthread_join(people[i].thread, NULL);
  for (int i = 0; i < PEOPLE; i++) {
    if (people[i].failed_at) fail_msg("person %d failed at line %d", i, people[i].failed_at);
  }
}

static int64_t rows_of(bry_table *t) {
  int64_t count = bry_table_row_count(t);
  bry_table_free(t);
  return count;
}

static void eight_groups_meet_four_times(const char *series, const char *authorship) {
  bry_table *sessions = NULL, *overdue = NULL;
  form_groups(series, authorship);
  everybody_meets(strcmp(authorship, "anonymous") == 0);
  assert_ok(bry_session_list(store, series, 0, &sessions, ERR));
  assert_int_equal(bry_table_row_count(sessions), GROUPS * SESSIONS);
  for (int64_t row = 0; row < GROUPS * SESSIONS; row++)
    assert_string_equal(cell(sessions, row, "phase"), "closed");
  bry_table_free(sessions);
  for (int g = 0; g < GROUPS; g++) { /* a promise of each session, once; two are past on that day */
    assert_ok(bry_commitment_list(store, groups[g].id, 0, &overdue, ERR));
    assert_int_equal(rows_of(overdue), SESSIONS);
    assert_ok(bry_commitment_overdue(store, "2026-03-01", groups[g].id, 0, &overdue, ERR));
    assert_int_equal(rows_of(overdue), 2);
  }
}

static void an_anonymous_season_loses_and_doubles_nothing(void **state) {
  (void)state;
  eight_groups_meet_four_times("skjult", "anonymous");
}

static void a_named_season_loses_and_doubles_nothing(void **state) {
  (void)state;
  eight_groups_meet_four_times("apen", "named");
}

/* --- promises, ideas, the map --------------------------------------------------------------------------------------- */

static void what_is_kept_is_not_overdue(void **state) {
  (void)state;
  bry_table *t = NULL;
  assert_ok(bry_commitment_overdue(store, "2026-03-01", groups[0].id, 0, &t, ERR));
  assert_ok(bry_commitment_move(store, cell(t, 0, "commitment"), "done", "member", NULL, ERR));
  assert_ok(bry_commitment_move(store, cell(t, 1, "commitment"), "changed", "member", NULL, ERR));
  bry_table_free(t);
  assert_ok(bry_commitment_overdue(store, "2026-03-01", groups[0].id, 0, &t, ERR));
  assert_int_equal(rows_of(t), 1);
  assert_int_equal(bry_commitment_list(logins[1], NULL, 0, &t, NULL), BRY_EDENIED); /* a portal's login */
}

static char pilot[37];

static void *move_pilot(void *user) {
  person *me = user;
  MUST(bry_pilot_move(me->by, pilot, "supported", "member", NULL, NULL) == BRY_OK);
  return NULL;
}

static void forty_who_move_a_pilot_move_it_once(void **state) {
  (void)state;
  bry_pilot_options options;
  bry_table *t = NULL;
  bry_pilot_options_init(&options);
  options.group = groups[0].id;
  assert_ok(bry_pilot_add(store, "Hospitere", &options, pilot, ERR));
  assert_refused(bry_pilot_move(store, pilot, "trial", "member", NULL, ERR), BRY_ESTATE, "proposed");
  for (int i = 0; i < PEOPLE; i++)
    assert_int_equal(pthread_create(&people[i].thread, NULL, move_pilot, &people[i]), 0);
  for (int i = 0; i < PEOPLE; i++)
    pthread_join(people[i].thread, NULL);
  for (int i = 0; i < PEOPLE; i++)
    assert_int_equal(people[i].failed_at, 0);
  assert_ok(bry_pilot_moves(store, pilot, &t, ERR));
  assert_int_equal(rows_of(t), 2);
}

static void *draw(void *user) {
  person *me = user;
  char operations[80];
  snprintf(operations, sizeof operations, "[{\"op\":\"add_node\",\"id\":\"n%d\"}]", me->number);
  bry_status status;
  do {
    status = bry_gigamap_apply(me->by, "sesong", -1, operations, strlen(operations), NULL, NULL);
  } while (status == BRY_ECONFLICT);
  MUST(status == BRY_OK);
  return NULL;
}

static int64_t nodes_now(void) {
  bry_map_history *history = NULL;
  bry_map *map = NULL;
  bry_table *nodes = NULL;
  assert_ok(bry_gigamap_open(store, "sesong", &history, ERR));
  assert_ok(bry_map_history_at(history, -1, &map, ERR));
  assert_ok(bry_map_nodes(map, &nodes, ERR));
  bry_map_free(map);
  bry_map_history_free(history);
  return rows_of(nodes);
}

/* Two themes below, eight nodes of as many groups above; an undo takes one of those, and what is derived stays. */
static void what_groups_draw_lies_over_what_is_derived(void **state) {
  (void)state;
  bry_survey *survey = make_survey("sesong");
  bry_import *import = NULL;
  char csv[2000] = "near,dream\n";
  for (int i = 0; i < 24; i++)
    strcat(csv, i < 8 ? "3,rolig med kolleger\n" : i < 14 ? "3,rolig\n" : i < 20 ? "3,kolleger\n" : "3,annet\n");
  import = import_csv(survey, csv);
  bry_import_free(import);
  bry_codebook *codebook = NULL;
  assert_ok(bry_codebook_parse(workplace_codebook, strlen(workplace_codebook), "drom", &codebook, ERR));
  assert_ok(bry_codebook_put(store, codebook, ERR));
  bry_codebook_free(codebook);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  assert_ok(bry_gigamap_create(store, "sesong", "Sesong", ERR));
  assert_ok(bry_gigamap_derive(store, "sesong", -1, survey, "dream", "drom", 0, NULL, ERR));
  int64_t derived = nodes_now();
  assert_true(derived > 0);
  for (int g = 0; g < GROUPS; g++)
    assert_int_equal(pthread_create(&people[g * EACH].thread, NULL, draw, &people[g * EACH]), 0);
  for (int g = 0; g < GROUPS; g++)
    pthread_join(people[g * EACH].thread, NULL);
  for (int g = 0; g < GROUPS; g++)
    assert_int_equal(people[g * EACH].failed_at, 0);
  assert_int_equal(nodes_now(), derived + GROUPS);
  assert_ok(bry_gigamap_undo(store, "sesong", -1, NULL, ERR));
  assert_int_equal(nodes_now(), derived + GROUPS - 1);
  bry_survey_free(survey);
}

/* --- main ----------------------------------------------------------------------------------------------------------- */

static bry_store *as_role(const char *login) {
  bry_store *opened = login_open(login);
  assert_ok(bry_store_set_tenant(opened, "test", ERR));
  return opened;
}

static int open_season(void **state) {
  static const char *const roles[EACH] = {"t_facilitator", "t_portal", "t_manager", "t_portal", "t_facilitator"};
  if (open_workplace_with_logins(state) != BRY_OK) return -1;
  for (int i = 0; i < EACH; i++)
    logins[i] = as_role(roles[i]);
  researcher = as_role("t_researcher");
  for (int g = 0; g < GROUPS; g++) {
    raws[g] = login_connect(g < EACH ? roles[g] : g == EACH ? "t_owner" : "t_researcher");
    pthread_barrier_init(&groups[g].barrier, NULL, EACH);
  }
  pthread_barrier_init(&everybody, NULL, PEOPLE);
  prompts = circle_prompts();
  assert_ok(bry_questionnaire_publish(store, prompts, ERR));
  return 0;
}

static int close_season(void **state) {
  bry_questionnaire_free(prompts);
  for (int i = 0; i < EACH; i++)
    bry_store_close(logins[i]);
  bry_store_close(researcher);
  for (int g = 0; g < GROUPS; g++) {
    PQfinish(raws[g]);
    pthread_barrier_destroy(&groups[g].barrier);
  }
  pthread_barrier_destroy(&everybody);
  return close_workplace(state);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_anonymous_season_loses_and_doubles_nothing),
      cmocka_unit_test(a_named_season_loses_and_doubles_nothing),
      cmocka_unit_test(what_is_kept_is_not_overdue),
      cmocka_unit_test(forty_who_move_a_pilot_move_it_once),
      cmocka_unit_test(what_groups_draw_lies_over_what_is_derived),
  };
  return cmocka_run_group_tests(tests, open_season, close_season);
}
