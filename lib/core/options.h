/* Reading size-stamped options structs. */
#ifndef BRY_CORE_OPTIONS_H
#define BRY_CORE_OPTIONS_H

#include "core/error.h"

/* Reads an options struct of any age: what it lacks keeps the default that *to holds. ::BRY_EINVAL for a struct_size of
 * 0, ::BRY_ENOTSUPPORTED when it is from a newer header and uses what this library does not know. */
bry_status bry__options_read(void *to, size_t size, const void *from, const char *init_function, bry_error **err);

#endif
