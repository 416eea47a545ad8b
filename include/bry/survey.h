/**
 * \file bry/survey.h
 * Surveys: one run of a published questionnaire version, its answers' tallies, themes and quotes.
 *
 * Every call is about the tenant chosen with bry_store_set_tenant(), and is ::BRY_EINVAL without one. All may return
 * ::BRY_ENOMEM, ::BRY_EUNAVAILABLE, ::BRY_EDENIED, ::BRY_EDATABASE and ::BRY_EFORKED besides what they name.
 */
#ifndef BRY_SURVEY_H
#define BRY_SURVEY_H

#include <bry/codebook.h>
#include <bry/common.h>
#include <bry/map.h>
#include <bry/questionnaire.h>
#include <bry/statistics.h>
#include <bry/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the library knows of a survey: ids, questionnaire, segments. Immutable; usable from several threads. */
typedef struct bry_survey bry_survey;

/** Options of bry_survey_create(); begin with bry_survey_options_init(). */
typedef struct bry_survey_options {
  uint32_t struct_size; /**< set by bry_survey_options_init() */
  int32_t reserved;     /**< 0 */
  const char *title;    /**< NULL: the questionnaire's title */
  /** Segments that results may be split by: `[{"name": "sektor", "label": {...}, "values": ["helse", ...]}, ...]`,
   * at most 16; without "values" any text of up to 200 bytes is taken. A value may also be an object,
   * `{"value": "helse", "label": {...}}`. A name must differ from the items' and from the columns id, answers,
   * segments, theme, respondents, count, share, part and value. The name `perspective` is reserved for answers that are
   * given in another's shoes, and says in whose; without a value people speak for themselves. A survey that has it is
   * counted by it alone or with others: a table that would mix perspectives is refused, and so are pairs, maps, quotes
   * and releases, which can't be split by it. NULL: none. */
  const char *segments;
  int64_t opens_at_us;  /**< answers are taken from then on, in microseconds since 1970 UTC; 0: no limit */
  int64_t closes_at_us; /**< and until then; 0: no limit. A time that is over, by the database's clock, is refused */
  /** What is kept of who answered; can never be changed. "anonymous" (NULL): nothing; closing seals, and from then on
   * nothing in the database ties a response to its invitation or its moment. "pseudonymous": a keyed hash of the
   * participant. "identified": that and the clear name. */
  const char *privacy;
  const char *admission; /**< "open" (NULL), or "invited": no response without an invitation's token */
  /** How many responses of a combination of segments are taken: `[{"segments": {"sektor": "helse"}, "max": 100}]`. A
   * response counts in every quota that it fits. NULL: no quotas. */
  const char *quotas;
  /** The last day that answers are kept, as YYYY-MM-DD: bry_retention_run() deletes them after it. NULL: without end.
   * A day that is over is refused. bry_survey_set_retention() changes it. */
  const char *retain_until;
} bry_survey_options;

/** Fills in the defaults. \since 0.1 */
BRY_API void bry_survey_options_init(bry_survey_options *options);

/**
 * Publishes the questionnaire's version (if it isn't yet) and makes a survey of it, in state "draft".
 * \param slug  the survey's name within the tenant: 1 to 63 of a-z, 0-9, - and _
 * \param out   owned by the caller, bry_survey_free(); may be NULL
 * \return ::BRY_OK (also when the very same survey exists, however old), ::BRY_ECONFLICT (another survey has the
 *         slug), ::BRY_EINVAL, ::BRY_EPARSE and ::BRY_EREFUSED (segments)
 * \since 0.1
 */
BRY_API bry_status bry_survey_create(bry_store *store, const char *slug, const bry_questionnaire *questionnaire,
                                     const bry_survey_options *options, bry_survey **out, bry_error **err);

/** Fetches a survey. \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND \since 0.1 */
BRY_API bry_status bry_survey_get(bry_store *store, const char *slug, bry_survey **out, bry_error **err);
/** Frees what bry_survey_get() or bry_survey_create() gave. \since 0.1 */
BRY_API void bry_survey_free(bry_survey *survey);

/** The survey's slug. Borrowed. \since 0.1 */
BRY_API const char *bry_survey_slug(const bry_survey *survey);
/** The survey's title. Borrowed. \since 0.1 */
BRY_API const char *bry_survey_title(const bry_survey *survey);
/** Its privacy: "anonymous", "pseudonymous" or "identified". Borrowed. \since 0.1 */
BRY_API const char *bry_survey_privacy(const bry_survey *survey);
/** The questionnaire it runs. Borrowed. \since 0.1 */
BRY_API const bry_questionnaire *bry_survey_questionnaire(const bry_survey *survey);

/** Lets answers in. \return ::BRY_OK (also when open), ::BRY_ENOTFOUND, ::BRY_ESTATE (closed: that is final)
 * \since 0.1 */
