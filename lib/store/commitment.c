/* Commitments: added, moved, listed. The moves that there are, and that none is ever changed, is the schema's
 * (lib/sql/0011_commitments.sql). */
#include "core/options.h"
#include "core/uuid.h"
#include "store/moves.h"
#include "store/participant.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/time.h"

#include <bry/commitment.h>

#include <string.h>

enum { WHO_BYTES_MAX = 300 };

static const bry__statement COMMITMENT_ADD = {
    "commitment_add",
    "SELECT bry.commitment_add($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::jsonb, $6::text, $7::text, $8::uuid,"
    " $9::text, $10::text, $11::text, $12::date)",
    BRY__ROWS_ONE};
static const bry__statement COMMITMENT_MOVE = {
    "commitment_move",
    "SELECT bry.commitment_move($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::text, $8::date)",
    BRY__ROWS_ONE};
static const bry__statement COMMITMENT_FORGET = {"commitment_forget",
                                                 "SELECT bry.commitment_forget($1::uuid, $2::uuid)", BRY__ROWS_ONE};

/* The last move, and the terms that the last opening set. */
#define COMMITMENT_NOW                                                                                               \
  " FROM bry.commitment c JOIN bry.tenant t USING (tenant_id)"                                                       \
  " CROSS JOIN LATERAL (SELECT m.to_state, m.moved_at, m.role, m.note FROM bry.commitment_move m"                    \
  " WHERE m.tenant_id = c.tenant_id AND m.commitment_id = c.commitment_id ORDER BY m.seq DESC LIMIT 1) l"            \
  " CROSS JOIN LATERAL (SELECT m.what, m.measure, m.review_on FROM bry.commitment_move m"                            \
  " WHERE m.tenant_id = c.tenant_id AND m.commitment_id = c.commitment_id AND m.to_state = 'open'"                   \
  " ORDER BY m.seq DESC LIMIT 1) o WHERE ($1::uuid IS NULL OR c.tenant_id = $1::uuid)"

/* $3 NULL: whatever their date. */
static const bry__statement COMMITMENT_LIST = {
    "commitment_list",
    "SELECT t.slug, c.commitment_id, c.group_id, c.session_id, c.who_kind, coalesce(c.who, c.participant::text), "
    "o.what,"
    " o.measure, to_char(o.review_on, 'YYYY-MM-DD'), l.to_state, " BRY__MOMENT(
        "l.moved_at") ", l.role, l.note" COMMITMENT_NOW " AND ($2::uuid IS NULL OR c.group_id = $2::uuid) AND "
                      "($3::date IS NULL OR (l.to_state IN ('open', 'changed')"
                      " AND o.review_on < $3::date)) ORDER BY o.review_on, t.slug COLLATE \"C\", c.commitment_id",
    BRY__READ_MANY};
static const bry__statement COMMITMENT_MOVES = {
    "commitment_moves",
    "SELECT seq, from_state, to_state, " BRY__MOMENT(
        "moved_at") ", role, note, what, measure,"
                    " to_char(review_on, 'YYYY-MM-DD') FROM bry.commitment_move WHERE tenant_id = $1::uuid AND "
                    "commitment_id = $2::uuid"
                    " ORDER BY seq",
    BRY__READ_MANY};
static const bry__statement COMMITMENT_SUMMARY = {
    "commitment_summary",
    "SELECT slug, value, count(*), count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'changed'),"
    " count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'dropped'),"
    " count(*) FILTER (WHERE state IN ('open', 'changed') AND review_on < $3::date)"
    " FROM (SELECT t.slug COLLATE \"C\" AS slug, (c.segments ->> $2::text) COLLATE \"C\" AS value, l.to_state AS "
    "state,"
    " o.review_on" COMMITMENT_NOW ") x GROUP BY GROUPING SETS ((slug, value), (value))"
    " HAVING grouping(slug) = 0 OR $1::uuid IS NULL ORDER BY grouping(slug), slug, value NULLS LAST",
    BRY__READ_MANY};

