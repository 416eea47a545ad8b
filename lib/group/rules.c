/* Reading rules from JSON, against the people that they are about. */
#include "group/rules.h"
#include "core/json.h"
#include "core/mem.h"

#include <string.h>

static const bry__json_limits limits = {.max_bytes = 16 << 20, .max_depth = 8};

static const char *const kinds[BRY__RULE_KINDS] = {"together",     "apart", "facilitators", "manager",
                                                   "availability", "quota", "fixed"};

void bry__rules_clear(bry__rules *r) {
  for (int32_t i = 0; i < r->count; i++)
    bry__free(r->items[i].people);
  bry__free(r->items);
  bry__free(r->manager);
  bry__free(r->slots);
  bry__strings_clear(&r->slot);
  *r = (bry__rules){0};
}

typedef struct reading {
  bry__rules *rules;
  const bry__crowd *crowd;
  int32_t groups;
  bry__rule *rule;
  struct json_object *source;
  int32_t place;
  bry_error **err;
} reading;

static bry_status refuse(const reading *r, const char *what) {
  char pointer[32] = "/rules";
  bry__buffer at = {0};
  bry__buffer_format(&at, "/rules/%d", (int)r->place);
  if (!at.failed && at.size < sizeof pointer) memcpy(pointer, at.data, at.size + 1);
  bry__buffer_free(&at);
  return bry__error_at(r->err, BRY_EREFUSED, pointer, "Rule %d: %s.", (int)r->place + 1, what);
}

/* --- people ------------------------------------------------------------------------------------------------------ */

static int64_t find_person(const reading *r, const char *id, size_t size) {
  if (r->crowd->people) return bry__strings_find(&r->crowd->ids, id, size);
  int64_t number = 0;
  if (size == 0 || size > 6) return -1;
  for (size_t i = 0; i < size; i++) {
    if (id[i] < '0' || id[i] > '9') return -1;
    number = number * 10 + (id[i] - '0');
  }
  return number < r->crowd->count ? number : -1;
}

static bry_status read_people(reading *r, size_t at_least) {
  struct json_object *list = bry__json_array(r->source, "people");
  size_t count = list ? json_object_array_length(list) : 0;
  if (count < at_least || count > (size_t)r->crowd->count)
    return refuse(r, at_least > 1 ? "\"people\" must be a list of two ids or more, each once"
                                  : "\"people\" must be a list of ids, each once");
  r->rule->people = bry__alloc_zero(count, sizeof *r->rule->people);
  if (!r->rule->people) return bry__enomem(r->err);
  for (size_t i = 0; i < count; i++) {
    struct json_object *id = json_object_array_get_idx(list, i);
    if (!json_object_is_type(id, json_type_string) && !json_object_is_type(id, json_type_int))
      return refuse(r, "an id in \"people\" must be text");
    const char *text = json_object_get_string(id);
    if (!text) return bry__enomem(r->err);
    int64_t person = find_person(r, text, strlen(text));
    if (person < 0) return refuse(r, "someone in \"people\" is not among the people; take the id as it stands there");
    for (int32_t other = 0; other < r->rule->count; other++)
      if (r->rule->people[other] == person) return refuse(r, "someone stands twice in \"people\"");
    r->rule->people[r->rule->count++] = (int32_t)person;
  }
  return BRY_OK;
}

/* --- numbers and columns ------------------------------------------------------------------------------------------ */

static bry_status read_number(const reading *r, const char *key, int32_t low, int32_t *out) {
  struct json_object *value;
  if (!json_object_object_get_ex(r->source, key, &value)) return BRY_OK;
  if (!json_object_is_type(value, json_type_int))
    return refuse(r, "a number of people or a group must be a whole number");
  int64_t number = json_object_get_int64(value);
  if (number < low || number > BRY__CROWD_MAX) return refuse(r, "a number is out of range");
  *out = (int32_t)number;
  return BRY_OK;
}

static bry_status read_bounds(reading *r, int32_t least) {
  r->rule->least = least;
  r->rule->most = INT32_MAX;
  bry_status status = read_number(r, "at_least", 0, &r->rule->least);
  if (status == BRY_OK) status = read_number(r, "at_most", 0, &r->rule->most);
  if (status == BRY_OK && r->rule->least > r->rule->most) status = refuse(r, "\"at_least\" is above \"at_most\"");
  return status;
}

static bry_status read_column(reading *r) {
  const char *name = bry__json_text(r->source, "column");
  if (!name || !r->crowd->people) return refuse(r, "\"column\" must name a column of the people");
  r->rule->column = bry_table_find_column(r->crowd->people, name);
  return r->rule->column >= 0 ? BRY_OK : refuse(r, "there is no such column among the people");
}

