/* Private servers: they come with the first opener and go with the last, whatever kills whom in between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/nth_allocation.h"
#include "store/cluster.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/wait.h>

static cluster shared; /* made once: a cluster of its own for each test would take long */

static void nap(int ms) {
  usleep((useconds_t)ms * 1000);
}

/* Processes that have the folder in their command line, but for zombies; only those that begin with `program`. */
static int count_processes(const cluster *c, const char *program, pid_t *out_one) {
  int count = 0;
  DIR *proc = opendir("/proc");
  for (struct dirent *entry; (entry = readdir(proc));) {
    char path[300], line[4096];
    snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
    int fd = open(path, O_RDONLY);
    if (fd < 0) continue;
    ssize_t size = read(fd, line, sizeof line - 1);
    close(fd);
    if (size <= 0 || strncmp(line, program, strlen(program)) != 0) continue;
    line[size] = 0;
    if (!memmem(line, (size_t)size, c->dir, strlen(c->dir))) continue;
    count++;
    if (out_one) *out_one = (pid_t)atoi(entry->d_name);
  }
  closedir(proc);
  return count;
}

static void assert_nothing_left(const cluster *c) {
  int left = -1;
  for (int i = 0; i < 400 && left != 0; i++) {
    left = count_processes(c, "", NULL);
    if (left != 0) nap(25);
  }
  assert_int_equal(left, 0);
}

static void assert_stopped(const cluster *c) {
  int32_t running = -1;
  assert_int_equal(bry_local_status(c->dir, &running, NULL, NULL), BRY_OK);
  assert_int_equal(running, 0);
  assert_int_equal(cluster_pid(c), 0);
  assert_nothing_left(c);
}

static void assert_works(bry_store *store) {
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_store_migrations(store, &table, &err);
  if (status != BRY_OK) fail_msg("%s", bry_error_message(err));
  bry_table_free(table);
}

static void the_last_one_to_close_stops_the_server(void **state) {
  (void)state;
  bry_store *first = cluster_open(&shared, NULL);
  bry_store *second = cluster_open(&shared, NULL);
  assert_int_equal(count_processes(&shared, "flock", NULL), 1);
  bry_store_close(first);
  assert_works(second);
  bry_store_close(second);
  assert_stopped(&shared);
}

/* A child that opens the store, says so, and waits to be told to close it. */
static pid_t open_in_child(const cluster *c, int *out_ask, int *out_heard) {
  int ask[2], heard[2];
  assert_int_equal(pipe(ask), 0);
  assert_int_equal(pipe(heard), 0);
  pid_t pid = fork();
  if (pid == 0) {
    close(ask[1]);
    close(heard[0]);
    bry_store *store = NULL;
    char word = bry_store_open(c->conninfo, NULL, &store, NULL) == BRY_OK ? 'y' : 'n';
    if (write(heard[1], &word, 1) != 1 || read(ask[0], &word, 1) < 0) _exit(1);
    bry_store_close(store);
    _exit(0);
  }
  close(ask[0]);
  close(heard[1]);
  char word = 0;
  assert_int_equal(read(heard[0], &word, 1), 1);
  assert_int_equal(word, 'y');
  *out_ask = ask[1];
  *out_heard = heard[0];
  return pid;
}

static void another_process_keeps_it_running(void **state) {
  (void)state;
  int ask, heard;
  bry_store *store = cluster_open(&shared, NULL);
  pid_t child = open_in_child(&shared, &ask, &heard);
  bry_store_close(store);
  int32_t running = 0;
  assert_int_equal(bry_local_status(shared.dir, &running, NULL, NULL), BRY_OK);
  assert_int_equal(running, 1);
  close(ask);
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  close(heard);
  assert_stopped(&shared);
}

static void a_killed_opener_leaves_no_process(void **state) {
  (void)state;
  int ask, heard;
  pid_t child = open_in_child(&shared, &ask, &heard);
  kill(child, SIGKILL);
  assert_int_equal(waitpid(child, NULL, 0), child);
  assert_nothing_left(&shared);
  close(ask);
  close(heard);
  assert_stopped(&shared);
}

