/* A table as Arrow: what the C stream interface and the IPC file share. */
#ifndef BRY_CORE_TABLE_ARROW_H
#define BRY_CORE_TABLE_ARROW_H

#include "core/arrow.h"

#include <bry/table.h>

/* A struct of a field for each column, and behind one that lacks values a field that says why. *out has no release when
 * memory runs out (-1). Numbers and codes are the table's own memory, which lives until the array is released. */
int bry__arrow_schema(const bry_table *t, struct ArrowSchema *out);
int bry__arrow_array(const bry_table *t, struct ArrowArray *out);

#endif
