/**
 * \file bry/builder.h
 * Making a questionnaire call by call, without writing JSON; it ends as the same document, and the same version.
 *
 * ~~~{.c}
 * bry_builder_new("Drømmedag", "Draumedag", "A dream day", &b, &err);
 * bry_builder_page(b, "first");
 * bry_builder_item(b, "rating", "near", "Hvor nær er den?", "Kor nær er han?", "How near is it?");
 * bry_builder_range(b, 1, 5);
 * bry_builder_required(b);
 * bry_builder_item(b, "radiogroup", "meet", "Hvor møtes vi?", "Kvar møtest vi?", "Where do we meet?");
 * bry_builder_choice(b, "lunch", "Felles lunsj", "Felles lunsj", "A shared lunch");
 * bry_builder_choice(b, "online", "På nett", "På nett", "Online");
 * bry_builder_finish(b, &questionnaire, &err);
 * bry_builder_free(b);
 * ~~~
 *
 * No call but the first and the last can fail: the first mistake is kept, what follows it does nothing, and
 * bry_builder_finish() tells of it. A builder of NULL is harmless. Whether properties, types and limits fit together is
 * checked there, too, by bry_questionnaire_parse().
 *
 * Words come in up to three languages, `nb`, `nn`, `en`, NULL where there are none; what a page shows in any other
 * language is the first of them. The calls that set something speak of the question begun last (or of the field, in a
 * question of type multipletext); bry_builder_text(), bry_builder_translate() and bry_builder_set() speak of whatever
 * was begun last: the survey, a page, a panel, a question, a choice, a row, a column or a field. A column of a
 * matrixdropdown, begun with bry_builder_cell(), is a question in this sense.
 *
 * A builder is for one thread at a time.
 */
#ifndef BRY_BUILDER_H
#define BRY_BUILDER_H

#include <bry/common.h>
#include <bry/questionnaire.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_builder bry_builder;

/**
 * Begins a questionnaire.
 * \param nb,nn,en  its title
 * \param out       owned by the caller, bry_builder_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_builder_new(const char *nb, const char *nn, const char *en, bry_builder **out,
                                   bry_error **err);

/** Frees a builder, finished or not. \since 0.1 */
BRY_API void bry_builder_free(bry_builder *builder);

/** Begins a page, which ends the one before. Without any, all questions stand on one. `name` may be NULL. \since 0.1 */
BRY_API void bry_builder_page(bry_builder *builder, const char *name);
/** Begins a panel: questions that stand together, also within another panel. `name` may be NULL. \since 0.1 */
BRY_API void bry_builder_panel_begin(bry_builder *builder, const char *name);
/**
 * Begins a repeated panel (paneldynamic): the questions up to its bry_builder_panel_end() are asked once for each panel
 * that the respondent adds.
 * \param name      what its answers come under
 * \param nb,nn,en  its title
 * \param min,max   how many panels there must and may be; 0: none must, 100 may. All that they may ask, taken together,
 *                  counts as questions: set max
 * \since 0.1
 */
BRY_API void bry_builder_panels_begin(bry_builder *builder, const char *name, const char *nb, const char *nn,
                                      const char *en, int32_t min, int32_t max);
/** Ends the innermost panel, repeated or not. \since 0.1 */
BRY_API void bry_builder_panel_end(bry_builder *builder);

/**
 * Begins a question.
 * \param type      such as "comment"; see bry_questionnaire_parse()
 * \param name      what its answers come under
 * \param nb,nn,en  what is asked
 * \since 0.1
 */
BRY_API void bry_builder_item(bry_builder *builder, const char *type, const char *name, const char *nb,
                              const char *nn, const char *en);
/** Adds an answer to choose; in a rating, a step. Without words the value is shown. \since 0.1 */
BRY_API void bry_builder_choice(bry_builder *builder, const char *value, const char *nb, const char *nn,
                                const char *en);
/** Adds a column of a matrix: what each row can be answered with. \since 0.1 */
BRY_API void bry_builder_column(bry_builder *builder, const char *value, const char *nb, const char *nn,
                                const char *en);
