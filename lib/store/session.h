/* What the files about sessions share: who asks about which session, and what the schema's functions say to that. */
#ifndef BRY_STORE_SESSION_H
#define BRY_STORE_SESSION_H

#include "store/lookup.h"
#include "store/rights.h"

#include <bry/session.h>

/* A member's place in a session. */
typedef struct bry__seat {
  uint8_t tenant[16], session[16], key[32];
} bry__seat;
/* The first three parameters of every statement about a session. */
#define BRY__SEAT_PARAMS(seat)                                                                                       \
  bry__param_uuid((seat).tenant), bry__param_uuid((seat).session), bry__param_bytes((seat).key, sizeof(seat).key)

/* ::BRY_EINVAL */
bry_status bry__seat_read(bry_store *store, const char *session_id, const char *token, bry__seat *out,
                          bry_error **err);
/* What the database knows a token by; ::BRY_EINVAL. */
bry_status bry__member_key(const char *token, uint8_t out[32], bry_error **err);

/* "gone" and "facilitator" as errors; ::BRY_OK for any other word. */
bry_status bry__session_judge(const char *word, bry_error **err);
/* Asks, in a transaction of its own, for one row whose first column is a word, and judges it. */
bry_status bry__session_ask(bry_store *store, const bry__statement *statement, const bry__param *params, int count,
                            PGresult **out, bry_error **err);
/* ::BRY_ESTATE: it is in the wrong phase for this. */
bry_status bry__session_out_of_phase(const char *wanted, bry_error **err);

/* What a member may know of a session. */
enum {
  BRY__LOOK_WORD,
  BRY__LOOK_PHASE,
  BRY__LOOK_AUTHORSHIP,
  BRY__LOOK_FACILITATOR,
  BRY__LOOK_DOTS,
  BRY__LOOK_DOCUMENT,
  BRY__LOOK_VERSION
};
bry_status bry__session_look(bry_store *store, const bry__seat *seat, PGresult **out, bry_error **err);
/* 1 when the session that was looked at is in that phase or past it. */
int bry__session_reached(const PGresult *look, const char *phase);
/* The questionnaire of the session that was looked at. */
bry_status bry__session_questionnaire(const PGresult *look, bry_questionnaire **out, bry_error **err);

/* Rows of what a group reads after the reveal; ::BRY_ESTATE before. Columns as bry_contribution_list()'s. */
bry_status bry__contributions(bry_store *store, const bry__seat *seat, PGresult **out, bry_error **err);

/* The id of a series, from its slug and the tenant chosen on the store. ::BRY_EINVAL */
bry_status bry__series_key(bry_store *store, const char *slug, uint8_t tenant[16], uint8_t series[16],
                           bry_error **err);
bry_status bry__series_not_found(const char *slug, bry_error **err); /* ::BRY_ENOTFOUND */
/* Asks for rows about a series; ::BRY_ENOTFOUND when there is none of that slug. */
bry_status bry__series_ask(bry_store *store, const char *slug, const bry__statement *statement,
                           const bry__param *more, int count, PGresult **out, bry_error **err);

/* A table's cells from a result's, column by column in their order: texts, whole numbers, flags ("t"). */
typedef struct bry__table_column_spec {
  const char *name;
  int32_t type, role, is_flag;
  const char *nb, *nn, *en;
} bry__table_column_spec;
bry_status bry__result_table(const char *name, const char *const titles[3], const bry__table_column_spec *columns,
                             int32_t count, const PGresult *result, bry_table **out, bry_error **err);

#endif
