"""Agreement straight from the definitions, in exact fractions and quadratic time: what the library is held against."""
from collections import defaultdict
from fractions import Fraction


def masi(left, right):
    """Passonneau 2006: 1 - Jaccard's index times 1 (equal), 2/3 (subset), 1/3 (overlap) or 0 (disjoint)."""
    if left == right:
        return Fraction(0)
    likeness = Fraction(2, 3) if left < right or right < left else Fraction(1, 3) if left & right else Fraction(0)
    return 1 - Fraction(len(left & right), len(left | right)) * likeness


def nominal(left, right):
    return Fraction(left != right)


def by_unit(codings):
    units = defaultdict(dict)
    for unit, coder, themes in codings:
        units[unit][coder] = frozenset(themes)
    return units


def alpha(codings, distance):
    """None when it is not defined."""
    units = [list(unit.values()) for unit in by_unit(codings).values() if len(unit) > 1]
    values = [value for unit in units for value in unit]
    observed = sum(sum(distance(a, b) for a in unit for b in unit) / (len(unit) - 1) for unit in units)
    expected = sum(distance(a, b) for a in values for b in values)
    return 1 - (len(values) - 1) * observed / expected if expected else None


def kappa(codings, coder, other, distance):
    pairs = [(unit[coder], unit[other]) for unit in by_unit(codings).values() if coder in unit and other in unit]
    observed = sum(distance(a, b) for a, b in pairs)
    expected = sum(distance(a, b) for a, _ in pairs for _, b in pairs)
    return 1 - len(pairs) * observed / expected if expected else None


def of_theme(codings, theme):
    return [(unit, coder, {theme} & set(themes)) for unit, coder, themes in codings]
