/* Groups and their members: from a table of who is in which group to rows and tokens, one by one, and as tables. */
#include "core/secret.h"
#include "core/strings.h"
#include "core/table.h"
#include "core/uuid.h"
#include "store/columns.h"
#include "store/session.h"
#include "store/statements.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES_MAX = 200, PEOPLE_MAX = 100000 };
enum { NUMBERS, KEYS, FACILITATORS, NAMES, MUNICIPALITIES, COLUMNS };

static const bry__statement GROUP_ADMIT = {
    "group_admit",
    "SELECT bry.group_admit($1::uuid, $2::uuid, $3::boolean, $4::int[], $5::bytea[], $6::boolean[],"
    " ARRAY(SELECT nullif(n, '') FROM unnest($7::text[]) WITH ORDINALITY AS u(n, i) ORDER BY i),"
    " ARRAY(SELECT nullif(n, '') FROM unnest($8::text[]) WITH ORDINALITY AS u(n, i) ORDER BY i))",
    BRY__ROWS_ONE};
static const bry__statement GROUP_LIST = {
    "group_list",
    "SELECT g.number, g.group_id, count(m.member_id), count(*) FILTER (WHERE m.facilitator),"
    " (SELECT count(*) FROM bry.session s WHERE s.tenant_id = g.tenant_id AND s.group_id = g.group_id)"
    " FROM bry.reflection_group g LEFT JOIN bry.group_member m USING (tenant_id, group_id)"
    " WHERE g.tenant_id = $1::uuid AND g.series_id = $2::uuid GROUP BY g.tenant_id, g.group_id ORDER BY g.number",
    BRY__READ_MANY};
static const bry__statement GROUP_MEMBERS = {
    "group_members",
    "SELECT m.member_id, g.number, m.name, m.municipality, m.facilitator FROM bry.reflection_group g"
    " JOIN bry.group_member m USING (tenant_id, group_id) WHERE g.tenant_id = $1::uuid AND g.series_id = $2::uuid"
    " ORDER BY g.number, m.name COLLATE \"C\", m.member_id",
    BRY__READ_MANY};
static const bry__statement MEMBER_REMOVE = {"member_remove", "SELECT bry.member_remove($1::uuid, $2::uuid)",
                                             BRY__ROWS_ONE};
static const bry__statement MEMBER_LEAVE = {"member_leave", "SELECT bry.member_leave($1::uuid, $2::bytea)",
                                            BRY__ROWS_ONE};

const bry__statement *const bry__members_statements[] = {&GROUP_ADMIT,   &GROUP_LIST,   &GROUP_MEMBERS,
                                                         &MEMBER_REMOVE, &MEMBER_LEAVE, NULL};

/* --- new members ------------------------------------------------------------------------------------------------- */

typedef struct newcomers {
  bry__column columns[COLUMNS];
} newcomers;

static newcomers no_newcomers(void) {
  return (newcomers){{{.type = BRY__OID_INT32},
                      {.type = BRY__OID_BYTEA},
                      {.type = BRY__OID_BOOL},
                      {.type = BRY__OID_TEXT},
                      {.type = BRY__OID_TEXT}}};
}

/* A NULL name is written as '', which no name is. */
static void add_newcomer(newcomers *n, int32_t group, int facilitator, const char *name, const char *municipality,
                         char out_token[BRY__SECRET_TEXT]) {
  uint8_t secret[BRY__SECRET_BYTES], key[32];
  bry__secret_new(secret, out_token);
  bry__secret_hash("bry group member", secret, NULL, key, sizeof key);
  bry__column_int(&n->columns[NUMBERS], group);
  bry__put_field(&n->columns[KEYS].elements, key, sizeof key);
  n->columns[KEYS].count++;
  bry__column_flag(&n->columns[FACILITATORS], facilitator);
  bry__column_text(&n->columns[NAMES], name ? name : "");
  bry__column_text(&n->columns[MUNICIPALITIES], municipality ? municipality : "");
}

