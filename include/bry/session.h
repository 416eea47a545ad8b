/**
 * \file bry/session.h
 * Reflection groups and their sessions: who is in a group, what they write, and what becomes of it.
 *
 * A series is a row of meetings of one or more groups. A session is one meeting of a group, and goes through the phases
 * check_in, write, reveal, theme, prioritise, commit, learn, and then is closed: one step forward at a time, in the
 * database too. What members write in the phase write nobody can read before the reveal, whatever role a login has, but
 * who wrote it; after the reveal the members of the group can, and nobody else. Row-level security holds it: a policy asks
 * for a key made of a member's token, of which the database keeps a hash only. Who administers the database can of course
 * take the policies away.
 *
 * A series is `named` or `anonymous` for good. In an anonymous one a contribution has no author, and only its own
 * receipt leads to it. Until the reveal an administrator could see in which order rows were written (by xmin and place), and
 * lay that beside a portal's log; at the reveal all are written anew by one transaction, under new random ids and in their
 * order, and receipts lead nowhere. Dead rows go with VACUUM; WAL and backups keep what they hold for as long as they are
 * kept. Of dots it is kept who gave how many, never for what; until the phase commit, when that goes and the sums are
 * written anew, xmin ties the two. Whoever runs the portal handles the tokens, and must keep no log of who sent what.
 *
 * Members and facilitators act by their tokens, through a login that is a portal's, a facilitator's or a manager's. A
 * facilitator is a member with a token that may begin sessions and move them on: who leads a group is a colleague, and needs
 * no login, which would reach the whole tenant. For work across municipalities the collaboration is the tenant.
 *
 * The calls are about the tenant of the store handle, and may return ::BRY_ENOMEM, ::BRY_EUNAVAILABLE, ::BRY_EDENIED,
 * ::BRY_EDATABASE and ::BRY_EFORKED besides what they name. They may be called from any thread. A token that is of no
 * member, a session that is not there and one of another group are told alike: ::BRY_ENOTFOUND.
 */
#ifndef BRY_SESSION_H
#define BRY_SESSION_H

#include <bry/codebook.h>
#include <bry/common.h>
#include <bry/discover.h>
#include <bry/questionnaire.h>
#include <bry/response.h>
#include <bry/store.h>
#include <bry/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- series and groups ------------------------------------------------------------------------------------------- */

/**
 * Makes a series. For managers.
 * \param slug        its name within the tenant: 1 to 63 of a-z, 0-9, - and _
 * \param title       1 to 1,000 bytes on one line
 * \param authorship  "named" or "anonymous"; can never be changed
 * \return ::BRY_OK (also when the very same is there), ::BRY_EINVAL, ::BRY_ECONFLICT (another has the slug)
 * \since 0.1
 */
BRY_API bry_status bry_series_create(bry_store *store, const char *slug, const char *title, const char *authorship,
                                     bry_error **err);
/** The tenant's series: series, title, authorship, groups, sessions (how many). \since 0.1 */
BRY_API bry_status bry_series_list(bry_store *store, bry_table **out, bry_error **err);
/** Deletes a series with its groups, members, sessions and all that was said in them. For managers.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND \since 0.1 */
BRY_API bry_status bry_series_delete(bry_store *store, const char *slug, bry_error **err);

/**
 * Makes the groups of a series, such as bry_compose() put together, and a token for each person. For managers.
 * \param groups     columns id and group (a number from 1), and round when there are several
 * \param round      which of the rounds; 0: there is one
 * \param people     what else is known of them, or NULL: in `groups`. Columns name (kept in a named series only; who wrote
 *                   what is told by it), municipality (or kommune), facilitator ("1", "yes" or "true"), each if it is
 *                   there; other columns, such as those that groups were composed by, are not read
 * \param id_column  the column of `people` that holds the ids; NULL: "id"
 * \param out        columns id, group, facilitator, token: a row a person. Owned by the caller. The ids are not kept, and
 *                   the tokens can't be had again
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (the series, or a column), ::BRY_EREFUSED (the row is named: an id
 *         twice, one that is not in `people`, a group that is no number), ::BRY_ECONFLICT (a group has members already)
 * \since 0.1
 */
BRY_API bry_status bry_group_form(bry_store *store, const char *series, const bry_table *groups, int32_t round,
                                  const bry_table *people, const char *id_column, bry_table **out, bry_error **err);
/**
 * Takes one more person into a group that is there. For managers.
 * \param name,municipality  1 to 200 bytes on one line, or NULL
 * \param facilitator        1 or 0
 * \param out_token          room for ::BRY_SECRET_SIZE characters; the token can't be had again
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (the series or group)
 * \since 0.1
 */
BRY_API bry_status bry_group_admit(bry_store *store, const char *series, int32_t group, const char *name,
                                   const char *municipality, int32_t facilitator, char out_token[44],
                                   bry_error **err);
