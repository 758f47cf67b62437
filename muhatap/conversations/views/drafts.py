"""What is being written: saved while it is typed, dropped, brought back."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.conversations import actions
from muhatap.conversations.forms import DraftForm
from muhatap.conversations.models import Conversation, Draft, DraftKind
from muhatap.conversations.views import common, composing
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest


@require_http_methods(["POST", "DELETE"])
def reply(request: AgentRequest, pk: int) -> HttpResponse:
    """Save the reply that is being written; taken back, drop it."""
    return _change(request, pk, DraftKind.REPLY)


@require_http_methods(["POST", "DELETE"])
def note(request: AgentRequest, pk: int) -> HttpResponse:
    """The same of the internal note."""
    return _change(request, pk, DraftKind.NOTE)


@require_POST
def reply_back(request: AgentRequest, pk: int) -> HttpResponse:
    """Bring the dropped reply back to the composer."""
    return _restore(request, pk, DraftKind.REPLY)


@require_POST
def note_back(request: AgentRequest, pk: int) -> HttpResponse:
    return _restore(request, pk, DraftKind.NOTE)


@require_http_methods(["POST", "DELETE"])
def first_draft(request: AgentRequest) -> HttpResponse:
    """Save what is being written to somebody first; taken back, drop it."""
    if not common.is_undoing(request):
        return _save(request, None, DraftKind.REPLY)
    for dropped in Draft.objects.filter(agent=request.agent, conversation=None):
        actions.drop_draft(dropped, by=request.agent)
    there = reverse("conversations:start")
    is_part = common.target_of(request)
    answer = HttpResponse(headers={"HX-Redirect": there}) if is_part else HttpResponseRedirect(there)
    answer["X-Draft-Ended"] = "1"
    return answer


@require_http_methods(["POST", "DELETE"])
def sharing(request: AgentRequest, pk: int) -> HttpResponse:
    """Let colleagues look at one's reply, and ask one of them to; taken back, keep it to oneself."""
    conversation = common.find(request, pk).survivor
    asked = request.POST.get("colleague", "")
    colleagues = Agent.objects.seeing(conversation.brand_id)
    asking = get_object_or_404(colleagues, pk=asked) if asked.isdecimal() else None
    toast = "" if common.is_undoing(request) else _("Write the reply first; then a colleague can look at it.")
    for draft in Draft.objects.filter(agent=request.agent, conversation=conversation, kind=DraftKind.REPLY):
        if common.is_undoing(request):
            actions.keep_to_oneself(draft, by=request.agent)
        elif actions.share_draft(draft, by=request.agent, asking=asking).is_shared:
            toast = _("Your colleagues can look at the reply now.")
    return _draw(request, conversation, toast=toast)


@require_POST
def taking(request: AgentRequest, pk: int) -> HttpResponse:
    """Go on with a colleague's shared draft as one's own."""
    conversation = common.find(request, pk).survivor
    chosen = request.POST.get("draft", "")
    shared = Draft.objects.filter(conversation=conversation, pk=chosen if chosen.isdecimal() else 0).first()
    toast = _("The draft is yours now.")
    try:
        if shared is None:
            raise actions.AlreadyTaken
        actions.take_over_draft(shared, by=request.agent, now=timezone.now())
    except actions.AlreadyTaken:
        toast = _("This draft is no longer shared: its writer went on with it, or a colleague was quicker.")
    return _draw(request, conversation, toast=toast)


def _change(request: AgentRequest, pk: int, kind: str) -> HttpResponse:
    conversation = common.find(request, pk).survivor
    if not common.is_undoing(request):
        return _save(request, conversation, kind)
    for draft in Draft.objects.filter(agent=request.agent, conversation=conversation, kind=kind):
        actions.drop_draft(draft, by=request.agent)
    answer = _draw(request, conversation, dropped=kind)
    # The browser forgets its own copy at this word.
    answer["X-Draft-Ended"] = kind
    return answer


def _restore(request: AgentRequest, pk: int, kind: str) -> HttpResponse:
    conversation = common.find(request, pk).survivor
    for draft in Draft.objects.filter(agent=request.agent, conversation=conversation, kind=kind):
        actions.restore_draft(draft, by=request.agent, now=timezone.now())
    return _draw(request, conversation, toast=_("The draft is back."))


def _save(request: AgentRequest, conversation: Conversation | None, kind: str) -> HttpResponse:
    form = DraftForm(request.POST, request.FILES, agent=request.agent)
    if not form.is_valid():
        problems = [str(problem) for problems in form.errors.values() for problem in problems]
        return _answer({"problem": " ".join(problems)}, status=422)
    given = form.cleaned_data
    try:
        saved = actions.save_draft(
            conversation,
            by=request.agent,
            kind=kind,
            words=form.words,
            revision=given["revision"],
            key=given["key"],
            seen_id=given["seen"] or 0,
            now=timezone.now(),
        )
    except actions.ChangedElsewhere as changed:
        return _answer(composing.words_of(changed.draft), status=409)
    files = [composing.file_of(file) for file in saved.files.all()]
    return _answer({"revision": saved.revision, "files": files}, status=200)


def _draw(request: AgentRequest, conversation: Conversation, **more: object) -> HttpResponse:
    fresh = common.find(request, conversation.pk)
    context = common.thread_context(request, fresh)
    context |= composing.context(request.agent, fresh, context["thread"], agents=context["agents"])
    return composing.draw(request, context | more)


def _answer(said: dict[str, object], *, status: int) -> JsonResponse:
    answer = JsonResponse(said, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer
