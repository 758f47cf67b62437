"""Loads the demo shop through the product's own doors, and takes it away again."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from muhatap.conversations import actions, outbox
from muhatap.conversations.models import Attachment, Channel, Closure, Conversation, Delivery, Message, Status
from muhatap.core import blobs
from muhatap.core.models import Event
from muhatap.customers.models import Customer
from muhatap.demo import (
    arranging,
    carsi,
    checking_back,
    harbour,
    hearing,
    orders,
    pictures,
    replying,
    ruling,
    surveying,
)
from muhatap.demo.letters import AUTHSERV_ID, Desk, Earlier, bounce, letter
from muhatap.demo.seat import OWNER, PASSWORD
from muhatap.demo.telling import Closed, Given, Note, Step, Story, They, We
from muhatap.mail.actions import receive
from muhatap.mail.models import Incoming, KnownMessageId, Letter, Mailbox, RawSource
from muhatap.mail.out import drawer
from muhatap.notices import actions as notices
from muhatap.notices.models import Kind, Notice
from muhatap.promises import actions as promises
from muhatap.promises import queries as owed
from muhatap.team.models import Agent, Brand, Language, Role

BRANDS = {"carsi-demo": carsi.STORIES, "harbour-home-demo": harbour.STORIES}

_AGENTS = {
    "deniz": ("Deniz Er", "Kurucu", Role.OWNER, Language.TURKISH),
    "onur": ("Onur Bal", "Ekip Lideri", Role.LEAD, Language.TURKISH),
    "elif": ("Elif Kaya", "Mutluluk Kahramanı", Role.AGENT, Language.TURKISH),
    "tom": ("Tom Fletcher", "Happiness Hero", Role.AGENT, Language.ENGLISH),
}

# By then everybody had looked at the bell. What has come since waits while there is something to do, a handful.
_LOOKED_AGO = timedelta(days=3)


@transaction.atomic
def load(*, now: datetime) -> int:
    """Load the demo shop and return the number of its conversations; nothing when it is there already."""
    if Brand.objects.filter(slug__in=BRANDS).exists():
        return 0
    team = _team()
    with _quiet():
        for channel, stories in _channels():
            for number, story in enumerate(stories):
                _Telling(story, channel, team, seed=1000 * channel.pk + number, now=now).tell()
        brands = list(Brand.objects.filter(slug__in=BRANDS))
        arranging.arrange(team=team, brands=brands, now=now, happened=_happened)
        _look_at_the_bell([*team.values()], at=now - _LOOKED_AGO)
    with _quiet():
        carsi_channel = Channel.objects.get(brand__slug="carsi-demo")
        hearing.hear(channel=carsi_channel, team=team, now=now, happened=_happened)
        checking_back.ask(channel=carsi_channel, now=now, happened=_happened)
        _look_at_the_bell([*team.values()], at=now - _LOOKED_AGO)
    with _happened(now):
        for brand in brands:
            bought, currency = (orders.CARSI, "TRY") if brand.slug == "carsi-demo" else (orders.HARBOUR, "GBP")
            orders.sell(brand=brand, bought=bought, currency=currency, by=team["deniz"], now=now)
    surveying.survey(team=team, brands=brands, now=now, happened=_happened)
    ruling.rule(brands=brands, by=team["onur"], now=now)
    replying.plant(by=team["onur"], now=now)
    with _happened(now):
        hearing.look(now=now)
    Brand.objects.filter(slug__in=BRANDS).update(is_acknowledging=True, undo_seconds=10)
    return Conversation.objects.filter(brand__slug__in=BRANDS).count()


@transaction.atomic
def remove() -> int:
    """Take the demo shop away: its brands, conversations and people. Return how many conversations went.

    What belongs to other brands stays, and so does a demo agent who has answered there.
    """
    brands = list(Brand.objects.filter(slug__in=BRANDS))
    conversations = Conversation.objects.filter(brand__in=brands)
    numbers = list(conversations.values_list("pk", flat=True))
    customers = {
        *conversations.values_list("customer", flat=True),
        *Message.objects.filter(conversation__in=numbers, identity__isnull=False).values_list(
            "identity__customer", flat=True
        ),
    }
    hearing.clear()
    Event.objects.filter(subject__in=[f"conversation:{pk}" for pk in numbers]).delete()
    channels = Channel.objects.filter(brand__in=brands)
    RawSource.objects.filter(channel__in=channels).delete()
    KnownMessageId.objects.filter(brand__in=brands).delete()
    conversations.update(merged_into=None)
    Message.objects.filter(conversation__in=numbers).delete()
    conversations.delete()
    channels.delete()
    Brand.objects.filter(pk__in=[brand.pk for brand in brands]).delete()
    Customer.objects.filter(pk__in=customers, conversations=None).delete()
    arranging.clear()
    replying.clear(emails=[_email(name) for name in _AGENTS])
    Agent.objects.filter(email__in=[_email(name) for name in _AGENTS], messages=None).delete()
    return len(numbers)


def sign_in() -> dict[str, str] | None:
    """Return e-mail and password of the demo's owner; None without the demo, or once they were changed."""
    owner = Agent.objects.filter(email=OWNER, is_active=True).first()
    if owner is None or not owner.check_password(PASSWORD):
        return None
    return {"email": OWNER, "password": PASSWORD}


