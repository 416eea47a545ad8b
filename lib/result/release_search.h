/* One population of a release's plan, protected: the searches behind release_plan.c. */
#ifndef BRY_RESULT_RELEASE_SEARCH_H
#define BRY_RESULT_RELEASE_SEARCH_H

#include "result/release_plan.h"

extern const char *const bry__release_level_names[BRY__LEVELS];

/* Places of a segment in the data and of its axis, or -1. */
int32_t bry__release_find_segment(const bry__release_plan *plan, const char *name);
int32_t bry__release_find_axis(const bry__release_plan *plan, int32_t segment);

/* The atoms of an earlier release stand among those of now. */
bry_status bry__release_earlier_atoms(bry__release_plan *plan, struct json_object *ground, bry_error **err);
/* Fills in the plan's cells of one population; the first one comes first. As bry__release_plan_make(). */
bry_status bry__release_search(bry__release_plan *plan, int32_t population, bry_error **err);

#endif
