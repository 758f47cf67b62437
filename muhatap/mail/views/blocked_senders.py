"""Senders whose mail goes to spam."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.mail import set_up
from muhatap.mail.forms import BlockForm
from muhatap.mail.models import BlockedSender
from muhatap.team.permissions import AgentRequest
from muhatap.team.queries import brands_of


def index(request: AgentRequest) -> HttpResponse:
    brands = brands_of(request.agent)
    form = BlockForm(request.POST or None, brands=brands, initial={"brand": brands.first()})
    if request.method == "POST" and form.is_valid():
        blocked = set_up.block_sender(by=request.agent, **form.cleaned_data)
        messages.success(request, _("Mail of %(sender)s goes to spam from now on.") % {"sender": blocked.pattern})
        return redirect("mail:blocked_senders")
    return render(
        request,
        "mail/blocked_senders.html",
        {
            "form": form,
            "senders": BlockedSender.objects.filter(brand__in=brands).select_related("brand", "blocked_by"),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def unblock(request: AgentRequest, pk: int) -> HttpResponse:
    blocked = get_object_or_404(BlockedSender, brand__in=brands_of(request.agent), pk=pk)
    set_up.unblock_sender(blocked, by=request.agent)
    messages.success(request, _("Mail of %(sender)s comes in again.") % {"sender": blocked.pattern})
    return redirect("mail:blocked_senders")
