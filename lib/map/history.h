/* The inside of a history, for the store, which keeps the same entries as rows. */
#ifndef BRY_MAP_HISTORY_H
#define BRY_MAP_HISTORY_H

#include "core/buffer.h"
#include "map/edit.h"

typedef enum bry__act { BRY__ACT_APPLY = 1, BRY__ACT_REBUILD = 2, BRY__ACT_UNDO = 3, BRY__ACT_REDO = 4 } bry__act;

typedef struct bry__entry {
  bry__act act;
  int64_t of; /* the revision that is undone or done again; else 0 */
  char *role;
  int64_t at_us;
  char
      *body; /* of apply: the operations; of rebuild: the derived map as JSON Graph; without line breaks; else NULL */
  int64_t operations;
} bry__entry;

struct bry_map_history {
  bry__entry *entries; /* revision 1 first */
  int64_t count;
  size_t capacity;
  bry_map *now;
  bry__map_memory memory;
};

const bry__entry *bry__history_last(const bry_map_history *history);
const char *bry__act_name(bry__act act);
/* An entry as a line of JSON, without its end. The body is JSON already; role and body may be NULL. */
void bry__history_line(bry__buffer *b, const char *act, int64_t of, const char *role, int64_t at_us,
                       const char *body);

#endif
