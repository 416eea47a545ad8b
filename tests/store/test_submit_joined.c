/* Submits of many threads over one handle, joined into statements: each has the outcome it would have had alone, and all
 * is stored once, whatever happens to the others or to the link. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/pooler.h"
#include "store/workplace.h"

#include <pthread.h>

enum { THREADS = 24, ROUNDS = 25 };

/* What each thread of a crowd does, round by round. */
typedef struct member {
  pthread_t thread;
  bry_store *to;
  const bry_survey *survey;
  int number;
  char (*ids)[37]; /* NULL: an id of its own each time */
  const char *answers;
  int64_t outcomes[3]; /* none, STORED, REPEATED */
  bry_status status;   /* of the last failure */
  int64_t failures;
  char message[256];
} member;

static void *work(void *user) {
  member *m = user;
  for (int i = 0; i < ROUNDS; i++) {
    char own[37], answers[64];
    bry_error *err = NULL;
    int32_t outcome = 0;
    bry_uuid_v4(own);
    snprintf(answers, sizeof answers, "{\"near\":4,\"dream\":\"%d-%d\"}", m->number, i);
    const char *given = m->answers ? m->answers : answers;
    bry_status status =
        bry_response_submit(m->to, m->survey, m->ids ? m->ids[i] : own, given, strlen(given), NULL, &outcome, &err);
    m->outcomes[outcome]++;
    if (status != BRY_OK) {
      m->failures++;
      m->status = status;
      snprintf(m->message, sizeof m->message, "%s", bry_error_message(err));
    }
    bry_error_free(err);
  }
  return NULL;
}

static member crowd[THREADS];

static void make_crowd(bry_store *to, const bry_survey *survey) {
  for (int i = 0; i < THREADS; i++)
    crowd[i] = (member){.to = to, .survey = survey, .number = i};
}

static void begin_all(void) {
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&crowd[i].thread, NULL, work, &crowd[i]), 0);
}

static void end_all(void) {
  for (int i = 0; i < THREADS; i++)
    pthread_join(crowd[i].thread, NULL);
}

static int64_t sum_of(int32_t outcome) {
  int64_t sum = 0;
  for (int i = 0; i < THREADS; i++)
    sum += crowd[i].outcomes[outcome];
  return sum;
}

static void expect_no_failure(void) {
  for (int i = 0; i < THREADS; i++)
    if (crowd[i].failures) fail_msg("%s", crowd[i].message);
}

static void expect_true(const char *format, const char *slug) {
  char sql[500];
  snprintf(sql, sizeof sql, format, slug);
  char *answer = ask_text(sql);
  assert_string_equal(answer, "t");
  free(answer);
}

/* Fewer transactions than responses, and each response what its thread sent. */
static void those_who_come_together_go_together(void **state) {
  (void)state;
  bry_survey *survey = make_survey("together");
  make_crowd(store, survey);
  begin_all();
  end_all();
  expect_no_failure();
  assert_int_equal(sum_of(BRY_SUBMIT_STORED), THREADS * ROUNDS);
  assert_int_equal(count_responses(survey), THREADS * ROUNDS);
  expect_true("SELECT count(DISTINCT r.xmin::text) < count(*) AND count(DISTINCT r.texts::text) = count(*)"
              " FROM bry.response r JOIN bry.survey s USING (tenant_id, survey_id) WHERE slug = '%s'",
              "together");
  bry_survey_free(survey);
}

/* Of those who send the same id in the same round, one stores it; those with other content are told. All others of the
 * crowd, who are taken along with them, are stored. */
static void each_has_the_outcome_it_would_have_alone(void **state) {
  (void)state;
  static char ids[ROUNDS][37];
  enum { SAME = 6, OTHER = 3 };
  bry_survey *survey = make_survey("mixed");
  make_crowd(store, survey);
  for (int i = 0; i < ROUNDS; i++) {
    bry_uuid_v4(ids[i]);
    assert_ok(bry_response_submit(store, survey, ids[i], "{\"near\":2}", 10, NULL, NULL, ERR));
    if (i % 2) bry_uuid_v4(ids[i]); /* every second one is new to the crowd, too */
  }
  for (int i = 0; i < SAME + OTHER; i++) {
    crowd[i].ids = ids;
    crowd[i].answers = i < SAME ? "{\"near\":2}" : "{\"near\":3}";
  }
  begin_all();
  end_all();
  int64_t stored = 0;
  for (int i = 0; i < THREADS; i++) {
    if (i < SAME + OTHER) {
      stored += crowd[i].outcomes[BRY_SUBMIT_STORED];
      if (crowd[i].failures) assert_int_equal(crowd[i].status, BRY_ECONFLICT);
    } else {
      assert_int_equal(crowd[i].outcomes[BRY_SUBMIT_STORED], ROUNDS);
    }
  }
  assert_int_equal(stored, ROUNDS / 2); /* each id that was new, once */
  assert_int_equal(count_responses(survey), ROUNDS + ROUNDS / 2 + (THREADS - SAME - OTHER) * ROUNDS);
  bry_survey_free(survey);
}

