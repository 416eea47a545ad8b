/* Series, groups and members; sessions and their phases; contributions from writing to the reveal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/hash.h"
#include "core/nth_allocation.h"
#include "core/secret.h"
#include "store/circle.h"

#include <pthread.h>
#include <unistd.h>

/* --- series and groups ------------------------------------------------------------------------------------------- */

static void a_series_is_named_or_anonymous_for_good(void **state) {
  (void)state;
  bry_table *list = NULL;
  assert_ok(bry_series_create(store, "fast", "Fast", "anonymous", ERR));
  assert_ok(bry_series_create(store, "fast", "Fast", "anonymous", ERR));
  assert_refused(bry_series_create(store, "fast", "Fast", "named", ERR), BRY_ECONFLICT, "another series");
  assert_refused(bry_series_create(store, "x", "X", "both", ERR), BRY_EINVAL, "named or anonymous");
  assert_refused(bry_series_create(store, "X", "X", "named", ERR), BRY_EINVAL, "slug");
  assert_refused(bry_series_create(store, "x", "to\nlinjer", "named", ERR), BRY_EINVAL, "title");
  assert_ok(bry_series_list(store, &list, ERR));
  assert_true(find_row(list, "fast", "Fast", "anonymous") >= 0);
  bry_table_free(list);
  PGconn *pg = login_connect("t_owner");
  assert_denied(pg, "UPDATE bry.series SET authorship = 'named'");
  PQfinish(pg);
}

static void groups_come_from_a_composition(void **state) {
  (void)state;
  bry_compose_options options;
  bry_table *groups = NULL, *tokens = NULL, *list = NULL, *members = NULL,
            *people =
                table_of("person,unit,municipality,facilitator\n1,a,Frosta,1\n2,a,Leka,\n3,b,Frosta,\n4,b,Leka,1\n");
  bry_compose_options_init(&options);
  options.groups = 2;
  options.rounds = 2;
  assert_ok(bry_compose(people, "person", &options, NULL, NULL, &groups, NULL, ERR));
  assert_ok(bry_series_create(store, "satt", "Satt sammen", "named", ERR));
  assert_refused(bry_group_form(store, "satt", groups, 0, people, "person", &tokens, ERR), BRY_EREFUSED,
                 "name the round");
  assert_ok(bry_group_form(store, "satt", groups, 2, people, "person", &tokens, ERR));
  assert_int_equal(bry_table_row_count(tokens), 4);
  for (int64_t row = 0; row < 4; row++)
    assert_int_equal(strlen(cell(tokens, row, "token")), 43);
  assert_refused(bry_group_form(store, "satt", groups, 2, people, "person", &list, ERR), BRY_ECONFLICT,
                 "members already");
  assert_ok(bry_group_list(store, "satt", &list, ERR));
  assert_int_equal(bry_table_row_count(list), 2);
  assert_int_equal(number_in(list, 0, "members") + number_in(list, 1, "members"), 4);
  assert_int_equal(number_in(list, 0, "facilitators") + number_in(list, 1, "facilitators"), 2);
  assert_ok(bry_group_members(store, "satt", &members, ERR));
  assert_int_equal(bry_table_row_count(members), 4);
  assert_string_not_equal(cell(members, 0, "municipality"), "");
  bry_table_free(groups);
  bry_table_free(tokens);
  bry_table_free(list);
  bry_table_free(members);
  bry_table_free(people);
}

