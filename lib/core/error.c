/* Errors: an immutable object of one allocation, and one static object for when even that is not to be had. What the
 * findings inside look like is findings.c's. */
#include "core/error.h"

#include "core/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct bry_error {
  bry_status status;
  int32_t retryable;
  char sqlstate[6];       /* "" = none */
  bry_findings *findings; /* owned */
  const char *pointer;    /* NULL, or into text, behind the message */
  const char *message;
  char text[];
};

static struct bry_error out_of_memory = {
    .status = BRY_ENOMEM,
    .message = "memory ran out; nothing was changed",
};

bry_status bry_error_status(const bry_error *err) {
  return err ? err->status : BRY_OK;
}

const char *bry_error_message(const bry_error *err) {
  return err ? err->message : "";
}

const char *bry_error_sqlstate(const bry_error *err) {
  return err && err->sqlstate[0] ? err->sqlstate : NULL;
}

const char *bry_error_pointer(const bry_error *err) {
  return err ? err->pointer : NULL;
}

int32_t bry_error_retryable(const bry_error *err) {
  return err ? err->retryable : 0;
}

const bry_findings *bry_error_findings(const bry_error *err) {
  return err ? err->findings : NULL;
}

void bry_error_free(bry_error *err) {
  if (!err || err == &out_of_memory) return;
  bry_findings_free(err->findings);
  bry__free(err);
}

void bry__error_reset(bry_error **err) {
  if (err) *err = NULL;
}

static void replace(bry_error **err, bry_error *with) {
  bry_error_free(*err);
  *err = with;
}

bry_status bry__enomem(bry_error **err) {
  if (err) replace(err, &out_of_memory);
  return BRY_ENOMEM;
}

/* The new error, or NULL when memory runs out. */
static bry_error *make(bry_status status, const char *pointer, const char *format, va_list args) {
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  size_t message_room = (size_t)(length < 0 ? 0 : length) + 1;
  size_t pointer_room = pointer ? strlen(pointer) + 1 : 0;
  bry_error *e = bry__alloc_zero(1, sizeof *e + message_room + pointer_room);
  if (!e) return NULL;
  e->status = status;
  e->retryable = status == BRY_EUNAVAILABLE;
  e->message = e->text;
  if (length >= 0) vsnprintf(e->text, message_room, format, args);
  if (pointer) e->pointer = memcpy(e->text + message_room, pointer, pointer_room);
  return e;
}

/* Puts a new error into *err; returns it, or NULL when it is not wanted or memory ran out. */
static bry_error *put(bry_error **err, bry_status status, const char *pointer, const char *format, va_list args) {
  if (!err) return NULL;
  bry_error *e = make(status, pointer, format, args);
  replace(err, e ? e : &out_of_memory);
  return e;
}

bry_status bry__error(bry_error **err, bry_status status, const char *format, ...) {
  va_list args;
  va_start(args, format);
  put(err, status, NULL, format, args);
  va_end(args);
  return status;
}

bry_status bry__error_at(bry_error **err, bry_status status, const char *pointer, const char *format, ...) {
  va_list args;
  va_start(args, format);
  put(err, status, pointer, format, args);
  va_end(args);
  return status;
}

bry_status bry__error_database(bry_error **err, bry_status status, const char *sqlstate, int32_t retryable,
                               const char *format, ...) {
  va_list args;
  va_start(args, format);
  bry_error *e = put(err, status, NULL, format, args);
  va_end(args);
  if (!e) return status;
  e->retryable = retryable != 0;
  if (sqlstate) snprintf(e->sqlstate, sizeof e->sqlstate, "%s", sqlstate);
  return status;
}

static bry_error *put_format(bry_error **err, bry_status status, const char *pointer, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static bry_error *put_format(bry_error **err, bry_status status, const char *pointer, const char *format, ...) {
  va_list args;
  va_start(args, format);
  bry_error *e = put(err, status, pointer, format, args);
  va_end(args);
  return e;
}

bry_status bry__error_findings(bry_error **err, bry_status status, const char *what, bry_findings *findings) {
  int64_t count = bry_findings_count(findings);
  bry_error *e = NULL;
  if (!findings || bry__findings_failed(findings)) {
    status = bry__enomem(err);
  } else if (count == 0) {
    e = put_format(err, status, NULL, "%s is refused", what);
  } else {
    const char *pointer = bry_findings_pointer_at(findings, 0);
    e = put_format(err, status, pointer, "%s, at \"%s\": %s (%lld %s in all)", what, pointer,
                   bry_findings_message_at(findings, 0, "en"), (long long)count, count == 1 ? "finding" : "findings");
  }
  if (e) {
    e->findings = findings;
  } else {
    bry_findings_free(findings);
  }
  return status;
}
