/* The seal: what closing an anonymous survey does to its rows, what it waits for, and what an attacker with the whole
 * database can link before and after it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/hash.h"
#include "core/nth_allocation.h"
#include "core/secret.h"
#include "store/privacy.h"

#include <math.h>
#include <pthread.h>
#include <sys/wait.h>

/* --- what it does ---------------------------------------------------------------------------------------------- */

static char *ask_about(const char *slug, const char *what) {
  char sql[600];
  snprintf(sql, sizeof sql,
           "SELECT %s FROM bry.response r JOIN bry.survey v USING (tenant_id, survey_id) WHERE slug = '%s'", what,
           slug);
  return ask_text(sql);
}

static void expect_about(const char *slug, const char *what, const char *expected) {
  char *seen = ask_about(slug, what);
  assert_string_equal(seen, expected);
  free(seen);
}

static void answers_stay_and_all_else_goes(void **state) {
  (void)state;
  bry_survey *survey = make_private("sealed", NULL, NULL, NULL);
  char receipt[BRY_SECRET_SIZE], id[37], what[128];
  int32_t outcome = 0;
  bry_submit_options options = submit_options();
  options.receipt = receipt;
  for (int i = 0; i < 30; i++) {
    bry_receipt_new(receipt);
    assert_int_equal(submit_with(survey, &options, i % 2 ? "{\"sektor\": \"helse\"}" : NULL, NULL), BRY_OK);
  }
  assert_ok(bry_receipt_response_id(receipt, id, ERR));
  free(ask_text("UPDATE bry.response SET received_on = current_date - 9 WHERE ctid = '(0,3)'"));
  char *before = ask_about(
      "sealed", "md5(string_agg(concat(r.segments, closed, texts, proxy), ';' ORDER BY concat(r.segments, closed)))");
  assert_ok(bry_survey_close(store, "sealed", NULL, NULL, ERR));
  expect_about("sealed",
               "md5(string_agg(concat(r.segments, closed, texts, proxy), ';' ORDER BY concat(r.segments, closed)))",
               before);
  free(before);
  expect_about("sealed",
               "concat_ws(' ', count(*), count(DISTINCT r.response_id), count(DISTINCT r.xmin::text), "
               "count(DISTINCT received_on), count(DISTINCT content_hash), bool_or(sealed))",
               "30 30 1 1 1 t");
  snprintf(what, sizeof what, "count(*) FILTER (WHERE response_id = '%s')", id);
  expect_about("sealed", what, "0");
  expect_about("sealed", "count(*) FILTER (WHERE response_id::text ~ '^.{14}4.{4}[89ab]')",
               "30"); /* random ids' shape */
  assert_int_equal(submit_with(survey, &options, NULL, &outcome), BRY_ESTATE);
  bry_import *import = NULL;
  assert_int_equal(import_bytes(survey, BRY_IMPORT_CSV, "near\n4\n", 7, &import, NULL), BRY_ESTATE);
  char *rows = ask_about("sealed", "max(r.xmin::text)");
  assert_ok(bry_survey_close(store, "sealed", NULL, NULL, ERR)); /* again does nothing */
  expect_about("sealed", "max(r.xmin::text)", rows);
  free(rows);
  bry_survey_free(survey);
}

static void codings_follow_their_responses(void **state) {
  (void)state;
  bry_survey *survey = make_private("coded", NULL, NULL, NULL);
  put_codebook(workplace_codebook);
  bry_import *import =
      import_csv(survey, "near,dream\n1,rolig\n2,kolleger og utstyr\n3,god tid og kolleger\n4,utstyr\n5,vet ikke\n");
  expect(import, 5, 5, 0, 0);
  bry_import_free(import);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  static const char what[] =
      "(SELECT string_agg(closed[1] || theme || span_begin, ' ' ORDER BY closed[1], theme) FROM"
      " bry.coding c JOIN bry.response x USING (tenant_id, survey_id, response_id) WHERE"
      " c.survey_id = r.survey_id) || (SELECT count(*) FROM bry.coded d JOIN bry.response"
      " USING (tenant_id, survey_id, response_id) WHERE d.survey_id = r.survey_id)";
  char *before = ask_about("coded", what);
  assert_true(strlen(before) > 20);
  assert_ok(bry_survey_close(store, "coded", NULL, NULL, ERR));
  expect_about("coded", what, before);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR)); /* and it may be coded anew */
  expect_about("coded", what, before);
  free(before);
  bry_survey_free(survey);
}