/** The groups of a series: group, group_id, members, facilitators, sessions. For managers.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND \since 0.1 */
BRY_API bry_status bry_group_list(bry_store *store, const char *series, bry_table **out, bry_error **err);
/** Who is in them: member, group, name, municipality, facilitator. For managers.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND \since 0.1 */
BRY_API bry_status bry_group_members(bry_store *store, const char *series, bry_table **out, bry_error **err);
/**
 * Removes a member; in a named series with all it contributed, in whatever session. In an anonymous one nothing tells what
 * that was, and it stays.
 * \param member  the member's own token; or its id of bry_group_members(), for managers
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_member_remove(bry_store *store, const char *member, bry_error **err);

/* --- sessions ---------------------------------------------------------------------------------------------------- */

/** Publishes a questionnaire without making a survey of it, so that sessions may ask it. For managers.
 * \return ::BRY_OK (also when it is published), ::BRY_EINVAL \since 0.1 */
BRY_API bry_status bry_questionnaire_publish(bry_store *store, const bry_questionnaire *questionnaire,
                                             bry_error **err);

/**
 * Begins the next session of a group, in the phase check_in. It takes over from the one before: every question that was
 * raised there, and what was not discussed, see bry_session_prompts(). What is not marked as discussed
 * (bry_contribution_discuss()) comes back in each session that follows, a question that was answered too.
 * \param token          of a facilitator of the group
 * \param questionnaire  what is asked: its free texts. It must be published; a manager's login publishes it on the way
 * \param dots           how many each member may give, 0 to 100
 * \param session_id     a UUID of 36 characters (bry_uuid_v4()): the same again does nothing
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (the token, or no such version is published), ::BRY_EDENIED (no
 *         facilitator), ::BRY_ESTATE (the last session is not closed), ::BRY_EREFUSED (nothing in it asks for free text)
 * \since 0.1
 */
BRY_API bry_status bry_session_create(bry_store *store, const char *token, const bry_questionnaire *questionnaire,
                                      int32_t dots, const char *session_id, bry_error **err);
/**
 * Moves a session to its next phase.
 * \param token  of a facilitator of the group
 * \param phase  "write", "reveal", "theme", "prioritise", "commit", "learn" or "closed"
 * \return ::BRY_OK (also when it is in that phase), ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_EDENIED (no facilitator),
 *         ::BRY_ESTATE (that is not its next phase)
 * \since 0.1
 */
BRY_API bry_status bry_session_step(bry_store *store, const char *session_id, const char *token, const char *phase,
                                    bry_error **err);
/** The sessions of a series: group, session (from 1 in each group), session_id, phase, dots, version, created_on.
 * \param group  0: of all groups \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND \since 0.1 */
BRY_API bry_status bry_session_list(bry_store *store, const char *series, int32_t group, bry_table **out,
                                    bry_error **err);
/**
 * What a session asks, for a member: item, kind ("prompt": a free text of the questionnaire; "question": raised in an
 * earlier session; "carried": not discussed there), text (the title, or what was written; missing when that was erased),
 * source_session (its number), source_session_id, source_contribution, discussed (0 or 1).
 * \param lang  of the titles; NULL: "nb"
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_session_prompts(bry_store *store, const char *session_id, const char *token, const char *lang,
                                       bry_table **out, bry_error **err);

/* --- contributions ----------------------------------------------------------------------------------------------- */

enum {
  BRY_CONTRIBUTION_STORED = 1,   /**< it is new */
  BRY_CONTRIBUTION_CHANGED = 2,  /**< it takes the place of what was there */
  BRY_CONTRIBUTION_REPEATED = 3, /**< the very same was there */
  BRY_CONTRIBUTION_WITHDRAWN = 4 /**< it is gone now */
};

/**
 * Adds a contribution, or changes one's own, while the phase is write. It is checked as an answer to its item is.
 * \param reference    what it is known by until the reveal: in a named series a UUID (bry_uuid_v4()), in an anonymous one a
 *                     receipt (bry_receipt_new())
 * \param item         of the questionnaire, or of bry_session_prompts()
 * \param kind         "answer", or "question": one raised for the group, which becomes a prompt of the next session
 * \param text,size    UTF-8, 1 to 100,000 bytes
 * \param out_outcome  BRY_CONTRIBUTION_...; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_EPARSE, ::BRY_EREFUSED (the checker's findings), ::BRY_ENOTFOUND (also an item that
 *         is not asked, or no free text), ::BRY_ESTATE (another phase), ::BRY_ECONFLICT (the UUID is somebody else's)
 * \since 0.1
 */
BRY_API bry_status bry_contribution_put(bry_store *store, const char *session_id, const char *token,
                                        const char *reference, const char *item, const char *kind, const char *text,
                                        size_t size, int32_t *out_outcome, bry_error **err);
/**
 * Withdraws one's own contribution: in an anonymous series before the reveal, by its receipt; in a named one at any time.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (also no such contribution of this member), ::BRY_ESTATE (an anonymous
 *         session that is not in the phase write)
 * \since 0.1
 */
BRY_API bry_status bry_contribution_withdraw(bry_store *store, const char *session_id, const char *token,
                                             const char *reference, bry_error **err);
