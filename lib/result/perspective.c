/* Whether a tabulation would mix what people say for themselves with what they say in another's shoes. */
#include "result/perspective.h"

#include "result/gone.h"

#include <string.h>

/* More than one value; none is one too: what people say for themselves. */
static int has_several(const bry_table *people, int32_t column) {
  char room[32], first[32];
  const char *one = NULL;
  for (int64_t row = 0; row < bry_table_row_count(people); row++) {
    const char *text = bry__cell_text(people, row, column, row == 0 ? first : room);
    if (row == 0) one = text;
    if ((text == NULL) != (one == NULL) || (text && strcmp(text, one) != 0)) return 1;
  }
  return 0;
}

bry_status bry__perspective_check(const bry_table *people, const bry_tabulate_options *options, bry_error **err) {
  int32_t column = bry_table_find_column(people, BRY__PERSPECTIVE), place = -1;
  if (column < 0 || !has_several(people, column)) return BRY_OK;
  for (int32_t d = 0; d < options->by_count; d++)
    if (strcmp(options->by[d], BRY__PERSPECTIVE) == 0) place = d;
  if (place < 0)
    return bry__error(
        err, BRY_EINVAL,
        "The column perspective says that some answer in another's shoes, which is not counted together "
        "with what people say for themselves: split by perspective, or pass the rows of one alone.");
  if (!options->margins && !(options->hierarchies && options->hierarchies[place])) return BRY_OK;
  return bry__error(err, BRY_EINVAL,
                    "Perspectives are not counted together: leave out margins and a hierarchy of perspective.");
}
