/* Time zones from the system's files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "expr/zone.h"

#include "core/nth_allocation.h"
#include "expr/calendar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bry__zone *load(const char *name) {
  bry__zone *zone = NULL;
  assert_int_equal(bry__zone_load(name, &zone, NULL), BRY_OK);
  return zone;
}

static int64_t utc(int64_t year, int64_t month, int64_t day, int64_t hour) {
  return bry__days_from_civil(year, month, day) * 86400 + hour * 3600;
}

static void assert_offset(const bry__zone *zone, int64_t at, int32_t hours, int summer, const char *name) {
  bry__zone_offset offset;
  bry__zone_at(zone, at, &offset);
  assert_int_equal(offset.seconds, hours * 3600);
  assert_int_equal(offset.is_summer, summer);
  assert_string_equal(offset.name, name);
}

static void summer_time_in_oslo_begins_and_ends_at_one_oclock_utc(void **state) {
  (void)state;
  bry__zone *zone = load("Europe/Oslo");
  assert_offset(zone, utc(2026, 3, 29, 1) - 1, 1, 0, "CET");
  assert_offset(zone, utc(2026, 3, 29, 1), 2, 1, "CEST");
  assert_offset(zone, utc(2026, 10, 25, 1) - 1, 2, 1, "CEST");
  assert_offset(zone, utc(2026, 10, 25, 1), 1, 0, "CET");
  bry__zone_free(zone);
}

static void the_rule_goes_on_behind_the_last_transition_of_the_file(void **state) {
  (void)state;
  bry__zone *zone = load("Europe/Oslo");
  assert_offset(zone, utc(2100, 3, 28, 1) - 1, 1, 0, "CET");
  assert_offset(zone, utc(2100, 3, 28, 1), 2, 1, "CEST");
  assert_offset(zone, utc(2999, 12, 31, 0), 1, 0, "CET");
  bry__zone_free(zone);
  zone = load("Australia/Sydney"); /* summer over New Year */
  assert_offset(zone, utc(2100, 1, 15, 0), 11, 1, "AEDT");
  assert_offset(zone, utc(2100, 7, 15, 0), 10, 0, "AEST");
  bry__zone_free(zone);
  zone = load("Asia/Tokyo"); /* none */
  assert_offset(zone, utc(2100, 7, 15, 0), 9, 0, "JST");
  bry__zone_free(zone);
}

static void a_skipped_or_repeated_hour_has_the_offset_from_before_the_change(void **state) {
  (void)state;
  bry__zone *zone = load("Europe/Oslo");
  assert_int_equal(bry__zone_of_local(zone, utc(2026, 3, 29, 2) + 1800), 3600);
  assert_int_equal(bry__zone_of_local(zone, utc(2026, 3, 29, 3)), 7200);
  assert_int_equal(bry__zone_of_local(zone, utc(2026, 10, 25, 2) + 1800), 7200);
  assert_int_equal(bry__zone_of_local(zone, utc(2026, 10, 25, 3)), 3600);
  assert_int_equal(bry__zone_of_local(NULL, utc(2026, 7, 1, 0)), 0);
  bry__zone_free(zone);
}

static void what_is_no_zone_is_refused(void **state) {
  (void)state;
  bry__zone *zone = NULL;
  assert_int_equal(bry__zone_load(NULL, &zone, NULL), BRY_EINVAL);
  assert_int_equal(bry__zone_load("", &zone, NULL), BRY_EINVAL);
  assert_int_equal(bry__zone_load("/etc/localtime", &zone, NULL), BRY_EINVAL);
  assert_int_equal(bry__zone_load("Europe/../Europe/Oslo", &zone, NULL), BRY_EINVAL);
  assert_int_equal(bry__zone_load("Europe/Atlantis", &zone, NULL), BRY_ENOTFOUND);
  assert_int_equal(bry__zone_load("tzdata.zi", &zone, NULL), BRY_EINVAL);
  assert_int_equal(bry__zone_load("Europe", &zone, NULL), BRY_EIO);
  assert_null(zone);
}

