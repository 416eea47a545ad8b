/* Maps as GraphML and DOT. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"

#include <bry/map.h>
#include <bry/text.h>
#include <string.h>

static bry_map *sample(void) {
  bry_map *map = NULL;
  assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
  assert_int_equal(bry_map_add_node(map, "tid", "Nok tid på jobb", 38, NULL), BRY_OK);
  assert_int_equal(bry_map_add_node(map, "a\"&\\", "<script>'æøå'</script>\\", 0.5, NULL), BRY_OK);
  assert_int_equal(bry_map_add_edge(map, "tid", "a\"&\\", 7, NULL), BRY_OK);
  return map;
}

static void assert_exported(const bry_map *map, int32_t format, const char *expected) {
  bry_text *text = NULL;
  assert_int_equal(bry_map_export(map, format, &text, NULL), BRY_OK);
  assert_string_equal(bry_text_data(text), expected);
  assert_int_equal(bry_text_size(text), strlen(expected));
  bry_text_free(text);
}

#define GRAPHML_HEAD                                                                                                 \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                                     \
  "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "                                                        \
  "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"                                                        \
  "         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "                                             \
  "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n"                                                       \
  "  <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n"                                    \
  "  <key id=\"size\" for=\"node\" attr.name=\"weight\" attr.type=\"double\"/>\n"                                    \
  "  <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>\n"                                  \
  "  <graph id=\"map\" edgedefault=\"undirected\">\n"

static void graphml_holds_labels_and_weights_escaped(void **state) {
  (void)state;
  bry_map *map = sample();
  assert_exported(
      map, BRY_MAP_GRAPHML,
      GRAPHML_HEAD
      "    <node id=\"tid\"><data key=\"label\">Nok tid på jobb</data><data key=\"size\">38</data></node>\n"
      "    <node id=\"a&quot;&amp;\\\"><data key=\"label\">&lt;script&gt;&#39;æøå&#39;&lt;/script&gt;\\"
      "</data><data key=\"size\">0.5</data></node>\n"
      "    <edge source=\"tid\" target=\"a&quot;&amp;\\\"><data key=\"weight\">7</data></edge>\n"
      "  </graph>\n</graphml>\n");
  bry_map_free(map);
}

static void dot_holds_labels_and_weights_quoted(void **state) {
  (void)state;
  bry_map *map = sample();
  assert_exported(map, BRY_MAP_DOT,
                  "graph map {\n"
                  "  \"tid\" [label=\"Nok tid på jobb\", weight=\"38\"];\n"
                  "  \"a\\\"&\\\\\" [label=\"<script>'æøå'</script>\\\\\", weight=\"0.5\"];\n"
                  "  \"tid\" -- \"a\\\"&\\\\\" [weight=\"7\"];\n"
                  "}\n");
  bry_map_free(map);
}

static void an_empty_map_is_a_whole_document(void **state) {
  (void)state;
  bry_map *map = NULL;
  assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
  assert_exported(map, BRY_MAP_GRAPHML, GRAPHML_HEAD "  </graph>\n</graphml>\n");
  assert_exported(map, BRY_MAP_DOT, "graph map {\n}\n");
  bry_map_free(map);
}

static void wrong_arguments_are_refused(void **state) {
  (void)state;
  bry_map *map = sample();
  bry_text *text = NULL;
  assert_int_equal(bry_map_export(map, 0, &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_export(map, BRY_MAP_CYTOSCAPE + 1, &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_export(NULL, BRY_MAP_DOT, &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_export(map, BRY_MAP_DOT, NULL, NULL), BRY_EINVAL);
  assert_null(text);
  bry_map_free(map);
}

static const bry_map *exported;

static bry_status export_all(bry_error **err) {
  bry_status status = BRY_OK;
  for (int32_t format = BRY_MAP_GRAPHML; format <= BRY_MAP_CYTOSCAPE && status == BRY_OK; format++) {
    bry_text *text = NULL;
    status = bry_map_export(exported, format, &text, err);
    bry_text_free(text);
  }
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  bry_map *map = sample();
  exported = map;
  assert_true(each_allocation_may_fail(export_all, BRY_OK) > 2);
  bry_map_free(map);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(graphml_holds_labels_and_weights_escaped),
      cmocka_unit_test(dot_holds_labels_and_weights_quoted),
      cmocka_unit_test(an_empty_map_is_a_whole_document),
      cmocka_unit_test(wrong_arguments_are_refused),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
