/* Submitting with more than answers: a receipt, an invitation's token, a participant, consent. What must hold is held by
 * one function of the schema, bry.submit, in one round trip; here its words become errors. */
#include "core/options.h"
#include "core/secret.h"
#include "core/uuid.h"
#include "store/draft.h"
#include "store/participant.h"
#include "store/receipt.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/submit.h"

#include <bry/response.h>

#include <string.h>

enum { NAME_BYTES_MAX = 500, PLAIN_PARAMS = 8, CONSENT = 11, PARAMS = 14 };

static const bry__statement SUBMIT_WITH = {
    "submit_with",
    "SELECT bry.submit($1::uuid, $2::uuid, $3::uuid, $4::bytea, $5::bytea, $6::text[], $7::smallint[], $8::text[],"
    " $9::bytea, $10::uuid, $11::text, $12::int, $13::boolean, $14::bytea)",
    BRY__ROWS_ONE};

/* The newest version of the consent, unless the one given is there or was. */
static const bry__statement CONSENT_AHEAD = {
    "consent_ahead",
    "SELECT consent FROM bry.survey WHERE tenant_id = $1::uuid AND survey_id = $2::uuid AND consent < $3::int",
    BRY__ROWS_MANY};

const bry__statement *const bry__submit_with_statements[] = {&SUBMIT_WITH, &CONSENT_AHEAD, NULL};

/* --- why not --------------------------------------------------------------------------------------------------- */

/* What a respondent can do something about, and may be shown. */
static const struct {
  const char *word;
  bry_status status;
  const char *rule, *nb, *nn, *en;
} REFUSALS[] = {
    {"token_missing", BRY_EREFUSED, "token.missing", "Denne undersøkelsen kan bare besvares med en invitasjon.",
     "Denne undersøkinga kan ein berre svare på med ein invitasjon.",
     "This survey can only be answered with an invitation."},
    {"token_unknown", BRY_EREFUSED, "token.unknown", "Invitasjonen finnes ikke.", "Invitasjonen finst ikkje.",
     "There is no such invitation."},
    {"token_used", BRY_EREFUSED, "token.used", "Invitasjonen er brukt.", "Invitasjonen er brukt.",
     "The invitation has been used."},
    {"token_revoked", BRY_EREFUSED, "token.revoked", "Invitasjonen er trukket tilbake.",
     "Invitasjonen er trekt tilbake.", "The invitation has been revoked."},
    {"token_expired", BRY_EREFUSED, "token.expired", "Invitasjonen er utløpt.", "Invitasjonen har gått ut.",
     "The invitation has expired."},
    {"segment_fixed", BRY_EREFUSED, "segment.fixed", "Invitasjonen bestemmer dette segmentet; det kan ikke endres.",
     "Invitasjonen avgjer dette segmentet; det kan ikkje endrast.",
     "The invitation decides this segment; it can't be changed."},
    {"consent_missing", BRY_EREFUSED, "consent.missing", "Svaret lagres bare med samtykke.",
     "Svaret blir berre lagra med samtykke.", "The response is only stored with consent."},
    {"consent_outdated", BRY_EREFUSED, "consent.outdated", "Samtykketeksten er endret. Les den nye og svar på nytt.",
     "Samtykketeksten er endra. Les den nye og svar på nytt.",
     "The text of the consent has changed. Read the new one and answer again."},
    {"quota_full", BRY_ESTATE, "quota.full", "Undersøkelsen har fått nok svar fra denne gruppa.",
     "Undersøkinga har fått nok svar frå denne gruppa.", "The survey has enough responses from this group."},
};

/* What the caller did wrong. */
static const struct {
  const char *word, *message;
} MISTAKES[] = {
    {"participant_refused", "is anonymous: give no participant"},
    {"participant_missing", "knows its participants: give the option participant"},
    {"name_refused", "is not identified: give no name"},
    {"name_missing", "is identified: give the participant's name"},
    {"consent_unknown", "asks for no consent: leave the option at 0"},
};

static bry_status refuse(bry_status status, const char *rule, const char *nb, const char *nn, const char *en,
                         bry_error **err) {
  bry_findings *findings = bry__findings_new();
  if (!findings) return bry__enomem(err);
  bry__findings_add(findings, NULL, rule, "", nb, nn, en);
  return bry__error_findings(err, status, "The response", findings);
}

