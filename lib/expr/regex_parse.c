/* The grammar of patterns: ECMA-262 (2023), 22.2.1, with Annex B.1.2 and without the flag u. What JavaScript refuses is
 * refused; what it takes and a finite automaton can't do is told apart by its fault. */
#include "expr/regex_code.h"

#include "core/mem.h"

#include <string.h>

enum { END = -1, NAME_COUNT_MAX = BRY__REGEX_UNITS_MAX / 5 };

typedef struct name { /* of a group: a part of the units */
  int32_t begin, size;
} name;

typedef struct parser {
  bry__regex *regex;
  bry__arena *arena;
  const uint16_t *units;
  int32_t size, at;
  int32_t depth;
  int32_t group_count;
  int has_names; /* \k is a reference then */
  name names[NAME_COUNT_MAX];
  int32_t name_count;
  bry__regex_draft draft; /* of the class being read */
  bry__regex_fault fault; /* the first; nothing is read after it */
  int32_t fault_at;
} parser;

static void *fail(parser *p, bry__regex_fault fault, int32_t at) {
  if (p->fault == BRY__REGEX_OK) {
    p->fault = fault;
    p->fault_at = at;
  }
  return NULL;
}

/* --- units ---------------------------------------------------------------------------------------------------------- */

/* The unit `ahead` of the place, or END. */
static int32_t peek(const parser *p, int32_t ahead) {
  return p->at + ahead < p->size ? p->units[p->at + ahead] : END;
}

static int take(parser *p, char c) {
  if (peek(p, 0) != c) return 0;
  p->at++;
  return 1;
}

static int is_digit(int32_t unit) {
  return unit >= '0' && unit <= '9';
}

static int is_octal(int32_t unit) {
  return unit >= '0' && unit <= '7';
}

static int is_letter(int32_t unit) {
  return (unit >= 'A' && unit <= 'Z') || (unit >= 'a' && unit <= 'z');
}

static int hex_value(int32_t unit) {
  if (is_digit(unit)) return unit - '0';
  if (unit >= 'a' && unit <= 'f') return unit - 'a' + 10;
  if (unit >= 'A' && unit <= 'F') return unit - 'A' + 10;
  return -1;
}

static int is_one_of(int32_t unit, const char *list) {
  return unit > 0 && unit < 0x80 && strchr(list, (int)unit) != NULL;
}

static void not_portable(parser *p) {
  p->regex->portable = 0;
}

/* --- the tree ------------------------------------------------------------------------------------------------------- */

static bry__regex_node *make(parser *p, bry__regex_op op) {
  bry__regex_node *node = bry__arena_alloc(p->arena, sizeof *node);
  if (!node) return fail(p, BRY__REGEX_NO_MEMORY, p->at);
  *node = (bry__regex_node){.op = op, .size = 1};
  return node;
}

static bry__regex_node *make_unit(parser *p, uint16_t unit) {
  bry__regex_node *node = make(p, BRY__REGEX_UNIT);
  if (node) node->unit = unit;
  return node;
}

/* The draft as a set, after which the draft is empty. */
static bry__regex_node *make_set(parser *p, int negated) {
  bry__regex_node *node = make(p, BRY__REGEX_SET);
  bry__regex_set *set = node ? bry__arena_alloc(&p->regex->arena, sizeof *set) : NULL;
  if (!set || bry__regex_draft_finish(&p->draft, &p->regex->arena, p->regex->ignore_case, set) != 0) {
    return fail(p, BRY__REGEX_NO_MEMORY, p->at);
  }
  p->draft.count = 0;
  set->negated = negated;
  node->set = set;
  return node;
}

static bry__regex_node *make_class(parser *p, char class) {
  bry__regex_draft_class(&p->draft, class);
  if (class != 'd') not_portable(p);
  return make_set(p, 0);
}

/* Sizes stay bounded: a part is at most as large as what is refused, and so is a count. */
static int64_t bounded(int64_t size) {
  return size > BRY__REGEX_SIZE_MAX ? BRY__REGEX_SIZE_MAX + 1 : size;
}

