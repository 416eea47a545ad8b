/* Releases: made of a closed survey, the same from the same answers, read by researchers and by nobody's other way; what
 * several of them tell together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/logins.h"

static const char spec_format[] =
    "{\"name\": \"%s\", \"survey\": \"%s\", \"by\": [\"sektor\", [\"sektor\", \"enhet\"]], \"items\": [\"near\","
    " {\"item\": \"mood\", \"measures\": [\"distribution\"]}, \"meet\"], \"themes\": [{\"item\": \"dream\","
    " \"codebook\": \"drom\"}]}";

static const char *spec(const char *name, const char *survey) {
  static char text[1000];
  snprintf(text, sizeof text, spec_format, name, survey);
  return text;
}

/* Units of each sector with so many people; small ones among them. */
static const struct {
  const char *sektor, *enhet;
  int people;
} units[] = {{"helse", "h1", 23},    {"helse", "h2", 12},   {"helse", "h3", 3},     {"helse", "h4", 9},
             {"oppvekst", "o1", 31}, {"oppvekst", "o2", 2}, {"oppvekst", "o3", 14}, {"oppvekst", "o4", 7},
             {"teknisk", "t1", 6},   {"teknisk", "t2", 26}, {"teknisk", "t3", 10}};
enum { UNITS = sizeof units / sizeof units[0], PEOPLE = 143 };

static char *answers_csv(void) {
  static const char *const dreams[] = {"En rolig dag", "Gode kolleger", "nytt utstyr og god tid", "Sol"};
  char *csv = malloc(PEOPLE * 100 + 200), *at = csv;
  at += sprintf(at, "sektor,enhet,near,mood.mon,mood.fri,meet,dream\n");
  int n = 0;
  for (int u = 0; u < UNITS; u++)
    for (int i = 0; i < units[u].people; i++, n++)
      at += sprintf(at, "%s,%s,%d,%s,%s,%s,%s\n", units[u].sektor, units[u].enhet, 1 + (n * 7 + i) % 5,
                    n % 3 ? "good" : "bad", i % 2 ? "good" : "bad", n % 4 ? "lunch" : "coffee", dreams[n % 4]);
  assert_int_equal(n, PEOPLE);
  return csv;
}

/* Filled, coded and closed. */
static bry_survey *make_closed(const char *slug) {
  bry_survey *survey = make_survey(slug);
  char *csv = answers_csv();
  bry_import *import = import_csv(survey, csv);
  expect(import, PEOPLE, PEOPLE, 0, 0);
  bry_import_free(import);
  free(csv);
  put_codebook(workplace_codebook);
  assert_ok(bry_survey_code(store, survey, "dream", "drom", NULL, NULL, NULL, ERR));
  assert_ok(bry_survey_close(store, slug, NULL, NULL, ERR));
  return survey;
}

static char *publish(const char *name, const char *survey) {
  bry_text *out = NULL;
  const char *text = spec(name, survey);
  assert_ok(bry_release_publish(store, text, strlen(text), NULL, NULL, &out, ERR));
  char *said = strdup(bry_text_data(out));
  bry_text_free(out);
  return said;
}

static bry_table *table_of(bry_store *from, const char *name, int32_t version, const char *table) {
  bry_table *t = NULL;
  assert_ok(bry_release_table(from, name, version, table, &t, ERR));
  return t;
}

static bry_status try_publish(bry_store *by, const char *json, bry_error **err) {
  bry_text *out = NULL;
  bry_status status = bry_release_publish(by, json, strlen(json), NULL, NULL, &out, err);
  bry_text_free(out);
  return status;
}

/* --- publishing --------------------------------------------------------------------------------------------------- */

static void only_a_closed_survey_is_released(void **state) {
  (void)state;
  bry_survey *survey = make_survey("still-open");
  assert_refused(try_publish(store, spec("early", "still-open"), ERR), BRY_ESTATE, "not closed");
  bry_survey_free(survey);
}

