/* One dimension of a table: reading its hierarchy, numbering its codes, and who adds up to whom. */
#include "result/axis.h"

#include "core/csv.h"
#include "core/mem.h"
#include "result/field.h"

#include <stdlib.h>
#include <string.h>

enum { ROW_BYTES_MAX = 1 << 16, DEPTH_MAX = 64, SHOWN_MAX = 100 };

typedef struct edge {
  int32_t child, parent;
} edge;

typedef struct edges {
  edge *items;
  size_t capacity;
  int32_t count;
} edges;

static int add_edge(edges *e, int64_t child, int64_t parent) {
  if (child < 0 || parent < 0 ||
      bry__grow((void **)&e->items, &e->capacity, (size_t)e->count + 1, sizeof *e->items) != 0)
    return -1;
  e->items[e->count++] = (edge){.child = (int32_t)child, .parent = (int32_t)parent};
  return 0;
}

static int64_t add_name(bry__axis *a, const char *text) {
  return bry__strings_add(&a->names, text ? text : "", text ? strlen(text) : 0);
}

const char *bry__axis_name(const bry__axis *a, int32_t node) {
  return a->names.items[a->coming[node]].text;
}

void bry__axis_free(bry__axis *a) {
  bry__strings_clear(&a->names);
  bry__free(a->number);
  bry__free(a->coming);
  bry__free(a->parent);
  bry__free(a->child_start);
  bry__free(a->children);
  bry__free(a->above_start);
  bry__free(a->above);
  bry__free(a->heir);
  bry__columns_free(&a->in_terms);
  *a = (bry__axis){0};
}

/* --- the hierarchy's file ---------------------------------------------------------------------------------------- */

typedef struct places {
  int32_t code, parent;
} places;

/* By the columns' names when both are there, else the first is the code and the second its parent. */
static places find_places(const bry__csv_row *header) {
  places p = {-1, -1};
  for (int32_t i = 0; i < header->count && !header->problem; i++) {
    const char *name = header->fields[i];
    if (p.code < 0 && (strcmp(name, "code") == 0 || strcmp(name, "kode") == 0)) p.code = i;
    if (p.parent < 0 && (strcmp(name, "parent") == 0 || strcmp(name, "forelder") == 0)) p.parent = i;
  }
  return p.code >= 0 && p.parent >= 0 ? p : (places){0, 1};
}

static bry_status read_edge(bry__axis *a, edges *e, const char *name, places at, const bry__csv_row *row,
                            bry_error **err) {
  if (row->problem || row->count <= at.code || row->count <= at.parent || row->sizes[at.code] == 0 ||
      strcmp(row->fields[at.code], BRY__WHOLE) == 0)
    return bry__error(
        err, BRY_EPARSE,
        "Line %lld of the hierarchy of \"%s\" can't be used: a line holds a code and its parent, and \"*\" "
        "is nobody's child.",
        (long long)row->line, name);
  const char *parent = row->sizes[at.parent] ? row->fields[at.parent] : BRY__WHOLE;
  return add_edge(e, add_name(a, row->fields[at.code]), add_name(a, parent)) == 0 ? BRY_OK : bry__enomem(err);
}

static bry_status read_hierarchy(bry__axis *a, edges *e, const char *name, const char *text, bry_error **err) {
  bry__memory_source source = {.data = text, .size = strlen(text)};
  bry__csv *csv = NULL;
  const bry__csv_row *row = NULL;
  places at = {0, 1};
  bry_status status = bry__csv_new(bry__memory_read, &source, ROW_BYTES_MAX, &csv, err);
  while (status == BRY_OK) {
    status = bry__csv_next(csv, &row, err);
    if (status != BRY_OK || !row) break;
    if (row->number == 0)
      at = find_places(row);
    else
      status = read_edge(a, e, name, at, row, err);
  }
  bry__csv_free(csv);
  return status;
}

/* --- numbering --------------------------------------------------------------------------------------------------- */