/* Calls back with each value of the rule's column, parted by ";". */
static bry_status each_value(reading *r, bry_status (*take)(reading *, int32_t row, const char *value, size_t size)) {
  bry__buffer text = {0};
  bry_status status = BRY_OK;
  for (int32_t row = 0; row < r->crowd->count && status == BRY_OK; row++) {
    bry__buffer_clear(&text);
    bry__put_value(&text, r->crowd->people, row, r->rule->column);
    const char *at = text.size > 0 ? text.data : "", *value;
    size_t size;
    if (text.failed) status = bry__enomem(r->err);
    while (status == BRY_OK && bry__next_value(&at, &value, &size))
      status = take(r, row, value, size);
  }
  bry__buffer_free(&text);
  return status;
}

static bry_status take_manager(reading *r, int32_t row, const char *value, size_t size) {
  int64_t manager = find_person(r, value, size);
  if (manager != row) r->rules->manager[row] = (int32_t)manager;
  return BRY_OK;
}

static bry_status read_manager(reading *r) {
  bry_status status = read_column(r);
  if (status != BRY_OK) return status;
  if (r->rules->manager) return refuse(r, "there is a rule about managers above; write one");
  r->rules->manager = bry__alloc_zero((size_t)r->crowd->count, sizeof *r->rules->manager);
  if (!r->rules->manager) return bry__enomem(r->err);
  for (int32_t i = 0; i < r->crowd->count; i++)
    r->rules->manager[i] = -1;
  return each_value(r, take_manager);
}

static bry_status take_slot(reading *r, int32_t row, const char *value, size_t size) {
  int64_t slot = bry__strings_add(&r->rules->slot, value, size);
  if (slot < 0) return bry__enomem(r->err);
  if (slot >= BRY__SLOTS_MAX) return refuse(r, "there are more than 64 times; write fewer");
  r->rules->slots[row] |= UINT64_C(1) << slot;
  return BRY_OK;
}

static bry_status read_availability(reading *r) {
  bry_status status = read_column(r);
  if (status != BRY_OK) return status;
  if (r->rules->slots) return refuse(r, "there is a rule about times above; write one");
  r->rules->slots = bry__alloc_zero((size_t)r->crowd->count, sizeof *r->rules->slots);
  if (!r->rules->slots) return bry__enomem(r->err);
  status = each_value(r, take_slot);
  if (status == BRY_OK && r->rules->slot.count == 0) status = refuse(r, "nobody has a time in that column");
  return status;
}

static bry_status take_counted(reading *r, int32_t row, const char *value, size_t size) {
  const char *wanted = bry__json_text(r->source, "value");
  if (strlen(wanted) != size || memcmp(wanted, value, size) != 0) return BRY_OK;
  if (r->rule->count > 0 && r->rule->people[r->rule->count - 1] == row) return BRY_OK;
  r->rule->people[r->rule->count++] = row;
  return BRY_OK;
}

static bry_status read_quota(reading *r) {
  bry_status status = read_column(r);
  if (status == BRY_OK && !bry__json_text(r->source, "value")) status = refuse(r, "\"value\" must say whom to count");
  if (status == BRY_OK) status = read_bounds(r, 0);
  if (status == BRY_OK && r->rule->least == 0 && r->rule->most == INT32_MAX)
    status = refuse(r, "\"at_least\" or \"at_most\" is missing");
  if (status != BRY_OK) return status;
  r->rule->people = bry__alloc_zero((size_t)r->crowd->count, sizeof *r->rule->people);
  return r->rule->people ? each_value(r, take_counted) : bry__enomem(r->err);
}

static bry_status read_fixed(reading *r) {
  bry_status status = read_people(r, 1);
  if (status == BRY_OK) status = read_number(r, "group", 1, &r->rule->group);
  if (status == BRY_OK && (r->rule->group < 1 || r->rule->group > r->groups))
    status = refuse(r, "\"group\" must be a number from 1 to that of the groups");
  r->rule->group--;
  return status;
}

/* --- rules -------------------------------------------------------------------------------------------------------- */

static bry_status read_rule(reading *r) {
  const char *kind = bry__json_text(r->source, "rule");
  r->rule->column = -1;
  r->rule->kind = BRY__RULE_KINDS;
  for (int32_t i = 0; kind && i < BRY__RULE_KINDS; i++)
    if (strcmp(kind, kinds[i]) == 0) r->rule->kind = i;
  switch (r->rule->kind) {
  case BRY__RULE_TOGETHER:
  case BRY__RULE_APART:
    return read_people(r, 2);
  case BRY__RULE_MANAGER:
    return read_manager(r);
  case BRY__RULE_AVAILABILITY:
    return read_availability(r);
  case BRY__RULE_QUOTA:
    return read_quota(r);
  case BRY__RULE_FIXED:
    return read_fixed(r);
  case BRY__RULE_FACILITATORS: {
    bry_status status = read_people(r, 1);
    return status == BRY_OK ? read_bounds(r, 1) : status;
  }
  default:
    return refuse(r, "\"rule\" must be together, apart, facilitators, manager, availability, quota or fixed");
  }
}

