/* Contributions: put, changed, withdrawn and, after the reveal, read. That nobody reads them before is held by policies
 * of the schema. */
#include "core/buffer.h"
#include "core/hash.h"
#include "core/secret.h"
#include "core/table.h"
#include "core/utf8.h"
#include "core/uuid.h"
#include "store/session.h"
#include "store/statements.h"
#include "store/store.h"

#include <bry/scrub.h>

#include <string.h>

enum { TEXT_BYTES_MAX = 100000, ITEM_BYTES_MAX = 1000 };
enum { ID, ITEM, KIND, TEXT, THEME, DISCUSSED, AUTHOR, MUNICIPALITY };

static const bry__statement CONTRIBUTION_PUT = {
    "contribution_put",
    "SELECT bry.contribution_put($1::uuid, $2::uuid, $3::bytea, $4::uuid, $5::text, $6::text, $7::text)",
    BRY__ROWS_ONE};
static const bry__statement CONTRIBUTION_WITHDRAW = {
    "contribution_withdraw", "SELECT bry.contribution_withdraw($1::uuid, $2::uuid, $3::bytea, $4::uuid)",
    BRY__ROWS_ONE};
static const bry__statement CONTRIBUTIONS = {
    "contributions",
    "SELECT contribution_id, item, kind, text, theme, discussed, author, municipality"
    " FROM bry.contributions($1::uuid, $2::uuid, $3::bytea)",
    BRY__ROWS_MANY};

const bry__statement *const bry__contribution_statements[] = {&CONTRIBUTION_PUT, &CONTRIBUTION_WITHDRAW,
                                                              &CONTRIBUTIONS, NULL};

/* --- what a contribution is known by ----------------------------------------------------------------------------- */

/* A receipt leads to one session only: the same one used in two gives ids that nobody can compare. */
static void receipt_place(const bry__seat *seat, const uint8_t secret[32], uint8_t out[16]) {
  uint8_t both[32], within[32];
  memcpy(both, seat->tenant, 16);
  memcpy(both + 16, seat->session, 16);
  bry__sha256(both, sizeof both, within);
  bry__secret_hash("bry contribution", secret, within, out, 16);
  bry__secret_uuid(out);
}

/* anonymous: 1 or 0, and -1 when it is not known. */
static bry_status read_reference(const bry__seat *seat, const char *reference, int anonymous, uint8_t out[16],
                                 bry_error **err) {
  uint8_t secret[BRY__SECRET_BYTES];
  if (anonymous != 1 && bry__uuid_parse(reference, out)) return BRY_OK;
  if (anonymous != 0 && bry__secret_read(reference, secret)) {
    receipt_place(seat, secret, out);
    return BRY_OK;
  }
  return bry__error(
      err, BRY_EINVAL,
      "A contribution is known by a UUID in a named series (bry_uuid_v4() makes one), and by a receipt in "
      "an anonymous one (bry_receipt_new()).");
}

/* --- checking ---------------------------------------------------------------------------------------------------- */

static bry_status keep_findings(const bry_findings *all, const char *item, bry_findings **out, bry_error **err) {
  bry_findings *kept = bry__findings_new();
  if (!kept) return bry__enomem(err);
  for (int64_t i = 0; i < bry_findings_count(all); i++) {
    const char *about = bry_findings_item_at(all, i);
    if (about && strcmp(about, item) == 0)
      bry__findings_add(kept, item, bry_findings_rule_at(all, i), bry_findings_pointer_at(all, i),
                        bry_findings_message_at(all, i, "nb"), bry_findings_message_at(all, i, "nn"),
                        bry_findings_message_at(all, i, "en"));
  }
  if (!bry__findings_failed(kept)) {
    *out = kept;
    return BRY_OK;
  }
  bry_findings_free(kept);
  return bry__enomem(err);
}

/* As the one answer to its item: what other items miss does not matter. */
static bry_status check_answer(const bry_questionnaire *q, const char *item, const char *text, size_t size,
                               bry_error **err) {
  bry__buffer json = {0};
  bry_findings *all = NULL, *own = NULL;
  bry__buffer_char(&json, '{');
  bry__buffer_json_string(&json, item, strlen(item));
  bry__buffer_char(&json, ':');
  bry__buffer_json_string(&json, text, size);
  bry__buffer_char(&json, '}');
  bry_status status = json.failed ? bry__enomem(err) : bry_answers_check(q, json.data, json.size, &all, err);
  if (status == BRY_OK) status = keep_findings(all, item, &own, err);
  if (status == BRY_OK && bry_findings_count(own) > 0) {
    status = bry__error_findings(err, BRY_EREFUSED, "The contribution", own);
    own = NULL;
  }
  bry_findings_free(own);
  bry_findings_free(all);
  bry__buffer_free(&json);
  return status;
}

