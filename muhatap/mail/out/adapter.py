"""How a message of a mail channel goes out."""

import smtplib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from muhatap.conversations.channels import DeliveryError, DeliveryUncertain, Receipt
from muhatap.conversations.models import Message
from muhatap.core.blobs import BlobMissing
from muhatap.core.compiled import compiled
from muhatap.core.secrets import SealBroken
from muhatap.mail import oauth, senders, threading
from muhatap.mail.models import BouncedRecipient, KnownMessageId, Letter, Mailbox
from muhatap.mail.out import acknowledge, compose, dkim_sign, drawer, letters, smtp
from muhatap.mail.out.compose import NotAMailAddress
from muhatap.mail.sentences import known, say
from muhatap.mail.signing import signer
from muhatap.mail.sources import connect, problems
from muhatap.mail.sources.check import smtp_server
from muhatap.mail.sources.connect import Server
from muhatap.mail.sources.problems import SignInRefused, SourceProblem

NO_SERVER = known(_("This mailbox has no server for outgoing mail yet. Set it up, then send again."))
NO_RECIPIENT = known(_("The message has no recipient."))
NOT_AN_ADDRESS = known(_("“%(address)s” is not an address that mail can be sent to."))
FILE_MISSING = known(_("A file of this message is not in the store any more."))
KEY_UNUSABLE = known(_("The DKIM key of this mailbox cannot be used: %(answer)s"))


@compiled
def _mailbox_of(channel_id: int) -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(channel=channel_id)


class MailAdapter:
    """The mail channel's side of the slot in `conversations.channels`."""

    def prepare(self, message: Message) -> None:
        """Give the message its Message-ID, its place in the thread and its signature, in the transaction of writing."""
        conversation, channel, brand = message.conversation, message.channel, message.conversation.brand
        [mailbox] = _mailbox_of(channel.pk)
        marks = signer()
        message_id = marks.message_id(message.uid, conversation.pk, channel.address.rpartition("@")[2])
        answered = letters.answered(message)
        Letter.objects.create(
            message=message,
            header_message_id=message_id,
            in_reply_to=answered.header_message_id if answered else "",
            references=compose.chain_of(answered.references, answered.header_message_id) if answered else [],
            reply_to=(marks.reply_address(channel.address, conversation.pk) if mailbox.is_reply_address_signed else ""),
        )
        KnownMessageId.objects.create(
            brand=brand, digest=threading.digest(message_id), conversation=conversation, message=message
        )
        message.signature = "" if message.is_automatic else letters.signature_of(message.author, brand)
        message.subject = self._subject(message, mailbox, is_answer=answered is not None)
        message.save(update_fields=["signature", "subject"])

    def examine(self, message: Message) -> None:
        senders.check_once(message)

    def claim_automatic_answer(self, message: Message, *, now: datetime) -> str:
        return acknowledge.claim(message, now=now)

    def deliver(self, message: Message, *, only_to: Sequence[str], handing_over: Callable[[], None]) -> Receipt:
        mailbox = Mailbox.objects.select_related("channel").get(channel=message.channel)
        recipients = list(only_to) or letters.recipients_of(message)
        if not recipients:
            raise _refused(NO_RECIPIENT, permanent=True)
        if not mailbox.smtp_host:
            raise _refused(NO_SERVER, permanent=True)
        data = self._data(message, mailbox)
        if mailbox.smtp_host == drawer.HOST:
            handing_over()
            return drawer.keep(data, name=str(message.pk))
        sender = mailbox.channel.address
        if mailbox.is_reply_address_signed:
            sender = signer().return_address(sender, message.pk)
        try:
            with open_door(mailbox, now=timezone.now()) as door:
                return smtp.hand_over(
                    door, data, sender=sender, recipients=[_ascii(one) for one in recipients], handing_over=handing_over
                )
        except SourceProblem as problem:
            note_trouble(mailbox, problem.sentence, now=timezone.now())
            # Whatever keeps us from the server can be mended, by time or by a person, and then the mail goes.
            raise DeliveryError(problem.sentence, permanent=False) from problem

    def note_accepted(self, message: Message, receipt: Receipt) -> None:
        """Keep, for each recipient, whether the server refused it; what it took now is not lost any more."""
        note_success(message.channel.mailbox, now=timezone.now())
        refused = {refusal.address for refusal in receipt.refusals}
        # A notice may be quicker than our note of the acceptance it follows, or tell of a recipient of an earlier try.
        earlier = BouncedRecipient.objects.filter(message=message, at__lt=message.delivery.claimed_at or timezone.now())
        if message.delivery.only_to:
            earlier = earlier.filter(address__in=message.delivery.only_to)
        earlier.exclude(address__in=refused).delete()
        BouncedRecipient.objects.bulk_create(
            (
                BouncedRecipient(message=message, address=refusal.address[:320], reason=refusal.answer[:500])
                for refusal in receipt.refusals
                if refusal.is_permanent
            ),
            update_conflicts=True,
            unique_fields=["message", "address"],
            update_fields=["reason", "is_permanent", "at"],
        )

    def unreached(self, message: Message) -> Sequence[str]:
        lost = BouncedRecipient.objects.filter(message=message, is_permanent=True).values_list("address", flat=True)
        returned = {address.lower() for address in lost}
        # A notice names whom it likes: it is a stranger's mail. Ours goes to those it was written to, and to no other.
        return [address for address in letters.recipients_of(message) if address.lower() in returned]

    def _subject(self, message: Message, mailbox: Mailbox, *, is_answer: bool) -> str:
        subject = compose.answering(message.subject) if is_answer else message.subject
        number = f"[#{message.conversation_id}]"
        if not mailbox.is_reply_address_signed and number not in subject:
            # Without a signed address this is what is left to a mailer that drops all ids.
            subject = f"{subject} {number}"
        return subject.strip()[:500]

    def _data(self, message: Message, mailbox: Mailbox) -> bytes:
        try:
            data = compose.as_bytes(compose.compose(letters.draft_of(message, mailbox)))
            key = mailbox.secret("dkim_key") if mailbox.dkim_selector else ""
            if not key:
                return data
            domain = mailbox.channel.address.rpartition("@")[2]
            return dkim_sign.signed(data, selector=mailbox.dkim_selector, domain=domain, key=key)
        except NotAMailAddress as error:
            raise _refused(NOT_AN_ADDRESS, permanent=True, address=error.args[0]) from error
        except BlobMissing as error:
            raise _refused(FILE_MISSING, permanent=True) from error
        except dkim_sign.KeyUnusable as error:
            raise _refused(KEY_UNUSABLE, permanent=False, answer=str(error)) from error
        except SealBroken as error:
            raise _refused(problems.SEAL_BROKEN, permanent=False) from error


