/* Time zones from the system's files (TZif, RFC 9636), without touching the process's own zone. A zone is immutable
 * and may be used from several threads. */
#ifndef BRY_EXPR_ZONE_H
#define BRY_EXPR_ZONE_H

#include "core/error.h"

typedef struct bry__zone bry__zone;

enum { BRY__ZONE_NAME_MAX = 10 }; /* bytes of an abbreviation such as CEST, its NUL included */

typedef struct bry__zone_offset {
  int32_t seconds; /* to add to UTC */
  int is_summer;
  char name[BRY__ZONE_NAME_MAX]; /* such as CET; cut when longer */
} bry__zone_offset;

/* `name` as "Europe/Oslo". Statuses: ::BRY_EINVAL (not a name), ::BRY_ENOTFOUND (the system has no such zone),
 * ::BRY_EIO (a file that can't be read or is no TZif file), ::BRY_ENOMEM. */
bry_status bry__zone_load(const char *name, bry__zone **out, bry_error **err);
/* The same from the bytes of a file. */
bry_status bry__zone_read(const unsigned char *data, size_t size, bry__zone **out, bry_error **err);
void bry__zone_free(bry__zone *zone);

/* NULL as the zone is UTC. Seconds are since 1970. */
void bry__zone_at(const bry__zone *zone, int64_t utc, bry__zone_offset *out);
/* The offset of a local time: in the hour that summer time skips or repeats, the one before the change, as ECMAScript
 * has it. */
int32_t bry__zone_of_local(const bry__zone *zone, int64_t local);

#endif