static bry_status not_asked(bry_error **err) {
  return bry__error(err, BRY_ENOTFOUND,
                    "The session asks for no such text: bry_session_prompts() lists the items it has.");
}

static bry_status check_item(const PGresult *look, const char *item, const char *text, size_t size, bry_error **err) {
  if (item[0] == '@') return BRY_OK; /* taken over: the database knows it */
  bry_questionnaire *q = NULL;
  bry_status status = bry__session_questionnaire(look, &q, err);
  const bry__item *found = NULL;
  for (int32_t i = 0; status == BRY_OK && !found && i < q->item_count; i++)
    if (strcmp(q->items[i].name, item) == 0) found = &q->items[i];
  if (status == BRY_OK && (!found || (found->type != BRY__ITEM_TEXT && found->type != BRY__ITEM_COMMENT)))
    status = not_asked(err);
  if (status == BRY_OK) status = check_answer(q, item, text, size, err);
  bry_questionnaire_free(q);
  return status;
}

/* PostgreSQL's texts hold no NUL. */
static bry_status check_given(const char *item, const char *kind, const char *text, size_t size, bry_error **err) {
  if (!item || !bry__name_valid(item, ITEM_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "Name an item of the session: bry_session_prompts() lists them.");
  if (!kind || (strcmp(kind, "answer") != 0 && strcmp(kind, "question") != 0))
    return bry__error(err, BRY_EINVAL, "A contribution's kind is answer or question.");
  if (!text || size == 0 || size > TEXT_BYTES_MAX)
    return bry__error(err, BRY_EINVAL,
                      "A contribution is 1 to %d bytes of text; bry_contribution_withdraw() takes one back.",
                      TEXT_BYTES_MAX);
  if (!bry__utf8_valid(text, size, NULL) || memchr(text, 0, size))
    return bry__error(err, BRY_EPARSE, "A contribution is UTF-8 without NUL characters.");
  return BRY_OK;
}

/* --- putting and withdrawing ------------------------------------------------------------------------------------- */

static bry_status judge_put(const char *word, int32_t *out_outcome, bry_error **err) {
  static const struct {
    const char *word;
    int32_t outcome;
  } outcomes[] = {{"stored", BRY_CONTRIBUTION_STORED},
                  {"changed", BRY_CONTRIBUTION_CHANGED},
                  {"same", BRY_CONTRIBUTION_REPEATED},
                  {"withdrawn", BRY_CONTRIBUTION_WITHDRAWN}};
  for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
    if (strcmp(word, outcomes[i].word) == 0) {
      if (out_outcome) *out_outcome = outcomes[i].outcome;
      return BRY_OK;
    }
  if (strcmp(word, "phase") == 0) return bry__session_out_of_phase("write", err);
  if (strcmp(word, "item") == 0) return not_asked(err);
  if (strcmp(word, "unknown") == 0)
    return bry__error(err, BRY_ENOTFOUND, "The member has no such contribution in this session.");
  return bry__error(err, BRY_ECONFLICT, "Somebody else's contribution has this id: make one with bry_uuid_v4().");
}

static bry_status put(bry_store *store, const bry__seat *seat, const PGresult *look, const char *reference,
                      const char *item, const char *kind, const char *text, size_t size, int32_t *out_outcome,
                      bry_error **err) {
  uint8_t id[16];
  PGresult *result = NULL;
  int anonymous = strcmp(PQgetvalue(look, 0, BRY__LOOK_AUTHORSHIP), "anonymous") == 0;
  bry_status status = read_reference(seat, reference, anonymous, id, err);
  if (status == BRY_OK) status = check_item(look, item, text, size, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {BRY__SEAT_PARAMS(*seat), bry__param_uuid(id), bry__param_text(item),
                               bry__param_text(kind), bry__param_bytes(text, size)};
  status = bry__session_ask(store, &CONTRIBUTION_PUT, params, 7, &result, err);
  if (status == BRY_OK) status = judge_put(PQgetvalue(result, 0, 0), out_outcome, err);
  PQclear(result);
  return status;
}

bry_status bry_contribution_put(bry_store *store, const char *session_id, const char *token, const char *reference,
                                const char *item, const char *kind, const char *text, size_t size,
                                int32_t *out_outcome, bry_error **err) {
  bry__error_reset(err);
  if (out_outcome) *out_outcome = 0;
  bry__seat seat;
  PGresult *look = NULL;
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status == BRY_OK) status = check_given(item, kind, text, size, err);
  if (status == BRY_OK) status = bry__session_look(store, &seat, &look, err);
  if (status == BRY_OK) status = put(store, &seat, look, reference, item, kind, text, size, out_outcome, err);
  PQclear(look);
  return status;
}

bry_status bry_contribution_withdraw(bry_store *store, const char *session_id, const char *token,
                                     const char *reference, bry_error **err) {
  bry__error_reset(err);
  bry__seat seat;
  uint8_t id[16];
  PGresult *result = NULL;
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status == BRY_OK) status = read_reference(&seat, reference, -1, id, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {BRY__SEAT_PARAMS(seat), bry__param_uuid(id)};
  status = bry__session_ask(store, &CONTRIBUTION_WITHDRAW, params, 4, &result, err);
  if (status == BRY_OK) status = judge_put(PQgetvalue(result, 0, 0), NULL, err);
  PQclear(result);
  return status;
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

static bry_status set_scrubbed(bry_table *t, int32_t column, const char *text, bry_error **err) {
  bry_scrubbed *scrubbed = NULL;
  bry_status status = bry_scrub(text, strlen(text), NULL, &scrubbed, err);
  if (status == BRY_OK) bry__table_set_text_n(t, column, bry_scrubbed_text(scrubbed), bry_scrubbed_size(scrubbed));
  bry_scrubbed_free(scrubbed);
  return status;
}

static bry_table *begin_list(void) {
  bry_table *t = bry__table_new("contributions", "Bidrag", "Bidrag", "Contributions");
  if (!t) return NULL;
  bry__table_column(t, "contribution", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Id", NULL, "Id");
  bry__table_column(t, "item", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Spørsmål", NULL, "Item");
  bry__table_column(t, "kind", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Slag", NULL, "Kind");
  bry__table_column(t, "text", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Tekst", NULL, "Text");
  bry__table_column(t, "theme", BRY_TYPE_TEXT, BRY_ROLE_DIMENSION, "Tema", NULL, "Theme");
  bry__table_column(t, "discussed", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Drøftet", "Drøfta", "Discussed");
  bry__table_column(t, "author", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Fra", "Frå", "Author");
  bry__table_column(t, "municipality", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Kommune", NULL, "Municipality");
  bry__table_column_set_flag(t, DISCUSSED);
  return t;
}

static bry_status add_contribution(bry_table *t, const PGresult *result, int row, int scrub, bry_error **err) {
  bry_status status = BRY_OK;
  bry__table_row(t);
  for (int32_t column = ID; status == BRY_OK && column <= MUNICIPALITY; column++) {
    const char *value = PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
    if (column == DISCUSSED)
      bry__table_set_int64(t, column, value && value[0] == 't');
    else if (scrub && value && (column == TEXT || column == THEME))
      status = set_scrubbed(t, column, value, err);
    else
      bry__table_set_text(t, column, value);
  }
  return status;
}

static bry_status make_list(const PGresult *result, int scrub, bry_table **out, bry_error **err) {
  bry_table *t = begin_list();
  bry_status status = t ? BRY_OK : bry__enomem(err);
  for (int row = 0; status == BRY_OK && row < PQntuples(result); row++)
    status = add_contribution(t, result, row, scrub, err);
  if (status == BRY_OK) return bry__table_finish(t, out, err);
  bry_table_free(t);
  return status;
}

bry_status bry__contributions(bry_store *store, const bry__seat *seat, PGresult **out, bry_error **err) {
  const bry__param params[] = {BRY__SEAT_PARAMS(*seat)};
  PGresult *look = NULL;
  bry_status status = bry__session_look(store, seat, &look, err);
  if (status == BRY_OK && !bry__session_reached(look, "reveal"))
    status = bry__session_out_of_phase("reveal or later", err);
  if (status == BRY_OK) status = bry__rights_ask(store, &CONTRIBUTIONS, params, 3, 0, out, err);
  PQclear(look);
  return status;
}

bry_status bry_contribution_list(bry_store *store, const char *session_id, const char *token, int32_t scrub,
                                 bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  if (scrub != 0 && scrub != 1) return bry__error(err, BRY_EINVAL, "scrub is 0 or 1.");
  bry__seat seat;
  PGresult *result = NULL;
  bry_status status = bry__seat_read(store, session_id, token, &seat, err);
  if (status == BRY_OK) status = bry__contributions(store, &seat, &result, err);
  if (status == BRY_OK) status = make_list(result, scrub, out, err);
  PQclear(result);
  return status;
}
