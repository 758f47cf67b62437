"""Questions to the language model from where one writes, and the word that a suggestion was read."""

from django.http import HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from muhatap.conversations.views import common
from muhatap.language_model import actions
from muhatap.language_model.faults import NotAnswered, for_writer
from muhatap.team.permissions import AgentRequest

# What a form may hold; longer drafts than the model takes are told so.
LONGEST = 200_000


@require_POST
def ask(request: AgentRequest, pk: int) -> HttpResponse:
    """Draw what the model answered, with its sources and what was sent; or the sentence why it did not."""
    conversation = common.find(request, pk)
    act = actions.ACTS.get(request.POST.get("act", ""))
    if act is None:
        return HttpResponseBadRequest()
    draft = request.POST.get("text", "")[:LONGEST]
    try:
        outcome = actions.ask(conversation, act=act, draft=draft, by=request.agent, now=timezone.now())
    except NotAnswered as error:
        return common.draw(request, "language_model/parts/fault.html", {"sentence": for_writer(error.fault)})
    numbered = [(number, source) for number, source in enumerate(outcome.sources, 1)]
    context = {
        "outcome": outcome,
        # Made of plain text by `as_html`, which escapes all of it.
        "html": mark_safe(outcome.html),  # noqa: S308
        "sources": [each for each in numbered if each[0] in outcome.used] or numbered,
        "are_named": bool(outcome.used),
        "original": outcome.sources[0] if act.name == "translate" else None,
    }
    return common.draw(request, "language_model/parts/answer.html", context)


@require_POST
def read(request: AgentRequest, pk: int) -> HttpResponse:
    """Somebody says that they have read what stands in their reply."""
    actions.read(common.find(request, pk), request.POST.getlist("uid"))
    return HttpResponse(status=204)
