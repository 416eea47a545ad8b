/* What is wrong, in three languages: rule ids and sentences of all findings of this layer. */
#ifndef BRY_FORM_MESSAGES_H
#define BRY_FORM_MESSAGES_H

#include <bry/error.h>

#include "form/model.h"

enum { BRY__FINDINGS_MAX = 1000 };

/* To the author of a questionnaire. {1} is the detail, which may be NULL where a sentence has none. */
typedef enum bry__author_fault {
  BRY__FAULT_TYPE, /* {1}: a JSON type */
  BRY__FAULT_ELEMENTS_MISSING,
  BRY__FAULT_ELEMENTS_TWICE,
  BRY__FAULT_PROPERTY_UNKNOWN, /* {1}: the property, likewise below */
  BRY__FAULT_PROPERTY_UNSUPPORTED,
  BRY__FAULT_PROPERTY_MISPLACED,
  BRY__FAULT_PROPERTY_REPEATED,
  BRY__FAULT_EXPRESSION,
  BRY__FAULT_EXPRESSION_PARSE, /* {1}: what is wrong with it, likewise the next two */
  BRY__FAULT_EXPRESSION_FUNCTION,
  BRY__FAULT_EXPRESSION_REFUSED,
  BRY__FAULT_EXPRESSION_NAME, /* {1}: the name, likewise the next */
  BRY__FAULT_EXPRESSION_AMBIGUOUS,
  BRY__FAULT_EXPRESSION_CYCLE, /* {1}: the names on it */
  BRY__FAULT_ZONE,
  BRY__FAULT_VALIDATOR_UNKNOWN, /* {1}: its type, likewise the next */
  BRY__FAULT_VALIDATOR_MISPLACED,
  BRY__FAULT_PATTERN_SYNTAX, /* {1}: the place in the pattern, from 1, likewise the next three */
  BRY__FAULT_PATTERN_BACKREFERENCE,
  BRY__FAULT_PATTERN_LOOKAROUND,
  BRY__FAULT_PATTERN_NAME,
  BRY__FAULT_PATTERN_LONG,
  BRY__FAULT_PATTERN_LARGE,
  BRY__FAULT_PATTERN_DEEP,
  BRY__FAULT_ITEM_TYPE_MISSING,
  BRY__FAULT_ITEM_TYPE_UNKNOWN, /* {1}: the type */
  BRY__FAULT_INPUT,             /* {1}: the inputType */
  BRY__FAULT_NAME_MISSING,
  BRY__FAULT_NAME_INVALID,
  BRY__FAULT_NAME_DUPLICATE,
  BRY__FAULT_NAME_AMBIGUOUS,
  BRY__FAULT_CHOICES_MISSING,
  BRY__FAULT_ROWS_MISSING,
  BRY__FAULT_PARTS_MISSING,
  BRY__FAULT_VALUE_MISSING,
  BRY__FAULT_VALUE_INVALID,
  BRY__FAULT_VALUE_DUPLICATE,
  BRY__FAULT_LABEL_DEFAULT,
  BRY__FAULT_PIPING,
  BRY__FAULT_PIPING_ROW,
  BRY__FAULT_RANGE,
  BRY__FAULT_DATE,
  BRY__FAULT_NUMBER,
  BRY__FAULT_LIMIT,    /* {1}: how many there may be */
  BRY__FAULT_DEPTH,    /* {1}: likewise */
  BRY__FAULT_UNROLLED, /* {1}: how many questions there may be */
  BRY__FAULT_NESTED,
  BRY__FAULT_COLUMNS_MISSING,
  BRY__FAULT_TEMPLATE_MISSING,
  BRY__FAULT_KEY_UNKNOWN, /* {1}: the name */
} bry__author_fault;

/* To the respondent. {1} is a number or a date. */
typedef enum bry__answer_fault {
  BRY__ANSWER_UNKNOWN,
  BRY__ANSWER_TYPE,
  BRY__ANSWER_REQUIRED,
  BRY__ANSWER_PART_REQUIRED,
  BRY__ANSWER_ROW_REQUIRED,
  BRY__ANSWER_CHOICE_UNKNOWN,
  BRY__ANSWER_CHOICE_REPEATED,
  BRY__ANSWER_NUMBER,
  BRY__ANSWER_NUMBER_MIN,
  BRY__ANSWER_NUMBER_MAX,
  BRY__ANSWER_STEP,
  BRY__ANSWER_DATE,
  BRY__ANSWER_DATE_MIN,
  BRY__ANSWER_DATE_MAX,
  BRY__ANSWER_EMAIL,
  BRY__ANSWER_LENGTH_MIN,
  BRY__ANSWER_LENGTH_MAX,
  BRY__ANSWER_PATTERN,
  BRY__ANSWER_TEXT_LONG,
  BRY__ANSWER_TEXT_NUL,
  BRY__ANSWER_TEXT_UTF8,
  BRY__ANSWER_COUNT_MIN,
  BRY__ANSWER_COUNT_MAX,
  BRY__ANSWER_OTHER_COMMENT,
  BRY__ANSWER_OTHER_UNCHOSEN,
  BRY__ANSWER_NONE_COMBINED,
  BRY__ANSWER_RANKING_REPEATED,
  BRY__ANSWER_RANKING_INCOMPLETE,
  BRY__ANSWER_ROW_UNKNOWN,
  BRY__ANSWER_PART_UNKNOWN,
  BRY__ANSWER_EMPTY,
  BRY__ANSWER_HIDDEN,
  BRY__ANSWER_CHOICE_HIDDEN,
  BRY__ANSWER_ROW_HIDDEN,
  BRY__ANSWER_COMPUTED,
  BRY__ANSWER_DEMAND,
  BRY__ANSWER_FRAME_REQUIRED,
  BRY__ANSWER_EXPRESSION,
  BRY__ANSWER_PANELS_MIN,
  BRY__ANSWER_PANELS_MAX,
  BRY__ANSWER_KEY_REPEATED,
} bry__answer_fault;

/* Both add a finding, unless there are BRY__FINDINGS_MAX already. Return 0, or -1 when memory ran out. */
int bry__author_finding(bry_findings *findings, bry__author_fault fault, const char *item, const char *pointer,
                        const char *detail);
/* `own`: the questionnaire's own words, which replace ours; NULL or empty for none. The first {0} in them is `filled`,
 * unless that is NULL. */
int bry__answer_finding(bry_findings *findings, bry__answer_fault fault, const char *item, const char *pointer,
                        const char *detail, const bry__label *own, const char *filled);

#endif
