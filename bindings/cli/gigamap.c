/* bry gigamap: maps in the store, and their revisions. */
#include "commands.h"
#include "map.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <bry/gigamap.h>

static int gigamap_create(session *s) {
  bry_error *err = NULL;
  const char *name = s->args->operands[0];
  bry_status status = bry_gigamap_create(s->store, name, s->args->operands[1], &err);
  return finish_line(s, status, err, "the map %s is made", name);
}

static int gigamap_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_gigamap_list(s->store, &table, &err);
  return finish_table(s, status, table, err);
}

/* --- looking -------------------------------------------------------------------------------------------------------- */

static int gigamap_show(session *s) {
  bry_map_history *history = NULL;
  bry_map *map = NULL;
  bry_error *err = NULL;
  bry_status status = bry_gigamap_open(s->store, s->args->operands[0], &history, &err);
  if (status == BRY_OK) status = bry_map_history_at(history, args_int(s->args, OPT_REVISION, -1), &map, &err);
  bry_map_history_free(history);
  int result = status == BRY_OK ? print_map(s, map, args_value(s->args, OPT_MAP_TO)) : fail(s, err);
  bry_map_free(map);
  return result;
}

static int gigamap_log(session *s) {
  bry_map_history *history = NULL;
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_gigamap_open(s->store, s->args->operands[0], &history, &err);
  if (status == BRY_OK) status = bry_map_history_revisions(history, &table, &err);
  bry_map_history_free(history);
  return finish_table(s, status, table, err);
}

/* --- editing -------------------------------------------------------------------------------------------------------- */

static int tell(const session *s, bry_status status, bry_error *err, int64_t revision) {
  return finish_line(s, status, err, "%s is at revision %" PRId64, s->args->operands[0], revision);
}

static int gigamap_apply(session *s) {
  char *data = NULL;
  size_t size = 0;
  bry_error *err = NULL;
  int64_t revision = 0;
  if (read_bytes(s->args->operands[1], &data, &size) != EXIT_DONE) return EXIT_FAILED;
  bry_status status =
      bry_gigamap_apply(s->store, s->args->operands[0], args_int(s->args, OPT_SEEN, -1), data, size, &revision, &err);
  free(data);
  return tell(s, status, err, revision);
}

static int gigamap_undo(session *s) {
  bry_error *err = NULL;
  int64_t revision = 0;
  bry_status status =
      bry_gigamap_undo(s->store, s->args->operands[0], args_int(s->args, OPT_SEEN, -1), &revision, &err);
  return tell(s, status, err, revision);
}

static int gigamap_redo(session *s) {
  bry_error *err = NULL;
  int64_t revision = 0;
  bry_status status =
      bry_gigamap_redo(s->store, s->args->operands[0], args_int(s->args, OPT_SEEN, -1), &revision, &err);
  return tell(s, status, err, revision);
}

static int gigamap_derive(session *s) {
  bry_error *err = NULL;
  bry_survey *survey = NULL;
  int64_t revision = 0;
  const char *item = args_value(s->args, OPT_ITEM), *codebook = args_value(s->args, OPT_CODEBOOK);
  bry_status status = bry_survey_get(s->store, s->args->operands[1], &survey, &err);
  if (status == BRY_OK)
    status =
        bry_gigamap_derive(s->store, s->args->operands[0], args_int(s->args, OPT_SEEN, -1), survey, item,
                           codebook != NULL ? codebook : item, args_int(s->args, OPT_MIN_GROUP, 0), &revision, &err);
  bry_survey_free(survey);
  return tell(s, status, err, revision);
}

/* --- commands ------------------------------------------------------------------------------------------------------- */

#define SEEN_OPTION                                                                                                  \
  { OPT_SEEN, "N", "the revision that you saw: refused when there is a newer one (default: the last)", 0 }

static const option_use show_options[] = {
    {OPT_MAP_TO, NULL, "what comes out (default: nodes)", 0},
    {OPT_REVISION, "N", "as the map was then (default: now)", 0},
    {OPT_SEED, "S", "of the search for communities, and of the picture (default: 1)", 0},
    {OPT_TITLE, "TEXT", "of the picture", 0},
    {OPT_WIDTH, "N", "of the picture, in pixels (default: 1000)", 0},
    {0},
};
static const option_use seen_options[] = {SEEN_OPTION, {0}};
static const option_use derive_options[] = {
    {OPT_ITEM, "NAME", "the open question", USE_REQUIRED},
    {OPT_CODEBOOK, "ID", "the codebook it was coded by (default: the item's name)", 0},
    {OPT_MIN_GROUP, "N", "leave out what would tell of fewer people (default: 5, at least 3)", 0},
    SEEN_OPTION,
    {0},
};

const command gigamap_commands[] = {
    {.group = "gigamap",
     .name = "create",
     .operands = "MAP TITLE",
     .summary = "Make an empty map",
     .examples = "  bry gigamap create causes \"Why people wait\"\n",
     .needs = NEEDS_TENANT,
     .run = gigamap_create},
    {.group = "gigamap",
     .name = "list",
     .operands = "",
     .summary = "List the maps",
     .examples = "  bry gigamap list\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = gigamap_list},
    {.group = "gigamap",
     .name = "show",
     .operands = "MAP",
     .summary = "A map as a table, a picture, or a file for Gephi, yEd, Cytoscape, Graphviz ...",
     .examples = "  bry gigamap show causes --to cycles\n"
                 "  bry gigamap show causes --revision 12 --to svg --out causes.svg\n",
     .options = show_options,
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = gigamap_show},
    {.group = "gigamap",
     .name = "log",
     .operands = "MAP",
     .summary = "The revisions of a map: what was done, by which role, when, and whether it is in force",
     .examples = "  bry gigamap log causes\n",
     .needs = NEEDS_TENANT,
     .prints = BRY_FORMAT_TEXT,
     .run = gigamap_log},
    {.group = "gigamap",
     .name = "apply",
     .operands = "MAP FILE",
     .summary = "Change a map by operations from a JSON file, as one revision",
     .details = "The file is a list such as [{\"op\": \"add_edge\", \"from\": \"queue\", \"to\": \"stress\", "
                "\"kind\": \"causes\",\n"
                "\"directed\": true, \"evidence\": [\"c12\"]}]; the operations are those of `bry map --apply`. "
                "Evidence names what a\n"
                "node or an edge rests on, and holds none of it.",
     .examples = "  bry gigamap apply causes changes.json --seen 12\n",
     .options = seen_options,
     .needs = NEEDS_TENANT,
     .run = gigamap_apply},
    {.group = "gigamap",
     .name = "undo",
     .operands = "MAP",
     .summary = "Undo the last edit; what was derived from answers stays",
     .examples = "  bry gigamap undo causes --seen 13\n",
     .options = seen_options,
     .needs = NEEDS_TENANT,
     .run = gigamap_undo},
    {.group = "gigamap",
     .name = "redo",
     .operands = "MAP",
     .summary = "Do again what was undone last",
     .examples = "  bry gigamap redo causes\n",
     .options = seen_options,
     .needs = NEEDS_TENANT,
     .run = gigamap_redo},
    {.group = "gigamap",
     .name = "derive",
     .operands = "MAP SURVEY",
     .summary = "Lay the themes that the same people mention below what people did",
     .details =
         "What was derived before and nobody touched is replaced. What people added or changed stays, what they\n"
         "removed stays away, what they merged stays merged. Themes above others are left out.",
     .examples = "  bry gigamap derive causes dream-day --item q1\n",
     .options = derive_options,
     .needs = NEEDS_TENANT,
     .run = gigamap_derive},
    {0},
};
