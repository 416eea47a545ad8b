/* bry codebook: storing codebooks, and listing them. */
#include "commands.h"
#include "session.h"

static int put_one(const session *s, const char *id) {
  bry_codebook *codebook = NULL;
  if (read_codebook(s, s->args->operands[0], id, &codebook) != EXIT_DONE) return EXIT_FAILED;
  bry_error *err = NULL;
  bry_status status = bry_codebook_put(s->store, codebook, &err);
  int result = finish_line(s, status, err, "codebook %s  version %s  %d themes", bry_codebook_id(codebook),
                           bry_codebook_version(codebook), (int)bry_codebook_theme_count(codebook));
  bry_codebook_free(codebook);
  return result;
}

static int codebook_put(session *s) {
  int32_t place = 0;
  const char *id = args_next(s->args, OPT_CODEBOOK_ID, &place);
  int result = EXIT_DONE;
  do {
    result = put_one(s, id);
    id = args_next(s->args, OPT_CODEBOOK_ID, &place);
  } while (result == EXIT_DONE && id != NULL);
  return result;
}

static int codebook_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_codebook_list(s->store, &table, &err);
  return finish_table(s, status, table, err);
}

static const option_use put_options[] = {
    {OPT_CODEBOOK_ID, "ID", "which of the file's codebooks, when it holds several", USE_REPEATED},
    {0},
};

const command codebook_commands[] = {
    {.group = "codebook",
     .name = "put",
     .operands = "FILE",
     .summary = "Store a version of a codebook",
     .details = "The very same again does nothing; other content under a version that exists is refused.",
     .examples = "  bry codebook put codebook.json --codebook-id q1 --codebook-id q2\n",
     .options = put_options,
     .needs = NEEDS_TENANT,
     .run = codebook_put},
    {.group = "codebook",
     .name = "list",
     .operands = "",
     .summary = "List the tenant's codebooks",
     .examples = "  bry codebook list\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = codebook_list},
    {0},
};