static void a_shut_door_is_told_to_each(void **state) {
  (void)state;
  bry_survey *survey = make_survey("shut");
  assert_ok(bry_survey_close(store, "shut", NULL, NULL, ERR));
  make_crowd(store, survey);
  begin_all();
  end_all();
  for (int i = 0; i < THREADS; i++) {
    assert_int_equal(crowd[i].failures, ROUNDS);
    assert_int_equal(crowd[i].status, BRY_ESTATE);
  }
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

static void a_lost_link_costs_none_and_doubles_none(void **state) {
  (void)state;
  bry_survey *survey = make_survey("lost");
  make_crowd(store, survey);
  begin_all();
  for (int i = 0; i < 10; i++) {
    free(ask_text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                  " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"));
    usleep(5000);
  }
  end_all();
  expect_no_failure();
  assert_int_equal(sum_of(BRY_SUBMIT_STORED) + sum_of(BRY_SUBMIT_REPEATED), THREADS * ROUNDS);
  assert_int_equal(count_responses(survey), THREADS * ROUNDS);
  bry_survey_free(survey);
}

/* Whoever is cancelled is told so; what was acknowledged is there. */
static void who_is_cancelled_is_told(void **state) {
  (void)state;
  bry_survey *survey = make_survey("cancelled");
  make_crowd(store, survey);
  begin_all();
  for (int i = 0; i < 20; i++) {
    bry_store_cancel(store);
    usleep(2000);
  }
  end_all();
  for (int i = 0; i < THREADS; i++)
    if (crowd[i].failures && crowd[i].status != BRY_ECANCELLED) fail_msg("%s", crowd[i].message);
  assert_true(count_responses(survey) >= sum_of(BRY_SUBMIT_STORED));
  bry_survey_free(survey);
}

static bry_store *open_as_portal(const char *login, const char *tenant) {
  char sql[100], conninfo[300];
  bry_store *opened = NULL;
  snprintf(sql, sizeof sql, "CREATE ROLE %s LOGIN", login);
  free(ask_text(sql));
  assert_ok(bry_role_grant(store, login, "portal", tenant, ERR));
  char *socket = cluster_conninfo(&server);
  snprintf(conninfo, sizeof conninfo, "%s user=%s", socket, login);
  free(socket);
  assert_ok(bry_store_open(conninfo, NULL, &opened, ERR));
  assert_ok(bry_store_set_tenant(opened, tenant, ERR));
  return opened;
}

static PGconn *connect_as(const char *login) {
  char *direct = cluster_conninfo(&server), conninfo[300];
  snprintf(conninfo, sizeof conninfo, "%s user=%s", direct, login);
  free(direct);
  return PQconnectdb(conninfo);
}

/* A portal's login goes the same way; past the library the function takes nothing for a tenant where it is no portal. */
static void logins_reach_no_more_by_it(void **state) {
  (void)state;
  bry_survey *survey = make_survey("portal");
  bry_store *portal = open_as_portal("ved_doeren", "test");
  make_crowd(portal, survey);
  begin_all();
  end_all();
  expect_no_failure();
  assert_int_equal(count_responses(survey), THREADS * ROUNDS);
  bry_store_close(portal);

  bry_store_close(open_as_portal("annetsteds", "other"));
  char *keys = ask_text("SELECT quote_literal(tenant_id) || ',' || quote_literal(survey_id) || ',' ||"
                        " quote_literal(salt) FROM bry.survey WHERE slug = 'portal'");
  char sql[500];
  snprintf(sql, sizeof sql,
           "SELECT bry.take_joined(%s, ARRAY[ROW(gen_random_uuid(), 'x', '{}', '{}', '{}')::bry.incoming])", keys);
  PGconn *pg = connect_as("annetsteds");
  assert_string_equal(cluster_sql(pg, sql), "-");
  PQfinish(pg);
  free(keys);
  assert_int_equal(count_responses(survey), THREADS * ROUNDS);
  bry_survey_free(survey);
}

