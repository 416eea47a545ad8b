/* Reading maps from files that other programs may have written. */
#include "map/read.h"

#include "core/mem.h"

#include <string.h>

enum { BYTES_MAX = 67108864 };

void bry__map_read_node(bry__map_reading *r, const char *id) {
  bry__traits traits;
  if (r->status != BRY_OK) return;
  bry__traits_init(&traits);
  if (r->map->node_count == BRY__MAP_READ_MAX)
    r->status = bry__error(r->err, BRY_ELIMIT, "The map has more than 1000000 nodes: leave some out.");
  else
    r->status = bry__map_put_node(r->map, id, &traits, r->err);
}

bry__map_link *bry__map_read_link(bry__map_reading *r, const char *from, const char *to) {
  if (r->status != BRY_OK) return NULL;
  if (r->link_count == BRY__MAP_READ_MAX) {
    r->status = bry__error(r->err, BRY_ELIMIT, "The map has more than 1000000 edges: leave some out.");
    return NULL;
  }
  if (bry__grow((void **)&r->links, &r->link_capacity, r->link_count + 1, sizeof *r->links) != 0) {
    r->status = bry__enomem(r->err);
    return NULL;
  }
  bry__map_link *link = &r->links[r->link_count++];
  *link = (bry__map_link){.from = bry__strdup(from), .to = bry__strdup(to), .directed = -1};
  bry__traits_init(&link->is);
  if (!link->from || !link->to) r->status = bry__enomem(r->err);
  return link;
}

void bry__map_read_field(bry__map_reading *r, bry__traits *is, const bry__map_field *field, const char *text,
                         size_t size) {
  if (r->status != BRY_OK) return;
  while (size > 0 && strchr(" \t\r\n", text[size - 1]))
    size--;
  while (size > 0 && strchr(" \t\r\n", *text)) {
    text++;
    size--;
  }
  int is_origin = !field->is_number && field->place == BRY__MAP_ORIGIN;
  if (is_origin && !(size == 7 && memcmp(text, "derived", 7) == 0) && !(size == 6 && memcmp(text, "edited", 6) == 0))
    return;
  char *plain = bry__strndup(text, size);
  if (!plain) {
    r->status = bry__enomem(r->err);
    return;
  }
  for (size_t i = 0; i < size; i++)
    if ((unsigned char)plain[i] < 0x20) plain[i] = ' ';
  r->status = bry__traits_set(is, field, plain, size, r->err);
  bry__free(plain);
}

/* --- edges -------------------------------------------------------------------------------------------------------- */

static bry_status put_link(bry__map_reading *r, bry__map_link *link) {
  bry__edge edge = {bry__map_find_node(r->map, link->from), bry__map_find_node(r->map, link->to),
                    link->directed < 0 ? r->directed : link->directed, link->is};
  if (edge.from < 0 || edge.to < 0)
    return bry__error(r->err, BRY_EREFUSED, "An edge leads to \"%s\", which is no node of the map: add it.",
                      edge.from < 0 ? link->from : link->to);
  if (edge.from == edge.to)
    return bry__error(r->err, BRY_EREFUSED, "An edge begins and ends at \"%s\": take it out.", link->from);
  int32_t known = bry__map_find_edge(r->map, edge.from, edge.to, edge.directed, edge.is.text[BRY__MAP_KIND]);
  if (known < 0) {
    bry_status status = bry__map_put_edge(r->map, &edge, r->err);
    if (status == BRY_OK) bry__traits_init(&link->is);
    return status;
  }
  double *weight = &r->map->edges[known].is.number[BRY__MAP_WEIGHT];
  *weight += link->is.number[BRY__MAP_WEIGHT];
  return bry__map_check_weight(*weight, r->err);
}

void bry__map_read_end(bry__map_reading *r) {
  for (size_t i = 0; i < r->link_count && r->status == BRY_OK; i++)
    r->status = put_link(r, &r->links[i]);
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

static void reading_clear(bry__map_reading *r) {
  for (size_t i = 0; i < r->link_count; i++) {
    bry__free(r->links[i].from);
    bry__free(r->links[i].to);
    bry__traits_clear(&r->links[i].is);
  }
  bry__free(r->links);
  bry_map_free(r->map);
}

/* JSON begins with a brace, XML with what is no letter of it: a byte order mark or "<". */
static int is_json(const char *data, size_t size) {
  size_t at = 0;
  while (at < size && strchr(" \t\r\n", data[at]) && data[at] != '\0')
    at++;
  return at < size && data[at] == '{';
}

bry_status bry_map_read(const char *data, size_t size, int32_t format, bry_map **out, bry_error **err) {
  bry__map_reading r = {.err = err};
  bry__error_reset(err);
  if (out) *out = NULL;
  if (!data || !out) return bry__error(err, BRY_EINVAL, "The data or out is NULL: pass both.");
  if (format != BRY_MAP_ANY && format != BRY_MAP_GRAPHML && format != BRY_MAP_GEXF && format != BRY_MAP_JSON_GRAPH)
    return bry__error(err, BRY_EINVAL,
                      "Maps are read from GraphML, GEXF and JSON Graph: pass one of those, or BRY_MAP_ANY.");
  if (size > BYTES_MAX) return bry__error(err, BRY_ELIMIT, "The map is larger than 64 MiB: leave some of it out.");
  r.status = bry_map_new(&r.map, err);
  if (r.status != BRY_OK) return r.status;
  if (format == BRY_MAP_JSON_GRAPH || (format == BRY_MAP_ANY && is_json(data, size)))
    bry__map_read_json(&r, data, size);
  else
    bry__map_read_xml(&r, data, size, format);
  bry__map_read_end(&r);
  if (r.status == BRY_OK) {
    *out = r.map;
    r.map = NULL;
  }
  reading_clear(&r);
  return r.status;
}
