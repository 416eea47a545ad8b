/**
 * \file bry/local.h
 * A private PostgreSQL in a folder: what `local:DIR` opens, and how to keep one running.
 */
#ifndef BRY_LOCAL_H
#define BRY_LOCAL_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Starts the private server of a folder, making the cluster the first time, and leaves it running after this
 * program ends, until bry_local_stop(). Without this, the server of `local:DIR` runs while some program has it open.
 * \param dir  made when it does not exist; as root, the server runs as another user, who must be able to reach it
 * \return ::BRY_OK (also when it ran already), ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EIO (no server programs, no room,
 *         no permission; the message says what to install or change)
 * \since 0.1
 */
BRY_API bry_status bry_local_start(const char *dir, bry_error **err);

/** Stops the private server of a folder, also when it is in use. ::BRY_OK when it did not run, ::BRY_ENOTFOUND when the
 * folder holds none. \since 0.1 */
BRY_API bry_status bry_local_stop(const char *dir, bry_error **err);

/**
 * Tells about the private server of a folder.
 * \param out_running   1 when it runs, else 0
 * \param out_conninfo  libpq connection string for psql and others, also when it does not run; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EIO (not a folder of ours)
 * \since 0.1
 */
BRY_API bry_status bry_local_status(const char *dir, int32_t *out_running, bry_text **out_conninfo, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
