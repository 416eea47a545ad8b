/* What commitments and pilots share: where one comes from, moving it from state to state, and its tables. */
#ifndef BRY_STORE_MOVES_H
#define BRY_STORE_MOVES_H

#include "core/buffer.h"
#include "core/label.h"
#include "store/db.h"

#include <bry/table.h>

enum { BRY__MOVES_TEXT_MAX = 4000, BRY__MOVES_ROLE_MAX = 100 }; /* bytes, as in the schema */

/* Where it comes from, as the options say. */
typedef struct bry__origin {
  uint8_t tenant[16], id[16], group[16], session[16];
  int has_group, has_session;
  bry__buffer segments; /* canonical JSON */
  const char *role;
} bry__origin; /* begin with {0}, free segments */

typedef struct bry__origin_options {
  const char *id, *group, *session, *segments, *role;
} bry__origin_options;

bry_status bry__origin_read(bry__origin *o, bry_store *store, const bry__origin_options *options, bry_error **err);
/* Tenant, id, group, session, segments: the first parameters of both functions of the schema that add. */
void bry__origin_params(const bry__origin *o, bry__param params[5]);

/* ::BRY_EINVAL unless a text of 1 to BRY__MOVES_TEXT_MAX bytes of UTF-8; or NULL, when it may be left out. */
bry_status bry__moves_text(const char *text, const char *name, int may_lack, bry_error **err);
bry_status bry__moves_role(const char *role, bry_error **err);
/* The tenant of the store, and an id that was given. NULL is a mistake. */
bry_status bry__moves_id(bry_store *store, const char *id, const char *thing, uint8_t tenant[16], uint8_t out[16],
                         bry_error **err);

/* Runs a function of the schema that answers with a word, in a transaction of its own, and judges the word: `thing` is
 * what it is about, such as "commitment". A word that is none of theirs is the state from which there is no such move to
 * `to`. */
bry_status bry__moves_ask(bry_store *store, const bry__statement *statement, const bry__param *params, int count,
                          const char *thing, const char *to, bry_error **err);

typedef struct bry__sheet_column {
  const char *name;
  int32_t type, role;
  const char *nb, *nn, *en;
} bry__sheet_column;

typedef struct bry__sheet_word {
  const char *value;
  bry__label label;
} bry__sheet_word;

/* A table whose columns are those of a statement. Columns named state, from and to are read by people in the words of the
 * states, who_kind in those of kinds. */
typedef struct bry__sheet {
  const char *name, *nb, *nn, *en;
  const bry__sheet_column *columns;
  int32_t column_count;
  const bry__sheet_word *words;
  int32_t word_count;
  int32_t withheld; /* a column whose NULL means too few people; -1: none */
} bry__sheet;

/* ::BRY_EINVAL without a place for the table, which is set to NULL. */
bry_status bry__sheet_begin(bry_table **out, bry_error **err);
bry_status bry__sheet_ask(bry_store *store, const bry__sheet *sheet, const bry__statement *statement,
                          const bry__param *params, int count, bry_table **out, bry_error **err);

/* The moves of one, by its id; ::BRY_ENOTFOUND when there are none. */
bry_status bry__sheet_moves(bry_store *store, const bry__sheet *sheet, const bry__statement *statement,
                            const char *id, const char *thing, bry_table **out, bry_error **err);

/* Parts of sheets, and of the statements behind them. */
#define BRY__TEXT_ATTRIBUTE BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE
#define BRY__TEXT_DIMENSION BRY_TYPE_TEXT, BRY_ROLE_DIMENSION
#define BRY__NUMBER BRY_TYPE_INT64, BRY_ROLE_COUNT
#define BRY__WORD(nb, nn, en)                                                                                        \
  {                                                                                                                  \
    { (char *)nb, (char *)nn, (char *)en, NULL }                                                                     \
  }
#define BRY__MOMENT(column) "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"

/* Group (NULL: any) and across as parameters: tenant and group, each SQL's NULL for all. */
typedef struct bry__scope {
  uint8_t tenant[16], group[16];
  bry__param params[2];
} bry__scope;
bry_status bry__scope_read(bry__scope *scope, bry_store *store, const char *group, int32_t across, bry_error **err);

/* The segment that a summary is split by; NULL: none. */
bry_status bry__moves_segment(const char *segment, bry_error **err);
/* The day that is given (NULL: today in Europe/Oslo), which must be one. */
bry_status bry__moves_day(const char *given, char out[11], bry_error **err);

#endif
