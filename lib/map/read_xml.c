/* Maps from GraphML and GEXF, read by expat. Of both only what a map holds is read: nodes, also such within others, edges,
 * and the attributes that have the names of a map's fields. What yEd draws as a label counts when there is no other. */
#include "map/read.h"

#include "core/buffer.h"
#include "core/mem.h"

#include <expat.h>
#include <string.h>

enum { KEYS_MAX = 256, DEPTH_MAX = 64, SEPARATOR = '|' };

typedef struct key {
  char *id;
  const bry__map_field *field;
  int32_t of_node, of_edge;
} key;

typedef struct xml {
  XML_Parser parser;
  bry__map_reading *r;
  int32_t format; /* BRY_MAP_ANY until the outermost element is seen */
  int32_t has_root;
  key keys[KEYS_MAX];
  int32_t key_count;
  int32_t class;           /* of GEXF's attributes: 1 node, 2 edge */
  int32_t open[DEPTH_MAX]; /* the nodes around this place */
  int32_t depth, in_edge;
  const bry__map_field *field; /* that the text belongs to */
  int32_t is_drawn;            /* the text is a label that yEd draws */
  bry__buffer text;
  const char *fault;
} xml;

static void stop(xml *x, const char *fault) {
  if (!x->fault && x->r->status == BRY_OK) x->fault = fault;
  XML_StopParser(x->parser, XML_FALSE);
}

static const char *attribute(const XML_Char **attributes, const char *name) {
  for (; *attributes; attributes += 2)
    if (strcmp(attributes[0], name) == 0) return attributes[1];
  return NULL;
}

/* The local name within a namespace of the two formats or none; else "". is_drawn: it is a label as yEd has it. */
static const char *local_name(const XML_Char *name, int *is_drawn) {
  static const char graphml[] = "http://graphml.graphdrawing.org/", drawn[] = "http://www.yworks.com/xml/graphml|";
  const char *bar = strrchr(name, SEPARATOR);
  *is_drawn = strncmp(name, drawn, sizeof drawn - 1) == 0 && (strcmp(name + sizeof drawn - 1, "NodeLabel") == 0 ||
                                                              strcmp(name + sizeof drawn - 1, "EdgeLabel") == 0);
  if (!bar) return name;
  if (strncmp(name, graphml, sizeof graphml - 1) == 0) return bar + 1;
  int is_gexf = strstr(name, "gexf.net/") != NULL && !(bar - name >= 4 && memcmp(bar - 4, "/viz", 4) == 0);
  return is_gexf ? bar + 1 : "";
}

/* --- attributes --------------------------------------------------------------------------------------------------- */

static void begin_key(xml *x, const char *id, const char *name, int of_node, int of_edge) {
  const bry__map_field *field = name ? bry__map_field_find(name) : NULL;
  if (!id || !field) return;
  if (x->key_count == KEYS_MAX) {
    stop(x, "it declares more than 256 attributes of a map");
    return;
  }
  char *copy = bry__strdup(id);
  if (!copy) {
    x->r->status = bry__enomem(x->r->err);
    stop(x, "");
    return;
  }
  x->keys[x->key_count++] = (key){copy, field, of_node && field->of_node, of_edge && field->of_edge};
}

static const bry__map_field *find_key(const xml *x, const char *id) {
  for (int32_t i = 0; id && i < x->key_count; i++)
    if ((x->in_edge ? x->keys[i].of_edge : x->keys[i].of_node) && strcmp(x->keys[i].id, id) == 0)
      return x->keys[i].field;
  return NULL;
}

/* Of the edge or node around this place, or NULL. */
static bry__traits *traits_here(const xml *x) {
  if (x->in_edge) return x->r->link_count > 0 ? &x->r->links[x->r->link_count - 1].is : NULL;
  return x->depth > 0 ? &x->r->map->nodes[x->open[x->depth - 1]].is : NULL;
}

static void set(xml *x, const bry__map_field *field, const char *text, size_t size) {
  bry__traits *is = traits_here(x);
  if (!is || !field) return;
  bry__map_read_field(x->r, is, field, text, size);
  if (x->r->status != BRY_OK) stop(x, "");
}