const bry__statement *const bry__commitment_statements[] = {&COMMITMENT_ADD,
                                                            &COMMITMENT_MOVE,
                                                            &COMMITMENT_FORGET,
                                                            &COMMITMENT_LIST,
                                                            &COMMITMENT_MOVES,
                                                            &COMMITMENT_SUMMARY,
                                                            NULL};

/* --- adding and moving ------------------------------------------------------------------------------------------- */

void bry_commitment_options_init(bry_commitment_options *options) {
  if (options)
    *options = (bry_commitment_options){.struct_size = sizeof *options, .who_kind = "role", .role = "facilitator"};
}

/* Who it is, as it is kept: a text, or a participant's pseudonym. */
static bry_status read_who(bry_store *store, const char *kind, const char *who, uint8_t participant[16],
                           bry_error **err) {
  uint8_t tenant[16];
  if (!kind || (strcmp(kind, "role") != 0 && strcmp(kind, "participant") != 0 && strcmp(kind, "name") != 0))
    return bry__error(err, BRY_EINVAL, "who_kind is role, participant or name.");
  if (strcmp(kind, "participant") == 0) return bry__participant_make(store, who, tenant, participant, err);
  if (bry__name_valid(who, WHO_BYTES_MAX)) return BRY_OK;
  return bry__error(err, BRY_EINVAL, "who is 1 to %d bytes of UTF-8 on one line.", WHO_BYTES_MAX);
}

static bry_status check_terms(const char *what, const char *measure, const char *review_on, int may_lack,
                              bry_error **err) {
  bry_status status = bry__moves_text(what, "what", may_lack, err);
  if (status == BRY_OK) status = bry__moves_text(measure, "measure", 1, err);
  if (status == BRY_OK && !review_on && !may_lack)
    status = bry__error(err, BRY_EINVAL, "A commitment has a day on which it is looked at again: give review_on.");
  if (status == BRY_OK) status = bry__date_check(review_on, "review_on", err);
  return status;
}

static bry_status add(bry_store *store, const bry__origin *o, const bry_commitment_options *options, const char *who,
                      const char *what, const char *review_on, bry_error **err) {
  uint8_t participant[16];
  bry__param params[12];
  bry_status status = read_who(store, options->who_kind, who, participant, err);
  if (status != BRY_OK) return status;
  int is_participant = strcmp(options->who_kind, "participant") == 0;
  bry__origin_params(o, params);
  params[5] = bry__param_text(options->who_kind);
  params[6] = bry__param_text(is_participant ? NULL : who);
  params[7] = is_participant ? bry__param_uuid(participant) : bry__param_text(NULL);
  params[8] = bry__param_text(o->role);
  params[9] = bry__param_text(what);
  params[10] = bry__param_text(options->measure);
  params[11] = bry__param_text(review_on);
  return bry__moves_ask(store, &COMMITMENT_ADD, params, 12, "commitment", NULL, err);
}

bry_status bry_commitment_add(bry_store *store, const char *what, const char *who, const char *review_on,
                              const bry_commitment_options *given, char out_id[37], bry_error **err) {
  bry__error_reset(err);
  bry__origin o = {0};
  bry_commitment_options options;
  bry_commitment_options_init(&options);
  bry_status status =
      given ? bry__options_read(&options, sizeof options, given, "bry_commitment_options_init", err) : BRY_OK;
  const bry__origin_options from = {options.id, options.group, options.session, options.segments, options.role};
  if (status == BRY_OK) status = check_terms(what, options.measure, review_on, 0, err);
  if (status == BRY_OK) status = bry__origin_read(&o, store, &from, err);
  if (status == BRY_OK) status = add(store, &o, &options, who, what, review_on, err);
  if (status == BRY_OK && out_id) bry__uuid_format(o.id, out_id);
  bry__buffer_free(&o.segments);
  return status;
}

static bry_status move(bry_store *store, const char *id, const char *state, const char *const terms[3],
                       const char *role, const char *note, bry_error **err) {
  uint8_t tenant[16], commitment[16];
  bry_status status = bry__moves_role(role, err);
  if (status == BRY_OK) status = bry__moves_text(note, "note", 1, err);
  if (status == BRY_OK) status = bry__moves_id(store, id, "commitment", tenant, commitment, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant),   bry__param_uuid(commitment), bry__param_text(state),
                               bry__param_text(role),     bry__param_text(note),       bry__param_text(terms[0]),
                               bry__param_text(terms[1]), bry__param_text(terms[2])};
  return bry__moves_ask(store, &COMMITMENT_MOVE, params, 8, "commitment", state, err);
}

