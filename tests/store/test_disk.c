/* A full disk: the answers' table, or the server's log of changes (WAL), lies on a small file system, which fills up while
 * writers write. They are told so, in words that say what to do; nothing that was acknowledged is lost; and when there is
 * room again they go on. A table that can't grow fails a statement; WAL that can't grow stops the server itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/workplace.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <time.h>

enum { WRITERS = 4, MORE = 50, WAIT_S = 100 };

static char small[64], ballast[80];

/* --- a small file system --------------------------------------------------------------------------------------- */

static int write_line(const char *path, const char *format, unsigned a, unsigned b) {
  char line[64];
  int size = snprintf(line, sizeof line, format, a, b);
  int fd = open(path, O_WRONLY);
  int failed = fd < 0 || write(fd, line, (size_t)size) != size;
  if (fd >= 0) close(fd);
  return failed ? -1 : 0;
}

/* A name space of our own, in which whoever we are may mount; the server starts in it, as our child. */
static int enter_own_namespace(void) {
  unsigned uid = geteuid(), gid = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return -1;
  if (write_line("/proc/self/setgroups", "deny", 0, 0) != 0) return -1;
  if (write_line("/proc/self/uid_map", "%u %u 1\n", uid, uid) != 0) return -1;
  return write_line("/proc/self/gid_map", "%u %u 1\n", gid, gid);
}

static int try_mount(const char *folder, const char *size) {
  char options[64];
  snprintf(options, sizeof options, "size=%s,mode=0777", size);
  return mount("tmpfs", folder, "tmpfs", 0, options);
}

/* Before anything is started that is to see the mount. */
static int may_mount(void) {
  char folder[] = "/tmp/bry-mount-XXXXXX";
  assert_non_null(mkdtemp(folder));
  int may =
      try_mount(folder, "8m") == 0 || (geteuid() != 0 && enter_own_namespace() == 0 && try_mount(folder, "8m") == 0);
  if (may) umount2(folder, MNT_DETACH);
  rmdir(folder);
  return may;
}

static void mount_small(const char *size) {
  snprintf(small, sizeof small, "%s/small", server.above);
  snprintf(ballast, sizeof ballast, "%s/ballast", small);
  assert_int_equal(mkdir(small, 0755), 0);
  assert_int_equal(try_mount(small, size), 0);
}

static int open_on_small(void **state) {
  open_workplace(state);
  mount_small("8m");
  return 0;
}

static int close_on_small(void **state) {
  bry_local_stop(server.dir, NULL);
  umount2(small, MNT_DETACH);
  return close_workplace(state);
}

/* All of the room but for a few pages. */
static void lay_ballast(off_t bytes) {
  int fd = open(ballast, O_WRONLY | O_CREAT, 0644);
  assert_true(fd >= 0);
  assert_int_equal(posix_fallocate(fd, 0, bytes), 0);
  close(fd);
}

static void move_answers(void) {
  char sql[256], folder[80];
  struct stat owner;
  snprintf(folder, sizeof folder, "%s/space", small);
  snprintf(sql, sizeof sql, "%s/data", server.dir);
  assert_int_equal(stat(sql, &owner), 0);
  assert_int_equal(mkdir(folder, 0700), 0);
  if (geteuid() == 0) assert_int_equal(chown(folder, owner.st_uid, owner.st_gid), 0);
  PGconn *pg = cluster_connect(&server, 1);
  snprintf(sql, sizeof sql, "CREATE TABLESPACE small LOCATION '%s'", folder);
  cluster_sql(pg, sql);
  cluster_sql(pg, "ALTER TABLE bry.response SET TABLESPACE small");
  PQfinish(pg);
}

/* --- writers --------------------------------------------------------------------------------------------------- */

typedef struct writer {
  const bry_survey *survey;
  int (*is_expected)(bry_status status, const bry_error *err); /* of an error: to be tried again */
  pthread_t thread;
  atomic_int *stop, *refused; /* refused: calls that were told of the full disk */
  atomic_int stored;
  char fault[256];
  char last[37]; /* the last one acknowledged */
} writer;

