/* Reflection groups for tests: a series with groups, the tokens of their members, and short ways to take a session through
 * its phases. cmocka must be included first. */
#ifndef BRY_TESTS_CIRCLE_H
#define BRY_TESTS_CIRCLE_H

#include "store/logins.h"

static const char circle_questionnaire[] =
    "{\"title\": \"Refleksjon\", \"elements\": ["
    "{\"type\": \"comment\", \"name\": \"proud\", \"title\": {\"default\": \"Hva er du stolt av?\", \"en\": \"What "
    "makes"
    " you proud?\"}, \"maxLength\": 200},"
    "{\"type\": \"comment\", \"name\": \"try\", \"title\": \"Hva kan vi prøve?\", \"isRequired\": true},"
    "{\"type\": \"rating\", \"name\": \"near\"}]}";

enum { CIRCLE_MEMBERS = 4 };

/* One group: the first of its members is the facilitator. */
typedef struct circle {
  char tokens[CIRCLE_MEMBERS][BRY_SECRET_SIZE];
  char session[37]; /* the one it is in */
} circle;

static inline bry_table *table_of(const char *csv) {
  bry_table *t = NULL;
  assert_ok(bry_table_from_csv(csv, strlen(csv), &t, ERR));
  return t;
}

static inline bry_questionnaire *circle_prompts(void) {
  bry_questionnaire *q = NULL;
  assert_ok(bry_questionnaire_parse(circle_questionnaire, strlen(circle_questionnaire), &q, ERR));
  return q;
}

/* A series of one group. */
static inline circle make_circle(const char *series, const char *authorship) {
  circle c;
  bry_table *tokens = NULL,
            *people = table_of("id,group,name,municipality,facilitator\na,1,Anne,Frosta,1\nb,1,Bjørn,Leka,\n"
                               "c,1,Cato,Frosta,0\nd,1,Dina,,no\n");
  assert_ok(bry_series_create(store, series, "Serie", authorship, ERR));
  assert_ok(bry_group_form(store, series, people, 0, NULL, NULL, &tokens, ERR));
  for (int i = 0; i < CIRCLE_MEMBERS; i++)
    strcpy(c.tokens[i], bry_table_text(tokens, i, bry_table_find_column(tokens, "token")));
  bry_table_free(tokens);
  bry_table_free(people);
  return c;
}

/* A group of that id in the tenant "test", in a series of its own. */
static inline void make_group(const char *id) {
  char sql[700];
  snprintf(sql, sizeof sql,
           "INSERT INTO bry.series (tenant_id, series_id, slug, title, authorship)"
           " SELECT tenant_id, '%s', '%s', 'Serie', 'anonymous' FROM bry.tenant WHERE slug = 'test'",
           id, id);
  run_as_superuser(sql);
  snprintf(sql, sizeof sql,
           "INSERT INTO bry.reflection_group (tenant_id, group_id, series_id, authorship, number)"
           " SELECT tenant_id, series_id, series_id, authorship, 1 FROM bry.series WHERE series_id = '%s'",
           id);
  run_as_superuser(sql);
}

static inline void begin_session(circle *c) {
  bry_questionnaire *q = circle_prompts();
  bry_uuid_v4(c->session);
  assert_ok(bry_session_create(store, c->tokens[0], q, 3, c->session, ERR));
  bry_questionnaire_free(q);
}

/* Steps until the session is in that phase. */
static inline void go_to(const circle *c, const char *phase) {
  static const char *const all[] = {"check_in",   "write",  "reveal", "theme",
                                    "prioritise", "commit", "learn",  "closed"};
  char *now = NULL, sql[120];
  snprintf(sql, sizeof sql, "SELECT phase FROM bry.session WHERE session_id = '%s'", c->session);
  now = ask_text(sql);
  int i = 0;
  while (strcmp(all[i], now) != 0)
    i++;
  while (strcmp(all[i], phase) != 0)
    assert_ok(bry_session_step(store, c->session, c->tokens[0], all[++i], ERR));
  free(now);
}

static inline bry_status put_text(bry_store *by, const circle *c, int member, const char *reference, const char *item,
                                  const char *kind, const char *text, int32_t *outcome, bry_error **err) {
  return bry_contribution_put(by, c->session, c->tokens[member], reference, item, kind, text, strlen(text), outcome,
                              err);
}

/* Under a new UUID or receipt. */
static inline void say(const circle *c, int is_anonymous, int member, const char *item, const char *kind,
                       const char *text) {
  char reference[BRY_SECRET_SIZE];
  if (is_anonymous)
    bry_receipt_new(reference);
  else
    bry_uuid_v4(reference);
  assert_ok(put_text(store, c, member, reference, item, kind, text, NULL, ERR));
}

static inline bry_table *read_circle(const circle *c, int member) {
  bry_table *t = NULL;
  assert_ok(bry_contribution_list(store, c->session, c->tokens[member], 0, &t, ERR));
  return t;
}

/* The row with that text, and its id. */
static inline const char *id_of(const bry_table *t, const char *text) {
  for (int64_t row = 0; row < bry_table_row_count(t); row++)
    if (strcmp(bry_table_text(t, row, bry_table_find_column(t, "text")), text) == 0) return bry_table_text(t, row, 0);
  fail_msg("nobody said %s", text);
  return NULL;
}

static inline const char *cell(const bry_table *t, int64_t row, const char *column) {
  const char *text = bry_table_text(t, row, bry_table_find_column(t, column));
  return text ? text : "";
}

#endif
