/* bry role: which login of the database may do what in which tenant; and bry schema. */
#include "commands.h"
#include "session.h"

static const char *tenant_operand(const session *s) {
  return s->args->operand_count > 2 ? s->args->operands[2] : NULL;
}

static int role_grant(session *s) {
  const char *const *words = s->args->operands;
  const char *tenant = tenant_operand(s);
  bry_error *err = NULL;
  bry_status status = bry_role_grant(s->store, words[0], words[1], tenant, &err);
  return finish_line(s, status, err, "%s is %s%s%s", words[0], words[1], tenant ? " in " : "", tenant ? tenant : "");
}

static int role_revoke(session *s) {
  const char *const *words = s->args->operands;
  const char *tenant = tenant_operand(s);
  bry_error *err = NULL;
  bry_status status = bry_role_revoke(s->store, words[0], words[1], tenant, &err);
  return finish_line(s, status, err, "%s is no longer %s%s%s", words[0], words[1], tenant ? " in " : "",
                     tenant ? tenant : "");
}

static int role_list(session *s) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_role_list(s->store, &table, &err);
  return finish_table(s, status, table, err);
}

static int schema_citus(session *s) {
  bry_text *text = NULL;
  bry_error *err = NULL;
  bry_status status = bry_schema_citus(s->store, &text, &err);
  return finish_text(s, status, text, err);
}

static const option_use out_options[] = {
    {OPT_OUT, "FILE", "write to a file, whole or not at all; - is standard output", 0},
    {0},
};

const command role_commands[] = {
    {.group = "role",
     .name = "grant",
     .operands = "LOGIN ROLE [TENANT]",
     .summary = "Give a login a role in a tenant",
     .details = "ROLE is one of\n"
                "  manager      runs the tenant's surveys and reads their answers\n"
                "  portal       puts answers in and reads none back\n"
                "  facilitator  reads results in which small groups are withheld, and no answers\n"
                "  researcher   reads releases alone\n"
                "  owner        owns the schema, adds tenants, maps logins; without TENANT\n"
                "The login must exist (CREATE ROLE ... LOGIN); this makes no password. It needs an owner's login.",
     .examples = "  bry role grant fjordvik_portal portal fjordvik\n",
     .needs = NEEDS_STORE,
     .run = role_grant},
    {.group = "role",
     .name = "revoke",
     .operands = "LOGIN ROLE [TENANT]",
     .summary = "Take it back",
     .details =
         "Holds at once. With its last tenant the login loses the database's role too, in all databases of the\n"
         "server: where it is still to work, grant it again.",
     .examples = "  bry role revoke fjordvik_portal portal fjordvik\n",
     .needs = NEEDS_STORE,
     .run = role_revoke},
    {.group = "role",
     .name = "list",
     .operands = "",
     .summary = "List who has which",
     .details = "An owner sees all, any other login what it has itself.",
     .examples = "  bry role list --format csv\n",
     .needs = NEEDS_STORE,
     .prints = BRY_FORMAT_TEXT,
     .run = role_list},
    {.group = "schema",
     .name = "citus",
     .operands = "",
     .summary = "Print the calls that distribute the schema on Citus by tenant",
     .details = "Changes nothing. A plan, and not yet a way to run it: Citus 13.2 refuses row-level security that "
                "looks up a\n"
                "login's tenants in a table, as this schema's does.",
     .examples = "  bry schema citus --out citus.sql\n",
     .options = out_options,
     .needs = NEEDS_STORE,
     .run = schema_citus},
    {0},
};