static int by_text(const void *left, const void *right) {
  const bry__string *a = left, *b = right;
  size_t common = a->size < b->size ? a->size : b->size;
  int order = common ? memcmp(a->text, b->text, common) : 0;
  return order ? order : (a->size > b->size) - (a->size < b->size);
}

static int number_nodes(bry__axis *a) {
  int result = -1;
  size_t n = a->names.count;
  a->count = (int32_t)n;
  a->number = bry__alloc_zero(n, sizeof *a->number);
  a->coming = bry__alloc_zero(n, sizeof *a->coming);
  bry__string *sorted = bry__alloc(n * sizeof *sorted);
  if (!a->number || !a->coming || !sorted) goto out;
  memcpy(sorted, a->names.items, n * sizeof *sorted);
  qsort(sorted + 1, n - 1, sizeof *sorted, by_text); /* the whole came first and stays there */
  for (size_t i = 0; i < n; i++) {
    a->coming[i] = (int32_t)bry__strings_find(&a->names, sorted[i].text, sorted[i].size);
    a->number[a->coming[i]] = (int32_t)i;
  }
  result = 0;

out:
  bry__free(sorted);
  return result;
}

/* --- the main tree and what lies across -------------------------------------------------------------------------- */

/* Each code's first parent; a parent that gets members, but nobody as a first one, lies across. */
static int find_parents(bry__axis *a, const edges *e) {
  size_t n = (size_t)a->count;
  uint8_t *has = bry__alloc_zero(n, 2), *members = has ? has + n : NULL;
  a->parent = bry__alloc(n * sizeof *a->parent);
  if (!has || !a->parent) {
    bry__free(has);
    return -1;
  }
  memset(a->parent, -1, n * sizeof *a->parent);
  for (int32_t i = 0; i < e->count; i++) {
    int32_t child = a->number[e->items[i].child], parent = a->number[e->items[i].parent];
    members[parent] = 1;
    if (a->parent[child] < 0 && child != 0) a->parent[child] = parent;
  }
  for (int32_t v = 1; v < a->count; v++)
    if (a->parent[v] < 0) a->parent[v] = 0;
  for (int32_t v = 1; v < a->count; v++)
    has[a->parent[v]] = 1;
  for (int32_t v = 1; v < a->count; v++)
    if (members[v] && !has[v]) a->parent[v] = -1;
  bry__free(has);
  return 0;
}

/* Children by node, of the main tree, or the members of an extra node: counted in a first pass, put in a second. */
static int list_children(bry__axis *a, const edges *e) {
  size_t n = (size_t)a->count;
  a->child_start = bry__alloc_zero(n + 2, sizeof *a->child_start);
  a->children = bry__alloc_zero(n + (size_t)e->count, sizeof *a->children);
  if (!a->child_start || !a->children) return -1;
  for (int pass = 0; pass < 2; pass++) {
    for (int32_t v = 1; v < a->count; v++)
      if (a->parent[v] >= 0) {
        if (pass) a->children[a->child_start[a->parent[v] + 1]] = v;
        a->child_start[a->parent[v] + (pass ? 1 : 2)]++;
      }
    for (int32_t i = 0; i < e->count; i++) {
      int32_t child = a->number[e->items[i].child], parent = a->number[e->items[i].parent];
      if (parent == 0 || a->parent[parent] >= 0) continue;
      if (pass) a->children[a->child_start[parent + 1]] = child;
      a->child_start[parent + (pass ? 1 : 2)]++;
    }
    for (int32_t v = 2; v < a->count + 2 && pass == 0; v++)
      a->child_start[v] += a->child_start[v - 1];
  }
  return 0;
}

static int lies_across(const bry__axis *a, int32_t node) {
  return node != 0 && a->parent[node] < 0;
}

/* A second parent must lie across: what it adds up is not also half of the main tree, nor lies across itself. No code is
 * its own ancestor. */
