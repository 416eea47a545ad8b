/**
 * \file bry/coding.h
 * Coding in the store: people, rules and models code the answers to an open question, side by side.
 *
 * Each coding has a coder: "rules" (the codebook alone, bry_survey_code()), "model" (what was learned from people, or found
 * in the answers), or a person's name. What counts in bry_survey_themes() and its kin is the machine's coding (the
 * model's where there is one) with people's word over it: a theme that people decided on is in force when at least as many
 * gave it as took it away; who codes a response as a whole (`code`) takes away all themes that they do not name.
 *
 * All of this is for managers, since coding is reading answers. Erasure, retention and the seal reach codings and
 * decisions too. Functions may be called from several threads; those about one item and codebook wait for each other.
 */
#ifndef BRY_CODING_H
#define BRY_CODING_H

#include <bry/codebook.h>
#include <bry/common.h>
#include <bry/discover.h>
#include <bry/survey.h>
#include <bry/table.h>
#include <bry/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Adds decisions to the log of an item and a codebook, and puts them into force: all of them or none. The log only grows;
 * `undo` takes back the same coder's last decision that was not taken back yet, and nobody else's. A line that says again what
 * its coder said last about the same answer, or about themes, adds nothing when nothing was decided since that it could mean
 * otherwise: so a call that got no answer may be sent again, but for one with an `undo`. A theme that comes of a split has no
 * answers by the rules before bry_survey_code(). The first decision begins the log with the newest version
 * of the codebook. Rename, merge and split store a new version of it, named after the one that the log began with; ids of themes
 * stay. When bry_survey_code() finds a newer codebook that somebody else stored, what was decided is carried over to it, but
 * for themes that it does not have, and can't be undone any more.
 *
 * The whole log is gone through each time: a call with many decisions costs little more than one with a single decision.
 * \param coder        whose decisions these are, up to 63 bytes of UTF-8; not "rules", "model" or "final". NULL: each line names
 *                     its own
 * \param log,size     JSONL as in bry/review.h; a unit is a response's id. A line has op, coder, unit, theme, themes,
 *                     label, into, at and nothing else, so that no answer gets into the log; `at` is passed over, the store
 *                     keeps the date
 * \param out_count    how many decisions were added; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (no such item or codebook), ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_EREFUSED
 *         (a line can't be applied, or its response is not there; the message names the line by its number), ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_survey_decide(bry_store *store, const bry_survey *survey, const char *item,
                                     const char *codebook, const char *coder, const char *log, size_t size,
                                     int64_t *out_count, bry_error **err);

/**
 * The log, from the version of the codebook that it began with, as bry_review_apply() takes it: JSONL with at, a date (none
 * after the seal). Decisions about responses that were erased are not in it any more.
 * \param out  owned by the caller, bry_text_free(); empty when nobody decided anything
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_survey_decisions(bry_store *store, const bry_survey *survey, const char *item,
                                        const char *codebook, bry_text **out, bry_error **err);

/**
 * What responses are coded as: unit (the response's id), coder, theme, verdict, confidence; in the order of units. A unit that a
 * coder read and found no theme in has a row without a theme. Verdicts: "coded", "accepted", "rejected" of people,
 * "suggested" of machines, "final" of what counts. Confidences, 0 to 1, are machines'. As bry_agreement() takes it, row by row.
 * \param coder  "rules", "model", "final" or a person's name; NULL: all people
 * \param out    owned by the caller, bry_table_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (no such item), ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_survey_codings(bry_store *store, const bry_survey *survey, const char *item,
                                      const char *codebook, const char *coder, bry_table **out, bry_error **err);

/**
 * Learns from what people decided (bry_coder_learn(), with the codebook as decisions left it) and codes all answers after
 * it, as coder "model", in place of what a model said before. Learns from at most 10,000 texts, those that people decided
 * on first; memory is bounded.
 * \param progress   may be NULL; done and total count texts
 * \param out_count  how many texts were coded; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (also: nobody has coded an answer yet), ::BRY_ECANCELLED (nothing is
 *         changed), ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_survey_suggest(bry_store *store, const bry_survey *survey, const char *item,
                                      const char *codebook, bry_progress_fn progress, void *user, int64_t *out_count,
                                      bry_error **err);

/**
 * Codes the answers that came since the item was coded, and changes no other: by the rules, and by the model if there is
 * one, which is learned anew from what people decided or from the themes found. While a survey is open, fewer than five
 * new answers are left for later: themes that are counted after each of them would tell what it says.
 * \param out_count  how many were coded; may be NULL
 * \param out_drift  how far all that came since the item was coded as a whole has moved away from what was there then, 0 to
 *                   1: the larger of half the sum of differences between the themes' shares (total variation distance) and the
 *                   growth in the share of texts without a theme. From about 0.2, over some hundred texts, it is time to
 *                   look at the codebook or to discover anew. NaN: nothing to compare. May be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (also: the item is not coded yet), ::BRY_ECANCELLED (nothing is
 *         changed), ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_survey_code_new(bry_store *store, const bry_survey *survey, const char *item,
                                       const char *codebook, bry_progress_fn progress, void *user, int64_t *out_count,
                                       double *out_drift, bry_error **err);

/**
 * Finds themes in the answers to an open question (bry_theme_discover()), stores them as a version of a codebook, and the
 * answers as coded by "model". Where the codebook was found before, themes take over the ids of those that most of their
 * answers were in (H. Kuhn, The Hungarian Method, 1955), and with the id what people called them (`rename`).
 *
 * The version is named after what it was found in and how: 16 hexadecimal digits of a hash; the codebook's key "x-found" tells
 * the rest: texts, hash (of the texts), seed, themes, lang, library. The texts are read page by page and held in memory while themes
 * are found.
 * \param codebook  id of the codebook: one that is new, or was found
 * \param options   as of bry_theme_discover(); NULL: the defaults
 * \param progress  may be NULL; done and total count steps
 * \param out       may be NULL; the codebook, owned by the caller, bry_codebook_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (also: too few answers for a single theme), ::BRY_ECONFLICT (the codebook
 *         was not found, but written), ::BRY_ECANCELLED (nothing is changed), ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_survey_discover(bry_store *store, const bry_survey *survey, const char *item,
                                       const char *codebook, const bry_discover_options *options,
                                       bry_progress_fn progress, void *user, bry_codebook **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