static int64_t repeated_size(int64_t size, int32_t least, int32_t most) {
  if (size == 0) return 0;
  if (most == BRY__REGEX_NO_LIMIT) return least == 0 ? size + 2 : size * least + 1;
  return size * least + (size + 1) * (most - least);
}

/* Puts a part behind the last of a sequence or choice. */
static void append(bry__regex_node *parent, bry__regex_node **last, bry__regex_node *part, int64_t more) {
  if (*last) {
    (*last)->next = part;
  } else {
    parent->first = part;
  }
  *last = part;
  parent->size = bounded(parent->size + part->size + more);
}

/* --- escapes -------------------------------------------------------------------------------------------------------- */

/* `count` hexadecimal digits at the place, or -1. */
static int32_t take_hex(parser *p, int count) {
  int32_t value = 0;
  for (int i = 0; i < count; i++) {
    int digit = hex_value(peek(p, i));
    if (digit == -1) return -1;
    value = value * 16 + digit;
  }
  p->at += count;
  return value;
}

/* Up to three octal digits, below 256. */
static uint16_t take_octal(parser *p) {
  int32_t value = 0;
  for (int i = 0; i < 3 && is_octal(peek(p, 0)) && value < 32; i++) {
    value = value * 8 + (peek(p, 0) - '0');
    p->at++;
  }
  return (uint16_t)value;
}

static int control_value(int32_t letter) {
  static const char letters[] = "fnrtv", values[] = "\f\n\r\t\v";
  const char *found = letter > 0 && letter < 0x80 ? strchr(letters, (int)letter) : NULL;
  return found ? values[found - letters] : -1;
}

/* What stands behind a backslash, as one unit. An escape that is none is the unit itself. */
static uint16_t take_character_escape(parser *p) {
  int32_t unit = peek(p, 0);
  int32_t control = control_value(unit), hex = -1;
  if (!is_one_of(unit, "^$\\.*+?()[]{}|/") && !is_one_of(unit, "nrt")) not_portable(p);
  if (is_octal(unit)) return take_octal(p);
  p->at++;
  if (control != -1) return (uint16_t)control;
  if (unit == 'x') hex = take_hex(p, 2);
  if (unit == 'u') hex = take_hex(p, 4);
  if (unit == 'k' && p->has_names) fail(p, BRY__REGEX_BACKREFERENCE, p->at - 2);
  return (uint16_t)(hex == -1 ? unit : hex);
}

/* \1 and on: a reference when there are so many groups. The place is at the first digit. */
static int is_reference(const parser *p) {
  int64_t number = 0;
  if (peek(p, 0) == '0') return 0;
  for (int i = 0; is_digit(peek(p, i)); i++) {
    if (number < BRY__REGEX_COUNT_MAX) number = number * 10 + (peek(p, i) - '0');
  }
  return number > 0 && number <= p->group_count;
}

/* --- classes -------------------------------------------------------------------------------------------------------- */

/* \c within a class: a letter, a digit or _ may follow; if not, the backslash stands for itself. */
static uint16_t take_class_control(parser *p) {
  int32_t unit = peek(p, 1);
  if (!is_letter(unit) && !is_digit(unit) && unit != '_') return '\\';
  p->at += 2;
  return (uint16_t)(unit % 32);
}

/* One atom: 1 and its unit; 0 when it is a class such as \d, which was added to the draft. */
static int take_class_atom(parser *p, uint16_t *unit) {
  int32_t begin = p->at;
  if (!take(p, '\\')) {
    *unit = p->units[p->at++];
    if (*unit >= 0x80 || is_one_of(*unit, "^[&|~\\") || *unit < ' ') not_portable(p);
    return 1;
  }
  int32_t next = peek(p, 0);
  if (next == END) {
    fail(p, BRY__REGEX_SYNTAX, begin);
    return 0;
  }
  if (is_one_of(next, "dDsSwW")) {
    if (next != 'd') not_portable(p);
    bry__regex_draft_class(&p->draft, (char)next);
    p->at++;
    return 0;
  }
  if (next == '-') {
    *unit = '-';
    p->at++;
  } else if (next == 'b' || next == 'c') {
    not_portable(p);
    *unit = next == 'b' ? '\b' : take_class_control(p);
    p->at += next == 'b';
  } else {
    *unit = take_character_escape(p);
  }
  return 1;
}

