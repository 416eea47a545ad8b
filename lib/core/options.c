/* Size-stamped options structs: what a caller of any age gave, laid over the defaults. */
#include "core/options.h"

#include <string.h>

bry_status bry__options_read(void *to, size_t size, const void *from, const char *init_function, bry_error **err) {
  uint32_t given;
  memcpy(&given, from, sizeof given);
  if (given < sizeof given)
    return bry__error(err, BRY_EINVAL, "The options are not filled in: call %s first.", init_function);
  for (size_t i = size; i < given; i++)
    if (((const unsigned char *)from)[i])
      return bry__error(err, BRY_ENOTSUPPORTED,
                        "The options ask for something that this version of the library does not know: upgrade it.");
  memcpy(to, from, given < size ? given : size);
  return BRY_OK;
}
