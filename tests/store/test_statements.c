/* Every statement of the library can be prepared against the migrated schema, and no two share a name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/cluster.h"
#include "store/statements.h"

static const bry__statement *const *const lists[] = {
    bry__access_statements,       bry__audit_statements,          bry__citus_statements,
    bry__codebook_statements,     bry__coding_statements,         bry__consent_statements,
    bry__counts_statements,       bry__draft_statements,          bry__erase_statements,
    bry__export_statements,       bry__invitation_statements,     bry__invitation_table_statements,
    bry__lookup_statements,       bry__participant_statements,    bry__quotes_statements,
    bry__receipt_statements,      bry__release_statements,        bry__release_gather_statements,
    bry__release_read_statements, bry__retention_statements,      bry__role_statements,
    bry__schema_statements,       bry__seal_statements,           bry__sender_statements,
    bry__submit_statements,       bry__submit_joined_statements,  bry__submit_with_statements,
    bry__survey_list_statements,  bry__survey_statements,         bry__tally_statements,
    bry__tenant_statements,       bry__texts_statements,          bry__themes_statements,
    bry__coding_write_statements, bry__codings_statements,        bry__decisions_statements,
    bry__final_statements,        bry__found_statements,          bry__learn_statements,
    bry__commitment_statements,   bry__pilot_statements,          bry__import_statements,
    bry__series_statements,       bry__members_statements,        bry__session_statements,
    bry__contribution_statements, bry__session_themes_statements, bry__dots_statements,
    bry__gigamap_statements,
};

enum { LISTS = sizeof lists / sizeof lists[0] };

static void every_statement_can_be_prepared(void **state) {
  (void)state;
  cluster c;
  cluster_init(&c);
  bry_store *store = cluster_open(&c, NULL);
  PGconn *pg = cluster_connect(&c, 0);
  int count = 0;
  for (int i = 0; i < LISTS; i++) {
    for (const bry__statement *const *s = lists[i]; *s; s++, count++) {
      PGresult *result = PQprepare(pg, (*s)->name, (*s)->sql, 0, NULL); /* refuses a name that was there before */
      if (PQresultStatus(result) != PGRES_COMMAND_OK) fail_msg("%s: %s", (*s)->name, PQerrorMessage(pg));
      PQclear(result);
    }
  }
  assert_true(count > 20);
  PQfinish(pg);
  bry_store_close(store);
  cluster_clear(&c);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_statement_can_be_prepared)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
