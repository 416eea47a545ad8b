/* Participants of pseudonymous and identified surveys. */
#ifndef BRY_STORE_PARTICIPANT_H
#define BRY_STORE_PARTICIPANT_H

#include "store/db.h"
#include "store/survey.h"

enum { BRY__PARTICIPANT_BYTES_MAX = 500 };

typedef struct bry__participant {
  uint8_t id[16];          /* the same in all surveys of the tenant */
  uint8_t response_id[16]; /* of the one response that they have in this survey */
} bry__participant;

/* From the caller's identifier under the tenant's key. ::BRY_ESTATE when the tenant has none: it has no survey that
 * knows its participants. */
bry_status bry__participant_find(bry_store *store, const bry_survey *survey, const char *identifier,
                                 bry__participant *out, bry_error **err);
/* The same of the tenant chosen on the store, whatever the survey. ::BRY_EINVAL, ::BRY_ENOTFOUND when it has no key. */
bry_status bry__participant_id(bry_store *store, const char *identifier, uint8_t out_tenant[16], uint8_t out[16],
                               bry_error **err);
/* The same; a tenant that has no key is given one. For logins of portals and managers. */
bry_status bry__participant_make(bry_store *store, const char *identifier, uint8_t out_tenant[16], uint8_t out[16],
                                 bry_error **err);

#endif
