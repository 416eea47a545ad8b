/* Who is joined to whom, laid out for walking. */
#ifndef BRY_MAP_ADJACENCY_H
#define BRY_MAP_ADJACENCY_H

#include "core/error.h"

#include <bry/map.h>

typedef struct bry__adjacency {
  int32_t count;  /* of nodes */
  int64_t *begin; /* [node], and one more */
  int32_t *to;    /* neighbours, each edge from both sides */
  double *weight; /* of the edge to each */
  double *inside; /* [node]: the weight of edges within it; such as of a community that has become a node */
} bry__adjacency;

int bry__adjacency_make(bry__adjacency *a, int32_t count, int64_t links); /* empty, with room; 0 or -1 */
/* All edges between two nodes as one, whatever their kinds and directions. 0 or -1. */
int bry__adjacency_of(const bry_map *map, bry__adjacency *a);
void bry__adjacency_clear(bry__adjacency *a);

/* Shortest paths through each node, ends left out, every pair once: Brandes (2001), edges all of one length. 0 or -1. */
int bry__betweenness(const bry__adjacency *a, double *out);
/* The component of each node, numbered from 1 in the order of its first node; how many there are, or -1. */
int32_t bry__components(const bry__adjacency *a, int32_t *out);
/* Communities of high modularity (Newman & Girvan 2004; weighted), numbered from 1 in the order of their first nodes.
 * Local moves and merging (Blondel et al. 2008), and local moves again after every merging, from several shuffled
 * starts, of which the best is taken. How many there are, or -1; *modularity is 0 without edges. */
int32_t bry__communities(const bry__adjacency *a, uint64_t seed, int32_t *out, double *modularity);

#endif