static void a_mistake_in_the_specification_is_pointed_at(void **state) {
  (void)state;
  static const struct {
    const char *json, *pointer;
    bry_status status;
  } cases[] = {{"{\"survey\": \"made\"}", "/name", BRY_EINVAL},
               {"{\"name\": \"x\", \"survey\": \"made\", \"itmes\": []}", "/itmes", BRY_EINVAL},
               {"{\"name\": \"x\", \"survey\": \"made\", \"k\": 2}", "/k", BRY_EINVAL},
               {"{\"name\": \"x\", \"survey\": \"made\", \"method\": \"round\"}", "/method", BRY_ENOTSUPPORTED},
               {"{\"name\": \"x\", \"survey\": \"made\", \"items\": [\"nothing\"]}", "/items/0", BRY_ENOTFOUND},
               {"{\"name\": \"x\", \"survey\": \"made\", \"items\": [\"near\", \"near\"]}", "/items/1", BRY_EINVAL},
               {"{\"name\": \"x\", \"survey\": \"made\", \"items\": [{\"item\": \"near\", \"measures\": [\"max\"]}]}",
                "/items/0/measures/0", BRY_EINVAL},
               {"{\"name\": \"x\", \"survey\": \"made\", \"by\": [\"nowhere\"]}", "/by", BRY_ENOTFOUND},
               {"{\"name\": \"x\", \"survey\": \"made\", \"by\": [[\"sektor\", \"sektor\"]]}", "/by/0/1", BRY_EINVAL},
               {"{\"name\": \"x\", \"survey\": \"made\", \"quotes\": [{\"item\": \"dream\", \"codebook\": \"drom\","
                " \"approved\": [\"Dette sa ingen\"]}]}",
                "/quotes/0/approved/0", BRY_ENOTFOUND}};
  bry_survey *survey = make_closed("made");
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    bry_error *err = NULL;
    assert_int_equal(try_publish(store, cases[i].json, &err), cases[i].status);
    assert_non_null(bry_error_pointer(err));
    assert_string_equal(bry_error_pointer(err), cases[i].pointer);
    bry_error_free(err);
  }
  bry_survey_free(survey);
}

static void the_same_answers_give_the_same_hash(void **state) {
  (void)state;
  bry_survey *survey = make_closed("twice");
  char *one = publish("twice", "twice"), *two = publish("twice", "twice");
  assert_non_null(strstr(one, "\"version\":1,"));
  assert_non_null(strstr(two, "\"version\":2,"));
  assert_non_null(strstr(one, "\"passed\":true"));
  assert_memory_equal(strstr(one, "\"hash\":"), strstr(two, "\"hash\":"), 7 + 66);
  free(one);
  free(two);
  bry_survey_free(survey);
}

/* --- what is shown ------------------------------------------------------------------------------------------------ */

static int is_shown(const bry_table *t, int64_t row, const char *column) {
  return bry_table_missing(t, row, bry_table_find_column(t, column)) != BRY_MISSING_WITHHELD;
}

static void expect_at_least(const bry_table *t, const char *column, int64_t least) {
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    if (is_shown(t, row, column) && number_in(t, row, "respondents") > 0)
      assert_true(number_in(t, row, "respondents") >= least);
}

static void a_group_is_withheld_in_all_tables_or_shown_from_its_size(void **state) {
  (void)state;
  bry_survey *survey = make_closed("shown");
  free(publish("shown", "shown"));
  bry_table *groups = table_of(store, "shown", 0, "groups_by_sektor_enhet");
  bry_table *near = table_of(store, "shown", 0, "near_by_sektor_enhet");
  bry_table *means = table_of(store, "shown", 0, "near_mean_by_sektor_enhet");
  bry_table *themes = table_of(store, "shown", 0, "themes_by_sektor_enhet");
  bry_table *all[] = {near, means, themes};
  assert_int_equal(bry_table_row_count(groups), UNITS);
  expect_at_least(groups, "respondents", 5);
  expect_at_least(near, "count", 8);
  expect_at_least(themes, "count", 8);
  expect_at_least(means, "mean", 8);
  expect_at_least(means, "sd", 20);
  int withheld = 0;
  for (int64_t g = 0; g < bry_table_row_count(groups); g++) {
    if (is_shown(groups, g, "respondents")) continue;
    withheld++;
    for (int t = 0; t < 3; t++)
      assert_false(is_shown(
          all[t], find_row(all[t], bry_table_text(groups, g, 0), bry_table_text(groups, g, 1), NULL), "respondents"));
  }
  assert_in_range(withheld, 3, UNITS - 3); /* h3 and o2, and what protects them; not all */
  int64_t whole = find_row(means, "teknisk", "t2", NULL);
  assert_true(is_shown(means, whole, "mean"));
  bry_table_free(groups);
  bry_table_free(near);
  bry_table_free(means);
  bry_table_free(themes);
  bry_survey_free(survey);
}

