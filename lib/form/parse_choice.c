/* Questions that are answered by choosing: their values, in the order in which codes count them. */
#include "form/parse.h"

#include "core/mem.h"
#include "core/number.h"
#include "form/index.h"
#include "form/property.h"
#include "form/scalar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- values --------------------------------------------------------------------------------------------------------- */

/* survey-core cuts a value at "|" and takes the rest for its label. */
static int is_good_value(const char *name, size_t size) {
  if (size > BRY__VALUE_BYTES_MAX || memchr(name, '|', size)) return 0;
  for (size_t i = 0; i < size; i++) {
    if ((unsigned char)name[i] < 0x20 || name[i] == 0x7F) return 0;
  }
  return 1;
}

static int reserve_values(bry__parse *p, bry__item *item, size_t count) {
  item->values = bry__parse_alloc(p, count, sizeof *item->values);
  item->value_index = bry__name_index_new((int32_t)count);
  if (!item->value_index) p->failed = 1;
  return !p->failed;
}

/* The new last value; NULL when the name can't be used, which is noted. The name ends with a NUL. */
static bry__value *add_value(bry__parse *p, bry__item *item, const char *name, size_t size) {
  if (bry__text_is_blank(name, size)) {
    bry__parse_fault(p, BRY__FAULT_VALUE_MISSING, NULL);
    return NULL;
  }
  if (!is_good_value(name, size)) {
    bry__parse_fault(p, BRY__FAULT_VALUE_INVALID, NULL);
    return NULL;
  }
  bry__value *value = &item->values[item->value_count];
  value->name = bry__parse_copy(p, name);
  if (!value->name) return NULL;
  if (bry__name_index_add(item->value_index, value->name, item->value_count) != -1) {
    bry__parse_fault(p, BRY__FAULT_VALUE_DUPLICATE, NULL);
  }
  item->value_count++;
  return value;
}

/* A choice: a scalar, or {value, text}. */
static void parse_value(bry__parse *p, struct json_object *choice, bry__item *item) {
  char room[32];
  size_t size = 0;
  struct json_object *scalar = choice;
  int is_object = json_object_is_type(choice, json_type_object);
  if (is_object) {
    bry__parse_properties(p, choice, BRY__IN_VALUE);
    json_object_object_get_ex(choice, "value", &scalar);
  }
  const char *name = bry__scalar_text(scalar, room, &size);
  bry__value_kind kind = json_object_is_type(scalar, json_type_string)    ? BRY__VALUE_TEXT
                         : json_object_is_type(scalar, json_type_boolean) ? BRY__VALUE_BOOL
                                                                          : BRY__VALUE_NUMBER;
  if (!name) {
    bry__parse_fault(p, BRY__FAULT_VALUE_MISSING, NULL);
    return;
  }
  bry__value *value = add_value(p, item, name, size);
  if (!value) return;
  value->kind = kind;
  if (!is_object) return;
  bry__parse_label(p, choice, "text", &value->label);
  value->visible_if = bry__parse_choice_condition(p, choice, "visibleIf");
  item->choice_conditions |= value->visible_if != 0;
}

void bry__parse_values(bry__parse *p, struct json_object *object, bry__item *item, const char *key, size_t extra,
                       bry__author_fault missing) {
  struct json_object *choices = bry__parse_array(p, object, key);
  size_t count = choices ? json_object_array_length(choices) : 0;
  if (count == 0) bry__parse_fault(p, missing, NULL);
  if (count + extra > BRY__VALUES_MAX) {
    bry__parse_fault_at(p, key, BRY__FAULT_LIMIT, "1000");
    count = 0;
  }
  if (!reserve_values(p, item, count + extra)) return;
  size_t mark = bry__parse_enter(p, key);
  for (size_t i = 0; i < count && !p->failed; i++) {
    size_t inner = bry__parse_enter_index(p, i);
    parse_value(p, json_object_array_get_idx(choices, i), item);
    bry__parse_leave(p, inner);
  }
  bry__parse_leave(p, mark);
}

static void label_value(bry__parse *p, bry__value *value, const char *nb, const char *nn, const char *en) {
  if (value && bry__label_is_empty(&value->label) && bry__label_set(&value->label, nb, nn, en) != 0) p->failed = 1;
}

/* --- radiogroup, checkbox, dropdown, ranking ------------------------------------------------------------------------ */

typedef struct special {
  const char *key, *older_key, *text_key, *value;
  const char *nb, *nn, *en;
} special;

enum { SPECIAL_NONE = 0, SPECIAL_OTHER = 3, SPECIALS = 4 };

/* In survey-core's order; its own texts stand where the questionnaire has none. */
static const special specials[SPECIALS] = {
    {"showNoneItem", "hasNone", "noneText", "none", "Ingen", "Ingen", "None"},
    {"showRefuseItem", NULL, "refuseText", "refused", "Vil ikke svare", "Vil ikkje svare", "Prefer not to answer"},
    {"showDontKnowItem", NULL, "dontKnowText", "dontknow", "Vet ikke", "Veit ikkje", "Don't know"},
    {"showOtherItem", "hasOther", "otherText", "other", "Annet", "Anna", "Other"},
};

