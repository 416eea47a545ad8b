/* Whoever looks before the reveal sees nothing: each role with a real login, through every way into the tables; and what
 * an anonymous session holds of who said what, which is nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/hash.h"
#include "core/secret.h"
#include "store/circle.h"

static circle named, anonymous;
static char own_uuid[37], own_receipt[BRY_SECRET_SIZE];

/* Two sessions in the phase write, in which HEMMELIG was said. */
static int open_circles(void **state) {
  if (open_workplace_with_logins(state) != BRY_OK) return -1;
  named = make_circle("apen", "named");
  anonymous = make_circle("skjult", "anonymous");
  bry_uuid_v4(own_uuid);
  bry_receipt_new(own_receipt);
  begin_session(&named);
  begin_session(&anonymous);
  go_to(&named, "write");
  go_to(&anonymous, "write");
  assert_ok(put_text(store, &named, 1, own_uuid, "proud", "answer", "HEMMELIG 1", NULL, ERR));
  assert_ok(put_text(store, &anonymous, 1, own_receipt, "proud", "answer", "HEMMELIG 2", NULL, ERR));
  return 0;
}

/* All that a statement gives, errors with their details and notices included; COPY's rows too. */
static void all_that_comes(PGconn *pg, const char *sql, char *out, size_t size) {
  PGresult *result = PQexec(pg, sql);
  const char *const fields[] = {
      PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY), PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL),
      PQresultErrorField(result, PG_DIAG_MESSAGE_HINT), PQresultErrorField(result, PG_DIAG_CONTEXT)};
  *out = 0;
  for (int i = 0; i < 4; i++)
    if (fields[i]) strncat(out, fields[i], size - strlen(out) - 1);
  for (int row = 0; row < PQntuples(result); row++)
    for (int column = 0; column < PQnfields(result); column++)
      strncat(out, PQgetvalue(result, row, column), size - strlen(out) - 1);
  int copying = PQresultStatus(result) == PGRES_COPY_OUT;
  PQclear(result);
  char *line = NULL;
  while (copying && PQgetCopyData(pg, &line, 0) > 0) {
    strncat(out, line, size - strlen(out) - 1);
    PQfreemem(line);
  }
  while ((result = PQgetResult(pg)))
    PQclear(result);
}

static char noticed[4000];

static void keep_notice(void *user, const char *message) {
  (void)user;
  strncat(noticed, message, sizeof noticed - strlen(noticed) - 1);
}

/* Each as it stands; @N and @A are the ids of the sessions, @O the id of the named contribution. */
#define PUT_OVER                                                                                                     \
  "INSERT INTO bry.contribution (tenant_id, session_id, contribution_id, group_id, authorship, member_id, item, "    \
  "kind,"                                                                                                            \
  " text) SELECT s.tenant_id, s.session_id, '@O', s.group_id, s.authorship, m.member_id, 'proud', 'answer', 'x' "    \
  "FROM"                                                                                                             \
  " bry.session s JOIN bry.group_member m USING (group_id) WHERE s.session_id = '@N' ON CONFLICT"                    \
  " (tenant_id, session_id, contribution_id) DO UPDATE SET discussed = true RETURNING *"
