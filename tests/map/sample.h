/* A small map with all that a map can hold: causes of waiting in three zones, with a cycle. */
#ifndef BRY_TESTS_MAP_SAMPLE_H
#define BRY_TESTS_MAP_SAMPLE_H

#include <bry/map.h>
#include <string.h>

static const char causes_operations[] =
    "[{\"op\":\"add_node\",\"id\":\"queue\",\"label\":{\"nb\":\"Kø i mottaket\",\"nn\":\"Kø i "
    "mottaket\",\"en\":\"Queue\"},"
    "\"kind\":\"problem\",\"zone\":\"Mottak\",\"level\":1,\"weight\":12,\"evidence\":[\"c1\",\"c7\"]},"
    "{\"op\":\"add_node\",\"id\":\"stress\",\"label\":\"Stress & "
    "<mas>\",\"kind\":\"problem\",\"zone\":\"Sengepost\",\"level\":1},"
    "{\"op\":\"add_node\",\"id\":\"leave\",\"label\":\"Sykefravær\",\"kind\":\"effect\",\"zone\":\"Sengepost\","
    "\"level\":2},"
    "{\"op\":\"add_node\",\"id\":\"staff\",\"label\":\"For få på "
    "vakt\",\"kind\":\"cause\",\"zone\":\"Ledelse\",\"level\":2},"
    "{\"op\":\"add_node\",\"id\":\"alone\"},"
    "{\"op\":\"add_edge\",\"from\":\"queue\",\"to\":\"stress\",\"kind\":\"causes\",\"directed\":true,\"weight\":5,"
    "\"label\":\"fører til\",\"evidence\":[\"c7\"]},"
    "{\"op\":\"add_edge\",\"from\":\"stress\",\"to\":\"leave\",\"kind\":\"causes\",\"directed\":true,\"weight\":4},"
    "{\"op\":\"add_edge\",\"from\":\"leave\",\"to\":\"staff\",\"kind\":\"causes\",\"directed\":true,\"weight\":3},"
    "{\"op\":\"add_edge\",\"from\":\"staff\",\"to\":\"queue\",\"kind\":\"causes\",\"directed\":true,\"weight\":2},"
    "{\"op\":\"add_edge\",\"from\":\"queue\",\"to\":\"stress\",\"weight\":0.5}]";

static inline bry_status causes_make(bry_map **out, bry_error **err) {
  bry_status status = bry_map_new(out, err);
  if (status == BRY_OK) status = bry_map_apply(*out, causes_operations, strlen(causes_operations), err);
  if (status != BRY_OK) {
    bry_map_free(*out);
    *out = NULL;
  }
  return status;
}

#endif
