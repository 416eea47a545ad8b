/**
 * \file bry/release.h
 * Releases: snapshots of a survey's results that never change and give nobody away; all that a researcher sees.
 *
 * A release is made from a specification, JSON that bry_release_schema() describes: which items, themes and quotes of a
 * closed survey, split by which segments. One pattern of groups holds for all of it: a group that is withheld is withheld
 * in every table, and an item withholds more only where fewer answered it. All tables of a release, and all releases of a
 * survey, are protected as one (bry/protect.h tells how), so they must be of the same people: when answers that an earlier
 * release counted are gone, nothing more is released. An audit of what is to be published must pass. Every table is split by one breakdown; its name is the part's name, "_mean" for means and standard deviations
 * (of items whose values are all numbers), and "_by_" with the segments.
 *
 * In a table a group's respondents are shown from `k` people; how they are spread, and the mean, from 8; the standard
 * deviation from 20. A group all but `coalition` of whom gave one answer is withheld in that item. Withheld numbers are
 * ::BRY_MISSING_WITHHELD.
 *
 * Who manages the tenant publishes, withdraws and pushes; researchers read. The calls are about the tenant of the store
 * handle, and may return ::BRY_ENOMEM, ::BRY_EUNAVAILABLE, ::BRY_EDENIED, ::BRY_EDATABASE and ::BRY_EFORKED besides what
 * they name. They may be called from any thread.
 */
#ifndef BRY_RELEASE_H
#define BRY_RELEASE_H

#include <bry/common.h>
#include <bry/survey.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The JSON Schema (draft 2020-12) of specifications. \param out owned by the caller \since 0.1 */
BRY_API bry_status bry_release_schema(bry_text **out, bry_error **err);

/**
 * Publishes a release: counts, protects, audits and stores it, as the next version of its name. The answers are read once,
 * in memory that grows with the groups and items and not with the people. The same answers and specification give the same
 * hash on any machine; publishing them again gives another version of the same hash.
 * \param spec,size  JSON
 * \param progress   may be NULL; done counts responses; total is -1
 * \param out        JSON, owned by the caller: {"name", "version", "hash", "audit", "withheld"}. The last is for the owner: how many
 *                   "groups" with people the tables have, a group once for each part; of how many everything is
 *                   "withheld", as a number and a "share"; and "partly", only how answers are spread or a deviation
 * \return ::BRY_OK, ::BRY_EINVAL and ::BRY_EPARSE (the specification; the error has a pointer into it), ::BRY_ENOTFOUND (a
 *         survey, item, segment, codebook or quote), ::BRY_ENOTSUPPORTED, ::BRY_ELIMIT, ::BRY_ESTATE (the survey is not
 *         closed, or not sealed; another release of it was published meanwhile: publish again), ::BRY_EREFUSED (the audit does not pass; or
 *         answers that an earlier release of the survey counted are gone, be it withdrawn or not, or others count in a part),
 *         ::BRY_ECANCELLED
 * \since 0.1
 */
BRY_API bry_status bry_release_publish(bry_store *store, const char *spec, size_t size, bry_progress_fn progress,
                                       void *user, bry_text **out, bry_error **err);

/**
 * What publishing would withhold, and why. Stores nothing. The table tells how small the small groups are: it must not
 * leave the house.
 * \param out  owned by the caller: part, group, what (the first that is withheld: count, that is everything, distribution,
 *             sd; the mean goes with the distribution), respondents, reason (small, alike, group, protects)
 * \return as bry_release_publish()
 * \since 0.1
 */
BRY_API bry_status bry_release_dry_run(bry_store *store, const char *spec, size_t size, bry_progress_fn progress,
                                       void *user, bry_table **out, bry_error **err);

/**
 * The tenant's releases, withdrawn ones included.
 * \param out  owned by the caller: release, version, survey, hash, tables (how many can be read), published, withdrawn
 *             (dates), reason
 * \return ::BRY_OK, ::BRY_EINVAL
 * \since 0.1
 */
BRY_API bry_status bry_release_list(bry_store *store, bry_table **out, bry_error **err);

/**
 * The tables of a release.
 * \param version  0: the newest that is not withdrawn
 * \param out      owned by the caller: table, title, rows, sha256
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESTATE (withdrawn)
 * \since 0.1
 */
BRY_API bry_status bry_release_tables(bry_store *store, const char *name, int32_t version, bry_table **out,
                                      bry_error **err);

/**
 * One table of a release, checked against its hash.
 * \param version  0: the newest that is not withdrawn
 * \param out      owned by the caller
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESTATE (withdrawn), ::BRY_ECONFLICT (it is not what was published)
 * \since 0.1
 */
BRY_API bry_status bry_release_table(bry_store *store, const char *name, int32_t version, const char *table,
                                     bry_table **out, bry_error **err);

/**
 * A whole release in one JSON document, checked against its hash: {"release", "version", "survey", "hash", "published",
 * "manifest", "audit", "tables"}. The manifest is a text, whose SHA-256 is the hash; the tables are as ::BRY_FORMAT_JSON.
 * \param version  0: the newest that is not withdrawn
 * \param out      owned by the caller
 * \return as bry_release_table()
 * \since 0.1
 */
BRY_API bry_status bry_release_bundle(bry_store *store, const char *name, int32_t version, bry_text **out,
                                      bry_error **err);

/**
 * Withdraws a version: it stays listed, with its hash and the reason; its tables can't be read again, and its manifest (which
 * has their hashes) and audit are removed. The act is in the audit book.
 * What it showed still counts when the next release of the survey is protected: it may have been read.
 * \param reason  what people read, 1 to 1,000 bytes on one line
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESTATE (it is withdrawn)
 * \since 0.1
 */
BRY_API bry_status bry_release_withdraw(bry_store *store, const char *name, int32_t version, const char *reason,
                                        bry_error **err);

/**
 * Copies all releases of the tenant to another database, where reading is the same, so that researchers need no login to
 * this one. That database has the schema and the tenant, which the login there manages. What is there is left alone, and
 * withdrawals go along, without tables and manifest; doing it again does nothing.
 * \param conninfo  as in bry_store_open()
 * \param out       owned by the caller: release, version, outcome (taken, same)
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ECONFLICT (a release of that name and version is another one there, or is not what
 *         was published here)
 * \since 0.1
 */
BRY_API bry_status bry_release_push(bry_store *store, const char *conninfo, bry_table **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
