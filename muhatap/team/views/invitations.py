"""Offer a seat, take the offer back, and take the seat."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.team import actions, invitation_mail
from muhatap.team.forms import AcceptForm, InvitationForm
from muhatap.team.models import Invitation
from muhatap.team.permissions import AgentRequest

BACKEND = "django.contrib.auth.backends.ModelBackend"


def new(request: AgentRequest) -> HttpResponse:
    form = InvitationForm(
        request.POST or None, roles=actions.roles_to_give(request.agent), initial={"language": request.agent.language}
    )
    if request.method == "POST" and form.is_valid() and _made(request, form):
        return redirect("team:agents")
    return render(
        request, "team/invite.html", {"nav_current": "team-agents", "form": form}, status=422 if form.errors else 200
    )


@require_POST
def revoke(request: AgentRequest, pk: int) -> HttpResponse:
    actions.revoke(get_object_or_404(Invitation, pk=pk), by=request.agent, now=timezone.now())
    messages.success(request, _("The invitation is taken back; its link opens nothing any more."))
    return redirect("team:agents")


def join(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page behind the link. A link that is not good any more says so, and to whom to turn."""
    now = timezone.now()
    invitation = Invitation.objects.select_related("invited_by").filter(uid=uid).first()
    if invitation is None or not invitation.is_open(now=now):
        return render(request, "team/invitation_gone.html", status=404)
    form = AcceptForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            agent = actions.accept(invitation, now=now, **form.cleaned_data)
        except actions.InvitationGone:
            return render(request, "team/invitation_gone.html", status=404)
        login(request, agent, backend=BACKEND)
        return redirect("/")
    return render(
        request, "team/join.html", {"form": form, "invitation": invitation}, status=422 if form.errors else 200
    )


def _made(request: AgentRequest, form: InvitationForm) -> bool:
    try:
        invitation = actions.invite(by=request.agent, now=timezone.now(), **form.cleaned_data)
    except actions.AlreadyHere:
        form.add_error("email", _("This address is already on the team."))
        return False
    if invitation_mail.send(invitation):
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email})
    else:
        messages.warning(request, _("The invitation could not be mailed. Copy its link and hand it over yourself."))
    return True