/* a, a-b, or classes with a hyphen between them, which is then one more atom. */
static void take_class_range(parser *p, int32_t class_begin) {
  uint16_t first = 0, last = 0;
  int32_t begin = p->at;
  int is_hyphen = peek(p, 0) == '-';
  int one = take_class_atom(p, &first);
  int is_range = peek(p, 0) == '-' && peek(p, 1) != ']' && peek(p, 1) != END;
  if (is_hyphen && (is_range || (begin != class_begin && peek(p, 0) != ']'))) not_portable(p);
  if (!is_range) {
    if (one) bry__regex_draft_add(&p->draft, first, first);
    return;
  }
  p->at++;
  int other = take_class_atom(p, &last);
  if (one && other) {
    if (first > last) fail(p, BRY__REGEX_SYNTAX, begin);
    bry__regex_draft_add(&p->draft, first, last);
    return;
  }
  not_portable(p);
  bry__regex_draft_add(&p->draft, '-', '-');
  if (one) bry__regex_draft_add(&p->draft, first, first);
  if (other) bry__regex_draft_add(&p->draft, last, last);
}

/* Behind "[". */
static bry__regex_node *take_class(parser *p) {
  int32_t begin = p->at - 1;
  int negated = take(p, '^');
  int32_t first = p->at;
  if (negated || peek(p, 0) == ']') not_portable(p);
  while (p->fault == BRY__REGEX_OK && peek(p, 0) != ']' && peek(p, 0) != END) {
    take_class_range(p, first);
  }
  if (!take(p, ']')) return fail(p, BRY__REGEX_SYNTAX, begin);
  return p->fault == BRY__REGEX_OK ? make_set(p, negated) : NULL;
}

/* --- groups --------------------------------------------------------------------------------------------------------- */

/* Letters that every JavaScript takes in a name; of the many others a list would be needed. */
static int is_name_unit(int32_t unit) {
  return is_letter(unit) || is_digit(unit) || unit == '_' || unit == '$' ||
         (unit >= 0xC0 && unit <= 0x24F && unit != 0xD7 && unit != 0xF7);
}

static int is_known_name(const parser *p, name a) {
  for (int32_t i = 0; i < p->name_count; i++) {
    const name *b = &p->names[i];
    if (a.size == b->size && memcmp(&p->units[a.begin], &p->units[b->begin], (size_t)a.size * sizeof(uint16_t)) == 0)
      return 1;
  }
  return 0;
}

/* Behind "(?<". */
static void take_name(parser *p) {
  name found = {p->at, 0};
  while (is_name_unit(peek(p, 0)))
    p->at++;
  found.size = p->at - found.begin;
  int32_t next = peek(p, 0);
  not_portable(p);
  if (next == '\\' || next > 0x24F || next == 0xAA || next == 0xB5 || next == 0xBA || next == 0xB7) {
    fail(p, BRY__REGEX_GROUP_NAME, p->at);
  } else if (!take(p, '>') || found.size == 0 || is_digit(p->units[found.begin]) || is_known_name(p, found)) {
    fail(p, BRY__REGEX_SYNTAX, found.begin);
  } else {
    p->names[p->name_count++] = found;
  }
}

