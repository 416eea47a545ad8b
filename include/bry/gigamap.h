/**
 * \file bry/gigamap.h
 * Gigamaps: maps in the store, which portals, facilitators and managers of a tenant make together.
 *
 * A map of the store is its history (bry/map.h), kept as rows that are only added: the database lets nobody change one. An
 * edit names the revision it was made for; when somebody else was first it is refused, and nothing is lost. Who made a
 * revision is told by the role of the login, and when, by the database.
 */
#ifndef BRY_GIGAMAP_H
#define BRY_GIGAMAP_H

#include <bry/map.h>
#include <bry/store.h>
#include <bry/survey.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes an empty map in the store's tenant.
 * \param name   1 to 63 letters of ASCII, digits, "_", "-" and "."; unique in the tenant
 * \param title  1 to 1000 bytes
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ECONFLICT (there is one of that name), ::BRY_EDENIED, and those of the
 *         database
 * \since 0.1
 */
BRY_API bry_status bry_gigamap_create(bry_store *store, const char *name, const char *title, bry_error **err);
/** The tenant's maps: map, title, revision, created_at, changed_at (UTC). \since 0.1 */
BRY_API bry_status bry_gigamap_list(bry_store *store, bry_table **out, bry_error **err);
/**
 * A map with all of its revisions. What is done to the copy stays in it.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND, ::BRY_EREFUSED (somebody wrote to the log past this library),
 *         and those of the database
 * \since 0.1
 */
BRY_API bry_status bry_gigamap_open(bry_store *store, const char *name, bry_map_history **out, bry_error **err);
/**
 * Carries out operations (bry_map_apply()) as one revision.
 * \param seen          the revision that the change was made for; -1: the last, whatever it is
 * \param out_revision  the new one; may be NULL
 * \return those of bry_map_apply(); ::BRY_ECONFLICT also when there is a newer revision: look again; ::BRY_ENOTFOUND (no
 *         such map), ::BRY_ELIMIT (all revisions together over 60 MiB; undoing still works), ::BRY_EDENIED, and those of
 *         the database
 * \since 0.1
 */
BRY_API bry_status bry_gigamap_apply(bry_store *store, const char *name, int64_t seen, const char *operations,
                                     size_t size, int64_t *out_revision, bry_error **err);
/** Undoes the last edit that is in force. \return also ::BRY_ESTATE when there is none. \since 0.1 */
BRY_API bry_status bry_gigamap_undo(bry_store *store, const char *name, int64_t seen, int64_t *out_revision,
                                    bry_error **err);
/** Does again what was undone last. \return also ::BRY_ESTATE. \since 0.1 */
BRY_API bry_status bry_gigamap_redo(bry_store *store, const char *name, int64_t seen, int64_t *out_revision,
                                    bry_error **err);
/**
 * Lays the derived layer anew: the themes of a codebook that the same people mention in an item of a survey. Themes that
 * stand above others are left out; what would tell of few people is withheld as bry_map_cooccurrence() says. For
 * facilitators and managers.
 * \param survey, item, codebook, min_group  as for bry_survey_theme_pairs()
 * \since 0.1
 */
BRY_API bry_status bry_gigamap_derive(bry_store *store, const char *name, int64_t seen, const bry_survey *survey,
                                      const char *item, const char *codebook, int32_t min_group,
                                      int64_t *out_revision, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
