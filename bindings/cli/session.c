/* Opening what a command needs before it runs. */
#include "session.h"

#include <stdlib.h>

static const char *given_or_set(const args *a, option_id id, const char *variable) {
  const char *value = args_value(a, id);
  if (value == NULL) value = getenv(variable);
  return value != NULL && *value != '\0' ? value : NULL;
}

static int open_store(session *s) {
  const char *conninfo = given_or_set(s->args, OPT_STORE, "BRY_STORE");
  if (conninfo == NULL) return usage_error(s->args->command, "which store? Give --store CONNINFO or set BRY_STORE");
  bry_error *err = NULL;
  if (bry_store_open(conninfo, NULL, &s->store, &err) != BRY_OK) return fail(s, err);
  interrupt_cancels(s->store);
  return EXIT_DONE;
}

static int choose_tenant(session *s, const char *tenant) {
  bry_error *err = NULL;
  return bry_store_set_tenant(s->store, tenant, &err) == BRY_OK ? EXIT_DONE : fail(s, err);
}

static int fetch_survey(session *s) {
  bry_error *err = NULL;
  return bry_survey_get(s->store, s->args->operands[0], &s->survey, &err) == BRY_OK ? EXIT_DONE : fail(s, err);
}

int session_open(session *s, const args *a) {
  *s = (session){.args = a, .lang = args_lang(a)};
  int32_t needs = a->command->needs;
  const char *tenant = given_or_set(a, OPT_TENANT, "BRY_TENANT");
  if (needs >= NEEDS_TENANT && tenant == NULL)
    return usage_error(a->command, "which tenant? Give --tenant SLUG or set BRY_TENANT");
  int status = needs >= NEEDS_STORE ? open_store(s) : EXIT_DONE;
  if (status == EXIT_DONE && needs >= NEEDS_TENANT) status = choose_tenant(s, tenant);
  if (status == EXIT_DONE && needs >= NEEDS_SURVEY) status = fetch_survey(s);
  return status;
}

void session_close(session *s) {
  free(s->heading);
  bry_survey_free(s->survey);
  interrupt_cancels(NULL);
  bry_store_close(s->store);
}
