/* Sessions: begun, moved on, listed. The order of the phases, and who may do what, is held by the schema's functions
 * and policies; here their words become errors. */
#include "store/session.h"

#include "core/secret.h"
#include "core/table.h"
#include "core/uuid.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/survey_slots.h"

#include <stdlib.h>
#include <string.h>

static const char *const phases[] = {"check_in",   "write",  "reveal", "theme",
                                     "prioritise", "commit", "learn",  "closed"};
enum { PHASES = sizeof phases / sizeof phases[0], DOTS_MAX = 100 };

static const bry__statement QUESTIONNAIRE_PUBLISH = {
    "questionnaire_publish",
    "WITH q AS (INSERT INTO bry.questionnaire (tenant_id, version, document) VALUES ($1::uuid, $2::text, $3::text)"
    " ON CONFLICT DO NOTHING RETURNING 1)"
    " INSERT INTO bry.slot (tenant_id, version, kind, slot, item, part, type, codes)"
    " SELECT $1::uuid, $2::text, x.kind, x.slot, x.item, x.part, x.type, x.codes FROM json_to_recordset($4::json)"
    " AS x(kind text, slot int, item text, part text, type text, codes text[]) WHERE EXISTS (SELECT FROM q)",
    BRY__ROWS_NONE};
static const bry__statement SESSION_CREATE = {
    "session_create", "SELECT bry.session_create($1::uuid, $2::uuid, $3::bytea, $4::text, $5::int)", BRY__ROWS_ONE};
static const bry__statement SESSION_STEP = {
    "session_step", "SELECT bry.session_step($1::uuid, $2::uuid, $3::bytea, $4::text)", BRY__ROWS_ONE};
static const bry__statement SESSION_LOOK = {"session_look",
                                            "SELECT word, phase, authorship, facilitator, dots, document, version"
                                            " FROM bry.session_look($1::uuid, $2::uuid, $3::bytea)",
                                            BRY__ROWS_ONE};
static const bry__statement SESSION_LIST = {
    "session_list",
    "SELECT g.number, s.number, s.session_id, s.phase, s.dots, s.version, to_char(s.created_on, 'YYYY-MM-DD')"
    " FROM bry.reflection_group g JOIN bry.session s USING (tenant_id, group_id) WHERE g.tenant_id = $1::uuid"
    " AND g.series_id = $2::uuid AND $3::int IN (0, g.number) ORDER BY g.number, s.number",
    BRY__READ_MANY};

const bry__statement *const bry__session_statements[] = {&QUESTIONNAIRE_PUBLISH, &SESSION_CREATE, &SESSION_STEP,
                                                         &SESSION_LOOK,          &SESSION_LIST,   NULL};

/* --- who asks ---------------------------------------------------------------------------------------------------- */

bry_status bry__member_key(const char *token, uint8_t out[32], bry_error **err) {
  uint8_t secret[BRY__SECRET_BYTES];
  if (!bry__secret_read(token, secret))
    return bry__error(err, BRY_EINVAL, "A token is 43 url-safe characters, as bry_group_form() gave it.");
  bry__secret_hash("bry group member", secret, NULL, out, 32);
  return BRY_OK;
}

bry_status bry__seat_read(bry_store *store, const char *session_id, const char *token, bry__seat *out,
                          bry_error **err) {
  bry_status status = bry__store_tenant(store, out->tenant, err);
  if (status != BRY_OK) return status;
  if (!bry__uuid_parse(session_id, out->session))
    return bry__error(err, BRY_EINVAL, "A session's id is a UUID of 36 characters: bry_session_list() tells it.");
  return bry__member_key(token, out->key, err);
}

bry_status bry__session_judge(const char *word, bry_error **err) {
  if (strcmp(word, "gone") == 0)
    return bry__error(err, BRY_ENOTFOUND,
                      "There is no such session, or the token is of no member of its group (bry_session_list(), "
                      "bry_group_members()).");
  if (strcmp(word, "facilitator") == 0)
    return bry__error(err, BRY_EDENIED, "Only a facilitator of the group begins sessions and moves them on.");
  return BRY_OK;
}

bry_status bry__session_ask(bry_store *store, const bry__statement *statement, const bry__param *params, int count,
                            PGresult **out, bry_error **err) {
  bry_status status = bry__rights_ask(store, statement, params, count, 0, out, err);
  if (status == BRY_OK) status = bry__session_judge(PQgetvalue(*out, 0, 0), err);
  return status;
}

bry_status bry__session_out_of_phase(const char *wanted, bry_error **err) {
  return bry__error(err, BRY_ESTATE,
                    "The session is not in the phase for this, %s: bry_session_list() tells where it is.", wanted);
}

bry_status bry__session_look(bry_store *store, const bry__seat *seat, PGresult **out, bry_error **err) {
  const bry__param params[] = {BRY__SEAT_PARAMS(*seat)};
  return bry__session_ask(store, &SESSION_LOOK, params, 3, out, err);
}

static int phase_place(const char *phase) {
  for (int i = 0; phase && i < PHASES; i++)
    if (strcmp(phase, phases[i]) == 0) return i;
  return -1;
}

int bry__session_reached(const PGresult *look, const char *phase) {
  return phase_place(PQgetvalue(look, 0, BRY__LOOK_PHASE)) >= phase_place(phase);
}

bry_status bry__session_questionnaire(const PGresult *look, bry_questionnaire **out, bry_error **err) {
  const char *document = PQgetvalue(look, 0, BRY__LOOK_DOCUMENT);
  bry_status status = bry_questionnaire_parse(document, strlen(document), out, err);
  if (status == BRY_OK || status == BRY_ENOMEM) return status;
  return bry__error(err, BRY_ENOTSUPPORTED,
                    "This version of the library can't read the session's questionnaire: use a newer one.");
}

