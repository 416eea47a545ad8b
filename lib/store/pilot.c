/* Pilots: ideas proposed, supported, moved, reported back. The moves that there are, and how many supporters are shown, is
 * the schema's (lib/sql/0011_commitments.sql). */
#include "core/options.h"
#include "core/uuid.h"
#include "store/moves.h"
#include "store/participant.h"
#include "store/statements.h"

#include <bry/pilot.h>

#include <string.h>

static const bry__statement PILOT_ADD = {
    "pilot_add", "SELECT bry.pilot_add($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::jsonb, $6::text, $7::text)",
    BRY__ROWS_ONE};
static const bry__statement PILOT_MOVE = {
    "pilot_move", "SELECT bry.pilot_move($1::uuid, $2::uuid, $3::text, $4::text, $5::text)", BRY__ROWS_ONE};
static const bry__statement PILOT_SUPPORT = {
    "pilot_support", "SELECT bry.pilot_support($1::uuid, $2::uuid, $3::uuid, $4::boolean)", BRY__ROWS_ONE};

#define LAST_MOVE                                                                                                    \
  " CROSS JOIN LATERAL (SELECT m.to_state, m.moved_at, m.role, m.note FROM bry.pilot_move m"                         \
  " WHERE m.tenant_id = p.tenant_id AND m.pilot_id = p.pilot_id ORDER BY m.seq DESC LIMIT 1) l"

static const bry__statement PILOT_REPORT = {
    "pilot_report",
    "SELECT p.group_id, p.pilot_id, p.idea, l.to_state, " BRY__MOMENT("l.moved_at") ", l.role, l.note, " BRY__MOMENT(
        "f.moved_at") ", p.session_id, s.supporters"
                      " FROM bry.pilot p JOIN bry.pilot_move f ON f.tenant_id = p.tenant_id AND f.pilot_id = "
                      "p.pilot_id AND f.seq = 1" LAST_MOVE
                      " JOIN bry.pilot_supporters($1::uuid) s ON s.pilot = p.pilot_id"
                      " WHERE p.tenant_id = $1::uuid AND ($2::uuid IS NULL OR p.group_id = $2::uuid)"
                      " ORDER BY p.group_id NULLS LAST, f.moved_at, p.pilot_id",
    BRY__READ_MANY};
static const bry__statement PILOT_MOVES = {
    "pilot_moves",
    "SELECT seq, from_state, to_state, " BRY__MOMENT(
        "moved_at") ", role, note FROM bry.pilot_move"
                    " WHERE tenant_id = $1::uuid AND pilot_id = $2::uuid ORDER BY seq",
    BRY__READ_MANY};
static const bry__statement PILOT_SUMMARY = {
    "pilot_summary",
    "SELECT slug, value, count(*), count(*) FILTER (WHERE state = 'proposed'),"
    " count(*) FILTER (WHERE state = 'supported'), count(*) FILTER (WHERE state = 'trial'),"
    " count(*) FILTER (WHERE state = 'reviewed'), count(*) FILTER (WHERE state = 'kept'),"
    " count(*) FILTER (WHERE state = 'dropped')"
    " FROM (SELECT t.slug COLLATE \"C\" AS slug, (p.segments ->> $2::text) COLLATE \"C\" AS value, l.to_state AS "
    "state"
    " FROM bry.pilot p JOIN bry.tenant t USING (tenant_id)" LAST_MOVE
    " WHERE ($1::uuid IS NULL OR p.tenant_id = $1::uuid)) x GROUP BY GROUPING SETS ((slug, value), (value))"
    " HAVING grouping(slug) = 0 OR $1::uuid IS NULL ORDER BY grouping(slug), slug, value NULLS LAST",
    BRY__READ_MANY};

const bry__statement *const bry__pilot_statements[] = {
    &PILOT_ADD, &PILOT_MOVE, &PILOT_SUPPORT, &PILOT_REPORT, &PILOT_MOVES, &PILOT_SUMMARY, NULL};

/* --- proposing, moving, supporting ------------------------------------------------------------------------------- */

void bry_pilot_options_init(bry_pilot_options *options) {
  if (options) *options = (bry_pilot_options){.struct_size = sizeof *options, .role = "facilitator"};
}

