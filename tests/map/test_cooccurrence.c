/* Themes that the same people mention: the figures, and an attacker after what is withheld. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "core/random.h"
#include "map/sample.h"

#include <bry/error.h>
#include <bry/map.h>
#include <bry/table.h>
#include <bry/text.h>
#include <stdio.h>
#include <stdlib.h>

enum { THEMES = 6, PEOPLE_MAX = 80, MIN = 5 };

static const char *const ids[] = {"a", "b", "c", "d", "e", "f"};

static bry_map *map_of(const int64_t *people, const int32_t *themes, int64_t count) {
  bry_map *map = NULL;
  assert_int_equal(bry_map_cooccurrence(people, themes, count, ids, NULL, THEMES, MIN, &map, NULL), BRY_OK);
  return map;
}

static void figures_are_those_of_their_definitions(void **state) {
  (void)state;
  int64_t people[200], count = 0;
  int32_t themes[200];
  /* 40 people: 20 with a, 20 with b, 10 with both, 10 with neither; one theme said twice. */
  for (int64_t i = 0; i < 40; i++) {
    people[count] = 39 - i;
    themes[count++] = -1;
    for (int32_t t = 0; t < 2; t++) {
      if (t == 0 ? i >= 20 : i < 10 || i >= 30) continue;
      people[count] = 39 - i;
      themes[count++] = t;
    }
  }
  people[count] = people[1];
  themes[count++] = themes[1];
  bry_map *map = map_of(people, themes, count);
  bry_table *nodes = NULL, *edges = NULL;
  assert_int_equal(bry_map_nodes(map, &nodes, NULL), BRY_OK);
  assert_int_equal(bry_map_edges(map, &edges, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(nodes), 2);
  assert_float_equal(bry_table_double(nodes, 0, 2), 20, 0);
  assert_int_equal(bry_table_row_count(edges), 1);
  assert_float_equal(bry_table_double(edges, 0, 2), 10, 0);
  assert_float_equal(bry_table_double(edges, 0, bry_table_find_column(edges, "support")), 0.25, 0);
  assert_float_equal(bry_table_double(edges, 0, bry_table_find_column(edges, "jaccard")), 0.333333, 0);
  assert_float_equal(bry_table_double(edges, 0, bry_table_find_column(edges, "npmi")), 0, 0);
  bry_table_free(nodes);
  bry_table_free(edges);
  bry_map_free(map);
}

/* --- the attacker: knows how many people there are, and all that the map tells --------------------------------------- */

typedef struct known {
  int64_t n, with[THEMES], low[THEMES][THEMES], high[THEMES][THEMES]; /* of both */
  int is_there[THEMES], told[THEMES][THEMES];
} known;

static int64_t least(int64_t a, int64_t b) {
  return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b) {
  return a > b ? a : b;
}

static void look(known *k, const bry_map *map, int64_t n) {
  bry_table *nodes = NULL, *edges = NULL;
  *k = (known){.n = n};
  assert_int_equal(bry_map_nodes(map, &nodes, NULL), BRY_OK);
  assert_int_equal(bry_map_edges(map, &edges, NULL), BRY_OK);
  for (int64_t i = 0; i < bry_table_row_count(nodes); i++) {
    int t = bry_table_text(nodes, i, 0)[0] - 'a';
    k->is_there[t] = 1;
    k->with[t] = (int64_t)bry_table_double(nodes, i, 2);
  }
  for (int i = 0; i < THEMES; i++)
    for (int j = 0; j < THEMES; j++) {
      k->low[i][j] = most(0, k->with[i] + k->with[j] - n);
      k->high[i][j] = least(k->with[i], k->with[j]);
    }
  for (int64_t i = 0; i < bry_table_row_count(edges); i++) {
    int a = bry_table_text(edges, i, 0)[0] - 'a', b = bry_table_text(edges, i, 1)[0] - 'a';
    k->told[a][b] = k->told[b][a] = 1;
    k->low[a][b] = k->low[b][a] = k->high[a][b] = k->high[b][a] = (int64_t)bry_table_double(edges, i, 2);
  }
  bry_table_free(nodes);
  bry_table_free(edges);
}

/* What a third theme tells of b and c, for each value that its pairs with them may have. */
static void through(const known *k, int a, int b, int c, int64_t *low, int64_t *high) {
  *low = INT64_MAX;
  *high = -1;
  for (int64_t ab = k->low[a][b]; ab <= k->high[a][b]; ab++)
    for (int64_t ac = k->low[a][c]; ac <= k->high[a][c]; ac++) {
      int64_t out_b = k->with[b] - ab, out_c = k->with[c] - ac, out = k->n - k->with[a];
      int64_t bottom = most(0, ab + ac - k->with[a]) + most(0, out_b + out_c - out);
      *low = least(*low, bottom);
      *high = most(*high, least(ab, ac) + least(out_b, out_c));
    }
}

