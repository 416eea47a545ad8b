/* Tallies as the files that read them need them; what they are is told in sql/0003_tally.sql. */
#ifndef BRY_STORE_TALLY_H
#define BRY_STORE_TALLY_H

#include "store/db.h"
#include "store/survey.h"

/* For the statements that read tallies and tail together: the survey's mark, no row when its tallies don't hold; and
 * since which fold_xid a response is in the tail. $1 and $2 are the tenant and the survey. */
#define BRY__TALLY_MARK                                                                                              \
  "m AS (SELECT folded_before, responses FROM bry.tally WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"         \
  " AND cluster = (SELECT bry.tally_cluster()))"
#define BRY__TALLY_SINCE "(SELECT coalesce((SELECT folded_before FROM m), (-9223372036854775808)::bigint))"
/* The order makes the planner take the index of the tail, whatever it thinks of its length; and since when is a value of
 * its own, because row-level security lets no function that might tell of rows near an index, coalesce() included. */
#define BRY__TALLY_TAIL_OF(columns, limit)                                                                           \
  "(SELECT " columns " FROM bry.response WHERE tenant_id = $1::uuid AND survey_id = $2::uuid"                        \
  " AND fold_xid >= " BRY__TALLY_SINCE " ORDER BY fold_xid " limit ")"
/* A read looks at so many of the tail; more are folded first. */
#define BRY__TALLY_TAIL_LIMIT "LIMIT 20001"

enum {
  BRY__TALLY_TAIL_MAX = 20000, /* one less than that limit */
  BRY__TALLY_FOLD_FROM = 2000  /* a tail as long as this is folded by who saw it */
};

/* Folds until nothing more can be, or somebody else is at it, or it fails: reading is right without. */
void bry__tally_fold_for_read(bry__conn *conn, bry__param tenant, bry__param survey);
/* Before a login that may not read answers reads counts of an open survey: moves on what is shown of them, in a
 * transaction of its own, when enough has come. Where it can't, such as on a standby, what was shown stays. */
void bry__tally_show_for_read(bry__conn *conn, bry__param tenant, bry__param survey);

#endif