@contextmanager
def open_door(mailbox: Mailbox, *, now: datetime) -> Iterator[smtplib.SMTP]:
    """Open the mailbox's way out, signed in; a token that the server refuses is renewed once. Raises SourceProblem."""
    token = _token(mailbox, now=now)
    try:
        door = _signed_in(_server(mailbox, token))
    except SignInRefused:
        if not token:
            raise
        door = _signed_in(_server(mailbox, _token(mailbox, now=now, instead_of=token)))
    try:
        yield door
    except (DeliveryError, DeliveryUncertain):
        _leave(door)
        raise
    except BaseException:
        # Not even a QUIT: a mail that is not to go must not look finished.
        door.close()
        raise
    else:
        _leave(door)


def note_success(mailbox: Mailbox, *, now: datetime) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(last_sent_at=now, send_problem="", send_failing_since=None)


def note_trouble(mailbox: Mailbox, sentence: str, *, now: datetime) -> None:
    """Remember that the way out is closed, and since when: what the alarm looks at."""
    Mailbox.objects.filter(pk=mailbox.pk).update(
        send_problem=sentence, send_failing_since=Coalesce("send_failing_since", now)
    )


def _signed_in(server: Server) -> smtplib.SMTP:
    door = connect.open_smtp(server)
    try:
        connect.sign_in_smtp(door, server)
    except BaseException:
        door.close()
        raise
    return door


def _server(mailbox: Mailbox, token: str) -> Server:
    try:
        return smtp_server(mailbox, access_token=token)
    except SealBroken as error:
        raise SourceProblem(problems.SEAL_BROKEN, is_passing=False) from error


def _token(mailbox: Mailbox, *, now: datetime, instead_of: str = "") -> str:
    try:
        return oauth.access_token(mailbox, now=now, instead_of=instead_of)
    except oauth.AccessProblem as problem:
        raise SourceProblem(problem.sentence.replace("%", "%%"), is_passing=problem.is_passing) from problem


def _leave(door: smtplib.SMTP) -> None:
    # The mail's fate is known; a server that hangs up without a word changes nothing.
    with suppress(OSError):
        if door.sock is not None:
            door.sock.settimeout(5)
        door.quit()
    door.close()


def _ascii(address: str) -> str:
    local, _at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode()}"


def _refused(sentence: str, *, permanent: bool, **values: object) -> DeliveryError:
    return DeliveryError(say(sentence, **values), permanent=permanent)
