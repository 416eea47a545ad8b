/* Regular expressions as validators: compiled once, when the questionnaire is read. */
#include "form/parse.h"

#include "expr/regex.h"
#include "form/check.h"
#include "form/property.h"
#include "form/scalar.h"

#include <stdio.h>

static bry__author_fault fault_of(bry__regex_fault fault) {
  switch (fault) {
  case BRY__REGEX_BACKREFERENCE:
    return BRY__FAULT_PATTERN_BACKREFERENCE;
  case BRY__REGEX_LOOKAROUND:
    return BRY__FAULT_PATTERN_LOOKAROUND;
  case BRY__REGEX_GROUP_NAME:
    return BRY__FAULT_PATTERN_NAME;
  case BRY__REGEX_LONG:
    return BRY__FAULT_PATTERN_LONG;
  case BRY__REGEX_LARGE:
    return BRY__FAULT_PATTERN_LARGE;
  case BRY__REGEX_DEEP:
    return BRY__FAULT_PATTERN_DEEP;
  case BRY__REGEX_OK:
  case BRY__REGEX_NO_MEMORY:
  case BRY__REGEX_SYNTAX:
  default:
    return BRY__FAULT_PATTERN_SYNTAX;
  }
}

/* People count characters from 1. */
static void note_fault(bry__parse *p, bry__regex_fault fault, int64_t at) {
  char place[32];
  snprintf(place, sizeof place, "%lld", (long long)at + 1);
  bry__parse_fault_at(p, "regex", fault_of(fault), place);
}

/* The member "regex", compiled; NULL when there is none, an empty one, which survey-core passes over, or a wrong one. */
static bry__regex *read_regex(bry__parse *p, struct json_object *object) {
  struct json_object *value = NULL;
  bry__regex *regex = NULL;
  int64_t at;
  int ignore_case = bry__parse_bool(p, object, "caseInsensitive", "insensitive");
  const char *source = bry__parse_string(p, object, "regex");
  if (!source || !json_object_object_get_ex(object, "regex", &value)) return NULL;
  size_t size = (size_t)json_object_get_string_len(value);
  if (size == 0) return NULL;
  bry__regex_fault fault = bry__regex_parse(source, size, ignore_case, &regex, &at);
  if (fault == BRY__REGEX_NO_MEMORY) {
    p->failed = 1;
  } else if (fault != BRY__REGEX_OK) {
    note_fault(p, fault, at);
  }
  return regex;
}

void bry__parse_pattern(bry__parse *p, struct json_object *object, bry__patterns *patterns, size_t most) {
  bry__parse_properties(p, object, BRY__IN_PATTERN);
  bry__pattern pattern = {.regex = read_regex(p, object)};
  bry__parse_label(p, object, "text", &pattern.text);
  if (pattern.regex && bry__parse_is_strict(object)) {
    if (!patterns->list) patterns->list = bry__parse_alloc(p, most, sizeof *patterns->list);
    if (patterns->list) {
      patterns->list[patterns->count++] = pattern;
      return;
    }
  }
  bry__regex_free(pattern.regex);
  bry__label_clear(&pattern.text);
}

/* Units of the longest answer that is held against a pattern: a text has a limit by then. */
static int64_t longest_answer(bry__input input, int64_t max_length) {
  if (input == BRY__INPUT_DATE) return BRY__DATE_TEXT;
  if (input == BRY__INPUT_NUMBER) return BRY__NUMBER_BYTES_MAX;
  return max_length;
}

void bry__parse_pattern_work(bry__parse *p, const bry__patterns *patterns, bry__input input, int64_t *max_length) {
  double work = 0;
  int is_text = input != BRY__INPUT_NUMBER && input != BRY__INPUT_DATE;
  if (patterns->count == 0) return;
  if (is_text && *max_length == -1) *max_length = BRY__PATTERN_TEXT_MAX;
  for (int32_t i = 0; i < patterns->count; i++) {
    work += (double)bry__regex_size(patterns->list[i].regex);
  }
  work *= (double)longest_answer(input, *max_length);
  p->pattern_work += work;
  if (work > BRY__PATTERN_WORK_MAX || p->pattern_work > BRY__PATTERN_WORK_ALL_MAX) {
    bry__parse_fault(p, BRY__FAULT_PATTERN_LARGE, NULL);
  }
}
