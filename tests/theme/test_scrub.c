/* Scrubbing: what is found, how surely, and what is left in peace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buffer.h"
#include "core/nth_allocation.h"
#include "core/random.h"

#include <bry.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 4000, CERTAIN = BRY_SCRUB_EVERYTHING & ~(BRY_SCRUB_NAME | BRY_SCRUB_ADDRESS | BRY_SCRUB_POSTCODE) };

static bry_scrubbed *scrub(const char *text, const bry_scrub_options *options) {
  bry_scrubbed *found = NULL;
  bry_error *err = NULL;
  if (bry_scrub(text, strlen(text), options, &found, &err) != BRY_OK) fail_msg("%s", bry_error_message(err));
  return found;
}

static void becomes(const char *text, const char *expected) {
  bry_scrubbed *found = scrub(text, NULL);
  assert_string_equal(bry_scrubbed_text(found), expected);
  assert_int_equal(bry_scrubbed_size(found), strlen(expected));
  bry_scrubbed_free(found);
}

static void stays(const char *text) {
  becomes(text, text);
}

/* --- by example ------------------------------------------------------------------------------------------------- */

static void identity_numbers_are_replaced_however_they_are_written(void **state) {
  (void)state;
  becomes("fnr 01010150740.", "fnr [fødselsnummer].");
  becomes("(010101 50740)", "([fødselsnummer])");
  becomes("010101.50740", "[fødselsnummer]");
  becomes("01.01.01 50740", "[fødselsnummer]");
  becomes("fnr01010150740kr", "fnr[fødselsnummer]kr");
  becomes("12345678901 er ikke noe nummer", "[fødselsnummer] er ikke noe nummer");
  stays("123456 78901");
}

static void accounts_are_told_by_their_check_digit_or_their_groups(void **state) {
  (void)state;
  becomes("konto 8601.11.17947", "konto [kontonummer]");
  becomes("konto 8601 11 17947", "konto [kontonummer]");
  becomes("86011117947", "[kontonummer]");
  becomes("8601.11.17948", "[kontonummer]");
  becomes("NO93 8601 1117 947", "[kontonummer]");
  becomes("IBAN: NO9386011117947", "IBAN: [kontonummer]");
}

static void phones_are_told_from_dates_and_amounts(void **state) {
  (void)state;
  becomes("912 34 567", "[telefon]");
  becomes("91234567, 22 33 44 55 / 22.33.44.55", "[telefon], [telefon] / [telefon]");
  becomes("+47 912 34 567 eller (+47) 91234567 eller 004791234567", "[telefon] eller [telefon] eller [telefon]");
  becomes("+46 70 123 45 67", "[telefon]");
  becomes("tlf: 24122023", "tlf: [telefon]");
  stays("24122023 og 20230512 og 24.12.2023 og 2020-2021");
  stays("25000000 kroner, kr 25000000, 25 000 000");
  stays("12345678");
  stays("20 30 40 50 60");
}

static void addresses_of_the_net_end_where_the_sentence_goes_on(void **state) {
  (void)state;
  becomes("skriv til kari.nordmann@kommune.no.", "skriv til [e-post].");
  becomes("<åse+x@bærum.kommune.no>", "<[e-post]>");
  becomes("se (https://a.no/b_(c)?d=1).", "se ([nettadresse]).");
  becomes("www.kommune.no, finn.no/bil og trondheim.kommune.no", "[nettadresse], [nettadresse] og [nettadresse]");
  becomes("fra 192.168.1.20", "fra [IP-adresse]");
  stays("versjon 1.2.3, klokka 12.30, o.s.v. bl.a. 3 @ 5");
}

static void cars_streets_and_postcodes_are_found(void **state) {
  (void)state;
  becomes("bil EK12345 og SV 54321", "bil [bilnummer] og [bilnummer]");
  becomes("Storgata 12B, 7010 Trondheim", "[adresse], [poststed]");
  becomes("i Kongens gate 5, 8622 Mo i Rana.", "i [adresse], [poststed].");
  becomes("Olav Tryggvasons gt. 3", "[adresse]");
  stays("I 2023 Trondheim og 1200 Det var mange");
  stays("KR 25000 og rom 12");
}

