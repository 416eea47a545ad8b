/**
 * \file bry/store.h
 * The database: opening it, its schema, its tenants.
 *
 * A store handle is a pool of connections and may be used from many threads at once; each call borrows a connection
 * for as long as it lasts. After fork() the child must open its own: with the parent's every call is ::BRY_EFORKED.
 */
#ifndef BRY_STORE_H
#define BRY_STORE_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_store bry_store;

/** Options of bry_store_open(); begin with bry_store_options_init(). */
typedef struct bry_store_options {
  uint32_t struct_size;         /**< set by bry_store_options_init() */
  int32_t max_connections;      /**< the pool's size, 1 to 1000; 8 */
  int32_t connect_timeout_ms;   /**< for making a connection; 10 000 */
  int32_t statement_timeout_ms; /**< for one statement, 0 = none; 60 000. Imports and codings are exempt */
  int32_t acquire_timeout_ms;   /**< for waiting until a connection of the pool is free; 30 000 */
} bry_store_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_store_options_init(bry_store_options *options);

/**
 * Opens a store.
 * \param conninfo  a libpq connection string or URI; or "local:DIR" for a private server in DIR, started now if need
 *                  be, migrated, and stopped when the last program that has it open leaves
 * \param options   NULL for the defaults
 * \param out       owned by the caller, bry_store_close()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EUNAVAILABLE, ::BRY_EDENIED, ::BRY_EIO, ::BRY_ENOTSUPPORTED
 *         (a server older than PostgreSQL 13)
 * \since 0.1
 */
BRY_API bry_status bry_store_open(const char *conninfo, const bry_store_options *options, bry_store **out,
                                  bry_error **err);

/** Closes a store; no call may be using it. \since 0.1 */
BRY_API void bry_store_close(bry_store *store);

/**
 * Brings the schema `bry` to this library's version, each step in a transaction of its own; safe when several
 * programs do it at once. The login must be an owner (see bry/role.h); for the first time, a superuser, or one that may
 * create roles and owns the database. No superuser is needed after that.
 * \return ::BRY_OK (also when there was nothing to do), ::BRY_ESCHEMA (newer than this library, or a step was
 *         changed after it was applied), ::BRY_EDENIED, ::BRY_EUNAVAILABLE, ::BRY_EDATABASE, ::BRY_EFORKED
 * \since 0.1
 */
BRY_API bry_status bry_store_migrate(bry_store *store, bry_error **err);

/**
 * The steps of the schema: version, name, checksum, applied (text, UTC; missing when not yet).
 * \since 0.1
 */
BRY_API bry_status bry_store_migrations(bry_store *store, bry_table **out, bry_error **err);

/**
 * The calls that distribute the schema over the nodes of Citus by tenant, as SQL: for who runs such a cluster. Changes
 * nothing.
 * \param out  owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ESCHEMA, ::BRY_EUNAVAILABLE, ...
 * \since 0.1
 */
BRY_API bry_status bry_schema_citus(bry_store *store, bry_text **out, bry_error **err);

/**
 * Adds a tenant, and maps the login to it as its manager. It needs an owner's login (see bry/role.h).
 * \param slug  1 to 63 of a-z, 0-9, - and _, beginning with a letter or digit; never changes
 * \param name  what people read
 * \return ::BRY_OK (also when it exists with the same name), ::BRY_ECONFLICT (with another name), ::BRY_EINVAL, ...
 * \since 0.1
 */
BRY_API bry_status bry_tenant_add(bry_store *store, const char *slug, const char *name, bry_error **err);

/** The tenants that the login reaches, an owner's all: tenant, name. \since 0.1 */
BRY_API bry_status bry_tenant_list(bry_store *store, bry_table **out, bry_error **err);

/**
 * Chooses the tenant that all further calls on this handle are about. Call it once, before other threads use the
 * handle. A survey obtained under another tenant is not found under this one. A tenant that the database login is not
 * mapped to (bry_role_grant()) is not found, just as one that does not exist.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ESCHEMA, ::BRY_EUNAVAILABLE, ...
 * \since 0.1
 */
BRY_API bry_status bry_store_set_tenant(bry_store *store, const char *slug, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
