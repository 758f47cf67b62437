"""What a Vendure is asked to do, once, and how it is found again.

The mark of an act stands in the reason of a refund or cancellation, in a private note, in the note of a modification
and in the name of a promotion. An act of several requests asks first what of it there is already.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from muhatap.orders import money
from muhatap.orders.facts import Address, OrderFacts
from muhatap.orders.shops.contract import (
    Act,
    ActKind,
    Done,
    NotAllowed,
    NotReached,
    NotUnderstood,
    Refused,
    TooOften,
    Unclear,
)
from muhatap.orders.shops.vendure import queries
from muhatap.orders.shops.vendure.asking import Admin, ErrorResult
from muhatap.orders.shops.vendure.reading import Place, amount_out, items, notes

REASON = 250
NOTE = 5_000
_ADDRESS = (
    *("fullName", "company", "streetLine1", "streetLine2", "city", "province"),
    *("postalCode", "countryCode", "phoneNumber"),
)
_NO_CART = {"notEq": "AddingItems"}
_UNPLACED = ("Draft", "ArrangingPayment")
# The shop's clock need not be ours.
CLOCKS = timedelta(minutes=10)
# Where the time zones of a shop and its database differ, orders are dated hours away.
ZONES = timedelta(days=1)
PAGE = 100
MOST_PAGES = 50


class Acts:
    """The acts on orders of one shop, which counts money in `precision()` digits."""

    def __init__(self, admin: Admin, precision: Callable[[], int]) -> None:
        self._admin = admin
        self._precision = precision

    def do(self, act: Act) -> Done:
        ways: dict[ActKind, Callable[[Act], Done]] = {
            ActKind.REFUND: self._refund,
            ActKind.CANCEL: self._cancel,
            ActKind.RESHIP: self._reship,
            ActKind.ADDRESS: self._address,
            ActKind.NOTE: self._note,
            ActKind.DISCOUNT: self._discount,
            ActKind.DRAFT: self._draft,
        }
        way = ways.get(act.kind)
        if way is None:
            raise Refused(f"Vendure knows no {act.kind}")
        return way(act)

    def trace(self, act: Act, before: OrderFacts) -> Done | None:
        """Return what came of an act, or None where nothing of it, or not all of it, is there."""
        if act.kind is ActKind.DISCOUNT:
            return self._promised(act)
        if act.kind in (ActKind.RESHIP, ActKind.DRAFT):
            return self._made(act)
        order = self._order(act.order_id)
        if act.kind is ActKind.REFUND:
            return self._refunded(act, order)
        state = order.text("state", 60)
        if act.kind is ActKind.CANCEL:
            # Nothing is written at the cancellation of an order that was not paid yet; cancelled it is.
            return Done(outside_id=act.order_id) if state == "Cancelled" and before.state != "cancelled" else None
        if not _is_marked(order, act) or (act.kind is ActKind.ADDRESS and state == "Modifying"):
            return None
        return Done(outside_id=act.order_id)

    # A refund

    def _refund(self, act: Act) -> Done:
        order = self._order(act.order_id)
        left = self._amount(act) - self._back(order, act.mark)
        payments = [(each, self._refundable(each)) for each in order.parts("payments")]
        payments = [(each, most) for each, most in payments if most > 0]
        if left > sum(most for _, most in payments):
            raise Refused("more than what may still go back of the payments")
        # One payment that has enough, or else one after the other.
        payments.sort(key=lambda each: each[1] < left)
        done = next((each.id() for each in _marked_refunds(order, act.mark)), "")
        for payment, most in payments:
            if left <= 0:
                break
            part = min(left, most)
            with _after_the_first(bool(done)):
                refund = self._pay_back(act, payment.id(), part, {} if done else act.lines)
            done, left = done or refund, left - part
        if act.is_restocking and act.lines:
            with _after_the_first(True):
                self._restock(act)
        return Done(outside_id=done)

    def _pay_back(self, act: Act, payment: str, amount: int, lines: Mapping[str, int]) -> str:
        asked = {
            "paymentId": payment,
            "amount": amount,
            # Without these two, Vendure 3.7.3 lets the provider pay and then fails to write it down.
            "shipping": 0,
            "adjustment": 0,
            "lines": _lines(lines),
            "reason": _with_mark(act, REASON),
        }
        try:
            told = self._ask(queries.REFUND, input=asked)
        except ErrorResult as reason:
            if reason.code == "REFUND_STATE_TRANSITION_ERROR":
                # Said after the provider paid and the refund was written down, so where it stays pending.
                raise Unclear(reason.words) from reason
            raise
        if told.text("state", 60) == "Failed":
            raise Refused("the payment provider refused the refund")
        return told.id()

    def _restock(self, act: Act) -> None:
        order = self._order(act.order_id)
        if _is_marked(order, act):
            return
        there = {each.id(): each.count("quantity") for each in order.parts("lines")}
        lines = {line: min(count, there.get(line, 0)) for line, count in act.lines.items()}
        if any(lines.values()):
            self._ask(
                queries.CANCEL,
                input={"orderId": act.order_id, "lines": _lines(lines), "reason": _with_mark(act, REASON)},
            )

    def _refunded(self, act: Act, order: Place) -> Done | None:
        if self._back(order, act.mark) < self._amount(act):
            return None
        if act.is_restocking and act.lines and not _is_marked(order, act):
            return None
        return Done(outside_id=next(each.id() for each in _marked_refunds(order, act.mark)))

    def _back(self, order: Place, mark: str) -> int:
        return sum(_units(each, "total") for each in _marked_refunds(order, mark))

    def _refundable(self, payment: Place) -> int:
        if payment.text("state", 60) != "Settled":
            return 0
        return _units(payment, "amount") - sum(_units(each, "total") for each in _refunds_of(payment))

    def _amount(self, act: Act) -> int:
        try:
            amount = amount_out(act.amount or 0, act.currency, self._precision())
        except (money.NotAnAmount, money.UnknownCurrency) as error:
            raise Refused(str(error)) from error
        if amount <= 0:
            raise Refused("an amount is needed")
        return amount

    # On the order itself

    def _cancel(self, act: Act) -> Done:
        order = {"orderId": act.order_id, "cancelShipping": True, "reason": _with_mark(act, REASON)}
        return Done(outside_id=self._ask(queries.CANCEL, input=order).id())

    def _note(self, act: Act) -> Done:
        note = {"id": act.order_id, "note": _with_mark(act, NOTE), "isPublic": False}
        return Done(outside_id=self._ask(queries.NOTE, input=note).id())

    def _address(self, act: Act) -> Done:
        order = self._order(act.order_id)
        state = order.text("state", 60)
        is_written = _is_marked(order, act)
        if state == "Modifying":
            began = _transition_to(order, "Modifying")
            if began is None or (not is_written and began.moment("createdAt") < act.asked_at - CLOCKS):
                raise Refused("somebody is changing this order in the shop")
            state = began.part("data").text("from", 60)
        else:
            self._ask(queries.TRANSITION, id=act.order_id, state="Modifying")
        if not is_written:
            try:
                self._ask(queries.MODIFY, input=self._new_address(act))
            except Refused:
                self._ask(queries.TRANSITION, id=act.order_id, state=state)
                raise
        with _after_the_first(True):
            self._ask(queries.TRANSITION, id=act.order_id, state=state)
        return Done(outside_id=act.order_id)

    def _new_address(self, act: Act) -> dict[str, object]:
        return {
            "orderId": act.order_id,
            "dryRun": False,
            "updateShippingAddress": _written(act.ship_to),
            "note": _with_mark(act, REASON),
            # What the customer paid stays what it is.
            "options": {"freezePromotions": True, "recalculateShipping": False},
        }

    # Codes

    def _discount(self, act: Act) -> Done:
        if done := self._promised(act):
            return done
        if act.percent is not None:
            off = [_operation("order_percentage_discount", discount=str(act.percent))]
        else:
            off = [_operation("order_fixed_discount", discount=str(self._amount(act)))]
        return self._promise(act, off)

    def _promise(self, act: Act, actions: list[dict[str, object]]) -> Done:
        code = code_of(act.mark)
        words = {"languageCode": "en", "name": f"{code} ({act.mark})", "description": act.text[:REASON]}
        told = self._ask(
            queries.PROMOTION,
            input={
                "enabled": True,
                "couponCode": code,
                "usageLimit": 1,
                "perCustomerUsageLimit": 1,
                "conditions": [],
                "actions": actions,
                "translations": [words],
            },
        )
        return Done(outside_id=told.id(), called=code)

    def _promised(self, act: Act) -> Done | None:
        code = code_of(act.mark)
        told = self._admin.ask(queries.PROMOTIONS, options={"filter": {"couponCode": {"eq": code}}, "take": 1})
        return next((Done(outside_id=each.id(), called=code) for each in items(told, "promotions")), None)

    # New orders

    def _draft(self, act: Act) -> Done:
        before = self._order(act.order_id)
        wanted = self._variants(act.wanted) if act.wanted else _of_lines(before, act.lines)
        draft = self._begun(act) or self._begin(act)
        try:
            return self._fill(act, draft, before, wanted)
        except Refused:
            self._drop(draft.id())
            raise

    def _reship(self, act: Act) -> Done:
        """Place an order of the same things that costs nothing: a coupon of this act alone pays for all of it."""
        if done := self._made(act):
            return done
        before = self._order(act.order_id)
        wanted = _of_lines(before, act.lines)
        free = [_operation("order_percentage_discount", discount="100"), _operation("free_shipping")]
        promotion = self._promised(act) or self._promise(act, free)
        draft: Place | None = None
        try:
            draft = self._begun(act) or self._begin(act)
            done = self._fill(act, draft, before, wanted)
            self._place(act, done.outside_id)
        except Refused:
            if draft:
                self._drop(draft.id())
            self._admin.ask(queries.PROMOTION_DROP, id=promotion.outside_id)
            raise
        return done

    def _drop(self, draft: str) -> None:
        if self._order(draft).text("state", 60) == "Draft":
            self._admin.ask(queries.DRAFT_DROP, id=draft)
        else:
            self._ask(queries.CANCEL, input={"orderId": draft})

    def _place(self, act: Act, draft: str) -> None:
        order = self._order(draft)
        if code_of(act.mark) not in order.told.get("couponCodes", ()):
            self._ask(queries.DRAFT_COUPON, id=draft, code=code_of(act.mark))
            order = self._order(draft)
        if _units(order, "totalWithTax") != 0:
            raise Refused("the shop does not make the order free of charge")
        if order.text("state", 60) == "Draft":
            self._ask(queries.TRANSITION, id=draft, state="ArrangingPayment")
        self._ask(queries.TRANSITION, id=draft, state="PaymentSettled")

    def _fill(self, act: Act, draft: Place, before: Place, wanted: Mapping[str, int]) -> Done:
        """Make the draft what it shall be, whatever of it there is."""
        uid = draft.id()
        done = Done(outside_id=uid, called=draft.text("code", 60))
        if draft.text("state", 60) == "ArrangingPayment":
            return done
        self._put(uid, draft, wanted)
        customer = before.part_or_empty("customer")
        if customer.told:
            self._ask(queries.DRAFT_CUSTOMER, id=uid, customer=customer.id())
        self._ask(queries.DRAFT_ADDRESS, id=uid, input=self._address_of(act, before))
        if methods := self._methods(uid):
            used = [each.part("shippingMethod").id() for each in before.parts("shippingLines")]
            method = next((each for each in used if each in methods), methods[0])
            self._ask(queries.DRAFT_SHIPPING, id=uid, method=method)
        return done

    def _put(self, draft: str, told: Place, wanted: Mapping[str, int]) -> None:
        there = {each.part("productVariant").id(): each for each in told.parts("lines")}
        for variant, count in wanted.items():
            line = there.get(variant)
            if line is None:
                self._ask(queries.DRAFT_ITEM, id=draft, input={"productVariantId": variant, "quantity": count})
            elif line.count("quantity") != count:
                self._ask(queries.DRAFT_LINE, id=draft, input={"orderLineId": line.id(), "quantity": count})
        if {each.part("productVariant").id(): each.count("quantity") for each in self._order(draft).parts("lines")} != (
            wanted
        ):
            raise Refused("the shop did not put into the order what was asked for")

    def _methods(self, draft: str) -> list[str]:
        told = self._admin.ask(queries.SHIPPING_METHODS, id=draft)
        if not isinstance(told, list):
            raise NotUnderstood("the shipping methods are no list")
        return [Place.of(each, "shippingMethod").id() for each in told]

    def _address_of(self, act: Act, before: Place) -> dict[str, object]:
        if act.ship_to != Address():
            return _written(act.ship_to)
        place = before.part_or_empty("shippingAddress")
        return {name: place.text(name, 200) for name in _ADDRESS if place.text(name, 200)}

    def _variants(self, wanted: Mapping[str, int]) -> dict[str, int]:
        options = {"filter": {"sku": {"in": list(wanted)}}, "take": len(wanted) * 2}
        told = items(self._admin.ask(queries.VARIANTS, options=options), "productVariants")
        found = {each.text("sku", 80): each.id() for each in told}
        if missing := [sku for sku in wanted if sku not in found]:
            raise Refused(f"the shop has no {missing[0]}")
        return {found[sku]: count for sku, count in wanted.items()}

    def _begin(self, act: Act) -> Place:
        draft = self._ask(queries.DRAFT)
        self._ask(queries.NOTE, input={"id": draft.id(), "note": _with_mark(act, NOTE), "isPublic": False})
        return self._order(draft.id())

    def _begun(self, act: Act) -> Place | None:
        return next(
            (each for each in self._of_mark(act) if each.text("state", 60) in ("Draft", "ArrangingPayment")), None
        )

    def _made(self, act: Act) -> Done | None:
        for each in self._of_mark(act):
            is_placed = each.told.get("orderPlacedAt") is not None
            is_whole = bool(each.parts("shippingLines") or each.part_or_empty("shippingAddress").told)
            if is_placed or (act.kind is ActKind.DRAFT and is_whole):
                return Done(outside_id=each.id(), called=each.text("code", 60))
        return None

    def _of_mark(self, act: Act) -> list[Place]:
        after: dict[str, object] = {"createdAt": {"after": (act.asked_at - ZONES).isoformat()}, "state": _NO_CART}
        if act.kind is ActKind.RESHIP:
            # Of all that was sold meanwhile, only what is free of charge can be this.
            free = {"_or": [{"state": {"eq": "Draft"}}, {"totalWithTax": {"eq": 0}}]}
            after = {"_and": [after, free]}
        told: list[Place] = []
        for page in range(MOST_PAGES):
            options = {"filter": after, "sort": {"createdAt": "ASC"}, "take": PAGE, "skip": page * PAGE}
            more = items(self._admin.ask(queries.ORDERS, options=options), "orders")
            told += [each for each in more if each.id() != act.order_id and _is_marked(each, act)]
            if len(more) < PAGE:
                return told
        raise Unclear("too many orders to look through")

    def _order(self, outside_id: str) -> Place:
        told = self._admin.ask(queries.ORDER, id=outside_id)
        if told is None:
            raise Refused("the shop has no such order any more")
        return Place.of(told, "order")

    def _ask(self, query: str, **variables: object) -> Place:
        return Place.of(self._admin.ask(query, **variables), "answer")


def code_of(mark: str) -> str:
    """Return the discount code of an act: letters and digits that nobody mistakes for others, always the same."""
    digits = base64.b32encode(hashlib.sha256(mark.encode()).digest()).decode()[:10]
    return digits.translate(str.maketrans("IO", "89"))


def _with_mark(act: Act, longest: int) -> str:
    text = " ".join(act.text.split()) if longest == REASON else act.text.strip()
    return f"{text[: longest - len(act.mark) - 3]} [{act.mark}]".strip()


@contextmanager
def _after_the_first(has_begun: bool) -> Iterator[None]:
    """Say "unclear" where the shop refuses the rest of what it began to do: "refused" would mean nothing was done."""
    try:
        yield
    except (NotAllowed, NotReached, Refused, TooOften) as reason:
        if has_begun:
            raise Unclear(f"only a part was done: {reason.words}") from reason
        raise


def _is_marked(order: Place, act: Act) -> bool:
    return any(act.mark in said for said in notes(order))


def _marked_refunds(order: Place, mark: str) -> list[Place]:
    return [
        each
        for payment in order.parts("payments")
        for each in _refunds_of(payment)
        if mark in each.text("reason", 2000)
    ]


def _refunds_of(payment: Place) -> list[Place]:
    return [each for each in payment.parts("refunds") if each.text("state", 60) != "Failed"]


def _transition_to(order: Place, state: str) -> Place | None:
    for entry in order.part("history").parts("items"):
        if entry.text("type", 60) == "ORDER_STATE_TRANSITION" and entry.part("data").told.get("to") == state:
            return entry
    return None


def _of_lines(order: Place, lines: Mapping[str, int]) -> dict[str, int]:
    wanted: dict[str, int] = {}
    for each in order.parts("lines"):
        count = lines.get(each.id(), 0) if lines else each.count("orderPlacedQuantity")
        if count:
            variant = each.part("productVariant").id()
            wanted[variant] = wanted.get(variant, 0) + count
    if not wanted:
        raise Refused("none of these lines is in the order")
    return wanted


def _lines(lines: Mapping[str, int]) -> list[dict[str, object]]:
    return [{"orderLineId": line, "quantity": count} for line, count in lines.items() if count > 0]


def _written(address: Address) -> dict[str, object]:
    first, *others = address.lines or ("",)
    return {
        "fullName": address.name,
        "streetLine1": first,
        "streetLine2": ", ".join(others),
        "city": address.city,
        "postalCode": address.postcode,
        "countryCode": address.country,
        "phoneNumber": address.phone,
    }


def _operation(code: str, **arguments: str) -> dict[str, object]:
    return {"code": code, "arguments": [{"name": name, "value": value} for name, value in arguments.items()]}


def _units(place: Place, name: str) -> int:
    value = place.told.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotUnderstood(f"{place.where}.{name} is no amount")
    return value
