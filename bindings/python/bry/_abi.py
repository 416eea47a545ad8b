"""What libbry's headers declare. Made by generate_abi.py; not to be edited."""
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char_p,
    c_double,
    c_float,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_uint8,
    c_void_p,
)

VERSION = "0.1.0"

CONSTANTS = {
    "BRY_AGREEMENT_ALPHA": 1,
    "BRY_AGREEMENT_KAPPA": 2,
    "BRY_AGREEMENT_F1": 3,
    "BRY_DISTANCE_AUTO": 0,
    "BRY_DISTANCE_NOMINAL": 1,
    "BRY_DISTANCE_MASI": 2,
    "BRY_DISTANCE_ORDINAL": 3,
    "BRY_DISTANCE_INTERVAL": 4,
    "BRY_DISTANCE_LINEAR": 5,
    "BRY_EMPTY_UNCODED": 0,
    "BRY_EMPTY_NO_THEME": 1,
    "BRY_CODEBOOK_JSON": 1,
    "BRY_CODEBOOK_CSV": 2,
    "BRY_CODEBOOK_QDC": 3,
    "BRY_VERSION_MAJOR": 0,
    "BRY_VERSION_MINOR": 1,
    "BRY_VERSION_PATCH": 0,
    "BRY_OK": 0,
    "BRY_EINVAL": 1,
    "BRY_ENOMEM": 2,
    "BRY_EPARSE": 3,
    "BRY_EREFUSED": 4,
    "BRY_ELIMIT": 5,
    "BRY_ENOTFOUND": 6,
    "BRY_ECONFLICT": 7,
    "BRY_ESTATE": 8,
    "BRY_EUNAVAILABLE": 9,
    "BRY_EDENIED": 10,
    "BRY_ESCHEMA": 11,
    "BRY_EDATABASE": 12,
    "BRY_EIO": 13,
    "BRY_ENOTSUPPORTED": 14,
    "BRY_EFORKED": 15,
    "BRY_ECANCELLED": 16,
    "BRY_EINTERNAL": 17,
    "BRY_TEXT_THEMED": 0,
    "BRY_TEXT_UNDECIDED": 1,
    "BRY_TEXT_NONE": 2,
    "BRY_TEXT_NON_ANSWER": 3,
    "BRY_TEXT_EMPTY": 4,
    "BRY_DRAFT_BYTES_MAX": 262144,
    "BRY_MAP_ANY": 0,
    "BRY_MAP_GRAPHML": 1,
    "BRY_MAP_DOT": 2,
    "BRY_MAP_GEXF": 3,
    "BRY_MAP_JSON_GRAPH": 4,
    "BRY_MAP_CYTOSCAPE": 5,
    "BRY_PROTECT_SUPPRESS": 0,
    "BRY_PROTECT_ROUND": 1,
    "BRY_TITLES_NONE": 0,
    "BRY_TITLES_PLAIN": 1,
    "BRY_TITLES_HTML": 2,
    "BRY_SUBMIT_STORED": 1,
    "BRY_SUBMIT_REPEATED": 2,
    "BRY_SECRET_SIZE": 44,
    "BRY_IMPORT_CSV": 1,
    "BRY_IMPORT_JSONL": 2,
    "BRY_MIN_GROUP_DEFAULT": 5,
    "BRY_MIN_GROUP_FLOOR": 3,
    "BRY_CHART_NONE": 0,
    "BRY_CHART_BARS": 1,
    "BRY_CHART_HEAT": 2,
    "BRY_CHART_LIKERT": 3,
    "BRY_CHART_TREND": 4,
    "BRY_ERASE_ERASED": 1,
    "BRY_ERASE_UNKNOWN": 2,
    "BRY_SCRUB_IDENTITY": 1,
    "BRY_SCRUB_ACCOUNT": 2,
    "BRY_SCRUB_PHONE": 4,
    "BRY_SCRUB_EMAIL": 8,
    "BRY_SCRUB_URL": 16,
    "BRY_SCRUB_IP": 32,
    "BRY_SCRUB_POSTCODE": 64,
    "BRY_SCRUB_PLATE": 128,
    "BRY_SCRUB_ADDRESS": 256,
    "BRY_SCRUB_NAME": 512,
    "BRY_SCRUB_EVERYTHING": 1023,
    "BRY_CONTRIBUTION_STORED": 1,
    "BRY_CONTRIBUTION_CHANGED": 2,
    "BRY_CONTRIBUTION_REPEATED": 3,
    "BRY_CONTRIBUTION_WITHDRAWN": 4,
    "BRY_MIN_DISTRIBUTION": 8,
    "BRY_MIN_DEVIATION": 20,
    "BRY_STATISTIC_COUNTS": 1,
    "BRY_STATISTIC_SUMMARY": 2,
    "BRY_STATISTIC_TEST": 3,
    "BRY_STATISTIC_RESIDUALS": 4,
    "BRY_STATISTIC_RESPONSE": 5,
    "BRY_STATISTIC_RANKING": 6,
    "BRY_ANSWER_AUTO": 0,
    "BRY_ANSWER_SINGLE": 1,
    "BRY_ANSWER_SCALE": 2,
    "BRY_ANSWER_MULTIPLE": 3,
    "BRY_ANSWER_RANKING": 4,
    "BRY_POOLER_AUTO": 0,
    "BRY_POOLER_NONE": 1,
    "BRY_POOLER_TRANSACTION": 2,
    "BRY_TYPE_INT64": 1,
    "BRY_TYPE_DOUBLE": 2,
    "BRY_TYPE_TEXT": 3,
    "BRY_ROLE_ATTRIBUTE": 0,
    "BRY_ROLE_DIMENSION": 1,
    "BRY_ROLE_COUNT": 2,
    "BRY_ROLE_SHARE": 3,
    "BRY_ROLE_MEAN": 4,
    "BRY_ROLE_STATISTIC": 5,
    "BRY_ROLE_LOW": 6,
    "BRY_ROLE_HIGH": 7,
    "BRY_ROLE_WEIGHT": 8,
    "BRY_PRESENT": 0,
    "BRY_MISSING": 1,
    "BRY_MISSING_NOT_ASKED": 2,
    "BRY_MISSING_HIDDEN": 3,
    "BRY_MISSING_SKIPPED": 4,
    "BRY_MISSING_DONT_KNOW": 5,
    "BRY_MISSING_WITHHELD": 6,
    "BRY_FORMAT_TEXT": 1,
    "BRY_FORMAT_CSV": 2,
    "BRY_FORMAT_JSON": 3,
    "BRY_FORMAT_EXCEL": 4,
    "BRY_FORMAT_JSONSTAT": 5,
    "BRY_FORMAT_ARROW": 6,
    "BRY_FORMAT_SAV": 7,
    "BRY_FORMAT_DTA": 8,
    "BRY_VOTE_DISAGREE": -1,
    "BRY_VOTE_PASS": 0,
    "BRY_VOTE_AGREE": 1,
}


