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

/** What stands between the store and its server. */
enum {
  BRY_POOLER_AUTO = 0,       /**< found out by the first connection */
  BRY_POOLER_NONE = 1,       /**< nothing that shares sessions: statements are prepared once a connection */
  BRY_POOLER_TRANSACTION = 2 /**< a pooler such as pgbouncer in transaction mode: nothing is left in a session, no
                                  startup parameters of the library's own; costs parsing at every statement */
};

/** Options of bry_store_open(); begin with bry_store_options_init(). */
typedef struct bry_store_options {
  uint32_t struct_size;         /**< set by bry_store_options_init() */
  int32_t max_connections;      /**< the pool's size, 1 to 1000; 8 */
  int32_t connect_timeout_ms;   /**< for making a connection, for each host of the connection string; 10 000 */
  int32_t statement_timeout_ms; /**< for one statement, 0 = none; 60 000. Imports and codings are exempt */
  int32_t acquire_timeout_ms;   /**< for waiting until a connection of the pool is free; 30 000 */
  int32_t retry_time_ms;        /**< for trying again when the server went away, 0 = not at all; 10 000. See below */
  int32_t pooler;               /**< BRY_POOLER_...; BRY_POOLER_AUTO */
} bry_store_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_store_options_init(bry_store_options *options);

/**
 * Opens a store.
 *
 * A server that can't be reached is told at once here. Later calls wait for it to come back: connecting again, a submit
 * (whose id makes it safe) and statements that only read are tried again, with growing pauses of random length, for
 * retry_time_ms from the first failure on. With several hosts (`host=a,b target_session_attrs=read-write`) each is
 * tried for connect_timeout_ms, and after a failover the calls find the new primary server.
 *
 * Behind a pooler the store itself ends statements that take longer than statement_timeout_ms; a limit that the server
 * sets for the login holds for imports and codings, too.
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
 * Cancels all calls that run on the handle at this moment: those that wait for the database, for a connection of the
 * pool, or before another try. They return ::BRY_ECANCELLED within a tenth of a second, or as soon as the server obeys
 * (it is given 5 s), and leave nothing half done: a transaction is rolled back; of an import whole batches are kept, of
 * a migration whole steps. A call that was done already returns as if nothing had been said. Later calls are not
 * touched.
 *
 * May be called from any thread and from a signal handler; returns at once. NULL is harmless.
 * \since 0.1
 */
BRY_API void bry_store_cancel(bry_store *store);

/**
 * Brings the schema `bry` to this library's version, each step in a transaction of its own; safe when several
 * programs do it at once. The login must be an owner (see bry/role.h); for the first time, a superuser, or one that may
 * create roles and owns the database. No superuser is needed after that.
 * \return ::BRY_OK (also when there was nothing to do), ::BRY_ESCHEMA (newer than this library, or a step was
 *         changed after it was applied, or a dump was restored where the roles were not), ::BRY_EDENIED, ::BRY_EUNAVAILABLE, ::BRY_EDATABASE, ::BRY_EFORKED
 * \since 0.1
 */
BRY_API bry_status bry_store_migrate(bry_store *store, bry_error **err);

/**
 * The steps of the schema: version, name, checksum, applied (text, UTC; missing when not yet).
 * \since 0.1
 */
BRY_API bry_status bry_store_migrations(bry_store *store, bry_table **out, bry_error **err);

/**
 * The calls that would distribute the schema over the nodes of Citus by tenant, as SQL: a plan, and not yet a way to run
 * it, since Citus 13.2 refuses row-level security that looks up a login's tenants in a table. Changes nothing.
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