/* 53100, to be tried again, and in words that say so. */
static int is_full(bry_status status, const bry_error *err) {
  const char *sqlstate = bry_error_sqlstate(err);
  return status == BRY_EUNAVAILABLE && sqlstate && strcmp(sqlstate, "53100") == 0 && bry_error_retryable(err) &&
         strstr(bry_error_message(err), "disk is full: make room") && !strstr(bry_error_message(err), "lang");
}

static atomic_int told_why; /* calls that learned what the server died of */

/* Gone for a while, to be tried again: what a server is that stopped for want of room. */
static int is_gone(bry_status status, const bry_error *err) {
  if (strstr(bry_error_message(err), "Make room on its disk, then try again.")) atomic_fetch_add(&told_why, 1);
  return status == BRY_EUNAVAILABLE && bry_error_retryable(err) && !strstr(bry_error_message(err), "lang");
}

/* Until each is acknowledged, the one under way too when it is told to stop. */
static void *write_on(void *user) {
  writer *w = user;
  static const char answers[] =
      "{\"near\":3,\"dream\":\"lang lang lang lang lang lang lang lang lang lang lang lang lang lang lang lang\"}";
  while (!atomic_load(w->stop) && !w->fault[0]) {
    char id[37];
    bry_status status = BRY_EUNAVAILABLE;
    bry_uuid_v4(id);
    while (status != BRY_OK && !w->fault[0]) {
      bry_error *err = NULL;
      status = bry_response_submit(store, w->survey, id, answers, sizeof answers - 1, NULL, NULL, &err);
      if (status == BRY_OK) {
        atomic_fetch_add(&w->stored, 1);
        strcpy(w->last, id);
      } else if (w->is_expected(status, err)) {
        atomic_fetch_add(w->refused, 1);
        usleep(20000);
      } else {
        snprintf(w->fault, sizeof w->fault, "%s: %s", bry_status_name(status), bry_error_message(err));
      }
      bry_error_free(err);
    }
  }
  return NULL;
}

static int total_of(writer *writers) {
  int total = 0;
  for (int i = 0; i < WRITERS; i++) {
    if (writers[i].fault[0]) fail_msg("%s", writers[i].fault);
    total += atomic_load(&writers[i].stored);
  }
  return total;
}

static writer writers[WRITERS];
static atomic_int stop, refused;

static void start_writers(const bry_survey *survey, int (*is_expected)(bry_status, const bry_error *)) {
  atomic_store(&stop, 0);
  atomic_store(&refused, 0);
  for (int i = 0; i < WRITERS; i++) {
    writers[i] = (writer){.survey = survey, .is_expected = is_expected, .stop = &stop, .refused = &refused};
    assert_int_equal(pthread_create(&writers[i].thread, NULL, write_on, &writers[i]), 0);
  }
}

/* A moment's rest of a wait that began at `begun`; fails when a writer met what it should not, or it takes too long. */
static void rest(time_t begun) {
  total_of(writers);
  assert_true(time(NULL) - begun < WAIT_S);
  usleep(1000);
}

static void wait_for_refusals(void) {
  time_t begun = time(NULL);
  while (atomic_load(&refused) < 2 * WRITERS)
    rest(begun);
}

static void wait_for_stored(int count) {
  time_t begun = time(NULL);
  while (total_of(writers) < count)
    rest(begun);
}

/* When there is room again, all go on; then what is there is what was acknowledged, each once. */
static void expect_all_after_room_is_made(const bry_survey *survey) {
  int before = total_of(writers);
  assert_int_equal(unlink(ballast), 0);
  wait_for_stored(before + MORE);
  atomic_store(&stop, 1);
  for (int i = 0; i < WRITERS; i++)
    pthread_join(writers[i].thread, NULL);
  assert_int_equal(count_responses(survey), total_of(writers));
  for (int i = 0; i < WRITERS; i++) {
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM bry.response WHERE response_id = '%s'", writers[i].last);
    char *found = ask_text(sql);
    assert_string_equal(found, "1");
    free(found);
  }
}

