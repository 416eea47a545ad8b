/* Moments in PostgreSQL's binary form: microseconds since 2000-01-01, big end first. And dates as text. */
#include "store/time.h"

#include "form/scalar.h"

#include <string.h>

int bry__time_binary(char out[8], int64_t us, int64_t no_limit) {
  static const int64_t year_1 = -62135596800000000, year_10000 = 253402300800000000, year_2000 = 946684800000000;
  if (us != 0 && (us < year_1 || us >= year_10000)) return 0;
  uint64_t value = (uint64_t)(us == 0 ? no_limit : us - year_2000);
  for (int i = 0; i < 8; i++)
    out[i] = (char)(value >> (56 - 8 * i));
  return 1;
}

bry_status bry__date_check(const char *text, const char *name, bry_error **err) {
  double days;
  if (!text || bry__date_parse(text, strlen(text), &days)) return BRY_OK;
  return bry__error(err, BRY_EINVAL, "%s is a date, YYYY-MM-DD, from 0001-01-01 to 2999-12-31, or NULL.", name);
}