/* Behind "(": what kind of group it is. */
static void take_group_kind(parser *p) {
  int32_t begin = p->at - 1;
  if (!take(p, '?')) return;
  int is_back = peek(p, 0) == '<' && (peek(p, 1) == '=' || peek(p, 1) == '!');
  if (peek(p, 0) == '=' || peek(p, 0) == '!' || is_back) {
    fail(p, BRY__REGEX_LOOKAROUND, begin);
  } else if (take(p, '<')) {
    take_name(p);
  } else if (!take(p, ':')) {
    fail(p, BRY__REGEX_SYNTAX, begin);
  }
}

static bry__regex_node *take_choice(parser *p);

/* Behind "(". */
static bry__regex_node *take_group(parser *p) {
  int32_t begin = p->at - 1;
  if (p->depth == BRY__REGEX_DEPTH_MAX) return fail(p, BRY__REGEX_DEEP, begin);
  p->depth++;
  take_group_kind(p);
  bry__regex_node *node = p->fault == BRY__REGEX_OK ? take_choice(p) : NULL;
  p->depth--;
  if (node && !take(p, ')')) return fail(p, BRY__REGEX_SYNTAX, begin);
  return node;
}

/* --- atoms ---------------------------------------------------------------------------------------------------------- */

/* Behind a backslash, outside of classes. */
static bry__regex_node *take_escape(parser *p) {
  int32_t begin = p->at - 1;
  int32_t unit = peek(p, 0);
  if (unit == END) return fail(p, BRY__REGEX_SYNTAX, begin);
  if (is_reference(p)) return fail(p, BRY__REGEX_BACKREFERENCE, begin);
  if (is_one_of(unit, "dDsSwW")) {
    p->at++;
    return make_class(p, (char)unit);
  }
  if (unit == 'c') {
    int32_t letter = peek(p, 1);
    not_portable(p);
    if (!is_letter(letter)) return make_unit(p, '\\'); /* which leaves the c to be read next */
    p->at += 2;
    return make_unit(p, (uint16_t)(letter % 32));
  }
  uint16_t character = take_character_escape(p);
  return p->fault == BRY__REGEX_OK ? make_unit(p, character) : NULL;
}

/* The count in braces at the place: its end, or 0 when it is none and the brace stands for itself. */
static int32_t read_count(const parser *p, int32_t *least, int32_t *most) {
  int32_t values[2] = {0, 0}, ahead = 1, digits[2] = {0, 0};
  int part = 0;
  for (; peek(p, ahead) != '}'; ahead++) {
    int32_t unit = peek(p, ahead);
    if (unit == ',' && part == 0 && digits[0] > 0) {
      part = 1;
    } else if (is_digit(unit)) {
      digits[part]++;
      values[part] = values[part] * 10 + (unit - '0');
      if (values[part] > BRY__REGEX_COUNT_MAX) values[part] = BRY__REGEX_COUNT_MAX;
    } else {
      return 0;
    }
  }
  if (digits[0] == 0) return 0;
  *least = values[0];
  *most = part == 0 ? values[0] : digits[1] == 0 ? BRY__REGEX_NO_LIMIT : values[1];
  return p->at + ahead + 1;
}

/* 1 and how often, when a quantifier stands at the place. */
static int take_quantifier(parser *p, int32_t *least, int32_t *most) {
  int32_t unit = peek(p, 0), begin = p->at;
  *least = unit == '+';
  *most = unit == '?' ? 1 : BRY__REGEX_NO_LIMIT;
  if (unit == '{') {
    int32_t end = read_count(p, least, most);
    if (end == 0) return 0;
    p->at = end;
  } else if (is_one_of(unit, "*+?")) {
    p->at++;
  } else {
    return 0;
  }
  if (*least == BRY__REGEX_COUNT_MAX || *most == BRY__REGEX_COUNT_MAX) {
    fail(p, BRY__REGEX_LARGE, begin);
  } else if (*most != BRY__REGEX_NO_LIMIT && *most < *least) {
    fail(p, BRY__REGEX_SYNTAX, begin);
  }
  take(p, '?'); /* lazy or greedy, it finds a match or none */
  return 1;
}