static const char *const attempts[] = {
    "SELECT * FROM bry.contribution",
    "TABLE bry.contribution",
    "SELECT text FROM bry.contribution WHERE session_id = '@N'",
    "SELECT 'HEMMELIG' FROM bry.contribution HAVING count(*) > 0",
    "SELECT ctid, xmin, contribution_id FROM bry.contribution",
    "COPY bry.contribution TO STDOUT",
    "COPY (SELECT * FROM bry.contribution) TO STDOUT",
    "COPY (SELECT * FROM ONLY bry.contribution c) TO STDOUT",
    "UPDATE bry.contribution SET discussed = true RETURNING *",
    "UPDATE bry.contribution SET text = text || (1 / 0)::text",
    "DELETE FROM bry.contribution",
    "DELETE FROM bry.contribution RETURNING *",
    "DELETE FROM bry.contribution USING bry.session s WHERE s.session_id = contribution.session_id RETURNING text",
    "INSERT INTO bry.contribution SELECT * FROM bry.contribution RETURNING *",
    PUT_OVER,
    "SELECT c.text::int FROM bry.contribution c",
    "SELECT FROM bry.contribution WHERE pg_temp.leak(text)",
    "CREATE TEMP VIEW v AS SELECT * FROM bry.contribution; SELECT * FROM v",
    "CREATE TEMP TABLE t AS SELECT * FROM bry.contribution; SELECT * FROM t",
    "PREPARE p AS SELECT * FROM bry.contribution; EXECUTE p",
    "DECLARE c CURSOR FOR SELECT * FROM bry.contribution; FETCH ALL FROM c",
    "SELECT query_to_xml('SELECT * FROM bry.contribution', true, true, '')",
    "SELECT schema_to_xml('bry', true, true, '')",
    "SELECT to_jsonb(c) FROM bry.contribution c",
    "SELECT * FROM pg_stats WHERE tablename = 'contribution' AND attname IN ('text', 'member_id', 'contribution_id')",
    "SET LOCAL row_security = off; SELECT * FROM bry.contribution",
    "SET LOCAL bry.speaker = ''; SELECT * FROM bry.contribution",
    "SET LOCAL bry.own = '@O'; SELECT * FROM bry.contribution",
    "SELECT set_config('bry.speaker', encode(key_hash, 'hex'), true) FROM bry.group_member; TABLE bry.contribution",
    "SET LOCAL ROLE bry_owner; SELECT * FROM bry.contribution",
    "SET LOCAL ROLE bry_intake; SELECT * FROM bry.contribution",
    "SELECT * FROM bry.contributions((SELECT tenant_id FROM bry.tenant LIMIT 1), '@N', '\\x00')",
    "SELECT * FROM bry.lineage((SELECT tenant_id FROM bry.tenant LIMIT 1), '@N', '\\x00', '@O', NULL)",
    "SELECT bry.session_shuffle((SELECT tenant_id FROM bry.tenant LIMIT 1), '@A'); SELECT * FROM bry.contribution",
    "UPDATE bry.session SET phase = 'reveal'; SELECT * FROM bry.contribution",
    "SELECT * FROM bry.dot_tally",
    "SELECT * FROM bry.dot_spent",
};

/* With @N, @A and @O filled in. */
static void fill_in(const char *from, char *to) {
  for (; *from; from++)
    if (from[0] == '@' && strchr("NAO", from[1])) {
      strcpy(to, from[1] == 'N' ? named.session : from[1] == 'A' ? anonymous.session : own_uuid);
      to += strlen(to);
      from++;
    } else {
      *to++ = *from;
    }
  *to = 0;
}

static void nobody_reads_a_word_before_the_reveal(void **state) {
  (void)state;
  char sql[2000], *before = ask_text("SELECT string_agg(c::text, E'\\n' ORDER BY text) FROM bry.contribution c");
  static char out[20000];
  int tried = 0;
  for (int i = 0; i < LOGINS; i++) {
    char login[32];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    PGconn *pg = login_connect(login);
    PQsetNoticeProcessor(pg, keep_notice, NULL);
    try_sql(pg,
            "CREATE FUNCTION pg_temp.leak(t text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
            " 'BEGIN RAISE NOTICE ''%'', t; RETURN true; END'",
            NULL);
    for (size_t a = 0; a < sizeof attempts / sizeof attempts[0]; a++) {
      fill_in(attempts[a], sql);
      assert_string_equal(try_sql(pg, "BEGIN", NULL), "");
      all_that_comes(pg, sql, out, sizeof out);
      if (strstr(out, "HEMMELIG") || strstr(out, own_uuid)) fail_msg("%s read by: %s", login, attempts[a]);
      assert_string_equal(try_sql(pg, "COMMIT", NULL), ""); /* what was not refused stays, to be seen below */
      tried++;
    }
    PQfinish(pg);
  }
  assert_null(strstr(noticed, "HEMMELIG"));
  char *after = ask_text("SELECT string_agg(c::text, E'\\n' ORDER BY text) FROM bry.contribution c");
  assert_string_equal(before, after);
  free(before);
  free(after);
  print_message("%d attempts\n", tried);
}

/* The other way round, that the attempts could have found something: a superuser's do. */
static void the_attempts_find_it_where_nothing_stands_before_it(void **state) {
  (void)state;
  static char out[20000];
  PGconn *pg = cluster_connect(&server, 1);
  int found = 0;
  for (size_t a = 0; a < 8; a++) {
    char sql[2000];
    fill_in(attempts[a], sql);
    all_that_comes(pg, sql, out, sizeof out);
    found += strstr(out, "HEMMELIG") != NULL;
  }
  assert_int_equal(found, 7); /* in all but the hidden columns */
  PQfinish(pg);
}

#define BEGIN_PAST                                                                                                   \
  "INSERT INTO bry.session (tenant_id, session_id, group_id, authorship, number, version, dots, phase) SELECT"       \
  " tenant_id, gen_random_uuid(), group_id, authorship, 9, version, 0, 'reveal' FROM bry.session"

