/* Maps from bytes of any kind: what is read can be measured, drawn and written, and what is written is read back to the same
 * bytes. After a first byte `o` the rest is operations on a small map. */
#include "fuzz/fuzz.h"

#include <bry/map.h>
#include <bry/table.h>
#include <bry/text.h>
#include <string.h>

static void check(const bry_map *map) {
  static const int32_t formats[] = {BRY_MAP_JSON_GRAPH, BRY_MAP_GRAPHML, BRY_MAP_GEXF};
  bry_table *nodes = NULL, *cycles = NULL;
  bry_text *svg = NULL;
  for (size_t i = 0; i < 3; i++) {
    bry_map *again = NULL;
    bry_text *first = NULL, *second = NULL;
    PROMISE(bry_map_export(map, formats[i], &first, NULL) == BRY_OK);
    PROMISE(bry_map_read(bry_text_data(first), bry_text_size(first), formats[i], &again, NULL) == BRY_OK);
    PROMISE(bry_map_export(again, formats[i], &second, NULL) == BRY_OK);
    PROMISE(strcmp(bry_text_data(first), bry_text_data(second)) == 0);
    bry_text_free(first);
    bry_text_free(second);
    bry_map_free(again);
  }
  PROMISE(bry_map_measures(map, 1, &nodes, NULL, NULL) == BRY_OK);
  PROMISE(bry_map_cycles(map, NULL, &cycles, NULL) == BRY_OK);
  PROMISE(bry_map_svg(map, NULL, "nn", 390, 1, &svg, NULL) == BRY_OK);
  bry_table_free(nodes);
  bry_table_free(cycles);
  bry_text_free(svg);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bry_map *map = NULL;
  const char *text = size > 0 ? (const char *)data : "";
  if (size > 0 && data[0] == 'o') {
    PROMISE(bry_map_new(&map, NULL) == BRY_OK);
    PROMISE(bry_map_add_node(map, "a", NULL, 1, NULL) == BRY_OK);
    (void)bry_map_apply(map, text + 1, size - 1, NULL);
  } else {
    (void)bry_map_read(text, size, BRY_MAP_ANY, &map, NULL);
  }
  if (map) check(map);
  bry_map_free(map);
  return 0;
}
