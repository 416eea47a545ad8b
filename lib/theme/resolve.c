/* Terms with operators: from the phrases that were found in a text to the expressions that hold there. */
#include "theme/matcher.h"

#include <stdlib.h>

typedef struct scope {
  bry__reader *reader;
  const bry__expression *expression;
} scope;

static const bry__expression_node *node_at(const scope *s, int32_t node) {
  return &s->reader->matcher->nodes[s->expression->nodes + node];
}

static int by_pattern(const void *a, const void *b) {
  const bry__leaf *x = a, *y = b;
  if (x->pattern != y->pattern) return x->pattern < y->pattern ? -1 : 1;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  if (x->last != y->last) return x->last < y->last ? -1 : 1;
  return (x->begin > y->begin) - (x->begin < y->begin);
}

/* The leaves of a phrase; *count is how many. */
static bry__leaf *leaves_of(const scope *s, int32_t pattern, int64_t *count) {
  bry__reader *r = s->reader;
  int64_t low = 0, high = r->leaf_count;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (r->leaves[middle].pattern < pattern)
      low = middle + 1;
    else
      high = middle;
  }
  for (*count = 0; low + *count < r->leaf_count && r->leaves[low + *count].pattern == pattern;)
    ++*count;
  return r->leaves + low;
}

static int overlap(const bry__leaf *a, const bry__leaf *b) {
  return a->first <= b->last && b->first <= a->last;
}

static int are_near(const bry__leaf *a, const bry__leaf *b, int32_t distance) {
  return a->last < b->first ? b->first - a->last <= distance : a->first - b->last <= distance;
}

/* Whether leaves of two phrases stand near each other; marks those of the first that do. Both come in the order of the text:
 * what lies too far before one lies too far before the next, so each is looked at about once. */
static int pair_phrases(const scope *s, int32_t one, int32_t other, int32_t distance, int mark) {
  int64_t count, others;
  int found = 0;
  bry__leaf *a = leaves_of(s, one, &count), *b = leaves_of(s, other, &others);
  for (int64_t i = 0, from = 0; i < count; i++) {
    while (from < others && b[from].last < a[i].first && a[i].first - b[from].last > distance)
      from++;
    int64_t at = from;
    while (at < others && overlap(&a[i], &b[at])) /* "tid NEAR tid": no word is near itself */
      at++;
    if (at == others || !are_near(&a[i], &b[at], distance)) continue;
    found = 1;
    if (mark) a[i].used = 1;
  }
  return found;
}

/* Each phrase of one side with each of the other; sides are phrases or several to choose from. */
static int pair_sides(const scope *s, int32_t one, int32_t other, int32_t distance, int mark) {
  const bry__expression_node *a = node_at(s, one), *b = node_at(s, other);
  if (a->op == BRY__TERM_OR)
    return pair_sides(s, a->left, other, distance, mark) | pair_sides(s, a->right, other, distance, mark);
  if (b->op == BRY__TERM_OR)
    return pair_sides(s, one, b->left, distance, mark) | pair_sides(s, one, b->right, distance, mark);
  return pair_phrases(s, a->pattern, b->pattern, distance, mark);
}

static int holds(const scope *s, int32_t node) {
  const bry__expression_node *n = node_at(s, node);
  int64_t count = 0;
  switch (n->op) {
  case BRY__TERM_PHRASE:
    leaves_of(s, n->pattern, &count);
    return count > 0;
  case BRY__TERM_AND:
    return holds(s, n->left) && holds(s, n->right);
  case BRY__TERM_OR:
    return holds(s, n->left) || holds(s, n->right);
  case BRY__TERM_NOT:
    return !holds(s, n->left);
  case BRY__TERM_NEAR:
    return pair_sides(s, n->left, n->right, n->distance, 0);
  }
  return 0;
}

/* Marks the leaves that a node which holds rests on. */
static void mark_used(const scope *s, int32_t node) {
  const bry__expression_node *n = node_at(s, node);
  if (n->op == BRY__TERM_NOT || !holds(s, node)) return;
  if (n->op == BRY__TERM_NEAR) {
    pair_sides(s, n->left, n->right, n->distance, 1);
    pair_sides(s, n->right, n->left, n->distance, 1);
  } else if (n->op == BRY__TERM_PHRASE) {
    int64_t count;
    bry__leaf *leaves = leaves_of(s, n->pattern, &count);
    for (int64_t i = 0; i < count; i++)
      leaves[i].used = 1;
  } else {
    mark_used(s, n->left);
    mark_used(s, n->right);
  }
}

/* The leaves of one expression, whose patterns are numbered on end, become hits of the pattern that stands for it. */
static int resolve(bry__reader *r, int64_t from, int64_t end, int32_t number) {
  scope s = {r, &r->matcher->expressions[number]};
  const bry__pattern *own = &r->matcher->patterns[s.expression->pattern];
  if (holds(&s, s.expression->root)) mark_used(&s, s.expression->root);
  for (int64_t i = from; i < end; i++) {
    const bry__leaf *leaf = &r->leaves[i];
    bry__hit hit = {leaf->begin, leaf->end, own->theme, own->weight, s.expression->pattern, leaf->negated};
    if (leaf->used && bry__reader_add_hit(r, &hit) != 0) return -1;
  }
  return 0;
}

int bry__reader_resolve(bry__reader *r) {
  qsort(r->leaves, (size_t)r->leaf_count, sizeof *r->leaves, by_pattern);
  for (int64_t from = 0, end; from < r->leaf_count; from = end) {
    int32_t number = r->matcher->patterns[r->leaves[from].pattern].expression;
    for (end = from; end < r->leaf_count && r->matcher->patterns[r->leaves[end].pattern].expression == number;
         end++) {
    }
    if (resolve(r, from, end, number) != 0) return -1;
  }
  return 0;
}