bry_status bry_pilot_add(bry_store *store, const char *idea, const bry_pilot_options *given, char out_id[37],
                         bry_error **err) {
  bry__error_reset(err);
  bry__origin o = {0};
  bry_pilot_options options;
  bry__param params[7];
  bry_pilot_options_init(&options);
  bry_status status =
      given ? bry__options_read(&options, sizeof options, given, "bry_pilot_options_init", err) : BRY_OK;
  const bry__origin_options from = {options.id, options.group, options.session, options.segments, options.role};
  if (status == BRY_OK) status = bry__moves_text(idea, "idea", 0, err);
  if (status == BRY_OK) status = bry__origin_read(&o, store, &from, err);
  bry__origin_params(&o, params);
  params[5] = bry__param_text(o.role);
  params[6] = bry__param_text(idea);
  if (status == BRY_OK) status = bry__moves_ask(store, &PILOT_ADD, params, 7, "pilot", NULL, err);
  if (status == BRY_OK && out_id) bry__uuid_format(o.id, out_id);
  bry__buffer_free(&o.segments);
  return status;
}

static int is_state(const char *word) {
  static const char *const states[] = {"supported", "trial", "reviewed", "kept", "dropped", NULL};
  for (const char *const *s = states; word && *s; s++) {
    if (strcmp(*s, word) == 0) return 1;
  }
  return 0;
}

bry_status bry_pilot_move(bry_store *store, const char *id, const char *state, const char *role, const char *note,
                          bry_error **err) {
  bry__error_reset(err);
  uint8_t tenant[16], pilot[16];
  if (!is_state(state))
    return bry__error(err, BRY_EINVAL, "A pilot is moved to supported, trial, reviewed, kept or dropped.");
  bry_status status = bry__moves_role(role, err);
  if (status == BRY_OK) status = bry__moves_text(note, "note", 1, err);
  if (status == BRY_OK) status = bry__moves_id(store, id, "pilot", tenant, pilot, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_uuid(pilot), bry__param_text(state),
                               bry__param_text(role), bry__param_text(note)};
  return bry__moves_ask(store, &PILOT_MOVE, params, 5, "pilot", state, err);
}

bry_status bry_pilot_support(bry_store *store, const char *id, const char *participant, int32_t supports,
                             bry_error **err) {
  bry__error_reset(err);
  uint8_t tenant[16], pilot[16], person[16];
  if (supports != 0 && supports != 1) return bry__error(err, BRY_EINVAL, "supports is 1, or 0 to take it back.");
  bry_status status = bry__moves_id(store, id, "pilot", tenant, pilot, err);
  if (status == BRY_OK) status = bry__participant_make(store, participant, tenant, person, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant), bry__param_uuid(pilot), bry__param_uuid(person),
                               bry__param_text(supports ? "true" : "false")};
  return bry__moves_ask(store, &PILOT_SUPPORT, params, 4, "pilot", NULL, err);
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

static const bry__sheet_word words[] = {
    {"proposed", BRY__WORD("foreslått", "foreslått", "proposed")},
    {"supported", BRY__WORD("støttet", "støtta", "supported")},
    {"trial", BRY__WORD("prøves ut", "blir prøvd ut", "under trial")},
    {"reviewed", BRY__WORD("vurdert", "vurdert", "reviewed")},
    {"kept", BRY__WORD("beholdt", "halden fram med", "kept")},
    {"dropped", BRY__WORD("droppet", "droppa", "dropped")},
};
enum { WORDS = sizeof words / sizeof words[0] };