static void add_special(bry__parse *p, struct json_object *object, bry__item *item, int which) {
  const special *s = &specials[which];
  bry__label text = {{NULL}};
  bry__parse_label(p, object, s->text_key, &text);
  bry__value *value = NULL;
  if (bry__parse_bool(p, object, s->key, s->older_key)) value = add_value(p, item, s->value, strlen(s->value));
  if (!value) {
    bry__label_clear(&text);
    return;
  }
  value->label = text;
  label_value(p, value, s->nb, s->nn, s->en);
  if (which == SPECIAL_OTHER) {
    item->has_other = 1;
    item->max_length = p->max_comment;
    bry__parse_words(p, object, "otherErrorText", item,
                     (bry__own_words){.fault = BRY__ANSWER_OTHER_COMMENT, .limit = NAN});
  } else if (item->exclusive_code == 0) {
    item->exclusive_code = item->value_count;
  }
  if (which == SPECIAL_NONE) {
    item->has_none = 1;
    item->none_code = item->value_count;
  }
}

/* A question that hides with its last choice would show and hide by more than its own condition. */
static void check_choice_conditions(bry__parse *p, struct json_object *object, bry__item *item, const char *hide) {
  item->choice_conditions |= item->choices_if != 0 || item->rows_if != 0;
  if (item->choice_conditions && bry__parse_bool(p, object, hide, NULL)) {
    bry__parse_fault_at(p, hide, BRY__FAULT_PROPERTY_UNSUPPORTED, hide);
  }
}

/* These limits have no words of their own, but speak before those of validators. */
static void limit_words(bry__parse *p, bry__item *item) {
  if (item->min_selected > 0) {
    bry__parse_words(p, NULL, NULL, item,
                     (bry__own_words){.fault = BRY__ANSWER_COUNT_MIN, .limit = item->min_selected});
  }
  if (item->max_selected > 0) {
    bry__parse_words(p, NULL, NULL, item,
                     (bry__own_words){.fault = BRY__ANSWER_COUNT_MAX, .limit = item->max_selected});
  }
}

/* The columns of a matrix may have their choices in common. */
static struct json_object *owner_of_choices(const bry__parse *p, struct json_object *object) {
  return p->matrix && !bry__parse_has(object, "choices") ? p->matrix : object;
}

void bry__parse_choices(bry__parse *p, struct json_object *object, bry__item *item) {
  int is_ranking = item->type == BRY__ITEM_RANKING;
  bry__parse_values(p, owner_of_choices(p, object), item, "choices", SPECIALS, BRY__FAULT_CHOICES_MISSING);
  item->plain_values = item->value_count;
  item->choices_if = bry__parse_choice_condition(p, object, "choicesVisibleIf");
  check_choice_conditions(p, object, item, "hideIfChoicesEmpty");
  for (int which = 0; which < SPECIALS && !is_ranking && !p->failed; which++) {
    add_special(p, object, item, which);
  }
  if (item->type == BRY__ITEM_CHECKBOX || is_ranking) {
    item->min_selected = (int32_t)bry__parse_count(p, object, "minSelectedChoices", 0, 0);
    item->max_selected = (int32_t)bry__parse_count(p, object, "maxSelectedChoices", 0, 0);
    limit_words(p, item);
  }
  /* Without selectToRank, survey-core always sends the whole order. */
  if (is_ranking && !bry__parse_bool(p, object, "selectToRankEnabled", NULL)) item->min_count = item->value_count;
}

/* --- boolean -------------------------------------------------------------------------------------------------------- */

void bry__parse_boolean(bry__parse *p, struct json_object *object, bry__item *item) {
  if (!reserve_values(p, item, 2)) return;
  bry__value *no = add_value(p, item, "false", 5);
  bry__value *yes = add_value(p, item, "true", 4);
  if (!no || !yes) return;
  bry__parse_label(p, object, "labelFalse", &no->label);
  bry__parse_label(p, object, "labelTrue", &yes->label);
  label_value(p, no, "Nei", "Nei", "No");
  label_value(p, yes, "Ja", "Ja", "Yes");
}

/* --- rating --------------------------------------------------------------------------------------------------------- */

enum { RATING_STEPS_MAX = 20, SMILEYS_MAX = 10 }; /* survey-core draws no more */

typedef struct scale {
  double min, max, step;
  int64_t count;
} scale;