static void no_login_moves_a_session_past_the_functions(void **state) {
  (void)state;
  static const char *const moves[] = {
      "UPDATE bry.session SET phase = 'reveal'",    "UPDATE bry.session SET phase = 'check_in'",
      "UPDATE bry.session SET phase = 'closed'",    "UPDATE bry.session SET authorship = 'named'",
      "UPDATE bry.series SET authorship = 'named'", BEGIN_PAST};
  for (int i = 0; i < LOGINS; i++) {
    char login[32];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    PGconn *pg = login_connect(login);
    for (size_t m = 0; m < sizeof moves / sizeof moves[0]; m++)
      if (strcmp(try_sql(pg, moves[m], NULL), "") == 0) fail_msg("%s may %s", login, moves[m]);
    PQfinish(pg);
  }
  /* What is fixed is held by constraints, also against who needs no rights. */
  PGconn *pg = cluster_connect(&server, 1);
  assert_string_equal(try_sql(pg, "UPDATE bry.series SET authorship = 'named' WHERE slug = 'skjult'", NULL), "23503");
  assert_string_equal(try_sql(pg, "UPDATE bry.contribution SET member_id = NULL WHERE authorship = 'named'", NULL),
                      "23514");
  assert_string_equal(
      try_sql(pg,
              "UPDATE bry.contribution SET member_id = (SELECT member_id FROM bry.group_member LIMIT 1)"
              " WHERE authorship = 'anonymous'",
              NULL),
      "23514");
  PQfinish(pg);
}

static void key_of(const char *token, char hex[65]) {
  uint8_t secret[BRY__SECRET_BYTES], key[32];
  assert_true(bry__secret_read(token, secret));
  bry__secret_hash("bry group member", secret, NULL, key, sizeof key);
  bry__hex(key, sizeof key, hex);
}

/* The setting that a member's token makes, past the library. */
static void speak_as(PGconn *pg, const char *token) {
  char hex[65], sql[200];
  key_of(token, hex);
  snprintf(sql, sizeof sql, "SET bry.speaker = '%s'", hex);
  assert_string_equal(try_sql(pg, sql, NULL), "");
}

static int touched(PGconn *pg, const char *sql) {
  int rows = 0;
  assert_string_equal(try_sql(pg, "BEGIN", NULL), "");
  assert_string_equal(try_sql(pg, sql, &rows), "");
  assert_string_equal(try_sql(pg, "ROLLBACK", NULL), "");
  return rows;
}

/* A colleague with an owner's login and a token of the group, a facilitator's even: its own words and no other's. */
static void with_a_key_one_reaches_ones_own_words_alone(void **state) {
  (void)state;
  static const char *const ways[] = {"SELECT * FROM bry.contribution", "DELETE FROM bry.contribution",
                                     "UPDATE bry.contribution SET text = 'x'"};
  PGconn *pg = login_connect("t_owner");
  for (int member = 0; member < CIRCLE_MEMBERS; member++)
    for (int way = 0; way < 3; way++) {
      speak_as(pg, named.tokens[member]);
      assert_int_equal(touched(pg, ways[way]), member == 1);
      speak_as(pg, anonymous.tokens[member]); /* nothing tells whose it is: it takes the receipt */
      assert_int_equal(touched(pg, ways[way]), 0);
    }
  PQfinish(pg);
}

/* An owner's login that has a facilitator's token besides: past the functions too it moves one step and no other. */
static void no_key_jumps_a_phase_or_goes_back(void **state) {
  (void)state;
  char sql[200];
  PGconn *pg = login_connect("t_owner");
  speak_as(pg, named.tokens[0]);
  static const struct {
    const char *phase, *sqlstate;
  } moves[] = {{"check_in", "42501"}, {"theme", "42501"}, {"closed", "42501"}, {"write", ""}, {"reveal", ""}};
  for (size_t m = 0; m < sizeof moves / sizeof moves[0]; m++) {
    int rows = 0;
    snprintf(sql, sizeof sql, "UPDATE bry.session SET phase = '%s' WHERE session_id = '%s'", moves[m].phase,
             named.session);
    assert_string_equal(try_sql(pg, "BEGIN", NULL), "");
    assert_string_equal(try_sql(pg, sql, &rows), moves[m].sqlstate);
    assert_true(*moves[m].sqlstate || rows == 1);
    assert_string_equal(try_sql(pg, "ROLLBACK", NULL), "");
  }
  snprintf(sql, sizeof sql, "UPDATE bry.session SET phase = 'write' WHERE session_id = '%s'", anonymous.session);
  assert_denied(pg, sql); /* a facilitator of another group */
  PQfinish(pg);
}

