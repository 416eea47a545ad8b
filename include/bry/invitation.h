/**
 * \file bry/invitation.h
 * Invitations: tokens that admit responses to a survey without any account.
 *
 * A token is 32 random bytes in 43 url-safe characters. It is given once; the database keeps a hash of it, finds it by
 * that hash (no comparison depends on how near a wrong token is), and counts its uses without their time. A use is
 * counted in the very transaction that stores the response, and only then. A survey created with admission "invited"
 * takes no response without a token; one that is open takes tokens too, for the segments that lie in them.
 *
 * The calls are about the tenant of the store handle, and may return ::BRY_ENOMEM, ::BRY_EUNAVAILABLE,
 * ::BRY_EDENIED, ::BRY_EDATABASE and ::BRY_EFORKED besides what they name.
 */
#ifndef BRY_INVITATION_H
#define BRY_INVITATION_H

#include <bry/common.h>
#include <bry/survey.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What bry_invitation_create() makes; begin with bry_invitation_options_init(). */
typedef struct bry_invitation_options {
  uint32_t struct_size; /**< set by bry_invitation_options_init() */
  int32_t count;        /**< how many tokens, 1 to 100,000; 1 */
  int32_t uses;         /**< how many responses each admits; 1 */
  int32_t reserved;     /**< 0 */
  /** Until when, in microseconds since 1970 UTC; 0: as long as the survey is open. A time that is over, by the
   * database's clock, is refused. */
  int64_t expires_at_us;
  const char *batch;    /**< a name for these, 1 to 200 bytes on one line; must be given */
  const char *segments; /**< JSON `{"sektor": "helse"}`: values that responses get and can't change; NULL: none */
} bry_invitation_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_invitation_options_init(bry_invitation_options *options);

/**
 * Makes tokens. A batch of a name that exists grows.
 * \param out  the one column token; owned by the caller, bry_table_free(). The tokens can't be had again.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_EPARSE, ::BRY_EREFUSED (segments), ::BRY_ENOTFOUND, ::BRY_ESTATE (the survey is
 *         closed)
 * \since 0.1
 */
BRY_API bry_status bry_invitation_create(bry_store *store, const bry_survey *survey,
                                         const bry_invitation_options *options, bry_table **out, bry_error **err);

/** The batches: batch, tokens, revoked, expires (text, UTC; missing: with the survey). \since 0.1 */
BRY_API bry_status bry_invitation_list(bry_store *store, const bry_survey *survey, bry_table **out, bry_error **err);

/**
 * Ends a batch, or one token: what was stored with them stays, and no more is admitted.
 * \param batch,token  one of them; the other is NULL
 * \param out_count    how many tokens were in force until now; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (no such batch or token in force)
 * \since 0.1
 */
BRY_API bry_status bry_invitation_revoke(bry_store *store, const bry_survey *survey, const char *batch,
                                         const char *token, int64_t *out_count, bry_error **err);

/**
 * Response rates: by batch, or by the values that the invitations give a segment: batch or the segment, invited (the
 * responses that may come), answered, share. Groups with fewer than `min_group` invited are withheld as in
 * bry_result_themes(); of those with fewer who answered, and are not none, answered and share.
 * \param segment    a segment's name, or NULL: by batch
 * \param min_group  0 for ::BRY_MIN_GROUP_DEFAULT
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (no such segment)
 * \since 0.1
 */
BRY_API bry_status bry_invitation_rates(bry_store *store, const bry_survey *survey, const char *segment,
                                        int32_t min_group, bry_table **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
