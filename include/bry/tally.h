/**
 * \file bry/tally.h
 * Tallies: the counts behind every table of a survey, kept beside its responses so that reading them does not grow
 * with the number of responses.
 *
 * They keep themselves: whoever reads a table adds the responses that came since to them, once there are some
 * thousands. These calls are for those who want that done at a time of their own choosing (after a large import), and
 * for proving the tallies right. They need the role bry_manager, are about the tenant chosen with
 * bry_store_set_tenant(), and may return ::BRY_ENOMEM, ::BRY_EUNAVAILABLE, ::BRY_EDENIED, ::BRY_EDATABASE and
 * ::BRY_EFORKED besides what they name. Usable from several threads.
 */
#ifndef BRY_TALLY_H
#define BRY_TALLY_H

#include <bry/common.h>
#include <bry/store.h>
#include <bry/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Folds into a survey's tallies the responses that are not in them yet, a batch a transaction; those that still
 * running transactions may add to wait for the next fold. Submits, imports and reads go on meanwhile. Does nothing
 * when somebody else is folding.
 * \param survey     the survey's slug
 * \param progress   may be NULL; done counts responses, total is -1
 * \param out_count  how many were folded; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ECANCELLED (what was folded stays)
 * \since 0.1
 */
BRY_API bry_status bry_tally_fold(bry_store *store, const char *survey, bry_progress_fn progress, void *user,
                                  int64_t *out_count, bry_error **err);

/**
 * Makes a survey's tallies anew, those of themes included, in one transaction: others read the earlier ones until it
 * is done. Needed after a dump is restored on another server, where tables are right but slow to read until then.
 * \param survey     the survey's slug
 * \param progress   may be NULL; done counts responses, total is -1
 * \param out_count  how many responses are in the tallies now; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ECANCELLED (nothing is changed)
 * \since 0.1
 */
BRY_API bry_status bry_tally_rebuild(bry_store *store, const char *survey, bry_progress_fn progress, void *user,
                                     int64_t *out_count, bry_error **err);

/**
 * Counts a survey anew and compares. An empty table says that the tallies are right; else it has a row for each count
 * that differs: tally (responses, answers, coded, non-answers, themes, pairs), item, codebook, slot, code, theme, other,
 * segments, tallied, counted. Its counts are of any size, also of one person: not for showing around.
 * \param survey  the survey's slug
 * \return ::BRY_OK (also when they differ), ::BRY_EINVAL, ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_tally_check(bry_store *store, const char *survey, bry_table **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
