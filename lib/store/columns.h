/* Arrays as parameters of a statement: columns that are filled row by row, since many rows go in one statement. */
#ifndef BRY_STORE_COLUMNS_H
#define BRY_STORE_COLUMNS_H

#include "store/db.h"
#include "store/wire.h"

typedef struct bry__column {
  uint32_t type; /* of the elements, BRY__OID_... */
  int32_t count;
  bry__buffer elements, array;
} bry__column; /* begin with {type} */

/* Failure is sticky. */
void bry__column_text(bry__column *c, const char *text);
void bry__column_uuid(bry__column *c, const uint8_t id[16]);
void bry__column_id(bry__column *c, const char *id); /* of 36 characters; else the column fails */
void bry__column_int(bry__column *c, int32_t value);
void bry__column_flag(bry__column *c, int value);

/* The columns as parameters behind `given` others, valid until one of them changes. ::BRY_ENOMEM, also when one failed. */
bry_status bry__arrays_bind(bry__column *columns, int count, bry__param *params, int given, bry_error **err);
void bry__arrays_clear(bry__column *columns, int count); /* empty, types and memory kept */
void bry__arrays_free(bry__column *columns, int count);

#endif
