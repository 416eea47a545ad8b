/**
 * \file bry/codebook.h
 * Codebooks: a versioned set of themes with labels, definitions and indicator terms.
 *
 * Immutable once parsed; may be used from several threads.
 */
#ifndef BRY_CODEBOOK_H
#define BRY_CODEBOOK_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_codebook bry_codebook;

/**
 * Parses a codebook: `{"id", "version", "themes": [{"id", "label": {"nb","nn","en"}, "definition", "parent"?,
 * "indicators": {"nb": [...], "nn": [...], "en": [...]}}]}`, or picks one of a file that holds several in
 * `{"version", "questions": [{"id", "themes"}, ...]}`.
 *
 * A key that isn't known is refused, so that a misspelt one does not lose what it was to say. Besides those above, each
 * object may have notes, which are kept and mean nothing here: text, title, description, note, notes, examples, source;
 * a theme overlaps_with; a codebook and a file language_of_definitions and max_themes_per_answer; and any key that
 * begins with "x-". A theme in which no word could be found in answers is refused as well (rule "theme.terms"),
 * unless it is the parent of another.
 * \param id   which codebook of the file; NULL when it holds one
 * \param out  owned by the caller, bry_codebook_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_EREFUSED, ::BRY_ENOTFOUND (no
 *         codebook of that id; the message lists those there are)
 * \since 0.1
 */
BRY_API bry_status bry_codebook_parse(const char *json, size_t size, const char *id, bry_codebook **out,
                                      bry_error **err);

/** Frees a codebook. \since 0.1 */
BRY_API void bry_codebook_free(bry_codebook *codebook);

/** The codebook's id. Borrowed. \since 0.1 */
BRY_API const char *bry_codebook_id(const bry_codebook *codebook);
/** The codebook's version. Borrowed. \since 0.1 */
BRY_API const char *bry_codebook_version(const bry_codebook *codebook);
/** The codebook alone as canonical JSON. Borrowed. \since 0.1 */
BRY_API const char *bry_codebook_json(const bry_codebook *codebook);
/** Number of themes. \since 0.1 */
BRY_API int32_t bry_codebook_theme_count(const bry_codebook *codebook);
/** Id of theme i, or NULL past the last. Borrowed. \since 0.1 */
BRY_API const char *bry_codebook_theme_id_at(const bry_codebook *codebook, int32_t i);
/** Label of theme i in `lang`, or NULL past the last. Borrowed. \since 0.1 */
BRY_API const char *bry_codebook_theme_label_at(const bry_codebook *codebook, int32_t i, const char *lang);

#ifdef __cplusplus
}
#endif
#endif