static bry_status judge(const char *word, const bry_survey *survey, int32_t *out_outcome, bry_error **err) {
  for (size_t i = 0; i < sizeof REFUSALS / sizeof REFUSALS[0]; i++)
    if (strcmp(word, REFUSALS[i].word) == 0)
      return refuse(REFUSALS[i].status, REFUSALS[i].rule, REFUSALS[i].nb, REFUSALS[i].nn, REFUSALS[i].en, err);
  for (size_t i = 0; i < sizeof MISTAKES / sizeof MISTAKES[0]; i++)
    if (strcmp(word, MISTAKES[i].word) == 0)
      return bry__error(err, BRY_EINVAL, "The survey %s %s.", survey->slug, MISTAKES[i].message);
  if (strcmp(word, "stored") != 0) return bry__submit_judge(word, survey, out_outcome, err);
  *out_outcome = BRY_SUBMIT_STORED;
  return BRY_OK;
}

/* That a version is outdated is only so when it has been there. */
static bry_status expect_consent(bry__conn *conn, const bry_survey *survey, const bry__param *params,
                                 bry_error **err) {
  const bry__param asked[] = {params[0], params[1], params[CONSENT]};
  PGresult *result = NULL;
  bry_status status = bry__db_query(conn, &CONSENT_AHEAD, asked, 3, &result, err);
  if (status == BRY_OK && PQntuples(result) > 0)
    status =
        bry__error(err, BRY_EINVAL,
                   "The survey %s has no such version of its consent: give the one that was agreed to, up to %s.",
                   survey->slug, PQgetvalue(result, 0, 0));
  PQclear(result);
  return status;
}

static bry_status ask(bry__conn *conn, const bry_survey *survey, const bry__param *params, int32_t *out_outcome,
                      bry_error **err) {
  PGresult *result = NULL;
  bry_status status = bry__db_query(conn, &SUBMIT_WITH, params, PARAMS, &result, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "consent_outdated") == 0)
    status = expect_consent(conn, survey, params, err);
  if (status == BRY_OK) status = judge(PQgetvalue(result, 0, 0), survey, out_outcome, err);
  if (status == BRY_OK && *out_outcome == BRY_SUBMIT_REPEATED) status = bry__conn_confirm(conn, err);
  PQclear(result);
  return status;
}

bry_status bry__submit_in_quota(bry__conn *conn, const bry_survey *survey, const bry__param *params,
                                int32_t *out_outcome, bry_error **err) {
  bry__param all[PARAMS] = {{0}};
  memcpy(all, params, PLAIN_PARAMS * sizeof *params);
  return ask(conn, survey, all, out_outcome, err);
}

/* --- what is given --------------------------------------------------------------------------------------------- */

typedef struct given {
  bry_submit_options options;
  uint8_t id[16];
  bry__participant participant;
  uint8_t token[32], draft[32]; /* hashes */
  bry__int_param consent;
} given;

static bry_status read_secret(const char *text, const char *option, uint8_t out[32], bry_error **err) {
  if (bry__secret_read(text, out)) return BRY_OK;
  return bry__error(err, BRY_EINVAL, "The option %s is not one of 43 url-safe characters, as the library made it.",
                    option);
}

static bry_status choose_id(given *g, bry_store *store, const bry_survey *survey, bry_error **err) {
  const bry_submit_options *o = &g->options;
  uint8_t secret[32];
  if ((o->response_id != NULL) + (o->receipt != NULL) + (o->participant != NULL) != 1)
    return bry__error(err, BRY_EINVAL, "Give one of the options response_id, receipt and participant.");
  if (o->participant) {
    bry_status status = bry__participant_find(store, survey, o->participant, &g->participant, err);
    memcpy(g->id, g->participant.response_id, sizeof g->id);
    return status;
  }
  if (o->response_id) {
    if (bry__uuid_parse(o->response_id, g->id)) return BRY_OK;
    return bry__error(err, BRY_EINVAL, "response_id is not a UUID of 36 characters: bry_uuid_v4() makes one.");
  }
  bry_status status = read_secret(o->receipt, "receipt", secret, err);
  if (status == BRY_OK) bry__receipt_id(secret, g->id);
  return status;
}

