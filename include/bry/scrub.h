/**
 * \file bry/scrub.h
 * Scrubbing: personal data in free text, found and replaced before anybody else sees the text.
 *
 * Works on one text at a time, without a database. The same text, options and library version give the same bytes on
 * any machine. It finds what has a shape: numbers, addresses, and with less confidence names. No text is free of personal
 * data because nothing was found in it.
 */
#ifndef BRY_SCRUB_H
#define BRY_SCRUB_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_scrubbed bry_scrubbed;

/** Kinds of personal data; added up to choose several. */
enum {
  BRY_SCRUB_IDENTITY = 1,  /**< national identity numbers, D-, H- and synthetic numbers, any run of 11 digits */
  BRY_SCRUB_ACCOUNT = 2,   /**< Norwegian bank accounts, also as IBAN */
  BRY_SCRUB_PHONE = 4,     /**< phone numbers */
  BRY_SCRUB_EMAIL = 8,     /**< e-mail addresses */
  BRY_SCRUB_URL = 16,      /**< web addresses */
  BRY_SCRUB_IP = 32,       /**< IPv4 addresses */
  BRY_SCRUB_POSTCODE = 64, /**< a Norwegian postcode and its place */
  BRY_SCRUB_PLATE = 128,   /**< Norwegian car plates: two letters, five digits */
  BRY_SCRUB_ADDRESS = 256, /**< a street and a house number */
  BRY_SCRUB_NAME = 512,    /**< names of people, as suggestions */
  BRY_SCRUB_EVERYTHING = 1023
};

/** What is looked for and what becomes of it; begin with bry_scrub_options_init(). */
typedef struct bry_scrub_options {
  uint32_t struct_size;   /**< set by bry_scrub_options_init() */
  int32_t kinds;          /**< BRY_SCRUB_... added up; default: ::BRY_SCRUB_EVERYTHING */
  int32_t min_confidence; /**< what is found with less stays in the text, 1 to 100; default: 50 */
  int32_t reserved;       /**< 0 */
  const char *lang;       /**< of the placeholders: "nb", "nn" or "en"; NULL: "nb" */
} bry_scrub_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_scrub_options_init(bry_scrub_options *options);

/**
 * Finds personal data in a text, and makes a copy in which placeholders such as [fødselsnummer] stand for it.
 *
 * Identity numbers are 11 digits, also parted after the date, whose date and two check digits (modulus 11) hold; the
 * first check digit may leave the remainders 0 to 3, as numbers issued from 2032 on will (Skatteetaten, "Nytt
 * fødselsnummer 2032"). Other runs of 11 digits are accounts when their check digit holds, else identity numbers with
 * less confidence. Names are told by capitals, a short list of given names and the words around them: expect misses.
 * \param text,size  `size` bytes; NULL only with 0. Invalid UTF-8 is ::BRY_EPARSE
 * \param options    NULL for the defaults
 * \param out        owned by the caller, bry_scrubbed_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE, ::BRY_ENOTSUPPORTED
 * \since 0.1
 */
BRY_API bry_status bry_scrub(const char *text, size_t size, const bry_scrub_options *options, bry_scrubbed **out,
                             bry_error **err);
/** Frees what bry_scrub() made. \since 0.1 */
BRY_API void bry_scrubbed_free(bry_scrubbed *scrubbed);

/** The text with placeholders, UTF-8, with a NUL behind the last byte. Borrowed. \since 0.1 */
BRY_API const char *bry_scrubbed_text(const bry_scrubbed *scrubbed);
/** Its size in bytes, the NUL not counted. \since 0.1 */
BRY_API size_t bry_scrubbed_size(const bry_scrubbed *scrubbed);
/** Number of places found, also of those left in the text; they never overlap and come in order. \since 0.1 */
BRY_API int64_t bry_scrubbed_count(const bry_scrubbed *scrubbed);
/** The kind of place i, BRY_SCRUB_...; 0 when there is none. \since 0.1 */
BRY_API int32_t bry_scrubbed_kind_at(const bry_scrubbed *scrubbed, int64_t i);
/** Where place i begins in the text as it was given, in bytes; -1 when there is none. \since 0.1 */
BRY_API int64_t bry_scrubbed_begin_at(const bry_scrubbed *scrubbed, int64_t i);
/** Where it ends: the first byte after it. \since 0.1 */
BRY_API int64_t bry_scrubbed_end_at(const bry_scrubbed *scrubbed, int64_t i);
/** How sure it is, 1 to 100: an order by rules, not a probability. \since 0.1 */
BRY_API int32_t bry_scrubbed_confidence_at(const bry_scrubbed *scrubbed, int64_t i);
/** 1 when a placeholder stands for it, 0 when it was left in the text as a suggestion. \since 0.1 */
BRY_API int32_t bry_scrubbed_replaced_at(const bry_scrubbed *scrubbed, int64_t i);
/** The name of one kind, such as "identity"; NULL when it is none. Static. \since 0.1 */
BRY_API const char *bry_scrub_kind_name(int32_t kind);

#ifdef __cplusplus
}
#endif
#endif
