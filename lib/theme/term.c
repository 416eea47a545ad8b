/* Reads terms: recursive descent with a bounded depth, OR binding least, then AND and NOT, then NEAR. */
#include "theme/term.h"

#include "theme/tokens.h"

#include <string.h>

enum { DEPTH_MAX = 16 };

typedef struct parser {
  const char *text;
  size_t size;
  size_t at;
  int depth;
  int negative;
  int failed;
  bry__term *out;
} parser;

static int is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* What is given a meaning by no rule, and is likely to have been meant as one of another program. */
static int is_refused(char c) {
  return c != '\0' && strchr("[]{}|^~\\<>", c) != NULL;
}

static void skip_spaces(parser *p) {
  while (p->at < p->size && is_space(p->text[p->at]))
    p->at++;
}

/* The size of the operator of that name at a place, 0 when it does not stand there as a word of its own. */
static size_t operator_at(const char *text, size_t size, size_t at, const char *name) {
  size_t length = strlen(name), end = at + length;
  if (end > size || memcmp(text + at, name, length) != 0) return 0;
  if (at > 0 && !is_space(text[at - 1]) && text[at - 1] != ')' && text[at - 1] != '"') return 0;
  int ends = end == size || is_space(text[end]) || text[end] == '(' || text[end] == '"';
  return ends || (text[end] == '/' && strcmp(name, "NEAR") == 0) ? length : 0;
}

static int any_operator_at(const char *text, size_t size, size_t at) {
  static const char *const names[] = {"AND", "OR", "NOT", "NEAR"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (operator_at(text, size, at, names[i]) > 0) return 1;
  }
  return 0;
}

int bry__term_is_plain(const char *text, size_t size) {
  for (size_t at = 0; at < size; at++) {
    if (is_refused(text[at]) || strchr("()\"*", text[at]) || any_operator_at(text, size, at)) return 0;
  }
  return 1;
}

static int accept(parser *p, const char *name) {
  skip_spaces(p);
  size_t length = operator_at(p->text, p->size, p->at, name);
  p->at += length;
  return length > 0;
}

static int32_t fail(parser *p) {
  p->failed = 1;
  return 0;
}

static int32_t add(parser *p, bry__term_node node) {
  if (p->failed || p->out->count == BRY__TERM_NODES_MAX) return fail(p);
  node.negative = p->negative;
  p->out->nodes[p->out->count] = node;
  return p->out->count++;
}

/* Whether a phrase has a word; a "*" may stand at the end of a word alone. */
static int is_phrase(const char *text, size_t size, int exact) {
  bry__tokens tokens;
  int words = 0;
  size_t stars = 0;
  bry__tokens_begin(&tokens, text, size);
  while (bry__tokens_next(&tokens)) {
    if (tokens.fold_size > 0) words = 1;
    int is_last = tokens.end + 1 == size || (tokens.end < size && is_space(text[tokens.end + 1]));
    stars += tokens.end < size && text[tokens.end] == '*' && is_last;
  }
  for (size_t i = 0; i < size; i++)
    stars -= text[i] == '*';
  return words && stars == 0 && !(exact && memchr(text, '*', size));
}

static int32_t add_phrase(parser *p, size_t begin, size_t end, int exact) {
  while (end > begin && is_space(p->text[end - 1]))
    end--;
  if (!is_phrase(p->text + begin, end - begin, exact)) return fail(p);
  return add(p, (bry__term_node){.op = BRY__TERM_PHRASE, .exact = exact, .begin = begin, .end = end});
}

static int32_t quoted(parser *p) {
  size_t begin = ++p->at;
  while (p->at < p->size && p->text[p->at] != '"')
    p->at++;
  if (p->at == p->size) return fail(p);
  return add_phrase(p, begin, p->at++, 1);
}

static int32_t phrase(parser *p) {
  size_t begin = p->at;
  while (p->at < p->size && !strchr("()\"", p->text[p->at]) && !any_operator_at(p->text, p->size, p->at)) {
    if (is_refused(p->text[p->at])) return fail(p);
    p->at++;
  }
  return add_phrase(p, begin, p->at, 0);
}

static int32_t either(parser *p);

static int32_t unit(parser *p) {
  skip_spaces(p);
  if (p->at == p->size || p->failed) return fail(p);
  if (p->text[p->at] == '"') return quoted(p);
  if (p->text[p->at] != '(') return phrase(p);
  if (++p->depth > DEPTH_MAX) return fail(p);
  p->at++;
  int32_t inner = either(p);
  skip_spaces(p);
  if (p->at == p->size || p->text[p->at] != ')') return fail(p);
  p->at++;
  p->depth--;
  return inner;
}

/* NEAR and NEAR/7. */
static int32_t distance(parser *p) {
  int32_t value = 0;
  size_t digits = 0;
  if (p->at == p->size || p->text[p->at] != '/') return BRY__NEAR_DEFAULT;
  for (p->at++; p->at < p->size && p->text[p->at] >= '0' && p->text[p->at] <= '9' && digits < 4; p->at++, digits++)
    value = value * 10 + (p->text[p->at] - '0');
  if (digits == 0 || value < 1 || value > BRY__NEAR_MAX) return fail(p);
  return value;
}

/* Beside a NEAR stand phrases, or several to choose from. */
static int has_places(const bry__term *t, int32_t node) {
  const bry__term_node *n = &t->nodes[node];
  if (n->op == BRY__TERM_OR) return has_places(t, n->left) && has_places(t, n->right);
  return n->op == BRY__TERM_PHRASE;
}

static int32_t near(parser *p) {
  int32_t left = unit(p);
  if (p->failed || !accept(p, "NEAR")) return left;
  int32_t words = distance(p), right = unit(p);
  if (p->failed || !has_places(p->out, left) || !has_places(p->out, right)) return fail(p);
  return add(p, (bry__term_node){.op = BRY__TERM_NEAR, .left = left, .right = right, .distance = words});
}

static int32_t negated(parser *p) {
  if (!accept(p, "NOT")) return near(p);
  if (p->negative) return fail(p); /* twice not is nothing that one would write */
  p->negative = 1;
  int32_t left = near(p);
  p->negative = 0;
  return add(p, (bry__term_node){.op = BRY__TERM_NOT, .left = left});
}

static int32_t both(parser *p) {
  int32_t left = negated(p);
  for (;;) {
    skip_spaces(p);
    int more = accept(p, "AND") || operator_at(p->text, p->size, p->at, "NOT") > 0;
    if (p->failed || !more) return left;
    int32_t right = negated(p);
    left = add(p, (bry__term_node){.op = BRY__TERM_AND, .left = left, .right = right});
  }
}

static int32_t either(parser *p) {
  int32_t left = both(p);
  while (!p->failed && accept(p, "OR")) {
    int32_t right = both(p);
    left = add(p, (bry__term_node){.op = BRY__TERM_OR, .left = left, .right = right});
  }
  return left;
}

/* 1 when something must be there for the node to hold. */
static int finds(const bry__term *t, int32_t node) {
  const bry__term_node *n = &t->nodes[node];
  if (n->op == BRY__TERM_AND) return finds(t, n->left) || finds(t, n->right);
  if (n->op == BRY__TERM_OR) return finds(t, n->left) && finds(t, n->right);
  return n->op != BRY__TERM_NOT;
}

int bry__term_parse(const char *text, size_t size, bry__term *out) {
  parser p = {.text = text, .size = size, .out = out};
  out->count = 0;
  out->root = either(&p);
  skip_spaces(&p);
  if (p.failed || p.at < size) return -1;
  return finds(out, out->root) ? 0 : -1;
}
