/**
 * \file bry/role.h
 * Which login of the database may do what in which tenant.
 *
 * The database itself holds logins to this, also past the library. The roles: "manager" runs a tenant's surveys and reads
 * their answers; "portal" puts answers in and reads none back; "facilitator" reads results in which small groups are
 * withheld, and no answers; "researcher" reads releases alone; "owner" owns the schema, adds tenants and maps logins.
 * All calls here but bry_role_list() need a login that is itself an owner. They may return ::BRY_ENOMEM,
 * ::BRY_EUNAVAILABLE, ::BRY_EDENIED, ::BRY_ESCHEMA, ::BRY_EDATABASE and ::BRY_EFORKED besides what they name; any thread
 * may call them.
 */
#ifndef BRY_ROLE_H
#define BRY_ROLE_H

#include <bry/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Gives a login a role in a tenant; the same again does nothing. Makes no login and no password: CREATE ROLE ... LOGIN
 * is the database's.
 * \param login   its name in the database
 * \param role    "manager", "portal", "facilitator", "researcher" or "owner"
 * \param tenant  the tenant's slug; NULL for an owner, who owns the schema for all
 * \return ::BRY_OK, ::BRY_EINVAL (no such role; a tenant too many or too few), ::BRY_ENOTFOUND (no such login or tenant),
 *         ::BRY_ESTATE (the login may not log in, or does not use the rights of its roles)
 * \since 0.1
 */
BRY_API bry_status bry_role_grant(bry_store *store, const char *login, const char *role, const char *tenant,
                                  bry_error **err);

/**
 * Takes a role in a tenant from a login, at once. With its last tenant the login loses the database's role too, for all
 * databases of the server: one that it is still to use is granted there again.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (the login has not that role there)
 * \since 0.1
 */
BRY_API bry_status bry_role_revoke(bry_store *store, const char *login, const char *role, const char *tenant,
                                   bry_error **err);

/**
 * Who may do what: login, role, tenant (missing for an owner). An owner sees all, any other login what it has itself.
 * \param out  owned by the caller, bry_table_free()
 * \since 0.1
 */
BRY_API bry_status bry_role_list(bry_store *store, bry_table **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
