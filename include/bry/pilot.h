/**
 * \file bry/pilot.h
 * Pilots: ideas that groups propose to try, how many support them, and what became of them.
 *
 * A pilot is `proposed`, `supported` (there is a will to try it), under `trial`, `reviewed`, and in the end `kept` or
 * `dropped`. It goes forward a step at a time, may be dropped at any step, and from a review back to another trial; kept and
 * dropped are the end. Every move is kept, as with commitments (bry/commitment.h), and the database takes no other.
 *
 * Managers, facilitators and portals add, move and read. Support is a person's act, so it comes from logins of portals or
 * managers: each participant counts once and may take it back; who they are is kept as the keyed hash that surveys use, and
 * without a moment. A manager is told the number. To others it is withheld below 5, and moves on only when 5 or more came or
 * went: so looking often shows no single person's support.
 *
 * Tenants, statuses and threads are as in bry/commitment.h; `across` reaches portals' tenants too.
 */
#ifndef BRY_PILOT_H
#define BRY_PILOT_H

#include <bry/common.h>
#include <bry/store.h>
#include <bry/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where a pilot comes from. Set up with bry_pilot_options_init(). \since 0.1 */
typedef struct bry_pilot_options {
  uint32_t struct_size; /**< set by bry_pilot_options_init() */
  int32_t reserved;     /**< 0 */
  const char *id;       /**< a UUID that the caller chose, so that the call may be repeated; NULL: a new one */
  const char *group;    /**< UUID of the group that proposes it, as in bry_commitment_options */
  const char *session;  /**< UUID of the session, which is of that group; NULL: of none */
  const char *segments; /**< JSON object of texts, such as {"sektor": "helse"}; NULL: none */
  const char *role;     /**< of the person who writes it down, such as "facilitator" (the default) or "member" */
} bry_pilot_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_pilot_options_init(bry_pilot_options *options);

/**
 * Proposes an idea; the very same id and content again does nothing.
 * \param idea     up to 4,000 bytes of UTF-8
 * \param options  NULL: the defaults
 * \param out_id   its UUID as 36 characters and a NUL; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_EPARSE (segments), ::BRY_ENOTFOUND (the tenant has no such group, or
 *         session of it), ::BRY_ECONFLICT (another one has that id)
 * \since 0.1
 */
BRY_API bry_status bry_pilot_add(bry_store *store, const char *idea, const bry_pilot_options *options,
                                 char out_id[37], bry_error **err);

/**
 * Moves it to "supported", "trial", "reviewed", "kept" or "dropped". To the state it is in does nothing.
 * \param role  of the person who says so, up to 100 bytes
 * \param note  why, for those who proposed it; NULL: nothing
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESTATE (there is no such move; the message says from where)
 * \since 0.1
 */
BRY_API bry_status bry_pilot_move(bry_store *store, const char *id, const char *state, const char *role,
                                  const char *note, bry_error **err);

/**
 * A participant supports it, or takes that back; the same again does nothing.
 * \param participant  as in bry_submit_options
 * \param supports     1, or 0 to take it back
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESTATE (it is kept or dropped: support counts no more)
 * \since 0.1
 */
BRY_API bry_status bry_pilot_support(bry_store *store, const char *id, const char *participant, int32_t supports,
                                     bry_error **err);

/**
 * What became of the ideas, group by group, for those who proposed them: group, pilot, idea, state, moved_at (UTC), role,
 * note, proposed_at, session, supporters. Of each group from the first that it proposed; those of no group come last.
 * \param group  UUID; NULL: of all groups
 * \param out    owned by the caller, bry_table_free()
 * \return ::BRY_OK, ::BRY_EINVAL
 * \since 0.1
 */
BRY_API bry_status bry_pilot_report(bry_store *store, const char *group, bry_table **out, bry_error **err);

/**
 * All moves of one, from the first: move, from, to, moved_at (UTC), role, note.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_pilot_moves(bry_store *store, const char *id, bry_table **out, bry_error **err);

/**
 * How many there are: tenant, value (of the segment; missing where a pilot has none), pilots, proposed, supported, trial,
 * reviewed, kept, dropped. With `across`, rows without a tenant are of all tenants together.
 * \param segment  an attribute to split by; NULL: none
 * \return ::BRY_OK, ::BRY_EINVAL
 * \since 0.1
 */
BRY_API bry_status bry_pilot_summary(bry_store *store, const char *segment, int32_t across, bry_table **out,
                                     bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
