"""Mail that came and could not be read, or was refused: with its reason, its bytes, and another try."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.core import blobs
from muhatap.mail import actions, health
from muhatap.mail.models import SourceState
from muhatap.mail.sentences import in_words
from muhatap.team.permissions import AgentRequest

PAGE_LENGTH = 50


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    rows = health.unread(request.agent)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    page = list(rows[: PAGE_LENGTH + 1])
    return render(
        request,
        "mail/unreadable.html",
        {
            "lines": [(row, in_words(row.reason)) for row in page[:PAGE_LENGTH]],
            "before": page[PAGE_LENGTH - 1].pk if len(page) > PAGE_LENGTH else None,
            "unreadable": SourceState.UNREADABLE,
        },
    )


@require_GET
def raw(request: AgentRequest, pk: int) -> HttpResponse:
    """Hand out the mail exactly as it came, as a file: nothing of it runs or shows here."""
    row = get_object_or_404(health.unread(request.agent), pk=pk, state=SourceState.UNREADABLE)
    try:
        data = blobs.read(row.digest)
    except blobs.BlobMissing as error:
        raise Http404 from error
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="mail-{row.pk}.eml"'},
    )


@require_POST
def retry(request: AgentRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(health.unread(request.agent), pk=pk, state=SourceState.UNREADABLE)
    try:
        row = actions.retry(row, now=timezone.now())
    except blobs.BlobMissing:
        messages.error(request, _("The mail's bytes are not in the store. Restore the blobs from a backup, then try."))
        return redirect("mail:unreadable")
    if row.state == SourceState.UNREADABLE or row.message is None:
        messages.error(request, _("It still cannot be read. It is kept as it came."))
    else:
        where = reverse("conversations:show", kwargs={"pk": row.message.conversation_id})
        messages.success(
            request,
            format_html('{} <a href="{}">{}</a>', _("It could be read now."), where, _("Open the conversation")),
        )
    return redirect("mail:unreadable")


@require_POST
def settle(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a line off the list: somebody has seen to it. The row and its bytes stay."""
    row = get_object_or_404(health.unread(request.agent), pk=pk)
    actions.settle(row, by=request.agent, now=timezone.now())
    messages.success(request, _("Taken off the list. The mail itself stays where it is."))
    return redirect("mail:unreadable")
