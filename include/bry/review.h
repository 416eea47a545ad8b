/**
 * \file bry/review.h
 * People over the machine: what coders decided about themes and codings, as a log that only grows and can be undone.
 *
 * Works on a codebook and a text, without a database; bry/coding.h does the same in the store. The log is JSONL, a decision a line, in the order in which they were made;
 * every line has an op and, if it is known, a coder (a name or an id) and an at (a moment; kept, and means nothing here):
 * - `{"op":"code","coder":"kari","unit":"r1","themes":["time"]}`: somebody read the unit; [] is no theme. Replaces what the
 *   same coder decided about it before.
 * - `{"op":"accept","coder":"kari","unit":"r1","theme":"time"}`, `reject` likewise: a suggestion.
 *   Accepting replaces that a unit was coded as no theme, rejecting does not.
 * - `{"op":"rename","theme":"time","label":{"nb":"Ro"}}`: the id stays, and with it every count.
 * - `{"op":"merge","theme":"rush","into":"time"}`: terms, themes below it and codings go to the other.
 * - `{"op":"split","theme":"time","into":[{"id":"calm","label":"Ro","indicators":{"nb":["ro"]}}]}`: new themes below it.
 * - `{"op":"undo","coder":"kari"}`: the last decision of that coder that was not undone yet; without a coder the last of all.
 *   Where decisions of others rest on it (a theme that it made), the log can't be applied any more: they are undone first.
 */
#ifndef BRY_REVIEW_H
#define BRY_REVIEW_H

#include <bry/codebook.h>
#include <bry/common.h>
#include <bry/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Applies a log to the codebook that it was begun with.
 * \param log,size      JSONL; blank lines are passed over
 * \param out_codebook  as the log leaves it; its version has "+" and the number of decisions that changed it behind; owned by
 *                      the caller, bry_codebook_free(). May be NULL
 * \param out_codings   columns unit, coder, theme, verdict ("coded", "accepted", "rejected"), in the order of the log; a
 *                      unit that was coded as no theme has a row without one; themes that were merged are those that
 *                      they were merged into; owned by the caller, bry_table_free(). May be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE (a line is no JSON), ::BRY_ELIMIT, ::BRY_EREFUSED (a line
 *         that can't be applied; the message names it by its number)
 * \since 0.1
 */
BRY_API bry_status bry_review_apply(const bry_codebook *codebook, const char *log, size_t size,
                                    bry_codebook **out_codebook, bry_table **out_codings, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