static void a_dry_run_says_what_would_be_withheld_and_stores_nothing(void **state) {
  (void)state;
  bry_survey *survey = make_closed("dry");
  bry_table *t = NULL, *list = NULL;
  const char *json = spec("dry", "dry");
  assert_ok(bry_release_dry_run(store, json, strlen(json), NULL, NULL, &t, ERR));
  int64_t small = find_row(t, "groups", "sektor=helse, enhet=h3", "count");
  assert_true(small >= 0);
  assert_int_equal(number_in(t, small, "respondents"), 3);
  assert_string_equal(bry_table_text(t, small, bry_table_find_column(t, "reason")), "small");
  assert_ok(bry_release_list(store, &list, ERR));
  assert_int_equal(find_row(list, "dry", NULL, NULL), -1);
  bry_table_free(list);
  bry_table_free(t);
  bry_survey_free(survey);
}

static void a_quote_is_released_when_it_was_approved_and_goes_when_it_is_withdrawn(void **state) {
  (void)state;
  static const char quoting[] = "{\"name\": \"quoting\", \"survey\": \"quoting\", \"quotes\": [{\"item\": \"dream\","
                                " \"codebook\": \"drom\", \"approved\": [%s]}]}";
  bry_survey *survey = make_closed("quoting");
  char json[300];
  snprintf(json, sizeof json, quoting, "");
  assert_int_equal(try_publish(store, json, NULL), BRY_OK);
  bry_table *t = table_of(store, "quoting", 1, "quotes");
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  snprintf(json, sizeof json, quoting, "\"nytt utstyr og god tid\"");
  assert_int_equal(try_publish(store, json, NULL), BRY_OK);
  t = table_of(store, "quoting", 2, "quotes");
  assert_int_equal(bry_table_row_count(t), 1);
  assert_string_equal(bry_table_text(t, 0, 1), "nytt utstyr og god tid");
  bry_table_free(t);
  assert_ok(bry_release_withdraw(store, "quoting", 2, "Trukket", ERR));
  PGconn *researcher = login_connect("t_researcher");
  int rows = 1;
  assert_string_equal(try_sql(researcher,
                              "SELECT FROM bry.release r WHERE r::text LIKE '%utstyr%' UNION ALL SELECT FROM"
                              " bry.release_table t WHERE t.release = 'quoting' AND t.document LIKE '%utstyr%'",
                              &rows),
                      "");
  assert_int_equal(rows, 0);
  PQfinish(researcher);
  bry_survey_free(survey);
}

/* --- over time ---------------------------------------------------------------------------------------------------- */

static void erase_one(const char *slug, const char *enhet) {
  char sql[400];
  snprintf(
      sql, sizeof sql,
      "SELECT r.response_id FROM bry.response r JOIN bry.survey s USING (tenant_id, survey_id) WHERE s.slug = '%s'"
      " AND r.segments[2] = '%s' ORDER BY 1 LIMIT 1",
      slug, enhet);
  char *id = ask_text(sql);
  bry_survey *survey = NULL;
  int32_t outcome = 0;
  assert_ok(bry_survey_get(store, slug, &survey, ERR));
  assert_ok(bry_response_erase(store, survey, id, &outcome, ERR));
  assert_int_equal(outcome, BRY_ERASE_ERASED);
  bry_survey_free(survey);
  free(id);
}

static const char coarser[] = "{\"name\": \"coarser\", \"survey\": \"erased\"}";

static void expect_no_more(const char *json) {
  bry_table *withheld = NULL;
  assert_refused(try_publish(store, json, ERR), BRY_EREFUSED, "no longer those");
  assert_refused(bry_release_dry_run(store, json, strlen(json), NULL, NULL, &withheld, ERR), BRY_EREFUSED,
                 "no longer those");
}

static void nothing_more_is_released_when_answers_were_erased(void **state) {
  (void)state;
  bry_survey *survey = make_closed("erased");
  erase_one("erased", "h1"); /* nobody counted it */
  free(publish("erased", "erased"));
  assert_int_equal(try_publish(store, coarser, NULL), BRY_OK);
  for (int i = 0; i < 8; i++) {
    erase_one("erased", i % 2 ? "o1" : "h2");
    expect_no_more(coarser);
  }
  expect_no_more(spec("erased", "erased"));
  assert_ok(bry_release_withdraw(store, "erased", 1, "Trukket", ERR));
  assert_ok(bry_release_withdraw(store, "coarser", 1, "Trukket", ERR));
  expect_no_more(coarser); /* they were read */
  bry_survey_free(survey);
}

