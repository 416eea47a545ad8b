/* The program of a pattern, and running it: all threads at once over the text, each instruction at most once at each
 * place (K. Thompson, Regular Expression Search Algorithm, 1968). As only "does it match" is asked, captures and the
 * order of preference do not matter, nor whether a repetition is greedy. */
#include "expr/regex_code.h"

#include "core/mem.h"
#include "core/utf8.h"

#include <string.h>

/* --- compiling ------------------------------------------------------------------------------------------------------ */

static bry__regex_instruction *emit(bry__regex *regex, bry__regex_op op) {
  bry__regex_instruction *made = &regex->code[regex->size++];
  *made = (bry__regex_instruction){.op = (uint8_t)op};
  return made;
}

static void emit_node(bry__regex *regex, const bry__regex_node *node);

/* Each alternative but the last: a split past it, and a jump to the end. The jumps are strung together until the end is
 * known. */
static void emit_choice(bry__regex *regex, const bry__regex_node *node) {
  uint16_t open = 0; /* the last jump, from 1 */
  for (const bry__regex_node *part = node->first; part; part = part->next) {
    if (!part->next) {
      emit_node(regex, part);
      break;
    }
    bry__regex_instruction *split = emit(regex, BRY__REGEX_SPLIT);
    emit_node(regex, part);
    emit(regex, BRY__REGEX_JUMP)->to = open;
    open = (uint16_t)regex->size;
    split->to = open;
  }
  while (open > 0) {
    bry__regex_instruction *jump = &regex->code[open - 1];
    open = jump->to;
    jump->to = (uint16_t)regex->size;
  }
}

static void emit_endless(bry__regex *regex, const bry__regex_node *node) {
  int32_t begin = regex->size;
  if (node->least == 0) {
    bry__regex_instruction *split = emit(regex, BRY__REGEX_SPLIT);
    emit_node(regex, node->first);
    emit(regex, BRY__REGEX_JUMP)->to = (uint16_t)begin;
    split->to = (uint16_t)regex->size;
    return;
  }
  for (int32_t i = 0; i < node->least; i++) {
    begin = regex->size;
    emit_node(regex, node->first);
  }
  emit(regex, BRY__REGEX_SPLIT)->to = (uint16_t)begin;
}

static void emit_repeat(bry__regex *regex, const bry__regex_node *node) {
  if (node->most == BRY__REGEX_NO_LIMIT) {
    emit_endless(regex, node);
    return;
  }
  int32_t end = regex->size + (int32_t)node->size;
  for (int32_t i = 0; i < node->most; i++) {
    if (i >= node->least) emit(regex, BRY__REGEX_SPLIT)->to = (uint16_t)end;
    emit_node(regex, node->first);
  }
}

/* As deep as groups are nested. What has no size is not in the tree but as an empty sequence. */
static void emit_node(bry__regex *regex, const bry__regex_node *node) {
  bry__regex_instruction *made;
  if (node->size == 0) return;
  switch (node->op) {
  case BRY__REGEX_SEQUENCE:
    for (const bry__regex_node *part = node->first; part; part = part->next)
      emit_node(regex, part);
    break;
  case BRY__REGEX_CHOICE:
    emit_choice(regex, node);
    break;
  case BRY__REGEX_REPEAT:
    emit_repeat(regex, node);
    break;
  case BRY__REGEX_UNIT:
  case BRY__REGEX_SET:
  case BRY__REGEX_START:
  case BRY__REGEX_END:
  case BRY__REGEX_BORDER:
  case BRY__REGEX_NO_BORDER:
  case BRY__REGEX_SPLIT:
  case BRY__REGEX_JUMP:
  case BRY__REGEX_MATCH:
  default:
    made = emit(regex, node->op);
    made->unit = regex->ignore_case ? bry__regex_canonical(node->unit) : node->unit;
    made->set = node->set;
    break;
  }
}

/* --- running -------------------------------------------------------------------------------------------------------- */

