"""Connecting a mailbox to Google or Microsoft 365: out to the provider and back."""

import hmac
from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.mail import oauth
from muhatap.mail.models import SignIn
from muhatap.mail.oauth import AccessProblem, Attempt
from muhatap.mail.sentences import in_words
from muhatap.mail.views.mailboxes import visible_to
from muhatap.team import audit
from muhatap.team.permissions import AgentRequest

KEPT = "mail.access"


@require_POST
def connect(request: AgentRequest, pk: int) -> HttpResponse:
    """Say where it goes on. A page with a link, because a form may not lead to another site (form-action)."""
    mailbox = get_object_or_404(visible_to(request.agent), pk=pk)
    if mailbox.sign_in not in {SignIn.GOOGLE, SignIn.MICROSOFT}:
        messages.error(request, _("This mailbox signs in with a password. Choose the account type and save first."))
        return redirect("mail:mailbox", pk=pk)
    provider = oauth.provider_of(mailbox.sign_in)
    try:
        address, attempt = oauth.begin(mailbox, provider, redirect_uri=_return_address())
    except AccessProblem as problem:
        messages.error(request, in_words(problem.sentence))
        return redirect("mail:mailbox", pk=pk)
    request.session[KEPT] = asdict(attempt)
    return render(request, "mail/connect.html", {"mailbox": mailbox, "provider": provider, "address": address})


@require_GET
def connected(request: AgentRequest) -> HttpResponse:
    """Take the provider's answer. Only the browser that left with this state may come back with it, and once."""
    kept = request.session.pop(KEPT, None)
    state = request.GET.get("state", "")
    if kept is None or not hmac.compare_digest(kept["state"], state):
        messages.error(request, _("That answer belongs to no attempt of yours. Nothing was changed; connect again."))
        return redirect("mail:mailboxes")
    attempt = Attempt(**kept)
    mailbox = get_object_or_404(visible_to(request.agent), pk=attempt.mailbox_id)
    if "code" not in request.GET:
        messages.error(request, _("Access was not allowed there, so nothing was changed. You can connect at any time."))
        return redirect("mail:mailbox", pk=mailbox.pk)
    try:
        oauth.finish(mailbox, attempt, code=request.GET["code"], redirect_uri=_return_address(), now=timezone.now())
    except AccessProblem as problem:
        messages.error(request, in_words(problem.sentence))
    else:
        audit.record("mail.mailbox_connected", by=request.agent, subject=f"mailbox:{mailbox.pk}")
        messages.success(request, _("Connected. Its mail is fetched from now on."))
    return redirect("mail:mailbox", pk=mailbox.pk)


def _return_address() -> str:
    # The address that was registered with the provider, whatever name this browser uses for the desk.
    return f"{settings.SITE_URL}{reverse('mail:connected')}"