static void an_opener_that_comes_while_the_keeper_stops_it_starts_it_anew(void **state) {
  (void)state;
  for (int i = 0; i < 5; i++) {
    int ask, heard;
    pid_t child = open_in_child(&shared, &ask, &heard);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    nap(i * 8);
    bry_store *store = cluster_open(&shared, NULL);
    assert_works(store);
    bry_store_close(store);
    close(ask);
    close(heard);
  }
  assert_stopped(&shared);
}

static void a_killed_server_is_started_again_under_an_open_store(void **state) {
  (void)state;
  bry_store *store = cluster_open(&shared, NULL);
  pid_t before = cluster_pid(&shared);
  assert_int_equal(kill(before, SIGKILL), 0);
  nap(200);
  assert_works(store);
  assert_int_not_equal(cluster_pid(&shared), before);
  kill(cluster_pid(&shared), SIGKILL);
  bry_store *second = cluster_open(&shared, NULL);
  assert_works(second);
  bry_store_close(store);
  bry_store_close(second);
  assert_stopped(&shared);
}

static void a_killed_keeper_is_replaced_and_not_needed(void **state) {
  (void)state;
  bry_store *store = cluster_open(&shared, NULL);
  pid_t keeper = 0;
  assert_int_equal(count_processes(&shared, "flock", &keeper), 1);
  kill(keeper, SIGKILL);
  for (int i = 0; i < 100 && count_processes(&shared, "flock", NULL) > 0; i++)
    nap(10);
  bry_store *second = cluster_open(&shared, NULL);
  assert_int_equal(count_processes(&shared, "flock", &keeper), 1);
  bry_store_close(second);
  kill(keeper, SIGKILL);
  bry_store_close(store);
  assert_stopped(&shared);
}

static void a_kept_server_stays_until_it_is_stopped(void **state) {
  (void)state;
  int32_t running = 0;
  assert_int_equal(bry_local_start(shared.dir, NULL), BRY_OK);
  assert_int_equal(bry_local_start(shared.dir, NULL), BRY_OK);
  bry_store *store = cluster_open(&shared, NULL);
  bry_store_close(store);
  nap(300);
  assert_int_equal(bry_local_status(shared.dir, &running, NULL, NULL), BRY_OK);
  assert_int_equal(running, 1);
  assert_int_equal(bry_local_stop(shared.dir, NULL), BRY_OK);
  assert_stopped(&shared);
  assert_int_equal(bry_local_stop(shared.dir, NULL), BRY_OK);
}

static void a_server_kept_while_in_use_stays_too(void **state) {
  (void)state;
  int32_t running = 0;
  bry_store *store = cluster_open(&shared, NULL);
  assert_int_equal(bry_local_start(shared.dir, NULL), BRY_OK);
  bry_store_close(store);
  nap(300);
  assert_int_equal(bry_local_status(shared.dir, &running, NULL, NULL), BRY_OK);
  assert_int_equal(running, 1);
  assert_int_equal(bry_local_stop(shared.dir, NULL), BRY_OK);
  assert_stopped(&shared);
}

static void a_server_stopped_on_purpose_is_not_revived(void **state) {
  (void)state;
  bry_store *store = cluster_open(&shared, NULL);
  assert_int_equal(bry_local_stop(shared.dir, NULL), BRY_OK);
  bry_table *table = NULL;
  bry_error *err = NULL;
  assert_int_equal(bry_store_migrations(store, &table, &err), BRY_EUNAVAILABLE);
  assert_int_equal(bry_error_retryable(err), 1);
  bry_error_free(err);
  bry_store *second = cluster_open(&shared, NULL); /* but opened again, it is */
  assert_works(second);
  assert_works(store);
  bry_store_close(store);
  bry_store_close(second);
  assert_stopped(&shared);
}