static void names_are_suggested_by_capitals_and_company(void **state) {
  (void)state;
  becomes("Ring Kari Hansen nå", "Ring [navn] nå");
  becomes("Jeg spurte Kari om det", "Jeg spurte [navn] om det");
  becomes("Jeg traff Tjodolv Kvam der", "Jeg traff [navn] der");
  becomes("hilsen Tjodolv", "hilsen [navn]");
  becomes("spør kari hansen", "spør [navn]");
  becomes("Karis idé", "[navn] idé");
  stays("Vi bruker Teams og NAV i Norge. Mandag er best, synes jeg");
  becomes("Anne-Lise Ås er her", "[navn] er her");
  becomes("Hilsen:\nTjodolv. Snakk med dr. Tjodolv", "Hilsen:\n[navn]. Snakk med dr. [navn]");
  stays("Det er min sjef. Dessuten er det bra");
  bry_scrubbed *found = scrub("Jeg så Tjodolv", NULL);
  assert_int_equal(bry_scrubbed_count(found), 1);
  assert_false(bry_scrubbed_replaced_at(found, 0));
  assert_true(bry_scrubbed_confidence_at(found, 0) < 50);
  bry_scrubbed_free(found);
}

static void places_say_kind_and_bytes(void **state) {
  (void)state;
  bry_scrubbed *found = scrub("Åtte ☎ 91234567", NULL);
  assert_int_equal(bry_scrubbed_count(found), 1);
  assert_int_equal(bry_scrubbed_kind_at(found, 0), BRY_SCRUB_PHONE);
  assert_int_equal(bry_scrubbed_begin_at(found, 0), 10);
  assert_int_equal(bry_scrubbed_end_at(found, 0), 18);
  assert_int_equal(bry_scrubbed_kind_at(found, 1), 0);
  assert_int_equal(bry_scrubbed_begin_at(found, -1), -1);
  assert_string_equal(bry_scrub_kind_name(BRY_SCRUB_PHONE), "phone");
  assert_null(bry_scrub_kind_name(3));
  bry_scrubbed_free(found);
}

static void options_choose_kinds_confidence_and_language(void **state) {
  (void)state;
  const char *text = "Vi spurte Kari, 91234567, a@b.no";
  bry_scrub_options options;
  bry_scrub_options_init(&options);
  options.kinds = BRY_SCRUB_PHONE | BRY_SCRUB_NAME;
  options.min_confidence = 80;
  options.lang = "en";
  bry_scrubbed *found = scrub(text, &options);
  assert_string_equal(bry_scrubbed_text(found), "Vi spurte Kari, [phone], a@b.no");
  assert_int_equal(bry_scrubbed_count(found), 2);
  bry_scrubbed_free(found);
  options.min_confidence = 1;
  options.lang = "nn";
  found = scrub(text, &options);
  assert_string_equal(bry_scrubbed_text(found), "Vi spurte [namn], [telefon], a@b.no");
  bry_scrubbed_free(found);
}

static void bad_calls_are_refused(void **state) {
  (void)state;
  bry_scrubbed *found = NULL;
  bry_scrub_options options;
  assert_int_equal(bry_scrub(NULL, 1, NULL, &found, NULL), BRY_EINVAL);
  assert_int_equal(bry_scrub("a\xff", 2, NULL, &found, NULL), BRY_EPARSE);
  assert_null(found);
  bry_scrub_options_init(&options);
  options.kinds = 0;
  assert_int_equal(bry_scrub("a", 1, &options, &found, NULL), BRY_EINVAL);
  bry_scrub_options_init(&options);
  options.min_confidence = 101;
  assert_int_equal(bry_scrub("a", 1, &options, &found, NULL), BRY_EINVAL);
  bry_scrub_options_init(&options);
  options.lang = "de";
  assert_int_equal(bry_scrub("a", 1, &options, &found, NULL), BRY_EINVAL);
  becomes("", "");
}

/* --- made numbers, wherever they stand -------------------------------------------------------------------------- */

static uint64_t drawn;

static int draw(int bound) {
  return (int)bry__random_below(2032, 1, &drawn, (uint64_t)bound);
}

static int rest_of(const char *digits, const int *weights, int count) {
  int sum = 0;
  for (int i = 0; i < count; i++)
    sum += (digits[i] - '0') * weights[i];
  return sum % 11;
}

static const int second_weights[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};

