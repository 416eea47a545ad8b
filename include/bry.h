/**
 * \file bry.h
 * libbry: survey questionnaires, answers in PostgreSQL, reflection groups and the themes of what people wrote.
 * Include this, or the single headers under bry/.
 */
#ifndef BRY_H
#define BRY_H

#include <bry/agreement.h>
#include <bry/builder.h>
#include <bry/codebook.h>
#include <bry/coder.h>
#include <bry/coding.h>
#include <bry/commitment.h>
#include <bry/common.h>
#include <bry/compound.h>
#include <bry/discover.h>
#include <bry/draft.h>
#include <bry/error.h>
#include <bry/export.h>
#include <bry/expression.h>
#include <bry/gigamap.h>
#include <bry/group.h>
#include <bry/invitation.h>
#include <bry/ladder.h>
#include <bry/language.h>
#include <bry/local.h>
#include <bry/map.h>
#include <bry/pilot.h>
#include <bry/protect.h>
#include <bry/questionnaire.h>
#include <bry/relation.h>
#include <bry/release.h>
#include <bry/response.h>
#include <bry/result.h>
#include <bry/review.h>
#include <bry/rights.h>
#include <bry/role.h>
#include <bry/scrub.h>
#include <bry/session.h>
#include <bry/statistics.h>
#include <bry/store.h>
#include <bry/survey.h>
#include <bry/table.h>
#include <bry/tally.h>
#include <bry/template.h>
#include <bry/text.h>
#include <bry/theme.h>
#include <bry/vote.h>

#endif
