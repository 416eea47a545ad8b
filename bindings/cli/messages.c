/* What the command says beside results: the library's messages with commands in place of functions, what there is when
 * something asked for is not there, and what ":" stands for. */
#include "session.h"

#include <string.h>

/* Longer ones before those they begin with. */
static const struct {
  const char *function, *command;
} spoken[] = {
    {" (bry_store_migrate())", ""},
    {"bry_tenant_add()", "`bry tenant add`"},
    {"bry_role_grant()", "`bry role grant`"},
    {"bry_role_list()", "`bry role list`"},
    {"call bry_store_set_tenant() first", "give --tenant or set BRY_TENANT"},
    {"bry_local_start()", "`bry local start`"},
    {"bry_questionnaire_items() lists them", "`bry survey show` lists them"},
    {"bry_survey_list()", "`bry survey list`"},
    {"bry_survey_open()", "`bry survey open`"},
    {"bry_survey_code()", "`bry theme code`"},
    {"bry_survey_decide()", "`bry theme decide`"},
    {"bry_survey_themes()", "`bry theme table`"},
    {"bry_survey_theme_trend() needs a store, 2 to 100 surveys and an out", "a trend is over 2 to 100 surveys"},
    {"bry_survey_counts()", "`bry result table`"},
    {"bry_survey_crosstab()", "`bry result table`"},
    {"use bry_response_submit_with()", "see `bry response submit --help`"},
    {"Use bry_response_submit_with()", "See `bry response submit --help`"},
    {"name the batch (bry_import_batch_of() makes one of a file)", "name the batch with --batch"},
    {"bry_response_submit_with()", "`bry response submit`"},
    {"to 2999-12-31, or NULL", "to 2999-12-31"},
    {"bry_invitation_list()", "see `bry invitation list`"},
    {"bry_codebook_list()", "`bry codebook list`"},
    {"bry_codebook_put()", "`bry codebook put`"},
    {"bry_survey_set_retention()", "`bry survey retain`"},
    {"bry_commitment_renew()", "`bry commitment renew`"},
    {", as bry_receipt_new() makes it", ""},
    {", as bry_receipt_new() made it", ""},
    {", as bry_invitation_create() gave it", ""},
    {": bry_uuid_v4() makes one", ""},
    {": begin with bry_vote_options_init()", ""},
    {": use bry_tabulate()", ""},
    {"in `missing`", "in --missing"},
    {": pass BRY_ANSWER_RANKING if they are", ": give --kind ranking if they are"},
    {"pass BRY_ANSWER_RANKING if it is one of ranks, else BRY_ANSWER_SINGLE",
     "give --kind ranking if it is one of ranks, "
     "else --kind single"},
    {"; bry_contribution_withdraw() takes one back", ""},
    {"bry_series_list()", "`bry series list`"},
    {"bry_group_list()", "`bry group list`"},
    {"bry_group_members()", "`bry group members`"},
    {"bry_group_admit() adds one", "form the rest in a group of their own"},
    {", as bry_group_form() gave it", ""},
    {", as bry_compose() gives them", ", as `bry compose` prints them"},
    {": let a manager call bry_questionnaire_publish()", ": let a manager begin the session"},
    {"bry_session_list()", "`bry session list`"},
    {"bry_session_step()", "`bry session next`"},
    {"bry_session_create()", "`bry session create`"},
    {"bry_session_prompts()", "`bry session prompts`"},
    {"bry_contribution_list()", "`bry session contributions`"},
    {"bry_release_list()", "`bry release list`"},
    {"bry_gigamap_list()", "`bry gigamap list`"},
    {"bry_release_tables()", "`bry release table`"},
    {"bry_survey_quotes()", "`bry theme quotes`"},
    {"tables that bry_protect() made", "tables that `bry protect` made"},
};