static void what_makes_no_groups_is_refused_by_its_row(void **state) {
  (void)state;
  bry_table *tokens = NULL;
  assert_ok(bry_series_create(store, "feil", "Feil", "named", ERR));
  static const struct {
    const char *csv, *word;
    bry_status status;
  } bad[] = {{"id,group\na,1\na,2\n", "Row 2", BRY_EREFUSED},
             {"id,group\na,null\n", "Row 1", BRY_EREFUSED},
             {"id,group\n,1\n", "Row 1", BRY_EREFUSED},
             {"id,group\na,0\n", "Row 1", BRY_EREFUSED},
             {"id,group,name\na,1,\"x\ny\"\n", "name", BRY_EREFUSED},
             {"id,grp\na,1\n", "columns id and group", BRY_ENOTFOUND},
             {"id,group\n", "nobody", BRY_EREFUSED}};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    bry_table *groups = table_of(bad[i].csv);
    assert_refused(bry_group_form(store, "feil", groups, 0, NULL, NULL, &tokens, ERR), bad[i].status, bad[i].word);
    assert_null(tokens);
    bry_table_free(groups);
  }
  bry_table *groups = table_of("id,group\na,1\n"), *people = table_of("id\nb\n"), *twice = table_of("id\na\na\n");
  assert_refused(bry_group_form(store, "feil", groups, 0, people, NULL, &tokens, ERR), BRY_EREFUSED, "people lack");
  assert_refused(bry_group_form(store, "feil", groups, 0, twice, NULL, &tokens, ERR), BRY_EREFUSED, "earlier row");
  assert_refused(bry_group_form(store, "feil", groups, 0, people, "pid", &tokens, ERR), BRY_ENOTFOUND, "pid");
  assert_refused(bry_group_form(store, "ingen", groups, 0, NULL, NULL, &tokens, ERR), BRY_ENOTFOUND,
                 "no such series");
  assert_int_equal(bry_group_form(store, "feil", NULL, 0, NULL, NULL, &tokens, NULL), BRY_EINVAL);
  assert_int_equal(bry_group_form(store, "feil", groups, 0, NULL, NULL, NULL, NULL), BRY_EINVAL);
  bry_table_free(groups);
  bry_table_free(people);
  bry_table_free(twice);
}

static void an_anonymous_series_keeps_no_names(void **state) {
  (void)state;
  make_circle("navnlos", "anonymous");
  char token[BRY_SECRET_SIZE];
  assert_ok(bry_group_admit(store, "navnlos", 1, "Eli", "Frosta", 0, token, ERR));
  assert_int_equal(strlen(token), 43);
  assert_refused(bry_group_admit(store, "navnlos", 9, NULL, NULL, 0, token, ERR), BRY_ENOTFOUND, "no such series");
  char *names =
      ask_text("SELECT count(*) FROM bry.group_member m JOIN bry.reflection_group USING (tenant_id, group_id)"
               " JOIN bry.series USING (tenant_id, series_id) WHERE slug = 'navnlos' AND m.name IS NOT NULL");
  assert_string_equal(names, "0");
  free(names);
}

/* --- phases ------------------------------------------------------------------------------------------------------ */

static void a_session_goes_one_phase_forward_at_a_time(void **state) {
  (void)state;
  static const char *const all[] = {"check_in",   "write",  "reveal", "theme",
                                    "prioritise", "commit", "learn",  "closed"};
  circle c = make_circle("faser", "named");
  begin_session(&c);
  for (int now = 0; now < 8; now++) {
    for (int to = 0; to < 8; to++)
      if (to != now && to != now + 1)
        assert_refused(bry_session_step(store, c.session, c.tokens[0], all[to], ERR), BRY_ESTATE,
                       now == 7 ? "final" : "next one is");
    assert_ok(bry_session_step(store, c.session, c.tokens[0], all[now], ERR)); /* there already */
    if (now == 7) break;
    assert_refused(bry_session_step(store, c.session, c.tokens[1], all[now + 1], ERR), BRY_EDENIED, "facilitator");
    assert_ok(bry_session_step(store, c.session, c.tokens[0], all[now + 1], ERR));
  }
  assert_refused(bry_session_step(store, c.session, c.tokens[0], "lunch", ERR), BRY_EINVAL, "phases are");
  bry_table *list = NULL;
  assert_ok(bry_session_list(store, "faser", 1, &list, ERR));
  assert_int_equal(bry_table_row_count(list), 1);
  assert_string_equal(cell(list, 0, "phase"), "closed");
  bry_table_free(list);
  assert_refused(bry_session_list(store, "ingen", 0, &list, ERR), BRY_ENOTFOUND, "no series");
}

