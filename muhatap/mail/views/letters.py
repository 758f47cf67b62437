"""A mail as it came: its headers, what its authentication said, its source; and the end of its sender's voice here."""

from email import message_from_bytes
from email.message import Message as Parsed
from email.policy import compat32

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Conversation, Message
from muhatap.core import blobs
from muhatap.mail import set_up
from muhatap.mail.letter import charset
from muhatap.mail.models import Letter, RawSource
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest

SOURCE_SHOWN_BYTES = 200_000


@require_safe
def original(request: AgentRequest, pk: int) -> HttpResponse:
    """Show headers and source of a message's mail."""
    message = _find(request.agent, pk)
    raw = _raw_of(message)
    source = blobs.read(raw.digest) if raw and blobs.exists(raw.digest) else b""
    answer = render(
        request,
        "mail/original.html",
        {
            "message": message,
            "raw": raw,
            "headers": _headers(source),
            "source": charset.decode(source[:SOURCE_SHOWN_BYTES], "utf-8").text,
            "is_cut": len(source) > SOURCE_SHOWN_BYTES,
            "letter": Letter.objects.filter(message=message).first(),
        },
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def source(request: AgentRequest, pk: int) -> HttpResponse:
    """Hand the mail out byte for byte, as a file that no browser runs."""
    raw = _raw_of(_find(request.agent, pk))
    if raw is None or not blobs.exists(raw.digest):
        raise Http404("the source of this message is not kept")
    answer = HttpResponse(blobs.read(raw.digest), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="message-{pk}.eml"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_POST
def block(request: AgentRequest, pk: int) -> HttpResponse:
    """Put a conversation aside as spam and send what its sender writes from now on there too."""
    found = Conversation.objects.visible_to(request.agent).select_related("customer", "brand")
    conversation = get_object_or_404(found, pk=pk)
    conversations.mark_as_spam(conversation, by=request.agent)
    if address := conversation.customer.address:
        blocked = set_up.block_sender(brand=conversation.brand, pattern=address, by=request.agent)
        messages.success(request, _("Mail of %(sender)s goes to spam from now on.") % {"sender": blocked.pattern})
    return redirect("conversations:show", conversation.pk)


def _find(agent: Agent, pk: int) -> Message:
    visible = Conversation.objects.visible_to(agent)
    return get_object_or_404(Message.objects.filter(conversation__in=visible).select_related("conversation"), pk=pk)


def _raw_of(message: Message) -> RawSource | None:
    return RawSource.objects.filter(message=message).order_by("pk").first()


def _headers(source: bytes) -> list[tuple[str, str]]:
    """Return the headers as they stand, unfolded; the bytes are a stranger's and only ever shown as text."""
    parsed: Parsed = message_from_bytes(source[:SOURCE_SHOWN_BYTES], policy=compat32)
    return [(name, " ".join(str(value).split())) for name, value in parsed.items()]
