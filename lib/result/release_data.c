/* Counting respondents for a release, in memory that grows with the groups and not with the people. */
#include "result/release_data.h"

#include "core/buffer.h"
#include "core/mem.h"

#include <string.h>

void bry__release_data_clear(bry__release_data *data) {
  for (int32_t p = 0; p < data->population_count; p++) {
    bry__free(data->populations[p].key);
    bry__free(data->populations[p].people);
    bry__free(data->populations[p].counts);
  }
  bry__free(data->populations);
  bry__free(data->atom_values);
  bry__strings_clear(&data->values);
  bry__strings_clear(&data->atoms);
  *data = (bry__release_data){0};
}

/* --- atoms -------------------------------------------------------------------------------------------------------- */

const char *bry__release_value(const char *marked) {
  return *marked == '\0' ? NULL : *marked == '\\' ? marked + 1 : marked;
}

/* "*" stands for all in an axis, and "" for no value: what begins like them, or with the mark, gets a mark before it. */
static int64_t add_value(bry__release_data *data, const char *value, size_t size, bry__buffer *room) {
  if (!value) return bry__strings_add(&data->values, "", 0);
  if (size > 0 && *value != '*' && *value != '\\') return bry__strings_add(&data->values, value, size);
  bry__buffer_clear(room);
  bry__buffer_char(room, '\\');
  bry__buffer_add(room, value, size);
  return room->failed ? -1 : bry__strings_add(&data->values, room->data, room->size);
}

/* The numbers of the values are the atom's key. */
static int32_t add_atom(bry__release_data *data, const uint32_t *numbers) {
  size_t n = (size_t)data->segment_count, size = n * sizeof *numbers;
  uint32_t before = data->atoms.count;
  int64_t atom = bry__strings_add(&data->atoms, n > 0 ? (const char *)numbers : "", size);
  if (atom < 0 || atom > INT32_MAX / 64) return -1;
  if (data->atoms.count == before) return (int32_t)atom;
  if (bry__grow((void **)&data->atom_values, &data->atom_capacity, ((size_t)atom + 1) * n + 1,
                sizeof *data->atom_values) != 0)
    return -1;
  if (n > 0) memcpy(data->atom_values + (size_t)atom * n, numbers, size);
  return (int32_t)atom;
}

int32_t bry__release_atom(bry__release_data *data, const char *const *values, const size_t *sizes) {
  uint32_t numbers[BRY__RELEASE_SEGMENTS_MAX] = {0};
  bry__buffer room = {0};
  int32_t atom = 0;
  for (int32_t s = 0; s < data->segment_count && atom == 0; s++) {
    int64_t number = add_value(data, values[s], sizes[s], &room);
    if (number < 0) atom = -1;
    numbers[s] = (uint32_t)number;
  }
  bry__buffer_free(&room);
  return atom < 0 ? -1 : add_atom(data, numbers);
}

int32_t bry__release_atom_marked(bry__release_data *data, const char *const *marked) {
  uint32_t numbers[BRY__RELEASE_SEGMENTS_MAX] = {0};
  for (int32_t s = 0; s < data->segment_count; s++) {
    int64_t number = bry__strings_add(&data->values, marked[s], strlen(marked[s]));
    if (number < 0) return -1;
    numbers[s] = (uint32_t)number;
  }
  return add_atom(data, numbers);
}

/* --- populations -------------------------------------------------------------------------------------------------- */

int32_t bry__release_population_add(bry__release_data *data, const char *key, int32_t slots, int32_t codes,
                                    int32_t first_code) {
  size_t need = (size_t)data->population_count + 1;
  if (bry__grow((void **)&data->populations, &data->population_capacity, need, sizeof *data->populations) != 0)
    return -1;
  bry__release_population *p = &data->populations[data->population_count];
  *p = (bry__release_population){.key = bry__strdup(key), .slots = slots, .codes = codes, .first_code = first_code};
  p->width = (size_t)slots * (size_t)codes;
  if (!p->key) return -1;
  return data->population_count++;
}

int bry__release_population_reach(bry__release_population *p, int32_t atom) {
  if (atom < p->atoms) return 0;
  size_t need = (size_t)atom + 1, before = (size_t)p->atoms;
  if (bry__grow((void **)&p->people, &p->people_capacity, need, sizeof *p->people) != 0) return -1;
  if (p->width > 0 && bry__grow((void **)&p->counts, &p->counts_capacity, need * p->width, sizeof *p->counts) != 0)
    return -1;
  memset(p->people + before, 0, (need - before) * sizeof *p->people);
  if (p->width > 0) memset(p->counts + before * p->width, 0, (need - before) * p->width * sizeof *p->counts);
  p->atoms = atom + 1;
  return 0;
}
