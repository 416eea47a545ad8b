"""An attacker who has a protected table and knows how such tables are made, but nothing of this library's code.

He knows the codes and hierarchies, that groups without people are not listed, that counts are whole, and that what is
withheld is not empty. Unknown are the people of each finest combination of codes that may be there at all.
"""
from fractions import Fraction
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

WHOLE = "*"


class Rows:
    """Exact linear algebra over the rationals: what follows from equations that were added."""

    def __init__(self):
        self.pivots = {}

    def reduce(self, vector):
        vector = {k: Fraction(v) for k, v in vector.items() if v}
        while True:
            hit = next((k for k in vector if k in self.pivots), None)
            if hit is None:
                return vector
            factor = vector[hit]
            for key, value in self.pivots[hit].items():
                left = vector.get(key, 0) - factor * value
                if left:
                    vector[key] = left
                else:
                    vector.pop(key, None)

    def add(self, vector):
        rest = self.reduce(vector)
        if rest:
            pivot = min(rest)
            scale = rest[pivot]
            rest = {k: v / scale for k, v in rest.items()}
            for number, other in self.pivots.items():
                factor = other.get(pivot, 0)
                if factor:
                    merged = dict(other)
                    for key, value in rest.items():
                        left = merged.get(key, 0) - factor * value
                        if left:
                            merged[key] = left
                        else:
                            merged.pop(key, None)
                    self.pivots[number] = merged
            self.pivots[pivot] = rest

    def tells(self, vector):
        return not self.reduce(vector)


class Attacker:
    """tables: for each release the rows of the protected table, as dicts. parents: by dimension {code: parent}."""

    def __init__(self, dims, leaves, parents, published_tables, tables=None):
        self.dims = dims
        self.above = [{leaf: self._above(leaf, parents.get(dim, {})) for leaf in leaves[dim]} for dim in dims]
        self.masks = tables or [tuple(dims)]
        self.shown = [
            {tuple(row[d] for d in dims): (None if row["status"] == "withheld" else row["count"]) for row in rows}
            for rows in published_tables
        ]
        self.atoms = [leaf for leaf in product(*(leaves[d] for d in dims)) if self._possible(leaf)]
        self.members = {}
        for number, leaf in enumerate(self.atoms):
            for cell in self.cells_of(leaf):
                self.members.setdefault(cell, []).append(number)

    @staticmethod
    def _above(leaf, parent):
        chain = [leaf]
        while chain[-1] in parent:
            chain.append(parent[chain[-1]])
        return chain + [WHOLE]

    def cells_of(self, leaf):
        for cell in product(*(above[code] for above, code in zip(self.above, leaf))):
            used = {d for d, code in zip(self.dims, cell) if code != WHOLE}
            if any(used <= set(mask) for mask in self.masks):
                yield cell

    def _possible(self, leaf):
        return any(all(cell in shown and shown[cell] != 0 for cell in self.cells_of(leaf)) for shown in self.shown)

    def vector(self, cell):
        return {atom: 1 for atom in self.members.get(cell, ())}

    def withheld(self):
        return [cell for cell, count in self.shown[-1].items() if count is None]

    def rows(self):
        known = Rows()
        for cell, count in sorted(self.shown[-1].items(), key=lambda pair: len(self.members.get(pair[0], ()))):
            if count is not None:
                known.add(self.vector(cell))
        return known

    def equations(self):
        """A x = b of what is published, and B x >= 1 of what is withheld."""
        equal = [(self.members[c], n) for c, n in self.shown[-1].items() if n and c in self.members]
        least = [(self.members[c], 1) for c in self.withheld()]
        return self._matrix(equal), self._matrix(least)

    def _matrix(self, rows):
        at = [(i, atom) for i, (atoms, _) in enumerate(rows) for atom in atoms]
        matrix = csr_matrix(
            (np.ones(len(at)), ([i for i, _ in at], [a for _, a in at])), shape=(len(rows), len(self.atoms))
        )
        return matrix, np.array([float(n) for _, n in rows])

    def interval(self, cell, system, enough):
        """The least and the most people of a cell in whole numbers; None for a bound that was not to be had."""
        (a, b), (c, d) = system
        constraints = []
        if a.shape[0]:
            constraints.append(LinearConstraint(a, b, b))
        if c.shape[0]:
            constraints.append(LinearConstraint(c, d, np.inf))
        goal = np.zeros(len(self.atoms))
        goal[self.members[cell]] = 1
        bounds = []
        for sign in (1, -1):
            found = milp(
                sign * goal,
                constraints=constraints,
                bounds=Bounds(0, 10 * (1 + enough) + b.sum()),
                integrality=np.ones(len(self.atoms)),
                options={"time_limit": 20},
            )
            bounds.append(None if found.x is None else round(sign * found.fun))
        return bounds
