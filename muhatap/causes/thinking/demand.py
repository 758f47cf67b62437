"""Who asks for what is not sold or not in stock: the wish and the product, in the customer's words."""

from dataclasses import dataclass
from enum import StrEnum


class Missing(StrEnum):
    """What is missing: the product from the range, from the shelf, or in this size or colour."""

    NOT_SOLD = "not_sold"
    NOT_IN_STOCK = "not_in_stock"


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish at `text[start:end]`. `product` is in the customer's words ("" where only "bu ürün" is said), `key` those
    words made alike for counting (folded, without endings, in order)."""

    kind: Missing
    product: str
    key: str
    start: int
    end: int


def wishes(text: str, language: str = "") -> list[Wish]:
    """Return the wishes in a text, in order, each product once. Both languages are always read."""
    return []
