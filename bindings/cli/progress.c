/* A bar on the terminal, only when standard error is one; and a way out: the first interrupt cancels the work in good
 * order, also while the database is waited for, the second kills. */
#include "session.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { BAR_CELLS = 24, REDRAW_MS = 100 };

static volatile sig_atomic_t interrupted;

static bry_store *volatile in_use; /* by the command; NULL: none */

static void on_interrupt(int number) {
  (void)number;
  interrupted = 1;
  bry_store_cancel(in_use);
}

static void catch_interrupts(void) {
  struct sigaction act = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};
  sigemptyset(&act.sa_mask);
  sigaction(SIGINT, &act, NULL);
  sigaction(SIGTERM, &act, NULL);
}

void interrupt_cancels(bry_store *store) {
  in_use = store;
  if (store != NULL) catch_interrupts();
}

progress progress_begin(const char *doing, int64_t total) {
  if (!interrupted) catch_interrupts();
  return (progress){.doing = doing, .total = total};
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void draw(const progress *p, int64_t done, int64_t total) {
  if (total <= 0) {
    fprintf(stderr, "\r%s %lld", p->doing, (long long)done);
    return;
  }
  int64_t capped = done < total ? done : total;
  int cells = (int)((double)capped / (double)total * BAR_CELLS);
  fprintf(stderr, "\r%s [", p->doing);
  for (int i = 0; i < BAR_CELLS; i++)
    fputc(i < cells ? '#' : '.', stderr);
  fprintf(stderr, "] %3d %%", (int)((double)capped / (double)total * 100));
}

int32_t progress_step(int64_t done, int64_t total, void *user) {
  progress *p = user;
  int64_t now = now_ms();
  if (isatty(STDERR_FILENO) && (p->drawn_ms == 0 || now - p->drawn_ms >= REDRAW_MS)) {
    draw(p, done, total >= 0 ? total : p->total);
    p->drawn_ms = now;
  }
  return interrupted != 0;
}

int progress_interrupted(void) {
  return interrupted != 0;
}

void progress_end(progress *p) {
  if (p->drawn_ms != 0) fputs("\r\033[K", stderr);
  p->drawn_ms = 0;
}