/* The last digit, so that the rest is 0; 0 when no digit does. */
static int close_number(char *digits) {
  int digit = (11 - rest_of(digits, second_weights, 10)) % 11;
  digits[10] = (char)('0' + digit % 10);
  digits[11] = '\0';
  return digit < 10;
}

/* `rest` is what the first check digit leaves: 0 today, 0 to 3 from 2032. */
static void make_identity(char *out, int rest) {
  static const int weights[] = {3, 7, 6, 1, 8, 9, 4, 5, 2}, months[] = {0, 40, 80, 65}, days[] = {0, 40};
  for (;;) {
    snprintf(out, 12, "%02d%02d%02d%03d", 1 + draw(28) + days[draw(2)], 1 + draw(12) + months[draw(4)], draw(100),
             draw(1000));
    int first = (11 - rest_of(out, weights, 9) + rest) % 11;
    out[9] = (char)('0' + first);
    if (first < 10 && close_number(out)) return;
  }
}

static void make_account(char *out) {
  do
    snprintf(out, 12, "%04d%02d%04d", draw(10000), draw(100), draw(10000));
  while (!close_number(out));
}

static const char *const around[][2] = {{"", ""},    {"nr ", " takk"},    {"(", ")"}, {"«", "»"},   {"\"", "\"."},
                                        {"/", "/"},  {":", ";"},          {"…", "…"}, {"- ", " -"}, {"\n", "\r\n"},
                                        {"\t", "!"}, {"fødselsnr.", "?"}, {"☺", "☺"}};

/* The first replaced place of one of the kinds is the number and no more. */
static void is_found(const char *number, int32_t kind_wanted) {
  char text[128];
  const char *const *sides = around[draw(sizeof around / sizeof *around)];
  snprintf(text, sizeof text, "%s%s%s", sides[0], number, sides[1]);
  bry_scrubbed *found = scrub(text, NULL);
  int met = 0;
  for (int64_t i = 0; i < bry_scrubbed_count(found); i++) {
    met |= bry_scrubbed_begin_at(found, i) == (int64_t)strlen(sides[0]) && bry_scrubbed_replaced_at(found, i) &&
           bry_scrubbed_end_at(found, i) == (int64_t)(strlen(sides[0]) + strlen(number)) &&
           (bry_scrubbed_kind_at(found, i) & kind_wanted) != 0;
  }
  if (!met) fail_msg("\"%s\" is not found: \"%s\"", text, bry_scrubbed_text(found));
  bry_scrubbed_free(found);
}

/* The digits of `number` in groups, "63" for six and the rest. */
static void grouped(const char *number, const char *sizes, const char *between, char *out) {
  for (; *sizes; sizes++) {
    out += sprintf(out, "%.*s%s", *sizes - '0', number, sizes[1] ? between : "");
    number += *sizes - '0';
  }
}

static void every_identity_number_is_found(void **state) {
  (void)state;
  char number[16], written[32];
  static const char *const gaps[] = {" ", ".", "-", "\xC2\xA0"};
  for (int i = 0; i < ROUNDS; i++) {
    make_identity(number, i % 4);
    is_found(number, BRY_SCRUB_IDENTITY);
    grouped(number, "65", gaps[draw(4)], written);
    is_found(written, BRY_SCRUB_IDENTITY);
  }
}

static void every_account_is_found(void **state) {
  (void)state;
  char number[16], written[32];
  for (int i = 0; i < ROUNDS; i++) {
    make_account(number);
    is_found(number, BRY_SCRUB_ACCOUNT | BRY_SCRUB_IDENTITY); /* some are identity numbers as well */
    grouped(number, "425", i % 2 ? " " : ".", written);
    is_found(written, BRY_SCRUB_ACCOUNT);
  }
}

static void every_phone_is_found(void **state) {
  (void)state;
  static const char *const shapes[] = {"323", "2222"};
  static const char *const codes[] = {"", "+47", "+47 ", "0047", "0047 "};
  char number[32], written[32], whole[48];
  for (int i = 0; i < ROUNDS; i++) {
    snprintf(number, sizeof number, "%d%07d", 2 + draw(8), draw(10000000));
    grouped(number, shapes[draw(2)], " ", written);
    snprintf(whole, sizeof whole, "%s%s", codes[draw(5)], written);
    is_found(whole, BRY_SCRUB_PHONE);
    snprintf(whole, sizeof whole, "%s%s", codes[1 + draw(4)], number);
    is_found(whole, BRY_SCRUB_PHONE);
    number[0] = draw(2) ? '4' : '9';
    is_found(number, BRY_SCRUB_PHONE);
  }
}

