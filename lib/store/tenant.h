/* From a tenant's slug to its id, as the store's files share it. */
#ifndef BRY_STORE_TENANT_H
#define BRY_STORE_TENANT_H

#include "store/db.h"

/* ::BRY_EINVAL when slug is none. Asks no database: the id hangs on the slug alone. */
bry_status bry__tenant_id(const char *slug, uint8_t out_id[16], bry_error **err);
/* ::BRY_ENOTFOUND when there is no such tenant, or the login may not see it. */
bry_status bry__tenant_known(bry__conn *conn, const char *slug, const uint8_t id[16], bry_error **err);

#endif
