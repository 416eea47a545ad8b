/**
 * \file bry/discover.h
 * Discovery: which themes a set of answers falls into, without a codebook.
 *
 * Works on plain arrays of strings, without a database and without a language model. The same texts in any order, options
 * and library version give the same bytes on any machine and with any number of threads.
 */
#ifndef BRY_DISCOVER_H
#define BRY_DISCOVER_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bry_discovery bry_discovery;

/** What became of a text. */
enum {
  BRY_TEXT_THEMED = 0,     /**< it has a theme */
  BRY_TEXT_UNDECIDED = 1,  /**< its best theme is hardly better than others */
  BRY_TEXT_NONE = 2,       /**< nothing in it is known to any theme */
  BRY_TEXT_NON_ANSWER = 3, /**< it says nothing ("vet ikke", "-") */
  BRY_TEXT_EMPTY = 4       /**< it has no words */
};

/**
 * Vectors of texts, from a model of the caller's. Called from the calling thread, only during the call, for all texts in
 * order, at most 256 at a time.
 * \param texts,sizes  `count` of the texts that were given, from text number `first` on; each may be NULL
 * \param dimensions   how many numbers a vector has
 * \param out          to be filled: a row of `dimensions` for each text; zeros, which stand there before: it has no vector
 * \return 0 to go on; anything else ends the work with ::BRY_ECANCELLED
 * \since 0.1
 */
typedef int32_t (*bry_embed_fn)(const char *const *texts, const size_t *sizes, int64_t first, int64_t count,
                                int32_t dimensions, float *out, void *user);

/** How themes are found; begin with bry_discover_options_init(). */
typedef struct bry_discover_options {
  uint32_t struct_size; /**< set by bry_discover_options_init() */
  int32_t themes;  /**< how many, 1 to 1,000; 0: as many as hold up (the default). Fewer where fewer texts differ */
  int32_t threads; /**< 1 to 64; 1. Changes no result */
  int32_t pretokenised; /**< 1: blanks part the words, which are taken as they stand: no stems, no stop words; 0 */
  uint64_t seed;        /**< any number; 1 */
  const char *lang;     /**< "nb", "nn" or "en": of all texts; NULL or "auto": each by its words */
  bry_embed_fn embed;   /**< vectors of the texts, which count beside their words; NULL: none (the default) */
  void *embed_user;     /**< given to embed */
  int32_t dimensions;   /**< of what embed gives, 1 to 4,096 */
  int32_t reserved;     /**< 0 */
} bry_discover_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_discover_options_init(bry_discover_options *options);

/**
 * Finds themes in texts. Bokmål and nynorsk share one space; function words say nothing; equal texts count as often as
 * they were given, and come out alike; non-answers are set aside. In which order texts are given changes nothing: neither
 * the themes, their ids, labels and order, nor what each text is told.
 *
 * Words get vectors from what they stand together with in the texts and from general fields of meaning (health, sport,
 * school ...); texts are clustered by them from many random starts (240 of few texts, 3 of many that have many
 * themes). All starts vote, in the terms of the one that most others agree with, and what they say is refined by a Dirichlet mixture over the words. A number of themes that is given
 * is kept to: one that the vote or the refinement would empty keeps part of what it had. How many themes there are, when
 * not given, is the largest number that the starts agree on nearly as well as on the best, between 0.7 times the cube root
 * and the square root of the number of texts that differ.
 *
 * Vectors of a model of the caller's (`embed`) join the texts' own: each at length 1, less the mean of all and brought down to 64
 * numbers, stands beside what the words say and counts as much, in all starts and in the refinement. Everything else stays
 * as it is, and new texts are put into the themes by their words. The same vectors give the same bytes, in any order
 * of the texts and with any number of threads.
 *
 * Memory: the texts are not copied, but the words of all of them are kept by number until their sets are known (4 bytes a
 * word), and each different set of words (some 50 bytes of a short text): 320 MiB for a million short texts and 32 themes.
 * 8 bytes for each word that two texts have, and each theme: many themes of many words take most (800 MB for 1,000 of
 * 100,000). With `embed` 4 bytes for each number of each text that differs, while vectors are read, and then 256 a text.
 *
 * Sources: O. Levy, Y. Goldberg, I. Dagan, Improving Distributional Similarity with Lessons Learned from Word
 * Embeddings, TACL 2015; N. Halko, P. Martinsson, J. Tropp, Finding Structure with Randomness, SIAM Review 2011;
 * I. Dhillon, D. Modha, Concept Decompositions for Large Sparse Text Data, Machine Learning 2001; J. Yin, J. Wang, A
 * Dirichlet Multinomial Mixture Model-based Approach for Short Text Clustering, KDD 2014; U. von Luxburg, Clustering
 * Stability, 2010.
 * \param texts,sizes  `count` texts and their sizes in bytes; a NULL text counts as empty
 * \param options      NULL: the defaults
 * \param progress     may be NULL; done and total count steps of the work
 * \param out          owned by the caller, bry_discovery_free()
 * \return ::BRY_OK (also when nothing could be found: no themes), ::BRY_EINVAL (also: a vector with what is no number),
 *         ::BRY_ENOMEM, ::BRY_EPARSE (not UTF-8; the message names the text by its number), ::BRY_ELIMIT, ::BRY_ECANCELLED
 * \since 0.1
 */