/* An id that is there already costs the others nothing: they are stored with the statement they came in. */
static void a_repeated_id_sends_none_but_itself_away(void **state) {
  (void)state;
  bry_survey *survey = make_survey("repeated");
  char sql[600];
  bry_store_close(open_as_portal("gjentar", "test"));
  assert_ok(bry_response_submit(store, survey, "6c84fb90-12c4-41e1-840d-20d7d6e4a5b6", "{\"near\":2}", 10, NULL, NULL,
                                ERR));
  snprintf(
      sql, sizeof sql,
      "SELECT bry.take_joined(tenant_id, survey_id, salt, ARRAY[ROW(gen_random_uuid(), 'x', '{NULL,NULL}', '{1}', "
      "'{}'),"
      " ROW('6c84fb90-12c4-41e1-840d-20d7d6e4a5b6', 'x', '{NULL,NULL}', '{1}', '{}'), ROW(gen_random_uuid(), 'x',"
      " '{NULL,NULL}', '{1}', '{}')]::bry.incoming[]) FROM bry.survey WHERE slug = 'repeated'");
  PGconn *pg = connect_as("gjentar");
  assert_string_equal(cluster_sql(pg, sql), "s-s");
  PQfinish(pg);
  assert_int_equal(count_responses(survey), 3);
  bry_survey_free(survey);
}

/* A snapshot from before the closing shows the survey open: so nothing is taken at such an isolation. */
static void an_old_snapshot_puts_nothing_in(void **state) {
  (void)state;
  bry_survey *survey = make_survey("snapshot");
  char sql[400];
  char *keys = ask_text("SELECT quote_literal(tenant_id) || ',' || quote_literal(survey_id) || ',' ||"
                        " quote_literal(salt) FROM bry.survey WHERE slug = 'snapshot'");
  bry_store_close(open_as_portal("gammalt", "test"));
  snprintf(sql, sizeof sql,
           "SELECT bry.take_joined(%s, ARRAY[ROW(gen_random_uuid(), 'x', '{}', '{}', '{}')::bry.incoming])", keys);
  PGconn *pg = connect_as("gammalt");
  cluster_sql(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ");
  cluster_sql(pg, "SELECT count(*) FROM bry.survey");
  assert_ok(bry_survey_close(store, "snapshot", NULL, NULL, ERR));
  PGresult *result = PQexec(pg, sql);
  assert_string_equal(PQresultErrorField(result, PG_DIAG_SQLSTATE), "25000");
  PQclear(result);
  PQfinish(pg);
  free(keys);
  assert_int_equal(count_responses(survey), 0);
  bry_survey_free(survey);
}

/* Where the connection string asks for another isolation, submits that come together are refused as a lone one is. */
static void another_isolation_refuses_all_alike(void **state) {
  (void)state;
  needs_direct("the pooler refuses the startup parameter options");
  bry_survey *survey = make_survey("isolated");
  bry_store_close(open_as_portal("isolert", "test"));
  char *direct = cluster_conninfo(&server), conninfo[400], id[37];
  bry_store *isolated = NULL;
  int32_t outcome = 0;
  snprintf(conninfo, sizeof conninfo,
           "%s user=isolert options='-c default_transaction_isolation=repeatable\\\\ read'", direct);
  free(direct);
  assert_ok(bry_store_open(conninfo, NULL, &isolated, ERR));
  assert_ok(bry_store_set_tenant(isolated, "test", ERR));
  bry_uuid_v4(id);
  bry_status alone = bry_response_submit(isolated, survey, id, "{\"near\":4}", 10, NULL, &outcome, NULL);
  assert_int_not_equal(alone, BRY_OK);
  make_crowd(isolated, survey);
  begin_all();
  end_all();
  for (int i = 0; i < THREADS; i++) {
    assert_int_equal(crowd[i].failures, ROUNDS);
    assert_int_equal(crowd[i].status, alone);
  }
  assert_int_equal(count_responses(survey), 0);
  bry_store_close(isolated);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(those_who_come_together_go_together),
      cmocka_unit_test(each_has_the_outcome_it_would_have_alone),
      cmocka_unit_test(a_shut_door_is_told_to_each),
      cmocka_unit_test(a_lost_link_costs_none_and_doubles_none),
      cmocka_unit_test(who_is_cancelled_is_told),
      cmocka_unit_test(logins_reach_no_more_by_it),
      cmocka_unit_test(a_repeated_id_sends_none_but_itself_away),
      cmocka_unit_test(an_old_snapshot_puts_nothing_in),
      cmocka_unit_test(another_isolation_refuses_all_alike),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