def _team() -> dict[str, Agent]:
    first = Agent(email=OWNER)
    first.set_password(PASSWORD)
    team = {}
    for key, (name, title, role, language) in _AGENTS.items():
        # One hash for all four: making one takes as long as ten conversations.
        team[key] = Agent.objects.create(
            email=_email(key), name=name, title=title, role=role, language=language, password=first.password
        )
    return team


def _email(name: str) -> str:
    return f"{name}@carsi.example"


def _channels() -> Iterator[tuple[Channel, Sequence[Story]]]:
    shops = (
        ("Çarşı", "carsi-demo", "destek@carsi.example", "tr", "Sevgiler,\n{agent}\n{title} · {brand}"),
        ("Harbour & Home", "harbour-home-demo", "hello@harbour-home.example", "en", "Warmly,\n{agent}\n{brand}"),
    )
    for name, slug, address, language, signature in shops:
        brand = Brand.objects.create(
            name=name, slug=slug, language=language, signature=signature, is_acknowledging=False, undo_seconds=0
        )
        channel = Channel.objects.create(brand=brand, kind="mail", name=address, address=address)
        Mailbox.objects.create(
            channel=channel, incoming=Incoming.PUSHED, smtp_host=drawer.HOST, trusted_authserv_id=AUTHSERV_ID
        )
        yield channel, BRANDS[slug]


@contextmanager
def _quiet() -> Iterator[None]:
    """One story has a mail that cannot be sent: told on the thread, not in the log."""
    log = logging.getLogger("muhatap")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