enum { END_OF_TEXT = -1 };

typedef struct text_reader {
  const char *text;
  size_t size, at;
  int32_t low; /* the second unit of a pair whose first was given; 0: none */
} text_reader;

static int32_t next_unit(text_reader *r) {
  if (r->low) {
    int32_t low = r->low;
    r->low = 0;
    return low;
  }
  if (r->at == r->size) return END_OF_TEXT;
  uint32_t point = bry__utf8_next(r->text, r->size, &r->at);
  if (point < 0x10000) return (int32_t)point;
  r->low = (int32_t)(0xDC00 + ((point - 0x10000) & 0x3FF));
  return (int32_t)(0xD800 + ((point - 0x10000) >> 10));
}

typedef struct run {
  const bry__regex *regex;
  int32_t before, after; /* the units around the place, or END_OF_TEXT */
  uint32_t place;        /* from 1 */
  int64_t steps;
  int matched;
  int32_t count;                         /* of threads */
  uint16_t threads[BRY__REGEX_SIZE_MAX]; /* the instructions that wait for a unit at this place */
  uint16_t waiting[BRY__REGEX_SIZE_MAX]; /* those that are still to be gone through */
  uint32_t seen[BRY__REGEX_SIZE_MAX];    /* the place at which an instruction was last reached */
} run;

static int holds(const run *r, int op) {
  switch (op) {
  case BRY__REGEX_START:
    return r->before == END_OF_TEXT;
  case BRY__REGEX_END:
    return r->after == END_OF_TEXT;
  case BRY__REGEX_BORDER:
    return bry__regex_is_word(r->before) != bry__regex_is_word(r->after);
  default:
    return bry__regex_is_word(r->before) == bry__regex_is_word(r->after);
  }
}

static int32_t reach(run *r, int32_t waiting, uint16_t at) {
  if (r->seen[at] == r->place) return waiting;
  r->seen[at] = r->place;
  r->waiting[waiting] = at;
  return waiting + 1;
}

/* Goes on from an instruction to all that can be reached without taking a unit. */
static void follow(run *r, uint16_t from) {
  int32_t waiting = reach(r, 0, from);
  while (waiting > 0 && !r->matched) {
    uint16_t at = r->waiting[--waiting];
    const bry__regex_instruction *now = &r->regex->code[at];
    r->steps++;
    switch (now->op) {
    case BRY__REGEX_UNIT:
    case BRY__REGEX_SET:
      r->threads[r->count++] = at;
      break;
    case BRY__REGEX_MATCH:
      r->matched = 1;
      break;
    case BRY__REGEX_JUMP:
      waiting = reach(r, waiting, now->to);
      break;
    case BRY__REGEX_SPLIT:
      waiting = reach(r, waiting, now->to);
      waiting = reach(r, waiting, (uint16_t)(at + 1));
      break;
    default:
      if (holds(r, now->op)) waiting = reach(r, waiting, (uint16_t)(at + 1));
      break;
    }
  }
}

/* Every thread takes the unit before the place, or ends. The threads that go on overwrite the list they come from, so
 * that they are gathered in `threads` only once it was read. */
static void advance(run *r, uint16_t *old) {
  uint16_t unit = (uint16_t)r->before;
  if (r->regex->ignore_case) unit = bry__regex_canonical(unit);
  int32_t count = r->count;
  memcpy(old, r->threads, (size_t)count * sizeof *old);
  r->count = 0;
  r->steps += count;
  for (int32_t i = 0; i < count && !r->matched; i++) {
    const bry__regex_instruction *now = &r->regex->code[old[i]];
    int takes = now->op == BRY__REGEX_UNIT ? now->unit == unit : bry__regex_set_has(now->set, unit);
    if (takes) follow(r, (uint16_t)(old[i] + 1));
  }
}

