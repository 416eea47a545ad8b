/* bry map: maps from files, and maps in any format. */
#include "map.h"

#include "commands.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- writing ------------------------------------------------------------------------------------------------------ */

static int32_t format_of(const char *as) {
  static const struct {
    const char *name;
    int32_t format;
  } formats[] = {
      {"graphml", BRY_MAP_GRAPHML},     {"gexf", BRY_MAP_GEXF}, {"json-graph", BRY_MAP_JSON_GRAPH},
      {"cytoscape", BRY_MAP_CYTOSCAPE}, {"dot", BRY_MAP_DOT},
  };
  for (size_t i = 0; as != NULL && i < sizeof formats / sizeof *formats; i++)
    if (strcmp(as, formats[i].name) == 0) return formats[i].format;
  return 0;
}

static int print_measures(const session *s, const bry_map *map, int whole) {
  bry_table *nodes = NULL, *all = NULL;
  bry_error *err = NULL;
  bry_status status = bry_map_measures(map, args_uint64(s->args, OPT_SEED, 1), &nodes, &all, &err);
  if (status != BRY_OK) return finish_table(s, status, NULL, err);
  bry_table_free(whole ? nodes : all);
  return finish_table(s, status, whole ? all : nodes, err);
}

static int print_picture(const session *s, const bry_map *map) {
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_status status = bry_map_svg(map, args_value(s->args, OPT_TITLE), args_value(s->args, OPT_LANG),
                                  args_int(s->args, OPT_WIDTH, 1000), args_uint64(s->args, OPT_SEED, 1), &text, &err);
  return finish_text(s, status, text, err);
}

