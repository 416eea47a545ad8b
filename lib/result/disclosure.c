/* Which groups are too small to be shown.
 *
 * One pattern for a whole table; what to do with a withheld group is left to the tabulation. */
#include "core/error.h"
#include "result/tabulate.h"

#define STRINGIFY(x) #x
#define AS_TEXT(x) STRINGIFY(x)

bry_status bry__min_group(int32_t *min_group, bry_error **err) {
  if (*min_group == 0) *min_group = BRY_MIN_GROUP_DEFAULT;
  if (*min_group < BRY_MIN_GROUP_FLOOR)
    return bry__error(
        err, BRY_EINVAL,
        "min_group is %d, but groups of fewer than " AS_TEXT(
            BRY_MIN_GROUP_FLOOR) " are never shown: pass that or more, or 0 for " AS_TEXT(BRY_MIN_GROUP_DEFAULT),
        (int)*min_group);
  return BRY_OK;
}

static int32_t smallest_shown(const int64_t *sizes, int32_t count, const uint8_t *withheld) {
  int32_t smallest = -1;
  for (int32_t g = 0; g < count; g++)
    if (sizes[g] > 0 && !withheld[g] && (smallest < 0 || sizes[g] < sizes[smallest])) smallest = g;
  return smallest;
}

void bry__withhold_groups(const int64_t *sizes, int32_t count, int32_t min_group, uint8_t *withheld) {
  int32_t groups = 0;
  int64_t people = 0;
  for (int32_t g = 0; g < count; g++) {
    withheld[g] = sizes[g] > 0 && sizes[g] < min_group;
    groups += withheld[g];
    people += withheld[g] ? sizes[g] : 0;
  }
  if (groups == 0 || (groups > 1 && people >= min_group)) return;
  /* One more is enough: what is still shown has min_group people or more. */
  int32_t partner = smallest_shown(sizes, count, withheld);
  if (partner >= 0) withheld[partner] = 1;
}