static const bry__sheet_column report_columns[] = {
    {"group", BRY__TEXT_DIMENSION, "Gruppe", "Gruppe", "Group"},
    {"pilot", BRY__TEXT_DIMENSION, "Utprøving", "Utprøving", "Pilot"},
    {"idea", BRY__TEXT_ATTRIBUTE, "Idé", "Idé", "Idea"},
    {"state", BRY__TEXT_ATTRIBUTE, "Hva det ble til", "Kva det vart til", "What became of it"},
    {"moved_at", BRY__TEXT_ATTRIBUTE, "Siden", "Sidan", "Since"},
    {"role", BRY__TEXT_ATTRIBUTE, "Sagt av", "Sagt av", "Said by"},
    {"note", BRY__TEXT_ATTRIBUTE, "Begrunnelse", "Grunngiving", "Why"},
    {"proposed_at", BRY__TEXT_ATTRIBUTE, "Foreslått", "Foreslått", "Proposed"},
    {"session", BRY__TEXT_DIMENSION, "Samling", "Samling", "Session"},
    {"supporters", BRY__NUMBER, "Støttespillere", "Støttespelarar", "Supporters"},
};
static const bry__sheet report_sheet = {"pilots",
                                        "Hva ideene ble til",
                                        "Kva ideane vart til",
                                        "What became of the ideas",
                                        report_columns,
                                        10,
                                        words,
                                        WORDS,
                                        9};

static const bry__sheet_column move_columns[] = {
    {"move", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Nummer", "Nummer", "Move"},
    {"from", BRY__TEXT_ATTRIBUTE, "Fra", "Frå", "From"},
    {"to", BRY__TEXT_ATTRIBUTE, "Til", "Til", "To"},
    {"moved_at", BRY__TEXT_ATTRIBUTE, "Tid", "Tid", "Time"},
    {"role", BRY__TEXT_ATTRIBUTE, "Sagt av", "Sagt av", "Said by"},
    {"note", BRY__TEXT_ATTRIBUTE, "Begrunnelse", "Grunngiving", "Why"},
};
static const bry__sheet move_sheet = {
    "pilot_moves", "Utprøvingens vei", "Vegen til utprøvinga", "Moves of a pilot", move_columns, 6, words, WORDS, -1};

static const bry__sheet_column summary_columns[] = {
    {"tenant", BRY__TEXT_DIMENSION, "Organisasjon", "Organisasjon", "Tenant"},
    {"value", BRY__TEXT_DIMENSION, "Verdi", "Verdi", "Value"},
    {"pilots", BRY__NUMBER, "Ideer", "Idear", "Pilots"},
    {"proposed", BRY__NUMBER, "Foreslått", "Foreslått", "Proposed"},
    {"supported", BRY__NUMBER, "Støttet", "Støtta", "Supported"},
    {"trial", BRY__NUMBER, "Prøves ut", "Blir prøvd ut", "Under trial"},
    {"reviewed", BRY__NUMBER, "Vurdert", "Vurdert", "Reviewed"},
    {"kept", BRY__NUMBER, "Beholdt", "Halde fram med", "Kept"},
    {"dropped", BRY__NUMBER, "Droppet", "Droppa", "Dropped"},
};
static const bry__sheet summary_sheet = {
    "pilot_summary", "Ideer i tall", "Idear i tal", "Pilots in numbers", summary_columns, 9, words, WORDS, -1};

bry_status bry_pilot_report(bry_store *store, const char *group, bry_table **out, bry_error **err) {
  bry__scope scope;
  bry_status status = bry__sheet_begin(out, err);
  if (status == BRY_OK) status = bry__scope_read(&scope, store, group, 0, err);
  return status == BRY_OK ? bry__sheet_ask(store, &report_sheet, &PILOT_REPORT, scope.params, 2, out, err) : status;
}

bry_status bry_pilot_moves(bry_store *store, const char *id, bry_table **out, bry_error **err) {
  bry_status status = bry__sheet_begin(out, err);
  return status == BRY_OK ? bry__sheet_moves(store, &move_sheet, &PILOT_MOVES, id, "pilot", out, err) : status;
}

bry_status bry_pilot_summary(bry_store *store, const char *segment, int32_t across, bry_table **out,
                             bry_error **err) {
  bry__scope scope;
  bry_status status = bry__sheet_begin(out, err);
  if (status == BRY_OK) status = bry__scope_read(&scope, store, NULL, across, err);
  if (status == BRY_OK) status = bry__moves_segment(segment, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {scope.params[0], bry__param_text(segment)};
  return bry__sheet_ask(store, &summary_sheet, &PILOT_SUMMARY, params, 2, out, err);
}