/* Behind the name of the function that speaks, which a reader here has not called. */
static const char *behind_function(const char *message) {
  size_t name = strspn(message, "abcdefghijklmnopqrstuvwxyz_0123456789");
  return strncmp(message, "bry_", 4) == 0 && strncmp(message + name, ": ", 2) == 0 ? message + name + 2 : message;
}

void print_message(const char *message) {
  message = behind_function(message);
  while (*message != '\0') {
    size_t i = 0, count = sizeof spoken / sizeof spoken[0];
    while (i < count && strncmp(message, spoken[i].function, strlen(spoken[i].function)) != 0)
      i++;
    if (i == count) {
      fputc(*message++, stderr);
      continue;
    }
    fputs(spoken[i].command, stderr);
    message += strlen(spoken[i].function);
  }
}

/* --- what there is ----------------------------------------------------------------------------------------------- */

static int holds(const bry_table *table, int32_t column, const char *value) {
  for (int64_t row = 0; row < bry_table_row_count(table); row++) {
    if (strcmp(bry_table_text(table, row, column), value) == 0) return 1;
  }
  return 0;
}

/* The values of a column, each once where equal ones stand together; frees the table. */
static void list_values(const char *what, bry_table *table, const char *name) {
  const char *last = "";
  int32_t column = bry_table_find_column(table, name);
  const char *before = "  there are the ";
  for (int64_t row = 0; row < bry_table_row_count(table); row++) {
    const char *value = bry_table_text(table, row, column);
    if (strcmp(value, last) != 0) fprintf(stderr, "%s%s%s", before, row == 0 ? what : "", value);
    before = ", ";
    last = value;
  }
  fputs(bry_table_row_count(table) > 0 ? "\n" : "", stderr);
}

/* Lists what is there when one of the values given is not; 1 when it did. Frees the table. */
static int list_unless_there(const session *s, option_id option, const char *what, bry_table *table,
                             const char *name) {
  int32_t place = 0;
  int missing = 0;
  for (const char *given; table != NULL && (given = args_next(s->args, option, &place)) != NULL;)
    missing |= !holds(table, bry_table_find_column(table, name), given);
  if (missing) list_values(what, table, name);
  bry_table_free(table);
  return missing;
}

void list_known(const session *s) {
  bry_table *table = NULL;
  if (s->survey == NULL) return;
  bry_questionnaire_items(bry_survey_questionnaire(s->survey), &table, NULL);
  if (list_unless_there(s, OPT_ITEM, "items ", table, "item")) return;
  table = NULL;
  bry_survey_segments(s->survey, &table, NULL);
  if (list_unless_there(s, OPT_BY, "segments ", table, "segment")) return;
  table = NULL;
  bry_codebook_list(s->store, &table, NULL);
  list_unless_there(s, args_has(s->args, OPT_CODEBOOK) ? OPT_CODEBOOK : OPT_ITEM, "codebooks ", table, "codebook");
}

/* --- withheld ---------------------------------------------------------------------------------------------------- */

int has_withheld(const bry_table *table) {
  size_t rows = (size_t)bry_table_row_count(table);
  for (int32_t c = 0; c < bry_table_column_count(table); c++) {
    if (rows > 0 && memchr(bry_table_missing_data(table, c), BRY_MISSING_WITHHELD, rows) != NULL) return 1;
  }
  return 0;
}

const char *in_language(const session *s, const char *nb, const char *nn, const char *en) {
  return strcmp(s->lang, "en") == 0 ? en : strcmp(s->lang, "nn") == 0 ? nn : nb;
}

const char *withheld_line(const session *s) {
  return in_language(
      s, "«:» er holdt tilbake: så få har svart at noen kunne bli gjenkjent, eller tallet kunne røpe en slik gruppe.",
      "«:» er halde tilbake: så få har svara at nokon kunne bli kjend att, eller talet kunne røpe ei slik gruppe.",
      "\":\" is withheld: so few answered that someone could be recognised, or the number could give such a group "
      "away.");
}