BRY_API bry_status bry_theme_discover(const char *const *texts, const size_t *sizes, int64_t count,
                                      const bry_discover_options *options, bry_progress_fn progress, void *user,
                                      bry_discovery **out, bry_error **err);

/** Frees a discovery. \since 0.1 */
BRY_API void bry_discovery_free(bry_discovery *discovery);

/** Number of themes, the largest first, equally large ones by their labels. \since 0.1 */
BRY_API int32_t bry_discovery_theme_count(const bry_discovery *discovery);
/** Id of theme i, such as "t1"; NULL past the last. Borrowed, until bry_discovery_keep_ids(). \since 0.1 */
BRY_API const char *bry_discovery_theme_id_at(const bry_discovery *discovery, int32_t i);
/** Label of theme i: the words that tell it from the others best, as people write them. NULL past the last. Borrowed.
 * \since 0.1 */
BRY_API const char *bry_discovery_theme_label_at(const bry_discovery *discovery, int32_t i);
/** Number of texts in theme i, undecided ones included. \since 0.1 */
BRY_API int64_t bry_discovery_theme_size_at(const bry_discovery *discovery, int32_t i);
/** Coherence of theme i: mean normalised pointwise mutual information of its ten foremost words within texts, -1 to 1
 * (G. Bouma 2009). \since 0.1 */
BRY_API double bry_discovery_theme_coherence_at(const bry_discovery *discovery, int32_t i);
/** Stability of theme i: mean overlap (Jaccard) with the theme most like it of the other starts, 0 to 1. \since 0.1 */
BRY_API double bry_discovery_theme_stability_at(const bry_discovery *discovery, int32_t i);

/** Number of texts. \since 0.1 */
BRY_API int64_t bry_discovery_text_count(const bry_discovery *discovery);
/** Theme of a text, counted from 0; -1 when it has none. An undecided text has its best one. \since 0.1 */
BRY_API int32_t bry_discovery_theme_of(const bry_discovery *discovery, int64_t text);
/** How likely the theme of a text is, 0 to 1. \since 0.1 */
BRY_API double bry_discovery_confidence_of(const bry_discovery *discovery, int64_t text);
/** BRY_TEXT_... of a text; BRY_TEXT_EMPTY past the last. \since 0.1 */
BRY_API int32_t bry_discovery_state_of(const bry_discovery *discovery, int64_t text);

/**
 * The themes as JSON: `{"themes": [{"id", "label", "texts", "coherence", "stability", "words": [...]}], "texts", "themed",
 * "undecided", "none", "non_answers", "empty", "stability"}`.
 * \param out  owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_discovery_json(const bry_discovery *discovery, bry_text **out, bry_error **err);

/**
 * Puts a new text into the themes, which it does not change. From any thread, several at once.
 * \param out_theme       counted from 0; -1: none
 * \param out_confidence  may be NULL
 * \param out_state       may be NULL; BRY_TEXT_...
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_EPARSE
 * \since 0.1
 */
BRY_API bry_status bry_discovery_assign(const bry_discovery *discovery, const char *text, size_t size,
                                        int32_t *out_theme, double *out_confidence, int32_t *out_state,
                                        bry_error **err);

/**
 * How far new texts have moved away from those that the themes were found in: the larger of half the sum of differences
 * between the themes' shares (total variation distance) and the growth in the share of texts with content that fit no
 * theme clearly. 0: as before, 1: nothing in common. From about 0.2, over some hundred texts, it is time to discover anew.
 * \return ::BRY_OK, ::BRY_EINVAL (also: no texts with content), ::BRY_ENOMEM, ::BRY_EPARSE
 * \since 0.1
 */
BRY_API bry_status bry_discovery_drift(const bry_discovery *discovery, const char *const *texts, const size_t *sizes,
                                       int64_t count, double *out, bry_error **err);

/**
 * Gives themes the ids of those of an earlier discovery that are most like them by their words, so that what was shown
 * under an id stays there; the pairs are chosen for the largest likeness in all (H. Kuhn, The Hungarian Method, 1955).
 * Themes like none of the earlier ones get ids that were not in use. Not while another thread uses the discovery.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_discovery_keep_ids(bry_discovery *discovery, const bry_discovery *earlier, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