typedef struct watched {
  int calls, until; /* the call that ends it; 0: none does */
  int64_t done, total;
} watched;

static int32_t watch(int64_t done, int64_t total, void *user) {
  watched *w = user;
  assert_true(done >= w->done && done <= (total < 0 ? 0 : total)); /* only onwards */
  w->done = done;
  w->total = total;
  return ++w->calls == w->until;
}

static bry_survey *hundred(const char *slug) {
  bry_survey *survey = make_private(slug, NULL, NULL, NULL);
  char csv[2000] = "near\n";
  for (int row = 0; row < 100; row++)
    strcat(csv, "4\n");
  bry_import_free(import_csv(survey, csv));
  return survey;
}

static void a_seal_tells_how_far_it_has_come_and_can_be_cancelled(void **state) {
  (void)state;
  watched w = {.until = 1};
  bry_survey *survey = hundred("watched");
  bry_error *err = NULL;
  assert_int_equal(bry_survey_close(store, "watched", watch, &w, &err), BRY_ECANCELLED);
  assert_non_null(strstr(bry_error_message(err), "Close it again"));
  bry_error_free(err);
  expect_about("watched", "concat_ws(' ', min(state), bool_or(sealed), count(*))", "closed f 100");
  w = (watched){.until = 0};
  assert_ok(bry_survey_close(store, "watched", watch, &w, ERR));
  assert_true(w.calls > 0);
  assert_int_equal(w.done, 100);
  assert_int_equal(w.total, 100);
  expect_about("watched", "bool_and(sealed)", "t");
  bry_survey_free(survey);
}

static int32_t fork_once(int64_t done, int64_t total, void *user) {
  pid_t *child = user;
  int how = -1;
  (void)done, (void)total;
  if (*child >= 0) return 0;
  *child = fork();
  if (*child > 0) assert_int_equal(waitpid(*child, &how, 0), *child);
  if (*child > 0) assert_int_equal(how, 0);
  return 0;
}

/* The child must leave the transaction of its parent alone. */
static void a_callback_of_the_seal_may_fork(void **state) {
  (void)state;
  bry_survey *survey = hundred("forked");
  pid_t child = -1;
  bry_status status = bry_survey_close(store, "forked", fork_once, &child, NULL);
  if (child == 0) _exit(status == BRY_EFORKED ? 0 : 1);
  assert_true(child > 0);
  assert_int_equal(status, BRY_OK);
  expect_about("forked", "concat(bool_and(sealed), count(*))", "t100");
  bry_survey_free(survey);
}

static void only_anonymous_surveys_are_sealed(void **state) {
  (void)state;
  bry_survey *survey = make_private("kept", "pseudonymous", NULL, NULL);
  bry_submit_options options = submit_options();
  options.participant = "a";
  assert_int_equal(submit_with(survey, &options, NULL, NULL), BRY_OK);
  char *before = ask_about("kept", "concat(r.xmin, response_id, participant)");
  assert_ok(bry_survey_close(store, "kept", NULL, NULL, ERR));
  expect_about("kept", "concat(r.xmin, response_id, participant)", before);
  free(before);
  bry_survey_free(survey);
}

