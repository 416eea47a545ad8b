/* Hard rules of a composition, as people write them. */
#ifndef BRY_GROUP_RULES_H
#define BRY_GROUP_RULES_H

#include "group/crowd.h"
#include "group/terms.h"

enum { BRY__RULES_MAX = 1000 };

typedef enum bry__rule_kind {
  BRY__RULE_TOGETHER,
  BRY__RULE_APART,
  BRY__RULE_FACILITATORS,
  BRY__RULE_MANAGER,
  BRY__RULE_AVAILABILITY,
  BRY__RULE_QUOTA,
  BRY__RULE_FIXED,
  BRY__RULE_KINDS
} bry__rule_kind;

typedef struct bry__rule {
  int32_t kind;
  int32_t column;  /* of the people; -1: none */
  int32_t *people; /* whom it names or, of a quota, whom it counts */
  int32_t count;
  int32_t least, most; /* of a quota or facilitators, in every group */
  int32_t group;       /* fixed: from 0 */
} bry__rule;

typedef struct bry__rules {
  bry__rule *items;
  int32_t count;
  int32_t *manager;  /* of a person; -1: none who is here. NULL: no rule asks */
  uint64_t *slots;   /* of a person, a bit each; NULL: no rule asks */
  bry__strings slot; /* names, by bit */
} bry__rules;        /* begin with {0} */

/* json may be NULL: no rules. `groups` is how many there are. ::BRY_EPARSE, ::BRY_EREFUSED with the rule's pointer. */
bry_status bry__rules_read(bry__rules *rules, const bry__crowd *crowd, int32_t groups, const char *json, size_t size,
                           bry_error **err);
void bry__rules_clear(bry__rules *rules);
/* What the rules that are marked come to; active NULL: all. least and most: people in each group. */
bry_status bry__rules_terms(const bry__rules *rules, const bry__crowd *crowd, int32_t groups, const int32_t *least,
                            const int32_t *most, const uint8_t *active, bry__terms *out, bry_error **err);
/* One finding a rule that is marked, in three languages. */
bry_status bry__rules_refuse(const bry__rules *rules, const uint8_t *marked, int smallest, bry_error **err);

#endif