/**
 * After the reveal, for the group: contribution (its id), item, kind, text, theme, discussed (0 or 1), author,
 * municipality (both missing in an anonymous series). In an order that has to do with nothing, the same each time.
 * \param scrub  1: personal data in texts and themes replaced, as bry_scrub() does
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESTATE (not revealed yet)
 * \since 0.1
 */
BRY_API bry_status bry_contribution_list(bry_store *store, const char *session_id, const char *token, int32_t scrub,
                                         bry_table **out, bry_error **err);
/**
 * Gives a contribution a theme, in the phase theme.
 * \param theme  1 to 200 bytes on one line; NULL takes it off
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (also the contribution), ::BRY_ESTATE (another phase)
 * \since 0.1
 */
BRY_API bry_status bry_contribution_theme(bry_store *store, const char *session_id, const char *token,
                                          const char *contribution, const char *theme, bry_error **err);
/**
 * Lets bry_theme_discover() give themes to the contributions that have none, in the phase theme: labels of those found.
 * \param options    NULL: the defaults
 * \param out_count  how many got one; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESTATE (another phase), ::BRY_ELIMIT
 * \since 0.1
 */
BRY_API bry_status bry_session_discover(bry_store *store, const char *session_id, const char *token,
                                        const bry_discover_options *options, int64_t *out_count, bry_error **err);
/**
 * The same by the rules of a codebook (bry_theme_code()): a contribution gets the theme that speaks clearest in it.
 * \param lang  of the labels; NULL: "nb"
 * \return as bry_session_discover()
 * \since 0.1
 */
BRY_API bry_status bry_session_code(bry_store *store, const char *session_id, const char *token,
                                    const bry_codebook *codebook, const char *lang, int64_t *out_count,
                                    bry_error **err);
/**
 * Marks a contribution, or a prompt that was taken over ("@1"), as discussed, from the reveal on. What is not goes to the next
 * session; so do questions that were raised in this one, in any case.
 * \param discussed  1 or 0
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESTATE (before the reveal, or closed)
 * \since 0.1
 */
BRY_API bry_status bry_contribution_discuss(bry_store *store, const char *session_id, const char *token,
                                            const char *contribution, int32_t discussed, bry_error **err);

/* --- priorities, and where things come from ------------------------------------------------------------------------ */

/**
 * Gives dots to a contribution (its id) or to a theme of the session (its label), in the phase prioritise. What is given
 * can't be taken back: nothing is kept of who gave it to what.
 * \param dots      1 or more; no member gives more than the session allows, also from several threads at once
 * \param out_left  how many the member has left; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (also no such contribution or theme), ::BRY_ESTATE (another phase),
 *         ::BRY_ELIMIT (more than are left)
 * \since 0.1
 */
BRY_API bry_status bry_dots_give(bry_store *store, const char *session_id, const char *token, const char *target,
                                 int32_t dots, int32_t *out_left, bry_error **err);
/** From the phase commit on, for the group: kind ("contribution", "theme"), target, dots, text; the most first.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESTATE (voting is not over) \since 0.1 */
BRY_API bry_status bry_dots_tally(bry_store *store, const char *session_id, const char *token, bry_table **out,
                                  bry_error **err);
/**
 * Where a contribution comes from, a row a step back: step (from 0), session (its number), session_id, item,
 * contribution, kind, text. An answer to a prompt that was taken over leads to the session before, and so on to what was
 * first written; in the sessions that this was carried through, contribution is missing.
 * \param contribution  an id, or a prompt ("@1")
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (also the contribution, or it is not revealed)
 * \since 0.1
 */
BRY_API bry_status bry_contribution_lineage(bry_store *store, const char *session_id, const char *token,
                                            const char *contribution, bry_table **out, bry_error **err);

/* --- a season ----------------------------------------------------------------------------------------------------- */

/**
 * What became of a series, as one HTML page to send round: its sessions, their themes with dots, what groups promised, what
 * they try, and a map. Self-contained, without script, for phones and for print. For managers.
 *
 * It tells no contribution and nobody's name. Of a session it counts what is revealed, themes from the phase prioritise on
 * and dots from commit on. Of a group of fewer than min_group members it tells the phases of its sessions and nothing else; numbers
 * of themes are sums over the other groups. Labels, promises and ideas are people's own words: personal data in them is
 * replaced as bry_scrub() does, and somebody should read the page before it goes out.
 * \param tokens       of a member of each group, such as the facilitators': what a group said is read by them. Of groups
 *                     without one contributions and themes are left out
 * \param token_count  how many
 * \param map          a map of the tenant (bry/gigamap.h); NULL: none
 * \param lang         NULL: "nb"
 * \param min_group    3 or more; 0: 5
 * \param out          the page; owned by the caller
 * \return ::BRY_OK, ::BRY_EINVAL (also a text that is no token), ::BRY_ENOTFOUND (the series, the map)
 * \since 0.1
 */
BRY_API bry_status bry_series_report_html(bry_store *store, const char *series, const char *const *tokens,
                                          int32_t token_count, const char *map, const char *lang, int32_t min_group,
                                          bry_text **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