static void a_missing_survey_is_told(void **state) {
  (void)state;
  assert_int_equal(bry_survey_close(store, "nowhere", NULL, NULL, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry_survey_close(store, "No where", NULL, NULL, NULL), BRY_EINVAL);
}

/* --- what it waits for ----------------------------------------------------------------------------------------- */

typedef struct closer {
  pthread_t thread;
  const char *slug;
  bry_status status;
  int32_t retryable;
} closer;

static void *close_survey(void *user) {
  closer *c = user;
  bry_error *err = NULL;
  c->status = bry_survey_close(store, c->slug, NULL, NULL, &err);
  c->retryable = bry_error_retryable(err);
  bry_error_free(err);
  return NULL;
}

/* A submit that has looked at the survey and has not stored yet, as far as the database can tell. */
static void a_submit_under_way_is_waited_for(void **state) {
  (void)state;
  bry_survey *survey = make_private("under-way", NULL, NULL, NULL);
  bry_submit_options options = submit_options();
  options.response_id = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";
  assert_int_equal(submit_with(survey, &options, NULL, NULL), BRY_OK);
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, "BEGIN");
  cluster_sql(pg, "LOCK TABLE bry.response IN ROW EXCLUSIVE MODE");
  closer c = {.slug = "under-way"};
  pthread_create(&c.thread, NULL, close_survey, &c);
  usleep(300000);
  expect_about("under-way", "concat_ws(' ', bool_or(sealed), max(state))", "f closed");
  cluster_sql(pg, "INSERT INTO bry.response SELECT tenant_id, survey_id, gen_random_uuid(), now(), '', '{NULL,NULL}',"
                  " '{1,0,0,0,0,0,0}', '{}' FROM bry.survey WHERE slug = 'under-way'");
  cluster_sql(pg, "COMMIT");
  pthread_join(c.thread, NULL);
  assert_int_equal(c.status, BRY_OK);
  expect_about("under-way", "concat_ws(' ', count(*), count(DISTINCT r.xmin::text), bool_or(sealed))", "2 1 t");
  PQfinish(pg);
  bry_survey_free(survey);
}

static void who_stands_in_the_way_too_long_is_told_and_closing_again_goes_on(void **state) {
  (void)state;
  bry_survey *survey = make_private("too-long", NULL, NULL, NULL);
  PGconn *pg = cluster_connect(&server, 1), *mine = cluster_connect(&server, 0);
  cluster_sql(pg, "BEGIN");
  cluster_sql(pg, "LOCK TABLE bry.response IN ROW EXCLUSIVE MODE");
  free(ask_text("UPDATE bry.survey SET state = 'closed' WHERE slug = 'too-long'"));
  assert_string_equal(cluster_sql(mine,
                                  "SELECT bry.survey_seal(tenant_id, survey_id, 100) FROM bry.survey WHERE slug ="
                                  " 'too-long'"),
                      "busy");
  cluster_sql(pg, "ROLLBACK");
  cluster_sql(pg, "BEGIN");
  cluster_sql(pg, "SELECT 1 FROM bry.survey WHERE slug = 'too-long' FOR KEY SHARE"); /* as a coding does */
  closer c = {.slug = "too-long"};
  close_survey(&c);
  assert_int_equal(c.status, BRY_EDATABASE);
  assert_int_equal(c.retryable, 1);
  cluster_sql(pg, "ROLLBACK");
  close_survey(&c);
  assert_int_equal(c.status, BRY_OK);
  char *sealed = ask_text("SELECT sealed FROM bry.survey WHERE slug = 'too-long'");
  assert_string_equal(sealed, "t");
  free(sealed);
  PQfinish(pg);
  PQfinish(mine);
  bry_survey_free(survey);
}

typedef struct sender {
  pthread_t thread;
  const bry_survey *survey;
  bry_table *tokens;
  int64_t first, stored;
} sender;

enum { SENDERS = 6, TOKENS_EACH = 300 };

