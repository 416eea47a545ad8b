/* A small survey of a workplace, as the store's tests use it: a questionnaire with an item of each shape, segments,
 * and short ways to make a survey of it and to fill it. cmocka must be included first. */
#ifndef BRY_TESTS_WORKPLACE_H
#define BRY_TESTS_WORKPLACE_H

#include "core/csv.h"
#include "store/cluster.h"

#include <bry.h>
#include <stdio.h>
#include <string.h>

static const char workplace_questionnaire[] =
    "{\"title\": \"Arbeidsplassen\", \"elements\": ["
    "{\"type\": \"rating\", \"name\": \"near\", \"rateMin\": 1, \"rateMax\": 5},"
    "{\"type\": \"checkbox\", \"name\": \"meet\", \"choices\": [\"lunch\", \"coffee\", \"online\"]},"
    "{\"type\": \"radiogroup\", \"name\": \"role\", \"choices\": [\"ansatt\", \"leder\"], \"showOtherItem\": true},"
    "{\"type\": \"matrix\", \"name\": \"mood\", \"rows\": [\"mon\", \"fri\"], \"columns\": [\"good\", \"bad\"]},"
    "{\"type\": \"multipletext\", \"name\": \"words\", \"items\": [{\"name\": \"first\"}, {\"name\": \"second\"}]},"
    "{\"type\": \"comment\", \"name\": \"dream\"}]}";

static const char workplace_segments[] =
    "[{\"name\": \"sektor\", \"values\": [\"helse\", \"oppvekst\", \"teknisk\"]}, {\"name\": \"enhet\"}]";

static const char workplace_codebook[] =
    "{\"id\": \"drom\", \"version\": \"1\", \"themes\": ["
    "{\"id\": \"calm\", \"label\": {\"nb\": \"Ro\", \"nn\": \"Ro\", \"en\": \"Calm\"}, \"definition\": \"Tid og ro\","
    " \"indicators\": {\"nb\": [\"rolig\", \"god tid\"], \"nn\": [\"roleg\"], \"en\": [\"calm\"]}},"
    "{\"id\": \"people\", \"label\": {\"nb\": \"Folk\", \"nn\": \"Folk\", \"en\": \"People\"}, \"definition\": "
    "\"Kolleger\","
    " \"indicators\": {\"nb\": [\"kolleger\"], \"nn\": [\"kollegaer\"], \"en\": [\"colleagues\"]}},"
    "{\"id\": \"tools\", \"label\": {\"nb\": \"Utstyr\", \"nn\": \"Utstyr\", \"en\": \"Tools\"}, \"definition\": "
    "\"Utstyr\","
    " \"indicators\": {\"nb\": [\"utstyr\"], \"nn\": [\"utstyr\"], \"en\": [\"tools\"]}}]}";

static bry_store *store;
static cluster server;

/* Group set-up and end: a private server, and a store with the tenant "test" chosen and another one beside it. */
static int open_workplace(void **state) {
  (void)state;
  cluster_init(&server);
  store = cluster_open(&server, "test");
  return bry_tenant_add(store, "other", "Other", NULL);
}

static int close_workplace(void **state) {
  (void)state;
  bry_store_close(store);
  cluster_clear(&server);
  return 0;
}

/* The first value of a query past the library; the caller frees it. */
static inline char *ask_text(const char *sql) {
  PGconn *pg = cluster_connect(&server, 1);
  char *text = strdup(cluster_sql(pg, sql));
  PQfinish(pg);
  return text;
}

#define assert_ok(call)                                                                                              \
  do {                                                                                                               \
    bry_error *err_ = NULL;                                                                                          \
    bry_status status_ = (call);                                                                                     \
    if (status_ != BRY_OK) fail_msg("%s: %s", bry_status_name(status_), bry_error_message(err_));                    \
  } while (0)
#define ERR &err_

/* A survey of its own, open, in the tenant of the store. */
static inline bry_survey *make_survey(const char *slug) {
  bry_questionnaire *questionnaire = NULL;
  bry_survey *survey = NULL;
  bry_survey_options options;
  bry_survey_options_init(&options);
  options.segments = workplace_segments;
  assert_ok(bry_questionnaire_parse(workplace_questionnaire, strlen(workplace_questionnaire), &questionnaire, ERR));
  assert_ok(bry_survey_create(store, slug, questionnaire, &options, &survey, ERR));
  assert_ok(bry_survey_open(store, slug, ERR));
  bry_questionnaire_free(questionnaire);
  return survey;
}