static bry_status store_newcomers(newcomers *n, bry_store *store, const char *slug, int is_new, bry_error **err) {
  uint8_t tenant[16], series[16];
  PGresult *result = NULL;
  bry_status status = bry__series_key(store, slug, tenant, series, err);
  if (status != BRY_OK) return status;
  bry__param params[3 + COLUMNS] = {bry__param_uuid(tenant), bry__param_uuid(series),
                                    bry__param_text(is_new ? "t" : "f")};
  status = bry__arrays_bind(n->columns, COLUMNS, params, 3, err);
  if (status == BRY_OK) status = bry__rights_ask(store, &GROUP_ADMIT, params, 3 + COLUMNS, 0, &result, err);
  const char *word = status == BRY_OK ? PQgetvalue(result, 0, 0) : "";
  if (strcmp(word, "gone") == 0)
    status = bry__error(err, BRY_ENOTFOUND, "The tenant has no such series or group: bry_group_list() lists them.");
  if (strcmp(word, "taken") == 0)
    status =
        bry__error(err, BRY_ECONFLICT,
                   "A group of that number in the series %s has members already: bry_group_admit() adds one.", slug);
  PQclear(result);
  return status;
}

/* --- forming groups ---------------------------------------------------------------------------------------------- */

typedef struct forming {
  const bry_table *groups, *people;
  int32_t round, id, group, round_column;             /* columns of groups */
  int32_t people_id, name, municipality, facilitator; /* columns of people; -1: none */
  bry__strings ids, seen;                             /* of people, in the order of rows; of groups */
  bry_table *tokens;
  newcomers newcomers;
} forming;

/* A cell of texts as it is, one of numbers in the room given; NULL when it is missing. */
static const char *cell_text(const bry_table *t, int64_t row, int32_t column, bry__int_param *room) {
  if (column < 0 || bry_table_missing(t, row, column)) return NULL;
  if (bry_table_column_type(t, column) != BRY_TYPE_INT64) return bry_table_text(t, row, column);
  return bry__param_int(room, bry_table_int64(t, row, column)).data;
}

/* A whole number from 1; 0 when it is none. */
static int32_t cell_number(const bry_table *t, int64_t row, int32_t column) {
  bry__int_param room;
  const char *text = cell_text(t, row, column, &room);
  size_t size = text ? strlen(text) : 0;
  if (size == 0 || size > 9 || strspn(text, "0123456789") != size) return 0;
  return (int32_t)strtol(text, NULL, 10);
}

static int is_yes(const char *text) {
  return text && (strcmp(text, "1") == 0 || strcmp(text, "yes") == 0 || strcmp(text, "true") == 0);
}

static bry_status find_columns(forming *f, const char *id_column, bry_error **err) {
  f->id = bry_table_find_column(f->groups, "id");
  f->group = bry_table_find_column(f->groups, "group");
  f->round_column = bry_table_find_column(f->groups, "round");
  const char *wanted = id_column ? id_column : "id";
  f->people_id = bry_table_find_column(f->people, wanted);
  f->name = bry_table_find_column(f->people, "name");
  f->municipality = bry_table_find_column(f->people, "municipality");
  if (f->municipality < 0) f->municipality = bry_table_find_column(f->people, "kommune");
  f->facilitator = bry_table_find_column(f->people, "facilitator");
  if (f->id < 0 || f->group < 0)
    return bry__error(err, BRY_ENOTFOUND, "The groups need the columns id and group, as bry_compose() gives them.");
  if (f->people_id < 0)
    return bry__error(err, BRY_ENOTFOUND, "The people have no column %s: name that of the ids.", wanted);
  if (bry_table_row_count(f->groups) > PEOPLE_MAX)
    return bry__error(err, BRY_ELIMIT, "Form groups of at most %d people at a time.", PEOPLE_MAX);
  return BRY_OK;
}

/* Ids of people by row; of two rows with one id the second would never be found. */
static bry_status read_people(forming *f, bry_error **err) {
  for (int64_t row = 0; f->people != f->groups && row < bry_table_row_count(f->people); row++) {
    bry__int_param room;
    const char *id = cell_text(f->people, row, f->people_id, &room);
    if (!id) id = "";
    int64_t place = bry__strings_add(&f->ids, id, strlen(id));
    if (place < 0) return bry__enomem(err);
    if (place != row)
      return bry__error(err, BRY_EREFUSED, "Row %lld of the people has the id of an earlier row.",
                        (long long)row + 1);
  }
  return BRY_OK;
}

static bry_status read_name(const bry_table *t, int64_t row, int32_t column, bry__int_param *room, const char **out,
                            bry_error **err) {
  *out = cell_text(t, row, column, room);
  if (*out && !**out) *out = NULL;
  if (!*out || bry__name_valid(*out, NAME_BYTES_MAX)) return BRY_OK;
  return bry__error(err, BRY_EREFUSED, "Row %lld: a %s is 1 to %d bytes of UTF-8 on one line.", (long long)row + 1,
                    bry_table_column_name(t, column), NAME_BYTES_MAX);
}

