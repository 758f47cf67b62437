"""Saved replies where one writes: all of them to search in, a few that fit, and their acts at once."""

from django.http import HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.conversations.views import common
from muhatap.knowledge import actions, keywords, macros, queries, suggesting
from muhatap.knowledge import offering as offered
from muhatap.team.permissions import AgentRequest


@require_GET
def index(request: AgentRequest, pk: int) -> HttpResponse:
    """Draw every reply that may be said here, filled; the list is searched in the browser."""
    conversation = common.find(request, pk)
    found = offered.offers(queries.usable(request.agent, conversation), conversation, request.agent)
    return common.draw(request, "knowledge/parts/offers.html", {"offers": found, "conversation": conversation})


@require_GET
def suggested(request: AgentRequest, pk: int) -> HttpResponse:
    """Draw the few that fit what the customer wrote last, each with the words that say so."""
    conversation = common.find(request, pk)
    usable = {each.pk: each for each in queries.usable(request.agent, conversation)}
    said = queries.said_in(conversation, request.agent, now=timezone.now())
    suited = suggesting.suggested(map(queries.offered_of, usable.values()), said, of_situation=keywords.OF_SITUATION)
    found = offered.offers([usable[one.number] for one in suited], conversation, request.agent)
    because = {one.number: ", ".join(one.because) for one in suited}
    chips = [(offer, because[offer.reply.pk]) for offer in found]
    return common.draw(request, "knowledge/parts/suggested.html", {"chips": chips, "conversation": conversation})


@require_POST
def act(request: AgentRequest, pk: int) -> HttpResponse:
    """Do what comes with a reply at once, without sending anything."""
    conversation = common.find(request, pk)
    usable = {str(each.pk): each for each in queries.usable(request.agent, conversation)}
    found = usable.get(request.POST.get("reply", ""))
    if found is None:
        return HttpResponseBadRequest(_("This reply is no longer there. Nothing was changed."))
    left_out = [int(one) for one in request.POST.get("without", "").split(",") if one.isascii() and one.isdecimal()][
        :20
    ]
    acts = macros.chosen(macros.read(found.acts), left_out)
    run = actions.act(found, conversation, acts, by=request.agent, now=timezone.now())
    return common.after_act(request, conversation, run=run)