/* Groups that two releases show have the same people, and a group that one withholds no other shows. */
static void the_same_people_are_released_in_other_breakdowns(void **state) {
  (void)state;
  static const char by_unit[] = "{\"name\": \"units\", \"survey\": \"finer\", \"by\": [\"enhet\"], \"items\": "
                                "[\"near\", {\"item\": \"mood\", \"measures\": [\"distribution\"]}]}";
  bry_survey *survey = make_closed("finer");
  free(publish("finer", "finer"));
  assert_int_equal(try_publish(store, by_unit, NULL), BRY_OK);
  bry_table *crossed = table_of(store, "finer", 1, "groups_by_sektor_enhet");
  bry_table *units_alone = table_of(store, "units", 1, "groups_by_enhet");
  assert_int_equal(bry_table_row_count(crossed), bry_table_row_count(units_alone));
  int shown = 0;
  for (int64_t row = 0; row < bry_table_row_count(crossed); row++) {
    int64_t same = find_row(units_alone, bry_table_text(crossed, row, 1), NULL, NULL);
    assert_int_equal(is_shown(crossed, row, "respondents"), is_shown(units_alone, same, "respondents"));
    shown += is_shown(crossed, row, "respondents");
  }
  assert_in_range(shown, 3, UNITS - 3);
  bry_table_free(crossed);
  bry_table_free(units_alone);
  bry_survey_free(survey);
}

/* --- withdrawing -------------------------------------------------------------------------------------------------- */

static void a_withdrawn_release_is_listed_and_not_read(void **state) {
  (void)state;
  bry_survey *survey = make_closed("gone");
  bry_table *t = NULL;
  bry_text *bundle = NULL;
  free(publish("gone", "gone"));
  assert_refused(bry_release_withdraw(store, "gone", 1, "", ERR), BRY_EINVAL, "reason");
  assert_ok(bry_release_withdraw(store, "gone", 1, "Feil utvalg", ERR));
  assert_refused(bry_release_withdraw(store, "gone", 1, "Igjen", ERR), BRY_ESTATE, "already");
  assert_refused(bry_release_withdraw(store, "gone", 9, "Ingen", ERR), BRY_ENOTFOUND, "no such");
  assert_refused(bry_release_table(store, "gone", 1, "near", &t, ERR), BRY_ESTATE, "withdrawn");
  assert_refused(bry_release_table(store, "gone", 0, "near", &t, ERR), BRY_ENOTFOUND, "none that can be read");
  assert_refused(bry_release_bundle(store, "gone", 1, &bundle, ERR), BRY_ESTATE, "withdrawn");
  assert_ok(bry_release_list(store, &t, ERR));
  int64_t row = find_row(t, "gone", NULL, NULL);
  assert_string_equal(bry_table_text(t, row, bry_table_find_column(t, "reason")), "Feil utvalg");
  assert_int_equal(number_in(t, row, "tables"), 0);
  bry_table_free(t);
  char *acts = ask_text("SELECT string_agg(act, ' ' ORDER BY at) FROM bry.audit WHERE subject = 'gone' AND act LIKE"
                        " 'release.%'");
  assert_string_equal(acts, "release.publish release.withdraw");
  free(acts);
  PGconn *researcher = login_connect("t_researcher");
  int rows = 0;
  assert_string_equal(try_sql(researcher,
                              "SELECT FROM bry.release WHERE release = 'gone' AND manifest IS NULL AND audit IS NULL"
                              " AND length(hash) = 64",
                              &rows),
                      "");
  assert_int_equal(rows, 1);
  PQfinish(researcher);
  free(publish("gone", "gone"));
  t = table_of(store, "gone", 0, "near");
  bry_table_free(t);
  bry_survey_free(survey);
}

