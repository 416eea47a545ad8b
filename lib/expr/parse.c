/* The grammar, which is survey-core's: a parsing expression grammar, so that a word operator needs no space behind it
 * ("a orb" is "a or b"), a closing parenthesis may be missing, and what was read stays read. */
#include "expr/code.h"

#include "core/mem.h"
#include "core/utf8.h"

#include <string.h>

typedef struct parser {
  bry__expr *expr;
  bry__expr_budget *budget;
  const char *text;
  size_t size, at;
  size_t furthest; /* where it got stuck, for the message */
  int depth;
  bry_status status; /* of what ends the parse at once: memory, limits */
  const char *problem;
  size_t null_at, function_at, function_size; /* the first of each that can't be taken; SIZE_MAX: none */
} parser;

static int parse_expression(parser *p);

static int stop(parser *p, bry_status status, const char *problem) {
  if (p->status == BRY_OK) {
    p->status = status;
    p->problem = problem;
  }
  return 0;
}

/* --- operations ------------------------------------------------------------------------------------------------- */

static bry__expr_op *push(parser *p, bry__expr_kind kind) {
  bry__expr *e = p->expr;
  if (p->status != BRY_OK) return NULL;
  if (p->budget->nodes == 0) {
    stop(p, BRY_ELIMIT, "the expression is too long");
    return NULL;
  }
  if (bry__grow((void **)&e->ops, &e->op_capacity, e->op_count + 1, sizeof *e->ops) != 0) {
    stop(p, BRY_ENOMEM, NULL);
    return NULL;
  }
  p->budget->nodes--;
  bry__expr_op *op = &e->ops[e->op_count];
  *op = (bry__expr_op){.kind = kind, .begin = (uint32_t)e->op_count};
  e->op_count++;
  return op;
}

static int push_constant(parser *p, bry__js value, int quoted) {
  bry__expr_op *op = push(p, BRY__EXPR_CONST);
  if (!op) return 0;
  op->as.constant = value;
  op->quoted = quoted;
  return 1;
}

static int push_operator(parser *p, bry__expr_kind kind, int what, size_t begin) {
  bry__expr_op *op = push(p, kind);
  if (!op) return 0;
  op->what = what;
  op->begin = (uint32_t)begin;
  return 1;
}

/* The last operand is the word null, which survey-core can't evaluate here. */
static void note_null(parser *p) {
  if (p->expr->ops[p->expr->op_count - 1].kind == BRY__EXPR_NOTHING && p->null_at == SIZE_MAX) p->null_at = p->at;
}

static void go_back(parser *p, size_t at, size_t op_count) {
  p->at = at;
  p->expr->op_count = op_count;
}

/* --- characters ------------------------------------------------------------------------------------------------- */

static void skip_space(parser *p) {
  while (p->at < p->size && strchr(" \t\n\r", p->text[p->at]) && p->text[p->at])
    p->at++;
}

static int peek(const parser *p) {
  return p->at < p->size ? (unsigned char)p->text[p->at] : -1;
}

static int take_char(parser *p, char c) {
  if (p->at > p->furthest) p->furthest = p->at;
  if (peek(p) != (unsigned char)c) return 0;
  p->at++;
  return 1;
}

static int take_exact(parser *p, const char *word) {
  size_t size = strlen(word);
  if (p->at > p->furthest) p->furthest = p->at;
  if (p->size - p->at < size || memcmp(p->text + p->at, word, size) != 0) return 0;
  p->at += size;
  return 1;
}

/* A word whatever its case; what follows is not looked at. */
static int take_word(parser *p, const char *lower) {
  size_t size = strlen(lower);
  if (p->at > p->furthest) p->furthest = p->at;
  if (p->size - p->at < size) return 0;
  bry__js here = bry__js_string(p->text + p->at, size);
  if (!bry__js_is_word(&here, lower)) return 0;
  p->at += size;
  return 1;
}

static int is_digit(int c) {
  return c >= '0' && c <= '9';
}

