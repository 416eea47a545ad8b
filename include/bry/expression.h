/**
 * \file bry/expression.h
 * Expressions of a questionnaire, such as `{age} >= 18 and {tools} contains 'car'`, on their own: to try one out, and
 * to compare with what survey-core makes of it.
 */
#ifndef BRY_EXPRESSION_H
#define BRY_EXPRESSION_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Evaluates one expression over values, with the results of survey-core 3.1.1.
 *
 * \param json,size  UTF-8, at most 4 MiB and 64 levels deep: `{"expression": text, "values": object, "now": text}`.
 *                   `values` (what names in braces are looked up in) and `now` (a moment in ECMAScript's date format,
 *                   local to the zone unless it says otherwise; absent: the clock) may be left out
 * \param zone       the time zone that days and hours are of, such as "Europe/Oslo"; NULL for that one
 * \param out        owned by the caller, bry_text_free(): `{"value": ...}`. Where JSON has no word for the value it is
 *                   null and "is" says what it was: "undefined", "NaN", "Infinity", "-Infinity" or "Invalid Date"; a
 *                   date is its UTC text, and "is" says "Date". When the expression can't be taken or evaluated:
 *                   `{"error": message, "status": name of the status}`
 * \return ::BRY_OK (also when the expression has an error), ::BRY_EINVAL, ::BRY_EPARSE or ::BRY_ELIMIT (json itself),
 *         ::BRY_ENOTFOUND or ::BRY_EIO (the zone), ::BRY_ENOMEM. Thread-safe.
 * \since 0.1
 */
BRY_API bry_status bry_expression_eval(const char *json, size_t size, const char *zone, bry_text **out,
                                       bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