/* Only as much of the arrays is set as the program is long. */
static void begin_run(run *r, const bry__regex *regex, int32_t before, int32_t after) {
  r->regex = regex;
  r->before = before;
  r->after = after;
  r->place = 1;
  r->steps = 0;
  r->matched = 0;
  r->count = 0;
  memset(r->seen, 0, (size_t)regex->size * sizeof *r->seen);
}

int bry__regex_test(const bry__regex *regex, const char *text, size_t size, int64_t *steps) {
  uint16_t old[BRY__REGEX_SIZE_MAX];
  text_reader reader = {.text = text, .size = size};
  run r;
  begin_run(&r, regex, END_OF_TEXT, next_unit(&reader));
  follow(&r, 0);
  while (!r.matched && r.after != END_OF_TEXT && (r.count > 0 || !regex->anchored)) {
    r.before = r.after;
    r.after = next_unit(&reader);
    r.place++;
    r.steps++;
    advance(&r, old);
    if (!regex->anchored && !r.matched) follow(&r, 0);
  }
  if (steps) *steps += r.steps;
  return r.matched;
}

/* --- the whole ------------------------------------------------------------------------------------------------------ */

/* Whether every way into the program passes ^ before it takes or matches anything. The other assertions are taken to
 * hold: only that some place in a text might let a thread through counts. */
static int is_anchored(const bry__regex *regex) {
  run r;
  begin_run(&r, regex, '-', 'a');
  follow(&r, 0);
  if (r.matched || r.count > 0) return 0;
  for (int32_t i = 0; i < regex->size; i++) {
    int op = regex->code[i].op;
    if (r.seen[i] == r.place && (op == BRY__REGEX_END || op == BRY__REGEX_NO_BORDER)) return 0;
  }
  return 1;
}

static bry__regex_fault compile(bry__regex *regex, const bry__regex_node *tree) {
  if (tree->size + 1 > BRY__REGEX_SIZE_MAX) return BRY__REGEX_LARGE;
  regex->code = bry__arena_array(&regex->arena, (size_t)tree->size + 1, sizeof *regex->code);
  if (!regex->code) return BRY__REGEX_NO_MEMORY;
  emit_node(regex, tree);
  emit(regex, BRY__REGEX_MATCH);
  regex->anchored = is_anchored(regex);
  return BRY__REGEX_OK;
}

static bry__regex_fault keep_source(bry__regex *regex, const char *text, size_t size) {
  regex->source = bry__arena_alloc(&regex->arena, size + 1);
  if (!regex->source) return BRY__REGEX_NO_MEMORY;
  memcpy(regex->source, text, size);
  regex->source[size] = '\0';
  return BRY__REGEX_OK;
}

bry__regex_fault bry__regex_parse(const char *text, size_t size, int ignore_case, bry__regex **out, int64_t *at) {
  bry__arena arena = {0};
  bry__regex_node *tree = NULL;
  *out = NULL;
  *at = 0;
  bry__regex *regex = bry__alloc_zero(1, sizeof *regex);
  if (!regex) return BRY__REGEX_NO_MEMORY;
  regex->ignore_case = ignore_case;
  bry__regex_fault fault = bry__regex_read(regex, &arena, text, size, &tree, at);
  if (fault == BRY__REGEX_OK) fault = keep_source(regex, text, size);
  if (fault == BRY__REGEX_OK) fault = compile(regex, tree);
  bry__arena_free(&arena);
  if (fault == BRY__REGEX_OK) {
    *out = regex;
  } else {
    bry__regex_free(regex);
  }
  return fault;
}

void bry__regex_free(bry__regex *regex) {
  if (!regex) return;
  bry__arena_free(&regex->arena);
  bry__free(regex);
}

const char *bry__regex_source(const bry__regex *regex) {
  return regex->source;
}

int bry__regex_ignores_case(const bry__regex *regex) {
  return regex->ignore_case;
}

int32_t bry__regex_size(const bry__regex *regex) {
  return regex->size;
}

int bry__regex_is_portable(const bry__regex *regex) {
  return regex->portable;
}
