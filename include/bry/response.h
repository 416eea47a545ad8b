/**
 * \file bry/response.h
 * Responses: submitting one or many, importing and exporting files of them, counting and reading them.
 *
 * The calls are about the tenant of the store handle, and may return ::BRY_ENOMEM, ::BRY_EUNAVAILABLE,
 * ::BRY_EDENIED, ::BRY_EDATABASE and ::BRY_EFORKED besides what they name.
 */
#ifndef BRY_RESPONSE_H
#define BRY_RESPONSE_H

#include <bry/common.h>
#include <bry/survey.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  BRY_SUBMIT_STORED = 1,  /**< stored now */
  BRY_SUBMIT_REPEATED = 2 /**< the same response had been stored before */
};

enum { BRY_SECRET_SIZE = 44 /**< a receipt or a draft's token: 43 url-safe characters and a NUL */ };

enum { BRY_IMPORT_CSV = 1, BRY_IMPORT_JSONL = 2 };

/**
 * Checks and stores one response, in one round trip and exactly once: the same id with the same content again is
 * acknowledged again (so ask again when the outcome is unknown), with other content it is ::BRY_ECONFLICT.
 *
 * Submits to one survey that come at the same time from several threads over one handle are joined: while up to two
 * statements of them are on their way the next ones wait, and go together, at most 64, in one transaction. Nobody waits for
 * others to come: one that comes alone goes at once. Each has the outcome that it would have had alone: when a joined
 * statement stores nothing, because one of its ids is there already, the survey is shut or the link broke, each of its
 * responses is sent by itself. One that has waited for 200 ms goes by itself, too. So does every response of a survey
 * with quotas, whose places are given out one by one.
 * \param response_id  a UUID that the client chose, as 36 characters; bry_uuid_v4() makes one
 * \param answers,answers_size  JSON as for bry_answers_check(). Unlike there, a response that answers no question at
 *                     all is refused (rule "empty"), here and by imports
 * \param segments     JSON `{"sektor": "helse", ...}`, or NULL
 * \param out_outcome  BRY_SUBMIT_...; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL (also when the survey asks for more than answers and room in a quota:
 *         bry_response_submit_with()), ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_EREFUSED (see bry_error_findings()),
 *         ::BRY_ESTATE (the survey does not take answers now; with the finding quota.full: a quota has no room),
 *         ::BRY_ENOTFOUND, ::BRY_ECONFLICT
 * \since 0.1
 */
BRY_API bry_status bry_response_submit(bry_store *store, const bry_survey *survey, const char *response_id,
                                       const char *answers, size_t answers_size, const char *segments,
                                       int32_t *out_outcome, bry_error **err);

/** One response of many, for bry_response_submit_many(): what bry_response_submit() takes. */
typedef struct bry_submission {
  const char *response_id; /**< a UUID that the client chose, as 36 characters */
  const char *answers;     /**< JSON, `answers_size` bytes */
  size_t answers_size;
  const char *segments; /**< JSON, or NULL */
} bry_submission;

/** What became of each of many submissions. Immutable. */
typedef struct bry_submitted bry_submitted;

/**
 * Checks and stores many responses of one survey, each as bry_response_submit() would: each has an outcome of its own, and
 * one that is refused hurts no other. They go to the database some hundred at a time, each such part in a transaction of
 * its own, while the next ones are checked: many times as fast as one by one. A login that may only submit may do this.
 * Where the survey has quotas, each is refused with ::BRY_EINVAL: places are given out one by one.
 * \param items  `count` of them, borrowed for the time of the call; of equal ids the first is stored
 * \param out    owned by the caller, bry_submitted_free(); written when every item has its outcome
 * \return ::BRY_OK (also when items were refused), ::BRY_EINVAL, ::BRY_ENOTFOUND (the survey). When the database fails,
 *         some parts may be stored: submit all again with the same ids, and each is stored once
 * \since 0.1
 */
BRY_API bry_status bry_response_submit_many(bry_store *store, const bry_survey *survey, const bry_submission *items,
                                            int64_t count, bry_submitted **out, bry_error **err);
/** How many items there were. \since 0.1 */
BRY_API int64_t bry_submitted_count(const bry_submitted *submitted);
/** BRY_SUBMIT_..., or 0 when item i was not stored: see its error. \since 0.1 */
BRY_API int32_t bry_submitted_outcome_at(const bry_submitted *submitted, int64_t i);
/** Why item i was not stored: the error that bry_response_submit() would have given, with its findings. NULL when it was.
 * Borrowed. \since 0.1 */
BRY_API const bry_error *bry_submitted_error_at(const bry_submitted *submitted, int64_t i);
/** Frees it. \since 0.1 */
BRY_API void bry_submitted_free(bry_submitted *submitted);
/** What a response comes with besides answers; begin with bry_submit_options_init(). Exactly one of response_id,
 * receipt and participant makes its id. */