/* --- beginning --------------------------------------------------------------------------------------------------- */

static bry_status publish(bry_store *store, const uint8_t tenant[16], const bry_questionnaire *q, bry_error **err) {
  bry__buffer slots = {0};
  bry__slots_json(&slots, q);
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_text(bry_questionnaire_version(q)),
                               bry__param_text(bry_questionnaire_json(q)), bry__param_text(slots.data)};
  bry__conn *conn = NULL;
  bry_status status = slots.failed ? bry__enomem(err) : bry__conn_acquire(store, &conn, err);
  if (status == BRY_OK) status = bry__db_query(conn, &QUESTIONNAIRE_PUBLISH, params, 4, NULL, err);
  bry__conn_release(store, conn);
  bry__buffer_free(&slots);
  return status;
}

bry_status bry_questionnaire_publish(bry_store *store, const bry_questionnaire *questionnaire, bry_error **err) {
  bry__error_reset(err);
  uint8_t tenant[16];
  if (!questionnaire)
    return bry__error(err, BRY_EINVAL, "The questionnaire is NULL: make one with bry_questionnaire_parse().");
  bry_status status = bry__store_tenant(store, tenant, err);
  return status == BRY_OK ? publish(store, tenant, questionnaire, err) : status;
}

/* What a session asks is texts and comments; a session without any could only be looked at. */
static bry_status expect_texts(const bry_questionnaire *q, bry_error **err) {
  for (int32_t i = 0; i < q->item_count; i++) {
    const bry__item *item = &q->items[i];
    if (item->type == BRY__ITEM_TEXT || item->type == BRY__ITEM_COMMENT) return BRY_OK;
  }
  return bry__error(err, BRY_EREFUSED,
                    "Nothing in the questionnaire asks for free text: add an item of type comment.");
}

static bry_status judge_creation(const char *word, bry_error **err) {
  if (strcmp(word, "unpublished") == 0)
    return bry__error(err, BRY_ENOTFOUND,
                      "That version of the questionnaire is not published: let a manager call "
                      "bry_questionnaire_publish().");
  if (strcmp(word, "open") == 0)
    return bry__error(err, BRY_ESTATE,
                      "The last session of the group is not closed: bry_session_step() leads it to its end first.");
  return BRY_OK;
}

bry_status bry_session_create(bry_store *store, const char *token, const bry_questionnaire *questionnaire,
                              int32_t dots, const char *session_id, bry_error **err) {
  bry__error_reset(err);
  bry__seat seat;
  bry__int_param room;
  PGresult *result = NULL;
  if (!questionnaire)
    return bry__error(err, BRY_EINVAL, "The questionnaire is NULL: make one with bry_questionnaire_parse().");
  if (dots < 0 || dots > DOTS_MAX)
    return bry__error(err, BRY_EINVAL, "The dots of each member are 0 to %d.", DOTS_MAX);
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status == BRY_OK) status = expect_texts(questionnaire, err);
  if (status == BRY_OK && store->is_manager) status = publish(store, seat.tenant, questionnaire, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {BRY__SEAT_PARAMS(seat), bry__param_text(bry_questionnaire_version(questionnaire)),
                               bry__param_int(&room, dots)};
  status = bry__session_ask(store, &SESSION_CREATE, params, 5, &result, err);
  if (status == BRY_OK) status = judge_creation(PQgetvalue(result, 0, 0), err);
  PQclear(result);
  return status;
}

/* --- moving on --------------------------------------------------------------------------------------------------- */

bry_status bry_session_step(bry_store *store, const char *session_id, const char *token, const char *phase,
                            bry_error **err) {
  bry__error_reset(err);
  bry__seat seat;
  PGresult *result = NULL;
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status != BRY_OK) return status;
  if (phase_place(phase) < 0)
    return bry__error(err, BRY_EINVAL,
                      "The phases are check_in, write, reveal, theme, prioritise, commit, learn and closed.");
  const bry__param params[] = {BRY__SEAT_PARAMS(seat), bry__param_text(phase)};
  status = bry__session_ask(store, &SESSION_STEP, params, 4, &result, err);
  const char *word = status == BRY_OK ? PQgetvalue(result, 0, 0) : "";
  if (word[0] == ':') {
    int next = phase_place(word + 2) + 1;
    status = next < PHASES
                 ? bry__error(err, BRY_ESTATE, "The session is in the phase %s, and its next one is %s.", word + 2,
                              phases[next])
                 : bry__error(err, BRY_ESTATE, "The session is closed, and that is final: bry_session_create().");
  }
  PQclear(result);
  return status;
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

bry_status bry_session_list(bry_store *store, const char *series, int32_t group, bry_table **out, bry_error **err) {
  static const char *const titles[] = {"Møter", "Møte", "Sessions"};
  static const bry__table_column_spec columns[] = {
      {"group", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, 0, "Gruppe", NULL, "Group"},
      {"session", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, 0, "Møte", NULL, "Session"},
      {"session_id", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Id", NULL, "Id"},
      {"phase", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Fase", NULL, "Phase"},
      {"dots", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, 0, "Prikker hver", "Prikkar kvar", "Dots each"},
      {"version", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Versjon", NULL, "Version"},
      {"created_on", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Opprettet", "Oppretta", "Created on"}};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  if (group < 0) return bry__error(err, BRY_EINVAL, "A group is a number from 1; 0 is all groups.");
  bry__int_param room;
  PGresult *result = NULL;
  const bry__param more = bry__param_int(&room, group);
  bry_status status = bry__series_ask(store, series, &SESSION_LIST, &more, 1, &result, err);
  if (status == BRY_OK) status = bry__result_table("sessions", titles, columns, 7, result, out, err);
  PQclear(result);
  return status;
}
