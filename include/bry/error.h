/**
 * \file bry/error.h
 * What went wrong, where, and whether trying again may help; and the findings of a checked document.
 */
#ifndef BRY_ERROR_H
#define BRY_ERROR_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The status that the failing call returned. NULL gives ::BRY_OK. \since 0.1 */
BRY_API bry_status bry_error_status(const bry_error *err);
/** A sentence in English that says what is wrong and what to do. Never NULL. Borrowed. \since 0.1 */
BRY_API const char *bry_error_message(const bry_error *err);
/** The database's five-character SQLSTATE, or NULL when no database spoke. Borrowed. \since 0.1 */
BRY_API const char *bry_error_sqlstate(const bry_error *err);
/** JSON pointer (RFC 6901) into the document at fault, or NULL. Borrowed. \since 0.1 */
BRY_API const char *bry_error_pointer(const bry_error *err);
/** 1 when the same call may succeed later without a change by the caller, else 0. \since 0.1 */
BRY_API int32_t bry_error_retryable(const bry_error *err);
/** Everything found wrong in the document, or NULL. Borrowed. \since 0.1 */
BRY_API const bry_findings *bry_error_findings(const bry_error *err);
/** Frees an error. \since 0.1 */
BRY_API void bry_error_free(bry_error *err);

/** How many findings there are; 0 means the document is good. NULL gives 0. \since 0.1 */
BRY_API int64_t bry_findings_count(const bry_findings *findings);
/** The item that finding i is about, or NULL when it is about the document. Borrowed. \since 0.1 */
BRY_API const char *bry_findings_item_at(const bry_findings *findings, int64_t i);
/** The rule that finding i breaks: a stable word such as "required" or "choice.unknown". Borrowed. \since 0.1 */
BRY_API const char *bry_findings_rule_at(const bry_findings *findings, int64_t i);
/** JSON pointer to the place of finding i; "" is the whole document. Borrowed. \since 0.1 */
BRY_API const char *bry_findings_pointer_at(const bry_findings *findings, int64_t i);
/** A sentence for the respondent in `lang`; it never repeats what was answered. Borrowed. \since 0.1 */
BRY_API const char *bry_findings_message_at(const bry_findings *findings, int64_t i, const char *lang);
/** Frees findings that a call gave (not those borrowed from an error). \since 0.1 */
BRY_API void bry_findings_free(bry_findings *findings);

#ifdef __cplusplus
}
#endif
#endif
