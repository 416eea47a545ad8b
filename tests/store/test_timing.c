/* What the time of an answer tells: that a token, a receipt or a hash is nobody's takes as long whether it is drawn at
 * random, differs in its last character from one that is somebody's, or is somebody's elsewhere. They are looked up by
 * hash, so that nearness means nothing; here an attacker measures it.
 *
 * Kinds are measured in turns, in a random order, and compared by rank (Mann and Whitney, Annals of Mathematical
 * Statistics 18, 1947): a slow spell of the machine meets all kinds alike, and an outlier counts as one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/logins.h"
#include "store/privacy.h"

#include <math.h>
#include <time.h>

enum { KINDS = 3, TURNS = 500, HASH_HEX = 64 };
/* Standard deviations: by chance once in 150,000 comparisons. */
static const double BOUND = 4.5;

static bry_store *portal;
static bry_survey *survey;
static PGconn *raw; /* the same login past the library */
static char guesses[KINDS][BRY_SECRET_SIZE], receipts[KINDS][BRY_SECRET_SIZE], hashes[KINDS][HASH_HEX + 1];

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* --- whose secrets ----------------------------------------------------------------------------------------------- */

/* Another last character but one: the last holds four bits only. */
static void make_near(char near[BRY_SECRET_SIZE], const char *to) {
  snprintf(near, BRY_SECRET_SIZE, "%s", to);
  char *at = near + strlen(near) - 2;
  *at = *at == 'x' ? 'y' : 'x';
}

static void make_guesses(const bry_survey *elsewhere) {
  bry_table *here = invite(survey, "her", 200, 1, NULL), *there = invite(elsewhere, "der", 1, 1, NULL);
  bry_receipt_new(guesses[0]);
  make_near(guesses[1], bry_table_text(here, 100, 0));
  snprintf(guesses[2], sizeof guesses[2], "%s", bry_table_text(there, 0, 0));
  bry_table_free(here);
  bry_table_free(there);
}

static void answer(const bry_survey *to, char receipt[BRY_SECRET_SIZE]) {
  bry_table *tokens = invite(to, "svar", 1, 1, NULL);
  bry_submit_options options = submit_options();
  bry_receipt_new(receipt);
  options.receipt = receipt;
  options.token = bry_table_text(tokens, 0, 0);
  assert_int_equal(submit_with(to, &options, NULL, NULL), BRY_OK);
  bry_table_free(tokens);
}

static void make_receipts(const bry_survey *elsewhere) {
  char own[BRY_SECRET_SIZE];
  answer(survey, own);
  bry_receipt_new(receipts[0]);
  make_near(receipts[1], own);
  answer(elsewhere, receipts[2]);
}

/* Past the library an attacker may send hashes as he likes. */
static void make_hashes(void) {
  static const char kept[] =
      "SELECT encode(token_hash, 'hex') FROM bry.invitation i JOIN bry.survey s"
      " USING (tenant_id, survey_id) WHERE s.slug = '%s' ORDER BY token_hash LIMIT 1 OFFSET %d";
  static const char *const slugs[] = {NULL, "tid", "annet"};
  char sql[300];
  char *chance = ask_text("SELECT encode(sha256('tilfeldig'), 'hex')");
  snprintf(hashes[0], sizeof hashes[0], "%s", chance);
  free(chance);
  for (int i = 1; i < KINDS; i++) {
    snprintf(sql, sizeof sql, kept, slugs[i], i == 1 ? 100 : 0);
    char *hash = ask_text(sql);
    snprintf(hashes[i], sizeof hashes[i], "%s", hash);
    free(hash);
  }
  hashes[1][HASH_HEX - 1] = hashes[1][HASH_HEX - 1] == '0' ? '1' : '0';
}

static int open_timing(void **state) {
  if (open_workplace_with_logins(state) != BRY_OK) return -1;
  survey = make_private("tid", NULL, "invited", NULL);
  bry_survey *elsewhere = make_private("annet", NULL, "invited", NULL);
  make_guesses(elsewhere);
  make_receipts(elsewhere);
  make_hashes();
  bry_survey_free(elsewhere);
  portal = login_open("t_portal");
  raw = login_connect("t_portal");
  return bry_store_set_tenant(portal, "test", NULL);
}

static int close_timing(void **state) {
  PQfinish(raw);
  bry_store_close(portal);
  bry_survey_free(survey);
  return close_workplace(state);
}

/* --- what is measured -------------------------------------------------------------------------------------------- */

typedef void (*ask)(int kind);