/* --- elements ----------------------------------------------------------------------------------------------------- */

static void begin_node(xml *x, const XML_Char **attributes) {
  const char *id = attribute(attributes, "id"), *label = attribute(attributes, "label");
  if (x->depth == DEPTH_MAX) {
    stop(x, "nodes stand more than 64 deep within others");
    return;
  }
  bry__map_read_node(x->r, id ? id : "");
  if (x->r->status != BRY_OK) {
    stop(x, "");
    return;
  }
  x->open[x->depth++] = x->r->map->node_count - 1;
  if (x->format == BRY_MAP_GEXF && label && strcmp(label, id) != 0) set(x, &bry__map_fields[0], label, strlen(label));
}

static int32_t read_direction(const xml *x, const XML_Char **attributes) {
  const char *directed = attribute(attributes, x->format == BRY_MAP_GEXF ? "type" : "directed");
  if (!directed) return -1;
  return strcmp(directed, "true") == 0 || strcmp(directed, "directed") == 0;
}

static void begin_edge(xml *x, const XML_Char **attributes) {
  const char *from = attribute(attributes, "source"), *to = attribute(attributes, "target");
  if (!from || !to) {
    stop(x, "an edge lacks its source or target");
    return;
  }
  bry__map_link *link = bry__map_read_link(x->r, from, to);
  if (!link || x->r->status != BRY_OK) {
    stop(x, "");
    return;
  }
  link->directed = read_direction(x, attributes);
  x->in_edge = 1;
  if (x->format != BRY_MAP_GEXF) return;
  static const char *const own[] = {"label", "weight"};
  for (size_t i = 0; i < 2; i++) {
    const char *text = attribute(attributes, own[i]);
    if (text) set(x, bry__map_field_find(own[i]), text, strlen(text));
  }
}

static void begin_graph(xml *x, const XML_Char **attributes) {
  const char *edges = attribute(attributes, x->format == BRY_MAP_GEXF ? "defaultedgetype" : "edgedefault");
  if (x->depth == 0) x->r->directed = edges && strcmp(edges, "directed") == 0;
}

static void begin_graphml(xml *x, const char *name, const XML_Char **attributes) {
  if (strcmp(name, "key") == 0) {
    const char *of = attribute(attributes, "for");
    int all = !of || strcmp(of, "all") == 0;
    begin_key(x, attribute(attributes, "id"), attribute(attributes, "attr.name"), all || strcmp(of, "node") == 0,
              all || strcmp(of, "edge") == 0);
  } else if (strcmp(name, "data") == 0) {
    x->field = find_key(x, attribute(attributes, "key"));
    bry__buffer_clear(&x->text);
  }
}

static void begin_gexf(xml *x, const char *name, const XML_Char **attributes) {
  if (strcmp(name, "attributes") == 0) {
    const char *class = attribute(attributes, "class");
    x->class = class && strcmp(class, "edge") == 0 ? 2 : 1;
  } else if (strcmp(name, "attribute") == 0) {
    begin_key(x, attribute(attributes, "id"), attribute(attributes, "title"), x->class == 1, x->class == 2);
  } else if (strcmp(name, "attvalue") == 0) {
    const char *value = attribute(attributes, "value");
    if (value) set(x, find_key(x, attribute(attributes, "for")), value, strlen(value));
  }
}

static void begin_root(xml *x, const char *name) {
  int32_t found = strcmp(name, "graphml") == 0 ? BRY_MAP_GRAPHML : strcmp(name, "gexf") == 0 ? BRY_MAP_GEXF : 0;
  if (found == 0 || (x->format != BRY_MAP_ANY && x->format != found))
    stop(x, "its outermost element is neither graphml nor gexf, or not the one that was said");
  x->format = found;
  x->has_root = 1;
}