/* A file of version 2 with one type, UTC+1, and a rule. */
static size_t write_file(unsigned char out[256], const char *rule) {
  memset(out, 0, 256);
  memcpy(out, "TZif2", 5);
  memcpy(out + 44, "TZif2", 5);
  out[44 + 20 + 4 * 4 + 3] = 1; /* types */
  out[44 + 20 + 5 * 4 + 3] = 4; /* characters */
  unsigned char *data = out + 88;
  data[2] = 0x0E; /* 3600 */
  data[3] = 0x10;
  memcpy(data + 6, "ABC", 4);
  return 88 + 10 + (size_t)sprintf((char *)data + 10, "\n%s\n", rule);
}

static bry__zone *with_rule(const char *rule) {
  unsigned char file[256];
  bry__zone *zone = NULL;
  size_t size = write_file(file, rule);
  assert_int_equal(bry__zone_read(file, size, &zone, NULL), BRY_OK);
  return zone;
}

static void rules_by_day_of_the_year_are_read(void **state) {
  (void)state;
  bry__zone *zone = with_rule("STD-1DST,J60/0,J300/0"); /* 1 March, whatever the year */
  assert_offset(zone, utc(2024, 2, 29, 23) - 1, 1, 0, "STD");
  assert_offset(zone, utc(2024, 2, 29, 23), 2, 1, "DST");
  assert_offset(zone, utc(2023, 2, 28, 23), 2, 1, "DST");
  bry__zone_free(zone);
  zone = with_rule("<+01>-1<+02>-2,59/0,299/0"); /* day 59 from 0: 29 February of a leap year */
  assert_offset(zone, utc(2024, 2, 28, 23), 2, 1, "+02");
  assert_offset(zone, utc(2023, 2, 28, 23) - 1, 1, 0, "+01");
  assert_offset(zone, utc(2023, 2, 28, 23), 2, 1, "+02");
  bry__zone_free(zone);
  zone = with_rule("");
  assert_offset(zone, utc(2100, 7, 1, 0), 1, 0, "ABC");
  bry__zone_free(zone);
}

static void a_damaged_file_is_refused_at_every_length(void **state) {
  (void)state;
  unsigned char file[256];
  size_t size = write_file(file, "STD-1DST,M3.5.0,M10.5.0/3");
  for (size_t cut = 0; cut < size; cut++) {
    bry__zone *zone = NULL;
    unsigned char *exact = malloc(cut ? cut : 1);
    assert_non_null(exact);
    memcpy(exact, file, cut);
    assert_int_equal(bry__zone_read(exact, cut, &zone, NULL), BRY_EIO);
    free(exact);
  }
  static const char *const rules[] = {
      "STD",     "1",     "STD-1DST", "STD-1DST,M13.5.0,M10.5.0", "STD-1DST,M3.5.0", "STD-1DST,M3.5.0,M10.5.0x",
      "STD-999", "<STD-1"};
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
    bry__zone *zone = NULL;
    size = write_file(file, rules[i]);
    assert_int_equal(bry__zone_read(file, size, &zone, NULL), BRY_EIO);
  }
}

static void days_and_dates_turn_into_each_other(void **state) {
  (void)state;
  int64_t year, month, day;
  assert_int_equal(bry__days_from_civil(1970, 1, 1), 0);
  assert_int_equal(bry__days_from_civil(2000, 3, 1), 11017);
  assert_int_equal(bry__weekday(bry__days_from_civil(2026, 3, 15)), 0);
  for (int64_t days = -800000; days < 800000; days += 97) {
    bry__civil_from_days(days, &year, &month, &day);
    assert_int_equal(bry__days_from_civil(year, month, day), days);
  }
}

static bry_status load_oslo(bry_error **err) {
  bry__zone *zone = NULL;
  bry_status status = bry__zone_load("Europe/Oslo", &zone, err);
  bry__zone_free(zone);
  return status;
}

static void each_allocation_of_a_load_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(load_oslo, BRY_OK) >= 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(summer_time_in_oslo_begins_and_ends_at_one_oclock_utc),
      cmocka_unit_test(the_rule_goes_on_behind_the_last_transition_of_the_file),
      cmocka_unit_test(a_skipped_or_repeated_hour_has_the_offset_from_before_the_change),
      cmocka_unit_test(what_is_no_zone_is_refused),
      cmocka_unit_test(rules_by_day_of_the_year_are_read),
      cmocka_unit_test(a_damaged_file_is_refused_at_every_length),
      cmocka_unit_test(days_and_dates_turn_into_each_other),
      cmocka_unit_test(each_allocation_of_a_load_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
