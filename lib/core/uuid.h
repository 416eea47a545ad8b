/* UUIDs: libuuid where it can (v4, v5, parsing), our own v7. */
#ifndef BRY_CORE_UUID_H
#define BRY_CORE_UUID_H

#include <stdint.h>

void bry__uuid_v4(uint8_t out[16]);
void bry__uuid_v5(const uint8_t name_space[16], const char *name, uint8_t out[16]);
void bry__uuid_v7(uint8_t out[16]);                        /* rises within the process */
int bry__uuid_parse(const char *text, uint8_t out[16]);    /* 36 characters, any case; 1 or 0. NULL gives 0 */
void bry__uuid_format(const uint8_t id[16], char out[37]); /* lower case */

#endif