static void a_group_is_in_one_session_at_a_time(void **state) {
  (void)state;
  circle c = make_circle("en-om-gangen", "named"), other = make_circle("annen", "named");
  char again[37], first[37];
  bry_questionnaire *q = circle_prompts();
  begin_session(&c);
  strcpy(first, c.session);
  assert_ok(bry_session_create(store, c.tokens[0], q, 3, first, ERR)); /* the same once more */
  bry_uuid_v4(again);
  assert_refused(bry_session_create(store, c.tokens[0], q, 3, again, ERR), BRY_ESTATE, "not closed");
  assert_refused(bry_session_create(store, c.tokens[1], q, 3, again, ERR), BRY_EDENIED, "facilitator");
  assert_refused(bry_session_step(store, first, other.tokens[0], "write", ERR), BRY_ENOTFOUND, "no such session");
  assert_refused(bry_session_create(store, first, q, 3, again, ERR), BRY_EINVAL, "43 url-safe");
  assert_refused(bry_session_create(store, c.tokens[0], q, 101, again, ERR), BRY_EINVAL, "0 to 100");
  bry_questionnaire_free(q);
  static const char closed[] = "{\"elements\": [{\"type\": \"rating\", \"name\": \"near\"}]}";
  assert_ok(bry_questionnaire_parse(closed, strlen(closed), &q, ERR));
  assert_refused(bry_session_create(store, c.tokens[0], q, 3, again, ERR), BRY_EREFUSED, "free text");
  bry_questionnaire_free(q);
}

static void a_portal_begins_a_session_of_what_is_published(void **state) {
  (void)state;
  static const char fresh[] = "{\"elements\": [{\"type\": \"comment\", \"name\": \"nytt\"}]}";
  circle c = make_circle("portal", "named");
  bry_store *portal = login_open("t_portal");
  bry_questionnaire *q = NULL;
  assert_ok(bry_store_set_tenant(portal, "test", ERR));
  assert_ok(bry_questionnaire_parse(fresh, strlen(fresh), &q, ERR));
  bry_uuid_v4(c.session);
  assert_refused(bry_session_create(portal, c.tokens[0], q, 0, c.session, ERR), BRY_ENOTFOUND, "not published");
  assert_int_equal(bry_questionnaire_publish(portal, q, NULL), BRY_EDENIED);
  assert_ok(bry_questionnaire_publish(store, q, ERR));
  assert_ok(bry_questionnaire_publish(store, q, ERR));
  assert_ok(bry_session_create(portal, c.tokens[0], q, 0, c.session, ERR));
  assert_ok(bry_session_step(portal, c.session, c.tokens[0], "write", ERR));
  assert_int_equal(bry_series_create(portal, "ny", "Ny", "named", NULL), BRY_EDENIED);
  bry_questionnaire_free(q);
  bry_store_close(portal);
}

/* --- contributions ------------------------------------------------------------------------------------------------ */

