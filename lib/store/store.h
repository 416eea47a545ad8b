/* The store handle's inside, for the few files that make one. */
#ifndef BRY_STORE_STORE_H
#define BRY_STORE_STORE_H

#include "core/options.h"
#include "store/join.h"
#include "store/pool.h"

#include <sys/types.h>

struct bry__local;

struct bry_store {
  bry__pool *pool;
  bry__join *join;          /* of submits that come at the same time */
  struct bry__local *local; /* the private server kept running; NULL for any other */
  pid_t pid;                /* of the process that opened it */
  int32_t retry_time_ms;
  _Atomic uint32_t cancels; /* how often its calls were cancelled */
  int has_tenant;
  int is_manager; /* of that tenant: others read results through functions that withhold small groups */
  uint8_t tenant_id[16];
};

/* ::BRY_EFORKED when this process is a child of the one that opened the store. */
bry_status bry__store_check(const bry_store *store, bry_error **err);

/* ::BRY_EUNAVAILABLE of a private server: says in *err why it is gone, should its log tell. */
bry_status bry__store_explain(const bry_store *store, bry_status status, bry_error **err);

/* 1 when slug is 1 to 63 of a-z, 0-9, - and _, beginning with a letter or digit; NULL is not. */
int bry__slug_valid(const char *slug);
/* 1 when text (NULL is not) is UTF-8 of 1 to max bytes without control characters. */
int bry__name_valid(const char *text, size_t max);

#endif
