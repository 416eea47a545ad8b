/**
 * \file bry/relation.h
 * Relations between units: how many hours they spend together and would like to, how good it is, and how people would share
 * out a hundred points among them. Works on plain arrays, without a database.
 */
#ifndef BRY_RELATION_H
#define BRY_RELATION_H

#include <bry/common.h>
#include <bry/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a person said of a relation; a NaN: nothing. \since 0.1 */
typedef struct bry_relation {
  const char *person; /**< who says it; each person is of one unit, and says one thing of each other unit */
  const char *from;   /**< the unit that the person is of */
  const char *to;     /**< the unit that it is about */
  double now;         /**< hours that they spend together now, not negative */
  double wanted;      /**< hours that it should be, not negative */
  double quality;     /**< how good the relation is, on any scale */
  double points;      /**< of a hundred that the person shares out among all units, 0 to 100 */
} bry_relation;

/**
 * A row for each ordered pair of units, and one without `to` for each unit as a whole: from, to, people, hours_now,
 * hours_wanted, gap (wanted less now), quality, points, reciprocity. All but people are means of those who said something:
 * hours and gap of those who gave both (where nobody gave wanted hours: of those who gave hours now), so that none of them
 * can be subtracted from another. Of a unit as a whole, hours are what a person spends with all others together.
 * `reciprocity` is the smaller of the two directions' hours_now over the larger: 1 where both say the same; 0 and 0 is 1.
 *
 * Disclosure control: a pair of fewer than min_group people is withheld, and so is a mean of fewer, or one of whose people
 * all but one or all said the same (for hours: of now or of wanted). Hours of a unit as a whole are withheld too when what
 * is left after subtracting the pairs that are shown would be of fewer people, or of people who said the same. Points add
 * up to 100 a person whether that is told or not: so means of points are withheld, the fewest people first, until those
 * that are withheld are of min_group people or more together. One person is in several pairs, which is why this is not
 * left to bry_protect(), for which each person is in one group. Successive tables of the same people are not looked at.
 * \param relations  `count` of them, in any order
 * \param min_group  0 for ::BRY_MIN_GROUP_DEFAULT; from ::BRY_MIN_GROUP_FLOOR
 * \param out        in the order of the units' names; owned by the caller, bry_table_free()
 * \return ::BRY_OK, ::BRY_EINVAL (the message names the place, from 1), ::BRY_EREFUSED (a person of two units, who says two
 *         things of one unit, or whose points do not come to 100), ::BRY_ENOMEM
 * \since 0.1
 */
BRY_API bry_status bry_relations(const bry_relation *relations, int64_t count, int32_t min_group, bry_table **out,
                                 bry_error **err);

#ifdef __cplusplus
}
#endif
#endif
