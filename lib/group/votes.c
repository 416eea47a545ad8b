/* Votes on statements, counted: who voted what last, in all and by groups. */
#include "group/votes.h"

#include "core/mem.h"
#include "core/options.h"

#include <string.h>

enum { GROUPS_MAX = 1000, FOUND_MAX = 12, PLACED = 7 };

void bry_vote_options_init(bry_vote_options *options) {
  if (options) *options = (bry_vote_options){.struct_size = sizeof *options, .min_votes = 1, .placed = PLACED};
}

void bry_votes_free(bry_votes *v) {
  if (!v) return;
  bry__strings_clear(&v->people);
  bry__strings_clear(&v->statements);
  bry__strings_clear(&v->groups);
  bry__free(v->begin);
  bry__free(v->votes);
  bry__free(v->group);
  bry__free(v->members);
  bry__free(v->x);
  bry__free(v->y);
  bry__free(v->total);
  bry__free(v->cell);
  bry__free(v->withheld);
  bry__free(v);
}

/* --- what is given ---------------------------------------------------------------------------------------------- */

typedef struct given {
  const char *const *people, *const *statements, *const *groups;
  const int32_t *votes;
  int64_t count;
  int32_t *person, *statement; /* of each vote */
} given;

static bry_status read_options(bry_vote_options *to, const bry_vote_options *from, bry_error **err) {
  bry_vote_options_init(to);
  bry_status status = from ? bry__options_read(to, sizeof *to, from, "bry_vote_options_init()", err) : BRY_OK;
  if (status != BRY_OK) return status;
  if (to->groups < 0 || to->groups > FOUND_MAX)
    return bry__error(err, BRY_EINVAL,
                      "%d groups can't be found: ask for 1 to %d, or for 0, which finds how many fit.",
                      (int)to->groups, FOUND_MAX);
  if (to->min_votes < 1 || to->min_group < 0 || to->placed < 1)
    return bry__error(err, BRY_EINVAL,
                      "min_votes and placed are 1 or more, min_group 0 or more: begin with bry_vote_options_init().");
  return BRY_OK;
}

static bry_status check_vote(const given *g, int64_t i, bry_error **err) {
  long long place = (long long)i + 1;
  if (!g->people[i] || !g->people[i][0])
    return bry__error(err, BRY_EINVAL, "Vote %lld has no person: say who voted.", place);
  if (!g->statements[i] || !g->statements[i][0])
    return bry__error(err, BRY_EINVAL, "Vote %lld has no statement: say what it is on.", place);
  if (g->votes[i] < BRY_VOTE_DISAGREE || g->votes[i] > BRY_VOTE_AGREE)
    return bry__error(err, BRY_EINVAL, "Vote %lld is %d: a vote is 1 (agree), -1 (disagree) or 0 (pass).", place,
                      (int)g->votes[i]);
  return BRY_OK;
}

static bry_status number(bry__strings *strings, const char *text, int32_t *out, bry_error **err) {
  int64_t found = bry__strings_add(strings, text, strlen(text));
  if (found < 0) return bry__enomem(err);
  if (found >= INT32_MAX) return bry__error(err, BRY_ELIMIT, "There are too many people or statements.");
  *out = (int32_t)found;
  return BRY_OK;
}

static bry_status read_votes(bry_votes *v, given *g, bry_error **err) {
  size_t count = (size_t)g->count + 1;
  g->person = bry__alloc_zero(count, sizeof *g->person);
  g->statement = bry__alloc_zero(count, sizeof *g->statement);
  if (!g->person || !g->statement) return bry__enomem(err);
  for (int64_t i = 0; i < g->count; i++) {
    bry_status status = check_vote(g, i, err);
    if (status == BRY_OK) status = number(&v->people, g->people[i], &g->person[i], err);
    if (status == BRY_OK) status = number(&v->statements, g->statements[i], &g->statement[i], err);
    if (status != BRY_OK) return status;
  }
  return BRY_OK;
}