/* As survey-core: the number of steps counts only where one end is missing. */
static scale parse_scale(bry__parse *p, struct json_object *object) {
  scale s = {1, 5, 1, 5};
  int has_min = bry__parse_number(p, object, "rateMin", &s.min);
  int has_max = bry__parse_number(p, object, "rateMax", &s.max);
  bry__parse_number(p, object, "rateStep", &s.step);
  s.count = bry__parse_count(p, object, "rateCount", 1, 0);
  if (s.count > 0 && has_min && !has_max) s.max = s.min + s.step * (double)(s.count - 1);
  if (s.count > 0 && has_max && !has_min) s.min = s.max - s.step * (double)(s.count - 1);
  return s;
}

/* Tenths, hundredths ... in which step and min are whole; 0 when there are none such. */
static double unit_of(const scale *s) {
  for (double unit = 1; unit <= 1e6; unit *= 10) {
    if (round(s->step * unit) / unit == s->step) return round(s->min * unit) / unit == s->min ? unit : 0;
  }
  return 0;
}

static void add_steps(bry__parse *p, scale s, bry__item *item, int most) {
  double unit = unit_of(&s);
  double steps = s.step > 0 ? floor((s.max - s.min) / s.step + 1e-9) + 1 : 0;
  if (unit == 0 || !(steps >= 2 && steps <= most) || (s.count > 0 && (double)s.count != steps)) {
    bry__parse_fault(p, BRY__FAULT_RANGE, NULL);
    return;
  }
  if (!reserve_values(p, item, (size_t)steps)) return;
  for (int i = 0; i < (int)steps && !p->failed; i++) {
    char name[32];
    size_t size = bry__double_print(name, (round(s.min * unit) + i * round(s.step * unit)) / unit);
    bry__value *value = add_value(p, item, name, size);
    if (value) value->kind = BRY__VALUE_NUMBER;
  }
}

void bry__parse_rating(bry__parse *p, struct json_object *object, bry__item *item) {
  const char *type =
      bry__parse_string(p, object, bry__parse_has(object, "rateType") ? "rateType" : "rateDisplayMode");
  int is_smileys = type && strcmp(type, "smileys") == 0;
  struct json_object *values = bry__json_array(object, "rateValues");
  int has_values = values && json_object_array_length(values) > 0;
  int generates = bry__parse_bool(p, object, "autoGenerate", NULL);
  scale s = parse_scale(p, object);
  if (bry__parse_has(object, "rateValues") && !values) {
    bry__parse_fault_at(p, "rateValues", BRY__FAULT_TYPE, "array");
  } else if (has_values && generates) {
    bry__parse_fault_at(p, "rateValues", BRY__FAULT_PROPERTY_MISPLACED, "rateValues");
  } else if (has_values) {
    bry__parse_values(p, object, item, "rateValues", 0, BRY__FAULT_CHOICES_MISSING);
    item->plain_values = item->value_count;
    if (is_smileys && item->value_count > SMILEYS_MAX) bry__parse_fault_at(p, "rateValues", BRY__FAULT_LIMIT, "10");
  } else {
    add_steps(p, s, item, is_smileys ? SMILEYS_MAX : RATING_STEPS_MAX);
  }
}

/* --- matrix --------------------------------------------------------------------------------------------------------- */

/* Rows are read as values are, and then become parts. */
static void parse_rows(bry__parse *p, struct json_object *object, bry__item *item) {
  bry__item rows = {.type = item->type};
  bry__parse_values(p, object, &rows, "rows", 0, BRY__FAULT_ROWS_MISSING);
  item->parts = bry__parse_alloc(p, (size_t)rows.value_count, sizeof *item->parts);
  for (int32_t i = 0; i < rows.value_count; i++) {
    if (item->parts) {
      item->parts[i] = (bry__part){.name = rows.values[i].name,
                                   .label = rows.values[i].label,
                                   .kind = rows.values[i].kind,
                                   .visible_if = rows.values[i].visible_if,
                                   .max_length = -1};
    } else {
      bry__free(rows.values[i].name);
      bry__label_clear(&rows.values[i].label);
    }
  }
  item->part_count = item->parts ? rows.value_count : 0;
  item->part_index = rows.value_index;
  item->choice_conditions |= rows.choice_conditions;
  bry__free(rows.values);
}

void bry__parse_matrix(bry__parse *p, struct json_object *object, bry__item *item) {
  const char *cell = bry__parse_string(p, object, "cellType");
  if (cell && strcmp(cell, "radio") != 0) {
    bry__parse_fault_at(p, "cellType", BRY__FAULT_PROPERTY_UNSUPPORTED, "cellType");
  }
  bry__parse_values(p, object, item, "columns", 0, BRY__FAULT_CHOICES_MISSING);
  parse_rows(p, object, item);
  item->plain_values = item->value_count;
  item->choices_if = bry__parse_choice_condition(p, object, "columnsVisibleIf");
  item->rows_if = bry__parse_choice_condition(p, object, "rowsVisibleIf");
  check_choice_conditions(p, object, item, "hideIfRowsEmpty");
  item->all_rows_required = bry__parse_bool(p, object, "eachRowRequired", "isAllRowRequired");
}