static void nobody_changes_a_release_and_a_changed_one_is_not_read(void **state) {
  (void)state;
  bry_survey *survey = make_closed("fixed");
  bry_table *t = NULL;
  free(publish("fixed", "fixed"));
  PGconn *owner = login_connect("t_owner");
  assert_denied(owner, "UPDATE bry.release_table SET document = ''");
  assert_denied(owner, "DELETE FROM bry.release_table");
  assert_denied(owner, "UPDATE bry.release SET hash = hash");
  assert_denied(owner, "UPDATE bry.release SET audit = '{}' WHERE release = 'fixed'");
  assert_denied(owner, "UPDATE bry.release SET manifest = NULL WHERE release = 'fixed'");
  assert_denied(owner, "DELETE FROM bry.release");
  PQfinish(owner);
  run_as_superuser(
      "UPDATE bry.release_table SET document = replace(document, '\"rows\"', '\"rows\" ') WHERE release ="
      " 'fixed' AND name = 'near'");
  assert_refused(bry_release_table(store, "fixed", 0, "near", &t, ERR), BRY_ECONFLICT, "not what was published");
  t = table_of(store, "fixed", 0, "meet");
  bry_table_free(t);
  bry_survey_free(survey);
}

/* --- researchers -------------------------------------------------------------------------------------------------- */

static void a_researcher_reads_releases(void **state) {
  (void)state;
  bry_survey *survey = make_closed("read");
  free(publish("read", "read"));
  bry_store *researcher = login_open("t_researcher");
  bry_table *list = NULL;
  bry_text *bundle = NULL;
  assert_ok(bry_store_set_tenant(researcher, "test", ERR));
  assert_ok(bry_release_list(researcher, &list, ERR));
  assert_true(find_row(list, "read", NULL, NULL) >= 0);
  assert_ok(bry_release_bundle(researcher, "read", 0, &bundle, ERR));
  assert_non_null(strstr(bry_text_data(bundle), "\"themes_by_sektor\":{\"name\":"));
  bry_table *t = table_of(researcher, "read", 0, "near_by_sektor");
  assert_int_equal(bry_table_row_count(t), 15);
  bry_table_free(t);
  assert_refused(try_publish(researcher, spec("read", "read"), ERR), BRY_EDENIED, "");
  assert_refused(bry_release_withdraw(researcher, "read", 1, "Nei", ERR), BRY_EDENIED, "");
  bry_text_free(bundle);
  bry_table_free(list);
  bry_store_close(researcher);
  bry_survey_free(survey);
}

/* Whatever there is in the schema but releases, and the tables that tell a login who it is. */
static void a_researcher_reaches_nothing_else(void **state) {
  (void)state;
  bry_survey *survey = make_closed("reach");
  free(publish("reach", "reach"));
  PGconn *researcher = login_connect("t_researcher"), *super = cluster_connect(&server, 1);
  PGresult *there =
      PQexec(super, "SELECT relname FROM pg_class WHERE relnamespace = 'bry'::regnamespace AND relkind IN"
                    " ('r', 'v', 'p') AND relname NOT IN ('release', 'release_table', 'release_value',"
                    " 'migration', 'tenant', 'member')");
  assert_true(PQntuples(there) > 20);
  for (int i = 0; i < PQntuples(there); i++) {
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT * FROM bry.%s", PQgetvalue(there, i, 0));
    assert_denied(researcher, sql);
  }
  int rows = 0;
  assert_string_equal(try_sql(researcher, "SELECT * FROM bry.release_value WHERE release = 'reach'", &rows), "");
  assert_true(rows > 100);
  assert_string_equal(try_sql(researcher,
                              "SELECT * FROM bry.release_value WHERE release = 'reach' AND table_name ="
                              " 'groups_by_sektor_enhet' AND column_name = 'respondents' AND value::int < 5",
                              &rows),
                      "");
  assert_int_equal(rows, 0);
  assert_string_equal(try_sql(researcher,
                              "SELECT * FROM bry.release_value WHERE release = 'reach' AND table_name ="
                              " 'groups_by_sektor_enhet' AND missing = 'withheld' AND value IS NULL",
                              &rows),
                      "");
  assert_true(rows >= 3);
  assert_denied(researcher, "SET ROLE bry_owner");
  assert_denied(researcher, "SELECT bry.release_withdraw(tenant_id, release, version, 'x') FROM bry.release");
  PQclear(there);
  PQfinish(super);
  PQfinish(researcher);
  bry_survey_free(survey);
}

