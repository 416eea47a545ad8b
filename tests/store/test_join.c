/* Who goes with whom: lanes, who waits, who is taken along, who gives up. No server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/clock.h"
#include "store/join.h"

#include <string.h>
#include <unistd.h>

static const bry_survey one = {.survey_id = {1}}, same_as_one = {.survey_id = {1}}, other = {.survey_id = {2}},
                        later = {.survey_id = {1}, .salt = {1}};
static const bry__patience no_cancel = {0};

/* A submit in a thread of its own, that goes as far as being told its place. */
typedef struct call {
  bry__join *join;
  bry__rider rider;
  const bry__patience *patience;
  uint8_t id[16];
  pthread_t thread;
  bry__join_place place;
} call;

static void *enter(void *user) {
  call *c = user;
  c->place = bry__join_enter(c->join, &c->rider, c->patience);
  return NULL;
}

static void begin(call *c, bry__join *join, const bry_survey *survey, uint8_t id) {
  *c = (call){.join = join, .patience = &no_cancel, .id = {id}};
  c->rider.survey = survey;
  c->rider.id = c->id;
  assert_int_equal(pthread_create(&c->thread, NULL, enter, c), 0);
}

static void begin_waiting(call *c, bry__join *join, const bry_survey *survey, uint8_t id) {
  size_t before = bry__join_waiting(join);
  begin(c, join, survey, id);
  for (int i = 0; i < 10000 && bry__join_waiting(join) == before; i++)
    usleep(100);
}

static bry__join_place end(call *c) {
  pthread_join(c->thread, NULL);
  return c->place;
}

static void lead(bry__join *join, bry__rider *leader, const bry_survey *survey, const uint8_t *id) {
  *leader = (bry__rider){.survey = survey, .id = id};
  assert_int_equal(bry__join_enter(join, leader, &no_cancel), BRY__JOIN_LEADS);
}

static const uint8_t id_a[16] = {0xa}, id_b[16] = {0xb};

static void who_comes_alone_goes_at_once(void **state) {
  (void)state;
  bry__join *join = bry__join_new(2);
  bry__rider leader;
  for (int i = 0; i < 3; i++) {
    lead(join, &leader, &one, id_a);
    assert_int_equal(bry__join_board(join, &leader), 0);
    bry__join_leave(join, &leader);
  }
  bry__join_free(join, 0);
}

static void other_surveys_are_not_waited_for(void **state) {
  (void)state;
  bry__join *join = bry__join_new(1);
  bry__rider first, second, third;
  lead(join, &first, &one, id_a);
  lead(join, &second, &other, id_a);
  lead(join, &third, &later, id_a); /* of the same name, and not the same */
  bry__join_leave(join, &first);
  bry__join_leave(join, &second);
  bry__join_leave(join, &third);
  bry__join_free(join, 0);
}

static void who_waits_is_taken_along_and_told(void **state) {
  (void)state;
  bry__join *join = bry__join_new(2);
  bry__rider first, second;
  call stored, not_stored, foreign;
  lead(join, &first, &one, id_a);
  lead(join, &second, &same_as_one, id_b);
  begin_waiting(&stored, join, &one, 1);
  begin_waiting(&not_stored, join, &same_as_one, 2);
  assert_int_equal(bry__join_board(join, &first), 2);
  begin(&foreign, join, &other, 3); /* has lanes of its own */
  assert_int_equal(end(&foreign), BRY__JOIN_LEADS);
  stored.rider.is_stored = 1;
  bry__join_leave(join, &first);
  assert_int_equal(end(&stored), BRY__JOIN_STORED);
  assert_int_equal(end(&not_stored), BRY__JOIN_ALONE);
  bry__join_leave(join, &second);
  bry__join_leave(join, &foreign.rider);
  bry__join_free(join, 0);
}

static void of_equal_ids_one_is_taken_along(void **state) {
  (void)state;
  bry__join *join = bry__join_new(1);
  bry__rider leader;
  call twin, first, second;
  lead(join, &leader, &one, id_a);
  begin_waiting(&twin, join, &one, id_a[0]);
  begin_waiting(&first, join, &one, 1);
  begin_waiting(&second, join, &one, 1);
  assert_int_equal(bry__join_board(join, &leader), 1);
  bry__join_leave(join, &leader);
  assert_int_equal(end(&first), BRY__JOIN_ALONE);
  assert_int_equal(end(&twin), BRY__JOIN_LEADS); /* who waited longest has the lane */
  assert_int_equal(bry__join_board(join, &twin.rider), 1);
  bry__join_leave(join, &twin.rider);
  assert_int_equal(end(&second), BRY__JOIN_ALONE);
  bry__join_free(join, 0);
}

