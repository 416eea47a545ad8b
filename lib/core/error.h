/* Making errors. An error that *err holds already is freed and replaced, so that a caller may say better what a
 * callee said; every public function therefore begins with bry__error_reset(). Every maker returns the status it was
 * given, so that a failing function ends in one line. Messages are English, say what to do, and never carry answer text, tokens
 * or passwords. */
#ifndef BRY_CORE_ERROR_H
#define BRY_CORE_ERROR_H

#include <bry/error.h>

bry_status bry__error(bry_error **err, bry_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* With a JSON pointer; NULL for none. */
bry_status bry__error_at(bry_error **err, bry_status status, const char *pointer, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* What a database said. sqlstate may be NULL. */
bry_status bry__error_database(bry_error **err, bry_status status, const char *sqlstate, int32_t retryable,
                               const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Takes over the findings (also on failure); the message and pointer are made from the first one. */
bry_status bry__error_findings(bry_error **err, bry_status status, const char *what, bry_findings *findings);
bry_status bry__enomem(bry_error **err); /* allocates nothing */

/* Clears an out parameter of an error before a call does anything: *err = NULL when err is not NULL. */
void bry__error_reset(bry_error **err);

bry_findings *bry__findings_new(void); /* NULL when memory runs out */
/* Copies everything. item may be NULL; nn NULL = nb. Sticky: a failed add makes bry__findings_failed() true. */
void bry__findings_add(bry_findings *findings, const char *item, const char *rule, const char *pointer,
                       const char *nb, const char *nn, const char *en);
/* Other words for a finding that is there. Sticky likewise. */
void bry__findings_say(bry_findings *findings, int64_t place, const char *nb, const char *nn, const char *en);
int bry__findings_failed(const bry_findings *findings);

#endif
