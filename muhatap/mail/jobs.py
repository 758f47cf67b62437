"""Jobs of mail: load by id, call the act."""

from django.utils import timezone
from procrastinate.contrib.django import app

from muhatap.conversations.models import Message
from muhatap.mail import senders
from muhatap.mail.out import acknowledge as acknowledgement


@app.task(queue="out")
def acknowledge(message_id: int) -> None:
    message = Message.objects.select_related("conversation__brand", "conversation__customer", "channel", "identity")
    acknowledgement.acknowledge(message.get(pk=message_id), now=timezone.now())


@app.task(queue="care")
def check_sender(message_id: int) -> None:
    senders.check(Message.objects.get(pk=message_id))
