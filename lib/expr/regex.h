/* Regular expressions with JavaScript's meaning, for the validators of a questionnaire: ECMA-262 (2023) with its Annex B,
 * without flags or with `i`, over UTF-16 units, as `new RegExp(text, flags).test(answer)` has it.
 *
 * Only what a finite automaton can do is taken, so that no text is slow: back-references and look-around are refused. A
 * pattern is compiled once, is immutable, and may be tested by several threads. */
#ifndef BRY_EXPR_REGEX_H
#define BRY_EXPR_REGEX_H

#include <stddef.h>
#include <stdint.h>

typedef struct bry__regex bry__regex;

enum {
  BRY__REGEX_UNITS_MAX = 2000, /* of the pattern */
  BRY__REGEX_SIZE_MAX = 2000,  /* instructions, once counted repetitions are written out */
  BRY__REGEX_DEPTH_MAX = 100   /* of groups */
};

/* Why a pattern is not taken. */
typedef enum bry__regex_fault {
  BRY__REGEX_OK,
  BRY__REGEX_NO_MEMORY,
  BRY__REGEX_SYNTAX,        /* JavaScript refuses it as well */
  BRY__REGEX_BACKREFERENCE, /* the rest JavaScript would take: \1, \k<name> */
  BRY__REGEX_LOOKAROUND,    /* (?=, (?!, (?<=, (?<! */
  BRY__REGEX_GROUP_NAME,    /* letters past U+024F and escapes in a group's name */
  BRY__REGEX_LONG,          /* over BRY__REGEX_UNITS_MAX */
  BRY__REGEX_LARGE,         /* over BRY__REGEX_SIZE_MAX, mostly by a count in braces */
  BRY__REGEX_DEEP           /* over BRY__REGEX_DEPTH_MAX */
} bry__regex_fault;

/* `text` is valid UTF-8, copied. On a fault *out is NULL, and *at tells where in the pattern, in UTF-16 units from 0. */
bry__regex_fault bry__regex_parse(const char *text, size_t size, int ignore_case, bry__regex **out, int64_t *at);
void bry__regex_free(bry__regex *regex);

/* Whether it matches anywhere in the text, which is valid UTF-8. Allocates nothing. The steps taken, at most
 * (length in UTF-16 units + 1) * (2 * bry__regex_size() + 1), are added to *steps, which may be NULL. */
int bry__regex_test(const bry__regex *regex, const char *text, size_t size, int64_t *steps);

const char *bry__regex_source(const bry__regex *regex);
int bry__regex_ignores_case(const bry__regex *regex);
int32_t bry__regex_size(const bry__regex *regex); /* instructions */
/* Whether the pattern means the same to JavaScript with the flag `u`, and to Python, PCRE and RE2 or a little more (a
 * digit of any script, a line end at the end): ASCII characters, positive classes, \d, groups, ^ and $. */
int bry__regex_is_portable(const bry__regex *regex);

#endif
