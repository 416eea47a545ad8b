/* What was acknowledged is there, once, whatever happens meanwhile. Eight writers send responses through the public API
 * while connections are cut in the middle of commits, the server is killed and started again, and in the end is killed
 * for good while its standby takes over. Replication is synchronous, as it has to be for a failover that loses nothing:
 * a commit is acknowledged when the standby has it on its disk. After the promotion there is one server left.
 * usage: chaos KILLS CUTS [COMMAND], which is run at the end with the connection string of the server that is left. */
#include "chaos/proxy.h"
#include "chaos/server.h"
#include "chaos/writer.h"
#include "core/clock.h"

#include <ftw.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITERS = 8, CUT_WAIT_MS = 20000, PROGRESS_WAIT_MS = 60000, PROGRESS = 300 };

typedef struct stage {
  char above[32];
  char conninfo[192];
  server primary, standby;
  proxy *to_primary, *to_standby;
  writer writers[WRITERS];
  atomic_int stop;
  unsigned seed;
  int kills, cuts;
} stage;

static unsigned draw(stage *s) {
  return (unsigned)rand_r(&s->seed);
}

static size_t acknowledged(stage *s) {
  size_t count = 0;
  for (int i = 0; i < WRITERS; i++)
    count += atomic_load(&s->writers[i].count);
  return count;
}

static void await_progress(stage *s, size_t more) {
  size_t wanted = acknowledged(s) + more;
  for (int waited = 0; acknowledged(s) < wanted; waited++) {
    if (waited >= PROGRESS_WAIT_MS) stop("writers", "get no further");
    poll(NULL, 0, 1);
  }
}

/* --- setting it up --------------------------------------------------------------------------------------------- */

static void make_standby(stage *s, const char *data, const char *sockets) {
  server_copy(&s->primary, data);
  snprintf(s->standby.data, sizeof s->standby.data, "%s", data);
  snprintf(s->standby.sockets, sizeof s->standby.sockets, "%s", sockets);
  make_folder_for(sockets, s->primary.data);
  server_start(&s->standby);
  server_sql(&s->standby, "ALTER SYSTEM SET wal_retrieve_retry_interval = '100ms'");
  server_sql(&s->standby, "SELECT pg_reload_conf()");
  server_sql(&s->primary, "ALTER SYSTEM SET synchronous_standby_names = '*'");
  server_sql(&s->primary, "SELECT pg_reload_conf()");
  for (int i = 0; strcmp(server_sql(&s->primary, "SELECT sync_state FROM pg_stat_replication"), "sync") != 0; i++) {
    if (i > 300) stop("standby", "does not become synchronous");
    poll(NULL, 0, 100);
  }
}

static proxy *make_proxy(const stage *s, const char *name, const server *to) {
  char folder[64];
  snprintf(folder, sizeof folder, "%s/%s", s->above, name);
  make_folder_for(folder, s->above);
  proxy *made = proxy_start(folder, to->sockets);
  if (!made) stop(folder, "no proxy can listen there");
  return made;
}

static void set_up(stage *s) {
  char folder[64], sockets[64];
  strcpy(s->above, "/tmp/bry-chaos-XXXXXX");
  if (!mkdtemp(s->above) || chmod(s->above, 0711) != 0) stop(s->above, "can't be made");
  snprintf(folder, sizeof folder, "%s/db", s->above);
  snprintf(sockets, sizeof sockets, "%s/s1", s->above);
  server_make(&s->primary, folder, sockets);
  server_start(&s->primary);
  snprintf(s->conninfo, sizeof s->conninfo, "host=%s port=5432 dbname=bry user=bry", sockets);
  writer_prepare(s->conninfo);
  snprintf(folder, sizeof folder, "%s/standby", s->above);
  snprintf(sockets, sizeof sockets, "%s/s2", s->above);
  make_standby(s, folder, sockets);
  s->to_primary = make_proxy(s, "p1", &s->primary);
  s->to_standby = make_proxy(s, "p2", &s->standby);
  snprintf(s->conninfo, sizeof s->conninfo,
           "host=%s/p1,%s/p2 port=5432 dbname=bry user=bry target_session_attrs=read-write", s->above, s->above);
}

