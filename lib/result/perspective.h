/* Answers given in another's shoes: they carry whose in a reserved segment or column, and are never counted together with
 * what people say for themselves. */
#ifndef BRY_RESULT_PERSPECTIVE_H
#define BRY_RESULT_PERSPECTIVE_H

#include "core/error.h"

#include <bry/statistics.h>

#define BRY__PERSPECTIVE "perspective"

/* ::BRY_EINVAL for people of more than one perspective who are not split by it, or put together again by margins or a
 * hierarchy. */
bry_status bry__perspective_check(const bry_table *people, const bry_tabulate_options *options, bry_error **err);

#endif