static bry_status check_shape(const bry__axis *a, const edges *e, const char *name, bry_error **err) {
  for (int32_t i = 0; i < e->count; i++) {
    int32_t child = a->number[e->items[i].child], parent = a->number[e->items[i].parent];
    if ((a->parent[parent] >= 0 && a->parent[child] >= 0 && a->parent[child] != parent) ||
        (lies_across(a, parent) && lies_across(a, child)))
      return bry__error(
          err, BRY_EINVAL,
          "In the hierarchy of \"%s\" the code \"%s\" has members that stand under another code first and "
          "some that do not: name its members' parents in one order.",
          name, bry__axis_name(a, parent));
  }
  for (int32_t v = 1; v < a->count; v++) {
    int32_t steps = 0;
    for (int32_t at = v; at > 0 && steps <= DEPTH_MAX; at = a->parent[at])
      steps++;
    if (steps > DEPTH_MAX)
      return bry__error(err, BRY_EINVAL,
                        "The hierarchy of \"%s\" goes in a circle, or deeper than %d levels, at the code \"%s\".",
                        name, DEPTH_MAX, bry__axis_name(a, v));
  }
  return BRY_OK;
}

/* --- who belongs to whom ----------------------------------------------------------------------------------------- */

typedef struct walk {
  const edges *edges;
  uint8_t *seen;
  int32_t *found;
  int32_t count;
} walk;

static void climb(const bry__axis *a, walk *w, int32_t node) {
  w->seen[node] = 1;
  w->found[w->count++] = node;
  if (a->parent[node] >= 0 && !w->seen[a->parent[node]]) climb(a, w, a->parent[node]);
  for (int32_t i = 0; i < w->edges->count; i++) {
    int32_t parent = a->number[w->edges->items[i].parent];
    if (a->number[w->edges->items[i].child] == node && parent != 0 && a->parent[parent] < 0 && !w->seen[parent])
      climb(a, w, parent);
  }
}

/* Only edges to extra nodes are looked at one by one, so that a plain tree costs nothing for them. */
static edges edges_across(const bry__axis *a, const edges *e) {
  edges across = {0};
  for (int32_t i = 0; i < e->count; i++) {
    int32_t parent = a->number[e->items[i].parent];
    if (parent != 0 && a->parent[parent] < 0 && add_edge(&across, e->items[i].child, e->items[i].parent) != 0) {
      across.count = -1;
      break;
    }
  }
  return across;
}

static int list_above(bry__axis *a, const edges *e) {
  int result = -1;
  size_t n = (size_t)a->count, capacity = 0;
  edges across = edges_across(a, e);
  walk w = {.edges = &across, .seen = bry__alloc_zero(n, 1), .found = bry__alloc_zero(n, sizeof *w.found)};
  a->above_start = bry__alloc_zero(n + 1, sizeof *a->above_start);
  if (across.count < 0 || !w.seen || !w.found || !a->above_start) goto out;
  for (int32_t v = 0; v < a->count; v++) {
    int32_t at = a->above_start[v];
    w.count = 0;
    climb(a, &w, v);
    if (bry__grow((void **)&a->above, &capacity, (size_t)(at + w.count), sizeof *a->above) != 0) goto out;
    for (int32_t i = 0; i < w.count; i++) {
      a->above[at + i] = w.found[i];
      w.seen[w.found[i]] = 0;
    }
    a->above_start[v + 1] = at + w.count;
  }
  result = 0;

out:
  bry__free(across.items);
  bry__free(w.seen);
  bry__free(w.found);
  return result;
}

/* --- from values ------------------------------------------------------------------------------------------------- */

static bry_status read_values(bry__axis *a, edges *e, const char *name, const char *const *values, int64_t rows,
                              int32_t *of_row, bry_error **err) {
  uint32_t known = a->names.count;
  int hierarchy = e->count > 0;
  for (int64_t r = 0; r < rows; r++) {
    int64_t node = add_name(a, values[r]);
    if (node < 0) return bry__enomem(err);
    if (node == 0)
      return bry__error(err, BRY_EINVAL, "In row %lld \"%s\" is \"*\", which stands for all: use another code.",
                        (long long)r + 1, name);
    if (hierarchy && (uint32_t)node >= known && *a->names.items[node].text)
      return bry__error(err, BRY_EINVAL,
                        "In row %lld \"%s\" has the code \"%.*s\", which its hierarchy does not name: add it there.",
                        (long long)r + 1, name, SHOWN_MAX, values[r]);
    of_row[r] = (int32_t)node;
  }
  for (uint32_t node = known; node < a->names.count; node++)
    if (add_edge(e, node, 0) != 0) return bry__enomem(err);
  return BRY_OK;
}

