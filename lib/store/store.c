/* The store handle: a pool, the tenant chosen on it, the process it belongs to, and the private server behind local:.
 * The schema is migrate.c's, tenants are tenant.c's. */
#include "store/store.h"

#include "core/mem.h"
#include "core/utf8.h"
#include "store/conn.h"
#include "store/local.h"

#include <bry/text.h>

#include <string.h>
#include <unistd.h>

void bry_store_options_init(bry_store_options *options) {
  if (!options) return;
  *options = (bry_store_options){.struct_size = sizeof *options,
                                 .max_connections = 8,
                                 .connect_timeout_ms = 10000,
                                 .statement_timeout_ms = 60000,
                                 .acquire_timeout_ms = 30000,
                                 .retry_time_ms = 10000,
                                 .pooler = BRY_POOLER_AUTO};
}

static bry_status read_options(bry_store_options *to, const bry_store_options *from, bry_error **err) {
  bry_store_options_init(to);
  if (!from) return BRY_OK;
  bry_status status = bry__options_read(to, sizeof *to, from, "bry_store_options_init", err);
  if (status != BRY_OK) return status;
  if (to->max_connections < 1 || to->max_connections > 1000)
    return bry__error(err, BRY_EINVAL, "max_connections must be 1 to 1000.");
  if (to->connect_timeout_ms < 1 || to->acquire_timeout_ms < 0 || to->statement_timeout_ms < 0 ||
      to->retry_time_ms < 0)
    return bry__error(err, BRY_EINVAL, "The timeouts of a store must be positive.");
  if (to->pooler < BRY_POOLER_AUTO || to->pooler > BRY_POOLER_TRANSACTION)
    return bry__error(err, BRY_EINVAL, "pooler must be one of the BRY_POOLER_... constants.");
  return BRY_OK;
}

/* A wrong password or a dead server is told when the store is opened, at once, not at its first use. */
static bry_status try_connection(bry_store *store, bry_error **err) {
  bry__conn *conn = NULL;
  bry__patience none = {0};
  bry_status status = bry__pool_acquire(store->pool, &none, &conn, err);
  bry__pool_release(store->pool, conn);
  return status;
}

static bry_status open_local(bry_store *store, const char *dir, const bry_store_options *options, bry_error **err) {
  bry_text *conninfo = NULL;
  bry_status status = bry__local_open(dir, &store->local, &conninfo, err);
  bry_store_options direct = *options;
  direct.pooler = BRY_POOLER_NONE;
  if (status == BRY_OK) status = bry__pool_new(bry_text_data(conninfo), &direct, 1, &store->pool, err);
  if (status == BRY_OK) status = try_connection(store, err);
  if (status == BRY_OK) status = bry_store_migrate(store, err);
  bry_text_free(conninfo);
  return status;
}

bry_status bry_store_open(const char *conninfo, const bry_store_options *options, bry_store **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the store.");
  *out = NULL;
  if (!conninfo)
    return bry__error(err, BRY_EINVAL, "conninfo is NULL: give a connection string, or local: and a folder.");
  bry_store_options complete;
  bry_status status = read_options(&complete, options, err);
  if (status != BRY_OK) return status;
  bry_store *store = bry__alloc_zero(1, sizeof *store);
  if (!store) return bry__enomem(err);
  store->pid = getpid();
  store->retry_time_ms = complete.retry_time_ms;
  store->join = bry__join_new(BRY__JOIN_LANES);
  if (!store->join) {
    status = bry__enomem(err);
  } else if (strncmp(conninfo, "local:", 6) == 0) {
    status = open_local(store, conninfo + 6, &complete, err);
  } else {
    status = bry__pool_new(conninfo, &complete, 0, &store->pool, err);
    if (status == BRY_OK) status = try_connection(store, err);
  }
  if (status == BRY_OK)
    *out = store;
  else
    bry_store_close(store);
  return status;
}

void bry_store_close(bry_store *store) {
  if (!store) return;
  int forked = store->pid != getpid();
  bry__pool_free(store->pool, forked);
  bry__local_close(store->local, forked);
  bry__join_free(store->join, forked);
  bry__free(store);
}

bry_status bry__store_check(const bry_store *store, bry_error **err) {
  if (!store) return bry__error(err, BRY_EINVAL, "The store is NULL: open one with bry_store_open().");
  if (store->pid != getpid())
    return bry__error(err, BRY_EFORKED, "The store was opened before fork(): open one in this process.");
  return BRY_OK;
}

bry_status bry__store_explain(const bry_store *store, bry_status status, bry_error **err) {
  return store->local ? bry__local_explain(store->local, status, err) : status;
}

void bry_store_cancel(bry_store *store) {
  if (store) atomic_fetch_add(&store->cancels, 1);
}

bry__patience bry__patience_begin(const bry_store *store) {
  return (bry__patience){
      .cancels = &store->cancels, .seen = atomic_load(&store->cancels), .limit_ms = store->retry_time_ms};
}

bry_status bry__conn_acquire_within(bry_store *store, bry__patience *patience, bry__conn **out, bry_error **err) {
  *out = NULL;
  bry_status status = bry__store_check(store, err);
  if (status != BRY_OK) return status;
  status = bry__pool_acquire(store->pool, patience, out, err);
  if (status != BRY_EUNAVAILABLE || !store->local) return status;
  if (!bry__local_revive(store->local)) {
    patience->limit_ms = 0; /* nobody else will start it */
    return bry__store_explain(store, status, err);
  }
  if (err) {
    bry_error_free(*err);
    *err = NULL;
  }
  return bry__pool_acquire(store->pool, patience, out, err);
}

bry_status bry__conn_acquire(bry_store *store, bry__conn **out, bry_error **err) {
  *out = NULL;
  bry_status status = bry__store_check(store, err);
  if (status != BRY_OK) return status;
  bry__patience patience = bry__patience_begin(store);
  return bry__conn_acquire_within(store, &patience, out, err);
}

void bry__conn_release(bry_store *store, bry__conn *conn) {
  if (!conn) return;
  if (store->pid == getpid())
    bry__pool_release(store->pool, conn);
  else
    bry__conn_abandon(conn); /* the callback of a running call forked: the session is the parent's */
}

bry_status bry__store_tenant(bry_store *store, uint8_t out_tenant[16], bry_error **err) {
  bry_status status = bry__store_check(store, err);
  if (status != BRY_OK) return status;
  if (!store->has_tenant)
    return bry__error(err, BRY_EINVAL, "No tenant is chosen: call bry_store_set_tenant() first.");
  memcpy(out_tenant, store->tenant_id, 16);
  return BRY_OK;
}

int bry__slug_valid(const char *slug) {
  if (!slug) return 0;
  size_t size = strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-_");
  return size >= 1 && size <= 63 && !slug[size] && slug[0] != '-' && slug[0] != '_';
}

int bry__name_valid(const char *text, size_t max) {
  if (!text) return 0;
  size_t size = strnlen(text, max + 1);
  if (size == 0 || size > max || !bry__utf8_valid(text, size, NULL)) return 0;
  for (size_t i = 0; i < size; i++)
    if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f) return 0;
  return 1;
}
