/* The schema's version against the library's. */
#ifndef BRY_STORE_SCHEMA_H
#define BRY_STORE_SCHEMA_H

#include "store/db.h"

/* A numbered step of the schema, from lib/sql/NNNN_name.sql, embedded at build time. */
typedef struct bry__migration {
  int32_t version;
  const char *name;
  const char *sql;
  size_t size;
} bry__migration;

/* ::BRY_OK when the schema is the one this library works with, else ::BRY_ESCHEMA and what to do. */
bry_status bry__schema_check(bry__conn *conn, bry_error **err);

/* Tests only: works with these steps instead; NULL: the library's own. */
void bry__migrations_set(const bry__migration *migrations, int32_t count);

#endif