static void ones_own_words_can_be_changed_and_withdrawn_before_the_reveal(void **state) {
  (void)state;
  static const char *const modes[] = {"named", "anonymous"};
  for (int anonymous = 0; anonymous < 2; anonymous++) {
    circle c = make_circle(anonymous ? "endre-a" : "endre-n", modes[anonymous]);
    char mine[BRY_SECRET_SIZE], gone[BRY_SECRET_SIZE];
    int32_t outcome = 0;
    void (*make)(char *) = anonymous ? bry_receipt_new : bry_uuid_v4;
    make(mine);
    make(gone);
    begin_session(&c);
    assert_refused(put_text(store, &c, 1, mine, "proud", "answer", "Ro", NULL, ERR), BRY_ESTATE, "write");
    go_to(&c, "write");
    assert_ok(put_text(store, &c, 1, mine, "proud", "answer", "Ro", &outcome, ERR));
    assert_int_equal(outcome, BRY_CONTRIBUTION_STORED);
    assert_ok(put_text(store, &c, 1, mine, "proud", "answer", "Ro", &outcome, ERR));
    assert_int_equal(outcome, BRY_CONTRIBUTION_REPEATED);
    assert_ok(put_text(store, &c, 1, mine, "try", "question", "Ro og tid?", &outcome, ERR));
    assert_int_equal(outcome, BRY_CONTRIBUTION_CHANGED);
    assert_ok(put_text(store, &c, 2, gone, "proud", "answer", "Angret", NULL, ERR));
    assert_ok(bry_contribution_withdraw(store, c.session, c.tokens[2], gone, ERR));
    assert_refused(bry_contribution_withdraw(store, c.session, c.tokens[2], gone, ERR), BRY_ENOTFOUND,
                   "no such contribution");
    if (!anonymous) { /* another member's id leads nowhere */
      assert_refused(bry_contribution_withdraw(store, c.session, c.tokens[2], mine, ERR), BRY_ENOTFOUND, "no such");
      assert_refused(put_text(store, &c, 2, mine, "proud", "answer", "Stjålet", NULL, ERR), BRY_ECONFLICT,
                     "Somebody");
    }
    bry_table *t = NULL;
    assert_refused(bry_contribution_list(store, c.session, c.tokens[1], 0, &t, ERR), BRY_ESTATE, "reveal");
    go_to(&c, "reveal");
    assert_int_equal(put_text(store, &c, 1, mine, "proud", "answer", "Sent", NULL, NULL), BRY_ESTATE);
    t = read_circle(&c, 3);
    assert_int_equal(bry_table_row_count(t), 1);
    assert_string_equal(cell(t, 0, "text"), "Ro og tid?");
    assert_string_equal(cell(t, 0, "kind"), "question");
    assert_string_equal(cell(t, 0, "author"), anonymous ? "" : "Bjørn");
    bry_table_free(t);
    if (anonymous) {
      assert_refused(bry_contribution_withdraw(store, c.session, c.tokens[1], mine, ERR), BRY_ESTATE, "write");
    } else {
      assert_int_equal(bry_contribution_withdraw(store, c.session, c.tokens[3], mine, NULL), BRY_ENOTFOUND);
      assert_ok(bry_contribution_withdraw(store, c.session, c.tokens[1], mine, ERR));
    }
  }
}

static void a_contribution_is_checked_as_an_answer_is(void **state) {
  (void)state;
  circle c = make_circle("sjekk", "named");
  char id[37], receipt[BRY_SECRET_SIZE], longer[202];
  memset(longer, 'a', 201);
  longer[201] = 0;
  bry_uuid_v4(id);
  bry_receipt_new(receipt);
  begin_session(&c);
  go_to(&c, "write");
  assert_refused(put_text(store, &c, 1, id, "proud", "answer", longer, NULL, ERR), BRY_EREFUSED, "contribution");
  assert_refused(put_text(store, &c, 1, id, "near", "answer", "4", NULL, ERR), BRY_ENOTFOUND, "no such text");
  assert_refused(put_text(store, &c, 1, id, "ukjent", "answer", "x", NULL, ERR), BRY_ENOTFOUND, "no such text");
  assert_refused(put_text(store, &c, 1, id, "@1", "answer", "x", NULL, ERR), BRY_ENOTFOUND, "no such text");
  assert_refused(put_text(store, &c, 1, id, "proud", "rant", "x", NULL, ERR), BRY_EINVAL, "kind");
  assert_refused(put_text(store, &c, 1, id, "proud", "answer", "", NULL, ERR), BRY_EINVAL, "1 to");
  assert_refused(put_text(store, &c, 1, id, "proud", "answer", "\xff", NULL, ERR), BRY_EPARSE, "UTF-8");
  assert_refused(put_text(store, &c, 1, receipt, "proud", "answer", "x", NULL, ERR), BRY_EINVAL, "UUID");
  assert_ok(put_text(store, &c, 1, id, "proud", "answer", "'; DROP TABLE bry.contribution; --", NULL, ERR));
}

