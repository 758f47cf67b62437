"""Writing a saved reply, and seeing it filled in a conversation while one writes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.conversations.models import Conversation
from muhatap.conversations.views import common
from muhatap.knowledge import actions, offering, queries, saying
from muhatap.knowledge.forms import ReplyForm, preview_of
from muhatap.knowledge.models import SavedReply, SavedReplyQuerySet
from muhatap.team.permissions import AgentRequest

LONGEST_PREVIEW = 20_000


def new(request: AgentRequest) -> HttpResponse:
    form = ReplyForm(request.POST or None, agent=request.agent)
    if request.method == "POST" and form.is_valid():
        try:
            reply = actions.write(form.written(), by=request.agent, now=timezone.now())
        except actions.ShortcutTaken:
            form.refuse_shortcut()
        else:
            messages.success(request, _("“%(reply)s” is here: type / and its name in a reply.") % {"reply": reply.name})
            return redirect("knowledge:replies")
    return _draw(request, form, None)


def edit(request: AgentRequest, pk: int) -> HttpResponse:
    visible: SavedReplyQuerySet = SavedReply.objects.all()
    reply = get_object_or_404(visible.changeable_by(request.agent).prefetch_related("wordings"), pk=pk)
    form = ReplyForm(request.POST or None, agent=request.agent, reply=reply)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(reply, form.written(), by=request.agent, now=timezone.now())
        except actions.ShortcutTaken:
            form.refuse_shortcut()
        else:
            messages.success(request, _("Saved."))
            return redirect("knowledge:replies")
    return _draw(request, form, reply)


@require_POST
def preview(request: AgentRequest) -> HttpResponse:
    """Draw both texts as they would stand in one conversation."""
    number = request.POST.get("conversation", "")
    visible = Conversation.objects.visible_to(request.agent).standing().select_related("brand", "customer", "channel")
    found = visible.filter(pk=number).first() if number.isascii() and number.isdecimal() and len(number) < 19 else None
    texts = [request.POST.get(f"text_{language}", "")[:LONGEST_PREVIEW] for language in ("tr", "en")]
    previews = [
        offering.marked(preview_of(text, language, found, request.agent) if found else text)
        for language, text in zip(("tr", "en"), texts, strict=True)
    ]
    return common.draw(request, "knowledge/parts/preview.html", {"tr": previews[0], "en": previews[1], "of": found})


def _draw(request: AgentRequest, form: ReplyForm, reply: SavedReply | None) -> HttpResponse:
    context = {
        "form": form,
        "reply": reply,
        "names": saying.NAMES,
        "conversations": queries.recent_conversations(request.agent),
        "nav_current": "replies",
    }
    return render(request, "knowledge/reply.html", context, status=422 if form.errors else 200)