/* Until the door is closed: plainly or with a token. */
static void *send(void *user) {
  sender *s = user;
  for (int64_t i = 0; i < TOKENS_EACH; i++) {
    char id[37];
    bry_uuid_v4(id);
    bry_submit_options options = submit_options();
    options.response_id = id;
    options.token = bry_table_text(s->tokens, s->first + i, 0);
    bry_status status = i % 2 ? submit_with(s->survey, &options, NULL, NULL)
                              : bry_response_submit(store, s->survey, id, brief, strlen(brief), NULL, NULL, NULL);
    if (status == BRY_ESTATE) break;
    assert_int_equal(status, BRY_OK);
    s->stored++;
  }
  return NULL;
}

static void all_that_was_acknowledged_is_in_the_seal(void **state) {
  (void)state;
  for (int round = 0; round < 3; round++) {
    char slug[16];
    snprintf(slug, sizeof slug, "storm-%d", round);
    bry_survey *survey = make_private(slug, NULL, NULL, NULL);
    bry_table *tokens = invite(survey, "a", SENDERS * TOKENS_EACH, 1, NULL);
    sender senders[SENDERS];
    int64_t stored = 0;
    for (int i = 0; i < SENDERS; i++) {
      senders[i] = (sender){.survey = survey, .tokens = tokens, .first = (int64_t)i * TOKENS_EACH};
      pthread_create(&senders[i].thread, NULL, send, &senders[i]);
    }
    usleep(150000);
    closer c = {.slug = slug};
    close_survey(&c);
    for (int i = 0; i < SENDERS; i++) {
      pthread_join(senders[i].thread, NULL);
      stored += senders[i].stored;
    }
    assert_int_equal(c.status, BRY_OK);
    assert_true(stored > 0);
    assert_int_equal(count_responses(survey), stored);
    expect_about(slug, "count(DISTINCT r.xmin::text)", "1");
    bry_table_free(tokens);
    bry_survey_free(survey);
  }
}

static bry_status close_work(bry_error **err) {
  return bry_survey_close(store, "memory", NULL, NULL, err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  bry_survey_free(make_private("memory", NULL, NULL, NULL));
  each_allocation_may_fail(close_work, BRY_OK);
  char *sealed = ask_text("SELECT sealed FROM bry.survey WHERE slug = 'memory'");
  assert_string_equal(sealed, "t");
  free(sealed);
}

/* --- the attacker ---------------------------------------------------------------------------------------------- */

/* PEOPLE known people answer in a known order, each with a token of a known place in the list, in an order that has
 * nothing to do with that list. What a person answered is told by the text, which the attacker reads last, to see
 * whether the guess was right. */
enum { PEOPLE = 200 };

static void answer(const bry_survey *survey, const bry_table *tokens, int person, int token) {
  char receipt[BRY_SECRET_SIZE], answers[64];
  bry_receipt_new(receipt);
  bry_submit_options options = submit_options();
  options.receipt = receipt;
  options.token = bry_table_text(tokens, token, 0);
  snprintf(answers, sizeof answers, "{\"near\": %d, \"dream\": \"p%d\"}", person % 5 + 1, person);
  assert_ok(bry_response_submit_with(store, survey, &options, answers, strlen(answers), NULL, NULL, ERR));
}

/* Person p answers at moment p; tokens are dealt by a fixed shuffle. */
static void let_all_answer(const bry_survey *survey, const bry_table *tokens, int token_of[PEOPLE]) {
  uint64_t random = 88172645463325252u;
  for (int i = 0; i < PEOPLE; i++)
    token_of[i] = i;
  for (int i = PEOPLE - 1; i > 0; i--) {
    random ^= random << 13, random ^= random >> 7, random ^= random << 17;
    int other = (int)(random % (uint64_t)(i + 1)), kept = token_of[i];
    token_of[i] = token_of[other];
    token_of[other] = kept;
  }
  for (int i = 0; i < PEOPLE; i++)
    answer(survey, tokens, i, token_of[i]);
}

/* The rank of each person's answer by an expression over bry.response: rank[person]. Ties share the mean rank. */
static void rank_answers(PGconn *pg, const char *slug, const char *by, double rank[PEOPLE]) {
  char sql[700];
  snprintf(sql, sizeof sql,
           "SELECT substr(texts[4], 2)::int, rank() OVER w + (count(*) OVER (PARTITION BY %s) - 1) / 2.0 FROM "
           "bry.response r"
           " JOIN bry.survey v USING (tenant_id, survey_id) WHERE slug = '%s' WINDOW w AS (ORDER BY %s)",
           by, slug, by);
  PGresult *result = PQexec(pg, sql);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) fail_msg("%s: %s", sql, PQerrorMessage(pg));
  assert_int_equal(PQntuples(result), PEOPLE);
  for (int i = 0; i < PEOPLE; i++)
    rank[atoi(PQgetvalue(result, i, 0))] = atof(PQgetvalue(result, i, 1));
  PQclear(result);
}