/* --- votes by person -------------------------------------------------------------------------------------------- */

/* Puts the votes beside one another by person, as they came. */
static bry_status sort_votes(bry_votes *v, const given *g, bry_error **err) {
  int64_t people = v->people.count;
  v->begin = bry__alloc_zero((size_t)people + 2, sizeof *v->begin);
  v->votes = bry__alloc_zero((size_t)g->count + 1, sizeof *v->votes);
  v->group = bry__alloc_zero((size_t)people + 1, sizeof *v->group);
  v->total = bry__alloc_zero((size_t)v->statements.count + 1, sizeof *v->total);
  if (!v->begin || !v->votes || !v->group || !v->total) return bry__enomem(err);
  for (int64_t i = 0; i < g->count; i++)
    v->begin[g->person[i] + 2]++;
  for (int64_t person = 0; person < people; person++)
    v->begin[person + 2] += v->begin[person + 1];
  for (int64_t i = 0; i < g->count; i++)
    v->votes[v->begin[g->person[i] + 1]++] = (bry__vote){g->statement[i], (int8_t)g->votes[i]};
  for (int64_t person = 0; person < people; person++)
    v->group[person] = -1;
  return BRY_OK;
}

/* Of several votes on one statement the last counts, and stands where the first stood. */
static bry_status drop_replaced(bry_votes *v, bry_error **err) {
  int64_t *at = bry__alloc_zero((size_t)v->statements.count + 1, sizeof *at); /* where a statement's vote is, and 1 */
  int64_t kept = 0, begin = 0;
  if (!at) return bry__enomem(err);
  for (uint32_t person = 0; person < v->people.count; person++) {
    int64_t end = v->begin[person + 1], first = kept;
    for (int64_t i = begin; i < end; i++) {
      bry__vote one = v->votes[i];
      int64_t before = at[one.statement] - 1;
      if (before >= first) {
        v->votes[before].vote = one.vote;
        continue;
      }
      v->votes[kept] = one;
      at[one.statement] = ++kept;
    }
    begin = end;
    v->begin[person] = first;
    v->begin[person + 1] = person + 1 < v->people.count ? end : kept;
  }
  bry__free(at);
  return BRY_OK;
}

static void count_totals(bry_votes *v) {
  for (int64_t i = 0; i < v->begin[v->people.count]; i++)
    bry__count_vote(&v->total[v->votes[i].statement], v->votes[i].vote);
}

/* --- groups ----------------------------------------------------------------------------------------------------- */

static bry_status read_groups(bry_votes *v, const given *g, bry_error **err) {
  for (int64_t i = 0; i < g->count; i++) {
    int32_t group = -1, *known = &v->group[g->person[i]];
    if (!g->groups[i] || !g->groups[i][0]) continue;
    bry_status status = number(&v->groups, g->groups[i], &group, err);
    if (status != BRY_OK) return status;
    if (v->groups.count > GROUPS_MAX)
      return bry__error(err, BRY_ELIMIT, "There are more than %d groups: is that column the right one?", GROUPS_MAX);
    if (*known >= 0 && *known != group)
      return bry__error(err, BRY_EREFUSED,
                        "Who gave vote %lld is in another group at an earlier vote: give each person one.",
                        (long long)i + 1);
    *known = group;
  }
  v->members = bry__alloc_zero((size_t)v->groups.count + 1, sizeof *v->members);
  if (!v->members) return bry__enomem(err);
  for (uint32_t person = 0; person < v->people.count; person++)
    if (v->group[person] >= 0) v->members[v->group[person]]++;
  return BRY_OK;
}

