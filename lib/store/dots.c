/* What a group makes of its contributions: dots, marks of what was discussed, what a session takes over, and where a
 * contribution comes from. */
#include "core/table.h"
#include "core/uuid.h"
#include "store/session.h"
#include "store/statements.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

enum { THEME_BYTES_MAX = 200, DOTS_MAX = 100, PROMPT_BYTES_MAX = 12 };

static const bry__statement DOTS_GIVE = {
    "dots_give", "SELECT bry.dots_give($1::uuid, $2::uuid, $3::bytea, $4::text, $5::text, $6::int)", BRY__ROWS_ONE};
static const bry__statement DOTS_TALLY = {
    "dots_tally", "SELECT kind, target, dots, text FROM bry.dots_tally($1::uuid, $2::uuid, $3::bytea)",
    BRY__ROWS_MANY};
static const bry__statement CONTRIBUTION_DISCUSS = {
    "contribution_discuss",
    "SELECT bry.contribution_discuss($1::uuid, $2::uuid, $3::bytea, $4::uuid, $5::text, $6::boolean)", BRY__ROWS_ONE};
static const bry__statement SESSION_PROMPTS = {
    "session_prompts",
    "SELECT item, kind, text, source_number, source_session, source_contribution, discussed"
    " FROM bry.session_prompts($1::uuid, $2::uuid, $3::bytea)",
    BRY__ROWS_MANY};
static const bry__statement LINEAGE = {"lineage",
                                       "SELECT step, number, session_id, item, contribution_id, kind, text"
                                       " FROM bry.lineage($1::uuid, $2::uuid, $3::bytea, $4::uuid, $5::text)",
                                       BRY__ROWS_MANY};

const bry__statement *const bry__dots_statements[] = {&DOTS_GIVE,       &DOTS_TALLY, &CONTRIBUTION_DISCUSS,
                                                      &SESSION_PROMPTS, &LINEAGE,    NULL};

static bry_status no_such_contribution(bry_error **err) {
  return bry__error(err, BRY_ENOTFOUND,
                    "The session has no such contribution, theme or prompt: bry_contribution_list() and "
                    "bry_session_prompts() list what there is.");
}

/* --- dots -------------------------------------------------------------------------------------------------------- */

bry_status bry_dots_give(bry_store *store, const char *session_id, const char *token, const char *target,
                         int32_t dots, int32_t *out_left, bry_error **err) {
  bry__error_reset(err);
  if (out_left) *out_left = 0;
  bry__seat seat;
  uint8_t id[16];
  char lower[37];
  bry__int_param room;
  PGresult *result = NULL;
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status != BRY_OK) return status;
  int is_id = bry__uuid_parse(target, id);
  if (is_id) bry__uuid_format(id, lower);
  if (!is_id && !bry__name_valid(target, THEME_BYTES_MAX))
    return bry__error(err, BRY_EINVAL,
                      "Dots go to a contribution's id of 36 characters, or to a theme of the session.");
  if (dots < 1 || dots > DOTS_MAX) return bry__error(err, BRY_EINVAL, "Give 1 to %d dots.", DOTS_MAX);
  const bry__param params[] = {BRY__SEAT_PARAMS(seat), bry__param_text(is_id ? "contribution" : "theme"),
                               bry__param_text(is_id ? lower : target), bry__param_int(&room, dots)};
  status = bry__session_ask(store, &DOTS_GIVE, params, 6, &result, err);
  const char *word = status == BRY_OK ? PQgetvalue(result, 0, 0) : "";
  if (strcmp(word, "phase") == 0) status = bry__session_out_of_phase("prioritise", err);
  if (strcmp(word, "unknown") == 0) status = no_such_contribution(err);
  if (strcmp(word, "spent") == 0) status = bry__error(err, BRY_ELIMIT, "The member has not so many dots left.");
  if (out_left && strncmp(word, "given ", 6) == 0) *out_left = (int32_t)strtol(word + 6, NULL, 10);
  PQclear(result);
  return status;
}

