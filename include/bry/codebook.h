/**
 * \file bry/codebook.h
 * Codebooks: a versioned set of themes with labels, definitions and indicator terms.
 *
 * Immutable once parsed; may be used from several threads.
 */
#ifndef BRY_CODEBOOK_H
#define BRY_CODEBOOK_H

#include <bry/common.h>
#include <bry/text.h>

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
 * unless it is the parent of another, or its indicators are `{}`: people alone code it, or a coder learns it.
 *
 * An indicator is a word or a phrase, found by its stems; or a term with operators, which are in capitals:
 * - `vikar OR innleie`, `lønn AND tillegg`, `leder NOT barnehage`, `lønn AND NOT pensjon`: what stands anywhere in the answer.
 *   OR binds least, then AND and NOT, then NEAR; parentheses group. Something must be there: NOT alone is refused.
 * - `mangel NEAR tid`, `(mangel OR lite) NEAR/3 tid`: with at most so many words from one to the other (default 5, 1 to
 *   100), in either order.
 * - `"nok tid"`: words as they are written, without stems, one right behind the other.
 * - `kommun*`: words that begin so.
 * - An emoji is a word.
 *
 * A term of any other syntax is refused (rule "theme.syntax"), with a pointer to it: signs such as []{}|^~<>, a
 * parenthesis, quote or operator without its other half, more than 64 parts. Where less than half of the terms begin with
 * a capital, a word with a capital that ends in s is a name ("Teams" is not found in "team").
 * \param id   which codebook of the file; NULL when it holds one
 * \param out  owned by the caller, bry_codebook_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_EREFUSED, ::BRY_ENOTFOUND (no
 *         codebook of that id; the message lists those there are)
 * \since 0.1
 */
BRY_API bry_status bry_codebook_parse(const char *json, size_t size, const char *id, bry_codebook **out,
                                      bry_error **err);

/** Formats of codebooks. */
enum {
  BRY_CODEBOOK_JSON = 1, /**< as bry_codebook_parse() takes it, and canonical when written */
  BRY_CODEBOOK_CSV = 2,  /**< a theme a row */
  BRY_CODEBOOK_QDC = 3   /**< REFI-QDA codebook 1.0, which QualCoder, NVivo, MAXQDA, ATLAS.ti and others exchange */
};

/**
 * Reads a codebook from a file of another program.
 *
 * CSV: columns by name and in any order: id, parent, label, definition, each of label and definition also with .nb, .nn and
 * .en behind it, indicators.nb, .nn and .en (terms joined by ";"), overlaps_with (ids, likewise), guid, color, codable; an id or label is needed, and
 * columns that begin with "x-" are passed over. QDC: codes become themes, those around them their parents; guid, color,
 * isCodable and sets are kept (x-guid, x-color, x-codable, x-sets), so that an export has them again. What the standard
 * has no place for is read from the end of a description, below a line "bry:", where bry_codebook_export() puts it. Themes
 * without an id get one from their label, those without indicators are found by the words of label and definition.
 * Document type declarations are refused, and rows of CSV beyond the 2000 themes that a codebook may have (::BRY_ELIMIT).
 * \param format   BRY_CODEBOOK_...
 * \param id       of the codebook, which CSV and QDC lack; of JSON, which one of the file (NULL when it holds one)
 * \param version  of the codebook; NULL: "1". JSON has its own
 * \param out      owned by the caller, bry_codebook_free()
 * \return as bry_codebook_parse(); ::BRY_EPARSE names the line
 * \since 0.1
 */
BRY_API bry_status bry_codebook_import(const char *data, size_t size, int32_t format, const char *id,
                                       const char *version, bry_codebook **out, bry_error **err);
/**
 * Writes a codebook for another program; what is written, bry_codebook_import() reads as the same themes. A guid that a
 * theme has not is made from the ids of codebook and theme, so that it is the same in every export. CSV and QDC hold neither
 * the codebook's id and version nor notes (text, language_of_definitions and so on), nor keys of your own.
 * \param out  UTF-8; owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_codebook_export(const bry_codebook *codebook, int32_t format, bry_text **out, bry_error **err);

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
