"""Mailboxes: how they are, their settings, and "test connection"."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.core.secrets import SealBroken
from muhatap.core.turkish import sort_key
from muhatap.mail import health, oauth, set_up
from muhatap.mail.first_steps import next_step
from muhatap.mail.forms import AddressForm, MailboxForm
from muhatap.mail.models import Mailbox, SignIn
from muhatap.mail.providers import Provider
from muhatap.mail.sentences import in_words
from muhatap.mail.sources.check import CheckStep, check_mailbox
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest, allowed
from muhatap.team.queries import brands_of

CHECK = "check"


def index(request: AgentRequest) -> HttpResponse:
    return render(
        request,
        "mail/mailboxes.html",
        {
            "mailboxes": [
                (mailbox, in_words(mailbox.fetch_problem), in_words(mailbox.send_problem))
                for mailbox in sorted(visible_to(request.agent), key=_in_dictionary_order)
            ],
            "alarms": health.alarms_for(request.agent),
            "has_brands": brands_of(request.agent).exists(),
        },
    )


def _in_dictionary_order(mailbox: Mailbox) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return sort_key(mailbox.channel.brand.name), sort_key(mailbox.channel.name)


def new(request: AgentRequest) -> HttpResponse:
    """Ask for the address first, then show its likely servers. The address may come with the link."""
    if request.method == "POST":
        return _add(request)
    if "address" not in request.GET:
        return render(request, "mail/mailbox_address.html", {"form": AddressForm()})
    asked = AddressForm(request.GET)
    if not asked.is_valid():
        return render(request, "mail/mailbox_address.html", {"form": asked}, status=422)
    provider = asked.found()
    form = MailboxForm(brands=brands_of(request.agent), initial=prefilled(provider, asked.cleaned_data["address"]))
    return render(request, "mail/mailbox_new.html", {"form": form, "nav_current": "mail-mailboxes", **shown(provider)})


def edit(request: AgentRequest, pk: int) -> HttpResponse:
    mailbox = get_object_or_404(visible_to(request.agent), pk=pk)
    form = MailboxForm(
        request.POST or None,
        instance=get_object_or_404(visible_to(request.agent), pk=pk),
        brands=brands_of(request.agent),
    )
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == CHECK:
            return _show(request, mailbox, form, check(form, mailbox))
        set_up.change_mailbox(mailbox, by=request.agent, **form.values())
        messages.success(request, _("Saved. The next attempt uses the new settings."))
        return redirect("mail:mailbox", pk=pk)
    return _show(request, mailbox, form)


@require_POST
def switch(request: AgentRequest, pk: int) -> HttpResponse:
    mailbox = get_object_or_404(visible_to(request.agent), pk=pk)
    is_on = request.POST.get("on") == "yes"
    set_up.switch(mailbox, on=is_on, by=request.agent)
    said = _("Mail is fetched and sent again.") if is_on else _("Paused. What is here stays; new mail waits outside.")
    messages.success(request, said)
    return redirect("mail:mailbox", pk=pk)


@require_POST
def dkim(request: AgentRequest, pk: int) -> HttpResponse:
    mailbox = get_object_or_404(visible_to(request.agent), pk=pk)
    if request.POST.get("act") == "drop":
        set_up.drop_dkim_key(mailbox, by=request.agent)
        messages.success(request, _("We sign no more with a key of our own."))
    else:
        set_up.make_dkim_key(mailbox, by=request.agent, now=timezone.now())
        messages.success(request, _("The key is made. Publish its record, then receivers can check our signature."))
    return redirect("mail:mailbox", pk=pk)


def visible_to(agent: Agent) -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(channel__brand__in=brands_of(agent)).select_related("channel__brand")


def prefilled(provider: Provider, address: str) -> dict[str, object]:
    """Return the first values of a form for this address at this provider."""
    is_oauth_ready = bool(provider.oauth) and oauth.provider_of(provider.oauth).is_set_up
    return {
        "address": address,
        "sign_in": provider.oauth if is_oauth_ready or provider.sign_in != "password" else SignIn.PASSWORD,
        "imap_username": address,
        "smtp_username": address,
        **{
            f"{side}_{field}": getattr(provider, f"{side}_{field}")
            for side in ("imap", "smtp")
            for field in ("host", "port", "security")
        },
    }


def shown(provider: Provider) -> dict[str, object]:
    """Return what a page says of the provider: its hint, and what is missing to connect without a password."""
    needs_oauth = provider.sign_in in {SignIn.GOOGLE, SignIn.MICROSOFT}
    is_ready = not needs_oauth or oauth.provider_of(provider.sign_in).is_set_up
    return {
        "provider": provider,
        "missing_client": "" if is_ready else f"MUHATAP_{provider.sign_in.upper()}_CLIENT_ID",
    }


def check(form: MailboxForm, mailbox: Mailbox | None) -> list[CheckStep]:
    """Try what the form says. A token is only tried at the servers it was given for."""
    if form.cleaned_data["sign_in"] not in {SignIn.GOOGLE, SignIn.MICROSOFT}:
        return check_mailbox(form.to_check())
    is_elsewhere = any(form.is_door_changed(side) for side in set_up.DOORS)
    if mailbox is None or is_elsewhere or mailbox.sign_in != form.cleaned_data["sign_in"]:
        return [CheckStep(_("Sign in"), False, _("Save first, then connect the account; it is tested after that."))]
    try:
        token = oauth.access_token(mailbox, now=timezone.now())
    except oauth.AccessProblem as problem:
        return [CheckStep(_("Sign in"), False, in_words(problem.sentence))]
    return check_mailbox(form.to_check(access_token=token))


def _add(request: AgentRequest) -> HttpResponse:
    form = MailboxForm(request.POST, brands=brands_of(request.agent))
    steps: list[CheckStep] = []
    if form.is_valid():
        if request.POST.get("act") != CHECK:
            mailbox = set_up.add_mailbox(by=request.agent, address=form.cleaned_data["address"], **form.values())
            messages.success(request, _("The mailbox is here. Its mail is fetched from now on."))
            return redirect("mail:mailbox", pk=mailbox.pk)
        steps = check(form, None)
    return render(request, "mail/mailbox_new.html", {"form": form, "steps": steps}, status=422 if form.errors else 200)


def _show(
    request: AgentRequest, mailbox: Mailbox, form: MailboxForm, steps: list[CheckStep] | None = None
) -> HttpResponse:
    try:
        record = set_up.dkim_record(mailbox)
    except SealBroken:
        record = None
    return render(
        request,
        "mail/mailbox.html",
        {
            "mailbox": mailbox,
            "form": form,
            "steps": steps,
            "fetch_problem": in_words(mailbox.fetch_problem),
            "send_problem": in_words(mailbox.send_problem),
            "dkim_record": record,
            "is_oauth": mailbox.sign_in in {SignIn.GOOGLE, SignIn.MICROSOFT},
            "is_connected": bool(mailbox.sealed_refresh_token),
            "is_first": allowed(request.agent, "team.first_steps") and next_step() == "test",
            "nav_current": "mail-mailboxes",
        },
        status=422 if form.errors else 200,
    )