/* What a door gives for a session, or the word it answers with. */
static void ask_door(PGconn *pg, const circle *c, const char *select, const char *more, char *out, size_t size) {
  char hex[65], sql[600];
  key_of(c->tokens[0], hex);
  snprintf(sql, sizeof sql, "%s((SELECT tenant_id FROM bry.tenant WHERE slug = 'test'), '%s', '\\x%s'%s)", select,
           c->session, hex, more);
  all_that_comes(pg, sql, out, size);
}

/* A facilitator with a login that begins the reveal, looks and rolls back would see, look by look, who said what. */
static void a_reveal_that_is_rolled_back_shows_nothing(void **state) {
  (void)state;
  static char out[20000];
  char own[60];
  PGconn *pg = login_connect("t_portal");
  for (int i = 0; i < 2; i++) {
    const circle *c = i == 0 ? &named : &anonymous;
    assert_string_equal(try_sql(pg, "BEGIN", NULL), "");
    ask_door(pg, c, "SELECT bry.session_step", ", 'reveal'", out, sizeof out);
    assert_string_equal(out, "stepped");
    ask_door(pg, c, "SELECT * FROM bry.contributions", "", out, sizeof out);
    assert_string_equal(out, "");
    snprintf(own, sizeof own, ", '%s', NULL", own_uuid);
    ask_door(pg, c, "SELECT * FROM bry.lineage", own, out, sizeof out);
    assert_null(strstr(out, "HEMMELIG"));
    ask_door(pg, c, "SELECT bry.session_step", ", 'theme'", out, sizeof out);
    assert_string_equal(out, ": reveal"); /* nor past it */
    assert_string_equal(try_sql(pg, "SAVEPOINT s", NULL), "");
    ask_door(pg, c, "SELECT * FROM bry.contributions", "", out, sizeof out);
    assert_string_equal(out, "");
    assert_string_equal(try_sql(pg, "ROLLBACK", NULL), "");
  }
  PQfinish(pg);
}

/* Nor does an end of voting that is rolled back show the dots so far. */
static void an_end_of_voting_that_is_rolled_back_shows_nothing(void **state) {
  (void)state;
  static char out[20000];
  char text[37];
  circle voting = make_circle("stemmer", "anonymous");
  begin_session(&voting);
  go_to(&voting, "write");
  say(&voting, 1, 1, "proud", "answer", "HEMMELIG 3");
  go_to(&voting, "prioritise");
  bry_table *t = read_circle(&voting, 1);
  snprintf(text, sizeof text, "%s", id_of(t, "HEMMELIG 3"));
  bry_table_free(t);
  assert_ok(bry_dots_give(store, voting.session, voting.tokens[1], text, 2, NULL, ERR));
  PGconn *pg = login_connect("t_portal");
  assert_string_equal(try_sql(pg, "BEGIN", NULL), "");
  ask_door(pg, &voting, "SELECT bry.session_step", ", 'commit'", out, sizeof out);
  assert_string_equal(out, "stepped");
  ask_door(pg, &voting, "SELECT * FROM bry.dots_tally", "", out, sizeof out);
  assert_string_equal(out, "");
  assert_string_equal(try_sql(pg, "COMMIT", NULL), "");
  ask_door(pg, &voting, "SELECT * FROM bry.dots_tally", "", out, sizeof out);
  assert_non_null(strstr(out, "HEMMELIG 3"));
  PQfinish(pg);
}

/* The key is of the group: neither a token of another group nor one of another tenant's login opens anything. */
static void a_token_opens_its_own_group_alone(void **state) {
  (void)state;
  circle mixed = named;
  bry_table *t = NULL;
  strcpy(mixed.session, anonymous.session);
  assert_refused(put_text(store, &mixed, 1, own_uuid, "proud", "answer", "x", NULL, ERR), BRY_ENOTFOUND,
                 "no such session");
  assert_refused(bry_contribution_list(store, mixed.session, mixed.tokens[0], 0, &t, ERR), BRY_ENOTFOUND, "no such");
  assert_refused(bry_session_prompts(store, mixed.session, mixed.tokens[0], NULL, &t, ERR), BRY_ENOTFOUND, "no such");
  assert_refused(bry_dots_tally(store, mixed.session, mixed.tokens[0], &t, ERR), BRY_ENOTFOUND, "no such");
  bry_store *elsewhere = cluster_open(&server, NULL);
  assert_ok(bry_store_set_tenant(elsewhere, "other", ERR));
  assert_refused(bry_contribution_list(elsewhere, named.session, named.tokens[0], 0, &t, ERR), BRY_ENOTFOUND,
                 "no such");
  bry_store_close(elsewhere);
  bry_store *researcher = login_open("t_researcher");
  assert_ok(bry_store_set_tenant(researcher, "test", ERR));
  assert_int_equal(bry_contribution_list(researcher, named.session, named.tokens[0], 0, &t, NULL), BRY_EDENIED);
  bry_store_close(researcher);
}