static bry_status check_leaves(const bry__axis *a, const char *name, int64_t rows, int32_t *of_row, bry_error **err) {
  for (int64_t r = 0; r < rows; r++) {
    of_row[r] = a->number[of_row[r]];
    if (a->child_start[of_row[r] + 1] > a->child_start[of_row[r]])
      return bry__error(err, BRY_EINVAL,
                        "In row %lld \"%s\" has a code that others stand under: give people the finest codes.",
                        (long long)r + 1, name);
  }
  return BRY_OK;
}

bry_status bry__axis_build(bry__axis *a, const char *name, const char *const *values, int64_t rows,
                           const char *hierarchy, int32_t *of_row, bry_error **err) {
  edges e = {0};
  bry_status status = BRY_OK;
  if (add_name(a, BRY__WHOLE) != 0) return bry__enomem(err);
  if (hierarchy) status = read_hierarchy(a, &e, name, hierarchy, err);
  if (status == BRY_OK) status = read_values(a, &e, name, values, rows, of_row, err);
  if (status == BRY_OK && (number_nodes(a) != 0 || find_parents(a, &e) != 0)) status = bry__enomem(err);
  if (status == BRY_OK) status = check_shape(a, &e, name, err);
  if (status == BRY_OK && (list_children(a, &e) != 0 || list_above(a, &e) != 0)) status = bry__enomem(err);
  if (status == BRY_OK) status = check_leaves(a, name, rows, of_row, err);
  bry__free(e.items);
  return status;
}

/* --- heirs ------------------------------------------------------------------------------------------------------- */

static int32_t choose_heir(const bry__axis *a, int32_t node, const int64_t *people, int zeros) {
  int32_t best = -1;
  if (node != 0 && a->parent[node] < 0) return -1;
  for (int32_t i = a->child_start[node]; i < a->child_start[node + 1]; i++) {
    int32_t child = a->children[i];
    if ((people[child] > 0 || zeros) && (best < 0 || people[child] < people[best])) best = child;
  }
  return best;
}

/* Puts a node of the main tree in terms of those that are no heirs, into the last of the columns. */
static void put_in_terms(bry__axis *a, int32_t node, uint64_t factor) {
  while (node != 0 && a->heir[a->parent[node]] == node) {
    int32_t parent = a->parent[node];
    for (int32_t i = a->child_start[parent]; i < a->child_start[parent + 1]; i++)
      if (a->children[i] != node) bry__columns_put(&a->in_terms, a->children[i], bry__field_minus(factor));
    node = parent;
  }
  bry__columns_put(&a->in_terms, node, factor);
}

static void put_members(bry__axis *a, int32_t node) {
  if (node == 0 || a->parent[node] >= 0) {
    put_in_terms(a, node, 1);
    return;
  }
  for (int32_t i = a->child_start[node]; i < a->child_start[node + 1]; i++)
    put_members(a, a->children[i]);
}

int bry__axis_settle(bry__axis *a, const int64_t *people, int zeros) {
  a->heir = bry__alloc_zero((size_t)a->count, sizeof *a->heir);
  if (!a->heir) return -1;
  for (int32_t v = 0; v < a->count; v++)
    a->heir[v] = choose_heir(a, v, people, zeros);
  for (int32_t v = 0; v < a->count; v++) {
    bry__columns_begin(&a->in_terms);
    put_members(a, v);
    bry__columns_end(&a->in_terms);
  }
  return a->in_terms.failed ? -1 : 0;
}
