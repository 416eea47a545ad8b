/**
 * \file bry/export.h
 * Tables for other programs: read back from their JSON, handed over as Arrow, and bundled with what documents them.
 * Formats that are a text or a file of bytes are written by bry_table_render().
 */
#ifndef BRY_EXPORT_H
#define BRY_EXPORT_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Of the Arrow C stream interface, which its users define: arrow.apache.org/docs/format/CStreamInterface.html. */
struct ArrowArrayStream;

/** Tables as files, with what documents them. Immutable; may be read from several threads. */
typedef struct bry_bundle bry_bundle;

/**
 * Reads what ::BRY_FORMAT_JSON wrote: the same table with its labels, roles, types and missing reasons.
 * \param data  up to 1 GiB of UTF-8
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE (no JSON, or no table: with its place), ::BRY_ELIMIT
 * \since 0.1
 */
BRY_API bry_status bry_table_from_json(const char *data, size_t size, bry_table **out, bry_error **err);

/**
 * A copy whose text columns of numbers are numbers, as is wanted of a table read from CSV. A column becomes int64 or
 * double when all its values are whole or decimal numbers (point or comma, no leading zeros) or ":", which is
 * ::BRY_MISSING_WITHHELD then. Columns whose values have labels stay as they are.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_table_typed(const bry_table *table, bry_table **out, bry_error **err);

/**
 * Hands a table over through the Arrow C stream interface, in one batch. A struct with a field for each column: int64,
 * double, and texts as dictionaries (int32 codes) where the column splits the table or its values have labels, else utf8.
 * A column that lacks values is followed by a field `<name>_missing` that says why (a dictionary of missing, not_asked,
 * hidden, skipped, dont_know, withheld; null where there is a value). Metadata of the fields: `bry:role`, `bry:label` and
 * `bry:values` (labels as JSON, by language); of the whole `bry:name` and `bry:title`. Numbers and codes are not copied: the
 * stream and what comes of it hold the table, which may be freed before they are released.
 * \param out  filled in; to be released by whoever takes it, in any thread
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_table_arrow_stream(const bry_table *table, struct ArrowArrayStream *out, bry_error **err);

/**
 * Bundles tables for those who cite and keep them: a Frictionless Data Package. Its files are
 * - `data/<table>.csv` for each table, RFC 4180 with column names and codes; `:` stands for a withheld value, `.skipped`,
 *   `.not_asked`, `.hidden` and `.dont_know` for others that are missing, nothing where no reason is known; what a
 *   spreadsheet would run as a formula has an apostrophe before it;
 * - `data/<table>.sav` and so on, for each of `formats`;
 * - `datapackage.json` with a Table Schema of each CSV, sizes and SHA-256 hashes;
 * - `ddi.xml`, DDI-Codebook 2.6;
 * - `README.nb.md`, `README.nn.md`, `README.en.md`;
 * - `SHA256SUMS`, of all other files.
 *
 * The same arguments give the same bytes; no clock is asked.
 *
 * `about` is a JSON object. `title` is needed; it, `description`, `population` (who was asked), `place` and `protection`
 * (how people are protected) are texts, or objects of texts by language. Further texts: `name` (of a-z, 0-9, ".", "_",
 * "-"), `producer`, `contact`, `version`, `created` (a date such as "2026-11-23"), `method` (suppress or round), `lang` (nb, nn
 * or en: of labels where a file has but one language; nb). `k` is the smallest group that is shown, `keywords` an array,
 * `collected` `{"from": date, "to": date}`, `licence` `{"name": "CC-BY-4.0", "title", "path"}`. Anything else is refused.
 * \param tables   1 to 1,000; they may be freed afterwards
 * \param formats  names as "json,sav,dta", of text, csv, json, excel, jsonstat, arrow, sav and dta; NULL: CSV alone
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE (about, with its place), ::BRY_ELIMIT, and what
 *         bry_table_render() returns for a format
 * \since 0.1
 */
BRY_API bry_status bry_bundle_new(const char *about, size_t about_size, const bry_table *const *tables, int32_t count,
                                  const char *formats, bry_bundle **out, bry_error **err);
/** Number of files. \since 0.1 */
BRY_API int32_t bry_bundle_file_count(const bry_bundle *bundle);
/** Path of a file within the bundle, or NULL past the last. Borrowed. \since 0.1 */
BRY_API const char *bry_bundle_file_path_at(const bry_bundle *bundle, int32_t place);
/** Bytes of a file, or NULL past the last. Borrowed. \since 0.1 */
BRY_API const void *bry_bundle_file_data_at(const bry_bundle *bundle, int32_t place);
/** Number of bytes of a file. \since 0.1 */
BRY_API size_t bry_bundle_file_size_at(const bry_bundle *bundle, int32_t place);
/**
 * The bundle as one zip archive, its files stored uncompressed.
 * \param out  owned by the caller; bytes of any kind
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ELIMIT (over 4 GiB)
 * \since 0.1
 */
BRY_API bry_status bry_bundle_zip(const bry_bundle *bundle, bry_text **out, bry_error **err);
/**
 * Writes the bundle as a folder, whole or not at all.
 * \param folder  is made; an empty one is taken
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EIO
 * \since 0.1
 */
BRY_API bry_status bry_bundle_write(const bry_bundle *bundle, const char *folder, bry_error **err);
/** Frees a bundle. \since 0.1 */
BRY_API void bry_bundle_free(bry_bundle *bundle);

#ifdef __cplusplus
}
#endif
#endif
