"""What mail puts into the shell, and its acts in the words of the audit log."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muhatap.mail import health
from muhatap.mail.models import Mailbox, RawSource
from muhatap.team import acts, subjects
from muhatap.web.addresses import at
from muhatap.web.slots import Alarm, NavEntry, register_alarm, register_nav

ACTS = {
    "mail.mailbox_added": _("added a mailbox"),
    "mail.mailbox_changed": _("changed a mailbox"),
    "mail.mailbox_switched_on": _("switched a mailbox on"),
    "mail.mailbox_switched_off": _("paused a mailbox"),
    "mail.dkim_key_made": _("made a DKIM key"),
    "mail.dkim_key_dropped": _("dropped a DKIM key"),
    "mail.mailbox_connected": _("connected a mailbox to its account"),
    "mail.mail_settled": _("took an unreadable mail off the list"),
    "mail.sender_blocked": _("blocked a sender"),
    "mail.sender_unblocked": _("unblocked a sender"),
}

# What stands beside an entry: how many mails wait to be looked at.
COUNTS = {"unreadable": health.unread_count}


def register() -> None:
    acts.register(ACTS)
    mailbox = subjects.by_field(Mailbox, "channel__name")
    subjects.register("mailbox", Mailbox, mailbox, gone=_("a mailbox that is gone"))
    subjects.register("raw", RawSource, _mail_names, gone=_("a mail that is gone"))
    register_alarm(
        Alarm(
            name="mail",
            permission="mail.reconciliation",
            url=at("mail:reconciliation"),
            sentences=health.alarms_for,
        )
    )
    pages = [
        ("mailboxes", _("Mailboxes"), "mail.set_up", 30),
        ("reconciliation", _("Daily mail check"), "mail.reconciliation", 40),
        ("unreadable", _("Unreadable mail"), "mail.unreadable", 50),
        ("blocked_senders", _("Blocked senders"), "mail.block_senders", 60),
    ]
    for name, label, permission, order in pages:
        register_nav(
            NavEntry(
                name=f"mail-{name}",
                label=label,
                url=at(f"mail:{name}"),
                permission=permission,
                section="settings",
                order=order,
                count=COUNTS.get(name),
            )
        )


def _mail_names(numbers: Collection[int]) -> Mapping[int, str]:
    """A mail that nobody could read is known by who handed it in."""
    senders = RawSource.objects.filter(pk__in=numbers).values_list("pk", "envelope_from")
    return {pk: sender or gettext("a mail without a sender") for pk, sender in senders}
