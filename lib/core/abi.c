/* What a binding must know of this library: version, constants, layout of the public structs. The one place that sees
 * all public headers at once; a test compares the list below with the headers. */
#include <bry.h>

#include "core/buffer.h"
#include "core/error.h"

#include <string.h>

typedef struct constant {
  const char *name;
  int64_t value;
} constant;

#define CONSTANT(name)                                                                                               \
  { #name, name }

static const constant constants[] = {
    /* common.h */
    CONSTANT(BRY_VERSION_MAJOR),
    CONSTANT(BRY_VERSION_MINOR),
    CONSTANT(BRY_VERSION_PATCH),
    CONSTANT(BRY_OK),
    CONSTANT(BRY_EINVAL),
    CONSTANT(BRY_ENOMEM),
    CONSTANT(BRY_EPARSE),
    CONSTANT(BRY_EREFUSED),
    CONSTANT(BRY_ELIMIT),
    CONSTANT(BRY_ENOTFOUND),
    CONSTANT(BRY_ECONFLICT),
    CONSTANT(BRY_ESTATE),
    CONSTANT(BRY_EUNAVAILABLE),
    CONSTANT(BRY_EDENIED),
    CONSTANT(BRY_ESCHEMA),
    CONSTANT(BRY_EDATABASE),
    CONSTANT(BRY_EIO),
    CONSTANT(BRY_ENOTSUPPORTED),
    CONSTANT(BRY_EFORKED),
    CONSTANT(BRY_ECANCELLED),
    CONSTANT(BRY_EINTERNAL),
    /* agreement.h */
    CONSTANT(BRY_AGREEMENT_ALPHA),
    CONSTANT(BRY_AGREEMENT_KAPPA),
    CONSTANT(BRY_AGREEMENT_F1),
    CONSTANT(BRY_DISTANCE_AUTO),
    CONSTANT(BRY_DISTANCE_NOMINAL),
    CONSTANT(BRY_DISTANCE_MASI),
    CONSTANT(BRY_DISTANCE_ORDINAL),
    CONSTANT(BRY_DISTANCE_INTERVAL),
    CONSTANT(BRY_DISTANCE_LINEAR),
    CONSTANT(BRY_EMPTY_UNCODED),
    CONSTANT(BRY_EMPTY_NO_THEME),
    /* codebook.h */
    CONSTANT(BRY_CODEBOOK_JSON),
    CONSTANT(BRY_CODEBOOK_CSV),
    CONSTANT(BRY_CODEBOOK_QDC),
    /* discover.h */
    CONSTANT(BRY_TEXT_THEMED),
    CONSTANT(BRY_TEXT_UNDECIDED),
    CONSTANT(BRY_TEXT_NONE),
    CONSTANT(BRY_TEXT_NON_ANSWER),
    CONSTANT(BRY_TEXT_EMPTY),
    /* draft.h */
    CONSTANT(BRY_DRAFT_BYTES_MAX),
    /* map.h */
    CONSTANT(BRY_MAP_ANY),
    CONSTANT(BRY_MAP_GRAPHML),
    CONSTANT(BRY_MAP_DOT),
    CONSTANT(BRY_MAP_GEXF),
    CONSTANT(BRY_MAP_JSON_GRAPH),
    CONSTANT(BRY_MAP_CYTOSCAPE),
    /* protect.h */
    CONSTANT(BRY_PROTECT_SUPPRESS),
    CONSTANT(BRY_PROTECT_ROUND),
    /* questionnaire.h */
    CONSTANT(BRY_TITLES_NONE),
    CONSTANT(BRY_TITLES_PLAIN),
    CONSTANT(BRY_TITLES_HTML),
    /* response.h */
    CONSTANT(BRY_POOLER_AUTO),
    CONSTANT(BRY_POOLER_NONE),
    CONSTANT(BRY_POOLER_TRANSACTION),
    CONSTANT(BRY_SECRET_SIZE),
    CONSTANT(BRY_SUBMIT_STORED),
    CONSTANT(BRY_SUBMIT_REPEATED),
    CONSTANT(BRY_ERASE_ERASED),
    CONSTANT(BRY_ERASE_UNKNOWN),
    CONSTANT(BRY_IMPORT_CSV),
    CONSTANT(BRY_IMPORT_JSONL),
    /* result.h */
    CONSTANT(BRY_CHART_NONE),
    CONSTANT(BRY_CHART_BARS),
    CONSTANT(BRY_CHART_HEAT),
    CONSTANT(BRY_CHART_LIKERT),
    CONSTANT(BRY_CHART_TREND),
    CONSTANT(BRY_MIN_GROUP_DEFAULT),
    CONSTANT(BRY_MIN_GROUP_FLOOR),
    /* scrub.h */
    CONSTANT(BRY_SCRUB_IDENTITY),
    CONSTANT(BRY_SCRUB_ACCOUNT),
    CONSTANT(BRY_SCRUB_PHONE),
    CONSTANT(BRY_SCRUB_EMAIL),
    CONSTANT(BRY_SCRUB_URL),
    CONSTANT(BRY_SCRUB_IP),
    CONSTANT(BRY_SCRUB_POSTCODE),
    CONSTANT(BRY_SCRUB_PLATE),
    CONSTANT(BRY_SCRUB_ADDRESS),
    CONSTANT(BRY_SCRUB_NAME),
    CONSTANT(BRY_SCRUB_EVERYTHING),
    /* session.h */
    CONSTANT(BRY_CONTRIBUTION_STORED),
    CONSTANT(BRY_CONTRIBUTION_CHANGED),
    CONSTANT(BRY_CONTRIBUTION_REPEATED),
    CONSTANT(BRY_CONTRIBUTION_WITHDRAWN),
    /* statistics.h */
    CONSTANT(BRY_STATISTIC_COUNTS),
    CONSTANT(BRY_STATISTIC_SUMMARY),
    CONSTANT(BRY_STATISTIC_TEST),
    CONSTANT(BRY_STATISTIC_RESIDUALS),
    CONSTANT(BRY_STATISTIC_RESPONSE),
    CONSTANT(BRY_STATISTIC_RANKING),
    CONSTANT(BRY_ANSWER_AUTO),
    CONSTANT(BRY_ANSWER_SINGLE),
    CONSTANT(BRY_ANSWER_SCALE),
    CONSTANT(BRY_ANSWER_MULTIPLE),
    CONSTANT(BRY_ANSWER_RANKING),
    CONSTANT(BRY_MIN_DISTRIBUTION),
    CONSTANT(BRY_MIN_DEVIATION),
    /* table.h */
    CONSTANT(BRY_TYPE_INT64),
    CONSTANT(BRY_TYPE_DOUBLE),
    CONSTANT(BRY_TYPE_TEXT),
    CONSTANT(BRY_ROLE_ATTRIBUTE),
    CONSTANT(BRY_ROLE_DIMENSION),
    CONSTANT(BRY_ROLE_COUNT),
    CONSTANT(BRY_ROLE_SHARE),
    CONSTANT(BRY_ROLE_MEAN),
    CONSTANT(BRY_ROLE_STATISTIC),
    CONSTANT(BRY_ROLE_LOW),
    CONSTANT(BRY_ROLE_HIGH),
    CONSTANT(BRY_ROLE_WEIGHT),
    CONSTANT(BRY_PRESENT),
    CONSTANT(BRY_MISSING),
    CONSTANT(BRY_MISSING_NOT_ASKED),
    CONSTANT(BRY_MISSING_HIDDEN),
    CONSTANT(BRY_MISSING_SKIPPED),
    CONSTANT(BRY_MISSING_DONT_KNOW),
    CONSTANT(BRY_MISSING_WITHHELD),
    CONSTANT(BRY_FORMAT_TEXT),
    CONSTANT(BRY_FORMAT_CSV),
    CONSTANT(BRY_FORMAT_JSON),
    /* vote.h */
    CONSTANT(BRY_VOTE_DISAGREE),
    CONSTANT(BRY_VOTE_PASS),
    CONSTANT(BRY_VOTE_AGREE),
    CONSTANT(BRY_FORMAT_EXCEL),
    CONSTANT(BRY_FORMAT_JSONSTAT),
    CONSTANT(BRY_FORMAT_ARROW),
    CONSTANT(BRY_FORMAT_SAV),
    CONSTANT(BRY_FORMAT_DTA),
};

enum { CONSTANT_COUNT = sizeof constants / sizeof *constants };

typedef struct field {
  const char *name;
  size_t offset;
} field;

typedef struct layout {
  const char *name;
  size_t size;
  const field *fields;
  size_t field_count;
} layout;

#define FIELD(type, name)                                                                                            \
  { #name, offsetof(type, name) }
#define LAYOUT(type, fields)                                                                                         \
  { #type, sizeof(type), fields, sizeof fields / sizeof *fields }

static const field store_options[] = {
    FIELD(bry_store_options, struct_size),
    FIELD(bry_store_options, max_connections),
    FIELD(bry_store_options, connect_timeout_ms),
    FIELD(bry_store_options, statement_timeout_ms),
    FIELD(bry_store_options, acquire_timeout_ms),
    FIELD(bry_store_options, retry_time_ms),
    FIELD(bry_store_options, pooler),
};

static const field export_options[] = {
    FIELD(bry_export_options, struct_size),
    FIELD(bry_export_options, with_ids),
    FIELD(bry_export_options, for_spreadsheet),
    FIELD(bry_export_options, reserved),
};
static const field import_options[] = {
    FIELD(bry_import_options, struct_size),
    FIELD(bry_import_options, reserved),
    FIELD(bry_import_options, batch),
};
static const field submission[] = {
    FIELD(bry_submission, response_id),
    FIELD(bry_submission, answers),
    FIELD(bry_submission, answers_size),
    FIELD(bry_submission, segments),
};
static const field survey_options[] = {
    FIELD(bry_survey_options, struct_size), FIELD(bry_survey_options, reserved),
    FIELD(bry_survey_options, title),       FIELD(bry_survey_options, segments),
    FIELD(bry_survey_options, opens_at_us), FIELD(bry_survey_options, closes_at_us),
    FIELD(bry_survey_options, privacy),     FIELD(bry_survey_options, admission),
    FIELD(bry_survey_options, quotas),      FIELD(bry_survey_options, retain_until),
};

static const field submit_options[] = {
    FIELD(bry_submit_options, struct_size), FIELD(bry_submit_options, consent),
    FIELD(bry_submit_options, response_id), FIELD(bry_submit_options, receipt),
    FIELD(bry_submit_options, token),       FIELD(bry_submit_options, participant),
    FIELD(bry_submit_options, name),        FIELD(bry_submit_options, draft),
    FIELD(bry_submit_options, proxy),       FIELD(bry_submit_options, reserved),
};

static const field invitation_options[] = {
    FIELD(bry_invitation_options, struct_size),   FIELD(bry_invitation_options, count),
    FIELD(bry_invitation_options, uses),          FIELD(bry_invitation_options, reserved),
    FIELD(bry_invitation_options, expires_at_us), FIELD(bry_invitation_options, batch),
    FIELD(bry_invitation_options, segments),
};

static const field agreement_options[] = {
    FIELD(bry_agreement_options, struct_size), FIELD(bry_agreement_options, measure),
    FIELD(bry_agreement_options, distance),    FIELD(bry_agreement_options, empty),
    FIELD(bry_agreement_options, resamples),   FIELD(bry_agreement_options, reserved),
    FIELD(bry_agreement_options, seed),        FIELD(bry_agreement_options, reference),
};

static const field check_options[] = {
    FIELD(bry_check_options, struct_size), FIELD(bry_check_options, reserved), FIELD(bry_check_options, lang),
    FIELD(bry_check_options, zone),        FIELD(bry_check_options, now_us),   FIELD(bry_check_options, titles),
    FIELD(bry_check_options, reserved2),
};

static const field compose_options[] = {
    FIELD(bry_compose_options, struct_size),  FIELD(bry_compose_options, groups),
    FIELD(bry_compose_options, group_size),   FIELD(bry_compose_options, rounds),
    FIELD(bry_compose_options, seed),         FIELD(bry_compose_options, iterations),
    FIELD(bry_compose_options, milliseconds), FIELD(bry_compose_options, threads),
    FIELD(bry_compose_options, sizes),        FIELD(bry_compose_options, weights),
    FIELD(bry_compose_options, rules),        FIELD(bry_compose_options, rules_size),
};

static const field discover_options[] = {
    FIELD(bry_discover_options, struct_size), FIELD(bry_discover_options, themes),
    FIELD(bry_discover_options, threads),     FIELD(bry_discover_options, pretokenised),
    FIELD(bry_discover_options, seed),        FIELD(bry_discover_options, lang),
    FIELD(bry_discover_options, embed),       FIELD(bry_discover_options, embed_user),
    FIELD(bry_discover_options, dimensions),  FIELD(bry_discover_options, reserved),
};

static const field scrub_options[] = {
    FIELD(bry_scrub_options, struct_size), FIELD(bry_scrub_options, kinds), FIELD(bry_scrub_options, min_confidence),
    FIELD(bry_scrub_options, reserved),    FIELD(bry_scrub_options, lang),
};

static const field tabulate_options[] = {
    FIELD(bry_tabulate_options, struct_size), FIELD(bry_tabulate_options, statistic),
    FIELD(bry_tabulate_options, answer),      FIELD(bry_tabulate_options, min_group),
    FIELD(bry_tabulate_options, scale_low),   FIELD(bry_tabulate_options, scale_high),
    FIELD(bry_tabulate_options, margins),     FIELD(bry_tabulate_options, by_count),
    FIELD(bry_tabulate_options, confidence),  FIELD(bry_tabulate_options, by),
    FIELD(bry_tabulate_options, hierarchies), FIELD(bry_tabulate_options, weights),
    FIELD(bry_tabulate_options, missing),     FIELD(bry_tabulate_options, separator),
};
static const field rake_options[] = {
    FIELD(bry_rake_options, struct_size), FIELD(bry_rake_options, iterations_max), FIELD(bry_rake_options, tolerance),
    FIELD(bry_rake_options, low),         FIELD(bry_rake_options, high),           FIELD(bry_rake_options, base),
};
static const field waves_options[] = {
    FIELD(bry_waves_options, struct_size),
    FIELD(bry_waves_options, value_count),
    FIELD(bry_waves_options, confidence),
    FIELD(bry_waves_options, values),
};
static const field protect_options[] = {
    FIELD(bry_protect_options, struct_size), FIELD(bry_protect_options, method),
    FIELD(bry_protect_options, min_group),   FIELD(bry_protect_options, width),
    FIELD(bry_protect_options, least),       FIELD(bry_protect_options, unions),
    FIELD(bry_protect_options, alone),       FIELD(bry_protect_options, owner),
    FIELD(bry_protect_options, zeros),       FIELD(bry_protect_options, earlier_count),
    FIELD(bry_protect_options, tables),      FIELD(bry_protect_options, hierarchies),
    FIELD(bry_protect_options, answers),     FIELD(bry_protect_options, since),
    FIELD(bry_protect_options, until),       FIELD(bry_protect_options, earlier),
};

static const field commitment_options[] = {
    FIELD(bry_commitment_options, struct_size), FIELD(bry_commitment_options, reserved),
    FIELD(bry_commitment_options, id),          FIELD(bry_commitment_options, group),
    FIELD(bry_commitment_options, session),     FIELD(bry_commitment_options, segments),
    FIELD(bry_commitment_options, who_kind),    FIELD(bry_commitment_options, measure),
    FIELD(bry_commitment_options, role),
};

static const field pilot_options[] = {
    FIELD(bry_pilot_options, struct_size), FIELD(bry_pilot_options, reserved), FIELD(bry_pilot_options, id),
    FIELD(bry_pilot_options, group),       FIELD(bry_pilot_options, session),  FIELD(bry_pilot_options, segments),
    FIELD(bry_pilot_options, role),
};

static const field ladder_answer[] = {
    FIELD(bry_ladder_answer, person), FIELD(bry_ladder_answer, unit),     FIELD(bry_ladder_answer, wave),
    FIELD(bry_ladder_answer, step),   FIELD(bry_ladder_answer, reserved),
};

static const field relation[] = {
    FIELD(bry_relation, person), FIELD(bry_relation, from),    FIELD(bry_relation, to),     FIELD(bry_relation, now),
    FIELD(bry_relation, wanted), FIELD(bry_relation, quality), FIELD(bry_relation, points),
};

static const field vote_options[] = {
    FIELD(bry_vote_options, struct_size), FIELD(bry_vote_options, groups), FIELD(bry_vote_options, min_votes),
    FIELD(bry_vote_options, min_group),   FIELD(bry_vote_options, placed), FIELD(bry_vote_options, reserved),
    FIELD(bry_vote_options, seed),
};

static const layout layouts[] = {
    LAYOUT(bry_store_options, store_options),
    LAYOUT(bry_survey_options, survey_options),
    LAYOUT(bry_export_options, export_options),
    LAYOUT(bry_submission, submission),
    LAYOUT(bry_import_options, import_options),
    LAYOUT(bry_submit_options, submit_options),
    LAYOUT(bry_invitation_options, invitation_options),
    LAYOUT(bry_check_options, check_options),
    LAYOUT(bry_agreement_options, agreement_options),
    LAYOUT(bry_scrub_options, scrub_options),
    LAYOUT(bry_discover_options, discover_options),
    LAYOUT(bry_protect_options, protect_options),
    LAYOUT(bry_vote_options, vote_options),
    LAYOUT(bry_rake_options, rake_options),
    LAYOUT(bry_tabulate_options, tabulate_options),
    LAYOUT(bry_waves_options, waves_options),
    LAYOUT(bry_compose_options, compose_options),
    LAYOUT(bry_commitment_options, commitment_options),
    LAYOUT(bry_pilot_options, pilot_options),
    LAYOUT(bry_relation, relation),
    LAYOUT(bry_ladder_answer, ladder_answer),
};

enum { LAYOUT_COUNT = sizeof layouts / sizeof *layouts };

const char *bry_version(void) {
  return BRY_VERSION;
}

const char *bry_status_name(bry_status status) {
  static const char *const names[] = {
      [BRY_OK] = "BRY_OK",
      [BRY_EINVAL] = "BRY_EINVAL",
      [BRY_ENOMEM] = "BRY_ENOMEM",
      [BRY_EPARSE] = "BRY_EPARSE",
      [BRY_EREFUSED] = "BRY_EREFUSED",
      [BRY_ELIMIT] = "BRY_ELIMIT",
      [BRY_ENOTFOUND] = "BRY_ENOTFOUND",
      [BRY_ECONFLICT] = "BRY_ECONFLICT",
      [BRY_ESTATE] = "BRY_ESTATE",
      [BRY_EUNAVAILABLE] = "BRY_EUNAVAILABLE",
      [BRY_EDENIED] = "BRY_EDENIED",
      [BRY_ESCHEMA] = "BRY_ESCHEMA",
      [BRY_EDATABASE] = "BRY_EDATABASE",
      [BRY_EIO] = "BRY_EIO",
      [BRY_ENOTSUPPORTED] = "BRY_ENOTSUPPORTED",
      [BRY_EFORKED] = "BRY_EFORKED",
      [BRY_ECANCELLED] = "BRY_ECANCELLED",
      [BRY_EINTERNAL] = "BRY_EINTERNAL",
  };
  int known = status >= 0 && (size_t)status < sizeof names / sizeof *names;
  return known ? names[status] : "BRY_E?";
}

bry_status bry_constant(const char *name, int64_t *out_value, bry_error **err) {
  bry__error_reset(err);
  if (out_value) *out_value = 0;
  if (!name || !out_value) {
    return bry__error(err, BRY_EINVAL, "bry_constant: name and out_value must not be NULL");
  }
  for (size_t i = 0; i < CONSTANT_COUNT; i++) {
    if (strcmp(constants[i].name, name) == 0) {
      *out_value = constants[i].value;
      return BRY_OK;
    }
  }
  return bry__error(err, BRY_ENOTFOUND, "this version of the library has no constant of that name");
}

static void put_constants(bry__buffer *b) {
  for (size_t i = 0; i < CONSTANT_COUNT; i++) {
    bry__buffer_format(b, "%s\"%s\":%lld", i ? "," : "", constants[i].name, (long long)constants[i].value);
  }
}

static void put_layout(bry__buffer *b, const layout *l) {
  bry__buffer_format(b, "\"%s\":{\"size\":%zu,\"fields\":{", l->name, l->size);
  for (size_t i = 0; i < l->field_count; i++) {
    bry__buffer_format(b, "%s\"%s\":%zu", i ? "," : "", l->fields[i].name, l->fields[i].offset);
  }
  bry__buffer_text(b, "}}");
}

bry_status bry_abi_describe(bry_text **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "bry_abi_describe: out must not be NULL");
  bry__buffer b = {0};
  bry__buffer_text(&b, "{\"version\":\"" BRY_VERSION "\",\"constants\":{");
  put_constants(&b);
  bry__buffer_text(&b, "},\"structs\":{");
  for (size_t i = 0; i < LAYOUT_COUNT; i++) {
    if (i) bry__buffer_char(&b, ',');
    put_layout(&b, &layouts[i]);
  }
  bry__buffer_text(&b, "}}");
  return bry__buffer_finish(&b, out, err);
}
