/**
 * \file bry/questionnaire.h
 * Questionnaires: the JSON document that a portal draws, and the checking of answers to it.
 *
 * The format is a frozen profile of SurveyJS JSON, so that a page can draw the form with survey-core and send its
 * answers straight here; but where survey-core accepts a rating of 99 or an unknown key, this library does not.
 * A parsed questionnaire is immutable, works without a database, and may be used from several threads.
 */
#ifndef BRY_QUESTIONNAIRE_H
#define BRY_QUESTIONNAIRE_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_questionnaire bry_questionnaire;

/**
 * Parses and checks a questionnaire.
 *
 * Item types: text, comment, radiogroup, checkbox, dropdown, boolean, rating, ranking, matrix (single choice),
 * multipletext, panel, html, expression. Anything of SurveyJS that could change the meaning of an answer and is not
 * supported (a custom type, a function that is none of the profile's, an unknown property) is refused with a pointer,
 * never ignored. So is an expression that does not parse, that reads a name which nothing has, or that goes in a circle
 * with others: survey-core takes these, and shows or hides the wrong question.
 * \param json,size  the document, UTF-8, at most 4 MiB and 64 levels deep
 * \param out        owned by the caller, bry_questionnaire_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_EREFUSED (all that is wrong in
 *         bry_error_findings())
 * \since 0.1
 */
BRY_API bry_status bry_questionnaire_parse(const char *json, size_t size, bry_questionnaire **out, bry_error **err);

/**
 * The JSON Schema (draft 2020-12) of the documents that bry_questionnaire_parse() takes, by which editors complete and
 * check; installed as share/bry/questionnaire.schema.json too. What it refuses, the parser refuses; the parser refuses
 * more, such as a name that stands twice. May be called from several threads at once.
 * \param out  owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_questionnaire_schema(bry_text **out, bry_error **err);

/** Frees a questionnaire. \since 0.1 */
BRY_API void bry_questionnaire_free(bry_questionnaire *questionnaire);

/** Name of this very version: the SHA-256 of the canonical document, 64 hexadecimal digits. Borrowed. \since 0.1 */
BRY_API const char *bry_questionnaire_version(const bry_questionnaire *questionnaire);

/** The canonical document (RFC 8785): equal documents give equal bytes. Borrowed. \since 0.1 */
BRY_API const char *bry_questionnaire_json(const bry_questionnaire *questionnaire);

/** The title in `lang`, or "" when there is none. Borrowed. \since 0.1 */
BRY_API const char *bry_questionnaire_title(const bry_questionnaire *questionnaire, const char *lang);

/**
 * The items in order, a row each: item, type, title, page (from 1), required (0 or 1), kind ("closed", "text" or "none").
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_questionnaire_items(const bry_questionnaire *questionnaire, bry_table **out, bry_error **err);

/**
 * The values that closed items can take, a row each: item, part (matrix row, or the ranked or ticked choice itself,
 * else missing), value, label.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_questionnaire_choices(const bry_questionnaire *questionnaire, bry_table **out,
                                             bry_error **err);

/**
 * Tells which items of two versions may be compared between waves, a row for each item of either, in the order of the
 * later one, those that are gone last. Items are the same when they have the same name.
 *
 * Columns: item; verdict ("same", "wording changed", "scale changed", "new" or "gone", labelled in three languages);
 * detail (what changed, points separated by "; ", such as "range +6 +7; title.nn; required", else missing); comparable
 * (1 or 0). Other words on the same scale are comparable, with care; another type, input or range, values that came or
 * went (an "other" too) and rating steps or matrix columns in another order are not. Rows of a matrix are questions of
 * their own: those of both versions stay comparable when others come or go. Another order of choices, required or not,
 * lengths, conditions and looks are told in the detail and change no verdict.
 * \param earlier,later  from bry_questionnaire_parse()
 * \param out            owned by the caller, bry_table_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_questionnaire_compare(const bry_questionnaire *earlier, const bry_questionnaire *later,
                                             bry_table **out, bry_error **err);

/**
 * Checks one person's answers: `{"item": value, ...}` as survey-core gives them. All that is wrong is found at once.
 * \param json,size  the answers, UTF-8, at most 1 MiB
 * \param out        the findings, also when there are none; owned by the caller, bry_findings_free()
 * \return ::BRY_OK (the answers could be checked: look at bry_findings_count()), ::BRY_EINVAL, ::BRY_ENOMEM,
 *         ::BRY_EPARSE, ::BRY_ELIMIT
 * \since 0.1
 */
BRY_API bry_status bry_answers_check(const bry_questionnaire *questionnaire, const char *json, size_t size,
                                     bry_findings **out, bry_error **err);

/**
 * A JSON Schema (draft 2020-12) of the answers, titles in bokmål: for a form or a program that checks them itself, or
 * reads them later. It takes all that bry_answers_check() takes, and refuses what has the wrong structure: unknown
 * keys, values out of the list or range, wrong types, too many choices, an "other" without its words. Dates out of
 * range, steps of numbers and the finer rules of e-mail are found by bry_answers_check() alone.
 * \param out  owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_questionnaire_answers_schema(const bry_questionnaire *questionnaire, bry_text **out,
                                                    bry_error **err);

/** How answers are evaluated; begin with bry_check_options_init(). */
typedef struct bry_check_options {
  uint32_t struct_size; /**< set by bry_check_options_init() */
  int32_t reserved;     /**< 0 */
  const char *lang;     /**< of the messages: "nb", "nn" or "en"; NULL: "nb" */
  const char *zone;     /**< the time zone that days are of; NULL: "Europe/Oslo" */
  int64_t now_us;       /**< the present moment, in microseconds since 1970 UTC; 0: the clock's */
} bry_check_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_check_options_init(bry_check_options *options);

/**
 * Checks one person's answers as bry_answers_check() does, and tells what the form looks like with them.
 *
 * What a hidden question was answered counts as empty, for the conditions of others too; questions that are computed
 * are computed also where they are not shown, as survey-core does it.
 * \param json,size  the answers, UTF-8, at most 1 MiB
 * \param options    NULL: the defaults
 * \param out        owned by the caller, bry_text_free(): `{"ok": true or false, "visible": [names of the items that are
 *                   shown], "required": [those of them that must be answered], "errors": [{"item", "rule", "pointer",
 *                   "message"}], "values": {what was answered and is shown, as it came, and what is computed}}`
 * \return ::BRY_OK (look at "ok"), ::BRY_EINVAL, ::BRY_ENOTSUPPORTED (options), ::BRY_EPARSE, ::BRY_ELIMIT,
 *         ::BRY_ENOTFOUND or ::BRY_EIO (the zone), ::BRY_ENOMEM. Thread-safe.
 * \since 0.1
 */
BRY_API bry_status bry_answers_evaluate(const bry_questionnaire *questionnaire, const char *json, size_t size,
                                        const bry_check_options *options, bry_text **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
