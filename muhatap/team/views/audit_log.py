"""Who changed what, newest first, page by page."""

from django.http import HttpResponse
from django.shortcuts import render

from muhatap.team.acts import details_of, in_words
from muhatap.team.models import AuditEntry
from muhatap.team.permissions import AgentRequest
from muhatap.team.subjects import names_of

PAGE_LENGTH = 50


def index(request: AgentRequest) -> HttpResponse:
    entries = AuditEntry.objects.select_related("by")
    before = request.GET.get("before", "")
    # An id of more digits than the column holds is nobody's.
    if before.isascii() and before.isdigit() and len(before) < 19:
        entries = entries.filter(pk__lt=int(before))
    page = list(entries[: PAGE_LENGTH + 1])
    names = names_of(page)
    return render(
        request,
        "team/audit.html",
        {
            "lines": [(entry, in_words(entry), details_of(entry, names=names)) for entry in page[:PAGE_LENGTH]],
            "before": page[PAGE_LENGTH - 1].pk if len(page) > PAGE_LENGTH else None,
        },
    )
