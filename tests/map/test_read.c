/* Maps read back from what was written, and from what other programs write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "map/sample.h"

#include <bry/error.h>
#include <bry/map.h>
#include <bry/table.h>
#include <bry/text.h>

#include <stdio.h>
#include <stdlib.h>

static bry_map *causes(void) {
  bry_map *map = NULL;
  assert_int_equal(causes_make(&map, NULL), BRY_OK);
  return map;
}

static bry_map *read_as(const char *text, int32_t format) {
  bry_map *map = NULL;
  bry_error *err = NULL;
  if (bry_map_read(text, strlen(text), format, &map, &err) != BRY_OK) fail_msg("%s", bry_error_message(err));
  return map;
}

static void assert_refused(const char *text, bry_status status, const char *says) {
  bry_map *map = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_map_read(text, strlen(text), BRY_MAP_ANY, &map, &err), status);
  assert_null(map);
  if (!strstr(bry_error_message(err), says)) fail_msg("%s", bry_error_message(err));
  bry_error_free(err);
}

static const int32_t readable[] = {BRY_MAP_GRAPHML, BRY_MAP_GEXF, BRY_MAP_JSON_GRAPH};

static void each_format_is_read_back_to_the_same_bytes(void **state) {
  (void)state;
  bry_map *map = causes();
  for (size_t i = 0; i < 3; i++) {
    bry_text *first = NULL, *second = NULL, *dot[2] = {NULL, NULL};
    assert_int_equal(bry_map_export(map, readable[i], &first, NULL), BRY_OK);
    bry_map *again = read_as(bry_text_data(first), i % 2 == 0 ? BRY_MAP_ANY : readable[i]);
    assert_int_equal(bry_map_export(again, readable[i], &second, NULL), BRY_OK);
    assert_string_equal(bry_text_data(first), bry_text_data(second));
    assert_int_equal(bry_map_export(map, BRY_MAP_DOT, &dot[0], NULL), BRY_OK);
    assert_int_equal(bry_map_export(again, BRY_MAP_DOT, &dot[1], NULL), BRY_OK);
    assert_string_equal(bry_text_data(dot[0]), bry_text_data(dot[1]));
    bry_text_free(first);
    bry_text_free(second);
    bry_text_free(dot[0]);
    bry_text_free(dot[1]);
    bry_map_free(again);
  }
  bry_map_free(map);
}

static void graphml_of_yed_is_read(void **state) {
  (void)state;
  bry_map *map = read_as(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:y=\"http://www.yworks.com/xml/graphml\">\n"
      "<key for=\"node\" id=\"d6\" yfiles.type=\"nodegraphics\"/><key attr.name=\"zone\" attr.type=\"string\" "
      "for=\"node\" id=\"d4\"/>"
      "<graph edgedefault=\"directed\" id=\"G\"><node id=\"n0\"><data key=\"d4\"><![CDATA[Nord]]></data><data "
      "key=\"d6\"><y:ShapeNode>"
      "<y:NodeLabel alignment=\"center\">Lang\nkø<y:LabelModel/></y:NodeLabel></y:ShapeNode></data>"
      "<graph id=\"n0:\" edgedefault=\"directed\"><node id=\"n0::n1\"/></graph></node>"
      "<edge id=\"e0\" source=\"n0\" target=\"n0::n1\"/></graph></graphml>",
      BRY_MAP_ANY);
  bry_table *nodes = NULL, *edges = NULL;
  assert_int_equal(bry_map_nodes(map, &nodes, NULL), BRY_OK);
  assert_int_equal(bry_map_edges(map, &edges, NULL), BRY_OK);
  assert_string_equal(bry_table_text(nodes, 0, 1), "Lang kø");
  assert_string_equal(bry_table_text(nodes, 0, bry_table_find_column(nodes, "zone")), "Nord");
  assert_int_equal(bry_table_row_count(nodes), 2);
  assert_int_equal(bry_table_int64(edges, 0, bry_table_find_column(edges, "directed")), 1);
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
}

static void gexf_of_gephi_is_read(void **state) {
  (void)state;
  bry_map *map =
      read_as("<?xml version='1.0' encoding='UTF-8'?><gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\" "
              "xmlns:viz=\"http://gexf.net/1.3/viz\">"
              "<meta lastmodifieddate=\"2026-01-01\"><creator>Gephi</creator></meta><graph "
              "defaultedgetype=\"undirected\" mode=\"static\">"
              "<attributes class=\"node\" mode=\"static\"><attribute id=\"level\" title=\"level\" "
              "type=\"integer\"/></attributes>"
              "<nodes><node id=\"a\" label=\"Å\"><attvalues><attvalue for=\"level\" "
              "value=\"2\"/></attvalues><viz:size value=\"10.0\"/></node>"
              "<node id=\"b\" label=\"B\"/></nodes><edges><edge id=\"0\" source=\"a\" target=\"b\" weight=\"2.5\"/>"
              "<edge id=\"1\" source=\"b\" target=\"a\"/></edges></graph></gexf>",
              BRY_MAP_GEXF);
  bry_table *nodes = NULL, *edges = NULL;
  assert_int_equal(bry_map_nodes(map, &nodes, NULL), BRY_OK);
  assert_int_equal(bry_map_edges(map, &edges, NULL), BRY_OK);
  assert_int_equal(bry_table_int64(nodes, 0, bry_table_find_column(nodes, "level")), 2);
  assert_int_equal(bry_table_row_count(edges), 1);
  assert_true(bry_table_double(edges, 0, 2) == 3.5);
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
}

#define GRAPHML(inner) "<graphml><graph edgedefault=\"undirected\">" inner "</graph></graphml>"

static void hostile_and_broken_files_are_refused(void **state) {
  (void)state;
  assert_refused("<!DOCTYPE g [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><graphml>&b;</graphml>", BRY_EPARSE,
                 "document type declaration");
  assert_refused("<html></html>", BRY_EPARSE, "neither graphml nor gexf");
  assert_refused("", BRY_EPARSE, "can't be read");
  assert_refused("<graphml><graph><node id=\"a\"/>", BRY_EPARSE, "line 1");
  assert_refused(GRAPHML("<node id=\"\xFF\"/>"), BRY_EPARSE, "not well-formed");
  assert_refused(GRAPHML("<node id=\"a\"/><node id=\"a\"/>"), BRY_ECONFLICT, "\"a\"");
  assert_refused(GRAPHML("<node/>"), BRY_EINVAL, "no id");
  assert_refused(GRAPHML("<node id=\"a\"/><edge source=\"a\" target=\"b\"/>"), BRY_EREFUSED, "\"b\"");
  assert_refused(GRAPHML("<node id=\"a\"/><edge source=\"a\" target=\"a\"/>"), BRY_EREFUSED, "begins and ends");
  assert_refused(GRAPHML("<edge source=\"a\"/>"), BRY_EPARSE, "source or target");
  assert_refused("{\"graph\":{\"nodes\":{\"a\":{}},\"edges\":[{\"source\":\"a\",\"target\":\"b\"}]}}", BRY_EREFUSED,
                 "\"b\"");
  assert_refused("{\"graph\":{\"nodes\":{\"a\":{}},\"edges\":[7]}}", BRY_EREFUSED, "Edge 1");
  assert_refused("{\"nodes\":[]}", BRY_EREFUSED, "no \"graph\"");
  assert_refused("{\"graph\":{\"nodes\":{\"a\":{\"metadata\":{\"level\":\"high\"}}}}}", BRY_EINVAL,
                 "level is no number");
  assert_refused("{\"graph\":", BRY_EPARSE, "");
}

static void nodes_too_deep_and_files_too_large_are_refused(void **state) {
  (void)state;
  enum { DEEP = 70 };
  char text[DEEP * 40 + 32] = "<graphml>";
  for (int i = 0; i < DEEP; i++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "<graph><node id=\"n%d\">", i);
  assert_refused(text, BRY_EPARSE, "64 deep");
  bry_map *map = NULL;
  char *large = malloc(67108865);
  assert_non_null(large);
  memset(large, ' ', 67108865);
  assert_int_equal(bry_map_read(large, 67108865, BRY_MAP_ANY, &map, NULL), BRY_ELIMIT);
  free(large);
}

static void wrong_arguments_are_refused(void **state) {
  (void)state;
  bry_map *map = NULL;
  assert_int_equal(bry_map_read("{}", 2, BRY_MAP_DOT, &map, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_read(NULL, 2, BRY_MAP_ANY, &map, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_read("{}", 2, BRY_MAP_ANY, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_read("<gexf/>", 7, BRY_MAP_GRAPHML, &map, NULL), BRY_EPARSE);
}

static const char *document;

static bry_status read_document(bry_error **err) {
  bry_map *map = NULL;
  bry_status status = bry_map_read(document, strlen(document), BRY_MAP_ANY, &map, err);
  bry_map_free(map);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  bry_map *map = causes();
  for (size_t i = 0; i < 3; i++) {
    bry_text *text = NULL;
    assert_int_equal(bry_map_export(map, readable[i], &text, NULL), BRY_OK);
    document = bry_text_data(text);
    assert_true(each_allocation_may_fail(read_document, BRY_OK) > 20);
    bry_text_free(text);
  }
  bry_map_free(map);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_format_is_read_back_to_the_same_bytes),
      cmocka_unit_test(graphml_of_yed_is_read),
      cmocka_unit_test(gexf_of_gephi_is_read),
      cmocka_unit_test(hostile_and_broken_files_are_refused),
      cmocka_unit_test(nodes_too_deep_and_files_too_large_are_refused),
      cmocka_unit_test(wrong_arguments_are_refused),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