typedef struct bry_submit_options {
  uint32_t struct_size;    /**< set by bry_submit_options_init() */
  int32_t consent;         /**< the version of the text that was agreed to; 0: none */
  const char *response_id; /**< a UUID that the client chose */
  const char *receipt;     /**< from bry_receipt_new(): the respondent keeps it, the database a hash */
  const char *token;       /**< an invitation's token; NULL: none */
  /** Who answers a pseudonymous or identified survey, in the caller's own words (1 to 500 bytes): kept as a keyed hash
   * of these very bytes, so that capitals and spaces make another participant. A participant has one response in a
   * survey. */
  const char *participant;
  const char *name;  /**< the participant's clear name (1 to 500 bytes), for identified surveys */
  const char *draft; /**< the token of a draft that is dropped when the response is stored; NULL: none */
  int32_t proxy;     /**< 1: entered for somebody else, from paper or by telephone */
  int32_t reserved;  /**< 0 */
} bry_submit_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_submit_options_init(bry_submit_options *options);

/**
 * bry_response_submit() with more than answers, just as exactly once and in one round trip (one more with a participant).
 * A token's use, a place in a quota and the draft go with the response or not at all; the same response again is
 * acknowledged without a second use. What the invitation says of segments is laid over `segments`.
 * \return as bry_response_submit(). ::BRY_EREFUSED with the finding token.missing, token.unknown, token.used,
 *         token.revoked, token.expired, segment.fixed (the invitation says otherwise), consent.missing or
 *         consent.outdated; ::BRY_ESTATE with the finding quota.full; ::BRY_EINVAL for a participant, name or consent
 *         that the survey does not ask for, or lacks, and for a version of the consent that there never was
 * \since 0.1
 */
BRY_API bry_status bry_response_submit_with(bry_store *store, const bry_survey *survey,
                                            const bry_submit_options *options, const char *answers,
                                            size_t answers_size, const char *segments, int32_t *out_outcome,
                                            bry_error **err);

/** A new receipt, or draft's token: 32 random bytes as 43 url-safe characters and a NUL. Thread-safe. \since 0.1 */
BRY_API void bry_receipt_new(char out[44]);
/**
 * The id of the response that was submitted with a receipt: a BLAKE2b hash of it. No longer that of any response once an
 * anonymous survey is sealed.
 * \param out_response_id  36 characters and a NUL
 * \return ::BRY_OK, ::BRY_EINVAL (not a receipt)
 * \since 0.1
 */
BRY_API bry_status bry_receipt_response_id(const char *receipt, char out_response_id[37], bry_error **err);

/** How responses came in: entry ("self" or "proxy"), responses. \since 0.1 */
BRY_API bry_status bry_response_entries(bry_store *store, const bry_survey *survey, bry_table **out, bry_error **err);

/** How many responses a survey has. \since 0.1 */
BRY_API bry_status bry_response_count(bry_store *store, const bry_survey *survey, int64_t *out_count,
                                      bry_error **err);

/** What an import did. Immutable. */
typedef struct bry_import bry_import;

/** Options of bry_response_import(); begin with bry_import_options_init(). */
typedef struct bry_import_options {
  uint32_t struct_size; /**< set by bry_import_options_init() */
  int32_t reserved;     /**< 0 */
  /** What the rows without an id belong to, such as a day's forms (1 to 500 bytes). Within a batch such a row is known by
   * its content and by how many equal rows came before it; rows of two batches are different people, however alike
   * they answered. bry_import_batch_of() makes one of a file. NULL: each row must have an id. */
  const char *batch;
} bry_import_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_import_options_init(bry_import_options *options);

/**
 * A batch of a file's whole content: its SHA-256 in hex. The same file is the same batch; a file that was mended, saved
 * otherwise or has grown is another one, whose rows without an id would be stored again: give such a file the batch of
 * the first import. Thread-safe.
 * \param read       gives the bytes to their end; `read_user` is passed to it
 * \param out_batch  64 characters and a NUL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_EIO
 * \since 0.1
 */
BRY_API bry_status bry_import_batch_of(bry_read_fn read, void *read_user, char out_batch[65], bry_error **err);

/**
 * Imports responses in bounded memory, some at a time. Good rows are stored and bad ones listed; the same file in the
 * same batch again adds nothing, so an interrupted import is simply run again. Only a manager of the tenant may import.
 *
 * CSV: a header of item names (matrix and multipletext parts as `item.part`, the comment of "other" as
 * `item-Comment`), segment names, and optionally `id` (a UUID, or any text that is unique in the survey); an empty
 * field is no answer; several choices are separated by `;` (or by `|`). Comma, semicolon or tab; UTF-8, with or
 * without a byte order mark, or Latin-1 (found when the bytes are not UTF-8); LF or CRLF.
 * JSONL: a line each, `{"id"?, "segments"?: {...}, "answers": {...}}`.
 * A row without an id needs a batch: see bry_import_options.
 * \param format    BRY_IMPORT_CSV or BRY_IMPORT_JSONL
 * \param read      gives the bytes; `read_user` is passed to it
 * \param options   may be NULL
 * \param progress  may be NULL; done counts bytes read, total is -1; `progress_user` is passed to it
 * \param out       owned by the caller, bry_import_free()
 * \return ::BRY_OK (also when rows were refused), ::BRY_EPARSE (no usable header, or a quote that is never closed: the
 *         message names its line; whole batches before it are kept), ::BRY_EREFUSED (the header names a
 *         column that is no item, part, segment or id), ::BRY_ESTATE (the survey does not take answers), ::BRY_EINVAL
 *         (also when the survey asks for more than answers, or has quotas, and when a row has no id and the import no
 *         batch: the message names its line),
 *         ::BRY_ELIMIT, ::BRY_EIO, ::BRY_ECANCELLED (whole batches are kept)
 * \since 0.1
 */