static bry_status add_row(forming *f, int64_t row, bry_error **err) {
  bry__int_param room, name_room, place_room, yes_room;
  const char *id = cell_text(f->groups, row, f->id, &room), *name = NULL, *municipality = NULL;
  int32_t group = cell_number(f->groups, row, f->group);
  int64_t at = row;
  if (!id || group < 1)
    return bry__error(err, BRY_EREFUSED, "Row %lld of the groups needs an id and a group, a number from 1.",
                      (long long)row + 1);
  uint32_t known = f->seen.count;
  if (bry__strings_add(&f->seen, id, strlen(id)) < 0) return bry__enomem(err);
  if (f->seen.count == known)
    return bry__error(err, BRY_EREFUSED, "Row %lld of the groups has the id of an earlier row: name the round.",
                      (long long)row + 1);
  if (f->people != f->groups) at = bry__strings_find(&f->ids, id, strlen(id));
  if (at < 0)
    return bry__error(err, BRY_EREFUSED, "Row %lld of the groups has an id that the people lack.",
                      (long long)row + 1);
  bry_status status = read_name(f->people, at, f->name, &name_room, &name, err);
  if (status == BRY_OK) status = read_name(f->people, at, f->municipality, &place_room, &municipality, err);
  if (status != BRY_OK) return status;
  int leads = is_yes(cell_text(f->people, at, f->facilitator, &yes_room));
  char token[BRY__SECRET_TEXT];
  add_newcomer(&f->newcomers, group, leads, name, municipality, token);
  bry__table_row(f->tokens);
  bry__table_set_text(f->tokens, 0, id);
  bry__table_set_int64(f->tokens, 1, group);
  bry__table_set_int64(f->tokens, 2, leads);
  bry__table_set_text(f->tokens, 3, token);
  return BRY_OK;
}

