/* The tenant's surveys, and what the results of one may be split by, as tables. */
#include "core/table.h"
#include "store/statements.h"
#include "store/survey.h"
#include "store/tally.h"

#include <stdlib.h>
#include <string.h>

static const bry__statement SURVEY_LIST = {
    "survey_list",
    "SELECT slug, title, state, version, privacy, c.total, sealed::int,"
    " to_char(retain_until, 'YYYY-MM-DD'), admission, c.expired,"
    " to_char(expired_on, 'YYYY-MM-DD'), c.tail, s.survey_id FROM bry.survey s"
    " LEFT JOIN bry.response_totals($1::uuid) c ON c.survey = s.survey_id WHERE s.tenant_id = $1::uuid"
    " ORDER BY created_at, slug",
    BRY__READ_MANY};

const bry__statement *const bry__survey_list_statements[] = {&SURVEY_LIST, NULL};

typedef struct word {
  const char *value;
  bry__label label;
} word;

static void label_words(bry_table *table, int32_t column, const word *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    bry__table_label_value(table, column, words[i].value, &words[i].label);
}

static void label_list(bry_table *table, int32_t state, int32_t privacy, int32_t admission) {
  static const word states[] = {{"draft", {{(char *)"utkast", (char *)"utkast", (char *)"draft", NULL}}},
                                {"open", {{(char *)"åpen", (char *)"open", (char *)"open", NULL}}},
                                {"closed", {{(char *)"lukket", (char *)"lukka", (char *)"closed", NULL}}}};
  static const word modes[] = {
      {"anonymous", {{(char *)"anonym", (char *)"anonym", (char *)"anonymous", NULL}}},
      {"pseudonymous", {{(char *)"pseudonym", (char *)"pseudonym", (char *)"pseudonymous", NULL}}},
      {"identified", {{(char *)"identifisert", (char *)"identifisert", (char *)"identified", NULL}}}};
  static const word doors[] = {
      {"open", {{(char *)"åpen for alle", (char *)"open for alle", (char *)"open to all", NULL}}},
      {"invited", {{(char *)"med invitasjon", (char *)"med invitasjon", (char *)"by invitation", NULL}}}};
  label_words(table, state, states, sizeof states / sizeof states[0]);
  label_words(table, privacy, modes, sizeof modes / sizeof modes[0]);
  label_words(table, admission, doors, sizeof doors / sizeof doors[0]);
}

static const char *text_of(const PGresult *result, int row, int column) {
  return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

static bry_table *make_list(const PGresult *result) {
  bry_table *table = bry__table_new("surveys", "Undersøkelser", "Undersøkingar", "Surveys");
  if (!table) return NULL;
  bry__table_column(table, "survey", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Undersøkelse", "Undersøking", "Survey");
  bry__table_column(table, "title", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tittel", NULL, "Title");
  int32_t state = bry__table_column(table, "state", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tilstand", NULL, "State");
  bry__table_column(table, "version", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Versjon", NULL, "Version");
  int32_t privacy =
      bry__table_column(table, "privacy", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Personvern", NULL, "Privacy");
  int32_t count = bry__table_column(table, "responses", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svar", NULL, "Responses");
  int32_t sealed =
      bry__table_column(table, "sealed", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Forseglet", "Forsegla", "Sealed");
  int32_t until = bry__table_column(table, "retain_until", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tas vare på til",
                                    "Tatt vare på til", "Kept until");
  int32_t admission =
      bry__table_column(table, "admission", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Adgang", "Tilgang", "Admission");
  int32_t expired = bry__table_column(table, "expired", BRY_TYPE_INT64, BRY_ROLE_COUNT, "Svar slettet etter frist",
                                      "Svar sletta etter frist", "Responses deleted by retention");
  int32_t expired_on =
      bry__table_column(table, "expired_on", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Slettet etter frist den",
                        "Sletta etter frist den", "Deleted by retention on");
  bry__table_column_set_flag(table, sealed);
  for (int i = 0; i < PQntuples(result); i++) {
    bry__table_row(table);
    for (int32_t column = 0; column < count; column++)
      bry__table_set_text(table, column, PQgetvalue(result, i, column));
    if (!PQgetisnull(result, i, count)) /* a portal may not count */
      bry__table_set_int64(table, count, strtoll(PQgetvalue(result, i, count), NULL, 10));
    bry__table_set_int64(table, sealed, PQgetvalue(result, i, sealed)[0] == '1');
    bry__table_set_text(table, until, text_of(result, i, until));
    bry__table_set_text(table, admission, PQgetvalue(result, i, admission));
    if (!PQgetisnull(result, i, expired))
      bry__table_set_int64(table, expired, strtoll(PQgetvalue(result, i, expired), NULL, 10));
    bry__table_set_text(table, expired_on, text_of(result, i, expired_on));
  }
  label_list(table, state, privacy, admission);
  return table;
}

/* Whoever lists the surveys folds what has gathered, so that the next list is quicker. */
static bry_status ask_list(bry__conn *conn, const uint8_t tenant[16], PGresult **out, bry_error **err) {
  enum { TAIL = 11, ID = 12 };
  const bry__param param = bry__param_uuid(tenant);
  bry_status status = bry__db_query(conn, &SURVEY_LIST, &param, 1, out, err);
  for (int i = 0; status == BRY_OK && i < PQntuples(*out); i++)
    if (strtoll(PQgetvalue(*out, i, TAIL), NULL, 10) >= BRY__TALLY_FOLD_FROM)
      bry__tally_fold_for_read(conn, param, bry__param_text(PQgetvalue(*out, i, ID)));
  return status;
}

bry_status bry_survey_list(bry_store *store, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  uint8_t tenant[16];
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status != BRY_OK) return status;
  bry__conn *conn = NULL;
  PGresult *result = NULL;
  status = bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = ask_list(conn, tenant, &result, err);
  if (status == BRY_OK) status = bry__table_finish(make_list(result), out, err);
  PQclear(result);
  bry__conn_release(store, conn);
  return status;
}

static void add_segment(bry_table *table, int32_t name, int32_t value, const bry__segment *segment) {
  if (!bry__label_is_empty(&segment->label)) bry__table_label_value(table, name, segment->name, &segment->label);
  for (int32_t v = 0; v < segment->value_count; v++) {
    bry__table_row(table);
    bry__table_set_text(table, name, segment->name);
    bry__table_set_text(table, value, segment->values[v]);
    if (!bry__label_is_empty(&segment->labels[v]) && !bry__table_value_label_of(table, value, segment->values[v]))
      bry__table_label_value(table, value, segment->values[v], &segment->labels[v]);
  }
  if (segment->value_count > 0) return;
  bry__table_row(table);
  bry__table_set_text(table, name, segment->name);
}

bry_status bry_survey_segments(const bry_survey *survey, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!survey || !out) return bry__error(err, BRY_EINVAL, "bry_survey_segments() needs a survey and an out.");
  *out = NULL;
  bry_table *table = bry__table_new("segments", "Segmenter", "Segment", "Segments");
  if (!table) return bry__enomem(err);
  int32_t name = bry__table_column(table, "segment", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Segment", NULL, "Segment");
  int32_t value = bry__table_column(table, "value", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Verdi", NULL, "Value");
  for (int32_t i = 0; i < survey->segment_count; i++)
    add_segment(table, name, value, &survey->segments[i]);
  return bry__table_finish(table, out, err);
}