static bry_status read_all(bry__rules *rules, const bry__crowd *crowd, int32_t groups, struct json_object *document,
                           bry_error **err) {
  struct json_object *list = bry__json_array(document, "rules");
  if (!list || json_object_array_length(list) > BRY__RULES_MAX)
    return bry__error_at(err, BRY_EREFUSED, "/rules",
                         "The rules must be {\"rules\": [...]}, with at most %d of them.", (int)BRY__RULES_MAX);
  size_t count = json_object_array_length(list);
  bry_status status = BRY_OK;
  rules->items = bry__alloc_zero(count, sizeof *rules->items);
  if (!rules->items) return bry__enomem(err);
  for (size_t i = 0; i < count && status == BRY_OK; i++) {
    reading r = {.rules = rules,
                 .crowd = crowd,
                 .groups = groups,
                 .rule = &rules->items[i],
                 .place = (int32_t)i,
                 .source = json_object_array_get_idx(list, i),
                 .err = err};
    rules->count++;
    status = json_object_is_type(r.source, json_type_object) ? read_rule(&r) : refuse(&r, "it must be an object");
  }
  return status;
}

bry_status bry__rules_read(bry__rules *rules, const bry__crowd *crowd, int32_t groups, const char *json, size_t size,
                           bry_error **err) {
  struct json_object *document = NULL;
  if (!json) return BRY_OK;
  bry_status status = bry__json_parse("the rules", json, size, &limits, &document, err);
  if (status == BRY_OK) status = read_all(rules, crowd, groups, document, err);
  json_object_put(document);
  return status;
}

/* --- what to say of a conflict ------------------------------------------------------------------------------------ */

static const char *const conflict_words[BRY__RULE_KINDS][3] = {
    {"skal være sammen", "skal vere saman", "must be together"},
    {"skal ikke være sammen", "skal ikkje vere saman", "must be apart"},
    {"møteleder i hver gruppe", "møteleiar i kvar gruppe", "a facilitator in every group"},
    {"ingen med sin egen leder", "ingen med sin eigen leiar", "nobody with their own manager"},
    {"tider da alle kan", "tider då alle kan", "times at which all can meet"},
    {"antall i hver gruppe", "tal i kvar gruppe", "a number in every group"},
    {"fast gruppe", "fast gruppe", "a fixed group"},
};

static void add_finding(bry_findings *findings, const bry__rules *rules, int32_t rule, int alone) {
  bry__buffer b[4] = {{0}, {0}, {0}, {0}};
  static const char *const all_forms[2][3] = {{"Regel %d (%s) lar seg ikke forene med de andre som er nevnt.",
                                               "Regel %d (%s) lèt seg ikkje sameine med dei andre som er nemnde.",
                                               "Rule %d (%s) can't be kept along with the others that are named."},
                                              {"Regel %d (%s) lar seg ikke oppfylle.",
                                               "Regel %d (%s) lèt seg ikkje oppfylle.",
                                               "Rule %d (%s) can't be kept."}};
  const char *const *forms = all_forms[alone];
  const char *const *words = conflict_words[rules->items[rule].kind];
  bry__buffer_format(&b[3], "/rules/%d", (int)rule);
  int failed = b[3].failed;
  bry__buffer_format(&b[0], forms[0], (int)rule + 1, words[0]);
  bry__buffer_format(&b[1], forms[1], (int)rule + 1, words[1]);
  bry__buffer_format(&b[2], forms[2], (int)rule + 1, words[2]);
  failed |= b[0].failed | b[1].failed | b[2].failed;
  bry__findings_add(findings, NULL, "conflict", failed ? "" : b[3].data, failed ? NULL : b[0].data,
                    failed ? NULL : b[1].data, failed ? NULL : b[2].data);
  for (int i = 0; i < 4; i++)
    bry__buffer_free(&b[i]);
}

bry_status bry__rules_refuse(const bry__rules *rules, const uint8_t *marked, int smallest, bry_error **err) {
  bry_findings *findings = bry__findings_new();
  int32_t count = 0;
  for (int32_t i = 0; i < rules->count; i++)
    count += marked[i] != 0;
  for (int32_t i = 0; i < rules->count; i++)
    if (marked[i]) add_finding(findings, rules, i, count == 1);
  return bry__error_findings(err, BRY_EREFUSED,
                             smallest ? "These rules can't all be kept; without any one of them the rest can"
                                      : "These rules can't all be kept, and perhaps not even fewer of them",
                             findings);
}