static void the_order_is_stable_and_texts_are_scrubbed_on_request(void **state) {
  (void)state;
  circle c = make_circle("rekke", "anonymous");
  begin_session(&c);
  go_to(&c, "write");
  for (int i = 0; i < 12; i++) {
    char text[40];
    snprintf(text, sizeof text, "%02d ring 912 34 567", i);
    say(&c, 1, i % CIRCLE_MEMBERS, "proud", "answer", text);
  }
  go_to(&c, "reveal");
  bry_table *a = read_circle(&c, 0), *b = read_circle(&c, 3), *scrubbed = NULL;
  int in_order = 1;
  for (int64_t row = 0; row < 12; row++) {
    assert_string_equal(cell(a, row, "text"), cell(b, row, "text"));
    in_order &= atoi(cell(a, row, "text")) == row;
  }
  assert_false(in_order); /* by chance once in 12! */
  assert_ok(bry_contribution_list(store, c.session, c.tokens[0], 1, &scrubbed, ERR));
  assert_null(strstr(cell(scrubbed, 0, "text"), "912"));
  bry_table_free(a);
  bry_table_free(b);
  bry_table_free(scrubbed);
}

static void a_member_and_a_series_are_erased(void **state) {
  (void)state;
  circle c = make_circle("slett", "named");
  begin_session(&c);
  go_to(&c, "write");
  say(&c, 0, 1, "proud", "answer", "SLETTES-1");
  say(&c, 0, 2, "proud", "answer", "blir");
  assert_ok(bry_member_remove(store, c.tokens[1], ERR));
  assert_refused(bry_member_remove(store, c.tokens[1], ERR), BRY_ENOTFOUND, "no such member");
  char *left =
      ask_text("SELECT string_agg(text, ',') FROM bry.contribution JOIN bry.session USING (tenant_id, session_id)"
               " JOIN bry.reflection_group g ON g.group_id = session.group_id JOIN bry.series USING (series_id)"
               " WHERE slug = 'slett'");
  assert_string_equal(left, "blir");
  free(left);
  bry_table *members = NULL, *list = NULL;
  assert_ok(bry_group_members(store, "slett", &members, ERR));
  assert_int_equal(bry_table_row_count(members), 3);
  assert_ok(bry_member_remove(store, bry_table_text(members, 2, 0), ERR));
  bry_table_free(members);
  assert_ok(bry_series_delete(store, "slett", ERR));
  assert_refused(bry_series_delete(store, "slett", ERR), BRY_ENOTFOUND, "no series");
  char *gone = ask_text("SELECT count(*) FROM bry.contribution WHERE text = 'blir'");
  assert_string_equal(gone, "0");
  free(gone);
  assert_ok(bry_audit_list(store, 0, 0, &list, ERR));
  int32_t act = bry_table_find_column(list, "act");
  int deleted = 0;
  for (int64_t row = 0; row < bry_table_row_count(list); row++) {
    deleted += strcmp(bry_table_text(list, row, act), "series.delete") == 0;
    assert_null(strstr(cell(list, row, "subject"), "SLETTES"));
  }
  assert_int_equal(deleted, 1);
  bry_table_free(list);
}

/* --- threads ------------------------------------------------------------------------------------------------------ */

enum { GROUPS = 8, EACH = 8, WRITES = 3 };

typedef struct writer {
  pthread_t thread;
  circle place; /* its own token stands first */
  int failures;
} writer;