/* Spearman's rank correlation of the moment of answering with a rank; 0 when all ranks are equal. */
static double correlation(const double rank[PEOPLE]) {
  double mean = (PEOPLE + 1) / 2.0, both = 0, own = 0, other = 0;
  for (int i = 0; i < PEOPLE; i++) {
    both += (i + 1 - mean) * (rank[i] - mean);
    own += (i + 1 - mean) * (i + 1 - mean);
    other += (rank[i] - mean) * (rank[i] - mean);
  }
  return other > 0 ? both / sqrt(own * other) : 0;
}

/* How many tokens lead to the right answer by a join on what both rows hold. A group of n that share a value is worth
 * one right guess at most in n, so 1/n each. */
static double linked_by(PGconn *pg, const char *slug, const char *invitation, const char *response,
                        const int token_of[PEOPLE]) {
  char sql[1200];
  double right = 0;
  snprintf(
      sql, sizeof sql,
      "SELECT k.token, substr(r.texts[4], 2)::int, count(*) OVER (PARTITION BY k.token) FROM bry.survey v"
      " JOIN bry.invitation i USING (tenant_id, survey_id) JOIN attacker.known k USING (token_hash)"
      " JOIN bry.response r ON r.tenant_id = v.tenant_id AND r.survey_id = v.survey_id AND (%s)::text = (%s)::text"
      " WHERE v.slug = '%s'",
      invitation, response, slug);
  PGresult *result = PQexec(pg, sql);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) fail_msg("%s: %s", sql, PQerrorMessage(pg));
  for (int i = 0; i < PQntuples(result); i++)
    if (token_of[atoi(PQgetvalue(result, i, 1))] == atoi(PQgetvalue(result, i, 0)))
      right += 1 / atof(PQgetvalue(result, i, 2));
  PQclear(result);
  return right;
}

/* The same by rank: the n-th invitation in some order against the n-th response in some order. */
static double linked_by_rank(PGconn *pg, const char *slug, const char *invitation, const char *response,
                             const int token_of[PEOPLE]) {
  char sql[1600];
  int right = 0;
  snprintf(
      sql, sizeof sql,
      "SELECT a.token, b.person FROM (SELECT k.token, row_number() OVER (ORDER BY %s) AS n FROM bry.invitation i"
      " JOIN bry.survey v USING (tenant_id, survey_id) JOIN attacker.known k USING (token_hash) WHERE slug = '%s') a"
      " JOIN (SELECT substr(r.texts[4], 2)::int AS person, row_number() OVER (ORDER BY %s) AS n FROM bry.response r"
      " JOIN bry.survey v USING (tenant_id, survey_id) WHERE slug = '%s') b USING (n)",
      invitation, slug, response, slug);
  PGresult *result = PQexec(pg, sql);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) fail_msg("%s: %s", sql, PQerrorMessage(pg));
  assert_int_equal(PQntuples(result), PEOPLE);
  for (int i = 0; i < PEOPLE; i++)
    right += token_of[atoi(PQgetvalue(result, i, 1))] == atoi(PQgetvalue(result, i, 0));
  PQclear(result);
  return right;
}

