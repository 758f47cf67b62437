"""The path from an empty desk to the first real mail: owner, brand, mailbox, test mail, colleagues."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.mail import health, round_trip, set_up
from muhatap.mail.first_steps import STEPS, is_desk_usable, next_step
from muhatap.mail.forms import AddressForm, MailboxForm
from muhatap.mail.models import Mailbox, SignIn
from muhatap.mail.round_trip import NotSent, RoundTrip
from muhatap.mail.sentences import in_words
from muhatap.mail.views import mailboxes
from muhatap.team import actions, invitation_mail
from muhatap.team.forms import FirstBrandForm, InvitationForm, OwnerForm
from muhatap.team.models import Agent, Language
from muhatap.team.permissions import AgentRequest, allowed
from muhatap.team.queries import brands_of, has_agents, open_invitations

BACKEND = "django.contrib.auth.backends.ModelBackend"
KEPT = "round_trip"


def front_door(request: HttpRequest) -> HttpResponse:
    """Lead everybody to where they belong: the first visitor and the owner of an unfinished desk to the first steps."""
    agent = request.user
    if not isinstance(agent, Agent):
        return redirect("account_login" if has_agents() else "mail:first_steps")
    if allowed(agent, "team.first_steps") and not is_desk_usable():
        return redirect("mail:first_steps")
    return redirect("conversations:inbox", "mine")


def resume(request: HttpRequest) -> HttpResponse:
    """Go on where it was left. Once the desk has an owner, the path is the owner's alone."""
    step = next_step()
    if step != "owner" and not request.user.is_authenticated:
        return redirect("account_login")
    return redirect(f"mail:first_{step}")


def owner(request: HttpRequest) -> HttpResponse:
    if has_agents():
        raise Http404
    form = OwnerForm(request.POST or None, initial={"language": get_language() or Language.TURKISH})
    if request.method == "POST" and form.is_valid():
        try:
            agent = actions.open_desk(**form.cleaned_data)
        except actions.DeskHasOwner as error:
            raise Http404 from error
        login(request, agent, backend=BACKEND)
        return redirect("mail:first_steps")
    return _draw(request, "owner", {"form": form})


def brand(request: AgentRequest) -> HttpResponse:
    form = FirstBrandForm(
        request.POST or None,
        initial={"language": request.agent.language, "signature": _("Kind regards,\n{agent}\n{brand}")},
    )
    if request.method == "POST" and form.is_valid():
        actions.create_brand(by=request.agent, **form.cleaned_data)
        return redirect("mail:first_steps")
    return _draw(request, "brand", {"form": form})


def mailbox(request: AgentRequest) -> HttpResponse:
    """Ask the address, prefill its servers, try them, and save what works."""
    brands = brands_of(request.agent)
    if not brands.exists():
        return redirect("mail:first_brand")
    if request.method == "POST":
        return _try_mailbox(request)
    if "address" not in request.GET:
        return _draw(request, "mailbox", {"ask": AddressForm()})
    ask = AddressForm(request.GET)
    if not ask.is_valid():
        return _draw(request, "mailbox", {"ask": ask})
    provider = ask.found()
    first = mailboxes.prefilled(provider, ask.cleaned_data["address"])
    form = MailboxForm(brands=brands, initial={**first, "brand": brands.first()})
    return _draw(request, "mailbox", {"form": form, **mailboxes.shown(provider)})


def test(request: AgentRequest) -> HttpResponse:
    """Send the test mail and watch it come back. The page asks for its moving part every two seconds."""
    found = _latest_mailbox(request.agent)
    if found is None:
        return redirect("mail:first_mailbox")
    if request.method == "POST":
        try:
            trip = round_trip.send(found, by=request.agent, now=timezone.now())
        except NotSent as problem:
            return _draw(request, "test", {"mailbox": found, "problem": str(problem)})
        request.session[KEPT] = trip.as_json()
        return redirect("mail:first_test")
    return _draw(request, "test", {"mailbox": found, **_progress(request, found)})


def invite(request: AgentRequest) -> HttpResponse:
    form = InvitationForm(
        request.POST or None,
        roles=actions.roles_to_give(request.agent),
        initial={"language": request.agent.language},
    )
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(by=request.agent, now=timezone.now(), **form.cleaned_data)
        except actions.AlreadyHere:
            form.add_error("email", _("This address is already on the team."))
        else:
            if not invitation_mail.send(invitation):
                messages.warning(request, _("It could not be mailed. Copy the link and hand it over yourself."))
            return redirect("mail:first_invite")
    offers = [(offer, invitation_mail.link_to(offer)) for offer in open_invitations()]
    return _draw(request, "invite", {"form": form, "offers": offers})


@require_POST
def forget_test(request: AgentRequest) -> HttpResponse:
    """Give up waiting, to send another one."""
    request.session.pop(KEPT, None)
    return redirect("mail:first_test")


def _try_mailbox(request: AgentRequest) -> HttpResponse:
    form = MailboxForm(request.POST, brands=brands_of(request.agent))
    if not form.is_valid():
        return _draw(request, "mailbox", {"form": form})
    act = request.POST.get("act")
    is_connected_later = form.cleaned_data["sign_in"] in {SignIn.GOOGLE, SignIn.MICROSOFT}
    if act != "save_anyway" and not is_connected_later:
        steps = mailboxes.check(form, None)
        if act == mailboxes.CHECK or not all(step.ok for step in steps):
            return _draw(request, "mailbox", {"form": form, "steps": steps})
    made = set_up.add_mailbox(by=request.agent, address=form.cleaned_data["address"], **form.values())
    # Google and Microsoft ask their own questions first; the mailbox's page has the button.
    return redirect("mail:mailbox", pk=made.pk) if is_connected_later else redirect("mail:first_steps")


def _latest_mailbox(agent: Agent) -> Mailbox | None:
    return mailboxes.visible_to(agent).exclude(smtp_host="").order_by("-pk").first()


def _progress(request: AgentRequest, found: Mailbox) -> dict[str, Any]:
    kept = request.session.get(KEPT)
    trip = RoundTrip.from_json(kept) if kept else None
    if trip is None or trip.mailbox_id != found.pk:
        return {}
    found = get_object_or_404(Mailbox, pk=trip.mailbox_id)
    now = timezone.now()
    return {
        "trip": trip,
        "arrived": trip.arrived(),
        "is_late": trip.is_late(now=now),
        "fetch_problem": in_words(found.fetch_problem),
        "alarms": health.alarms(now),
    }


def _draw(request: HttpRequest, step: str, facts: dict[str, Any]) -> HttpResponse:
    form = facts.get("form") or facts.get("ask")
    keys = [each.key for each in STEPS]
    facts |= {"steps_of_path": STEPS, "step": step, "done": keys[: keys.index(step)]}
    return render(
        request,
        f"mail/first_steps/{step}.html",
        facts,
        status=422 if form is not None and form.errors else 200,
    )
