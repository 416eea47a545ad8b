/* One dimension of a table with its hierarchy: the codes people have, and those that add several up. */
#ifndef BRY_RESULT_AXIS_H
#define BRY_RESULT_AXIS_H

#include "core/error.h"
#include "core/strings.h"
#include "result/sparse.h"

#define BRY__WHOLE "*" /* the code of all */

/* Nodes are numbered by name, the whole first. The main tree is made of each code's first parent; a code that only has
 * members of another tree (a grouping across) is an extra node, outside it. */
typedef struct bry__axis {
  bry__strings names; /* by order of coming; number[] gives the node */
  int32_t *number, *coming;
  int32_t count;
  int32_t *parent;                 /* in the main tree; -1: the whole, and extra nodes */
  int32_t *child_start, *children; /* which together are the node: main children, or an extra node's members */
  int32_t *above_start, *above;    /* nodes that a node belongs to, itself included */
  int32_t *heir;         /* the child that the node and its other children tell; -1: none, or an extra node */
  bry__columns in_terms; /* each node in terms of those of the main tree that are no heirs */
} bry__axis;             /* begin with {0} */

/* From a column's values (NULL and "": no value, a code of its own) and a hierarchy, CSV with the columns code and parent
 * (NULL: none; an empty parent or "*": the whole; a code may stand under several parents). of_row gets the node of each
 * row. ::BRY_OK, ::BRY_EINVAL, ::BRY_EPARSE, ::BRY_ENOMEM, ::BRY_EIO. */
bry_status bry__axis_build(bry__axis *axis, const char *name, const char *const *values, int64_t rows,
                           const char *hierarchy, int32_t *of_row, bry_error **err);
/* Chooses the heirs, the least of each family by people (one number a node; those without any only with `zeros`), and
 * writes in_terms. 0 or -1. */
int bry__axis_settle(bry__axis *axis, const int64_t *people, int zeros);
void bry__axis_free(bry__axis *axis);
const char *bry__axis_name(const bry__axis *axis, int32_t node); /* "" for no value */

#endif