bry_progress_fn = CFUNCTYPE(
    c_int32,
    c_int64,
    c_int64,
    c_void_p,
)

bry_read_fn = CFUNCTYPE(
    c_int64,
    c_void_p,
    c_size_t,
    c_void_p,
)

bry_write_fn = CFUNCTYPE(
    c_int32,
    c_void_p,
    c_size_t,
    c_void_p,
)

bry_embed_fn = CFUNCTYPE(
    c_int32,
    POINTER(c_char_p),
    POINTER(c_size_t),
    c_int64,
    c_int64,
    c_int32,
    POINTER(c_float),
    c_void_p,
)

bry_response_text_fn = CFUNCTYPE(
    c_int32,
    c_char_p,
    c_void_p,
    c_size_t,
    POINTER(c_char_p),
    c_int32,
    c_void_p,
)


class bry_agreement_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("measure", c_int32),
        ("distance", c_int32),
        ("empty", c_int32),
        ("resamples", c_int32),
        ("reserved", c_int32),
        ("seed", c_uint64),
        ("reference", c_char_p),
    ]


class bry_commitment_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_int32),
        ("id", c_char_p),
        ("group", c_char_p),
        ("session", c_char_p),
        ("segments", c_char_p),
        ("who_kind", c_char_p),
        ("measure", c_char_p),
        ("role", c_char_p),
    ]


class bry_discover_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("themes", c_int32),
        ("threads", c_int32),
        ("pretokenised", c_int32),
        ("seed", c_uint64),
        ("lang", c_char_p),
        ("embed", bry_embed_fn),
        ("embed_user", c_void_p),
        ("dimensions", c_int32),
        ("reserved", c_int32),
    ]


class bry_compose_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("groups", c_int32),
        ("group_size", c_int32),
        ("rounds", c_int32),
        ("seed", c_uint64),
        ("iterations", c_int64),
        ("milliseconds", c_int64),
        ("threads", c_int32),
        ("sizes", c_char_p),
        ("weights", c_char_p),
        ("rules", c_char_p),
        ("rules_size", c_size_t),
    ]


class bry_invitation_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("count", c_int32),
        ("uses", c_int32),
        ("reserved", c_int32),
        ("expires_at_us", c_int64),
        ("batch", c_char_p),
        ("segments", c_char_p),
    ]


class bry_ladder_answer(Structure):
    _fields_ = [
        ("person", c_char_p),
        ("unit", c_char_p),
        ("wave", c_char_p),
        ("step", c_int32),
        ("reserved", c_int32),
    ]


class bry_pilot_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_int32),
        ("id", c_char_p),
        ("group", c_char_p),
        ("session", c_char_p),
        ("segments", c_char_p),
        ("role", c_char_p),
    ]


class bry_protect_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("method", c_int32),
        ("min_group", c_int32),
        ("width", c_int32),
        ("least", c_int32),
        ("unions", c_int32),
        ("alone", c_int32),
        ("owner", c_int32),
        ("earlier_count", c_int32),
        ("zeros", c_int32),
        ("tables", c_char_p),
        ("hierarchies", POINTER(c_char_p)),
        ("answers", POINTER(c_char_p)),
        ("since", POINTER(c_int32)),
        ("until", POINTER(c_int32)),
        ("earlier", POINTER(c_void_p)),
    ]


class bry_check_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_int32),
        ("lang", c_char_p),
        ("zone", c_char_p),
        ("now_us", c_int64),
        ("titles", c_int32),
        ("reserved2", c_int32),
    ]


class bry_relation(Structure):
    _fields_ = [
        ("person", c_char_p),
        ("from", c_char_p),
        ("to", c_char_p),
        ("now", c_double),
        ("wanted", c_double),
        ("quality", c_double),
        ("points", c_double),
    ]


