/* Which keys the objects of a codebook may have. */
#ifndef BRY_THEME_CODEBOOK_KEYS_H
#define BRY_THEME_CODEBOOK_KEYS_H

#include "core/error.h"
#include "core/json.h"

typedef enum bry__keys { BRY__KEYS_FILE, BRY__KEYS_CODEBOOK, BRY__KEYS_THEME, BRY__KEYS_INDICATORS } bry__keys;

/* Adds a finding for each key that is not known there, at `pointer` (which is as it was in the end). */
void bry__keys_check(bry__keys place, struct json_object *object, bry__buffer *pointer, bry_findings *findings);

#endif
