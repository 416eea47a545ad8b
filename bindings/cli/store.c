/* bry migrate and bry tenant. */
#include "commands.h"
#include "session.h"

static int migrate(session *s) {
  bry_error *err = NULL;
  if (bry_store_migrate(s->store, &err) != BRY_OK) return fail(s, err);
  bry_table *table = NULL;
  bry_status status = bry_store_migrations(s->store, &table, &err);
  return finish_table(s, status, table, err);
}

static int tenant_add(session *s) {
  const char *slug = s->args->operands[0];
  bry_error *err = NULL;
  bry_status status = bry_tenant_add(s->store, slug, s->args->operands[1], &err);
  return finish_line(s, status, err, "tenant %s", slug);
}

static int tenant_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_tenant_list(s->store, &table, &err);
  return finish_table(s, status, table, err);
}

const command store_commands[] = {
    {.name = "migrate",
     .operands = "",
     .summary = "Bring the schema of a store to this version",
     .details = "Does nothing when it is there already. Prints the steps and when they were applied. The login must "
                "be an owner;\n"
                "for the first time, a superuser, or one that owns the database and may create roles.",
     .examples = "  bry --store \"host=db dbname=survey user=admin\" migrate\n",
     .needs = NEEDS_STORE,
     .prints = BRY_FORMAT_TEXT,
     .run = migrate},
    {.group = "tenant",
     .name = "add",
     .operands = "SLUG NAME",
     .summary = "Add a municipality or organisation",
     .details = "SLUG is 1 to 63 of a-z, 0-9, - and _, and never changes. The same again does nothing.",
     .examples = "  bry --store local:data tenant add fjordvik \"Fjordvik kommune\"\n",
     .needs = NEEDS_STORE,
     .run = tenant_add},
    {.group = "tenant",
     .name = "list",
     .operands = "",
     .summary = "List them",
     .examples = "  bry --store local:data tenant list --format csv\n",
     .needs = NEEDS_STORE,
     .prints = BRY_FORMAT_TEXT,
     .run = tenant_list},
    {0},
};