BRY_API bry_status bry_survey_open(bry_store *store, const char *slug, bry_error **err);
/**
 * Lets no more answers in, for good, and seals an anonymous survey: it waits up to 30 seconds for submits that are under
 * way, then one transaction writes all of its rows anew, in an order that tells nothing, with new response ids and one
 * date; receipts no longer lead to a response, and a repeated submit is told that the survey is closed. The dead rows
 * are vacuumed away when the login is the owner of the schema, else by autovacuum. Not subject to the statement timeout:
 * it takes about ten times as long as a bare copy of the responses (minutes for a million).
 * \param progress  may be NULL; called while the seal is under way, some times a second; done and total count rows, total
 *                  is -1 as long as submits are waited for
 * \return ::BRY_OK (also when it was closed and sealed), ::BRY_ENOTFOUND, ::BRY_EDATABASE (retryable: closed, but a
 *         transaction stood in the way of the seal; closing again goes on), ::BRY_ECANCELLED (closed and not sealed;
 *         closing again goes on)
 * \since 0.1
 */
BRY_API bry_status bry_survey_close(bry_store *store, const char *slug, bry_progress_fn progress, void *user,
                                    bry_error **err);
/**
 * Deletes a survey that nobody has answered, in whatever state; its slug may be used again. What was got of it before
 * takes no more answers.
 * \return ::BRY_OK, ::BRY_ENOTFOUND, ::BRY_ESTATE (it has responses, or had some that retention deleted: its row is the
 *         record of them)
 * \since 0.1
 */
BRY_API bry_status bry_survey_delete(bry_store *store, const char *slug, bry_error **err);

/**
 * Asks respondents for consent to a text, from now on: only responses that name its version are stored, and the version
 * lies with the response until an anonymous survey is sealed; then only the number of responses by version remains.
 * \param texts         JSON by language: `{"nb": "...", "nn": "...", "en": "..."}`, at least one
 * \param keep_earlier  1: consent to the versions in force until now counts too; 0: it does not
 * \param out_version   the new text's number, from 1; the present one's when the text is the same. May be NULL
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_EPARSE, ::BRY_ELIMIT, ::BRY_ENOTFOUND, ::BRY_ESTATE (closed)
 * \since 0.1
 */
BRY_API bry_status bry_survey_set_consent(bry_store *store, const bry_survey *survey, const char *texts,
                                          int32_t keep_earlier, int32_t *out_version, bry_error **err);
/**
 * The text that respondents are to agree to now, in `lang` or the nearest language.
 * \param out  owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (none is asked)
 * \since 0.1
 */
BRY_API bry_status bry_survey_consent(bry_store *store, const bry_survey *survey, const char *lang,
                                      int32_t *out_version, bry_text **out, bry_error **err);

/** The tenant's surveys: survey, title, state (draft, open, closed), version, privacy, responses, sealed (0 or 1),
 * retain_until, admission (open, invited), expired (how many responses bry_retention_run() deleted), expired_on (the day
 * it last did). For a portal, which may not count them, responses and expired are missing.
 * \since 0.1 */
BRY_API bry_status bry_survey_list(bry_store *store, bry_table **out, bry_error **err);
/**
 * What results may be split by: segment, value, a row for each value that is listed, with their labels (a value that
 * several segments list has the label of the first). A segment that takes any text has one row without a value.
 * \since 0.1
 */
BRY_API bry_status bry_survey_segments(const bry_survey *survey, bry_table **out, bry_error **err);

/**
 * Answers to a closed item: columns the segment (only when given), part (matrix row or ranked choice; only for items
 * that have parts), value (of a checkbox: the choice; of a ranking: the rank), respondents, count, share. Small groups
 * are withheld as in bry_result_themes(). To a facilitator answers are shown in batches of five or more: of an open survey
 * the five newest not yet, at the closing all if five or more have waited, and none after one of those shown was erased
 * until five changes come together. As long as there are none to show, the whole is withheld; a table by a segment then
 * has one row for each part and value, without a segment's value.
 * \param segment    a segment's name, or NULL for the whole
 * \param min_group  0 for ::BRY_MIN_GROUP_DEFAULT
 * \return ::BRY_OK, ::BRY_EINVAL (a free-text item), ::BRY_ENOTFOUND (no such item or segment)
 * \since 0.1
 */
BRY_API bry_status bry_survey_counts(bry_store *store, const bry_survey *survey, const char *item,
                                     const char *segment, int32_t min_group, bry_table **out, bry_error **err);

/**
 * The same by the combinations of up to three segments: a column for each segment, a row for each combination that
 * occurs and value. Combinations of few people are withheld as groups are in bry_survey_counts(), among all of them;
 * tables of the same item by other segments can be subtracted from this one.
 * \param segments       their names, each once
 * \param segment_count  1 to 3
 * \return as bry_survey_counts(); ::BRY_ELIMIT when there are over 10,000 combinations
 * \since 0.1
 */
BRY_API bry_status bry_survey_crosstab(bry_store *store, const bry_survey *survey, const char *item,
                                       const char *const *segments, int32_t segment_count, int32_t min_group,
                                       bry_table **out, bry_error **err);

/** Stores a version of a codebook. \return ::BRY_OK (also when it is there), ::BRY_ECONFLICT (this id and version
 * exist with other content) \since 0.1 */