/* The second lane is for as many as go in the first: those who come back gather while the other is away. */
static void a_second_lane_waits_for_as_many_as_the_first_has(void **state) {
  (void)state;
  bry__join *join = bry__join_new(2);
  bry__rider first, second;
  call calls[4];
  lead(join, &first, &one, id_a);
  lead(join, &second, &one, id_b);
  begin_waiting(&calls[0], join, &one, 1);
  begin_waiting(&calls[1], join, &one, 2);
  assert_int_equal(bry__join_board(join, &first), 2);
  bry__join_leave(join, &second);
  begin_waiting(&calls[2], join, &one, 3);
  begin_waiting(&calls[3], join, &one, 4);
  lead(join, &second, &one, id_b); /* the third of them */
  assert_int_equal(bry__join_board(join, &second), 2);
  bry__join_leave(join, &first);
  bry__join_leave(join, &second);
  for (int i = 0; i < 4; i++)
    assert_int_equal(end(&calls[i]), BRY__JOIN_ALONE);
  bry__join_free(join, 0);
}

static void a_full_lane_leaves_the_rest(void **state) {
  (void)state;
  static call calls[BRY__JOIN_MAX];
  bry__join *join = bry__join_new(1);
  bry__rider leader;
  lead(join, &leader, &one, id_a);
  for (int i = 0; i < BRY__JOIN_MAX - 1; i++) {
    begin_waiting(&calls[i], join, &one, (uint8_t)(100 + i));
    assert_int_equal(bry__join_board(join, &leader), i + 1);
    calls[i].rider.is_stored = 1;
  }
  begin_waiting(&calls[BRY__JOIN_MAX - 1], join, &one, 1);
  assert_int_equal(bry__join_board(join, &leader), BRY__JOIN_MAX - 1);
  bry__join_leave(join, &leader);
  for (int i = 0; i < BRY__JOIN_MAX - 1; i++)
    assert_int_equal(end(&calls[i]), BRY__JOIN_STORED);
  assert_int_equal(end(&calls[BRY__JOIN_MAX - 1]), BRY__JOIN_LEADS);
  bry__join_leave(join, &calls[BRY__JOIN_MAX - 1].rider);
  bry__join_free(join, 0);
}

static void who_waits_too_long_or_is_cancelled_goes_alone(void **state) {
  (void)state;
  bry__join *join = bry__join_new(1);
  bry__rider leader, waiter = {.survey = &one, .id = id_b};
  _Atomic uint32_t cancels = 1;
  const bry__patience cancelled = {.cancels = &cancels, .seen = 0};
  lead(join, &leader, &one, id_a);
  int64_t begun_us = bry__clock_monotonic_us();
  assert_int_equal(bry__join_enter(join, &waiter, &no_cancel), BRY__JOIN_ALONE);
  assert_true(bry__clock_monotonic_us() - begun_us >= BRY__JOIN_WAIT_MS * 1000);
  waiter = (bry__rider){.survey = &one, .id = id_b};
  begun_us = bry__clock_monotonic_us();
  assert_int_equal(bry__join_enter(join, &waiter, &cancelled), BRY__JOIN_ALONE);
  assert_true(bry__clock_monotonic_us() - begun_us < BRY__JOIN_WAIT_MS * 1000);
  assert_int_equal(bry__join_board(join, &leader), 0); /* neither is in the queue any more */
  bry__join_leave(join, &leader);
  bry__join_free(join, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_comes_alone_goes_at_once),
      cmocka_unit_test(other_surveys_are_not_waited_for),
      cmocka_unit_test(who_waits_is_taken_along_and_told),
      cmocka_unit_test(of_equal_ids_one_is_taken_along),
      cmocka_unit_test(a_second_lane_waits_for_as_many_as_the_first_has),
      cmocka_unit_test(a_full_lane_leaves_the_rest),
      cmocka_unit_test(who_waits_too_long_or_is_cancelled_goes_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
