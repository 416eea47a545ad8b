/* A thread that writes one batch while the caller reads the next: the database's work and ours overlap. It owns the
 * connection; the caller's functions (read, progress) are never called from it. */
#include "core/error.h"
#include "store/import.h"

#include <signal.h>

static void *write_batches(void *user) {
  bry__writer *w = user;
  pthread_mutex_lock(&w->mutex);
  for (;;) {
    while (!w->batch && !w->stop)
      pthread_cond_wait(&w->changed, &w->mutex);
    if (!w->batch) break;
    pthread_mutex_unlock(&w->mutex);
    bry_error *error = NULL;
    bry_status status = bry__batch_write(&w->target, w->batch, &error);
    pthread_mutex_lock(&w->mutex);
    w->batch = NULL;
    w->status = status;
    w->error = error;
    pthread_cond_broadcast(&w->changed);
  }
  pthread_mutex_unlock(&w->mutex);
  return NULL;
}

/* The host's signals are the host's threads' business. */
static int start_without_signals(bry__writer *w) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int failed = pthread_create(&w->thread, NULL, write_batches, w);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return failed;
}

bry_status bry__writer_start(bry__writer *writer, bry_error **err) {
  pthread_mutex_init(&writer->mutex, NULL);
  pthread_cond_init(&writer->changed, NULL);
  if (start_without_signals(writer) == 0) return BRY_OK;
  pthread_cond_destroy(&writer->changed);
  pthread_mutex_destroy(&writer->mutex);
  return bry__error(err, BRY_ENOMEM, "No thread could be started for the import; let fewer run at once.");
}

void bry__writer_give(bry__writer *writer, bry__batch *batch) {
  pthread_mutex_lock(&writer->mutex);
  writer->batch = batch;
  pthread_cond_broadcast(&writer->changed);
  pthread_mutex_unlock(&writer->mutex);
}

bry_status bry__writer_wait(bry__writer *writer, bry_error **err) {
  pthread_mutex_lock(&writer->mutex);
  while (writer->batch)
    pthread_cond_wait(&writer->changed, &writer->mutex);
  bry_status status = writer->status;
  bry_error *error = writer->error;
  writer->status = BRY_OK;
  writer->error = NULL;
  pthread_mutex_unlock(&writer->mutex);
  if (err && error) {
    *err = error;
  } else {
    bry_error_free(error);
  }
  return status;
}

void bry__writer_stop(bry__writer *writer) {
  pthread_mutex_lock(&writer->mutex);
  writer->stop = 1;
  pthread_cond_broadcast(&writer->changed);
  pthread_mutex_unlock(&writer->mutex);
  pthread_join(writer->thread, NULL);
  bry_error_free(writer->error);
  pthread_cond_destroy(&writer->changed);
  pthread_mutex_destroy(&writer->mutex);
}