static void *write_some(void *user) {
  writer *w = user;
  for (int i = 0; i < WRITES; i++) {
    char reference[BRY_SECRET_SIZE];
    bry_receipt_new(reference);
    w->failures += put_text(store, &w->place, 0, reference, "proud", "answer", "Ett ord", NULL, NULL) != BRY_OK;
  }
  return NULL;
}

static void sixty_four_members_of_eight_groups_write_at_once(void **state) {
  (void)state;
  static writer writers[GROUPS * EACH];
  char csv[2000] = "id,group,facilitator\n";
  bry_table *tokens = NULL;
  for (int i = 0; i < GROUPS * EACH; i++)
    sprintf(csv + strlen(csv), "%d,%d,%d\n", i, i / EACH + 1, i % EACH == 0);
  bry_table *groups = table_of(csv);
  assert_ok(bry_series_create(store, "mange", "Mange", "anonymous", ERR));
  assert_ok(bry_group_form(store, "mange", groups, 0, NULL, NULL, &tokens, ERR));
  for (int i = 0; i < GROUPS * EACH; i++) {
    strcpy(writers[i].place.tokens[0], cell(tokens, i, "token"));
    if (i % EACH == 0) {
      begin_session(&writers[i].place);
      go_to(&writers[i].place, "write");
    } else {
      strcpy(writers[i].place.session, writers[i - i % EACH].place.session);
    }
  }
  for (int i = 0; i < GROUPS * EACH; i++)
    pthread_create(&writers[i].thread, NULL, write_some, &writers[i]);
  for (int i = 0; i < GROUPS * EACH; i++)
    pthread_join(writers[i].thread, NULL);
  for (int i = 0; i < GROUPS * EACH; i++)
    assert_int_equal(writers[i].failures, 0);
  for (int g = 0; g < GROUPS; g++) {
    go_to(&writers[g * EACH].place, "reveal");
    bry_table *t = read_circle(&writers[g * EACH].place, 0);
    assert_int_equal(bry_table_row_count(t), EACH * WRITES);
    bry_table_free(t);
  }
  bry_table_free(tokens);
  bry_table_free(groups);
}

static void *reveal(void *user) {
  writer *w = user;
  w->failures = bry_session_step(store, w->place.session, w->place.tokens[0], "reveal", NULL) != BRY_OK;
  return NULL;
}

/* Whatever was stored is revealed, and nothing comes after. */
static void a_reveal_and_those_who_write_do_not_miss_each_other(void **state) {
  (void)state;
  static writer writers[CIRCLE_MEMBERS];
  writer leader;
  leader.place = make_circle("kapplop", "anonymous");
  begin_session(&leader.place);
  go_to(&leader.place, "write");
  for (int i = 0; i < CIRCLE_MEMBERS; i++) {
    writers[i].place = leader.place;
    strcpy(writers[i].place.tokens[0], leader.place.tokens[i]);
    writers[i].failures = 0;
    pthread_create(&writers[i].thread, NULL, write_some, &writers[i]);
  }
  pthread_create(&leader.thread, NULL, reveal, &leader);
  int failures = 0;
  for (int i = 0; i < CIRCLE_MEMBERS; i++) {
    pthread_join(writers[i].thread, NULL);
    failures += writers[i].failures;
  }
  pthread_join(leader.thread, NULL);
  assert_int_equal(leader.failures, 0);
  bry_table *t = read_circle(&leader.place, 0);
  assert_int_equal(bry_table_row_count(t), CIRCLE_MEMBERS * WRITES - failures);
  bry_table_free(t);
}