int print_map(const session *s, const bry_map *map, const char *as) {
  bry_error *err = NULL;
  int32_t format = format_of(as);
  if (format != 0) {
    bry_text *text = NULL;
    bry_status status = bry_map_export(map, format, &text, &err);
    return finish_text(s, status, text, err);
  }
  if (as != NULL && strcmp(as, "svg") == 0) return print_picture(s, map);
  int whole = as != NULL && strcmp(as, "whole") == 0;
  if (whole || (as != NULL && strcmp(as, "measures") == 0)) return print_measures(s, map, whole);
  bry_table *table = NULL;
  int edges = as != NULL && strcmp(as, "edges") == 0, cycles = as != NULL && strcmp(as, "cycles") == 0;
  bry_status status = cycles  ? bry_map_cycles(map, NULL, &table, &err)
                      : edges ? bry_map_edges(map, &table, &err)
                              : bry_map_nodes(map, &table, &err);
  return finish_table(s, status, table, err);
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

/* An empty weight, or no column of weights, is 1. */
static int read_weight(const bry_table *table, int64_t row, int32_t column, double *out) {
  const char *text = column >= 0 ? bry_table_text(table, row, column) : NULL;
  char *end = NULL;
  *out = 1;
  if (text == NULL) return EXIT_DONE;
  *out = strtod(text, &end);
  if (*end != '\0' || !isfinite(*out) || *out < 0)
    return fail_because("row %" PRId64 " has a weight that is no number from 0 up: write it as 2 or 0.5", row + 1);
  return EXIT_DONE;
}

static int column_of(const bry_table *table, const char *name, const char *other) {
  int32_t column = bry_table_find_column(table, name);
  return column >= 0 || other == NULL ? column : bry_table_find_column(table, other);
}

static int add_nodes(const session *s, bry_map *map, const bry_table *table) {
  int32_t id = -1, label = column_of(table, "label", "name"), weight = column_of(table, "weight", NULL);
  int result = find_column(table, "id", &id);
  for (int64_t row = 0; row < bry_table_row_count(table) && result == EXIT_DONE; row++) {
    double weighs = 1;
    bry_error *err = NULL;
    result = read_weight(table, row, weight, &weighs);
    if (result == EXIT_DONE &&
        bry_map_add_node(map, bry_table_text(table, row, id), label >= 0 ? bry_table_text(table, row, label) : NULL,
                         weighs, &err) != BRY_OK)
      result = fail(s, err);
  }
  return result;
}

/* A node that no file of nodes names is known by its id. */
static int add_end(const session *s, bry_map *map, const char *id, int64_t row) {
  bry_error *err = NULL;
  if (id == NULL) return fail_because("row %" PRId64 " lacks an end of the edge", row + 1);
  bry_status status = bry_map_add_node(map, id, NULL, 1, &err);
  if (status != BRY_OK && status != BRY_ECONFLICT) return fail(s, err);
  bry_error_free(err);
  return EXIT_DONE;
}

static int add_edges(const session *s, bry_map *map, const bry_table *table) {
  int32_t from = column_of(table, "from", "source"), to = column_of(table, "to", "target");
  int32_t weight = column_of(table, "weight", NULL);
  if (from < 0 || to < 0) return fail_because("the file needs the columns from and to, or source and target");
  int result = EXIT_DONE;
  for (int64_t row = 0; row < bry_table_row_count(table) && result == EXIT_DONE; row++) {
    const char *ends[] = {bry_table_text(table, row, from), bry_table_text(table, row, to)};
    double weighs = 1;
    bry_error *err = NULL;
    result = read_weight(table, row, weight, &weighs);
    if (result == EXIT_DONE) result = add_end(s, map, ends[0], row);
    if (result == EXIT_DONE) result = add_end(s, map, ends[1], row);
    if (result == EXIT_DONE && bry_map_add_edge(map, ends[0], ends[1], weighs, &err) != BRY_OK) result = fail(s, err);
  }
  return result;
}

static int read_into(const session *s, bry_map *map, const char *path,
                     int (*add)(const session *, bry_map *, const bry_table *)) {
  bry_table *table = NULL;
  if (path == NULL) return EXIT_DONE;
  if (read_csv(s, path, &table) != EXIT_DONE) return EXIT_FAILED;
  int result = add(s, map, table);
  bry_table_free(table);
  return result;
}

/* CSV begins with neither a brace nor "<", but for a byte order mark. */
static int is_map(const char *data, size_t size) {
  size_t at = size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  while (at < size && strchr(" \t\r\n", data[at]) != NULL && data[at] != '\0')
    at++;
  return at < size && (data[at] == '{' || data[at] == '<');
}

/* A map that another program wrote, or one from CSV. */
static int read_map(const session *s, bry_map **out) {
  char *data = NULL;
  size_t size = 0;
  bry_error *err = NULL;
  bry_table *table = NULL;
  const char *nodes = args_value(s->args, OPT_NODES);
  if (read_bytes(s->args->operands[0], &data, &size) != EXIT_DONE) return EXIT_FAILED;
  int result = EXIT_DONE;
  if (is_map(data, size) && nodes == NULL) {
    if (bry_map_read(data, size, BRY_MAP_ANY, out, &err) != BRY_OK) result = fail(s, err);
  } else if (bry_map_new(out, &err) != BRY_OK || bry_table_from_csv(data, size, &table, &err) != BRY_OK) {
    result = fail(s, err);
  } else {
    result = read_into(s, *out, nodes, add_nodes);
    if (result == EXIT_DONE) result = add_edges(s, *out, table);
  }
  bry_table_free(table);
  free(data);
  return result;
}

static int apply(const session *s, bry_map *map, const char *path) {
  char *data = NULL;
  size_t size = 0;
  bry_error *err = NULL;
  if (path == NULL) return EXIT_DONE;
  if (read_bytes(path, &data, &size) != EXIT_DONE) return EXIT_FAILED;
  int result = bry_map_apply(map, data, size, &err) == BRY_OK ? EXIT_DONE : fail(s, err);
  free(data);
  return result;
}

static int map(session *s) {
  bry_map *m = NULL;
  int result = read_map(s, &m);
  if (result == EXIT_DONE) result = apply(s, m, args_value(s->args, OPT_APPLY));
  if (result == EXIT_DONE) {
    const char *to = args_value(s->args, OPT_MAP_TO);
    result = print_map(s, m, to != NULL ? to : "measures");
  }
  bry_map_free(m);
  return result;
}

static const option_use map_options[] = {
    {OPT_MAP_TO, NULL, "what comes out (default: measures)", 0},
    {OPT_NODES, "FILE", "CSV with the columns id, label and weight, the last two if need be", 0},
    {OPT_APPLY, "FILE", "operations to carry out first: a JSON list", 0},
    {OPT_SEED, "S", "of the search for communities, and of the picture (default: 1)", 0},
    {OPT_TITLE, "TEXT", "of the picture", 0},
    {OPT_WIDTH, "N", "of the picture, in pixels (default: 1000)", 0},
    {0},
};

const command map_commands[] = {
    {.name = "map",
     .operands = "FILE",
     .summary = "A map from a file: measures, cycles, a picture, or a file for Gephi, Cytoscape, Graphviz ...",
     .details =
         "The file is GraphML, GEXF, JSON Graph, or CSV with the columns from and to (or source and target) and, if\n"
         "need be, weight. Edges from CSV have no direction; one that stands several times weighs as all of them.\n"
         "measures: for each node how many others it is joined to and what its edges weigh, how many shortest paths\n"
         "pass (betweenness), its component, its community, the share of its edges to other zones and the cycle it\n"
         "is on; whole: the same of the map; cycles: the edges of causes that lead back to themselves, and which to\n"
         "look at. An operation is such as {\"op\": \"change_node\", \"id\": \"queue\", \"zone\": \"reception\"}; "
         "the others\n"
         "are add_node, remove_node, merge_nodes, add_edge, change_edge and remove_edge.",
     .examples = "  bry map edges.csv\n"
                 "  bry map edges.csv --nodes themes.csv --to graphml --out map.graphml\n"
                 "  bry map map.graphml --apply changes.json --to svg --width 390 --out map.svg\n",
     .options = map_options,
     .prints = BRY_FORMAT_CSV,
     .run = map},
    {0},
};
