"""What lower apps are told by higher ones that they do not know: how a customer feels, what is owed, and by when
an answer comes."""

from collections.abc import Mapping

from django.utils import timezone

from muhatap.causes import quoting
from muhatap.coach import personal
from muhatap.coach.customer import mood
from muhatap.coach.reading import reading
from muhatap.coach.text import read
from muhatap.conversations import values
from muhatap.conversations.models import Conversation
from muhatap.knowledge import days, saying, tones
from muhatap.mail.out import acknowledge
from muhatap.promises import queries as promises
from muhatap.reports import posting
from muhatap.team.models import Agent


def register() -> None:
    acknowledge.say_when(lambda conversation, now: posting.say(conversation, now=now))
    tones.read_with(lambda text: mood(reading(text, lang=None)).mood)
    values.register("promise", _promise)
    quoting.mask_with(lambda text: [(trace.start, trace.end) for trace in personal.traces(read(text))])


def _promise(conversation: Conversation, agent: Agent) -> Mapping[str, str]:
    """Return when the next promise of a conversation is due: "25 Kasım Çarşamba 18.00"."""
    dues = [one.due_at for one in promises.open_in(conversation) if one.due_at]
    if not dues:
        return {}
    due, language = timezone.localtime(min(dues)), saying.language_of(conversation)
    clock = due.strftime("%H.%M" if language == "tr" else "%H:%M")
    return {"due": f"{days.in_words(due.date(), language)} {clock}"}
