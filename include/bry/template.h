/**
 * \file bry/template.h
 * Ready questionnaires in bokmål, nynorsk and English, to be used as they are or to begin from. They are part of the
 * library, so that they need no file; the same documents are installed in share/bry/templates for editors.
 *
 * A template is a document like any other: bry_questionnaire_parse() takes it. Its default texts are the bokmål ones. A
 * page that draws it sets survey-core's surveyLocalization.defaultLocale to "nb": survey-core's own default locale is
 * English, and its texts are then taken from "default", so that English readers would be shown bokmål. All functions here may be called from
 * several threads at once.
 */
#ifndef BRY_TEMPLATE_H
#define BRY_TEMPLATE_H

#include <bry/common.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The templates, a row each, by key: key, title (in three languages), items (how many questions) and minutes (about
 * how long it takes to answer: a minute a free text, and seconds for the rest).
 * \param out  owned by the caller, bry_table_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_template_list(bry_table **out, bry_error **err);

/**
 * The document of a template: questionnaire JSON, indented for people to edit.
 * \param key  such as "drommedag"
 * \param out  owned by the caller, bry_text_free()
 * \return ::BRY_OK, ::BRY_EINVAL, ::BRY_ENOMEM, ::BRY_ENOTFOUND (the message lists the keys there are)
 * \since 0.1
 */
BRY_API bry_status bry_template_get(const char *key, bry_text **out, bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