static void a_full_disk_is_told_loses_nothing_and_is_got_over(void **state) {
  (void)state;
  bry_survey *survey = make_survey("full");
  move_answers();
  lay_ballast(6 << 20);
  start_writers(survey, is_full);
  wait_for_refusals();
  int before = total_of(writers);                 /* and only then the count: some may be stored in between */
  assert_true(count_responses(survey) >= before); /* reading works on a full disk */
  expect_all_after_room_is_made(survey);
  bry_survey_free(survey);
}

/* --- no room for WAL --------------------------------------------------------------------------------------------- */

enum { SEGMENT = 16 << 20 }; /* PostgreSQL's default */

/* The server, stopped meanwhile, finds its WAL on the small file system. */
static void move_wal(void) {
  char from[96], command[500];
  struct stat owner;
  snprintf(from, sizeof from, "%s/data/pg_wal", server.dir);
  assert_int_equal(stat(from, &owner), 0);
  snprintf(command, sizeof command, "mv %s %s/wal && ln -s %s/wal %s && chown -h %u:%u %s", from, small, small, from,
           owner.st_uid, owner.st_gid, from);
  assert_int_equal(system(command), 0);
}

/* Segments that are done with are kept, so that none is used again, however quick the checkpoints are. */
static int open_with_small_wal(void **state) {
  open_workplace(state);
  PGconn *pg = cluster_connect(&server, 1);
  cluster_sql(pg, "ALTER SYSTEM SET min_wal_size = '32MB'");
  cluster_sql(pg, "ALTER SYSTEM SET max_wal_size = '32MB'");
  cluster_sql(pg, "ALTER SYSTEM SET wal_keep_size = '1GB'");
  PQfinish(pg);
  bry_store_close(store);
  mount_small("80m");
  move_wal();
  bry_store_options options;
  bry_store_options_init(&options);
  options.retry_time_ms = 300; /* to be told soon */
  assert_ok(bry_store_open(server.conninfo, &options, &store, ERR));
  return bry_store_set_tenant(store, "test", NULL);
}

/* Leaves less than a segment. */
static void fill_wal(void) {
  struct statvfs room;
  assert_int_equal(statvfs(small, &room), 0);
  lay_ballast((off_t)(room.f_bavail * room.f_bsize) - SEGMENT / 2);
}

/* Begins segment after segment, until the server goes down over it. Should it come up again within what is left of its last
 * segment, that is used up too: until a writer was told what the server died of. */
static void use_up_wal(void) {
  time_t begun = time(NULL);
  char *direct = cluster_direct(&server), conninfo[300];
  snprintf(conninfo, sizeof conninfo, "%s user=postgres connect_timeout=10", direct);
  while (atomic_load(&told_why) == 0) {
    PGconn *pg = PQconnectdb(conninfo);
    while (PQstatus(pg) == CONNECTION_OK && atomic_load(&told_why) == 0) {
      PQclear(PQexec(pg, "SELECT pg_switch_wal()"));
      PQclear(PQexec(pg, "SELECT pg_logical_emit_message(false, 'test', 'x')"));
      rest(begun);
    }
    PQfinish(pg);
    rest(begun);
  }
  free(direct);
}

static void wal_without_room_stops_the_server_and_loses_nothing(void **state) {
  (void)state;
  bry_survey *survey = make_survey("wal");
  start_writers(survey, is_gone);
  wait_for_stored(MORE);
  fill_wal();
  use_up_wal();
  wait_for_refusals();
  expect_all_after_room_is_made(survey);
  bry_survey_free(survey);
}

int main(void) {
  const struct CMUnitTest tables[] = {cmocka_unit_test(a_full_disk_is_told_loses_nothing_and_is_got_over)};
  const struct CMUnitTest wal[] = {cmocka_unit_test(wal_without_room_stops_the_server_and_loses_nothing)};
  if (!may_mount()) {
    print_message("skipped: no file system may be mounted here (%s)\n", strerror(errno));
    return 77;
  }
  return cmocka_run_group_tests(tables, open_on_small, close_on_small) +
         cmocka_run_group_tests(wal, open_with_small_wal, close_on_small);
}
