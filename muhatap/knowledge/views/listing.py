"""The page of saved replies: by group, with how they do; and how each brand speaks."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muhatap.conversations.views.common import is_undoing
from muhatap.knowledge import actions, queries
from muhatap.knowledge.forms import VoicesForm
from muhatap.knowledge.models import SavedReply, SavedReplyQuerySet, Situation
from muhatap.team.permissions import AgentRequest


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    asked, today = request.GET.get("q", "")[:200], timezone.localdate()
    whole = list(queries.managed(request.agent))
    found = queries.matching(whole, asked)
    in_use = [each for each in found if not each.is_put_away]
    ripe = [each for each in queries.in_order_of_care(in_use, today=today) if each.is_to_review(today)]
    context = {
        "asked": asked,
        "groups": _grouped([each for each in in_use if each not in ripe]),
        "ripe": ripe,
        "away": [each for each in found if each.is_put_away],
        "count": sum(not each.is_put_away for each in whole),
        "is_empty": not whole,
        "own_brands": set(request.agent.brand_ids),
        "voices": VoicesForm(agent=request.agent),
        "nav_current": "replies",
    }
    return render(request, "knowledge/replies.html", context)


@require_http_methods(["POST", "DELETE"])
def use(request: AgentRequest, pk: int) -> HttpResponse:
    """Bring a reply back into use; taken back, put it away."""
    visible: SavedReplyQuerySet = SavedReply.objects.all()
    found = get_object_or_404(visible.changeable_by(request.agent), pk=pk)
    if is_undoing(request):
        actions.put_away(found, by=request.agent, now=timezone.now())
        messages.success(request, _("“%(reply)s” is put away. What was sent with it stays.") % {"reply": found.name})
        return redirect("knowledge:replies")
    try:
        actions.bring_back(found, by=request.agent)
        messages.success(request, _("“%(reply)s” is back.") % {"reply": found.name})
    except actions.ShortcutTaken:
        messages.error(
            request,
            _("Another reply has the shortcut /%(shortcut)s now. Change one of them first.")
            % {"shortcut": found.shortcut},
        )
    return redirect("knowledge:replies")


@require_POST
def plant(request: AgentRequest) -> HttpResponse:
    """Take over the model replies that are not there yet."""
    count = actions.plant(by=request.agent, now=timezone.now())
    said = (
        _("%(count)d model replies are here, in both languages. Make them yours.")
        if count
        else _("All model replies are here already.")
    )
    messages.success(request, said % {"count": count} if count else said)
    return redirect("knowledge:replies")


@require_POST
def voices(request: AgentRequest) -> HttpResponse:
    form = VoicesForm(request.POST, agent=request.agent)
    if form.is_valid():
        for brand, voice in form.chosen():
            actions.set_voice(brand, voice=voice, by=request.agent)
        messages.success(request, _("Saved."))
    return redirect("knowledge:replies")


def _grouped(replies: list[SavedReply]) -> list[tuple[str, list[SavedReply]]]:
    places = {name: place for place, name in enumerate(Situation.values)}
    ordered = sorted(replies, key=lambda one: (places.get(one.situation, 99), -one.use_count, one.pk))
    groups = groupby(ordered, key=lambda one: one.situation)
    return [(str(Situation(name).label), list(rows)) for name, rows in groups]