static void ask_by_token(int kind) {
  char id[37];
  bry_error *err = NULL;
  bry_submit_options options = submit_options();
  bry_uuid_v4(id);
  options.response_id = id;
  options.token = guesses[kind];
  bry_status status = bry_response_submit_with(portal, survey, &options, brief, strlen(brief), NULL, NULL, &err);
  assert_int_equal(status, BRY_EREFUSED);
  assert_string_equal(bry_findings_rule_at(bry_error_findings(err), 0), "token.unknown");
  bry_error_free(err);
}

static void ask_by_receipt(int kind) {
  int32_t outcome = -1;
  assert_ok(bry_response_erase(portal, survey, receipts[kind], &outcome, ERR));
  assert_int_equal(outcome, BRY_ERASE_UNKNOWN);
}

static void ask_by_hash(int kind) {
  char sql[400];
  snprintf(sql, sizeof sql,
           "SELECT bry.submit(tenant_id, survey_id, gen_random_uuid(), '', salt, '{NULL,NULL}', '{}', '{}', '\\x%s',"
           " NULL, NULL, NULL, NULL, NULL) FROM bry.survey WHERE slug = 'tid'",
           hashes[kind]);
  assert_string_equal(cluster_sql(raw, sql), "token_unknown");
}

/* As a look-up that stops at the first character that differs: a near miss takes longer by half. */
static void ask_what_leaks(int kind) {
  double begun = now_us();
  ask_by_hash(kind);
  double until = begun + (now_us() - begun) * (kind == 1 ? 1.5 : 1);
  while (now_us() < until) {
  }
}

/* --- comparing --------------------------------------------------------------------------------------------------- */

typedef struct sample {
  double us;
  int kind;
} sample;

static int by_time(const void *a, const void *b) {
  double x = ((const sample *)a)->us, y = ((const sample *)b)->us;
  return (x > y) - (x < y);
}

/* How far the ranks of two kinds lie apart, in standard deviations; 0 when time tells nothing. */
static double distance(const sample *sorted, int count, int kind, int other) {
  double ranks = 0, n = TURNS;
  int rank = 0;
  for (int i = 0; i < count; i++) {
    if (sorted[i].kind != kind && sorted[i].kind != other) continue;
    rank++;
    if (sorted[i].kind == kind) ranks += rank;
  }
  double u = ranks - n * (n + 1) / 2;
  return (u - n * n / 2) / sqrt(n * n * (2 * n + 1) / 12);
}

/* The largest distance of any two kinds. */
static double measure(ask once) {
  static sample samples[KINDS * TURNS];
  int count = 0;
  for (int kind = 0; kind < KINDS; kind++)
    once(kind); /* what is prepared and cached at first */
  for (int turn = 0; turn < TURNS; turn++) {
    int first = rand() % KINDS, step = 1 + rand() % 2;
    for (int i = 0; i < KINDS; i++) {
      int kind = (first + i * step) % KINDS;
      double begun = now_us();
      once(kind);
      samples[count++] = (sample){.us = now_us() - begun, .kind = kind};
    }
  }
  qsort(samples, (size_t)count, sizeof *samples, by_time);
  double most = 0;
  for (int kind = 1; kind < KINDS; kind++)
    for (int other = 0; other < kind; other++)
      most = fmax(most, fabs(distance(samples, count, kind, other)));
  print_message("median %.0f us, distance %.1f\n", samples[count / 2].us, most);
  return most;
}

static void the_time_of_a_refusal_tells_nothing_of_a_token(void **state) {
  (void)state;
  assert_true(measure(ask_by_token) < BOUND);
}

static void the_time_of_a_withdrawal_tells_nothing_of_a_receipt(void **state) {
  (void)state;
  assert_true(measure(ask_by_receipt) < BOUND);
}

static void the_time_of_a_look_up_tells_nothing_of_a_hash(void **state) {
  (void)state;
  assert_true(measure(ask_by_hash) < BOUND);
}

static void a_look_up_that_did_tell_would_be_found_out(void **state) {
  (void)state;
  assert_true(measure(ask_what_leaks) > BOUND);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_time_of_a_refusal_tells_nothing_of_a_token),
      cmocka_unit_test(the_time_of_a_withdrawal_tells_nothing_of_a_receipt),
      cmocka_unit_test(the_time_of_a_look_up_tells_nothing_of_a_hash),
      cmocka_unit_test(a_look_up_that_did_tell_would_be_found_out),
  };
  return cmocka_run_group_tests(tests, open_timing, close_timing);
}
