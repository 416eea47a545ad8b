/**
 * \file bry/table.h
 * Named, typed columns with labels and missing reasons: the form in which every result is given.
 *
 * A table is immutable once a caller holds it, and may be read from several threads.
 */
#ifndef BRY_TABLE_H
#define BRY_TABLE_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { BRY_TYPE_INT64 = 1, BRY_TYPE_DOUBLE = 2, BRY_TYPE_TEXT = 3 };

/** What a column is for; pictures and exports choose by it. */
enum {
  BRY_ROLE_ATTRIBUTE = 0, /**< a remark, a text, an id */
  BRY_ROLE_DIMENSION = 1, /**< splits the table: theme, segment, choice */
  BRY_ROLE_COUNT = 2,     /**< a number of respondents */
  BRY_ROLE_SHARE = 3,     /**< a share from 0 to 1 */
  BRY_ROLE_MEAN = 4,      /**< a mean */
  BRY_ROLE_STATISTIC = 5, /**< another measure: a deviation, a test, an index */
  BRY_ROLE_LOW = 6,       /**< lower end of the interval of the last share, mean or statistic before it */
  BRY_ROLE_HIGH = 7,      /**< its upper end */
  BRY_ROLE_WEIGHT = 8     /**< a sum of weights */
};

/** Why a value is not there. */
enum {
  BRY_PRESENT = 0,
  BRY_MISSING = 1,           /**< no value, for no stated reason */
  BRY_MISSING_NOT_ASKED = 2, /**< the item was not part of the version */
  BRY_MISSING_HIDDEN = 3,    /**< the item was not shown */
  BRY_MISSING_SKIPPED = 4,   /**< shown, not answered */
  BRY_MISSING_DONT_KNOW = 5, /**< answered "don't know" or the like */
  BRY_MISSING_WITHHELD = 6   /**< withheld: too few people stand behind it */
};

/** How a table is written. */
enum {
  BRY_FORMAT_TEXT = 1,  /**< aligned, for people: labels */
  BRY_FORMAT_CSV = 2,   /**< RFC 4180, so lines end in CRLF: column names and codes; a missing value is empty, a
                                withheld one ":" */
  BRY_FORMAT_JSON = 3,  /**< names, types, labels, rows, missing reasons; bry_table_from_json() reads it back */
  BRY_FORMAT_EXCEL = 4, /**< CSV that Norwegian Excel opens: byte order mark, semicolons, decimal commas, labels; what
                                would be run as a formula gets an apostrophe before it; lines end in CRLF */
  BRY_FORMAT_JSONSTAT = 5, /**< JSON-stat 2.0: a cube of the columns that split the table, and of those of numbers */
  BRY_FORMAT_ARROW = 6,    /**< Arrow IPC file (Feather 2): as bry_table_arrow_stream() gives it */
  BRY_FORMAT_SAV = 7,      /**< SPSS, through ReadStat */
  BRY_FORMAT_DTA = 8       /**< Stata 14 and later, through ReadStat */
};

/** Number of rows. \since 0.1 */
BRY_API int64_t bry_table_row_count(const bry_table *table);
/** Number of columns. \since 0.1 */
BRY_API int32_t bry_table_column_count(const bry_table *table);
/** The table's name, such as "themes". Borrowed. \since 0.1 */
BRY_API const char *bry_table_name(const bry_table *table);
/** The table's title in `lang`, or its name. Borrowed. \since 0.1 */
BRY_API const char *bry_table_title(const bry_table *table, const char *lang);
/** Name of a column, or NULL past the last. Borrowed. \since 0.1 */
BRY_API const char *bry_table_column_name(const bry_table *table, int32_t column);
/** Label of a column in `lang`, or its name; NULL past the last. Borrowed. \since 0.1 */
BRY_API const char *bry_table_column_label(const bry_table *table, int32_t column, const char *lang);
/** BRY_TYPE_..., or 0 past the last column. \since 0.1 */
BRY_API int32_t bry_table_column_type(const bry_table *table, int32_t column);
/** BRY_ROLE_..., or 0 past the last column. \since 0.1 */
BRY_API int32_t bry_table_column_role(const bry_table *table, int32_t column);
/** Place of the column of that name, or -1. \since 0.1 */
BRY_API int32_t bry_table_find_column(const bry_table *table, const char *name);