/* The shortest range of a withheld pair that is told of neither itself nor by its bounds; INT64_MAX: nothing is withheld. */
static int64_t attack(known *k) {
  int64_t shortest = INT64_MAX;
  for (int round = 0; round < 4; round++)
    for (int a = 0; a < THEMES; a++)
      for (int b = 0; b < THEMES; b++)
        for (int c = 0; c < THEMES; c++) {
          int64_t low, high;
          if (a == b || b == c || a == c || k->told[b][c] || !k->is_there[a] || !k->is_there[b] || !k->is_there[c])
            continue;
          through(k, a, b, c, &low, &high);
          k->low[b][c] = most(k->low[b][c], low);
          k->high[b][c] = least(k->high[b][c], high);
        }
  for (int b = 0; b < THEMES; b++)
    for (int c = 0; c < THEMES; c++)
      if (b != c && k->is_there[b] && k->is_there[c] && !k->told[b][c])
        shortest = least(shortest, k->high[b][c] - k->low[b][c]);
  return shortest;
}

static void an_attacker_can_not_narrow_down_what_is_withheld(void **state) {
  (void)state;
  int64_t withheld = 0, told = 0;
  for (uint64_t seed = 0; seed < 3000; seed++) {
    int64_t people[PEOPLE_MAX * (THEMES + 1)], count = 0,
                                               n = 15 + (int64_t)(bry__random_at(seed, 1, 0) % (PEOPLE_MAX - 15));
    int32_t themes[PEOPLE_MAX * (THEMES + 1)];
    for (int64_t p = 0; p < n; p++) {
      uint32_t has = 0;
      for (uint32_t t = 0; t < THEMES; t++) { /* themes that hold others, that exclude others, and few who differ */
        uint64_t draw = bry__random_at(seed, 2, (uint64_t)p * THEMES + t);
        int with = (int)(draw % 100 < 20 + 12 * t);
        if (t > 0 && seed % 3 == 0 && draw / 100 % 12 != 0) with = with && (has >> (t - 1) & 1);
        if (t > 0 && seed % 3 == 1 && draw / 100 % 12 != 0) with = !(has >> (t - 1) & 1);
        has |= (uint32_t)with << t;
      }
      people[count] = p;
      themes[count++] = -1;
      for (int32_t t = 0; t < THEMES; t++) {
        if (!(has >> t & 1)) continue;
        people[count] = p;
        themes[count++] = t;
      }
    }
    bry_map *map = map_of(people, themes, count);
    known k;
    look(&k, map, n);
    for (int t = 0; t < THEMES; t++)
      assert_true(!k.is_there[t] || (k.with[t] >= MIN && (k.with[t] == n || n - k.with[t] >= MIN)));
    int64_t shortest = attack(&k);
    if (shortest < MIN) fail_msg("seed %d: a withheld pair is known to within %d", (int)seed, (int)shortest);
    withheld += shortest != INT64_MAX;
    for (int i = 0; i < THEMES * THEMES; i++)
      told += k.told[i / THEMES][i % THEMES];
    bry_map_free(map);
  }
  assert_true(withheld > 1000); /* else the test would tell nothing */
  assert_true(told > 10000);
}

static void mistakes_are_refused_and_few_people_make_an_empty_map(void **state) {
  (void)state;
  const int64_t people[] = {1, 2, 3, 4};
  const int32_t themes[] = {0, 0, 0, 0}, wrong[] = {0, 0, 6, 0};
  bry_map *map = NULL;
  bry_table *t = NULL;
  assert_int_equal(bry_map_cooccurrence(people, wrong, 4, ids, NULL, THEMES, MIN, &map, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_cooccurrence(people, themes, 4, ids, NULL, THEMES, 2, &map, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_cooccurrence(NULL, themes, 4, ids, NULL, THEMES, 5, &map, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_cooccurrence(people, themes, 4, ids, NULL, 4097, 5, &map, NULL), BRY_ELIMIT);
  assert_int_equal(bry_map_cooccurrence(people, themes, 4, ids, ids, THEMES, 0, &map, NULL), BRY_OK);
  assert_int_equal(bry_map_nodes(map, &t, NULL), BRY_OK);
  assert_int_equal(bry_table_row_count(t), 0);
  bry_table_free(t);
  bry_map_free(map);
}

static bry_status make(bry_error **err) {
  int64_t people[40];
  int32_t themes[40];
  bry_map *map = NULL;
  for (int i = 0; i < 40; i++) {
    people[i] = i / 2;
    themes[i] = i / 2 < 10 ? i % 2 : -1;
  }
  bry_status status = bry_map_cooccurrence(people, themes, 40, ids, ids, THEMES, 5, &map, err);
  bry_map_free(map);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(make, BRY_OK) > 8);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_are_those_of_their_definitions),
      cmocka_unit_test(an_attacker_can_not_narrow_down_what_is_withheld),
      cmocka_unit_test(mistakes_are_refused_and_few_people_make_an_empty_map),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