static bry_status form_groups(forming *f, const char *id_column, bry_error **err) {
  bry_status status = find_columns(f, id_column, err);
  if (status == BRY_OK) status = read_people(f, err);
  f->tokens = bry__table_new("members", "Medlemmer", "Medlemmer", "Members");
  if (status == BRY_OK && !f->tokens) status = bry__enomem(err);
  if (status != BRY_OK) return status;
  bry__table_column(f->tokens, "id", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Id", NULL, "Id");
  bry__table_column(f->tokens, "group", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, "Gruppe", NULL, "Group");
  int32_t leads = bry__table_column(f->tokens, "facilitator", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, "Veileder",
                                    "Rettleiar", "Facilitator");
  bry__table_column_set_flag(f->tokens, leads);
  bry__table_column(f->tokens, "token", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, "Nøkkel", NULL, "Token");
  for (int64_t row = 0; status == BRY_OK && row < bry_table_row_count(f->groups); row++)
    if (f->round == 0 || f->round_column < 0 || cell_number(f->groups, row, f->round_column) == f->round)
      status = add_row(f, row, err);
  if (status == BRY_OK && f->seen.count == 0)
    status = bry__error(err, BRY_EREFUSED, "There is nobody in the groups, or not in that round.");
  return status;
}

bry_status bry_group_form(bry_store *store, const char *series, const bry_table *groups, int32_t round,
                          const bry_table *people, const char *id_column, bry_table **out, bry_error **err) {
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the tokens; they can't be had again.");
  *out = NULL;
  if (!groups) return bry__error(err, BRY_EINVAL, "groups is NULL: give a table such as bry_compose() makes.");
  if (round < 0) return bry__error(err, BRY_EINVAL, "round is a number from 1, or 0 when there is one round.");
  forming f = {.groups = groups, .people = people ? people : groups, .round = round, .newcomers = no_newcomers()};
  bry_table *made = NULL;
  bry_status status = form_groups(&f, id_column, err);
  if (status == BRY_OK) {
    status = bry__table_finish(f.tokens, &made, err);
    f.tokens = NULL;
  }
  if (status == BRY_OK) status = store_newcomers(&f.newcomers, store, series, 1, err);
  if (status == BRY_OK)
    *out = made;
  else
    bry_table_free(made);
  bry_table_free(f.tokens);
  bry__strings_clear(&f.ids);
  bry__strings_clear(&f.seen);
  bry__arrays_free(f.newcomers.columns, COLUMNS);
  return status;
}

bry_status bry_group_admit(bry_store *store, const char *series, int32_t group, const char *name,
                           const char *municipality, int32_t facilitator, char out_token[44], bry_error **err) {
  bry__error_reset(err);
  if (!out_token) return bry__error(err, BRY_EINVAL, "out_token is NULL: give room for the token.");
  out_token[0] = '\0';
  if ((name && !bry__name_valid(name, NAME_BYTES_MAX)) ||
      (municipality && !bry__name_valid(municipality, NAME_BYTES_MAX)))
    return bry__error(err, BRY_EINVAL, "A name and a municipality are 1 to %d bytes of UTF-8 on one line, or NULL.",
                      NAME_BYTES_MAX);
  if (group < 1) return bry__error(err, BRY_EINVAL, "A group is a number from 1.");
  if (facilitator != 0 && facilitator != 1) return bry__error(err, BRY_EINVAL, "facilitator is 0 or 1.");
  char token[BRY_SECRET_SIZE];
  newcomers n = no_newcomers();
  add_newcomer(&n, group, facilitator, name, municipality, token);
  bry_status status = store_newcomers(&n, store, series, 0, err);
  if (status == BRY_OK) memcpy(out_token, token, sizeof token);
  bry__arrays_free(n.columns, COLUMNS);
  return status;
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

bry_status bry_group_list(bry_store *store, const char *series, bry_table **out, bry_error **err) {
  static const char *const titles[] = {"Grupper", "Grupper", "Groups"};
  static const bry__table_column_spec columns[] = {
      {"group", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, 0, "Gruppe", NULL, "Group"},
      {"group_id", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Id", NULL, "Id"},
      {"members", BRY_TYPE_INT64, BRY_ROLE_COUNT, 0, "Medlemmer", NULL, "Members"},
      {"facilitators", BRY_TYPE_INT64, BRY_ROLE_COUNT, 0, "Veiledere", "Rettleiarar", "Facilitators"},
      {"sessions", BRY_TYPE_INT64, BRY_ROLE_COUNT, 0, "Møter", "Møte", "Sessions"}};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  PGresult *result = NULL;
  bry_status status = bry__series_ask(store, series, &GROUP_LIST, NULL, 0, &result, err);
  if (status == BRY_OK) status = bry__result_table("groups", titles, columns, 5, result, out, err);
  PQclear(result);
  return status;
}

bry_status bry_group_members(bry_store *store, const char *series, bry_table **out, bry_error **err) {
  static const char *const titles[] = {"Medlemmer", "Medlemmer", "Members"};
  static const bry__table_column_spec columns[] = {
      {"member", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Id", NULL, "Id"},
      {"group", BRY_TYPE_INT64, BRY_ROLE_DIMENSION, 0, "Gruppe", NULL, "Group"},
      {"name", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Navn", "Namn", "Name"},
      {"municipality", BRY_TYPE_TEXT, BRY_ROLE_ATTRIBUTE, 0, "Kommune", NULL, "Municipality"},
      {"facilitator", BRY_TYPE_INT64, BRY_ROLE_ATTRIBUTE, 1, "Veileder", "Rettleiar", "Facilitator"}};
  bry__error_reset(err);
  if (!out) return bry__error(err, BRY_EINVAL, "out is NULL: give a place for the table.");
  *out = NULL;
  PGresult *result = NULL;
  bry_status status = bry__series_ask(store, series, &GROUP_MEMBERS, NULL, 0, &result, err);
  if (status == BRY_OK) status = bry__result_table("members", titles, columns, 5, result, out, err);
  PQclear(result);
  return status;
}

bry_status bry_member_remove(bry_store *store, const char *member, bry_error **err) {
  bry__error_reset(err);
  uint8_t tenant[16], id[16] = {0}, key[32] = {0};
  PGresult *result = NULL;
  bry_status status = bry__store_tenant(store, tenant, err);
  if (status != BRY_OK) return status;
  int by_id = bry__uuid_parse(member, id);
  if (!by_id) status = bry__member_key(member, key, err);
  if (status != BRY_OK) return status;
  const bry__param params[] = {bry__param_uuid(tenant),
                               by_id ? bry__param_uuid(id) : bry__param_bytes(key, sizeof key)};
  status = bry__rights_ask(store, by_id ? &MEMBER_REMOVE : &MEMBER_LEAVE, params, 2, 0, &result, err);
  if (status == BRY_OK && strcmp(PQgetvalue(result, 0, 0), "gone") == 0)
    status = bry__error(err, BRY_ENOTFOUND, "There is no such member: bry_group_members() lists those of a series.");
  PQclear(result);
  return status;
}