class bry_submission(Structure):
    _fields_ = [
        ("response_id", c_char_p),
        ("answers", c_char_p),
        ("answers_size", c_size_t),
        ("segments", c_char_p),
    ]


class bry_submit_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("consent", c_int32),
        ("response_id", c_char_p),
        ("receipt", c_char_p),
        ("token", c_char_p),
        ("participant", c_char_p),
        ("name", c_char_p),
        ("draft", c_char_p),
        ("proxy", c_int32),
        ("reserved", c_int32),
    ]


class bry_import_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_int32),
        ("batch", c_char_p),
    ]


class bry_export_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("with_ids", c_int32),
        ("for_spreadsheet", c_int32),
        ("reserved", c_int32),
    ]


class bry_scrub_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("kinds", c_int32),
        ("min_confidence", c_int32),
        ("reserved", c_int32),
        ("lang", c_char_p),
    ]


class bry_tabulate_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("statistic", c_int32),
        ("answer", c_int32),
        ("min_group", c_int32),
        ("scale_low", c_int32),
        ("scale_high", c_int32),
        ("margins", c_int32),
        ("by_count", c_int32),
        ("confidence", c_double),
        ("by", POINTER(c_char_p)),
        ("hierarchies", POINTER(c_char_p)),
        ("weights", POINTER(c_double)),
        ("missing", c_char_p),
        ("separator", c_char_p),
    ]


class bry_waves_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("value_count", c_int32),
        ("confidence", c_double),
        ("values", POINTER(c_char_p)),
    ]


class bry_rake_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("iterations_max", c_int32),
        ("tolerance", c_double),
        ("low", c_double),
        ("high", c_double),
        ("base", POINTER(c_double)),
    ]


class bry_store_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("max_connections", c_int32),
        ("connect_timeout_ms", c_int32),
        ("statement_timeout_ms", c_int32),
        ("acquire_timeout_ms", c_int32),
        ("retry_time_ms", c_int32),
        ("pooler", c_int32),
    ]


class bry_survey_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_int32),
        ("title", c_char_p),
        ("segments", c_char_p),
        ("opens_at_us", c_int64),
        ("closes_at_us", c_int64),
        ("privacy", c_char_p),
        ("admission", c_char_p),
        ("quotas", c_char_p),
        ("retain_until", c_char_p),
    ]


class bry_vote_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("groups", c_int32),
        ("min_votes", c_int32),
        ("min_group", c_int32),
        ("placed", c_int32),
        ("reserved", c_int32),
        ("seed", c_uint64),
    ]


STRUCTS = {
    "bry_agreement_options": bry_agreement_options,
    "bry_commitment_options": bry_commitment_options,
    "bry_discover_options": bry_discover_options,
    "bry_compose_options": bry_compose_options,
    "bry_invitation_options": bry_invitation_options,
    "bry_ladder_answer": bry_ladder_answer,
    "bry_pilot_options": bry_pilot_options,
    "bry_protect_options": bry_protect_options,
    "bry_check_options": bry_check_options,
    "bry_relation": bry_relation,
    "bry_submission": bry_submission,
    "bry_submit_options": bry_submit_options,
    "bry_import_options": bry_import_options,
    "bry_export_options": bry_export_options,
    "bry_scrub_options": bry_scrub_options,
    "bry_tabulate_options": bry_tabulate_options,
    "bry_waves_options": bry_waves_options,
    "bry_rake_options": bry_rake_options,
    "bry_store_options": bry_store_options,
    "bry_survey_options": bry_survey_options,
    "bry_vote_options": bry_vote_options,
}

