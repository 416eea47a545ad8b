/**
 * \file bry/draft.h
 * Drafts: answers that are not finished, kept until their respondent comes back.
 *
 * A draft is known by a token that only the respondent holds (bry_receipt_new() makes one; the same text may later be
 * the response's receipt). It is locked with a key made from the token before it leaves the library: the database can
 * neither read it nor tell whose it is. bry_response_submit_with() drops it together with storing the response. Expired
 * drafts are not given back, and go when the next one is saved; those of an anonymous survey go when it is sealed.
 *
 * The calls are about the tenant of the store handle, and may return ::BRY_ENOMEM, ::BRY_EUNAVAILABLE,
 * ::BRY_EDENIED, ::BRY_EDATABASE and ::BRY_EFORKED besides what they name.
 */
#ifndef BRY_DRAFT_H
#define BRY_DRAFT_H

#include <bry/common.h>
#include <bry/survey.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { BRY_DRAFT_BYTES_MAX = 262144 /**< the largest draft, in bytes of JSON */ };

/**
 * Keeps a draft, in place of an earlier one of the token. Its keys must be the questionnaire's items; its values are not
 * checked.
 * \param token    43 characters, from bry_receipt_new()
 * \param answers,answers_size  a JSON object of at most ::BRY_DRAFT_BYTES_MAX bytes
 * \param days     1 to 365: until when, as a date
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_EREFUSED (keys that are no items), ::BRY_ESTATE (the
 *         survey does not take answers now), ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_draft_save(bry_store *store, const bry_survey *survey, const char *token, const char *answers,
                                  size_t answers_size, int32_t days, bry_error **err);
/**
 * Gives a draft back, byte for byte.
 * \param out  owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (none, or expired)
 * \since 0.1
 */
BRY_API bry_status bry_draft_load(bry_store *store, const bry_survey *survey, const char *token, bry_text **out,
                                  bry_error **err);
/** Drops a draft. \return ::BRY_OK (also when there is none), ::BRY_EINVAL \since 0.1 */
BRY_API bry_status bry_draft_drop(bry_store *store, const bry_survey *survey, const char *token, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