@dataclass
class _Telling:
    """One story on its way through the desk."""

    story: Story
    channel: Channel
    team: dict[str, Agent]
    seed: int
    now: datetime
    conversation: Conversation | None = None
    last_of_ours: Message | None = None

    def tell(self) -> None:
        at = self.now - self.story.ago
        for number, step in enumerate(self.story.steps):
            at += step.after
            with _happened(min(at, self.now)):
                self._take(step, min(at, self.now), number)

    def _take(self, step: Step, at: datetime, number: int) -> None:
        match step:
            case They():
                self._receive(step, at, number)
            case We():
                self._keep_word(step.who, at)
                self._reply(step, at, number)
                self._has_read(step.who, at)
            case Note():
                actions.note(self._conversation, by=self.team[step.who], text=step.text, now=at)
                self._has_read(step.who, at)
            case Given():
                by = self.team[step.by or step.to]
                actions.assign(self._conversation, to=self.team[step.to], by=by)
            case Closed():
                self._keep_word(step.who, at)
                closed = actions.close(self._conversation, by=self.team[step.who], now=at)
                Closure.objects.filter(conversation=closed).update(closed_at=at)
                self._has_read(step.who, at)

    def _keep_word(self, who: str, at: datetime) -> None:
        """Whoever writes again or closes has done what was promised before."""
        for one in owed.open_in(self._conversation):
            promises.keep(one, by=self.team[who], now=at)

    def _has_read(self, who: str, at: datetime) -> None:
        """Whoever does something in a conversation has it open, and has been told."""
        notices.read(self.team[who], conversation_id=self._conversation.pk, now=at)

    @property
    def _conversation(self) -> Conversation:
        assert self.conversation is not None
        return self.conversation

    def _receive(self, step: They, at: datetime, number: int) -> None:
        local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
        brand, seed = self.channel.brand, self.seed * 10 + number
        desk = Desk(name=brand.name, address=self.channel.address, language=brand.language)
        earlier = self._earlier()
        if step.machine == "bounce":
            assert earlier is not None
            raw = bounce(of=earlier, recipient=self._address, at=local, desk=desk, seed=seed)
        else:
            raw = letter(
                step, customer=self.story.customer, subject=self.story.subject, at=local, desk=desk, earlier=earlier,
                seed=seed,
            )  # fmt: skip
        stored = receive(raw, channel=self.channel, source="demo", envelope_to=self.channel.address, now=at)
        assert stored.message is not None, stored.reason
        self.conversation = stored.message.conversation
        Customer.objects.filter(pk=self.conversation.customer_id, created_at__gt=at).update(created_at=at)

    def _earlier(self) -> Earlier | None:
        if self.last_of_ours is None:
            return None
        sent = self.last_of_ours
        return Earlier(
            message_id=Letter.objects.get(message=sent).header_message_id,
            text=sent.text,
            at=sent.at.astimezone(ZoneInfo(settings.TIME_ZONE)),
            sender=self.channel.brand.name,
        )

    def _reply(self, step: We, at: datetime, number: int) -> None:
        people = {"to": [{"name": self.story.customer, "address": self._address}], "cc": [], "bcc": []}
        if step.copy_to:
            people["cc"] = [{"name": "", "address": step.copy_to}]
        message = actions.reply(
            self._conversation, by=self.team[step.who], text=step.text, people=people, now=at,
            attachments=[self._upload(file.name, file.kind, step, number) for file in step.files],
        )  # fmt: skip
        self.last_of_ours = message
        delivery = Delivery.objects.get(message=message)
        outbox.deliver(delivery.pk, now=self.now)
        Delivery.objects.filter(pk=delivery.pk, state="sent").update(sent_at=at)
        Delivery.objects.filter(pk=delivery.pk, state="failed").update(failed_at=at)

    def _upload(self, name: str, kind: str, step: We, number: int) -> Attachment:
        data, media_type = pictures.draw(kind, seed=self.seed + number, title=name)
        return Attachment.objects.create(
            uploaded_by=self.team[step.who], filename=name, content_type=media_type, size=len(data),
            blob=blobs.put(data),
        )  # fmt: skip

    @property
    def _address(self) -> str:
        return self._conversation.customer.address


def _look_at_the_bell(team: Sequence[Agent], *, at: datetime) -> None:
    unread = Notice.objects.filter(agent__in=team, read_at=None)
    unread.filter(at__lte=at).update(read_at=at)
    unread.exclude(conversation__status=Status.OPEN).exclude(kind=Kind.MENTIONED).update(read_at=F("at"))


@contextmanager
def _happened(at: datetime) -> Iterator[None]:
    """Date the events of a step to the moment of the story, and what people were told of them: each in its place."""
    last = Event.objects.aggregate(last=Max("id"))["last"] or 0
    yield
    events = Event.objects.filter(id__gt=last)
    # A notice carries the very moment of the event that it tells of.
    moments = list(events.values_list("at", flat=True))
    Notice.objects.filter(at__in=moments).update(at=at)
    Notice.objects.filter(read_at__in=moments).update(read_at=at)
    events.update(at=at)
