/**
 * \file bry/common.h
 * Version, status codes and the types that every other header uses.
 *
 * Conventions of the whole library:
 * - A function that can fail returns a ::bry_status (0 = success) and takes `bry_error **err` last; pass NULL
 *   when the details are not wanted, otherwise free what it gives with bry_error_free().
 * - Outs are set to NULL (or 0) first and written only on success.
 * - Strings are UTF-8. Strings in are copied. `const char *` out is borrowed from its parent object and lives as
 *   long as that; objects out are owned by the caller and freed by their `_free` function. Freeing NULL is harmless.
 * - Language arguments are "nb", "nn" or "en"; NULL means "nb". A missing translation falls back to the
 *   document's default (nynorsk first to bokmål), then to any other.
 * - The library never prints, exits or aborts, and never puts answer text or tokens into a message.
 */
#ifndef BRY_COMMON_H
#define BRY_COMMON_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define BRY_API __attribute__((visibility("default")))
#else
#define BRY_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define BRY_VERSION_MAJOR 0
#define BRY_VERSION_MINOR 1
#define BRY_VERSION_PATCH 0
#define BRY_VERSION "0.1.0"

/** Outcome of a call; one of the BRY_OK and BRY_E... constants. */
typedef int32_t bry_status;

enum {
  BRY_OK = 0,
  BRY_EINVAL = 1,         /**< The caller's mistake: a wrong argument. */
  BRY_ENOMEM = 2,         /**< Memory ran out; nothing was changed. */
  BRY_EPARSE = 3,         /**< A document is not well-formed JSON, CSV or UTF-8. */
  BRY_EREFUSED = 4,       /**< A well-formed document breaks a rule; see bry_error_findings(). */
  BRY_ELIMIT = 5,         /**< An input is larger or deeper than the library accepts. */
  BRY_ENOTFOUND = 6,      /**< No such tenant, survey, item, codebook ... */
  BRY_ECONFLICT = 7,      /**< The same id exists with other content. */
  BRY_ESTATE = 8,         /**< Not possible in the present state, such as a submit to a closed survey. */
  BRY_EUNAVAILABLE = 9,   /**< The database can't be reached or went away; worth trying again. */
  BRY_EDENIED = 10,       /**< The database refuses the login or the act. */
  BRY_ESCHEMA = 11,       /**< The schema is missing, older or newer than this library. */
  BRY_EDATABASE = 12,     /**< Any other answer of the database; see bry_error_sqlstate(). */
  BRY_EIO = 13,           /**< A file, folder or program on this machine could not be used. */
  BRY_ENOTSUPPORTED = 14, /**< Valid, but not by this version of the library. */
  BRY_EFORKED = 15,       /**< The handle was made before fork(); open one of your own. */
  BRY_ECANCELLED = 16,    /**< A callback returned non-zero, or bry_store_cancel(). */
  BRY_EINTERNAL = 17      /**< A defect of the library; please report it. */
};

typedef struct bry_error bry_error;
typedef struct bry_findings bry_findings;
typedef struct bry_text bry_text;
typedef struct bry_table bry_table;

/**
 * Progress of long work, called now and then from the calling thread, only during the call.
 * \param done   units finished
 * \param total  units in all, or -1 when not known
 * \return 0 to go on; anything else cancels the work with ::BRY_ECANCELLED
 * \since 0.1
 */
typedef int32_t (*bry_progress_fn)(int64_t done, int64_t total, void *user);

/**
 * Source of bytes for imports, called from the calling thread, only during the call.
 * \param buffer    where to put the bytes
 * \param capacity  room in bytes
 * \return the number of bytes given, 0 at the end, negative when reading failed (::BRY_EIO)
 * \since 0.1
 */
typedef int64_t (*bry_read_fn)(void *buffer, size_t capacity, void *user);

/**
 * Sink of bytes for exports, called from the calling thread, only during the call.
 * \return 0 to go on; anything else ends the work with ::BRY_ECANCELLED
 * \since 0.1
 */
typedef int32_t (*bry_write_fn)(const void *data, size_t size, void *user);

/** The library's version, such as "0.1.0". Static. \since 0.1 */
BRY_API const char *bry_version(void);

/** The name of a status, such as "BRY_EINVAL"; "BRY_E?" for an unknown one. Static. \since 0.1 */
BRY_API const char *bry_status_name(bry_status status);

/**
 * Value of a public constant by its name, for bindings that can't read the headers.
 * \param name       such as "BRY_FORMAT_CSV"
 * \param out_value  the value
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND
 * \since 0.1
 */
BRY_API bry_status bry_constant(const char *name, int64_t *out_value, bry_error **err);

/**
 * Version, constants and layout of the public structs as a JSON document, so that a binding can refuse a library
 * that it doesn't match: `{"version":..., "constants":{...}, "structs":{name:{"size":..., "fields":{name:offset}}}}`.
 * \param out  owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_abi_describe(bry_text **out, bry_error **err);

/**
 * A random (version 4) UUID as 36 characters and a NUL. Thread-safe.
 * \since 0.1
 */
BRY_API void bry_uuid_v4(char out[37]);

/**
 * A time-ordered (version 7, RFC 9562) UUID as 36 characters and a NUL. It tells the moment it was made: never use
 * it for a response of an anonymous survey. Thread-safe.
 * \since 0.1
 */
BRY_API void bry_uuid_v7(char out[37]);

#ifdef __cplusplus
}
#endif
#endif