/* The attacker knows every token, and so its hash. */
static void tell_the_attacker(PGconn *pg, const bry_table *tokens) {
  cluster_sql(pg, "CREATE SCHEMA attacker");
  cluster_sql(pg, "CREATE TABLE attacker.known (token int, token_hash bytea)");
  for (int i = 0; i < PEOPLE; i++) {
    uint8_t secret[32], hash[32];
    char sql[200], hex[65];
    assert_true(bry__secret_read(bry_table_text(tokens, i, 0), secret));
    bry__secret_hash("bry invitation", secret, NULL, hash, sizeof hash);
    bry__hex(hash, sizeof hash, hex);
    snprintf(sql, sizeof sql, "INSERT INTO attacker.known VALUES (%d, '\\x%s')", i, hex);
    cluster_sql(pg, sql);
  }
}

static const char *const ORDERS[] = {
    "r.ctid",        "r.xmin::text::bigint", "r.cmin::text::bigint", "pg_xact_commit_timestamp(r.xmin)",
    "r.response_id", "received_on",          "r.content_hash",       "md5(r.response_id::text)"};
static const char *const INVITATION_ORDERS[] = {"i.ctid", "i.xmin::text::bigint, i.ctid", "i.token_hash"};
enum {
  ORDER_COUNT = sizeof ORDERS / sizeof ORDERS[0],
  INVITATION_ORDER_COUNT = sizeof INVITATION_ORDERS / sizeof INVITATION_ORDERS[0]
};

/* |rho| of independent ranks of 200 is over 0.28 once in 14,000 times (normal, s.d. 1/sqrt(199)); right guesses by rank
 * are Poisson of mean 1, over 8 once in 900,000. Ten thousand runs of this test would fail in a handful. */
static const double RHO_MAX = 0.28;
static const int RIGHT_MAX = 8;

static void expect_linked(PGconn *pg, const char *slug, const int token_of[PEOPLE]) {
  double rank[PEOPLE];
  assert_true(linked_by(pg, slug, "i.xmin", "r.xmin", token_of) > PEOPLE - 0.5);
  assert_true(linked_by(pg, slug, "pg_xact_commit_timestamp(i.xmin)", "pg_xact_commit_timestamp(r.xmin)", token_of) >
              PEOPLE - 0.5);
  assert_true(linked_by_rank(pg, slug, "i.xmin::text::bigint", "r.ctid", token_of) == PEOPLE);
  static const char *const telling[] = {"r.ctid", "r.xmin::text::bigint", "pg_xact_commit_timestamp(r.xmin)"};
  for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
    rank_answers(pg, slug, telling[i], rank);
    assert_true(correlation(rank) > 0.999);
  }
  rank_answers(pg, slug, "r.response_id", rank); /* what holds already: the id tells nothing */
  assert_true(fabs(correlation(rank)) < RHO_MAX);
}

static void expect_unlinked(PGconn *pg, const char *slug, const int token_of[PEOPLE]) {
  double rank[PEOPLE];
  static const char *const joins[] = {"%s.xmin", "%s.xmax", "%s.cmin", "%s.ctid",
                                      "pg_xact_commit_timestamp(%s.xmin)"};
  for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
    char a[64], b[64];
    snprintf(a, sizeof a, joins[i], "i");
    snprintf(b, sizeof b, joins[i], "r");
    double right = linked_by(pg, slug, a, b, token_of);
    if (right > RIGHT_MAX) fail_msg("joined on %s: %.1f right", a, right);
  }
  for (int r = 0; r < ORDER_COUNT; r++) {
    rank_answers(pg, slug, ORDERS[r], rank);
    double rho = correlation(rank);
    if (fabs(rho) >= RHO_MAX) fail_msg("%s: rho %.3f", ORDERS[r], rho);
    for (int i = 0; i < INVITATION_ORDER_COUNT; i++) {
      double right = linked_by_rank(pg, slug, INVITATION_ORDERS[i], ORDERS[r], token_of);
      if (right > RIGHT_MAX) fail_msg("%s against %s: %.0f right", INVITATION_ORDERS[i], ORDERS[r], right);
    }
  }
}