BRY_API bry_status bry_codebook_put(bry_store *store, const bry_codebook *codebook, bry_error **err);
/** The newest version of a codebook. \return ::BRY_OK, ::BRY_ENOTFOUND \since 0.1 */
BRY_API bry_status bry_codebook_get(bry_store *store, const char *id, bry_codebook **out, bry_error **err);
/** The tenant's codebooks: codebook, version, themes. \since 0.1 */
BRY_API bry_status bry_codebook_list(bry_store *store, bry_table **out, bry_error **err);

/**
 * Codes all answers to a free-text item with the newest version of a codebook and stores the codings, in place of
 * earlier ones of this item by the rules of that codebook. What people decided stays over them (bry/coding.h).
 * \param progress   may be NULL; done and total count texts
 * \param out_count  how many texts were read; may be NULL
 * \return ::BRY_OK, ::BRY_EINVAL (not a free-text item), ::BRY_ENOTFOUND, ::BRY_ECANCELLED (nothing is changed)
 * \since 0.1
 */
BRY_API bry_status bry_survey_code(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                                   bry_progress_fn progress, void *user, int64_t *out_count, bry_error **err);

/**
 * Themes of a coded item, as bry_result_themes() gives them, by the codebook's version that it was coded with; what
 * people decided counts over the rules (bry/coding.h). Responses that came in after the coding do not count before the
 * next one, or bry_survey_code_new(). To a facilitator all is withheld (and the map of bry_survey_map() is empty) after a
 * response of the coding was erased, until five changes come together: erased, or new in a later coding.
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOTFOUND (also when the item is not coded with that codebook yet, or
 *         had no texts)
 * \since 0.1
 */
BRY_API bry_status bry_survey_themes(bry_store *store, const bry_survey *survey, const char *item,
                                     const char *codebook, const char *segment, int32_t min_group, bry_table **out,
                                     bry_error **err);

/**
 * The same themes over several surveys of the tenant (waves), by their ids: bry_survey_themes() of each, put together by
 * bry_tabulate_waves(), where the waves are called by the surveys' slugs. Each survey is counted by the version of the codebook
 * that it was coded with, and protected by itself; code all of them with one version first, or a change may be the codebook's.
 * \param surveys       the earliest first
 * \param survey_count  2 to 100
 * \param item          an item that all of them have
 * \param options       NULL: the defaults
 * \return as bry_survey_themes() and bry_tabulate_waves(); a survey whose item is not coded yet is ::BRY_ENOTFOUND;
 *         ::BRY_ESTATE (some are coded by a model, which gives a found theme to each answer, and others by rules)
 * \since 0.1
 */
BRY_API bry_status bry_survey_theme_trend(bry_store *store, const bry_survey *const *surveys, int32_t survey_count,
                                          const char *item, const char *codebook, const char *segment,
                                          int32_t min_group, const bry_waves_options *options, bry_table **out,
                                          bry_error **err);

/** The item by which respondents say whether they may be quoted, by a questionnaire that has it: a boolean. */
#define BRY_QUOTE_CONSENT "may_quote"

/**
 * A few quotes for each theme of a coded item: theme, quote. They are near what all of the theme's texts say, rather short,
 * and unlike each other. Only themes with at least ten respondents; no text with more than three digits, an address, or a
 * capitalised word that may be a name; each text once; in an order that tells nothing.
 *
 * Where the questionnaire has an item ::BRY_QUOTE_CONSENT, only who answered yes to it is quoted. Where it has none, nobody was
 * asked, and all may come: then tell people otherwise that they may be quoted (bry_survey_set_consent()), or don't publish.
 * Source of the choice: J. Carbonell, J. Goldstein, The use of MMR, diversity-based reranking for reordering documents and
 * producing summaries, SIGIR 1998.
 * \param per_theme  1 to 20
 * \return as bry_survey_themes(); ::BRY_EINVAL also when ::BRY_QUOTE_CONSENT is no boolean
 * \since 0.1
 */
BRY_API bry_status bry_survey_quotes(bry_store *store, const bry_survey *survey, const char *item,
                                     const char *codebook, int32_t per_theme, bry_table **out, bry_error **err);

/**
 * Themes of a coded item that the same people touch, as a table: as bry_result_theme_pairs().
 * \return as bry_survey_themes()
 * \since 0.1
 */
BRY_API bry_status bry_survey_theme_pairs(bry_store *store, const bry_survey *survey, const char *item,
                                          const char *codebook, int32_t min_group, bry_table **out, bry_error **err);

/**
 * Themes that the same people touch, as a map: a node a theme (weight: respondents), an edge a pair (weight:
 * respondents with both). Who touches a theme touches those above it; a theme and one above it are no pair. Pairs and
 * themes of fewer than `min_group` respondents are left out.
 * \return as bry_survey_themes(); free with bry_map_free()
 * \since 0.1
 */
BRY_API bry_status bry_survey_map(bry_store *store, const bry_survey *survey, const char *item, const char *codebook,
                                  int32_t min_group, bry_map **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
