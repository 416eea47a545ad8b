/**
 * \file bry/theme.h
 * Coding: which themes of a codebook a text touches, and the words that say so.
 *
 * Works on plain arrays of strings, without a database. The same texts, codebook and library version give the same
 * bytes on any machine.
 */
#ifndef BRY_THEME_H
#define BRY_THEME_H

#include <bry/codebook.h>
#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_codings bry_codings;

/**
 * Codes texts by the rules of a codebook: terms are matched by word stem (Snowball, bokmål and nynorsk alike, and
 * English), also as parts of compounds; a phrase must stand as a phrase, and a term with
 * operators (bry/codebook.h) must hold: its hits are the phrases that it rests on. A word that only one theme's label or
 * definition uses counts half an indicator: two of them speak for the theme, one alone where nothing else does. So do, for a theme without indicators, words of
 * working life and municipal services that are related to its own (a short table: "sjef" for "ledelse"). A hit
 * inside another of its theme that counts as much is left out. Non-answers ("vet ikke", "-") are set aside.
 * \param texts,sizes  `count` texts and their sizes in bytes; a NULL text counts as empty. Invalid UTF-8 is
 *                     ::BRY_EPARSE (the message names the text by its number)
 * \param progress     may be NULL; done and total count texts
 * \param out          owned by the caller, bry_codings_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE, ::BRY_ECANCELLED
 * \since 0.1
 */
BRY_API bry_status bry_theme_code(const bry_codebook *codebook, const char *const *texts, const size_t *sizes,
                                  int64_t count, bry_progress_fn progress, void *user, bry_codings **out,
                                  bry_error **err);

/** Frees codings. \since 0.1 */
BRY_API void bry_codings_free(bry_codings *codings);

/** Number of hits: a theme that a term in a text speaks for. Ordered by text, theme, place. \since 0.1 */
BRY_API int64_t bry_codings_count(const bry_codings *codings);
/** Which text hit i is in, counted from 0. \since 0.1 */
BRY_API int64_t bry_codings_text_at(const bry_codings *codings, int64_t i);
/** Which theme of the codebook hit i speaks for, counted from 0. \since 0.1 */
BRY_API int32_t bry_codings_theme_at(const bry_codings *codings, int64_t i);
/** Where the words of hit i begin in the text, in bytes. \since 0.1 */
BRY_API int64_t bry_codings_begin_at(const bry_codings *codings, int64_t i);
/** Where they end: the first byte after them. \since 0.1 */
BRY_API int64_t bry_codings_end_at(const bry_codings *codings, int64_t i);
/** The codebook's term that matched; "" when the word was learned from coded answers. Borrowed. \since 0.1 */
BRY_API const char *bry_codings_term_at(const bry_codings *codings, int64_t i);
/**
 * How sure the theme of hit i is in its text, 0 to 1, the same for all hits of that theme there. By rules alone it is an
 * order (an indicator 0.75, two 0.94, one word of a label 0.5); of a bry_coder the share of coded answers with as much
 * to be said for the theme that had it. \since 0.1
 */
BRY_API double bry_codings_confidence_at(const bry_codings *codings, int64_t i);
/** 1 when a negation before it reaches hit i ("ikke nok tid"), else 0. A text may be about what it denies: negated hits count
 * like others, and a term that holds a negation itself ("ingen møter") is not negated by it. \since 0.1 */
BRY_API int32_t bry_codings_negated_at(const bry_codings *codings, int64_t i);
/** 1 when hit i is a word that a bry_coder has learned, 0 when it is a term of the codebook. \since 0.1 */
BRY_API int32_t bry_codings_learned_at(const bry_codings *codings, int64_t i);
/** Number of texts that were coded. \since 0.1 */
BRY_API int64_t bry_codings_text_count(const bry_codings *codings);
/** 1 when text number `text` is a non-answer, else 0. \since 0.1 */
BRY_API int32_t bry_codings_non_answer(const bry_codings *codings, int64_t text);

#ifdef __cplusplus
}
#endif
#endif
