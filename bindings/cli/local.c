/* bry local: the private server of a folder. */
#include "commands.h"
#include "session.h"

#include <string.h>

/* The folder, also where it is given as the store is. */
static const char *folder_of(const session *s) {
  const char *given = s->args->operands[0];
  return strncmp(given, "local:", 6) == 0 ? given + 6 : given;
}

static int local_start(session *s) {
  const char *dir = folder_of(s);
  bry_error *err = NULL;
  bry_status status = bry_local_start(dir, &err);
  return finish_line(s, status, err, "running; use --store local:%s", dir);
}

static int local_stop(session *s) {
  bry_error *err = NULL;
  bry_status status = bry_local_stop(folder_of(s), &err);
  return finish_line(s, status, err, "stopped");
}

static int local_status(session *s) {
  int32_t running = 0;
  bry_text *conninfo = NULL;
  bry_error *err = NULL;
  bry_status status = bry_local_status(folder_of(s), &running, &conninfo, &err);
  int result = finish_line(s, status, err, "%s\npsql \"%s\"", running ? "running" : "stopped",
                           conninfo != NULL ? bry_text_data(conninfo) : "");
  bry_text_free(conninfo);
  return result;
}

const command local_commands[] = {
    {.group = "local",
     .name = "start",
     .operands = "DIR",
     .summary = "Start the private PostgreSQL of a folder and leave it running",
     .details = "Makes the cluster the first time. It listens on a socket in the folder only, never on the network.\n"
                "Without this, the server of local:DIR runs for as long as some program has it open. DIR may be\n"
                "given as local:DIR, here and to stop and status.",
     .examples = "  bry local start ~/bry-data\n",
     .run = local_start},
    {.group = "local",
     .name = "stop",
     .operands = "DIR",
     .summary = "Stop it, also when it is in use",
     .examples = "  bry local stop ~/bry-data\n",
     .run = local_stop},
    {.group = "local",
     .name = "status",
     .operands = "DIR",
     .summary = "Tell whether it runs, and how psql reaches it",
     .examples = "  bry local status ~/bry-data\n",
     .run = local_status},
    {0},
};