static void a_facilitator_does_not_read_releases(void **state) {
  (void)state;
  PGconn *facilitator = login_connect("t_facilitator");
  assert_denied(facilitator, "SELECT * FROM bry.release_table");
  assert_denied(facilitator, "SELECT * FROM bry.release_ground");
  assert_denied(facilitator, "SELECT * FROM bry.release_value");
  PQfinish(facilitator);
}

/* --- another database --------------------------------------------------------------------------------------------- */

static const char *other_conninfo(void) {
  static char whole[300];
  char *conninfo = cluster_direct(&server);
  snprintf(whole, sizeof whole, "%s dbname=releases", conninfo);
  free(conninfo);
  return whole;
}

static int64_t count_outcomes(const char *outcome) {
  bry_table *t = NULL;
  int64_t count = 0;
  assert_ok(bry_release_push(store, other_conninfo(), &t, ERR));
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    count += strcmp(bry_table_text(t, row, 2), outcome) == 0;
  bry_table_free(t);
  return count;
}

static void pushed_releases_read_the_same_and_pushing_again_does_nothing(void **state) {
  (void)state;
  bry_survey *survey = make_closed("push");
  bry_store *other = NULL;
  bry_text *here = NULL, *there = NULL;
  bry_table *t = NULL;
  free(publish("push", "push"));
  free(publish("push", "push"));
  run_as_superuser("UPDATE bry.release_table SET document = replace(document, '\"rows\" ', '\"rows\"')");
  run_as_superuser("CREATE DATABASE releases OWNER bry");
  assert_ok(bry_store_open(other_conninfo(), NULL, &other, ERR));
  assert_ok(bry_store_migrate(other, ERR));
  assert_refused(bry_release_push(store, other_conninfo(), &t, ERR), BRY_EDENIED, "");
  assert_ok(bry_tenant_add(other, "test", "Test", ERR));
  assert_ok(bry_store_set_tenant(other, "test", ERR));
  assert_true(count_outcomes("taken") >= 2);
  assert_int_equal(count_outcomes("taken"), 0);
  assert_ok(bry_release_bundle(store, "push", 2, &here, ERR));
  assert_ok(bry_release_bundle(other, "push", 2, &there, ERR));
  assert_string_equal(bry_text_data(here), bry_text_data(there));
  assert_ok(bry_release_withdraw(store, "push", 2, "Feil", ERR));
  assert_int_equal(count_outcomes("taken"), 1);
  assert_refused(bry_release_table(other, "push", 2, "near", &t, ERR), BRY_ESTATE, "withdrawn");
  PGconn *pushed = PQconnectdb(other_conninfo());
  assert_string_equal(cluster_sql(pushed, "SELECT count(*) FROM bry.release WHERE withdrawn_on IS NOT NULL"
                                          " AND manifest IS NULL AND audit IS NULL AND release = 'push'"),
                      "1");
  assert_string_equal(cluster_sql(pushed, "SELECT count(*) FROM bry.release WHERE (withdrawn_on IS NULL) <> (manifest"
                                          " IS NOT NULL)"),
                      "0");
  PQfinish(pushed);
  bry_text_free(here);
  bry_text_free(there);
  bry_store_close(other);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_a_closed_survey_is_released),
      cmocka_unit_test(a_mistake_in_the_specification_is_pointed_at),
      cmocka_unit_test(the_same_answers_give_the_same_hash),
      cmocka_unit_test(a_group_is_withheld_in_all_tables_or_shown_from_its_size),
      cmocka_unit_test(a_dry_run_says_what_would_be_withheld_and_stores_nothing),
      cmocka_unit_test(a_quote_is_released_when_it_was_approved_and_goes_when_it_is_withdrawn),
      cmocka_unit_test(nothing_more_is_released_when_answers_were_erased),
      cmocka_unit_test(the_same_people_are_released_in_other_breakdowns),
      cmocka_unit_test(a_withdrawn_release_is_listed_and_not_read),
      cmocka_unit_test(nobody_changes_a_release_and_a_changed_one_is_not_read),
      cmocka_unit_test(a_researcher_reads_releases),
      cmocka_unit_test(a_researcher_reaches_nothing_else),
      cmocka_unit_test(a_facilitator_does_not_read_releases),
      cmocka_unit_test(pushed_releases_read_the_same_and_pushing_again_does_nothing),
  };
  return cmocka_run_group_tests(tests, open_workplace_with_logins, close_workplace);
}