/* The user the server runs as: for root another one. */
static void become_server_user(void) {
  struct passwd *user = getpwnam("postgres");
  if (geteuid() == 0 && (!user || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) _exit(1);
}

static void a_pid_file_with_anothers_number_is_not_believed(void **state) {
  (void)state;
  bry_store_close(cluster_open(&shared, NULL));
  pid_t stranger = fork();
  if (stranger == 0) {
    become_server_user();
    pause();
    _exit(0);
  }
  nap(100);
  char path[128];
  const char *const names[] = {"data/postmaster.pid", "run/.s.PGSQL.5432.lock"};
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s/%s", shared.dir, names[i]);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%d\n%s/data\n1\n5432\n%s/run\n\n 1 1\nready   \n", (int)stranger, shared.dir, shared.dir);
    fclose(file);
    assert_int_equal(chmod(path, 0644), 0);
  }
  bry_store *store = cluster_open(&shared, NULL);
  assert_works(store);
  bry_store_close(store);
  assert_int_equal(kill(stranger, 0), 0);
  assert_int_equal(waitpid(stranger, NULL, WNOHANG), 0);
  kill(stranger, SIGKILL);
  waitpid(stranger, NULL, 0);
  assert_stopped(&shared);
}

static void many_processes_may_come_and_go(void **state) {
  (void)state;
  pid_t children[6];
  for (int i = 0; i < 6; i++) {
    children[i] = fork();
    if (children[i] != 0) continue;
    for (int round = 0; round < 4; round++) {
      bry_store *store = NULL;
      bry_table *table = NULL;
      if (bry_store_open(shared.conninfo, NULL, &store, NULL) != BRY_OK) _exit(1);
      if (bry_store_migrations(store, &table, NULL) != BRY_OK) _exit(2);
      bry_table_free(table);
      if (round == 3 && i % 3 == 0) kill(getpid(), SIGKILL);
      bry_store_close(store);
      nap((i * 7 + round * 5) % 11);
    }
    _exit(0);
  }
  for (int i = 0; i < 6; i++) {
    int status = 0;
    assert_int_equal(waitpid(children[i], &status, 0), children[i]);
    if (i % 3 == 0)
      assert_int_equal(WTERMSIG(status), SIGKILL);
    else
      assert_int_equal(status, 0);
  }
  assert_nothing_left(&shared); /* the last one may have been killed: then it is for the keeper */
  assert_stopped(&shared);
}

/* --- a full disk ----------------------------------------------------------------------------------------------- */

/* Writes until the disk that the folder is on is full. */
static void fill_disk(const char *path) {
  static char block[1 << 16];
  int fd = open(path, O_WRONLY | O_CREAT, 0600);
  assert_true(fd >= 0);
  for (size_t size = sizeof block; size > 0;)
    if (write(fd, block, size) <= 0) size /= 2;
  close(fd);
}

/* The server needs a new WAL segment, and panics when it can't have one. */
static void use_up_wal(PGconn *pg) {
  for (int i = 0; i < 40 && PQstatus(pg) == CONNECTION_OK; i++) {
    PQclear(PQexec(pg, "SELECT pg_logical_emit_message(true, 'x', 'y')"));
    PQclear(PQexec(pg, "SELECT pg_switch_wal()"));
  }
}