static bry_status read_options(given *g, const bry_submit_options *options, bry_error **err) {
  bry_submit_options_init(&g->options);
  if (!options) return bry__error(err, BRY_EINVAL, "options is NULL: begin with bry_submit_options_init().");
  bry_status status = bry__options_read(&g->options, sizeof g->options, options, "bry_submit_options_init", err);
  if (status != BRY_OK) return status;
  if (g->options.proxy != 0 && g->options.proxy != 1)
    return bry__error(err, BRY_EINVAL, "The option proxy is 0 or 1.");
  if (g->options.consent < 0) return bry__error(err, BRY_EINVAL, "The option consent is a version, or 0.");
  if (g->options.participant && !bry__name_valid(g->options.participant, BRY__PARTICIPANT_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "The option participant is 1 to %d bytes of UTF-8 on one line.",
                      BRY__PARTICIPANT_BYTES_MAX);
  if (g->options.name && !bry__name_valid(g->options.name, NAME_BYTES_MAX))
    return bry__error(err, BRY_EINVAL, "The option name is 1 to %d bytes of UTF-8 on one line.", NAME_BYTES_MAX);
  return BRY_OK;
}

static bry_status read_given(given *g, bry_store *store, const bry_survey *survey, const bry_submit_options *options,
                             bry_error **err) {
  uint8_t secret[32];
  bry_status status = read_options(g, options, err);
  if (status == BRY_OK && g->options.token) {
    status = read_secret(g->options.token, "token", secret, err);
    bry__secret_hash("bry invitation", secret, NULL, g->token, sizeof g->token);
  }
  if (status == BRY_OK && g->options.draft) {
    status = read_secret(g->options.draft, "draft", secret, err);
    bry__draft_place(survey, secret, g->draft);
  }
  return status == BRY_OK ? choose_id(g, store, survey, err) : status;
}

static bry_status store_given(bry_store *store, const bry_survey *survey, given *g, const bry__submit_work *w,
                              int32_t *out_outcome, bry_error **err) {
  static const bry__param none = {0};
  const bry_submit_options *o = &g->options;
  const bry__param params[PARAMS] = {
      bry__param_uuid(survey->tenant_id),
      bry__param_uuid(survey->survey_id),
      bry__param_uuid(g->id),
      bry__param_bytes(w->hash, sizeof w->hash),
      bry__param_bytes(survey->salt, sizeof survey->salt),
      bry__param_bytes(w->segment_array.data, w->segment_array.size),
      bry__param_bytes(w->closed_array.data, w->closed_array.size),
      bry__param_bytes(w->text_array.data, w->text_array.size),
      o->token ? bry__param_bytes(g->token, sizeof g->token) : none,
      o->participant ? bry__param_uuid(g->participant.id) : none,
      bry__param_text(o->name),
      o->consent ? bry__param_int(&g->consent, o->consent) : none,
      bry__param_text(o->proxy ? "true" : "false"),
      o->draft ? bry__param_bytes(g->draft, sizeof g->draft) : none,
  };
  return bry__submit_store(store, survey, ask, params, out_outcome, err);
}

void bry_submit_options_init(bry_submit_options *options) {
  if (options) *options = (bry_submit_options){.struct_size = sizeof *options};
}

bry_status bry_response_submit_with(bry_store *store, const bry_survey *survey, const bry_submit_options *options,
                                    const char *answers, size_t answers_size, const char *segments,
                                    int32_t *out_outcome, bry_error **err) {
  bry__error_reset(err);
  int32_t outcome = 0;
  if (out_outcome) *out_outcome = 0;
  given g = {0};
  bry__submit_work *w = NULL;
  bry_status status = bry__survey_admit(store, survey, err);
  if (status != BRY_OK) return status;
  status = read_given(&g, store, survey, options, err);
  if (status == BRY_OK) status = bry__submit_prepare(survey, answers, answers_size, segments, &w, err);
  if (status == BRY_OK) status = store_given(store, survey, &g, w, &outcome, err);
  bry__submit_done(survey, w);
  if (status == BRY_OK && out_outcome) *out_outcome = outcome;
  return status;
}