/* ^, $, \b and \B, which can't be repeated; NULL when there is none at the place. */
static bry__regex_node *take_assertion(parser *p) {
  if (take(p, '^')) return make(p, BRY__REGEX_START);
  if (take(p, '$')) return make(p, BRY__REGEX_END);
  if (peek(p, 0) != '\\' || (peek(p, 1) != 'b' && peek(p, 1) != 'B')) return NULL;
  p->at += 2;
  not_portable(p);
  return make(p, p->units[p->at - 1] == 'b' ? BRY__REGEX_BORDER : BRY__REGEX_NO_BORDER);
}

static bry__regex_node *take_atom(parser *p) {
  int32_t unit = p->units[p->at], least, most;
  if (is_one_of(unit, "*+?") || (unit == '{' && read_count(p, &least, &most) != 0)) {
    return fail(p, BRY__REGEX_SYNTAX, p->at); /* nothing to repeat */
  }
  p->at++;
  switch (unit) {
  case '.':
    return make_class(p, '.');
  case '\\':
    return take_escape(p);
  case '[':
    return take_class(p);
  case '(':
    return take_group(p);
  default:
    if (unit < ' ' || unit >= 0x7F || is_one_of(unit, "{}]")) not_portable(p);
    return make_unit(p, (uint16_t)unit);
  }
}

static bry__regex_node *take_term(parser *p) {
  bry__regex_node *part = take_assertion(p);
  int32_t least, most;
  if (part || p->fault != BRY__REGEX_OK) return part;
  part = take_atom(p);
  if (!part || !take_quantifier(p, &least, &most)) return part;
  bry__regex_node *repeat = p->fault == BRY__REGEX_OK ? make(p, BRY__REGEX_REPEAT) : NULL;
  if (!repeat) return NULL;
  repeat->first = part;
  repeat->least = least;
  repeat->most = most;
  repeat->size = bounded(repeated_size(part->size, least, most));
  return repeat;
}

/* Up to "|", ")" or the end. What has no size is left out, so that the tree is not larger than the program. */
static bry__regex_node *take_sequence(parser *p) {
  bry__regex_node *sequence = make(p, BRY__REGEX_SEQUENCE), *last = NULL;
  if (!sequence) return NULL;
  sequence->size = 0;
  while (peek(p, 0) != END && peek(p, 0) != '|' && peek(p, 0) != ')') {
    bry__regex_node *part = take_term(p);
    if (p->fault != BRY__REGEX_OK) return NULL;
    if (part->size > 0) append(sequence, &last, part, 0);
  }
  return sequence;
}

static bry__regex_node *take_choice(parser *p) {
  bry__regex_node *choice = make(p, BRY__REGEX_CHOICE), *last = NULL;
  if (!choice) return NULL;
  choice->size = 0;
  do {
    bry__regex_node *part = take_sequence(p);
    if (!part) return NULL;
    append(choice, &last, part, choice->first ? 2 : 0); /* a split and a jump */
  } while (take(p, '|'));
  return choice;
}

/* --- the whole ------------------------------------------------------------------------------------------------------ */

bry__regex_fault bry__regex_read(bry__regex *regex, bry__arena *arena, const char *text, size_t size,
                                 bry__regex_node **out, int64_t *at) {
  bry__regex_units units = {0};
  regex->portable = !regex->ignore_case;
  bry__regex_fault fault = bry__regex_units_read(arena, text, size, &units);
  *at = fault == BRY__REGEX_LONG ? BRY__REGEX_UNITS_MAX : 0;
  if (fault != BRY__REGEX_OK) return fault;
  parser p = {.regex = regex,
              .arena = arena,
              .units = units.list,
              .size = units.count,
              .group_count = units.group_count,
              .has_names = units.has_names};
  *out = take_choice(&p);
  if (p.fault == BRY__REGEX_OK && p.at < p.size) fail(&p, BRY__REGEX_SYNTAX, p.at); /* a ")" too many */
  *at = p.fault_at;
  bry__free(p.draft.ranges);
  return p.fault;
}