static void on_begin(void *user, const XML_Char *name, const XML_Char **attributes) {
  xml *x = user;
  int is_drawn = 0;
  const char *local = local_name(name, &is_drawn);
  if (is_drawn && x->has_root && traits_here(x)) {
    x->is_drawn = 1;
    bry__buffer_clear(&x->text);
  } else if (!x->has_root) {
    begin_root(x, local);
  } else if (strcmp(local, "graph") == 0) {
    begin_graph(x, attributes);
  } else if (strcmp(local, "node") == 0 && !x->in_edge) {
    begin_node(x, attributes);
  } else if (strcmp(local, "edge") == 0 && !x->in_edge) {
    begin_edge(x, attributes);
  } else if (x->format == BRY_MAP_GEXF) {
    begin_gexf(x, local, attributes);
  } else {
    begin_graphml(x, local, attributes);
  }
}

static void end_drawn(xml *x) {
  bry__traits *is = traits_here(x);
  x->is_drawn = 0;
  if (is && !is->text[BRY__MAP_LABEL] && x->text.size > 0) set(x, &bry__map_fields[0], x->text.data, x->text.size);
}

static void on_end(void *user, const XML_Char *name) {
  xml *x = user;
  int is_drawn = 0;
  const char *local = local_name(name, &is_drawn);
  if (x->text.failed) {
    x->r->status = bry__enomem(x->r->err);
    stop(x, "");
  } else if (x->is_drawn && is_drawn) {
    end_drawn(x);
  } else if (strcmp(local, "data") == 0 && x->format == BRY_MAP_GRAPHML) {
    if (x->field) set(x, x->field, x->text.data ? x->text.data : "", x->text.size);
    x->field = NULL;
  } else if (strcmp(local, "node") == 0 && x->depth > 0 && !x->in_edge) {
    x->depth--;
  } else if (strcmp(local, "edge") == 0) {
    x->in_edge = 0;
  }
}

static void on_text(void *user, const XML_Char *text, int size) {
  xml *x = user;
  if (x->field || x->is_drawn) bry__buffer_add(&x->text, text, (size_t)size);
}

/* Entities of a document's own could make a small file large; no program writes them. */
static void on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                       int internal) {
  (void)name, (void)system, (void)public, (void)internal;
  stop(user, "it has a document type declaration: take it out");
}

/* Expat takes some failures for faults of the document ("unbound prefix"): whether memory ran out is noted here. */
static _Thread_local int starved;

static void *allocate(size_t size) {
  void *p = bry__alloc(size);
  starved |= !p;
  return p;
}

static void *reallocate(void *old, size_t size) {
  void *p = bry__realloc(old, size);
  starved |= !p;
  return p;
}

static void finish(xml *x, enum XML_Status outcome) {
  enum XML_Error error = XML_GetErrorCode(x->parser);
  if (x->r->status != BRY_OK || outcome == XML_STATUS_OK) return;
  if (!x->fault && (starved || error == XML_ERROR_NO_MEMORY))
    x->r->status = bry__enomem(x->r->err);
  else
    x->r->status = bry__error(x->r->err, BRY_EPARSE, "The map can't be read, line %llu, column %llu: %s",
                              (unsigned long long)XML_GetCurrentLineNumber(x->parser),
                              (unsigned long long)XML_GetCurrentColumnNumber(x->parser) + 1,
                              x->fault ? x->fault : XML_ErrorString(error));
}

void bry__map_read_xml(bry__map_reading *r, const char *data, size_t size, int32_t format) {
  const XML_Memory_Handling_Suite memory = {allocate, reallocate, bry__free};
  const XML_Char separator[] = {SEPARATOR, '\0'};
  xml x = {.r = r, .format = format};
  starved = 0;
  x.parser = XML_ParserCreate_MM(NULL, &memory, separator);
  if (!x.parser) {
    r->status = bry__enomem(r->err);
    return;
  }
  XML_SetUserData(x.parser, &x);
  XML_SetElementHandler(x.parser, on_begin, on_end);
  XML_SetCharacterDataHandler(x.parser, on_text);
  XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
  finish(&x, XML_Parse(x.parser, data, (int)size, 1));
  XML_ParserFree(x.parser);
  for (int32_t i = 0; i < x.key_count; i++)
    bry__free(x.keys[i].id);
  bry__buffer_free(&x.text);
}