static bry_status count_cells(bry_votes *v, bry_error **err) {
  int64_t cells = (int64_t)v->groups.count * v->statements.count;
  if (cells >= INT32_MAX)
    return bry__error(err, BRY_ELIMIT, "There are too many groups and statements: count fewer at a time.");
  v->cell = bry__alloc_zero((size_t)cells + 1, sizeof *v->cell);
  v->withheld = bry__alloc_zero((size_t)cells + 1, sizeof *v->withheld);
  if (!v->cell || !v->withheld) return bry__enomem(err);
  for (uint32_t person = 0; person < v->people.count; person++) {
    if (v->group[person] < 0) continue;
    bry__vote_count *cells_of = v->cell + (int64_t)v->group[person] * v->statements.count;
    for (int64_t i = v->begin[person]; i < v->begin[person + 1]; i++)
      bry__count_vote(&cells_of[v->votes[i].statement], v->votes[i].vote);
  }
  return BRY_OK;
}

/* --- what is withheld ------------------------------------------------------------------------------------------- */

/* The shown group with the fewest votes on a statement, but for those with none; -1 when there is none. */
static int64_t fewest_shown(const bry_votes *v, uint32_t statement) {
  int64_t fewest = -1;
  for (uint32_t g = 0; g < v->groups.count; g++) {
    int64_t at = (int64_t)g * v->statements.count + statement;
    int32_t votes = bry__votes_in(&v->cell[at]);
    if (v->withheld[at] || votes == 0) continue;
    if (fewest < 0 || votes < bry__votes_in(&v->cell[fewest])) fewest = at;
  }
  return fewest;
}

/* Small groups and few votes of a group are withheld, and the next smallest with them until the difference from all
 * votes is of as many people again. */
static void withhold_on(bry_votes *v, uint32_t statement) {
  int32_t least = v->options.min_group, shown = 0, withheld = 0;
  for (uint32_t g = 0; g < v->groups.count; g++) {
    int64_t at = (int64_t)g * v->statements.count + statement;
    int32_t votes = bry__votes_in(&v->cell[at]);
    v->withheld[at] = v->members[g] < least || (votes > 0 && votes < least);
    withheld += v->withheld[at];
    shown += v->withheld[at] ? 0 : votes;
  }
  int32_t left = bry__votes_in(&v->total[statement]) - shown;
  while (left > 0 && (left < least || withheld == 1)) {
    int64_t next = fewest_shown(v, statement);
    if (next < 0) return;
    v->withheld[next] = 1;
    left += bry__votes_in(&v->cell[next]);
    withheld++;
  }
}

/* --- the call --------------------------------------------------------------------------------------------------- */

static bry_status count_votes(bry_votes *v, given *g, bry_error **err) {
  bry_status status = read_votes(v, g, err);
  if (status == BRY_OK) status = sort_votes(v, g, err);
  if (status == BRY_OK) status = drop_replaced(v, err);
  if (status != BRY_OK) return status;
  count_totals(v);
  status = g->groups ? read_groups(v, g, err) : bry__votes_find_groups(v, err);
  if (status == BRY_OK) status = count_cells(v, err);
  for (uint32_t i = 0; status == BRY_OK && v->options.min_group > 0 && i < v->statements.count; i++)
    withhold_on(v, i);
  return status;
}

bry_status bry_votes_count(const char *const *people, const char *const *statements, const int32_t *votes,
                           const char *const *groups, int64_t count, const bry_vote_options *options, bry_votes **out,
                           bry_error **err) {
  given g = {people, statements, groups, votes, count, NULL, NULL};
  bry_vote_options read;

  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: pass a place for the votes.");
  *out = NULL;
  if (count < 0 || (count > 0 && (!people || !statements || !votes)))
    return bry__error(err, BRY_EINVAL,
                      "people, statements or votes is NULL, or count negative: pass a text, a text and a "
                      "vote each.");
  bry_status status = read_options(&read, options, err);
  if (status != BRY_OK) return status;
  bry_votes *v = bry__alloc_zero(1, sizeof *v);
  if (!v) return bry__enomem(err);
  v->options = read;
  status = count_votes(v, &g, err);
  bry__free(g.person);
  bry__free(g.statement);
  if (status == BRY_OK)
    *out = v;
  else
    bry_votes_free(v);
  return status;
}