static inline int64_t count_responses(const bry_survey *survey) {
  int64_t count = -1;
  assert_ok(bry_response_count(store, survey, &count, ERR));
  return count;
}

static inline bry_status import_batch(const bry_survey *survey, int32_t format, const char *data, size_t size,
                                      const char *batch, bry_import **out, bry_error **err) {
  bry__memory_source source = {.data = data, .size = size};
  bry_import_options options;
  bry_import_options_init(&options);
  options.batch = batch;
  return bry_response_import(store, survey, format, bry__memory_read, &source, &options, NULL, NULL, out, err);
}

/* As the command does it: a file is a batch. */
static inline bry_status import_bytes(const bry_survey *survey, int32_t format, const char *data, size_t size,
                                      bry_import **out, bry_error **err) {
  bry__memory_source source = {.data = data, .size = size};
  char batch[65];
  assert_ok(bry_import_batch_of(bry__memory_read, &source, batch, ERR));
  return import_batch(survey, format, data, size, batch, out, err);
}

static inline bry_import *import_csv(const bry_survey *survey, const char *csv) {
  bry_import *import = NULL;
  assert_ok(import_bytes(survey, BRY_IMPORT_CSV, csv, strlen(csv), &import, ERR));
  return import;
}

/* What an import must have done. */
static inline void expect(const bry_import *import, int64_t rows, int64_t stored, int64_t repeated, int64_t refused) {
  assert_int_equal(bry_import_row_count(import), rows);
  assert_int_equal(bry_import_stored_count(import), stored);
  assert_int_equal(bry_import_repeated_count(import), repeated);
  assert_int_equal(bry_import_refused_count(import), refused);
}

/* The refusal at place i must be of that row, line, column (NULL: none) and rule. */
static inline void expect_refusal(const bry_import *import, int64_t i, int64_t row, int64_t line, const char *column,
                                  const char *rule) {
  const bry_table *t = bry_import_refused(import);
  assert_true(i < bry_table_row_count(t));
  assert_int_equal(bry_table_int64(t, i, bry_table_find_column(t, "row")), row);
  assert_int_equal(bry_table_int64(t, i, bry_table_find_column(t, "line")), line);
  const char *found = bry_table_text(t, i, bry_table_find_column(t, "column"));
  if (column) {
    assert_non_null(found);
    assert_string_equal(found, column);
  } else {
    assert_null(found);
  }
  assert_string_equal(bry_table_text(t, i, bry_table_find_column(t, "rule")), rule);
  int32_t reason = bry_table_find_column(t, "reason");
  assert_true(strlen(bry_table_value_label(t, i, reason, "nb")) > 0);
  assert_string_not_equal(bry_table_value_label(t, i, reason, "nb"), bry_table_value_label(t, i, reason, "en"));
}

static inline void put_codebook(const char *json) {
  bry_codebook *codebook = NULL;
  assert_ok(bry_codebook_parse(json, strlen(json), NULL, &codebook, ERR));
  assert_ok(bry_codebook_put(store, codebook, ERR));
  bry_codebook_free(codebook);
}

/* Row of a table whose columns hold these texts; -1 when there is none. A NULL text fits anything. */
static inline int64_t find_row(const bry_table *t, const char *a, const char *b, const char *c) {
  const char *wanted[3] = {a, b, c};
  for (int64_t row = 0; row < bry_table_row_count(t); row++) {
    int fits = 1;
    for (int32_t i = 0; i < 3; i++) {
      const char *text = wanted[i] ? bry_table_text(t, row, i) : NULL;
      if (wanted[i] && (!text || strcmp(text, wanted[i]) != 0)) fits = 0;
    }
    if (fits) return row;
  }
  return -1;
}

static inline int64_t number_in(const bry_table *t, int64_t row, const char *column) {
  return bry_table_int64(t, row, bry_table_find_column(t, column));
}

#endif
