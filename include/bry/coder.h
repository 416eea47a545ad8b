/**
 * \file bry/coder.h
 * Coding by example: a codebook and some answers that people have coded; the rest is coded after them.
 *
 * Works on plain arrays of strings, without a database. The same texts, labels, codebook and library version give the
 * same bytes on any machine.
 */
#ifndef BRY_CODER_H
#define BRY_CODER_H

#include <bry/codebook.h>
#include <bry/common.h>
#include <bry/theme.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_coder bry_coder;

/**
 * Learns from coded texts. Each theme that some text was coded as gets a weight for the beginning of each word and for
 * runs of four and five letters, by regularised least squares around what the codebook's rules say (Rifkin & Lippert
 * 2007, "Notes on regularized least squares"). From how each coded text would be coded had it been left out, the coder knows
 * how much must be said for a theme, and how sure that is. Themes without a coded text stay with their rules.
 *
 * Texts that were not coded help too: they tell which words are common. Of more than 2,000 coded texts, 2,000 in even
 * steps are learned from; time grows with the cube of their number (about a second for 1,000), memory with its square (32
 * MB for 2,000) and with the number of their different words by themes.
 * \param codebook     must outlive the coder
 * \param texts,sizes  `count` texts and their sizes in bytes; a NULL text counts as empty
 * \param labels       for each text the ids of its themes, joined by ";"; NULL or "" when it was not coded; "-" when it was
 *                     read and has no theme (unless a theme has that id)
 * \param out          owned by the caller, bry_coder_free()
 * \return ::BRY_OK, ::BRY_EINVAL (also a label that the codebook has no theme for; the message names the text by its
 *         number), ::BRY_ENOMEM, ::BRY_EPARSE (a text or label is not UTF-8)
 * \since 0.1
 */
BRY_API bry_status bry_coder_learn(const bry_codebook *codebook, const char *const *texts, const size_t *sizes,
                                   const char *const *labels, int64_t count, bry_coder **out, bry_error **err);
/** Frees a coder. \since 0.1 */
BRY_API void bry_coder_free(bry_coder *coder);
/** How many texts it learned from. \since 0.1 */
BRY_API int64_t bry_coder_text_count(const bry_coder *coder);
/** Number of coded texts that had theme i of the codebook; 0 when the theme stays with its rules. \since 0.1 */
BRY_API int64_t bry_coder_theme_count_at(const bry_coder *coder, int32_t i);

/**
 * Codes texts as bry_theme_code() does, by what was learned. Where a theme is given and one of its terms stands in the
 * text, the hits are those; else the word that says most for it is (bry_codings_learned_at() tells). A coder may be used
 * from several threads.
 * \param texts,sizes  as in bry_theme_code(); those it learned from are coded like any others
 * \param progress     may be NULL; done and total count texts
 * \param out          owned by the caller, bry_codings_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE, ::BRY_ECANCELLED
 * \since 0.1
 */
BRY_API bry_status bry_coder_code(const bry_coder *coder, const char *const *texts, const size_t *sizes,
                                  int64_t count, bry_progress_fn progress, void *user, bry_codings **out,
                                  bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
