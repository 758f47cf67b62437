"""From an empty desk to the first real mail: which step is next, read from what is there, so that it resumes."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Channel
from muhatap.mail.models import Mailbox, RawSource
from muhatap.team.models import Agent, Brand


@dataclass(frozen=True)
class Step:
    key: str
    label: str | Promise


STEPS = (
    Step("owner", _("You")),
    Step("brand", _("Brand")),
    Step("mailbox", _("Mailbox")),
    Step("test", _("Test mail")),
    Step("invite", _("Colleagues")),
)


def next_step() -> str:
    """Return the first step that is not done; the last one is never done, there is always one more colleague."""
    if not Agent.objects.exists():
        return "owner"
    if not Brand.objects.exists():
        return "brand"
    if not Mailbox.objects.exists():
        return "mailbox"
    return "invite" if RawSource.objects.exists() else "test"


def is_desk_usable() -> bool:
    """Is there a way in for customers? Until then owners are led to the first steps."""
    return Channel.objects.exists()