/* --- what happens to it ---------------------------------------------------------------------------------------- */

static void cut_some(stage *s, proxy *at, int count) {
  for (int i = 0; i < count; i++) {
    if (!proxy_cut(at, draw(s), CUT_WAIT_MS)) stop("proxy", "there was nothing to cut");
    s->cuts++;
    poll(NULL, 0, (int)(draw(s) % 40));
  }
}

static void kill_once(stage *s) {
  await_progress(s, PROGRESS);
  poll(NULL, 0, (int)(draw(s) % 50));
  server_kill(&s->primary);
  s->kills++;
  poll(NULL, 0, (int)(draw(s) % 300));
  server_start(&s->primary);
}

static double promote(stage *s) {
  await_progress(s, PROGRESS);
  int64_t begun_us = bry__clock_monotonic_us();
  server_kill(&s->primary);
  if (strcmp(server_sql(&s->standby, "SELECT pg_promote(true, 60)"), "t") != 0) stop("standby", "is not promoted");
  await_progress(s, 1);
  return (double)(bry__clock_monotonic_us() - begun_us) / 1e6;
}

/* --- counting afterwards --------------------------------------------------------------------------------------- */

static int by_id(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* How many acknowledged ids the database does not have. */
static int64_t count_missing(stage *s) {
  PGconn *pg = server_connect(&s->standby);
  PGresult *rows = PQexec(pg, "SELECT response_id::text FROM bry.response");
  if (PQresultStatus(rows) != PGRES_TUPLES_OK) stop("reading", PQerrorMessage(pg));
  size_t count = (size_t)PQntuples(rows);
  int64_t missing = 0;
  const char **ids = malloc((count + 1) * sizeof *ids);
  if (!ids) stop("reading", "no memory");
  for (size_t i = 0; i < count; i++)
    ids[i] = PQgetvalue(rows, (int)i, 0);
  qsort(ids, count, sizeof *ids, by_id);
  for (int i = 0; i < WRITERS; i++) {
    for (size_t k = 0; k < atomic_load(&s->writers[i].count); k++) {
      const char *id = s->writers[i].acknowledged[k].id;
      missing += bsearch(&id, ids, count, sizeof *ids, by_id) == NULL;
    }
  }
  free(ids);
  PQclear(rows);
  PQfinish(pg);
  return missing;
}

/* Every response says who sent it as its which: two that say the same are one answer that is there twice. */
static int64_t count_doubled(const stage *s) {
  return strtoll(server_sql(&s->standby, "SELECT count(*) - count(DISTINCT texts[1]) FROM bry.response"), NULL, 10);
}

/* What the library counts, value by value. */
static int64_t count_tallied(const stage *s) {
  char conninfo[192];
  bry_store *store = NULL;
  bry_survey *survey = NULL;
  bry_table *table = NULL;
  int64_t total = 0;
  snprintf(conninfo, sizeof conninfo, "host=%s port=5432 dbname=bry user=bry", s->standby.sockets);
  if (bry_store_open(conninfo, NULL, &store, NULL) != BRY_OK ||
      bry_store_set_tenant(store, writer_tenant, NULL) != BRY_OK ||
      bry_survey_get(store, writer_survey, &survey, NULL) != BRY_OK ||
      bry_survey_counts(store, survey, "near", NULL, 0, &table, NULL) != BRY_OK)
    stop("counting", "the library can't");
  for (int64_t i = 0; i < bry_table_row_count(table); i++)
    total += bry_table_int64(table, i, bry_table_find_column(table, "count"));
  bry_table_free(table);
  bry_survey_free(survey);
  bry_store_close(store);
  return total;
}

static int print_writers(stage *s) {
  int64_t repeated = 0, failures = 0, longest_us = 0;
  int faults = 0;
  for (int i = 0; i < WRITERS; i++) {
    const writer *w = &s->writers[i];
    repeated += w->repeated;
    failures += w->failures;
    if (w->longest_us > longest_us) longest_us = w->longest_us;
    if (w->fault[0]) printf("chaos fault writer %d: %s\n", i, w->fault);
    faults += w->fault[0] != 0;
  }
  printf("chaos acknowledged %zu responses, %" PRId64 " of them found stored before\n", acknowledged(s), repeated);
  printf("chaos failed calls %" PRId64 ", made again\n", failures);
  printf("chaos longest %.2f s from first sent to acknowledged\n", (double)longest_us / 1e6);
  return faults;
}

static int judge(stage *s) {
  int faults = print_writers(s);
  int64_t stored = strtoll(server_sql(&s->standby, "SELECT count(*) FROM bry.response"), NULL, 10);
  int64_t missing = count_missing(s), doubled = count_doubled(s), tallied = count_tallied(s);
  printf("chaos stored %" PRId64 " responses, counted by the library %" PRId64 "\n", stored, tallied);
  printf("chaos missing %" PRId64 "\n", missing);
  printf("chaos doubled %" PRId64 "\n", doubled);
  return faults == 0 && missing == 0 && doubled == 0 && tallied == stored && stored == (int64_t)acknowledged(s);
}

static int run_command(const stage *s, const char *command) {
  char line[512];
  snprintf(line, sizeof line, "%s 'host=%s port=5432 dbname=bry user=bry' %s %s", command, s->standby.sockets,
           writer_tenant, writer_survey);
  return system(line) == 0; /* NOLINT: the command is the caller's own */
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *ftw) {
  (void)info;
  (void)type;
  (void)ftw;
  return remove(path);
}

static void tear_down(stage *s) {
  proxy_stop(s->to_primary);
  proxy_stop(s->to_standby);
  server_kill(&s->primary);
  server_kill(&s->standby);
  nftw(s->above, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  for (int i = 0; i < WRITERS; i++)
    free(s->writers[i].acknowledged);
}

int main(int argc, char **argv) {
  static stage s;
  if (argc < 3) stop("usage", "chaos KILLS CUTS [COMMAND]");
  int kills = atoi(argv[1]), cuts = atoi(argv[2]);
  int share = cuts / (kills + 2);
  s.seed = (unsigned)bry__clock_us();
  printf("chaos seed %u\n", s.seed);
  set_up(&s);
  int64_t begun_us = bry__clock_monotonic_us();
  for (int i = 0; i < WRITERS; i++)
    writer_start(&s.writers[i], i, s.conninfo, &s.stop);
  await_progress(&s, PROGRESS);
  for (int i = 0; i < kills; i++) {
    cut_some(&s, s.to_primary, share);
    kill_once(&s);
  }
  cut_some(&s, s.to_primary, share);
  double away_s = promote(&s);
  cut_some(&s, s.to_standby, cuts - s.cuts);
  await_progress(&s, PROGRESS);
  atomic_store(&s.stop, 1);
  for (int i = 0; i < WRITERS; i++)
    writer_join(&s.writers[i]);
  printf("chaos killed the server %d times, and once more for good\n", s.kills);
  printf("chaos cut %d connections in the middle of a commit\n", s.cuts);
  printf("chaos promoted the standby: next acknowledgement after %.2f s\n", away_s);
  printf("chaos lasted %.1f s\n", (double)(bry__clock_monotonic_us() - begun_us) / 1e6);
  int is_right = judge(&s);
  if (argc > 3 && !run_command(&s, argv[3])) is_right = 0;
  tear_down(&s);
  puts(is_right ? "chaos passed" : "chaos FAILED");
  return is_right ? 0 : 1;
}
