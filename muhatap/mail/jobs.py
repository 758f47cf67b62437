"""Jobs of mail: load by id, call the act."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.conversations.models import Message
from muhatap.mail import senders
from muhatap.mail.models import Mailbox
from muhatap.mail.out import acknowledge as acknowledgement
from muhatap.mail.sources import reconciliation


@app.task(queue="out")
def acknowledge(message_id: int) -> None:
    senders.check_once(Message.objects.get(pk=message_id))
    message = Message.objects.select_related("conversation__brand", "conversation__customer", "channel", "identity")
    acknowledgement.acknowledge(message.get(pk=message_id), now=timezone.now())


@app.task(queue="care")
def check_sender(message_id: int) -> None:
    senders.check_once(Message.objects.get(pk=message_id))


# When the servers and the desk have least to do; by UTC, so in the small hours from Lisbon to Istanbul.
@app.periodic(cron="17 1 * * *")
@app.task(queue="care", pass_context=False)
def reconcile_mailboxes(timestamp: int) -> None:
    for mailbox_id in Mailbox.objects.filter(channel__is_enabled=True).values_list("pk", flat=True):
        reconcile_mailbox.configure(lock=f"reconcile:{mailbox_id}").defer(mailbox_id=mailbox_id)


@app.task(queue="care")
def reconcile_mailbox(mailbox_id: int) -> None:
    mailbox = Mailbox.objects.select_related("channel").get(pk=mailbox_id)
    reconciliation.reconcile(mailbox, now=timezone.now())