/** BRY_PRESENT or why the value is missing; BRY_MISSING outside the table. \since 0.1 */
BRY_API int32_t bry_table_missing(const bry_table *table, int64_t row, int32_t column);
/** The value of an int64 column; 0 when missing or of another type. \since 0.1 */
BRY_API int64_t bry_table_int64(const bry_table *table, int64_t row, int32_t column);
/** The value of a double or int64 column; 0 when missing or text. \since 0.1 */
BRY_API double bry_table_double(const bry_table *table, int64_t row, int32_t column);
/** The value of a text column; NULL when missing or of another type. Borrowed. \since 0.1 */
BRY_API const char *bry_table_text(const bry_table *table, int64_t row, int32_t column);
/** What people read for a coded text value, such as a theme's label for its id, in `lang`; the value itself when
 * it has no label; yes and no, in `lang`, for 1 and 0 of a column that says whether; NULL when missing or another number.
 * Borrowed. \since 0.1 */
BRY_API const char *bry_table_value_label(const bry_table *table, int64_t row, int32_t column, const char *lang);

/** All values of an int64 column, row_count long (0 where missing); NULL for another type. Borrowed. \since 0.1 */
BRY_API const int64_t *bry_table_int64_data(const bry_table *table, int32_t column);
/** All values of a double column, row_count long (0 where missing); NULL for another type. Borrowed. \since 0.1 */
BRY_API const double *bry_table_double_data(const bry_table *table, int32_t column);
/** The missing reasons of a column, row_count bytes; NULL past the last column. Borrowed. \since 0.1 */
BRY_API const uint8_t *bry_table_missing_data(const bry_table *table, int32_t column);

/** Frees a table. \since 0.1 */
BRY_API void bry_table_free(bry_table *table);

/**
 * Reads CSV with a header into a table of text columns. Comma, semicolon or tab (found from the header), LF or CRLF,
 * UTF-8 with or without a byte order mark. An empty field is ::BRY_MISSING. Two columns of one name are refused with
 * ::BRY_EPARSE, unless the name is empty.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE (the message names the line), ::BRY_ELIMIT
 * \since 0.1
 */
BRY_API bry_status bry_table_from_csv(const char *data, size_t size, bry_table **out, bry_error **err);

/**
 * Writes a table for people or programs. The same table gives the same bytes, on any machine, at any time.
 *
 * JSON-stat needs a column of numbers, and rows that the columns which split the table tell apart. In files for SPSS and
 * Stata texts that split the table, or whose values have labels, are numbers with value labels: the values themselves
 * when all are whole, else 1, 2 ... in the order of their first rows, which need not be the same in another table. Missing
 * reasons are user-missing values of SPSS (from -92, or further down where a column has such values) and Stata's .a to
 * .e, with labels. A text that is missing is empty, and why stands in a variable `<name>_missing` behind it. Names are made of ASCII letters, digits and "_"; what people read is
 * the variable's label.
 * \param format  BRY_FORMAT_...
 * \param lang    language of labels
 * \param out     owned by the caller; of Arrow, SPSS and Stata bytes of any kind, NUL among them
 * \return ::BRY_OK, ::BRY_EINVAL (also a table that is no JSON-stat cube), ::BRY_ENOMEM, ::BRY_ELIMIT (too large a cube, or
 *         text for SPSS), ::BRY_ENOTSUPPORTED (SPSS and Stata, in a library built without ReadStat)
 * \since 0.1
 */
BRY_API bry_status bry_table_render(const bry_table *table, int32_t format, const char *lang, bry_text **out,
                                    bry_error **err);

/**
 * Turns a long table into a wide one: a row for each value of column `rows`, a column for each value of `columns`,
 * the `value` column in the cells. Pairs that do not occur are ::BRY_MISSING; the first of several is taken.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND (no such column), ::BRY_ELIMIT (over 1,000 columns)
 * \since 0.1
 */
BRY_API bry_status bry_table_pivot(const bry_table *table, const char *rows, const char *columns, const char *value,
                                   bry_table **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
