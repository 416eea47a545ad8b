/**
 * \file bry/rights.h
 * What people may ask of a municipality: to see what is held about them, to have it erased, to have it gone in time; and
 * the book of such acts.
 *
 * Whatever was made of a response goes with it, in one transaction: tallies, codings, its place in a quota, and a clear
 * name that no response of an identified survey needs any more. An invitation that was used stays used. Drafts are
 * locked by their respondents' tokens, and nothing tells whose they are: they go by token, or when they expire.
 *
 * Erasing waits while the survey's texts are being coded, or a batch is being imported: within the statement timeout of
 * the store; a failure for that reason is retryable. What is deleted is no longer found by any query; its bytes remain in
 * the server's files until VACUUM, and in WAL and backups for as long as those are kept.
 *
 * The calls are about the tenant of the store handle, and may return ::BRY_ENOMEM, ::BRY_EUNAVAILABLE, ::BRY_EDENIED,
 * ::BRY_EDATABASE and ::BRY_EFORKED besides what they name. They may be called from any thread.
 */
#ifndef BRY_RIGHTS_H
#define BRY_RIGHTS_H

#include <bry/common.h>
#include <bry/survey.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  BRY_ERASE_ERASED = 1, /**< it is gone now */
  BRY_ERASE_UNKNOWN = 2 /**< there is no such response; perhaps it was erased before */
};

/**
 * Withdraws one response of a survey, while it is open or after.
 *
 * A respondent's receipt opens this to the logins of portals too; a response id to managers alone. A receipt of another
 * survey and one of nobody are told alike. The draft that was kept by the receipt's text goes too. The same response sent
 * again later is a new one.
 * \param receipt      43 characters from bry_receipt_new(), or a response id of 36
 * \param out_outcome  BRY_ERASE_...; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (the survey), ::BRY_ESTATE (it is sealed: receipts lead nowhere)
 * \since 0.1
 */
BRY_API bry_status bry_response_erase(bry_store *store, const bry_survey *survey, const char *receipt,
                                      int32_t *out_outcome, bry_error **err);

/**
 * All that is held of one response, for the respondent who has its receipt (or for a manager, by its id): a member of
 * "surveys" of bry_participant_export().
 * \param out  JSON, owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (no such response, or survey), ::BRY_ESTATE (sealed)
 * \since 0.1
 */
BRY_API bry_status bry_response_export_own(bry_store *store, const bry_survey *survey, const char *receipt,
                                           bry_text **out, bry_error **err);

/**
 * Erases a participant: all responses in the tenant's pseudonymous and identified surveys, and the clear name; from
 * commitments who it was, and the support for pilots. For managers. Anonymous surveys know no participants.
 * \param participant  as in bry_submit_options
 * \param out          what was removed: survey, responses, coded (texts that had been coded), codings, names; the clear
 *                     name in a row without a survey. No rows when nothing was held. Owned by the caller; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (no survey of the tenant knows participants)
 * \since 0.1
 */
BRY_API bry_status bry_participant_erase(bry_store *store, const char *participant, bry_table **out, bry_error **err);

/**
 * All that is held about a participant (GDPR, article 15), in words. For managers.
 *
 * `{"name": clear name or null, "surveys": [{"survey", "title", "privacy", "response_id", "received_on", "proxy",
 * "consent": {"version", "texts"} or null, "segments": [{"segment", "label", "value", "value_label"}], "answers":
 * [{"item", "title", "type", "part"?, "part_title"?, "value", "label"?, "comment"?, "missing"?}], "codings": [{"item",
 * "codebook", "version", "coder", "non_answer", "themes": [{"theme", "label", "begin", "end", "term"}]}]}],
 * "commitments": [{"commitment", "what", "review_on", "state"}], "pilots": [{"pilot", "idea"}]}`; commitments are what the
 * participant promised, and pilots what they support. Titles and labels are `{"nb", "nn", "en"}`; of a checkbox and a ranking value and label are arrays; "missing" is "hidden",
 * "skipped" or "not asked"; begin and end count bytes of the text.
 * \param out  JSON, owned by the caller, bry_text_free()
 * \return as bry_participant_erase(); without responses "surveys" is empty
 * \since 0.1
 */
BRY_API bry_status bry_participant_export(bry_store *store, const char *participant, bry_text **out, bry_error **err);

/**
 * Until when a survey's answers are kept, in place of what was said before; they are deleted by the first
 * bry_retention_run() after that day. For managers.
 * \param until  the last day, as YYYY-MM-DD up to 2999-12-31, not one that is over by the database's clock; NULL: without end
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_survey_set_retention(bry_store *store, const bry_survey *survey, const char *until,
                                            bry_error **err);

/**
 * Deletes what the tenant's surveys are past their date for: responses, codings, drafts, invitations, and clear names
 * that nothing needs any more; and expired drafts of all surveys. A survey past its date is closed. Its row stays, with
 * the number of responses there were and the day they went (bry_survey_list()). For managers; to be run daily.
 *
 * It works in batches, a transaction each, and is not subject to the statement timeout. When it is interrupted, whole
 * batches are done, and running it again goes on.
 * \param dry_run   1: only tells what would be deleted
 * \param progress  may be NULL; done and total count responses
 * \param out       survey, retain_until, responses, coded (texts that had been coded), codings, invitations, drafts,
 *                  names; names without a survey in a row of their own. Owned by the caller; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ECANCELLED (whole batches are done)
 * \since 0.1
 */
BRY_API bry_status bry_retention_run(bry_store *store, int32_t dry_run, bry_progress_fn progress, void *user,
                                     bry_table **out, bry_error **err);

/**
 * The book of acts, latest first: at (UTC), login, act, subject, counts (JSON). It holds surveys opened, closed, sealed,
 * deleted and exported, changes of consent texts and retention, erasures, exports and retention runs; never content, a
 * token, a response's id or a participant. Lines are only ever added: no role may change or delete one. For managers.
 *
 * What respondents did by a receipt in an anonymous survey (response.withdrawn, response.shown) has neither moment nor
 * login, only a number, and stands at the end: the moment would tell who it was to whoever has the portal's log, and
 * what it was to whoever has two backups. The seal's line takes these numbers over.
 * \param since_us  microseconds since 1970 UTC; 0: from the beginning. Lines without a moment are always there
 * \param limit     at most so many lines with a moment, 1 to 100,000; 0: 1,000
 * \return ::BRY_OK, ::BRY_EINVAL
 * \since 0.1
 */
BRY_API bry_status bry_audit_list(bry_store *store, int64_t since_us, int32_t limit, bry_table **out,
                                  bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