static void a_full_disk_is_told_as_that_and_mended_by_making_room(void **state) {
  (void)state;
  cluster c;
  char filler[80];
  cluster_init(&c);
  if (geteuid() != 0 || mount("bry-test", c.above, "tmpfs", 0, "size=120m,mode=0711") != 0) {
    print_message("skipped: only root may mount a small disk to fill\n");
    cluster_clear(&c);
    skip();
  }
  snprintf(filler, sizeof filler, "%s/filler", c.above);
  bry_store *store = cluster_open(&c, NULL);
  PGconn *pg = cluster_connect(&c, 1); /* a new one may find no room for the server's file of what it looks up */
  fill_disk(filler);
  use_up_wal(pg);
  PQfinish(pg);
  for (int i = 0; i < 400 && cluster_pid(&c) != 0; i++)
    nap(25); /* it tries to recover first, and that needs room, too */
  bry_table *table = NULL;
  bry_error *err = NULL;
  bry_status status = bry_store_migrations(store, &table, &err);
  const char *said = err ? bry_error_message(err) : "";
  int told = status == BRY_EUNAVAILABLE && strstr(said, "No space left on device") && strstr(said, "Make room") &&
             bry_error_retryable(err);
  if (!told) print_error("%s: %s\n", bry_status_name(status), said);
  bry_error_free(err);
  unlink(filler);
  bry_table_free(table);
  table = NULL;
  bry_status after = bry_store_migrations(store, &table, NULL);
  bry_table_free(table);
  bry_store_close(store);
  bry_local_stop(c.dir, NULL);
  umount2(c.above, MNT_DETACH);
  cluster_clear(&c);
  assert_true(told);
  assert_int_equal(after, BRY_OK);
}

/* --- the host process ------------------------------------------------------------------------------------------ */

static int child_signals;

static void count_child_signal(int number) {
  (void)number;
  child_signals++;
}

static void *wait_for_any(void *result) {
  pid_t *got = result;
  got[0] = waitpid(-1, NULL, 0);
  got[1] = waitpid(-1, NULL, 0);
  return NULL;
}

static void the_hosts_own_children_are_left_to_it(void **state) {
  (void)state;
  int hold[2];
  assert_int_equal(pipe(hold), 0);
  pid_t own = fork();
  if (own == 0) {
    char byte;
    close(hold[1]);
    _exit(read(hold[0], &byte, 1) < 0);
  }
  child_signals = 0;
  struct sigaction counting = {.sa_handler = count_child_signal, .sa_flags = SA_RESTART}, before;
  sigaction(SIGCHLD, &counting, &before);
  pid_t got[2] = {0, 0};
  pthread_t waiter;
  pthread_create(&waiter, NULL, wait_for_any, got);
  bry_store *store = cluster_open(&shared, NULL);
  bry_store_close(store);
  assert_int_equal(child_signals, 0);
  close(hold[1]);
  pthread_join(waiter, NULL);
  sigaction(SIGCHLD, &before, NULL);
  assert_int_equal(got[0], own);
  assert_int_equal(got[1], -1); /* none but its own */
  close(hold[0]);
}

static int count_fds(void) {
  int count = 0;
  DIR *fds = opendir("/proc/self/fd");
  while (readdir(fds))
    count++;
  closedir(fds);
  return count;
}

static void no_descriptor_leaks_out_or_is_left(void **state) {
  (void)state;
  int before = count_fds();
  int host_pipe[2];
  assert_int_equal(pipe(host_pipe), 0); /* without close-on-exec, as careless hosts have them */
  bry_store *store = cluster_open(&shared, NULL);
  close(host_pipe[1]);
  char byte;
  assert_int_equal(read(host_pipe[0], &byte, 1), 0); /* ends: neither server nor keeper holds the other side */
  close(host_pipe[0]);
  bry_store_close(store);
  assert_int_equal(count_fds(), before);
}