static int is_letter(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t take_digits(parser *p) {
  size_t begin = p->at;
  while (is_digit(peek(p)))
    p->at++;
  return p->at - begin;
}

/* A letter, then letters and digits. */
static size_t take_letters(parser *p) {
  size_t begin = p->at;
  if (!is_letter(peek(p))) return 0;
  while (is_letter(peek(p)) || is_digit(peek(p)))
    p->at++;
  return p->at - begin;
}

/* --- constants -------------------------------------------------------------------------------------------------- */

static int parse_hex(parser *p) {
  size_t begin = p->at;
  if (!take_exact(p, "0x")) return 0;
  if (take_digits(p)) return push_constant(p, bry__js_number(bry__js_parse_int(p->text + begin, p->at - begin)), 0);
  p->at = begin;
  return 0;
}

/* Digits with a point and digits behind it, or digits that do not begin with 0, or 0. */
static size_t take_number(parser *p) {
  size_t begin = p->at, whole = take_digits(p);
  if (!whole) return 0;
  size_t point = p->at;
  if (take_char(p, '.') && take_digits(p)) return p->at - begin;
  p->at = p->text[begin] == '0' ? begin + 1 : point;
  return p->at - begin;
}

static int parse_number(parser *p) {
  size_t begin = p->at;
  int minus = take_char(p, '-');
  size_t from = p->at, size = take_number(p);
  if (size) {
    double value = bry__js_parse_float(p->text + from, size);
    return push_constant(p, bry__js_number(minus ? -value : value), 0);
  }
  p->at = begin;
  return 0;
}

/* What stands in quotes. Either quote, escaped, may stand in it; a bare one of either kind ends it, and is then the
 * wrong one or the end. */
static int parse_quoted(parser *p) {
  size_t begin = p->at, size = 0;
  int quote = peek(p);
  if (quote != '\'' && quote != '"') return 0;
  p->at++;
  if (peek(p) == quote) {
    p->at++;
    return push_constant(p, bry__js_string("", 0), 0);
  }
  size_t end = p->at;
  while (end < p->size && p->text[end] != '\'' && p->text[end] != '"')
    end += p->text[end] == '\\' && end + 1 < p->size && (p->text[end + 1] == '\'' || p->text[end + 1] == '"') ? 2 : 1;
  if (end > p->furthest) p->furthest = end;
  if (end == p->size || p->text[end] != quote || end == p->at) {
    p->at = begin;
    return 0;
  }
  char *text = bry__arena_alloc(&p->expr->arena, end - p->at);
  if (!text) return stop(p, BRY_ENOMEM, NULL);
  for (; p->at < end; p->at++) {
    char next = p->text[p->at + 1];
    if (p->text[p->at] == '\\' && (next == '\'' || next == '"') && p->at + 1 < end) p->at++;
    text[size++] = p->text[p->at];
  }
  p->at++;
  return push_constant(p, bry__js_string(text, size), 1);
}

static int parse_letters(parser *p) {
  size_t begin = p->at, size = take_letters(p);
  if (!size) return 0;
  char *text = bry__arena_alloc(&p->expr->arena, size);
  if (!text) return stop(p, BRY_ENOMEM, NULL);
  memcpy(text, p->text + begin, size);
  return push_constant(p, bry__js_string(text, size), 0);
}

static int parse_constant(parser *p) {
  if (take_word(p, "true")) return push_constant(p, bry__js_bool(1), 0);
  if (take_word(p, "false")) return push_constant(p, bry__js_bool(0), 0);
  return parse_hex(p) || parse_number(p) || parse_letters(p) || parse_quoted(p);
}

/* --- operands --------------------------------------------------------------------------------------------------- */

static int parse_name(parser *p) {
  size_t begin = p->at;
  if (!take_char(p, '{')) return 0;
  size_t from = p->at;
  while (p->at < p->size && p->text[p->at] != '{' && p->text[p->at] != '}')
    p->at++;
  size_t size = p->at - from;
  if (size == 0 || !take_char(p, '}')) {
    p->at = begin;
    return 0;
  }
  int is_plain = size > 1 && p->text[from] == '#'; /* it does not belong to the name */
  from += (size_t)is_plain;
  int64_t number = bry__expr_name_add(p->expr, p->text + from, size - (size_t)is_plain, is_plain);
  if (number < 0) return stop(p, BRY_ENOMEM, NULL);
  bry__expr_op *op = push(p, BRY__EXPR_NAME);
  if (op) op->as.name = (uint32_t)number;
  return op != NULL;
}

static int parse_atom(parser *p) {
  size_t begin = p->at, op_count = p->expr->op_count;
  skip_space(p);
  if (take_exact(p, "undefined") || take_exact(p, "null")) return push(p, BRY__EXPR_NOTHING) != NULL;
  if (parse_constant(p) || parse_name(p)) return 1;
  go_back(p, begin, op_count);
  return 0;
}

/* Expressions with commas between them. Nothing before the first comma drops the rest, as in survey-core. Never
 * fails; returns how many there are. */
static uint32_t parse_sequence(parser *p) {
  size_t first = p->expr->op_count;
  uint32_t count = 0;
  int drop = !parse_expression(p) || p->expr->ops[p->expr->op_count - 1].kind == BRY__EXPR_NOTHING;
  do {
    count++;
    size_t back = p->at, op_count = p->expr->op_count;
    skip_space(p);
    if (!take_char(p, ',') || !parse_expression(p)) {
      go_back(p, back, op_count);
      break;
    }
    if (!drop) note_null(p);
  } while (p->status == BRY_OK);
  if (!drop) return count;
  p->expr->op_count = first;
  return 0;
}

static int push_list(parser *p, bry__expr_kind kind, int what, uint32_t count, size_t begin) {
  if (!push_operator(p, kind, what, begin)) return 0;
  p->expr->ops[p->expr->op_count - 1].count = count;
  return 1;
}

static int parse_call(parser *p) {
  size_t begin = p->at, op_count = p->expr->op_count, size = take_letters(p);
  if (!size || !take_char(p, '(')) {
    p->at = begin;
    return 0;
  }
  int function = bry__function_find(p->text + begin, size);
  if (function < 0 && p->function_at == SIZE_MAX) {
    p->function_at = begin;
    p->function_size = size;
  }
  uint32_t count = parse_sequence(p);
  (void)take_char(p, ')');
  if (function >= 0 && bry__functions[function].needs_clock) p->expr->needs_clock = 1;
  return push_list(p, BRY__EXPR_CALL, function, count, op_count);
}

static int parse_array(parser *p) {
  size_t begin = p->at, op_count = p->expr->op_count;
  if (!take_char(p, '[')) return 0;
  uint32_t count = parse_sequence(p);
  if (take_char(p, ']')) return push_list(p, BRY__EXPR_ARRAY, 0, count, op_count);
  go_back(p, begin, op_count);
  return 0;
}

static int parse_factor(parser *p);

static int parse_negation(parser *p) {
  size_t begin = p->at, op_count = p->expr->op_count;
  if (!take_char(p, '!') && !take_word(p, "negate")) return 0;
  skip_space(p);
  if (parse_factor(p)) {
    note_null(p);
    return push_operator(p, BRY__EXPR_UNARY, BRY__OP_NEGATE, op_count);
  }
  go_back(p, begin, op_count);
  return 0;
}

/* An atom, and perhaps "empty" or "notempty" behind it. */
static int parse_plain(parser *p) {
  size_t op_count = p->expr->op_count;
  if (!parse_atom(p)) return 0;
  size_t back = p->at;
  skip_space(p);
  int what = take_word(p, "empty") ? BRY__OP_EMPTY : take_word(p, "notempty") ? BRY__OP_NOT_EMPTY : -1;
  if (what < 0) {
    p->at = back;
    return 1;
  }
  note_null(p);
  return push_operator(p, BRY__EXPR_UNARY, what, op_count);
}

static int parse_parentheses(parser *p) {
  size_t begin = p->at;
  if (!take_char(p, '(')) return 0;
  if (!parse_expression(p)) {
    p->at = begin;
    return 0;
  }
  (void)take_char(p, ')');
  return 1;
}

static int parse_factor(parser *p) {
  if (p->status != BRY_OK) return 0;
  if (++p->depth > BRY__EXPR_DEPTH_MAX) return stop(p, BRY_ELIMIT, "the expression is nested too deeply");
  int parsed = parse_parentheses(p) || parse_call(p) || parse_negation(p) || parse_plain(p) || parse_array(p);
  p->depth--;
  return parsed && p->status == BRY_OK;
}

/* --- binary operators ------------------------------------------------------------------------------------------- */

typedef struct sign {
  const char *text;
  int what;
} sign;

enum { LEVEL_COUNT = 7, LEVEL_SIGNS = 12 };

/* From the loosest to the tightest; within one, the first that fits is taken. All are left-associative, powers
 * too. */
static const sign levels[LEVEL_COUNT][LEVEL_SIGNS] = {
    {{"||", BRY__OP_OR}, {"or", BRY__OP_OR}},
    {{"&&", BRY__OP_AND}, {"and", BRY__OP_AND}},
    {{"<=", BRY__OP_LESS_OR_EQUAL},
     {"lessorequal", BRY__OP_LESS_OR_EQUAL},
     {">=", BRY__OP_GREATER_OR_EQUAL},
     {"greaterorequal", BRY__OP_GREATER_OR_EQUAL},
     {"=", BRY__OP_EQUAL},
     {"equal", BRY__OP_EQUAL},
     {"!=", BRY__OP_NOT_EQUAL},
     {"notequal", BRY__OP_NOT_EQUAL},
     {"<", BRY__OP_LESS},
     {"less", BRY__OP_LESS},
     {">", BRY__OP_GREATER},
     {"greater", BRY__OP_GREATER}},
    {{"+", BRY__OP_PLUS}, {"-", BRY__OP_MINUS}},
    {{"*", BRY__OP_MUL}, {"/", BRY__OP_DIV}, {"%", BRY__OP_MOD}},
    {{"^", BRY__OP_POWER}, {"power", BRY__OP_POWER}},
    {{"*=", BRY__OP_CONTAINS},
     {"contains", BRY__OP_CONTAINS},
     {"contain", BRY__OP_CONTAINS},
     {"notcontains", BRY__OP_NOT_CONTAINS},
     {"notcontain", BRY__OP_NOT_CONTAINS},
     {"anyof", BRY__OP_ANY_OF},
     {"allof", BRY__OP_ALL_OF},
     {"noneof", BRY__OP_NONE_OF}},
};

static int take_sign(parser *p, int level) {
  if (level == 2 && take_exact(p, "==")) return BRY__OP_EQUAL;
  for (const sign *s = levels[level]; s < levels[level] + LEVEL_SIGNS && s->text; s++) {
    if (take_word(p, s->text)) return s->what;
  }
  return -1;
}

/* Only the tightest level may lack its right side. */
static int parse_level(parser *p, int level) {
  if (level == LEVEL_COUNT) return parse_factor(p);
  size_t begin = p->expr->op_count;
  if (!parse_level(p, level + 1)) return 0;
  for (;;) {
    size_t back = p->at, op_count = p->expr->op_count;
    skip_space(p);
    int what = take_sign(p, level);
    if (what >= 0) skip_space(p);
    size_t behind = p->at;
    int right = what >= 0 && parse_level(p, level + 1);
    if (p->status != BRY_OK) return 0;
    if (what >= 0 && !right && level == LEVEL_COUNT - 1) {
      go_back(p, behind, op_count);
      right = push(p, BRY__EXPR_NOTHING) != NULL;
    }
    if (!right) {
      go_back(p, back, op_count);
      return p->status == BRY_OK;
    }
    if (!push_operator(p, BRY__EXPR_BINARY, what, begin)) return 0;
  }
}

static int parse_expression(parser *p) {
  size_t back = p->at, op_count = p->expr->op_count;
  skip_space(p);
  if (!parse_level(p, 0)) {
    go_back(p, back, op_count);
    return 0;
  }
  skip_space(p);
  return 1;
}

/* --- the whole -------------------------------------------------------------------------------------------------- */

static bry_status finish(parser *p, int parsed, bry_error **err) {
  if (p->status == BRY_ENOMEM) return bry__enomem(err);
  if (p->status != BRY_OK) return bry__error(err, p->status, "%s; make it shorter or flatter", p->problem);
  if (!parsed || p->at != p->size) {
    return bry__error(err, BRY_EPARSE, "the expression can't be read at character %lld",
                      (long long)bry__utf16_length(p->text, p->furthest) + 1);
  }
  if (p->function_at != SIZE_MAX) {
    return bry__error(err, BRY_ENOTSUPPORTED, "the function %.*s() is not supported", (int)p->function_size,
                      p->text + p->function_at);
  }
  if (p->expr->op_count == 1 && p->expr->ops[0].kind == BRY__EXPR_NOTHING) {
    return bry__error(err, BRY_EPARSE, "an expression can't be null alone");
  }
  if (p->null_at != SIZE_MAX) {
    return bry__error(err, BRY_EREFUSED, "null can't stand in a list, nor before or behind a word such as empty");
  }
  return BRY_OK;
}

bry_status bry__expr_read(bry__expr *expr, bry__expr_budget *budget, const char *text, size_t size, bry_error **err) {
  parser p = {.expr = expr, .budget = budget, .text = text, .size = size, .null_at = SIZE_MAX};
  p.function_at = SIZE_MAX;
  int parsed = parse_expression(&p);
  return finish(&p, parsed, err);
}
