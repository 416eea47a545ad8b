/**
 * \file bry/commitment.h
 * Commitments: who promised what in a reflection group, by when it is looked at again, how it is measured, and what became
 * of it.
 *
 * A commitment is `open` (promised), `done`, `changed` (it no longer stands as it was put) or `dropped`. From open it may
 * become any of the others; a changed one is opened again with new terms or dropped; one that was done is opened again when
 * it did not last; dropped is the end. Every move is kept, with its moment, the role of the person who made it and a note,
 * and none is ever changed: the database itself takes only these moves, each beginning where the last one ended.
 *
 * Managers, facilitators and portals add and move; managers and facilitators read. A portal's login reads none, since
 * they say who promised. Notes are read by all of them: they should name nobody.
 *
 * The calls are about the tenant of the store handle unless `across` is 1: then about all tenants that the login reaches as
 * manager or facilitator. They may return ::BRY_ENOMEM, ::BRY_EUNAVAILABLE, ::BRY_EDENIED, ::BRY_EDATABASE and
 * ::BRY_EFORKED besides what they name, and may be called from any thread.
 */
#ifndef BRY_COMMITMENT_H
#define BRY_COMMITMENT_H

#include <bry/common.h>
#include <bry/store.h>
#include <bry/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where a commitment comes from. Set up with bry_commitment_options_init(). \since 0.1 */
typedef struct bry_commitment_options {
  uint32_t struct_size; /**< set by bry_commitment_options_init() */
  int32_t reserved;     /**< 0 */
  const char *id;       /**< a UUID that the caller chose, so that the call may be repeated; NULL: a new one */
  const char *group;    /**< UUID of the group, as bry_group_list() has it; NULL: that of the session, or none */
  const char *session;  /**< UUID of the session, which is of that group; NULL: of none */
  const char *segments; /**< JSON object of texts, such as {"sektor": "helse"}; NULL: none */
  const char *who_kind; /**< what `who` is: "role" (the default); "participant", kept as the keyed hash that surveys
                               use, for logins of portals and managers; "name", for groups that agreed to go by name */
  const char *measure;  /**< how it is measured; NULL: not said */
  const char *role;     /**< of the person who writes it down, such as "facilitator" (the default) or "member" */
} bry_commitment_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_commitment_options_init(bry_commitment_options *options);

/**
 * Adds an open commitment; the very same id and content again does nothing.
 * \param what       what is promised, up to 4,000 bytes of UTF-8
 * \param who        who promised, up to 300 bytes on a line (a participant: 500)
 * \param review_on  when it is looked at again, YYYY-MM-DD
 * \param options    NULL: the defaults
 * \param out_id     its UUID as 36 characters and a NUL; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_EPARSE (segments), ::BRY_ENOTFOUND (the tenant has no such group, or
 *         session of it), ::BRY_ECONFLICT (another one has that id)
 * \since 0.1
 */
BRY_API bry_status bry_commitment_add(bry_store *store, const char *what, const char *who, const char *review_on,
                                      const bry_commitment_options *options, char out_id[37], bry_error **err);

/**
 * Moves it to "done", "changed" or "dropped". To the state it is in does nothing.
 * \param role  of the person who says so, up to 100 bytes
 * \param note  why; NULL: nothing
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESTATE (there is no such move; the message says from where)
 * \since 0.1
 */
BRY_API bry_status bry_commitment_move(bry_store *store, const char *id, const char *state, const char *role,
                                       const char *note, bry_error **err);

/**
 * Opens one again that was changed or done, with new terms; those that are NULL stay as they were.
 * \param review_on  YYYY-MM-DD; NULL: as it was
 * \return as bry_commitment_move(); an open one with the same terms is left as it is
 * \since 0.1
 */
BRY_API bry_status bry_commitment_renew(bry_store *store, const char *id, const char *what, const char *measure,
                                        const char *review_on, const char *role, const char *note, bry_error **err);

/**
 * Takes away who promised; what was promised stays. For managers; leaves a line in the book of acts.
 * Erasing a participant (bry_participant_erase()) does so with all of theirs.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_commitment_forget(bry_store *store, const char *id, bry_error **err);

/**
 * Commitments as they stand, by review date: tenant, commitment, group, session, who_kind ("forgotten" when it was taken
 * away), who, what, measure, review_on, state, moved_at (UTC), role, note, the last three of the last move.
 * \param group   UUID; NULL: of all groups
 * \param across  0 or 1
 * \param out     owned by the caller, bry_table_free()
 * \return ::BRY_OK, ::BRY_EINVAL
 * \since 0.1
 */
BRY_API bry_status bry_commitment_list(bry_store *store, const char *group, int32_t across, bry_table **out,
                                       bry_error **err);

/**
 * Those that are open or changed and whose review date lies before a day.
 * \param on  the day, YYYY-MM-DD; NULL: today in Europe/Oslo
 * \return as bry_commitment_list(), and its columns; ::BRY_ENOTFOUND (the system lacks the time zone)
 * \since 0.1
 */
BRY_API bry_status bry_commitment_overdue(bry_store *store, const char *on, const char *group, int32_t across,
                                          bry_table **out, bry_error **err);

/**
 * All moves of one, from the first: move, from, to, moved_at (UTC), role, note; and what, measure and review_on of those
 * that opened it.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_commitment_moves(bry_store *store, const char *id, bry_table **out, bry_error **err);

/**
 * How many there are: tenant, value (of the segment; missing where a commitment has none), commitments, open, changed,
 * done, dropped, overdue (of the open and changed). With `across`, rows without a tenant are of all tenants together.
 * \param segment  an attribute to split by; NULL: none
 * \param on       as in bry_commitment_overdue()
 * \return as bry_commitment_overdue()
 * \since 0.1
 */
BRY_API bry_status bry_commitment_summary(bry_store *store, const char *segment, const char *on, int32_t across,
                                          bry_table **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