static void a_forked_child_can_neither_use_it_nor_harm_it(void **state) {
  (void)state;
  bry_store *store = cluster_open(&shared, NULL);
  pid_t child = fork();
  if (child == 0) {
    bry_table *table = NULL;
    int right = bry_store_migrations(store, &table, NULL) == BRY_EFORKED;
    bry_store_close(store);
    _exit(right ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  assert_int_equal(status, 0);
  assert_works(store);
  bry_store_close(store);
  assert_stopped(&shared);
}

/* --- folders --------------------------------------------------------------------------------------------------- */

static void expect_open(const char *dir, bry_status expected, const char *word) {
  char conninfo[400];
  bry_store *store = NULL;
  bry_error *err = NULL;
  snprintf(conninfo, sizeof conninfo, "local:%s", dir);
  bry_status status = bry_store_open(conninfo, NULL, &store, &err);
  if (status != expected) fail_msg("%s: %s", bry_status_name(status), bry_error_message(err));
  if (word && !strstr(bry_error_message(err), word)) fail_msg("no \"%s\" in: %s", word, bry_error_message(err));
  bry_error_free(err);
  bry_store_close(store);
}

static void odd_paths_work(void **state) {
  (void)state;
  cluster c;
  char dir[300], longest[200];
  memset(longest, 'x', sizeof longest - 1);
  longest[sizeof longest - 1] = 0;
  cluster_init(&c);
  const char *const names[] = {"med mellomrom 'og' \\tegn,komma", longest};
  for (int i = 0; i < 2; i++) {
    snprintf(dir, sizeof dir, "%s/%s", c.above, names[i]);
    expect_open(dir, BRY_OK, NULL);
    bry_text *conninfo = NULL;
    int32_t running = 0;
    assert_int_equal(bry_local_start(dir, NULL), BRY_OK);
    assert_int_equal(bry_local_status(dir, &running, &conninfo, NULL), BRY_OK);
    assert_int_equal(running, 1);
    bry_store *store = NULL;
    assert_int_equal(bry_store_open(bry_text_data(conninfo), NULL, &store, NULL), BRY_OK);
    bry_store_close(store);
    bry_text_free(conninfo);
    assert_int_equal(bry_local_stop(dir, NULL), BRY_OK);
  }
  cluster_clear(&c);
}

static void a_folder_of_other_things_is_left_alone(void **state) {
  (void)state;
  cluster c;
  char path[80];
  cluster_init(&c);
  snprintf(path, sizeof path, "%s/letters.txt", c.above);
  fclose(fopen(path, "w"));
  expect_open(c.above, BRY_EIO, "choose an empty");
  assert_int_equal(bry_local_start(c.above, NULL), BRY_EIO);
  assert_int_equal(bry_local_stop(c.above, NULL), BRY_EIO);
  snprintf(path, sizeof path, "%s/a/b", c.above);
  expect_open(path, BRY_EIO, "parent is missing");
  expect_open("", BRY_EINVAL, NULL);
  int32_t running = 1;
  assert_int_equal(bry_local_status(path, &running, NULL, NULL), BRY_EIO);
  assert_int_equal(bry_local_status(NULL, &running, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_local_status(shared.dir, NULL, NULL, NULL), BRY_EINVAL);
  assert_int_equal(bry_local_stop(path, NULL), BRY_ENOTFOUND);
  cluster_clear(&c);
}

static void root_is_told_what_the_servers_user_cannot_enter(void **state) {
  (void)state;
  if (geteuid() != 0) skip();
  cluster c;
  cluster_init(&c);
  assert_int_equal(chmod(c.above, 0700), 0);
  expect_open(c.dir, BRY_EIO, c.above);
  assert_int_not_equal(access(c.dir, F_OK), 0); /* and nothing was left there */
  cluster_clear(&c);
}

static void missing_programs_are_named(void **state) {
  (void)state;
  cluster c;
  char before[300] = "";
  const char *given =
      getenv("BRY_PG_BINDIR"); /* of a run on another version: the tests to come are to run there too */
  if (given) snprintf(before, sizeof before, "%s", given);
  cluster_init(&c);
  setenv("BRY_PG_BINDIR", c.above, 1);
  expect_open(c.dir, BRY_EIO, "BRY_PG_BINDIR");
  unsetenv("BRY_PG_BINDIR");
  if (before[0]) setenv("BRY_PG_BINDIR", before, 1);
  cluster_clear(&c);
}

static void a_cluster_half_made_is_made_again(void **state) {
  (void)state;
  cluster c;
  char path[96];
  cluster_init(&c);
  assert_int_equal(mkdir(c.dir, 0711), 0);
  const char *const names[] = {"start.lock", "data.new/PG_VERSION"};
  snprintf(path, sizeof path, "%s/data.new", c.dir);
  assert_int_equal(mkdir(path, 0700), 0);
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s/%s", c.dir, names[i]);
    fclose(fopen(path, "w"));
  }
  expect_open(c.dir, BRY_OK, NULL);
  cluster_clear(&c);
}

static void a_server_that_cannot_start_says_why(void **state) {
  (void)state;
  cluster c;
  char path[96];
  cluster_init(&c);
  bry_store_close(cluster_open(&c, NULL));
  snprintf(path, sizeof path, "%s/data/postgresql.conf", c.dir);
  FILE *file = fopen(path, "a");
  fprintf(file, "shared_buffers = nonsense\n");
  fclose(file);
  expect_open(c.dir, BRY_EIO, "FATAL");
  assert_nothing_left(&c);
  cluster_clear(&c);
}

/* --- memory ---------------------------------------------------------------------------------------------------- */

static bry_status start_work(bry_error **err) {
  return bry_local_start(shared.dir, err);
}

static bry_status status_work(bry_error **err) {
  int32_t running = 0;
  bry_text *conninfo = NULL;
  bry_status status = bry_local_status(shared.dir, &running, &conninfo, err);
  bry_text_free(conninfo);
  return status;
}

static bry_status open_work(bry_error **err) {
  bry_store *store = NULL;
  bry_status status = bry_store_open(shared.conninfo, NULL, &store, err);
  bry_store_close(store);
  return status;
}

static bry_status stop_work(bry_error **err) {
  return bry_local_stop(shared.dir, err);
}

static void any_allocation_may_fail(void **state) {
  (void)state;
  assert_true(each_allocation_may_fail(start_work, BRY_OK) > 3);
  assert_true(each_allocation_may_fail(status_work, BRY_OK) > 3);
  assert_true(each_allocation_may_fail(open_work, BRY_OK) > 10);
  assert_true(each_allocation_may_fail(stop_work, BRY_OK) > 2);
  assert_true(each_allocation_may_fail(open_work, BRY_OK) > 10); /* with a start and a stop each time */
  assert_stopped(&shared);
}

static int make_shared(void **state) {
  (void)state;
  cluster_init(&shared);
  return 0;
}

static int remove_shared(void **state) {
  (void)state;
  cluster_clear(&shared);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_last_one_to_close_stops_the_server),
      cmocka_unit_test(another_process_keeps_it_running),
      cmocka_unit_test(a_killed_opener_leaves_no_process),
      cmocka_unit_test(an_opener_that_comes_while_the_keeper_stops_it_starts_it_anew),
      cmocka_unit_test(a_killed_server_is_started_again_under_an_open_store),
      cmocka_unit_test(a_killed_keeper_is_replaced_and_not_needed),
      cmocka_unit_test(a_kept_server_stays_until_it_is_stopped),
      cmocka_unit_test(a_server_kept_while_in_use_stays_too),
      cmocka_unit_test(a_server_stopped_on_purpose_is_not_revived),
      cmocka_unit_test(a_pid_file_with_anothers_number_is_not_believed),
      cmocka_unit_test(many_processes_may_come_and_go),
      cmocka_unit_test(a_full_disk_is_told_as_that_and_mended_by_making_room),
      cmocka_unit_test(the_hosts_own_children_are_left_to_it),
      cmocka_unit_test(no_descriptor_leaks_out_or_is_left),
      cmocka_unit_test(a_forked_child_can_neither_use_it_nor_harm_it),
      cmocka_unit_test(odd_paths_work),
      cmocka_unit_test(a_folder_of_other_things_is_left_alone),
      cmocka_unit_test(root_is_told_what_the_servers_user_cannot_enter),
      cmocka_unit_test(missing_programs_are_named),
      cmocka_unit_test(a_cluster_half_made_is_made_again),
      cmocka_unit_test(a_server_that_cannot_start_says_why),
      cmocka_unit_test(any_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, make_shared, remove_shared);
}
