#include "chaos/writer.h"

#include "chaos/server.h"
#include "core/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GIVE_UP_S = 120 };

const char writer_tenant[] = "chaos", writer_survey[] = "chaos";
static const char questionnaire_json[] = "{\"title\": \"Chaos\", \"elements\": [{\"type\": \"rating\", \"name\": "
                                         "\"near\", \"rateMin\": 1, \"rateMax\": 5},"
                                         "{\"type\": \"comment\", \"name\": \"dream\"}]}";

static void check(bry_status status, const bry_error *err) {
  if (status != BRY_OK) stop(bry_status_name(status), bry_error_message(err));
}

void writer_prepare(const char *conninfo) {
  bry_error *err = NULL;
  bry_store *store = NULL;
  bry_questionnaire *questionnaire = NULL;
  bry_survey *survey = NULL;
  check(bry_store_open(conninfo, NULL, &store, &err), err);
  check(bry_store_migrate(store, &err), err);
  check(bry_tenant_add(store, writer_tenant, "Chaos", &err), err);
  check(bry_store_set_tenant(store, writer_tenant, &err), err);
  check(bry_questionnaire_parse(questionnaire_json, strlen(questionnaire_json), &questionnaire, &err), err);
  check(bry_survey_create(store, writer_survey, questionnaire, NULL, &survey, &err), err);
  check(bry_survey_open(store, writer_survey, &err), err);
  bry_survey_free(survey);
  bry_questionnaire_free(questionnaire);
  bry_store_close(store);
}

static void give_up(writer *w, const char *doing, bry_status status, const bry_error *err) {
  snprintf(w->fault, sizeof w->fault, "%s: %s: %s", doing, bry_status_name(status), bry_error_message(err));
}

/* Opening tells at once when nobody is there; everything else has patience of its own. */
static int open_all(writer *w, bry_store **out_store, bry_survey **out_survey) {
  bry_store_options options;
  bry_error *err = NULL;
  bry_store_options_init(&options);
  options.max_connections = 1;
  options.retry_time_ms = 5000;
  options.statement_timeout_ms = 10000;
  bry_status status = bry_store_open(w->conninfo, &options, out_store, &err);
  if (status == BRY_OK) status = bry_store_set_tenant(*out_store, writer_tenant, &err);
  if (status == BRY_OK) status = bry_survey_get(*out_store, writer_survey, out_survey, &err);
  if (status != BRY_OK) give_up(w, "opening", status, err);
  bry_error_free(err);
  return status == BRY_OK;
}

static void note(writer *w, const record *r) {
  size_t count = atomic_load(&w->count);
  if (count == w->capacity) {
    w->capacity = w->capacity ? 2 * w->capacity : 4096;
    w->acknowledged = realloc(w->acknowledged, w->capacity * sizeof *w->acknowledged);
    if (!w->acknowledged) stop("writer", "no memory");
  }
  w->acknowledged[count] = *r;
  atomic_store(&w->count, count + 1);
}

/* Until it is acknowledged; 0 when that can't be. */
static int send_one(writer *w, bry_store *store, const bry_survey *survey, const record *r) {
  char answers[64];
  int64_t begun_us = bry__clock_monotonic_us();
  int size = snprintf(answers, sizeof answers, "{\"near\":%d,\"dream\":\"w%d n%d\"}", r->number % 5 + 1, w->which,
                      r->number);
  for (;;) {
    bry_error *err = NULL;
    int32_t outcome = 0;
    bry_status status = bry_response_submit(store, survey, r->id, answers, (size_t)size, NULL, &outcome, &err);
    int64_t took_us = bry__clock_monotonic_us() - begun_us;
    int again = bry_error_retryable(err) && took_us < GIVE_UP_S * 1000000LL;
    if (status != BRY_OK && !again) give_up(w, "submitting", status, err);
    bry_error_free(err);
    if (status == BRY_OK && outcome == BRY_SUBMIT_REPEATED) w->repeated++;
    if (status == BRY_OK && took_us > w->longest_us) w->longest_us = took_us;
    if (status == BRY_OK) return 1;
    if (!again) return 0;
    w->failures++;
  }
}

static void *write_on(void *user) {
  writer *w = user;
  bry_store *store = NULL;
  bry_survey *survey = NULL;
  int goes_on = open_all(w, &store, &survey);
  for (int32_t number = 0; goes_on && !atomic_load(w->stop); number++) {
    record r = {.number = number};
    bry_uuid_v4(r.id);
    goes_on = send_one(w, store, survey, &r);
    if (goes_on) note(w, &r);
  }
  bry_survey_free(survey);
  bry_store_close(store);
  return NULL;
}

void writer_start(writer *w, int32_t which, const char *conninfo, atomic_int *stop_flag) {
  *w = (writer){.which = which, .conninfo = conninfo, .stop = stop_flag};
  if (pthread_create(&w->thread, NULL, write_on, w) != 0) stop("writer", "no thread");
}

void writer_join(writer *w) {
  pthread_join(w->thread, NULL);
}