BRY_API bry_status bry_response_import(bry_store *store, const bry_survey *survey, int32_t format, bry_read_fn read,
                                       void *read_user, const bry_import_options *options, bry_progress_fn progress,
                                       void *progress_user, bry_import **out, bry_error **err);
/** Rows read, the header not counted. \since 0.1 */
BRY_API int64_t bry_import_row_count(const bry_import *import);
/** Rows stored now. \since 0.1 */
BRY_API int64_t bry_import_stored_count(const bry_import *import);
/** Rows that were there already. \since 0.1 */
BRY_API int64_t bry_import_repeated_count(const bry_import *import);
/**
 * Rows without an id that answer to the letter as a response outside of this import does, each with a counterpart of its
 * own; 0 when nothing was stored now. Some are to be expected where few questions are asked. Where they are nearly all,
 * the file is most likely one that was imported before and saved otherwise, or an export without ids, and its answers
 * count twice now. Of files with more than 100,000 different rows so many are looked at.
 * \since 0.1
 */
BRY_API int64_t bry_import_alike_count(const bry_import *import);
/** Rows refused. \since 0.1 */
BRY_API int64_t bry_import_refused_count(const bry_import *import);
/** Why, for the first 10,000 findings: row (from 1), line (in the file, from 1), column, rule, reason (the value
 * labels hold nb, nn and en). Borrowed. \since 0.1 */
BRY_API const bry_table *bry_import_refused(const bry_import *import);
/** Frees an import. \since 0.1 */
BRY_API void bry_import_free(bry_import *import);

/** Options of bry_response_export(); begin with bry_export_options_init(). */
typedef struct bry_export_options {
  uint32_t struct_size;    /**< set by bry_export_options_init() */
  int32_t with_ids;        /**< 1: with the ids of the responses; 0: without (the default) */
  int32_t for_spreadsheet; /**< 1: CSV that a spreadsheet program opens safely: a byte order mark, semicolons, and an
                                apostrophe before what it would run as a formula. 0: the answers to the byte */
  int32_t reserved;        /**< 0 */
} bry_export_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_export_options_init(bry_export_options *options);

/**
 * Writes all responses as bry_response_import() reads them, in bounded memory and in one snapshot of the database. The
 * order is random, another each time, and says nothing of the order in which people answered. Computed items are left
 * out, as an import computes them. Only a manager of the tenant may export.
 * \param format    BRY_IMPORT_CSV (comma, LF, UTF-8) or BRY_IMPORT_JSONL
 * \param write     takes the bytes; `write_user` is passed to it
 * \param options   may be NULL
 * \param progress  may be NULL; done counts responses, total is -1; `progress_user` is passed to it
 * \param out_count responses written; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND, ::BRY_ECANCELLED, ::BRY_ENOTSUPPORTED (a CSV whose columns an import
 *         would take for something else: an item is called `id`, or as another's part)
 * \since 0.1
 */
BRY_API bry_status bry_response_export(bry_store *store, const bry_survey *survey, int32_t format, bry_write_fn write,
                                       void *write_user, const bry_export_options *options, bry_progress_fn progress,
                                       void *progress_user, int64_t *out_count, bry_error **err);

/**
 * One text, during bry_response_texts().
 * \param response_id    36 characters
 * \param text,size      the answer, UTF-8, with a NUL behind it
 * \param segments       the response's segment values in the survey's order, NULL for none
 * \return 0 to go on
 * \since 0.1
 */
typedef int32_t (*bry_response_text_fn)(const char *response_id, const char *text, size_t size,
                                        const char *const *segments, int32_t segment_count, void *user);

/**
 * Streams all answers to a free-text item (`item`, or `item.part` of a multipletext, or `item-Comment`), in bounded
 * memory. The callback must not use the store. How many were read is noted in the book of acts (bry_audit_list()), also
 * when the callback ends it early; so it needs a server that takes writes.
 * \return ::BRY_OK, ::BRY_EINVAL (not a free-text item), ::BRY_ENOTFOUND, ::BRY_ECANCELLED
 * \since 0.1
 */
BRY_API bry_status bry_response_texts(bry_store *store, const bry_survey *survey, const char *item,
                                      bry_response_text_fn fn, void *user, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
