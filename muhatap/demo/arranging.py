"""What has been done at the demo desk besides answering: labels, queues, what rests and why, drafts, a list.

Through the same acts as everybody's. What a story is about is named by its subject; see carsi.py and harbour.py.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from muhatap.conversations import actions
from muhatap.conversations.filters import Condition, Group
from muhatap.conversations.models import Conversation, Draft, Label, LabelColour, Message, SavedView
from muhatap.conversations.models.saved_view import Scope
from muhatap.customers.actions import add_identity, change, name_segment, write_note
from muhatap.customers.models import Identity, Segment
from muhatap.demo.telling import span
from muhatap.team.models import Agent, Assignment, Brand, Team
from muhatap.team.working import create_team

LABELS: Mapping[str, str] = {
    "hediye": LabelColour.GREEN,
    "iade": LabelColour.AMBER,
    "kargo": LabelColour.TILE,
    "fatura": LabelColour.GREY,
    "kırık": LabelColour.RED,
    "delivery": LabelColour.TILE,
    "return": LabelColour.AMBER,
    "damaged": LabelColour.RED,
    "invoice": LabelColour.GREY,
}
TEAMS = {"Muhasebe": ("deniz", "onur"), "Depo": ("onur",)}
SEGMENTS = ("Toptan", "Sadık müşteri")


@dataclass(frozen=True)
class Arranged:
    """What became of one story after its letters: so long before now."""

    subject: str
    labels: Sequence[str] = ()
    rests: str = ""
    queue: str = ""
    given: str = ""
    who: str = "elif"
    ago: str = ""


ARRANGED = (
    Arranged("Sürahinin kulpu kırık geldi", labels=("kırık", "hediye"), who="onur", ago="40m"),
    Arranged("8790 numaralı siparişim nerede?", labels=("kargo",), ago="2h"),
    Arranged("İade talebi", labels=("iade",), who="onur", ago="5h"),
    Arranged("Fatura şirket adına olacaktı", labels=("fatura",), rests="waiting", ago="6h"),
    Arranged("Kargo parası iki kez çekilmiş", labels=("fatura", "kargo"), queue="Muhasebe", ago="1d"),
    Arranged("Cumaya yetişir mi?", labels=("kargo", "hediye"), ago="1d 3h"),
    Arranged("Toplu sipariş: 60 kişilik davet", rests="on_hold", who="onur", ago="1d 4h"),
    Arranged("Sipariş üzerine mavi kâse", rests="2d", ago="2d 2h"),
    Arranged("Bardak altlığı eksik", labels=("kargo",), queue="Depo", who="onur", ago="2d 3h"),
    Arranged("Kargoda ezilmiş", labels=("kırık", "kargo"), ago="4d"),
    Arranged("Ürün ne zaman gelir", rests="until_reply", ago="2d 6h"),
    Arranged("Parcel says delivered, but it isn't here", labels=("delivery",), who="tom", ago="1h"),
    Arranged("Wrong size rug sent", labels=("return",), rests="waiting", who="tom", ago="4h"),
    Arranged("VAT invoice for H-1987", labels=("invoice",), queue="Muhasebe", given="deniz", who="tom", ago="8h"),
    Arranged("Candle arrived melted", labels=("damaged",), who="tom", ago="1d"),
    Arranged("Delivery to the Isle of Skye?", labels=("delivery",), rests="3d", who="tom", ago="1d 12h"),
)


@dataclass(frozen=True)
class Aside:
    """What colleagues say to each other of a story: so long before now."""

    subject: str
    who: str
    text: str
    ago: str


ASIDES = (
    Aside(
        "Kargo parası iki kez çekilmiş",
        "elif",
        "@Deniz Er banka bloke tutarını çözmüş, dekontu dün geldi. Sen de bakıp onaylar mısın? İbrahim Bey'e cuma günü "
        "için söz verdim.",
        "3h",
    ),
    Aside(
        "Wrong size rug sent",
        "tom",
        "@Deniz Er second rug from that pallet with the wrong label this month. Shall we ask the warehouse to recount?",
        "35m",
    ),
)

Happened = Callable[[datetime], AbstractContextManager[None]]


def arrange(*, team: Mapping[str, Agent], brands: Sequence[Brand], now: datetime, happened: Happened) -> None:
    """Put the told stories in order. `happened` dates the events of what is done within it."""
    labels = {
        name: Label.objects.get_or_create(name=name, defaults={"colour": colour})[0] for name, colour in LABELS.items()
    }
    queues = {name: _queue(name, [team[who] for who in members], by=team["deniz"]) for name, members in TEAMS.items()}
    _merge_the_meeting(brands, by=team["onur"], happened=happened, at=now - span("1d 4h 30m"))
    for one in ARRANGED:
        for conversation in _of(one.subject, brands):
            with happened(now - span(one.ago)):
                _arrange(conversation, one, labels=labels, queues=queues, team=team, now=now)
    for aside in ASIDES:
        for conversation in _of(aside.subject, brands):
            at = now - span(aside.ago)
            with happened(at):
                actions.note(conversation, by=team[aside.who], text=aside.text, now=at)
    with happened(now - span("10m")):
        _write_drafts(brands, team=team, now=now)
        _know_customers(brands, by=team["deniz"], now=now)
    _keep_a_list(labels["kırık"], labels["damaged"], owner=team["deniz"])


def clear() -> None:
    """Take away what `arrange` made beside conversations, as far as nobody else uses it."""
    in_use = {number for numbers in Conversation.objects.values_list("label_ids", flat=True) for number in numbers}
    Label.objects.filter(name__in=LABELS).exclude(pk__in=in_use).delete()
    Team.objects.filter(name__in=TEAMS, conversations=None).delete()
    Segment.objects.filter(name__in=SEGMENTS, customers=None).delete()


def _arrange(
    conversation: Conversation,
    one: Arranged,
    *,
    labels: Mapping[str, Label],
    queues: Mapping[str, Team],
    team: Mapping[str, Agent],
    now: datetime,
) -> None:
    by = team[one.who]
    for name in one.labels:
        actions.label(conversation, label=labels[name], by=by)
    if one.queue:
        actions.give_to_team(conversation, team=queues[one.queue], by=by)
    if one.given:
        actions.assign(conversation, to=team[one.given], by=by)
    if one.rests in ("waiting", "on_hold"):
        actions.set_status(conversation, status=one.rests, by=by, now=now)
    elif one.rests:
        until = None if one.rests == "until_reply" else now + span(one.rests)
        actions.snooze(conversation, until=until, by=by, now=now)


def _queue(name: str, members: Sequence[Agent], *, by: Agent) -> Team:
    found = Team.objects.filter(name=name).first()
    return found or create_team(name=name, agents=members, assignment=Assignment.BY_HAND, by=by)


def _merge_the_meeting(brands: Sequence[Brand], *, by: Agent, happened: Happened, at: datetime) -> None:
    """The invitation came as a mail of its own and belongs to the order it is about."""
    for meeting in _of("Tanışma toplantısı", brands):
        for order in _of("Toplu sipariş: 60 kişilik davet", brands):
            with happened(at):
                actions.merge(meeting, into=order, by=by)


def _write_drafts(brands: Sequence[Brand], *, team: Mapping[str, Agent], now: datetime) -> None:
    for conversation in _of("Cumaya yetişir mi?", brands):
        words = "Merhaba Nâzım Bey,\n\nAz önce depoya sordum; "
        _draft(conversation, words, by=team["deniz"], now=now)
    for conversation in _of("Sürahinin kulpu kırık geldi", brands):
        words = (
            "Zeynep Hanım merhaba,\n\nAnnenizin doğum gününe yetişmesi için yeni sürahiniz bugün 16.00'da yola "
            "çıkıyor. Kırık olanı geri göndermenize gerek yok."
        )
        draft = _draft(conversation, words, by=team["elif"], now=now)
        actions.share_draft(draft, by=team["elif"], asking=team["onur"])


def _draft(conversation: Conversation, text: str, *, by: Agent, now: datetime) -> Draft:
    newest = Message.objects.filter(conversation=conversation).latest("pk")
    words = actions.Words(text=text, to=conversation.customer.address)
    return actions.save_draft(conversation, by=by, kind="reply", words=words, revision=0, seen_id=newest.pk, now=now)


def _know_customers(brands: Sequence[Brand], *, by: Agent, now: datetime) -> None:
    segments = {name: name_segment(name=name, by=by) for name in SEGMENTS}
    for conversation in _of("Sürahinin kulpu kırık geldi", brands):
        customer = conversation.customer
        write_note(
            customer,
            text="Hediyelerini el yazısı notla gönderiyoruz, çok mutlu oluyor.",
            is_pinned=True,
            by=by,
            now=now,
        )
        change(customer, name=customer.name, language="tr", segments=[segments["Sadık müşteri"]], attributes={}, by=by)
    for conversation in _of("Fatura şirket adına olacaktı", brands):
        customer = conversation.customer
        add_identity(customer, kind=Identity.PHONE, value="0532 123 45 67", by=by)
        change(customer, name=customer.name, language="tr", segments=[segments["Toptan"]], attributes={}, by=by)


def _keep_a_list(*labels: Label, owner: Agent) -> None:
    broken = Group("and", (Condition("label", "is", tuple(str(label.pk) for label in labels)),))
    SavedView.objects.get_or_create(
        owner=owner, scope=Scope.EVERYONE, name="Kırık gelenler", defaults={"filter": broken.as_json()}
    )


def _of(subject: str, brands: Sequence[Brand]) -> Iterator[Conversation]:
    yield from Conversation.objects.filter(subject=subject, brand__in=brands, merged_into=None).select_related(
        "customer"
    )