/* What is sent while the reveal is under way waits for it, and then comes too late. */
static void who_writes_during_a_reveal_comes_after_it(void **state) {
  (void)state;
  static writer late;
  uint8_t secret[BRY__SECRET_BYTES], key[32];
  char hex[65], sql[300];
  late.place = make_circle("under-veis", "anonymous");
  begin_session(&late.place);
  go_to(&late.place, "write");
  assert_true(bry__secret_read(late.place.tokens[0], secret));
  bry__secret_hash("bry group member", secret, NULL, key, sizeof key);
  bry__hex(key, sizeof key, hex);
  snprintf(
      sql, sizeof sql,
      "SELECT bry.session_step(tenant_id, session_id, '\\x%s', 'reveal') FROM bry.session WHERE session_id = '%s'",
      hex, late.place.session);
  PGconn *pg = login_connect("t_portal");
  assert_string_equal(try_sql(pg, "BEGIN", NULL), "");
  assert_string_equal(try_sql(pg, sql, NULL), "");
  pthread_create(&late.thread, NULL, write_some, &late);
  usleep(300000); /* as long as it takes to come to the lock, else the test shows less */
  assert_string_equal(try_sql(pg, "COMMIT", NULL), "");
  pthread_join(late.thread, NULL);
  assert_int_equal(late.failures, WRITES);
  bry_table *t = read_circle(&late.place, 0);
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  PQfinish(pg);
}

/* --- memory ------------------------------------------------------------------------------------------------------- */

static circle spare;
static char spare_id[37];

static bry_status write_work(bry_error **err) {
  return put_text(store, &spare, 1, spare_id, "proud", "answer", "Minne", NULL, err);
}

static bry_status list_work(bry_error **err) {
  bry_table *table = NULL;
  bry_status status = bry_contribution_list(store, spare.session, spare.tokens[0], 1, &table, err);
  bry_table_free(table);
  table = NULL;
  if (status == BRY_OK) status = bry_session_list(store, "minne", 0, &table, err);
  bry_table_free(table);
  table = NULL;
  if (status == BRY_OK) status = bry_group_members(store, "minne", &table, err);
  bry_table_free(table);
  return status;
}

static bry_status form_work(bry_error **err) {
  bry_table *groups = NULL, *people = NULL, *tokens = NULL;
  bry_status status = bry_table_from_csv("id,group\na,1\nb,1\n", 17, &groups, err);
  if (status == BRY_OK) status = bry_table_from_csv("id,name\na,A\nb,B\n", 16, &people, err);
  if (status == BRY_OK) status = bry_group_form(store, "minne", groups, 0, people, NULL, &tokens, err);
  bry_table_free(groups);
  bry_table_free(people);
  bry_table_free(tokens);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  spare = make_circle("minne", "named");
  begin_session(&spare);
  bry_uuid_v4(spare_id);
  go_to(&spare, "write");
  assert_true(each_allocation_may_fail(write_work, BRY_OK) > 10);
  go_to(&spare, "reveal");
  assert_true(each_allocation_may_fail(list_work, BRY_OK) > 10);
  assert_true(each_allocation_may_fail(form_work, BRY_ECONFLICT) > 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_series_is_named_or_anonymous_for_good),
      cmocka_unit_test(groups_come_from_a_composition),
      cmocka_unit_test(what_makes_no_groups_is_refused_by_its_row),
      cmocka_unit_test(an_anonymous_series_keeps_no_names),
      cmocka_unit_test(a_session_goes_one_phase_forward_at_a_time),
      cmocka_unit_test(a_group_is_in_one_session_at_a_time),
      cmocka_unit_test(a_portal_begins_a_session_of_what_is_published),
      cmocka_unit_test(ones_own_words_can_be_changed_and_withdrawn_before_the_reveal),
      cmocka_unit_test(a_contribution_is_checked_as_an_answer_is),
      cmocka_unit_test(the_order_is_stable_and_texts_are_scrubbed_on_request),
      cmocka_unit_test(a_member_and_a_series_are_erased),
      cmocka_unit_test(sixty_four_members_of_eight_groups_write_at_once),
      cmocka_unit_test(a_reveal_and_those_who_write_do_not_miss_each_other),
      cmocka_unit_test(who_writes_during_a_reveal_comes_after_it),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, open_workplace_with_logins, close_workplace);
}
