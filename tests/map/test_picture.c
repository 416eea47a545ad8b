/* Maps as SVG pictures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "map/layout.h"
#include "map/sample.h"

#include <bry/map.h>
#include <bry/text.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static char *svg_of(const bry_map *map, const char *lang, int32_t width, uint64_t seed) {
  bry_text *text = NULL;
  assert_int_equal(bry_map_svg(map, NULL, lang, width, seed, &text, NULL), BRY_OK);
  char *copy = strdup(bry_text_data(text));
  bry_text_free(text);
  return copy;
}

static void assert_holds(const char *svg, const char *what) {
  if (!strstr(svg, what)) fail_msg("the picture lacks %s", what);
}

static void bands_kinds_and_words_are_there(void **state) {
  (void)state;
  bry_map *map = NULL;
  assert_int_equal(causes_make(&map, NULL), BRY_OK);
  char *svg = svg_of(map, "en", 1200, 1);
  assert_holds(svg, ">Map</title>");
  assert_holds(svg, "Map of 5 nodes and 5 edges.");
  assert_holds(svg, "role=\"img\"");
  assert_holds(svg, ">Level 1 · Mottak<");
  assert_holds(svg, ">Without a place<");
  assert_holds(svg, ">Queue<");
  assert_holds(svg, "Stress &amp; &lt;mas&gt;");
  assert_holds(svg, ">causes<"); /* in the legend */
  assert_holds(svg, "marker-end");
  assert_null(strstr(svg, "<mas>"));
  assert_null(strstr(svg, "<script"));
  free(svg);
  svg = svg_of(map, "nn", 390, 1);
  assert_holds(svg, "Kart med 5 nodar og 5 samband.");
  assert_holds(svg, "viewBox=\"0 0 390 ");
  free(svg);
  bry_map_free(map);
}

/* Nodes in communities, of which some are alone, by no random numbers but the layout's own. */
static bry_map *crowd(int32_t count) {
  bry_map *map = NULL;
  char id[32], other[32];
  assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
  for (int32_t i = 0; i < count; i++) {
    snprintf(id, sizeof id, "theme number %d", i);
    assert_int_equal(bry_map_add_node(map, id, NULL, 1, NULL), BRY_OK);
  }
  for (int32_t i = 0; i < count; i++) {
    snprintf(id, sizeof id, "theme number %d", i);
    snprintf(other, sizeof other, "theme number %d", (i * i + 3) % count);
    if (i != (i * i + 3) % count && i % 7 != 0)
      assert_int_equal(bry_map_add_edge(map, id, other, 1 + i % 5, NULL), BRY_OK);
  }
  return map;
}

static void boxes_never_overlap_and_stay_inside(void **state) {
  (void)state;
  static const int32_t widths[] = {280, 390, 1200}, counts[] = {1, 2, 17, 120};
  for (size_t w = 0; w < 3; w++) {
    for (size_t c = 0; c < 4; c++) {
      bry_map *map = crowd(counts[c]);
      bry__layout l = {.width = widths[w], .spots = bry__alloc_zero((size_t)counts[c] + 1, sizeof *l.spots)};
      for (int32_t i = 0; i < counts[c]; i++) {
        l.spots[i].width = 60 + 10 * (i % 6);
        l.spots[i].height = 28 + 16 * (i % 3);
      }
      assert_int_equal(bry__layout_place(&l, map, 5), 0);
      for (int32_t i = 0; i < counts[c]; i++) {
        const bry__spot *a = &l.spots[i];
        assert_true(a->x - a->width / 2.0 >= 0 && a->x + a->width / 2.0 <= l.width);
        assert_true(a->y - a->height / 2.0 >= 0 && a->y + a->height / 2.0 <= l.height);
        for (int32_t k = 0; k < i; k++) {
          const bry__spot *b = &l.spots[k];
          assert_true(fabs(a->x - b->x) >= (a->width + b->width) / 2.0 ||
                      fabs(a->y - b->y) >= (a->height + b->height) / 2.0);
        }
      }
      bry__layout_clear(&l);
      bry_map_free(map);
    }
  }
}

static void the_same_seed_gives_the_same_bytes(void **state) {
  (void)state;
  bry_map *map = crowd(30);
  char *first = svg_of(map, NULL, 800, 7), *again = svg_of(map, NULL, 800, 7), *other = svg_of(map, NULL, 800, 8);
  assert_string_equal(first, again);
  assert_string_not_equal(first, other);
  free(first);
  free(again);
  free(other);
  bry_map_free(map);
}

/* A sum over where the boxes stand, as it came out where this was written: it must be the same whatever the compiler,
 * its level of optimisation and the machine. */
static void places_are_the_same_on_any_machine(void **state) {
  (void)state;
  bry_map *map = crowd(60);
  bry__layout l = {.width = 900, .spots = bry__alloc_zero(61, sizeof *l.spots)};
  int64_t sum = 0;
  for (int32_t i = 0; i < 60; i++) {
    l.spots[i].width = 90;
    l.spots[i].height = 28;
  }
  assert_int_equal(bry__layout_place(&l, map, 1), 0);
  for (int32_t i = 0; i < 60; i++)
    sum += (i + 1) * (int64_t)(l.spots[i].x + 3 * l.spots[i].y);
  assert_int_equal(sum, 5608854);
  bry__layout_clear(&l);
  bry_map_free(map);
}

static void an_empty_map_is_a_picture_too_and_wrong_arguments_are_refused(void **state) {
  (void)state;
  bry_map *map = NULL;
  bry_text *text = NULL;
  assert_int_equal(bry_map_new(&map, NULL), BRY_OK);
  char *svg = svg_of(map, NULL, 390, 1);
  assert_holds(svg, "Kart med 0 noder");
  free(svg);
  assert_int_equal(bry_map_svg(map, NULL, NULL, 279, 1, &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_svg(map, NULL, NULL, 4001, 1, &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_svg(map, "a\nb", NULL, 390, 1, &text, NULL), BRY_EINVAL);
  assert_int_equal(bry_map_svg(NULL, NULL, NULL, 390, 1, &text, NULL), BRY_EINVAL);
  assert_null(text);
  bry_map_free(map);
  map = crowd(2001);
  assert_int_equal(bry_map_svg(map, NULL, NULL, 390, 1, &text, NULL), BRY_ELIMIT);
  bry_map_free(map);
}

static int32_t banded;

static bry_status draw(bry_error **err) {
  bry_map *map = NULL;
  bry_text *text = NULL;
  bry_status status = banded ? causes_make(&map, err) : bry_map_new(&map, err);
  if (status == BRY_OK && !banded) status = bry_map_add_node(map, "a", NULL, 1, err);
  if (status == BRY_OK) status = bry_map_svg(map, "Title", "nb", 600, 1, &text, err);
  bry_text_free(text);
  bry_map_free(map);
  return status;
}

static void each_allocation_can_fail(void **state) {
  (void)state;
  for (banded = 0; banded < 2; banded++)
    assert_true(each_allocation_may_fail(draw, BRY_OK) > 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bands_kinds_and_words_are_there),
      cmocka_unit_test(boxes_never_overlap_and_stay_inside),
      cmocka_unit_test(the_same_seed_gives_the_same_bytes),
      cmocka_unit_test(places_are_the_same_on_any_machine),
      cmocka_unit_test(an_empty_map_is_a_picture_too_and_wrong_arguments_are_refused),
      cmocka_unit_test(each_allocation_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
