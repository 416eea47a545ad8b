/* Names to places by hash, for what is looked up for every key of every answer: items, values, parts. */
#ifndef BRY_FORM_INDEX_H
#define BRY_FORM_INDEX_H

#include <stddef.h>
#include <stdint.h>

typedef struct bry__name_index bry__name_index;

bry__name_index *bry__name_index_new(int32_t capacity); /* NULL when memory runs out */
/* Returns -1, or the place that has the name already. Borrows the name. At most `capacity` times. */
int32_t bry__name_index_add(bry__name_index *index, const char *name, int32_t place);
/* The place, or -1; an index of NULL holds nothing. */
int32_t bry__name_index_find(const bry__name_index *index, const char *name, size_t size);
void bry__name_index_free(bry__name_index *index);

#endif
