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
 * Item types: text, comment, radiogroup, checkbox, dropdown, tagbox, boolean, rating, ranking, matrix (single choice),
 * multipletext, panel, html, expression, matrixdropdown, paneldynamic. The last two are unrolled: what they ask in each
 * row or panel is an item of its own, named "matrix.row.column" or "panel[0].question" (panels count from 0, as in
 * expressions), in as many panels as maxPanelCount allows; there may be 2,000 items in all. They do not stand within
 * one another. Not supported in them: totals, questions below a row (detailElements), columnsVisibleIf, enableIf of
 * single rows, panelCountExpression. Defaults (defaultValue, defaultValueExpression, defaultPanelValue) are drawn by
 * the page: an answer that is not sent is none. Refused wherever they stand: valueName, valuePropertyName,
 * `visible: false`, minValueExpression and maxValueExpression. Anything of SurveyJS that could change the meaning of an answer and is not
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
 * The items in order, a row each: item, type, title, page (from 1), required (0 or 1), kind. A kind says what the answers
 * are: "closed"; "text", the only ones that are coded; "number", "date", "email" or "tel", also by a validator; "computed",
 * by an expression; "parts", a multipletext, whose fields are texts by the name item.part; or "none".
 * The cells of a matrixdropdown or paneldynamic follow it, each an item; it is of the kind "none" itself.
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
 * lengths, patterns, conditions and looks are told in the detail and change no verdict.
 * \param earlier,later  from bry_questionnaire_parse()
 * \param out            owned by the caller, bry_table_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_questionnaire_compare(const bry_questionnaire *earlier, const bry_questionnaire *later,
                                             bry_table **out, bry_error **err);

/**
 * Checks one person's answers: `{"item": value, ...}` as survey-core gives them; a matrixdropdown is `{"row": {"column":
 * value}}`, a paneldynamic `[{"question": value}, ...]`. All that is wrong is found at once; a pointer leads to the cell:
 * "/panel/2/question".
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

enum {
  BRY_TITLES_NONE = 0,  /**< no texts */
  BRY_TITLES_PLAIN = 1, /**< as plain text; items of type html and the like are markup all the same */
  BRY_TITLES_HTML = 2   /**< escaped, to be put into HTML between tags or in a quoted attribute */
};

/** How answers are evaluated; begin with bry_check_options_init(). */
typedef struct bry_check_options {
  uint32_t struct_size; /**< set by bry_check_options_init() */
  int32_t reserved;     /**< 0 */
  const char *lang;     /**< of the messages: "nb", "nn" or "en"; NULL: "nb" */
  const char *zone;     /**< the time zone that days are of; NULL: "Europe/Oslo" */
  int64_t now_us;       /**< the present moment, in microseconds since 1970 UTC; 0: the clock's */
  int32_t titles;    /**< BRY_TITLES_...: texts that answers are filled into, and how; with HTML, messages of errors
                             are escaped too */
  int32_t reserved2; /**< 0 */
} bry_check_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_check_options_init(bry_check_options *options);

/**
 * Checks one person's answers as bry_answers_check() does, and tells what the form looks like with them.
 *
 * What a hidden question was answered counts as empty, for the conditions of others too; questions that are computed
 * are computed also where they are not shown, as survey-core does it, but for those in
 * repeated panels that are hidden. Cells are told under the names of their items, those of the panels that are there: as many as were sent,
 * and without any, as many as the form begins with (panelCount, minPanelCount). In the values a row without answers is
 * left out, a panel is {}; without any answer all of it is left out.
 * \param json,size  the answers, UTF-8, at most 1 MiB
 * \param options    NULL: the defaults
 * \param out        owned by the caller, bry_text_free(): `{"ok": true or false, "visible": [names of the items that are
 *                   shown], "required": [those of them that must be answered], "errors": [{"item", "rule", "pointer",
 *                   "message"}], "values": {what was answered and is shown, as it came, and what is computed}}`; with
 *                   options->titles also `"titles": {item: its title}` of the items that are shown, and `"texts":
 *                   {JSON pointer: text}` of every text of the questionnaire with a name in it, shown or not ("Why
 *                   {q1}?" in titles of pages and panels, descriptions, html, choices ...), by its place in the
 *                   document; of each row, and of each panel that is there, with its name before the pointer
 *                   ("panel[0]/pages/0/elements/1/templateTitle"); all in options->lang, with answers in the place of names, see
 *                   bry_questionnaire_render()
 * \return ::BRY_OK (look at "ok"), ::BRY_EINVAL, ::BRY_ENOTSUPPORTED (options), ::BRY_EPARSE, ::BRY_ELIMIT,
 *         ::BRY_ENOTFOUND or ::BRY_EIO (the zone), ::BRY_ENOMEM. Thread-safe.
 * \since 0.1
 */
BRY_API bry_status bry_answers_evaluate(const bry_questionnaire *questionnaire, const char *json, size_t size,
                                        const bry_check_options *options, bry_text **out, bry_error **err);

/**
 * One text of the questionnaire with answers filled in, as survey-core shows it: a choice by its label, several with
 * ", " between them, "other" by the words that came with it, yes and no by their labels, a row of a matrix by its
 * column, numbers as JavaScript prints them, computed values in their format. What is not answered, or hidden, is
 * nothing. Unlike there, no braces are left when a comment or calculated value is missing, a whole matrix or multipletext
 * is "row: column, row: column", and braces within an answer stay as they are.
 *
 * What people wrote can't bring in markup: in texts that are markup by nature (html, completedHtml, completedBeforeHtml,
 * loadingHtml) what is filled in is always escaped, and only that; other texts are escaped whole with ::BRY_TITLES_HTML,
 * and not at all otherwise. Answers filled in are cut where they take more than 4 MiB in all.
 * In texts of a row or panel {row.x}, {rowTitle}, {rowIndex}, {visibleRowIndex}, {rowValue}, {item}, and {panel.x},
 * {panelIndex}, {visiblePanelIndex} are its own; both count from 1, and one that is hidden by itself is 0 among the
 * rows that show, and -1 among the panels. So they are in the titles of columns, in which survey-core leaves the braces.
 * \param where         the name of an item, for its title (the name when it has none); or, beginning with "/", a JSON
 *                      pointer to a text in the document, such as "/pages/0/title"; a row or panel may stand before it,
 *                      "matrix.row/..." or "panel[0]/...", else it is the first
 * \param answers,size  as for bry_answers_evaluate(); NULL and 0: nothing is answered. What is wrong in them does not
 *                      matter, and is filled in as it is
 * \param options       NULL: the defaults, plain text in bokmål
 * \param out           owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTSUPPORTED (options), ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_ENOTFOUND (no such
 *         item or text, or the zone), ::BRY_EIO (the zone), ::BRY_ENOMEM. Thread-safe.
 * \since 0.1
 */
BRY_API bry_status bry_questionnaire_render(const bry_questionnaire *questionnaire, const char *where,
                                            const char *answers, size_t size, const bry_check_options *options,
                                            bry_text **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