bry_status bry_commitment_move(bry_store *store, const char *id, const char *state, const char *role,
                               const char *note, bry_error **err) {
  static const char *const none[3] = {NULL, NULL, NULL};
  bry__error_reset(err);
  if (!state || (strcmp(state, "done") != 0 && strcmp(state, "changed") != 0 && strcmp(state, "dropped") != 0))
    return bry__error(err, BRY_EINVAL,
                      "A commitment is moved to done, changed or dropped; bry_commitment_renew() opens it again.");
  return move(store, id, state, none, role, note, err);
}

bry_status bry_commitment_renew(bry_store *store, const char *id, const char *what, const char *measure,
                                const char *review_on, const char *role, const char *note, bry_error **err) {
  bry__error_reset(err);
  const char *const terms[3] = {what, measure, review_on};
  bry_status status = check_terms(what, measure, review_on, 1, err);
  return status == BRY_OK ? move(store, id, "open", terms, role, note, err) : status;
}

bry_status bry_commitment_forget(bry_store *store, const char *id, bry_error **err) {
  bry__error_reset(err);
  uint8_t tenant[16], commitment[16];
  bry_status status = bry__moves_id(store, id, "commitment", tenant, commitment, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_uuid(commitment)};
  return bry__moves_ask(store, &COMMITMENT_FORGET, params, 2, "commitment", NULL, err);
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

static const bry__sheet_word words[] = {
    {"open", BRY__WORD("åpen", "open", "open")},
    {"done", BRY__WORD("gjort", "gjort", "done")},
    {"changed", BRY__WORD("endret", "endra", "changed")},
    {"dropped", BRY__WORD("droppet", "droppa", "dropped")},
    {"role", BRY__WORD("rolle", "rolle", "role")},
    {"participant", BRY__WORD("deltaker", "deltakar", "participant")},
    {"name", BRY__WORD("navn", "namn", "name")},
    {"forgotten", BRY__WORD("slettet", "sletta", "forgotten")},
};
enum { WORDS = sizeof words / sizeof words[0] };

static const bry__sheet_column list_columns[] = {
    {"tenant", BRY__TEXT_DIMENSION, "Organisasjon", "Organisasjon", "Tenant"},
    {"commitment", BRY__TEXT_DIMENSION, "Forpliktelse", "Plikt", "Commitment"},
    {"group", BRY__TEXT_DIMENSION, "Gruppe", "Gruppe", "Group"},
    {"session", BRY__TEXT_DIMENSION, "Samling", "Samling", "Session"},
    {"who_kind", BRY__TEXT_ATTRIBUTE, "Hvem er", "Kven er", "Kind of who"},
    {"who", BRY__TEXT_ATTRIBUTE, "Hvem", "Kven", "Who"},
    {"what", BRY__TEXT_ATTRIBUTE, "Hva", "Kva", "What"},
    {"measure", BRY__TEXT_ATTRIBUTE, "Måles ved", "Målt ved", "Measured by"},
    {"review_on", BRY__TEXT_ATTRIBUTE, "Ses på igjen", "Sjåast på att", "Review date"},
    {"state", BRY__TEXT_ATTRIBUTE, "Tilstand", "Tilstand", "State"},
    {"moved_at", BRY__TEXT_ATTRIBUTE, "Siden", "Sidan", "Since"},
    {"role", BRY__TEXT_ATTRIBUTE, "Sagt av", "Sagt av", "Said by"},
    {"note", BRY__TEXT_ATTRIBUTE, "Merknad", "Merknad", "Note"},
};
static const bry__sheet list_sheet = {"commitments", "Forpliktelser", "Plikter", "Commitments", list_columns, 13,
                                      words,         WORDS,           -1};

static const bry__sheet_column move_columns[] = {
    {"move", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Nummer", "Nummer", "Move"},
    {"from", BRY__TEXT_ATTRIBUTE, "Fra", "Frå", "From"},
    {"to", BRY__TEXT_ATTRIBUTE, "Til", "Til", "To"},
    {"moved_at", BRY__TEXT_ATTRIBUTE, "Tid", "Tid", "Time"},
    {"role", BRY__TEXT_ATTRIBUTE, "Sagt av", "Sagt av", "Said by"},
    {"note", BRY__TEXT_ATTRIBUTE, "Merknad", "Merknad", "Note"},
    {"what", BRY__TEXT_ATTRIBUTE, "Hva", "Kva", "What"},
    {"measure", BRY__TEXT_ATTRIBUTE, "Måles ved", "Målt ved", "Measured by"},
    {"review_on", BRY__TEXT_ATTRIBUTE, "Ses på igjen", "Sjåast på att", "Review date"},
};
static const bry__sheet move_sheet = {"commitment_moves",
                                      "Forpliktelsens vei",
                                      "Vegen til plikta",
                                      "Moves of a commitment",
                                      move_columns,
                                      9,
                                      words,
                                      WORDS,
                                      -1};

static const bry__sheet_column summary_columns[] = {
    {"tenant", BRY__TEXT_DIMENSION, "Organisasjon", "Organisasjon", "Tenant"},
    {"value", BRY__TEXT_DIMENSION, "Verdi", "Verdi", "Value"},
    {"commitments", BRY__NUMBER, "Forpliktelser", "Plikter", "Commitments"},
    {"open", BRY__NUMBER, "Åpne", "Opne", "Open"},
    {"changed", BRY__NUMBER, "Endret", "Endra", "Changed"},
    {"done", BRY__NUMBER, "Gjort", "Gjort", "Done"},
    {"dropped", BRY__NUMBER, "Droppet", "Droppa", "Dropped"},
    {"overdue", BRY__NUMBER, "Over fristen", "Over fristen", "Overdue"},
};
static const bry__sheet summary_sheet = {"commitment_summary",
                                         "Forpliktelser i tall",
                                         "Plikter i tal",
                                         "Commitments in numbers",
                                         summary_columns,
                                         8,
                                         words,
                                         WORDS,
                                         -1};

static bry_status list(bry_store *store, const char *overdue_on, const char *group, int32_t across, bry_table **out,
                       bry_error **err) {
  bry__scope scope;
  bry_status status = bry__scope_read(&scope, store, group, across, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {scope.params[0], scope.params[1], bry__param_text(overdue_on)};
  return bry__sheet_ask(store, &list_sheet, &COMMITMENT_LIST, params, 3, out, err);
}

bry_status bry_commitment_list(bry_store *store, const char *group, int32_t across, bry_table **out,
                               bry_error **err) {
  bry_status status = bry__sheet_begin(out, err);
  return status == BRY_OK ? list(store, NULL, group, across, out, err) : status;
}

bry_status bry_commitment_overdue(bry_store *store, const char *on, const char *group, int32_t across,
                                  bry_table **out, bry_error **err) {
  char day[11];
  bry_status status = bry__sheet_begin(out, err);
  if (status == BRY_OK) status = bry__moves_day(on, day, err);
  return status == BRY_OK ? list(store, day, group, across, out, err) : status;
}

bry_status bry_commitment_moves(bry_store *store, const char *id, bry_table **out, bry_error **err) {
  bry_status status = bry__sheet_begin(out, err);
  return status == BRY_OK ? bry__sheet_moves(store, &move_sheet, &COMMITMENT_MOVES, id, "commitment", out, err)
                          : status;
}

bry_status bry_commitment_summary(bry_store *store, const char *segment, const char *on, int32_t across,
                                  bry_table **out, bry_error **err) {
  char day[11];
  bry__scope scope;
  bry_status status = bry__sheet_begin(out, err);
  if (status == BRY_OK) status = bry__scope_read(&scope, store, NULL, across, err);
  if (status == BRY_OK) status = bry__moves_segment(segment, err);
  if (status == BRY_OK) status = bry__moves_day(on, day, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {scope.params[0], bry__param_text(segment), bry__param_text(day)};
  return bry__sheet_ask(store, &summary_sheet, &COMMITMENT_SUMMARY, params, 3, out, err);
}
