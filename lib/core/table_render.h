/* The ways in which a table is written; all failures stick in the buffer. */
#ifndef BRY_CORE_TABLE_RENDER_H
#define BRY_CORE_TABLE_RENDER_H

#include "core/buffer.h"

void bry__table_text_render(bry__buffer *b, const bry_table *t, const char *lang); /* aligned, for people */
void bry__table_json_render(bry__buffer *b, const bry_table *t);

#endif