/* Nothing in any table ties a member to what it said, and one transaction wrote all of it. */
static void an_anonymous_session_keeps_nothing_of_who_said_what(void **state) {
  (void)state;
  char sql[400];
  for (int i = 0; i < 11; i++)
    say(&anonymous, 1, i % CIRCLE_MEMBERS, "proud", "answer", "Noe");
  snprintf(sql, sizeof sql,
           "SELECT string_agg(contribution_id::text, ',') FROM bry.contribution WHERE session_id = '%s'",
           anonymous.session);
  char *ids = ask_text(sql);
  go_to(&anonymous, "reveal");
  char *later = ask_text(sql);
  for (const char *id = ids; id; id = strchr(id, ',') ? strchr(id, ',') + 1 : NULL) {
    char one[37];
    snprintf(one, sizeof one, "%.36s", id);
    assert_null(strstr(later, one)); /* receipts lead nowhere */
  }
  snprintf(
      sql, sizeof sql,
      "SELECT count(DISTINCT xmin::text) || ' ' || count(member_id) || ' ' || count(*) FROM bry.contribution WHERE"
      " session_id = '%s'",
      anonymous.session);
  char *what = ask_text(sql);
  assert_string_equal(what, "1 0 12");
  snprintf(sql, sizeof sql,
           "SELECT count(*) FROM bry.group_member m JOIN bry.contribution c ON c.xmin = m.xmin OR c.xmin::text = "
           "m.xmax::text"
           " WHERE c.session_id = '%s'",
           anonymous.session);
  char *tied = ask_text(sql);
  assert_string_equal(tied, "0");
  /* In the order of ids that are random. */
  snprintf(
      sql, sizeof sql,
      "SELECT array_agg(contribution_id ORDER BY ctid) = array_agg(contribution_id ORDER BY contribution_id) FROM"
      " bry.contribution WHERE session_id = '%s'",
      anonymous.session);
  char *order = ask_text(sql);
  assert_string_equal(order, "t");
  free(ids);
  free(later);
  free(what);
  free(tied);
  free(order);
}

/* After the reveal the members read, and still nobody else. */
static void after_the_reveal_the_group_alone_reads(void **state) {
  (void)state;
  go_to(&named, "reveal");
  static char out[20000];
  for (int i = 0; i < LOGINS; i++) {
    char login[32];
    snprintf(login, sizeof login, "t_%s", login_roles[i]);
    PGconn *pg = login_connect(login);
    for (size_t a = 0; a < 8; a++) {
      all_that_comes(pg, attempts[a], out, sizeof out);
      assert_null(strstr(out, "HEMMELIG"));
    }
    PQfinish(pg);
  }
  bry_store *portal = login_open("t_portal");
  bry_table *t = NULL;
  assert_ok(bry_store_set_tenant(portal, "test", ERR));
  assert_ok(bry_contribution_list(portal, named.session, named.tokens[2], 0, &t, ERR));
  assert_string_equal(cell(t, 0, "text"), "HEMMELIG 1");
  bry_table_free(t);
  bry_store_close(portal);
}

static void no_token_is_kept(void **state) {
  (void)state;
  char sql[300];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM bry.group_member m WHERE m::text LIKE '%%%s%%'", named.tokens[0]);
  char *found = ask_text(sql);
  assert_string_equal(found, "0");
  free(found);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nobody_reads_a_word_before_the_reveal),
      cmocka_unit_test(the_attempts_find_it_where_nothing_stands_before_it),
      cmocka_unit_test(no_login_moves_a_session_past_the_functions),
      cmocka_unit_test(with_a_key_one_reaches_ones_own_words_alone),
      cmocka_unit_test(no_key_jumps_a_phase_or_goes_back),
      cmocka_unit_test(a_reveal_that_is_rolled_back_shows_nothing),
      cmocka_unit_test(an_end_of_voting_that_is_rolled_back_shows_nothing),
      cmocka_unit_test(a_token_opens_its_own_group_alone),
      cmocka_unit_test(an_anonymous_session_keeps_nothing_of_who_said_what),
      cmocka_unit_test(after_the_reveal_the_group_alone_reads),
      cmocka_unit_test(no_token_is_kept),
  };
  return cmocka_run_group_tests(tests, open_circles, close_workplace);
}
