"""What is done to a conversation as a whole: whose it is, closed or not, spam or not, what it is called."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.conversations import actions
from muhatap.conversations.actions import assigning
from muhatap.conversations.views import closing, common, reading
from muhatap.team.models import Agent, Team
from muhatap.team.permissions import AgentRequest


@require_POST
def assignment(request: AgentRequest, pk: int) -> HttpResponse:
    """Give the conversation to an agent, to nobody, or into a team's queue."""
    conversation = common.find(request, pk)
    if "team" in request.POST:
        named = request.POST["team"]
        team = get_object_or_404(Team, pk=named) if named.isdecimal() else None
        return common.act(
            request, conversation, "team", lambda: actions.give_to_team(conversation, team=team, by=request.agent)
        )
    chosen = request.POST.get("agent", "")
    # Whoever cannot see it would never know.
    to = get_object_or_404(Agent.objects.seeing(conversation.brand_id), pk=chosen) if chosen.isdecimal() else None
    return common.act(request, conversation, "assign", lambda: actions.assign(conversation, to=to, by=request.agent))


@require_POST
def opening(request: AgentRequest, pk: int) -> HttpResponse:
    """Take the conversation on for having opened it, where its queue works that way."""
    conversation = common.find(request, pk)
    is_taken = assigning.take_on_opening(conversation, by=request.agent, now=timezone.now())
    if common.target_of(request) and not is_taken:
        return HttpResponse(status=204)
    return common.after_act(request, conversation)


@require_http_methods(["POST", "DELETE"])
def closure(request: AgentRequest, pk: int) -> HttpResponse:
    """Close; taken back, reopen."""
    conversation = common.find(request, pk)
    if common.is_undoing(request):
        return common.act(request, conversation, "reopen", lambda: actions.reopen(conversation, by=request.agent))
    now = timezone.now()
    try:
        return common.act(
            request, conversation, "close", lambda: actions.close(conversation, by=request.agent, now=now)
        )
    except actions.SaidFirst:
        return closing.ask(request, conversation)


@require_http_methods(["POST", "DELETE"])
def spam(request: AgentRequest, pk: int) -> HttpResponse:
    """Put aside as spam; taken back, it returns to the lists."""
    conversation = common.find(request, pk)
    if common.is_undoing(request):
        return common.act(
            request, conversation, "not_spam", lambda: actions.mark_as_not_spam(conversation, by=request.agent)
        )
    return common.act(request, conversation, "spam", lambda: actions.mark_as_spam(conversation, by=request.agent))


@require_POST
def deletion(request: AgentRequest, pk: int) -> HttpResponse:
    """Put the conversation into the bin; there it is shown, with the way back."""
    conversation = common.find(request, pk)
    now = timezone.now()
    run = actions.do_undoably(
        conversation,
        act="delete",
        do=lambda: actions.delete(conversation, by=request.agent, now=now),
        by=request.agent,
        now=now,
    )
    if not common.target_of(request):
        return HttpResponseRedirect(reverse("conversations:show", args=[conversation.pk]))
    answer = reading.show_from_bin(request, conversation.pk)
    if run:
        answer.write(common.toast_of(request, run))
    return answer


@require_POST
def subject(request: AgentRequest, pk: int) -> HttpResponse:
    conversation = common.find(request, pk)
    # The database takes no NUL.
    wanted = request.POST.get("subject", "").replace("\0", "").strip()
    if wanted and wanted != conversation.subject:
        actions.rename(conversation, subject=wanted, by=request.agent)
    elif not wanted:
        messages.error(request, _("A conversation needs a subject; the old one stays."))
    return common.after_act(request, conversation)
