/* Quotas of a survey, from their JSON. */
#ifndef BRY_STORE_QUOTA_H
#define BRY_STORE_QUOTA_H

#include "core/buffer.h"
#include "store/segments.h"

typedef struct bry__quotas {
  char *json;       /* canonical; NULL: none */
  bry__buffer rows; /* JSON rows for the table bry.quota: [{"place", "segments": [...], "max"}] */
} bry__quotas;

/* json NULL, or an empty list: none. ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_EREFUSED with findings. Clear it also after a
 * failure. */
bry_status bry__quotas_parse(bry__quotas *quotas, const char *json, const bry__segments *segments, bry_error **err);
void bry__quotas_clear(bry__quotas *quotas);

#endif