/**
 * Adds a column to a question of type matrixdropdown: a question that is asked in each row. Choices and setters that
 * follow speak of it.
 * \param type      what its cells are, such as "text" or "rating"; NULL: a list to choose from
 * \param name      what its answers come under, within the row
 * \param nb,nn,en  its title
 * \since 0.1
 */
BRY_API void bry_builder_cell(bry_builder *builder, const char *type, const char *name, const char *nb,
                              const char *nn, const char *en);
/** Adds a row of a matrix, matrixdropdown or not. \since 0.1 */
BRY_API void bry_builder_row(bry_builder *builder, const char *value, const char *nb, const char *nn, const char *en);
/** Adds a field of a multipletext. \since 0.1 */
BRY_API void bry_builder_field(bry_builder *builder, const char *name, const char *nb, const char *nn,
                               const char *en);

/** Adds the choice "other", which asks for a few words. Without words of yours it has the library's. \since 0.1 */
BRY_API void bry_builder_other(bry_builder *builder, const char *nb, const char *nn, const char *en);
/** Adds the choice "none", which excludes all others; words as for "other". \since 0.1 */
BRY_API void bry_builder_none(bry_builder *builder, const char *nb, const char *nn, const char *en);
/** Adds the choice "refused", which excludes all others; words as for "other". \since 0.1 */
BRY_API void bry_builder_refuse(bry_builder *builder, const char *nb, const char *nn, const char *en);
/** Adds the choice "dontknow", which excludes all others; words as for "other". \since 0.1 */
BRY_API void bry_builder_dont_know(bry_builder *builder, const char *nb, const char *nn, const char *en);

/** It must be answered. \since 0.1 */
BRY_API void bry_builder_required(bry_builder *builder);
/** What a text is: "text", "number", "email", "date" or "tel". \since 0.1 */
BRY_API void bry_builder_input(bry_builder *builder, const char *input);
/** The first and last step of a rating, or the limits of a number; NAN for none. \since 0.1 */
BRY_API void bry_builder_range(bry_builder *builder, double min, double max);
/** The limits of a date, YYYY-MM-DD; NULL for none. \since 0.1 */
BRY_API void bry_builder_dates(bry_builder *builder, const char *min, const char *max);
/** The limits of a text's length in UTF-16 units; 0 for none. \since 0.1 */
BRY_API void bry_builder_length(bry_builder *builder, int32_t min, int32_t max);
/**
 * What a text must match: a regular expression as JavaScript has them, without back-references and look-around. It may
 * match anywhere in the text unless it has ^ and $. Several calls are several demands.
 * \param ignore_case  1: capitals and small letters are the same
 * \param nb,nn,en     told when the answer does not match; NULL for the library's words
 * \since 0.1
 */
BRY_API void bry_builder_pattern(bry_builder *builder, const char *pattern, int32_t ignore_case, const char *nb,
                                 const char *nn, const char *en);
/** How many choices must and may be chosen; 0 for no limit. \since 0.1 */
BRY_API void bry_builder_count(bry_builder *builder, int32_t min, int32_t max);

/** Words of what was begun last, by the name of their property, such as "description", "placeholder", "html" or
 * "minRateDescription". \since 0.1 */
BRY_API void bry_builder_text(bry_builder *builder, const char *property, const char *nb, const char *nn,
                              const char *en);
/** The same in one more language, such as "sma", or in "default". \since 0.1 */
BRY_API void bry_builder_translate(bry_builder *builder, const char *property, const char *lang, const char *text);
/** Any other property of what was begun last, as JSON: `bry_builder_set(b, "colCount", "2")`. \since 0.1 */
BRY_API void bry_builder_set(bry_builder *builder, const char *property, const char *json);

/**
 * Gives the questionnaire that was built; bry_questionnaire_json() is its document. The builder stays as it is.
 * \param out  owned by the caller, bry_questionnaire_free()
 * \return ::BRY_OK; ::BRY_EINVAL (a call came where it makes no sense, with a pointer to the place), ::BRY_EPARSE (a
 *         text is not UTF-8, or a value not JSON), ::BRY_ENOMEM, ::BRY_ELIMIT, ::BRY_EREFUSED (all that is wrong in
 *         bry_error_findings())
 * \since 0.1
 */
BRY_API bry_status bry_builder_finish(const bry_builder *builder, bry_questionnaire **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
