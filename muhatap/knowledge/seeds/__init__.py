"""Model replies to begin with, in both languages: each owns what happened, says what comes next, and by when.

They are read by the tests as the coach reads a draft. What only the writer can know is a gap to fill: `fill.size`,
`doldur.beden`.
"""

from muhatap.knowledge.seeds import closing, money, parcels, products
from muhatap.knowledge.seeds.seed import Seed

SEEDS: tuple[Seed, ...] = (*parcels.SEEDS, *products.SEEDS, *money.SEEDS, *closing.SEEDS)

__all__ = ["SEEDS", "Seed"]
