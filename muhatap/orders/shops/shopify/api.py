"""Speaking to Shopify's GraphQL Admin API: errors come with a status of 200, in words and codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from muhatap.orders.shops.calling import Caller
from muhatap.orders.shops.contract import NotAllowed, NotUnderstood, Refused, TooOften, Unclear
from muhatap.orders.shops.shopify import queries
from muhatap.orders.shops.shopify.told import Told

# 10,000 lines of an order.
MOST_PAGES = 60


@dataclass(frozen=True)
class Api:
    caller: Caller
    token: str

    def ask(self, text: str, variables: Mapping[str, Any] | None = None) -> Told:
        """Return the `data` of an answer.

        Raises TooOften (with how long until there are points enough), NotAllowed, Refused (not carried out), Unclear.
        """
        reply = self.caller.ask(
            "POST",
            f"/admin/api/{queries.VERSION}/graphql.json",
            body={"query": text, "variables": dict(variables or {})},
            headers={"X-Shopify-Access-Token": self.token},
        )
        told = Told(reply.told, "answer")
        errors = told.value("errors")
        if errors:
            _raise(errors, told)
        return told.part("data")

    def act(self, text: str, variables: Mapping[str, Any], name: str, *, errors: str = "userErrors") -> Told:
        """Carry out a mutation and return its payload. Raises Refused with Shopify's words for `userErrors`."""
        done = self.ask(text, variables).part(name)
        refusals = done.value(errors)
        if refusals:
            words = [each.text("message", 300) for each in done.parts(errors)]
            raise Refused("; ".join(filter(None, words)) or "Shopify refused.")
        return done

    def pages(self, text: str, variables: Mapping[str, Any], *path: str, after: str | None = None) -> Iterator[Told]:
        """Return all of a connection that stands at `path` of the answer, from a cursor on."""
        for _ in range(MOST_PAGES):
            holder = self.ask(text, {**variables, "after": after})
            for name in path[:-1]:
                holder = holder.part(name)
            yield from holder.nodes(path[-1])
            after = holder.next(path[-1])
            if not after:
                return
        raise NotUnderstood(f"{path[-1]}: more than {MOST_PAGES} pages")


def _raise(errors: object, told: Told) -> None:
    """Say which trouble the errors of an answer are. Source: shopify.dev, GraphQL Admin API, Status and error codes."""
    if not isinstance(errors, list) or not isinstance(errors[0], dict):
        # "errors": "Not Found", or {"query": ["…"]}: the request was not even read.
        raise Refused(errors if isinstance(errors, str) else "Shopify did not understand the request.")
    first = Told(errors[0], "answer.errors[0]")
    words, known = first.text("message", 300), first.value("extensions")
    code = known.get("code") if isinstance(known, dict) else None
    if code == "THROTTLED":
        raise TooOften(words, seconds=_seconds(told))
    if code in ("ACCESS_DENIED", "SHOP_INACTIVE"):
        raise NotAllowed(words)
    if code is None or code == "INTERNAL_SERVER_ERROR" or str(code).startswith("IDEMPOTENCY") or told.value("data"):
        raise Unclear(words)
    # The question itself is wrong (too dear, a field that is not there): nothing of it was carried out.
    raise Refused(words)


def _seconds(told: Told) -> float | None:
    """Return how long it takes until the points for this question are there."""
    try:
        cost = told.part("extensions").part("cost")
        state = cost.part("throttleStatus")
    except NotUnderstood:
        return None
    asked, free, rate = cost.value("requestedQueryCost"), state.value("currentlyAvailable"), state.value("restoreRate")
    if any(isinstance(each, bool) or not isinstance(each, int | Decimal) for each in (asked, free, rate)) or rate <= 0:
        return None
    return max(float((asked - free) / rate), 1.0)