# name: (result, arguments)
FUNCTIONS = {
    "bry_agreement_options_init": (
        None,
        [POINTER(bry_agreement_options)],
    ),
    "bry_agreement": (
        c_int32,
        [POINTER(c_char_p), POINTER(c_char_p), POINTER(c_char_p), c_int64, POINTER(bry_agreement_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_builder_new": (
        c_int32,
        [c_char_p, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_builder_free": (
        None,
        [c_void_p],
    ),
    "bry_builder_page": (
        None,
        [c_void_p, c_char_p],
    ),
    "bry_builder_panel_begin": (
        None,
        [c_void_p, c_char_p],
    ),
    "bry_builder_panels_begin": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, c_int32, c_int32],
    ),
    "bry_builder_panel_end": (
        None,
        [c_void_p],
    ),
    "bry_builder_item": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_choice": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_column": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_cell": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_row": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_field": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_other": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_none": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_refuse": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_dont_know": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_required": (
        None,
        [c_void_p],
    ),
    "bry_builder_input": (
        None,
        [c_void_p, c_char_p],
    ),
    "bry_builder_range": (
        None,
        [c_void_p, c_double, c_double],
    ),
    "bry_builder_dates": (
        None,
        [c_void_p, c_char_p, c_char_p],
    ),
    "bry_builder_length": (
        None,
        [c_void_p, c_int32, c_int32],
    ),
    "bry_builder_pattern": (
        None,
        [c_void_p, c_char_p, c_int32, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_count": (
        None,
        [c_void_p, c_int32, c_int32],
    ),
    "bry_builder_text": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_translate": (
        None,
        [c_void_p, c_char_p, c_char_p, c_char_p],
    ),
    "bry_builder_set": (
        None,
        [c_void_p, c_char_p, c_char_p],
    ),
    "bry_builder_finish": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_codebook_parse": (
        c_int32,
        [c_char_p, c_size_t, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_codebook_import": (
        c_int32,
        [c_char_p, c_size_t, c_int32, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_codebook_export": (
        c_int32,
        [c_void_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_codebook_free": (
        None,
        [c_void_p],
    ),
    "bry_codebook_id": (
        c_char_p,
        [c_void_p],
    ),
    "bry_codebook_version": (
        c_char_p,
        [c_void_p],
    ),
    "bry_codebook_json": (
        c_char_p,
        [c_void_p],
    ),
    "bry_codebook_theme_count": (
        c_int32,
        [c_void_p],
    ),
    "bry_codebook_theme_id_at": (
        c_char_p,
        [c_void_p, c_int32],
    ),
    "bry_codebook_theme_label_at": (
        c_char_p,
        [c_void_p, c_int32, c_char_p],
    ),
    "bry_coder_learn": (
        c_int32,
        [c_void_p, POINTER(c_char_p), POINTER(c_size_t), POINTER(c_char_p), c_int64, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_coder_free": (
        None,
        [c_void_p],
    ),
    "bry_coder_text_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_coder_theme_count_at": (
        c_int64,
        [c_void_p, c_int32],
    ),
    "bry_coder_code": (
        c_int32,
        [c_void_p, POINTER(c_char_p), POINTER(c_size_t), c_int64, bry_progress_fn, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_decide": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, c_size_t, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_survey_decisions": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_codings": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_suggest": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, bry_progress_fn, c_void_p, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_survey_code_new": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, bry_progress_fn, c_void_p, POINTER(c_int64), POINTER(c_double), POINTER(c_void_p)],
    ),
    "bry_survey_discover": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, POINTER(bry_discover_options), bry_progress_fn, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_commitment_options_init": (
        None,
        [POINTER(bry_commitment_options)],
    ),
    "bry_commitment_add": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, POINTER(bry_commitment_options), c_char_p, POINTER(c_void_p)],
    ),
    "bry_commitment_move": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_commitment_renew": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_commitment_forget": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_commitment_list": (
        c_int32,
        [c_void_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_commitment_overdue": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_commitment_moves": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_commitment_summary": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_version": (
        c_char_p,
        [],
    ),
    "bry_status_name": (
        c_char_p,
        [c_int32],
    ),
    "bry_constant": (
        c_int32,
        [c_char_p, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_abi_describe": (
        c_int32,
        [POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_uuid_v4": (
        None,
        [c_char_p],
    ),
    "bry_uuid_v7": (
        None,
        [c_char_p],
    ),
    "bry_splitter_new": (
        c_int32,
        [POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_splitter_free": (
        None,
        [c_void_p],
    ),
    "bry_splitter_learn": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, POINTER(c_void_p)],
    ),
    "bry_splitter_add_list": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, POINTER(c_void_p)],
    ),
    "bry_splitter_add_installed": (
        c_int32,
        [c_void_p, POINTER(c_int32), POINTER(c_void_p)],
    ),
    "bry_splitter_split": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_discover_options_init": (
        None,
        [POINTER(bry_discover_options)],
    ),
    "bry_theme_discover": (
        c_int32,
        [POINTER(c_char_p), POINTER(c_size_t), c_int64, POINTER(bry_discover_options), bry_progress_fn, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_discovery_free": (
        None,
        [c_void_p],
    ),
    "bry_discovery_theme_count": (
        c_int32,
        [c_void_p],
    ),
    "bry_discovery_theme_id_at": (
        c_char_p,
        [c_void_p, c_int32],
    ),
    "bry_discovery_theme_label_at": (
        c_char_p,
        [c_void_p, c_int32],
    ),
    "bry_discovery_theme_size_at": (
        c_int64,
        [c_void_p, c_int32],
    ),
    "bry_discovery_theme_coherence_at": (
        c_double,
        [c_void_p, c_int32],
    ),
    "bry_discovery_theme_stability_at": (
        c_double,
        [c_void_p, c_int32],
    ),
    "bry_discovery_text_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_discovery_theme_of": (
        c_int32,
        [c_void_p, c_int64],
    ),
    "bry_discovery_confidence_of": (
        c_double,
        [c_void_p, c_int64],
    ),
    "bry_discovery_state_of": (
        c_int32,
        [c_void_p, c_int64],
    ),
    "bry_discovery_json": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_discovery_assign": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, POINTER(c_int32), POINTER(c_double), POINTER(c_int32), POINTER(c_void_p)],
    ),
    "bry_discovery_drift": (
        c_int32,
        [c_void_p, POINTER(c_char_p), POINTER(c_size_t), c_int64, POINTER(c_double), POINTER(c_void_p)],
    ),
    "bry_discovery_keep_ids": (
        c_int32,
        [c_void_p, c_void_p, POINTER(c_void_p)],
    ),
    "bry_draft_save": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, c_size_t, c_int32, POINTER(c_void_p)],
    ),
    "bry_draft_load": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_draft_drop": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_error_status": (
        c_int32,
        [c_void_p],
    ),
    "bry_error_message": (
        c_char_p,
        [c_void_p],
    ),
    "bry_error_sqlstate": (
        c_char_p,
        [c_void_p],
    ),
    "bry_error_pointer": (
        c_char_p,
        [c_void_p],
    ),
    "bry_error_retryable": (
        c_int32,
        [c_void_p],
    ),
    "bry_error_findings": (
        c_void_p,
        [c_void_p],
    ),
    "bry_error_free": (
        None,
        [c_void_p],
    ),
    "bry_findings_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_findings_item_at": (
        c_char_p,
        [c_void_p, c_int64],
    ),
    "bry_findings_rule_at": (
        c_char_p,
        [c_void_p, c_int64],
    ),
    "bry_findings_pointer_at": (
        c_char_p,
        [c_void_p, c_int64],
    ),
    "bry_findings_message_at": (
        c_char_p,
        [c_void_p, c_int64, c_char_p],
    ),
    "bry_findings_free": (
        None,
        [c_void_p],
    ),
    "bry_table_from_json": (
        c_int32,
        [c_char_p, c_size_t, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_table_typed": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_table_arrow_stream": (
        c_int32,
        [c_void_p, c_void_p, POINTER(c_void_p)],
    ),
    "bry_bundle_new": (
        c_int32,
        [c_char_p, c_size_t, POINTER(c_void_p), c_int32, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_bundle_file_count": (
        c_int32,
        [c_void_p],
    ),
    "bry_bundle_file_path_at": (
        c_char_p,
        [c_void_p, c_int32],
    ),
    "bry_bundle_file_data_at": (
        c_void_p,
        [c_void_p, c_int32],
    ),
    "bry_bundle_file_size_at": (
        c_size_t,
        [c_void_p, c_int32],
    ),
    "bry_bundle_zip": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_bundle_write": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_bundle_free": (
        None,
        [c_void_p],
    ),
    "bry_expression_eval": (
        c_int32,
        [c_char_p, c_size_t, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_gigamap_create": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_gigamap_list": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_gigamap_open": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_gigamap_apply": (
        c_int32,
        [c_void_p, c_char_p, c_int64, c_char_p, c_size_t, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_gigamap_undo": (
        c_int32,
        [c_void_p, c_char_p, c_int64, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_gigamap_redo": (
        c_int32,
        [c_void_p, c_char_p, c_int64, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_gigamap_derive": (
        c_int32,
        [c_void_p, c_char_p, c_int64, c_void_p, c_char_p, c_char_p, c_int32, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_compose_options_init": (
        None,
        [POINTER(bry_compose_options)],
    ),
    "bry_compose": (
        c_int32,
        [c_void_p, c_char_p, POINTER(bry_compose_options), bry_progress_fn, c_void_p, POINTER(c_void_p), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_compose_distances": (
        c_int32,
        [c_char_p, c_size_t, POINTER(bry_compose_options), bry_progress_fn, c_void_p, POINTER(c_void_p), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_pair": (
        c_int32,
        [c_void_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_invitation_options_init": (
        None,
        [POINTER(bry_invitation_options)],
    ),
    "bry_invitation_create": (
        c_int32,
        [c_void_p, c_void_p, POINTER(bry_invitation_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_invitation_list": (
        c_int32,
        [c_void_p, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_invitation_revoke": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_invitation_rates": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_ladder_steps": (
        c_int32,
        [POINTER(bry_ladder_answer), c_int64, c_int32, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_ladder_shifts": (
        c_int32,
        [POINTER(bry_ladder_answer), c_int64, c_int32, c_char_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_language": (
        c_int32,
        [c_char_p, c_size_t, POINTER(c_char_p), POINTER(c_int32), POINTER(c_void_p)],
    ),
    "bry_local_start": (
        c_int32,
        [c_char_p, POINTER(c_void_p)],
    ),
    "bry_local_stop": (
        c_int32,
        [c_char_p, POINTER(c_void_p)],
    ),
    "bry_local_status": (
        c_int32,
        [c_char_p, POINTER(c_int32), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_new": (
        c_int32,
        [POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_add_node": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_double, POINTER(c_void_p)],
    ),
    "bry_map_add_edge": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_double, POINTER(c_void_p)],
    ),
    "bry_map_apply": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, POINTER(c_void_p)],
    ),
    "bry_map_read": (
        c_int32,
        [c_char_p, c_size_t, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_nodes": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_edges": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_measures": (
        c_int32,
        [c_void_p, c_uint64, POINTER(c_void_p), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_cycles": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_export": (
        c_int32,
        [c_void_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_svg": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_int32, c_uint64, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_free": (
        None,
        [c_void_p],
    ),
    "bry_map_cooccurrence": (
        c_int32,
        [POINTER(c_int64), POINTER(c_int32), c_int64, POINTER(c_char_p), POINTER(c_char_p), c_int32, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_history_new": (
        c_int32,
        [POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_history_revision": (
        c_int64,
        [c_void_p],
    ),
    "bry_map_history_apply": (
        c_int32,
        [c_void_p, c_int64, c_char_p, c_size_t, c_char_p, c_int64, POINTER(c_void_p)],
    ),
    "bry_map_history_rebuild": (
        c_int32,
        [c_void_p, c_int64, c_void_p, c_char_p, c_int64, POINTER(c_void_p)],
    ),
    "bry_map_history_undo": (
        c_int32,
        [c_void_p, c_int64, c_char_p, c_int64, POINTER(c_void_p)],
    ),
    "bry_map_history_redo": (
        c_int32,
        [c_void_p, c_int64, c_char_p, c_int64, POINTER(c_void_p)],
    ),
    "bry_map_history_at": (
        c_int32,
        [c_void_p, c_int64, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_history_revisions": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_history_write": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_history_read": (
        c_int32,
        [c_char_p, c_size_t, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_map_history_free": (
        None,
        [c_void_p],
    ),
    "bry_pilot_options_init": (
        None,
        [POINTER(bry_pilot_options)],
    ),
    "bry_pilot_add": (
        c_int32,
        [c_void_p, c_char_p, POINTER(bry_pilot_options), c_char_p, POINTER(c_void_p)],
    ),
    "bry_pilot_move": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_pilot_support": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_int32, POINTER(c_void_p)],
    ),
    "bry_pilot_report": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_pilot_moves": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_pilot_summary": (
        c_int32,
        [c_void_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_protect_options_init": (
        None,
        [POINTER(bry_protect_options)],
    ),
    "bry_protect": (
        c_int32,
        [POINTER(c_char_p), POINTER(c_char_p), c_int32, POINTER(c_int64), c_int64, POINTER(bry_protect_options), POINTER(c_void_p), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_questionnaire_parse": (
        c_int32,
        [c_char_p, c_size_t, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_questionnaire_schema": (
        c_int32,
        [POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_questionnaire_free": (
        None,
        [c_void_p],
    ),
    "bry_questionnaire_version": (
        c_char_p,
        [c_void_p],
    ),
    "bry_questionnaire_json": (
        c_char_p,
        [c_void_p],
    ),
    "bry_questionnaire_title": (
        c_char_p,
        [c_void_p, c_char_p],
    ),
    "bry_questionnaire_items": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_questionnaire_choices": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_questionnaire_compare": (
        c_int32,
        [c_void_p, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_answers_check": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_questionnaire_answers_schema": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_check_options_init": (
        None,
        [POINTER(bry_check_options)],
    ),
    "bry_answers_evaluate": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, POINTER(bry_check_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_questionnaire_render": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_size_t, POINTER(bry_check_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_relations": (
        c_int32,
        [POINTER(bry_relation), c_int64, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_release_schema": (
        c_int32,
        [POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_release_publish": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, bry_progress_fn, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_release_dry_run": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, bry_progress_fn, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_release_list": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_release_tables": (
        c_int32,
        [c_void_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_release_table": (
        c_int32,
        [c_void_p, c_char_p, c_int32, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_release_bundle": (
        c_int32,
        [c_void_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_release_withdraw": (
        c_int32,
        [c_void_p, c_char_p, c_int32, c_char_p, POINTER(c_void_p)],
    ),
    "bry_release_push": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_response_submit": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, c_size_t, c_char_p, POINTER(c_int32), POINTER(c_void_p)],
    ),
    "bry_response_submit_many": (
        c_int32,
        [c_void_p, c_void_p, POINTER(bry_submission), c_int64, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_submitted_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_submitted_outcome_at": (
        c_int32,
        [c_void_p, c_int64],
    ),
    "bry_submitted_error_at": (
        c_void_p,
        [c_void_p, c_int64],
    ),
    "bry_submitted_free": (
        None,
        [c_void_p],
    ),
    "bry_submit_options_init": (
        None,
        [POINTER(bry_submit_options)],
    ),
    "bry_response_submit_with": (
        c_int32,
        [c_void_p, c_void_p, POINTER(bry_submit_options), c_char_p, c_size_t, c_char_p, POINTER(c_int32), POINTER(c_void_p)],
    ),
    "bry_receipt_new": (
        None,
        [c_char_p],
    ),
    "bry_receipt_response_id": (
        c_int32,
        [c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_response_entries": (
        c_int32,
        [c_void_p, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_response_count": (
        c_int32,
        [c_void_p, c_void_p, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_import_options_init": (
        None,
        [POINTER(bry_import_options)],
    ),
    "bry_import_batch_of": (
        c_int32,
        [bry_read_fn, c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_response_import": (
        c_int32,
        [c_void_p, c_void_p, c_int32, bry_read_fn, c_void_p, POINTER(bry_import_options), bry_progress_fn, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_import_row_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_import_stored_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_import_repeated_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_import_alike_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_import_refused_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_import_refused": (
        c_void_p,
        [c_void_p],
    ),
    "bry_import_free": (
        None,
        [c_void_p],
    ),
    "bry_export_options_init": (
        None,
        [POINTER(bry_export_options)],
    ),
    "bry_response_export": (
        c_int32,
        [c_void_p, c_void_p, c_int32, bry_write_fn, c_void_p, POINTER(bry_export_options), bry_progress_fn, c_void_p, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_response_texts": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, bry_response_text_fn, c_void_p, POINTER(c_void_p)],
    ),
    "bry_result_themes": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, POINTER(c_char_p), c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_result_theme_pairs": (
        c_int32,
        [c_void_p, c_void_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_chart_svg": (
        c_int32,
        [c_void_p, c_int32, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_chart_vega": (
        c_int32,
        [c_void_p, c_int32, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_report_new": (
        c_int32,
        [c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_report_add": (
        c_int32,
        [c_void_p, c_char_p, c_void_p, c_int32, POINTER(c_void_p)],
    ),
    "bry_report_note": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_report_html": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_report_free": (
        None,
        [c_void_p],
    ),
    "bry_review_apply": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, POINTER(c_void_p), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_response_erase": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, POINTER(c_int32), POINTER(c_void_p)],
    ),
    "bry_response_export_own": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_participant_erase": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_participant_export": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_set_retention": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_retention_run": (
        c_int32,
        [c_void_p, c_int32, bry_progress_fn, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_audit_list": (
        c_int32,
        [c_void_p, c_int64, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_role_grant": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_role_revoke": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_role_list": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_scrub_options_init": (
        None,
        [POINTER(bry_scrub_options)],
    ),
    "bry_scrub": (
        c_int32,
        [c_char_p, c_size_t, POINTER(bry_scrub_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_scrubbed_free": (
        None,
        [c_void_p],
    ),
    "bry_scrubbed_text": (
        c_char_p,
        [c_void_p],
    ),
    "bry_scrubbed_size": (
        c_size_t,
        [c_void_p],
    ),
    "bry_scrubbed_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_scrubbed_kind_at": (
        c_int32,
        [c_void_p, c_int64],
    ),
    "bry_scrubbed_begin_at": (
        c_int64,
        [c_void_p, c_int64],
    ),
    "bry_scrubbed_end_at": (
        c_int64,
        [c_void_p, c_int64],
    ),
    "bry_scrubbed_confidence_at": (
        c_int32,
        [c_void_p, c_int64],
    ),
    "bry_scrubbed_replaced_at": (
        c_int32,
        [c_void_p, c_int64],
    ),
    "bry_scrub_kind_name": (
        c_char_p,
        [c_int32],
    ),
    "bry_series_create": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_series_list": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_series_delete": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_group_form": (
        c_int32,
        [c_void_p, c_char_p, c_void_p, c_int32, c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_group_admit": (
        c_int32,
        [c_void_p, c_char_p, c_int32, c_char_p, c_char_p, c_int32, c_char_p, POINTER(c_void_p)],
    ),
    "bry_group_list": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_group_members": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_member_remove": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_questionnaire_publish": (
        c_int32,
        [c_void_p, c_void_p, POINTER(c_void_p)],
    ),
    "bry_session_create": (
        c_int32,
        [c_void_p, c_char_p, c_void_p, c_int32, c_char_p, POINTER(c_void_p)],
    ),
    "bry_session_step": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_session_list": (
        c_int32,
        [c_void_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_session_prompts": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_contribution_put": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, c_char_p, c_char_p, c_size_t, POINTER(c_int32), POINTER(c_void_p)],
    ),
    "bry_contribution_withdraw": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_contribution_list": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_contribution_theme": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_session_discover": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, POINTER(bry_discover_options), POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_session_code": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_void_p, c_char_p, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_contribution_discuss": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_int32, POINTER(c_void_p)],
    ),
    "bry_dots_give": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, c_int32, POINTER(c_int32), POINTER(c_void_p)],
    ),
    "bry_dots_tally": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_contribution_lineage": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_series_report_html": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_char_p), c_int32, c_char_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_tabulate_options_init": (
        None,
        [POINTER(bry_tabulate_options)],
    ),
    "bry_tabulate": (
        c_int32,
        [c_void_p, POINTER(c_char_p), c_int32, POINTER(bry_tabulate_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_tabulate_counts": (
        c_int32,
        [c_void_p, POINTER(bry_tabulate_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_waves_options_init": (
        None,
        [POINTER(bry_waves_options)],
    ),
    "bry_tabulate_waves": (
        c_int32,
        [POINTER(c_void_p), POINTER(c_char_p), c_int32, POINTER(bry_waves_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_reliability": (
        c_int32,
        [c_void_p, POINTER(c_char_p), c_int32, POINTER(c_int32), POINTER(bry_tabulate_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_rake_options_init": (
        None,
        [POINTER(bry_rake_options)],
    ),
    "bry_rake": (
        c_int32,
        [c_void_p, c_char_p, c_size_t, POINTER(bry_rake_options), POINTER(c_double), POINTER(c_void_p), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_store_options_init": (
        None,
        [POINTER(bry_store_options)],
    ),
    "bry_store_open": (
        c_int32,
        [c_char_p, POINTER(bry_store_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_store_close": (
        None,
        [c_void_p],
    ),
    "bry_store_cancel": (
        None,
        [c_void_p],
    ),
    "bry_store_migrate": (
        c_int32,
        [c_void_p, POINTER(c_void_p)],
    ),
    "bry_store_migrations": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_schema_citus": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_tenant_add": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_tenant_list": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_store_set_tenant": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_survey_options_init": (
        None,
        [POINTER(bry_survey_options)],
    ),
    "bry_survey_create": (
        c_int32,
        [c_void_p, c_char_p, c_void_p, POINTER(bry_survey_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_get": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_free": (
        None,
        [c_void_p],
    ),
    "bry_survey_slug": (
        c_char_p,
        [c_void_p],
    ),
    "bry_survey_title": (
        c_char_p,
        [c_void_p],
    ),
    "bry_survey_privacy": (
        c_char_p,
        [c_void_p],
    ),
    "bry_survey_questionnaire": (
        c_void_p,
        [c_void_p],
    ),
    "bry_survey_open": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_survey_close": (
        c_int32,
        [c_void_p, c_char_p, bry_progress_fn, c_void_p, POINTER(c_void_p)],
    ),
    "bry_survey_delete": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p)],
    ),
    "bry_survey_set_consent": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_int32, POINTER(c_int32), POINTER(c_void_p)],
    ),
    "bry_survey_consent": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, POINTER(c_int32), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_list": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_segments": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_counts": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_crosstab": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, POINTER(c_char_p), c_int32, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_codebook_put": (
        c_int32,
        [c_void_p, c_void_p, POINTER(c_void_p)],
    ),
    "bry_codebook_get": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_codebook_list": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_code": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, bry_progress_fn, c_void_p, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_survey_themes": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_theme_trend": (
        c_int32,
        [c_void_p, POINTER(c_void_p), c_int32, c_char_p, c_char_p, c_char_p, c_int32, POINTER(bry_waves_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_quotes": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_theme_pairs": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_survey_map": (
        c_int32,
        [c_void_p, c_void_p, c_char_p, c_char_p, c_int32, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_table_row_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_table_column_count": (
        c_int32,
        [c_void_p],
    ),
    "bry_table_name": (
        c_char_p,
        [c_void_p],
    ),
    "bry_table_title": (
        c_char_p,
        [c_void_p, c_char_p],
    ),
    "bry_table_column_name": (
        c_char_p,
        [c_void_p, c_int32],
    ),
    "bry_table_column_label": (
        c_char_p,
        [c_void_p, c_int32, c_char_p],
    ),
    "bry_table_column_type": (
        c_int32,
        [c_void_p, c_int32],
    ),
    "bry_table_column_role": (
        c_int32,
        [c_void_p, c_int32],
    ),
    "bry_table_find_column": (
        c_int32,
        [c_void_p, c_char_p],
    ),
    "bry_table_missing": (
        c_int32,
        [c_void_p, c_int64, c_int32],
    ),
    "bry_table_int64": (
        c_int64,
        [c_void_p, c_int64, c_int32],
    ),
    "bry_table_double": (
        c_double,
        [c_void_p, c_int64, c_int32],
    ),
    "bry_table_text": (
        c_char_p,
        [c_void_p, c_int64, c_int32],
    ),
    "bry_table_value_label": (
        c_char_p,
        [c_void_p, c_int64, c_int32, c_char_p],
    ),
    "bry_table_int64_data": (
        POINTER(c_int64),
        [c_void_p, c_int32],
    ),
    "bry_table_double_data": (
        POINTER(c_double),
        [c_void_p, c_int32],
    ),
    "bry_table_missing_data": (
        POINTER(c_uint8),
        [c_void_p, c_int32],
    ),
    "bry_table_free": (
        None,
        [c_void_p],
    ),
    "bry_table_from_csv": (
        c_int32,
        [c_char_p, c_size_t, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_table_render": (
        c_int32,
        [c_void_p, c_int32, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_table_pivot": (
        c_int32,
        [c_void_p, c_char_p, c_char_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_tally_fold": (
        c_int32,
        [c_void_p, c_char_p, bry_progress_fn, c_void_p, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_tally_rebuild": (
        c_int32,
        [c_void_p, c_char_p, bry_progress_fn, c_void_p, POINTER(c_int64), POINTER(c_void_p)],
    ),
    "bry_tally_check": (
        c_int32,
        [c_void_p, c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_template_list": (
        c_int32,
        [POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_template_get": (
        c_int32,
        [c_char_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_text_data": (
        c_char_p,
        [c_void_p],
    ),
    "bry_text_size": (
        c_size_t,
        [c_void_p],
    ),
    "bry_text_free": (
        None,
        [c_void_p],
    ),
    "bry_theme_code": (
        c_int32,
        [c_void_p, POINTER(c_char_p), POINTER(c_size_t), c_int64, bry_progress_fn, c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_codings_free": (
        None,
        [c_void_p],
    ),
    "bry_codings_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_codings_text_at": (
        c_int64,
        [c_void_p, c_int64],
    ),
    "bry_codings_theme_at": (
        c_int32,
        [c_void_p, c_int64],
    ),
    "bry_codings_begin_at": (
        c_int64,
        [c_void_p, c_int64],
    ),
    "bry_codings_end_at": (
        c_int64,
        [c_void_p, c_int64],
    ),
    "bry_codings_term_at": (
        c_char_p,
        [c_void_p, c_int64],
    ),
    "bry_codings_confidence_at": (
        c_double,
        [c_void_p, c_int64],
    ),
    "bry_codings_negated_at": (
        c_int32,
        [c_void_p, c_int64],
    ),
    "bry_codings_learned_at": (
        c_int32,
        [c_void_p, c_int64],
    ),
    "bry_codings_text_count": (
        c_int64,
        [c_void_p],
    ),
    "bry_codings_non_answer": (
        c_int32,
        [c_void_p, c_int64],
    ),
    "bry_vote_options_init": (
        None,
        [POINTER(bry_vote_options)],
    ),
    "bry_votes_count": (
        c_int32,
        [POINTER(c_char_p), POINTER(c_char_p), POINTER(c_int32), POINTER(c_char_p), c_int64, POINTER(bry_vote_options), POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_votes_free": (
        None,
        [c_void_p],
    ),
    "bry_votes_statements": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_votes_groups": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
    "bry_votes_people": (
        c_int32,
        [c_void_p, POINTER(c_void_p), POINTER(c_void_p)],
    ),
}