bry_status bry_dots_tally(bry_store *store, const char *session_id, const char *token, bry_table **out,
                          bry_error **err) {
  static const char *const titles[] = {"Prikker", "Prikkar", "Dots"};
  static const bry__table_column_spec columns[] = {
      {"kind", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Slag", NULL, "Kind"},
      {"target", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, 0, "Gitt til", "Gjeve til", "Given to"},
      {"dots", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, 0, "Prikker", "Prikkar", "Dots"},
      {"text", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Tekst", NULL, "Text"}};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  bry__seat seat;
  PGresult *look = NULL, *result = NULL;
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {BRY__SEAT_PARAMS(seat)};
  status = bry__session_look(store, &seat, &look, err);
  if (status == BRY_OK && !bry__session_reached(look, "commit"))
    status = bry__session_out_of_phase("commit or later", err);
  if (status == BRY_OK) status = bry__rights_ask(store, &DOTS_TALLY, params, 3, 0, &result, err);
  if (status == BRY_OK) status = bry__result_table("dots", titles, columns, 4, result, out, err);
  PQclear(result);
  PQclear(look);
  return status;
}

/* --- marks ------------------------------------------------------------------------------------------------------- */

/* An id, or a prompt that was taken over, such as "@1"; the other is SQL's NULL. */
static bry_status read_target(const char *text, uint8_t id[16], bry__param *out_id, bry__param *out_item,
                              bry_error **err) {
  int is_id = bry__uuid_parse(text, id);
  *out_id = is_id ? bry__param_uuid(id) : bry__param_text(NULL);
  *out_item = bry__param_text(is_id ? NULL : text);
  if (is_id || (text && text[0] == '@' && bry__name_valid(text, PROMPT_BYTES_MAX))) return BRY_OK;
  return bry__error(err, BRY_EINVAL,
                    "Give a contribution's id of 36 characters, or a prompt that was taken over, such as @1.");
}

bry_status bry_contribution_discuss(bry_store *store, const char *session_id, const char *token,
                                    const char *contribution, int32_t discussed, bry_error **err) {
  bry__error_reset(err);
  bry__seat seat;
  uint8_t id[16];
  bry__param by_id, by_item;
  PGresult *result = NULL;
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status == BRY_OK) status = read_target(contribution, id, &by_id, &by_item, err);
  if (status != BRY_OK) return status;
  if (discussed != 0 && discussed != 1) return bry__error(err, BRY_EINVAL, "discussed is 0 or 1.");
  const bry__param params[] = {BRY__SEAT_PARAMS(seat), by_id, by_item, bry__param_text(discussed ? "t" : "f")};
  status = bry__session_ask(store, &CONTRIBUTION_DISCUSS, params, 6, &result, err);
  const char *word = status == BRY_OK ? PQgetvalue(result, 0, 0) : "";
  if (strcmp(word, "phase") == 0) status = bry__session_out_of_phase("reveal to learn", err);
  if (strcmp(word, "unknown") == 0) status = no_such_contribution(err);
  PQclear(result);
  return status;
}

/* --- what is asked ------------------------------------------------------------------------------------------------ */

enum { ITEM, KIND, TEXT, SOURCE, SOURCE_ID, CONTRIBUTION, DISCUSSED };

static bry_table *begin_prompts(void) {
  bry_table *t = bry__table_new("prompts", "Spørsmål", "Spørsmål", "Prompts");
  if (!t) return NULL;
  bry__table_column(t, "item", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Spørsmål", NULL, "Item");
  bry__table_column(t, "kind", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Slag", NULL, "Kind");
  bry__table_column(t, "text", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tekst", NULL, "Text");
  bry__table_column(t, "source_session", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Fra møte", "Frå møte", "From session");
  bry__table_column(t, "source_session_id", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Møtets id", "Id til møtet",
                    "The session's id");
  bry__table_column(t, "source_contribution", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Fra bidrag", "Frå bidrag",
                    "From contribution");
  bry__table_column(t, "discussed", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Drøftet", "Drøfta", "Discussed");
  bry__table_column_set_flag(t, DISCUSSED);
  return t;
}

static void add_prompts(bry_table *t, const bry_questionnaire *q, const char *lang) {
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    if (item->type != BRY__ITEM_TEXT && item->type != BRY__ITEM_COMMENT) continue;
    const char *title = bry__label_get(bry__item_listed(item), lang);
    bry__table_row(t);
    bry__table_set_text(t, ITEM, item->name);
    bry__table_set_text(t, KIND, "prompt");
    bry__table_set_text(t, TEXT, title ? title : item->name);
  }
}

static void add_taken_over(bry_table *t, const PGresult *result) {
  for (int row = 0; row < PQntuples(result); row++) {
    bry__table_row(t);
    for (int32_t column = ITEM; column < DISCUSSED; column++) {
      if (PQgetisnull(result, row, column)) continue;
      if (column == SOURCE)
        bry__table_set_int64(t, column, strtoll(PQgetvalue(result, row, column), NULL, 10));
      else
        bry__table_set_text(t, column, PQgetvalue(result, row, column));
    }
    bry__table_set_int64(t, DISCUSSED, PQgetvalue(result, row, DISCUSSED)[0] == 't');
  }
}

bry_status bry_session_prompts(bry_store *store, const char *session_id, const char *token, const char *lang,
                               bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  bry__seat seat;
  PGresult *look = NULL, *result = NULL;
  bry_questionnaire *q = NULL;
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {BRY__SEAT_PARAMS(seat)};
  status = bry__session_look(store, &seat, &look, err);
  if (status == BRY_OK) status = bry__session_questionnaire(look, &q, err);
  if (status == BRY_OK) status = bry__rights_ask(store, &SESSION_PROMPTS, params, 3, 0, &result, err);
  if (status == BRY_OK) {
    bry_table *t = begin_prompts();
    if (t) add_prompts(t, q, lang);
    if (t) add_taken_over(t, result);
    status = bry__table_finish(t, out, err);
  }
  bry_questionnaire_free(q);
  PQclear(result);
  PQclear(look);
  return status;
}

/* --- where it comes from ----------------------------------------------------------------------------------------- */

bry_status bry_contribution_lineage(bry_store *store, const char *session_id, const char *token,
                                    const char *contribution, bry_table **out, bry_error **err) {
  static const char *const titles[] = {"Opphav", "Opphav", "Lineage"};
  static const bry__table_column_spec columns[] = {
      {"step", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, 0, "Steg", NULL, "Step"},
      {"session", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, 0, "Møte", NULL, "Session"},
      {"session_id", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Møtets id", "Id til møtet", "The session's id"},
      {"item", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Spørsmål", NULL, "Item"},
      {"contribution", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Bidrag", NULL, "Contribution"},
      {"kind", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Slag", NULL, "Kind"},
      {"text", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Tekst", NULL, "Text"}};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  bry__seat seat;
  uint8_t id[16];
  bry__param by_id, by_item;
  PGresult *look = NULL, *result = NULL;
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status == BRY_OK) status = read_target(contribution, id, &by_id, &by_item, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {BRY__SEAT_PARAMS(seat), by_id, by_item};
  status = bry__session_look(store, &seat, &look, err);
  if (status == BRY_OK) status = bry__rights_ask(store, &LINEAGE, params, 5, 0, &result, err);
  if (status == BRY_OK && PQntuples(result) == 0) status = no_such_contribution(err);
  if (status == BRY_OK) status = bry__result_table("lineage", titles, columns, 7, result, out, err);
  PQclear(result);
  PQclear(look);
  return status;
}