/* Rows that were deleted are still in the pages until VACUUM: none may be left, of either table. */
static void expect_no_dead_rows(PGconn *pg) {
  cluster_sql(pg, "CREATE EXTENSION IF NOT EXISTS pageinspect");
  static const char *const tables[] = {"bry.response", "bry.invitation", "bry.draft"};
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
    char sql[400];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM generate_series(0, pg_relation_size('%s') / 8192 - 1) AS b,"
             " heap_page_items(get_raw_page('%s', b::int)) WHERE t_xmin IS NOT NULL AND t_xmax <> '0'"
             " AND t_infomask & 2048 = 0",
             tables[i], tables[i]);
    assert_string_equal(cluster_sql(pg, sql), "0");
  }
}

/* The planner's samples, and what tells when rows came: none of an old id or of a moment. */
static void expect_statistics_tell_nothing(PGconn *pg) {
  assert_string_equal(cluster_sql(pg,
                                  "SELECT count(*) FROM pg_stats s, unnest(s.histogram_bounds::text::text[]) AS old"
                                  " WHERE schemaname = 'bry' AND tablename = 'response' AND attname = 'response_id'"
                                  " AND old::uuid NOT IN (SELECT response_id FROM bry.response)"),
                      "0");
}

static void nothing_links_a_token_to_its_answer_after_the_seal(void **state) {
  (void)state;
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, "ALTER SYSTEM SET track_commit_timestamp = on");
  PQfinish(pg);
  assert_int_equal(bry_local_stop(server.dir, NULL), BRY_OK);
  bry_store_close(store);
  assert_ok(bry_local_start(server.dir, ERR)); /* a pooler would not */
  store = cluster_open(&server, "test");
  pg = cluster_connect(&server, 1);
  assert_string_equal(cluster_sql(pg, "SHOW track_commit_timestamp"), "on");
  bry_survey *survey = make_private("attacked", NULL, "invited", NULL);
  bry_table *tokens = invite(survey, "staff", PEOPLE, 1, NULL);
  int token_of[PEOPLE];
  tell_the_attacker(pg, tokens);
  let_all_answer(survey, tokens, token_of);
  cluster_sql(pg, "ANALYZE bry.response");
  expect_linked(pg, "attacked", token_of);
  assert_ok(bry_survey_close(store, "attacked", NULL, NULL, ERR));
  expect_unlinked(pg, "attacked", token_of);
  expect_no_dead_rows(pg);
  expect_statistics_tell_nothing(pg);
  bry_table_free(tokens);
  bry_survey_free(survey);
  PQfinish(pg);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(answers_stay_and_all_else_goes),
      cmocka_unit_test(codings_follow_their_responses),
      cmocka_unit_test(a_seal_tells_how_far_it_has_come_and_can_be_cancelled),
      cmocka_unit_test(a_callback_of_the_seal_may_fork),
      cmocka_unit_test(only_anonymous_surveys_are_sealed),
      cmocka_unit_test(a_missing_survey_is_told),
      cmocka_unit_test(a_submit_under_way_is_waited_for),
      cmocka_unit_test(who_stands_in_the_way_too_long_is_told_and_closing_again_goes_on),
      cmocka_unit_test(all_that_was_acknowledged_is_in_the_seal),
      cmocka_unit_test(any_allocation_may_fail),
      cmocka_unit_test(nothing_links_a_token_to_its_answer_after_the_seal),
  };
  return cmocka_run_group_tests(tests, open_workplace, close_workplace);
}
