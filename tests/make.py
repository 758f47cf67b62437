"""Make what a story needs, with values that do not matter already filled in. Goes through the product's own actions."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.inbound import Inbound, Person
from muhatap.conversations.models import Channel, Conversation, Message
from muhatap.core.ids import uuid7
from muhatap.customers.actions import identify
from muhatap.customers.models import Customer, Identity
from muhatap.mail.models import Incoming, Mailbox
from muhatap.realtime.models import Listener
from muhatap.team.models import Agent, Brand, Role

PASSWORD = "her-zaman-buradayiz"


def brand(name: str = "Çarşı", **fields: Any) -> Brand:
    fields.setdefault("undo_seconds", 0)
    fields.setdefault("is_acknowledging", False)
    return Brand.objects.create(name=name, slug=f"marka-{uuid4().hex[:8]}", **fields)


def channel(*, brand: Brand | None = None, address: str = "destek@carsi.example", **mailbox: Any) -> Channel:
    """A mail channel with its mailbox; mail is handed in, and goes nowhere unless an SMTP server is named."""
    made = Channel.objects.create(brand=brand or globals()["brand"](), kind="mail", name=address, address=address)
    mailbox.setdefault("incoming", Incoming.PUSHED)
    Mailbox.objects.create(channel=made, **mailbox)
    return made


def agent(name: str = "Elif Kaya", *, email: str | None = None, role: str = Role.AGENT, **fields: Any) -> Agent:
    return Agent.objects.create_user(
        email or f"{uuid4().hex[:8]}@carsi.example", PASSWORD, name=name, role=role, **fields
    )


def customer(name: str = "Zeynep Aksoy", *, email: str | None = None) -> Customer:
    return identify(kind=Identity.EMAIL, value=email or f"{uuid4().hex[:8]}@example.com", name=name).customer


def inbound(channel: Channel, **fields: Any) -> Inbound:
    fields.setdefault("external_id", str(uuid7()))
    fields.setdefault("sender", Person("zeynep@example.com", "Zeynep Aksoy"))
    fields.setdefault("at", timezone.now())
    fields.setdefault("subject", "Siparişim hâlâ gelmedi")
    fields.setdefault("text", "Merhaba, 8812 numaralı siparişim nerede?")
    return Inbound(channel=channel, **fields)


def message(channel: Channel, **fields: Any) -> Message:
    """A message from a customer, received as the product receives it."""
    return actions.receive(inbound(channel, **fields))


def conversation(
    *,
    channel: Channel | None = None,
    customer: Customer | None = None,
    assigned_to: Agent | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Conversation:
    """A conversation that a customer opened, perhaps already someone's."""
    if customer is not None:
        fields.setdefault("sender", Person(customer.address, customer.name))
    if at is not None:
        fields["at"] = at
    opened = message(channel or globals()["channel"](), **fields).conversation
    if assigned_to is not None:
        opened = actions.assign(opened, to=assigned_to, by=assigned_to)
    return opened


def here(*agents: Agent) -> None:
    """Let agents have a page of the desk open this moment."""
    for each in agents:
        Listener.objects.update_or_create(agent_id=each.pk, defaults={"seen_at": timezone.now()})