static void every_car_is_found(void **state) {
  (void)state;
  char number[32];
  for (int i = 0; i < ROUNDS; i++) {
    snprintf(number, sizeof number, "E%c%s%05d", "ABCDEFGHJKLNPRSTUVXYZ"[draw(21)], i % 2 ? " " : "",
             10000 + draw(89999));
    is_found(number, BRY_SCRUB_PLATE);
  }
}

/* --- ordinary texts --------------------------------------------------------------------------------------------- */

/* The kinds among CERTAIN that were found in a line. */
static int32_t kinds_in(const char *line, int32_t min_confidence) {
  bry_scrub_options options;
  bry_scrub_options_init(&options);
  options.kinds = CERTAIN;
  options.min_confidence = min_confidence;
  bry_scrubbed *found = scrub(line, &options);
  int32_t kinds = 0;
  for (int64_t i = 0; i < bry_scrubbed_count(found); i++)
    if (bry_scrubbed_replaced_at(found, i)) kinds |= bry_scrubbed_kind_at(found, i);
  bry_scrubbed_free(found);
  return kinds;
}

static void is_told(const char *line, const char *marks, const char *mark, int32_t kind) {
  if (strstr(marks, mark) && !(kinds_in(line, 50) & kind)) fail_msg("%s is missed in: %s", mark, line);
  if (!strstr(marks, mark) && (kinds_in(line, 80) & kind)) fail_msg("there is no %s in: %s", mark, line);
}

/* The last column of the examples says what personal data people saw in an answer. */
static void the_examples_hold_what_people_saw_in_them_and_nothing_else(void **state) {
  (void)state;
  FILE *file = fopen(BRY_SOURCE_DIR "/examples/data/norsk-svar.csv", "rb");
  assert_non_null(file);
  char *line = NULL;
  size_t room = 0;
  int lines = 0;
  for (ssize_t size; (size = getline(&line, &room, file)) > 0; lines++) {
    const char *marks = strrchr(line, ',');
    if (lines == 0 || !marks) continue;
    is_told(line, marks, "fnr", BRY_SCRUB_IDENTITY);
    is_told(line, marks, "phone", BRY_SCRUB_PHONE);
    is_told(line, marks, "email", BRY_SCRUB_EMAIL);
    assert_int_equal(kinds_in(line, 1) & ~(BRY_SCRUB_IDENTITY | BRY_SCRUB_PHONE | BRY_SCRUB_EMAIL), 0);
  }
  assert_true(lines > 400);
  free(line);
  fclose(file);
}

static bry_status scrub_some(bry_error **err) {
  const char *text = "Kari Hansen, 91234567, a@b.no, https://c.no, Storgata 1, 7010 Trondheim, EK12345, 01010150740";
  bry_scrubbed *found = NULL;
  bry_status status = bry_scrub(text, strlen(text), NULL, &found, err);
  bry_scrubbed_free(found);
  return status;
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(scrub_some, BRY_OK) > 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(identity_numbers_are_replaced_however_they_are_written),
      cmocka_unit_test(accounts_are_told_by_their_check_digit_or_their_groups),
      cmocka_unit_test(phones_are_told_from_dates_and_amounts),
      cmocka_unit_test(addresses_of_the_net_end_where_the_sentence_goes_on),
      cmocka_unit_test(cars_streets_and_postcodes_are_found),
      cmocka_unit_test(names_are_suggested_by_capitals_and_company),
      cmocka_unit_test(places_say_kind_and_bytes),
      cmocka_unit_test(options_choose_kinds_confidence_and_language),
      cmocka_unit_test(bad_calls_are_refused),
      cmocka_unit_test(every_identity_number_is_found),
      cmocka_unit_test(every_account_is_found),
      cmocka_unit_test(every_phone_is_found),
      cmocka_unit_test(every_car_is_found),
      cmocka_unit_test(the_examples_hold_what_people_saw_in_them_and_nothing_else),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
