"""Measures of some conversations: by the reason and by the product, the same as counting them one by one."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.causes import actions as causes
from muhatap.causes import of_reason
from muhatap.causes.models import Choice as ReasonChoice
from muhatap.causes.models import Reason
from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation
from muhatap.orders.actions.keeping import keep_products
from muhatap.orders.actions.tying import tie, untie
from muhatap.orders.facts import ProductFacts
from muhatap.orders.models import Counted, DayCount, Product, Shop, Tie
from muhatap.reports import choosing, counting, queries
from muhatap.reports.choosing import Choice
from muhatap.reports.measures import MEASURES
from muhatap.team.models import Agent
from tests import make
from tests.orders import desk as orders
from tests.reports.histories import History, truth
from tests.reports.test_pages import answered, monday, page
from tests.reports.test_satisfaction import say_of

pytestmark = pytest.mark.django_db
BEGINS = datetime(2026, 3, 27, 6, tzinfo=UTC)


@pytest.mark.parametrize("seed", range(3))
def test_measures_by_reason_and_product_are_those_of_their_conversations(seed: int) -> None:
    history = History(seed, begins=BEGINS)
    group = Reason.objects.create(name_tr="Kargo")
    reasons = [Reason.objects.create(name_tr=name, parent=group) for name in ("Gecikti", "Kırık geldi", "Kayboldu")]
    shop = orders.shop(history.channels[0].brand)
    skus = ("SRH-2", "TBK-1")
    placed = [orders.order(shop, f"88{n}", lines=lines(*skus[: n + 1])) for n in range(2)]
    history.go_on(20)
    for _ in range(3):
        for one in Conversation.objects.order_by("pk"):
            if history.dice.random() < 0.6:
                said = history.dice.choice([*reasons, group, None])
                causes.choose(one, reason=said, by=history.agent, now=history.now)
            if history.dice.random() < 0.5:
                tie(one, history.dice.choice(placed), by=history.agent, now=history.now)
        history.go_on(20)
    causes.merge_reasons(reasons[2], into=reasons[0], by=history.agent)
    counting.fold(now=history.now)

    every = {one.pk for one in Conversation.objects.all()}
    said_of = dict(ReasonChoice.objects.values_list("conversation", "reason"))
    tied: dict[str, set[int]] = {sku: set() for sku in skus}
    for each in Tie.objects.select_related("conversation"):
        for line in each.order.lines.all():
            tied[line.sku].add(each.conversation.survivor.pk)
    kinds: list[tuple[dict[str, Any], set[int]]] = [
        ({"reason": of_reason.NOT_SAID}, {number for number in every if said_of.get(number) is None}),
        ({"reason": group.pk}, {number for number, said in said_of.items() if said is not None}),
        *(({"reason": one.pk}, {number for number, said in said_of.items() if said == one.pk}) for one in reasons),
        *(({"product": sku}, tied[sku]) for sku in skus),
        (
            {"reason": reasons[0].pk, "product": skus[0]},
            {number for number in tied[skus[0]] if said_of.get(number) == reasons[0].pk},
        ),
    ]
    for chosen, among in kinds:
        assert figures(history, **chosen) == plain(among)

    assert sum(bool(plain(among)) for _, among in kinds) >= 3
    assert not plain({number for number, said in said_of.items() if said == reasons[2].pk})


def figures(history: History, **chosen: Any) -> dict[tuple[Any, ...], tuple[int, int, int, int]]:
    """What the desk counts by day, channel and measure."""
    choice = Choice(BEGINS.date(), timezone.localtime(history.now).date(), **chosen)
    found = queries.sums(choice, list(MEASURES), by="day || ' ' || channel_id")
    for summaries in found.values():
        assert all(summary.sizes.n == summary.count for summary in summaries.values())
    return {
        (place, measure): (summary.count, summary.hits, summary.total, summary.longest)
        for measure, summaries in found.items()
        for place, summary in summaries.items()
    }


def plain(among: Iterable[int]) -> dict[tuple[Any, ...], tuple[int, int, int, int]]:
    found: dict[tuple[Any, ...], tuple[int, int, int, int]] = {}
    for (day, _brand, channel, _team, measure), told in truth(set(among)).items():
        if measure != "customers":
            was = found.get((f"{day} {channel}", measure), (0, 0, 0, 0))
            sums = [a + b for a, b in zip(was[:3], told[:3], strict=True)]
            found[f"{day} {channel}", measure] = (sums[0], sums[1], sums[2], max(was[3], told[3]))
    return found


def lines(*skus: str) -> list[dict[str, Any]]:
    return [{"id": sku, "sku": sku, "name": sku, "quantity": 1, "total": "10.00"} for sku in skus]


def product(shop: Shop, sku: str = "SRH-2", name: str = "Toprak sürahi", **fields: Any) -> Product:
    told = {"outside_id": f"p-{sku}", "sku": sku, "name": name, "changed_at": timezone.now()} | fields
    keep_products(shop, [ProductFacts(**told)])
    return Product.objects.get(shop=shop, sku=sku)


def count(found: str) -> str:
    """The number of answers on the card of the first reply."""
    return found.partition('id="first-heading"')[2].partition("n = ")[2].partition("<")[0]


def test_the_page_and_its_files_are_about_what_was_chosen(mailbox_channel: Channel, elif_: Agent, deniz: Agent) -> None:
    late, broken = (Reason.objects.create(name_tr=name) for name in ("Gecikti", "Kırık geldi"))
    shop = orders.shop(mailbox_channel.brand)
    product(shop)
    order = orders.order(shop)
    found = [answered(mailbox_channel, elif_, after=after) for after in (10, 20, 30)]
    for one in found[:2]:
        causes.choose(one, reason=late, by=elif_, now=timezone.now())
        say_of(one, score=5)
    tie(found[1], order, by=elif_, now=timezone.now())
    counting.fold(now=timezone.now())

    assert count(page(deniz)) == "3"
    assert count(page(deniz, f"/measures/?reason={late.pk}")) == "2"
    assert count(page(deniz, "/measures/?reason=0")) == "1"
    assert count(said := page(deniz, f"/measures/?reason={late.pk}&product=SRH-2")) == "1"
    assert "Toprak sürahi" in said
    # Every other address of the page is about the same.
    assert said.count(f"reason={late.pk}&amp;product=SRH-2") > 8
    month = monday().date().isoformat()[:7]
    assert f"{month},2," in page(deniz, f"/measures/csv/contacts/?reason={late.pk}")
    assert "5,2" in page(deniz, f"/measures/said/csv/scores/?reason={late.pk}")
    assert "5,1" in page(deniz, "/measures/said/csv/scores/?product=SRH-2")

    # What is said otherwise shows at once, and what is put away still counts and says so.
    causes.choose(found[0], reason=broken, by=elif_, now=timezone.now())
    untie(found[1], order, by=elif_)
    causes.put_away(late, by=deniz)
    assert count(said := page(deniz, f"/measures/?reason={late.pk}")) == "1"
    assert "Gecikti (kaldırıldı)" in said

    # Under one that went into another nothing stands any more: its old address says so instead of showing everything.
    causes.merge_reasons(late, into=broken, by=deniz)
    assert count(said := page(deniz, f"/measures/?reason={late.pk}")) == ""
    assert "Gecikti (kaldırıldı)" in said
    assert "Gecikti" not in page(deniz)
    assert count(page(deniz, f"/measures/?reason={broken.pk}")) == "2"
    assert count(page(deniz, "/measures/?product=SRH-2")) == ""


def test_what_a_merged_conversation_was_about_its_survivor_is(
    mailbox_channel: Channel, elif_: Agent, deniz: Agent
) -> None:
    shop = orders.shop(mailbox_channel.brand)
    product(shop)
    one, other, third = (answered(mailbox_channel, elif_, after=10) for _ in range(3))
    tie(one, orders.order(shop), by=elif_, now=timezone.now())
    actions.merge(one, into=other, by=elif_)
    actions.merge(other, into=third, by=elif_)
    counting.fold(now=timezone.now())

    assert count(page(deniz, "/measures/?product=SRH-2")) == count(page(deniz)) == "1"


def test_contacts_about_a_product_are_told_per_order_with_it(
    mailbox_channel: Channel, elif_: Agent, deniz: Agent
) -> None:
    shop = orders.shop(mailbox_channel.brand)
    product(shop)
    tie(answered(mailbox_channel, elif_, after=10), orders.order(shop), by=elif_, now=timezone.now())
    answered(mailbox_channel, elif_, after=10)
    counting.fold(now=timezone.now())
    day = timezone.localtime(monday()).date()
    DayCount.objects.create(shop=shop, day=day, what=Counted.ORDERS, count=400)
    DayCount.objects.create(shop=shop, day=day, what=Counted.PRODUCT, key="SRH-2", count=50)

    assert f"{day.isoformat()[:7]},1,50,20.0" in page(deniz, "/measures/csv/contacts/?product=SRH-2")


def test_a_product_is_found_among_thousands(mailbox_channel: Channel, deniz: Agent, onur: Agent) -> None:
    shop = orders.shop(mailbox_channel.brand)
    Product.objects.bulk_create(
        Product(shop=shop, outside_id=str(n), sku=f"X-{n:04}", name=f"İpek şal {n}", changed_at=timezone.now())
        for n in range(5_000)
    )
    product(shop, is_sold=False)
    onur.brands.add(make.brand("Harbour"))

    assert 'data-text="SRH-2"' in page(deniz, "/measures/products/?q=TOPRAK SURAHI")
    assert page(deniz, "/measures/products/?q=ipek+sal").count('role="option"') == 8
    assert "Toprak" not in page(onur, "/measures/products/?q=toprak")
    # One that is clear is taken by its name; one that is not sold any more says so.
    assert "Artık satılmıyor" in page(deniz, "/measures/?product=toprak+sürahi")
    # One that is not clear is asked about, and everything is shown meanwhile.
    assert "product=X-0000" in page(deniz, "/measures/?product=ipek")
    assert "yok" in page(deniz, "/measures/?product=kayık")
    assert len(page(deniz)) < 100_000


@pytest.mark.parametrize(
    "asked", ["reason=-1", "reason=²", "reason=99999999999999999999", "product=%00", "product=%25"]
)
def test_what_cannot_be_is_about_everything(mailbox_channel: Channel, elif_: Agent, deniz: Agent, asked: str) -> None:
    answered(mailbox_channel, elif_, after=10)
    counting.fold(now=timezone.now())

    assert count(page(deniz, f"/measures/?{asked}")) == "1"


def test_products_are_for_who_reads_measures(deniz: Agent) -> None:
    assert Client().get("/measures/products/?q=x").status_code == 302
    assert not page(deniz, "/measures/products/?q=").strip()


def test_a_choice_comes_back_from_its_address(mailbox_channel: Channel, deniz: Agent) -> None:
    late = Reason.objects.create(name_tr="Gecikti")
    product(orders.shop(mailbox_channel.brand), sku="A&B 1")
    today = timezone.localdate()
    choice = Choice(today - timedelta(days=6), today, reason=late.pk, product="A&B 1")

    asked = Client().get(f"/?{choice.asked()}").wsgi_request.GET

    assert choosing.read(asked, deniz, choosing.offered(deniz, asked), today=today) == choice
