"""What a reply can say by name besides what conversations and orders know: how to call somebody, and working days."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muhatap.conversations import values
from muhatap.conversations.models import Conversation, Direction
from muhatap.knowledge import days, hailing
from muhatap.knowledge.models import BrandVoice, Voice
from muhatap.team.models import Agent
from muhatap.team.opening import hours_of

# So many of the customer's own messages are read for how they sign.
READ_MESSAGES = 5


@dataclass(frozen=True)
class Name:
    """One value that a writer may use, and what it is."""

    name: str
    label: str | Promise

    @property
    def written(self) -> str:
        return f"{{{{ {self.name} }}}}"


NAMES = (
    Name("customer.greeting", _("greeting in the brand's voice")),
    Name("customer.first_name", _("first name")),
    Name("customer.name", _("whole name")),
    Name("customer.hail", _("form of address; Hanım or Bey only where known")),
    Name("order.number", _("order number")),
    Name("order.standing", _("where the order stands")),
    Name("order.total", _("amount of the order")),
    Name("order.refunded", _("amount refunded")),
    Name("order.placed_on", _("day of the order")),
    Name("order.carrier", _("carrier")),
    Name("order.tracking_number", _("tracking number")),
    Name("order.tracking_link", _("tracking link")),
    Name("day.today", _("today")),
    Name("day.in_1_working_day", _("next working day")),
    Name("day.in_2_working_days", _("in two working days")),
    Name("day.in_3_working_days", _("in three working days")),
    Name("day.in_5_working_days", _("in five working days")),
    Name("day.in_10_working_days", _("in ten working days")),
    Name("promise.due", _("when the next promise here is due")),
    Name("agent.name", _("your name")),
    Name("agent.title", _("your title")),
    Name("brand.name", _("name of the brand")),
    Name("conversation.number", _("number of the conversation")),
    Name("fill.reason", _("a gap to fill by hand, called as you like")),
)
# A first name that nothing is known by: what the writer alone can say.
GAPS = ("fill.", "doldur.")


def register() -> None:
    values.register("customer", _customer)
    values.register("day", _day)


def is_known(name: str) -> bool:
    """Whether a name is one that can have a value: those above, any number of working days, and gaps to fill."""
    if name.startswith(GAPS):
        return True
    named = {each.name for each in NAMES} | {"day.in_1_working_day"}
    return name in named or name in {f"day.in_{number}_working_days" for number in range(2, days.FARTHEST + 1)}


def voice_of(brand_id: int) -> str:
    found = BrandVoice.objects.filter(brand=brand_id).values_list("voice", flat=True).first()
    return found or Voice.WARM.value


def language_of(conversation: Conversation) -> str:
    """Return the language in which the customer is answered."""
    spoken = conversation.language or conversation.brand.language
    return "tr" if spoken == "tr" else "en"


def _customer(conversation: Conversation, agent: Agent) -> Mapping[str, str]:
    known, language = _known(conversation), language_of(conversation)
    return {
        "first_name": known.first_name,
        "hail": hailing.hail(known, language),
        "greeting": hailing.greeting(known, language, voice_of(conversation.brand_id)),
    }


def _day(conversation: Conversation, agent: Agent) -> Mapping[str, str]:
    return days.values(timezone.now(), hours_of(conversation.brand), language_of(conversation))


def _known(conversation: Conversation) -> hailing.Known:
    own = conversation.messages.filter(direction=Direction.IN, machine="").order_by("-at", "-id")
    # A signature that was folded away is where one signs.
    written = own.values_list("text", "signature")[:READ_MESSAGES]
    return hailing.known_of(conversation.customer.name, (f"{text}\n{signature}" for text, signature in written))
