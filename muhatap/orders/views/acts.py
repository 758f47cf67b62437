"""Acts on an order: asking for one, seeing how it stands, and the second person's yes or no."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.conversations.models import Conversation
from muhatap.conversations.views.common import draw, target_of
from muhatap.customers.views.common import number
from muhatap.orders import act_words, actions, wishes, words
from muhatap.orders.act_forms import ActForm
from muhatap.orders.acts_of import offered, said, shown
from muhatap.orders.connecting import kind_of
from muhatap.orders.facts_of import whole
from muhatap.orders.models import ActState, Order, OrderAct
from muhatap.orders.money import Amount
from muhatap.orders.shops.contract import ActKind
from muhatap.team.permissions import AgentRequest

WAITING_SHOWN = 100


@require_GET
def of_order(request: AgentRequest, pk: int) -> HttpResponse:
    """How the acts on an order stand, and what else can be done."""
    order = _find(request, pk)
    return _draw(request, order, _conversation(request, order))


def new(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask what exactly, then do it: each form once."""
    order = _find(request, pk)
    conversation = _conversation(request, order)
    if (kind := _kind(request)) is None:
        return HttpResponse(status=400)
    can = kind_of(order.shop).can
    if kind not in offered(order):
        raise Http404
    form = ActForm(request.POST or None, kind=kind, order=order, can=can)
    if request.method != "POST":
        return _ask(request, order, conversation, form)
    if not form.is_valid():
        return _ask(request, order, conversation, form, status=422)
    try:
        actions.ask(
            order,
            form.wish,
            key=form.cleaned_data["key"],
            by=request.agent,
            conversation=conversation,
            now=timezone.now(),
            is_again=form.cleaned_data["is_again"],
        )
    except wishes.NotPossible as reason:
        form.add_error(None, words.in_words(str(reason)))
        return _ask(request, order, conversation, form, status=422)
    except actions.DoneBefore as found:
        return _ask(request, order, conversation, form, status=409, before=found.act)
    except actions.AlreadyAsked as found:
        told = {"who": str(found.act.by or ""), "what": _what(found.act)}
        form.add_error(None, _("%(who)s asked for the same just now (%(what)s). It is being done once.") % told)
        return _ask(request, order, conversation, form, status=409)
    if not target_of(request):
        return redirect("orders:show", order.pk)
    return _draw(request, order, conversation)


@require_POST
def worth(request: AgentRequest, pk: int) -> HttpResponse:
    """What the button says while the form is being filled in."""
    order = _find(request, pk)
    if (kind := _kind(request)) is None:
        return HttpResponse(status=400)
    form = ActForm(request.POST, kind=kind, order=order, can=kind_of(order.shop).can)
    amount = None
    if form.is_valid():
        amount = wishes.check(form.wish, whole(order), form.can)
    label = str(act_words.LOOKS[kind].label)
    said = f"{label}: {Amount(amount, order.currency)}" if amount else label
    return HttpResponse(said, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "private, no-store"})


@require_POST
def decide(request: AgentRequest, pk: int) -> HttpResponse:
    """A second person's yes or no, or what somebody saw in the shop: `act` is second, drop, done or not."""
    act = get_object_or_404(OrderAct.objects.visible_to(request.agent).select_related("order__shop"), pk=pk)
    now = timezone.now()
    match request.POST.get("act"):
        case "second" if request.agent.role in act_words.MAY_SECOND:
            actions.second(act, by=request.agent, now=now)
        case "drop" if request.agent.role in act_words.MAY_SECOND or act.by_id == request.agent.pk:
            actions.drop(act, by=request.agent, now=now)
        case "done" | "not" as what:
            actions.settle(act, by=request.agent, was_done=what == "done", now=now)
        case "second" | "drop":
            return HttpResponse(status=403)
        case _:
            return HttpResponse(status=400)
    if request.POST.get("to") == "waiting":
        return redirect("orders:waiting")
    if not target_of(request):
        return redirect("orders:show", act.order_id)
    return _draw(request, act.order, _conversation(request, act.order))


@require_GET
def waiting(request: AgentRequest) -> HttpResponse:
    """The acts that wait for a second person or that nobody knows the end of, the oldest first."""
    states = [ActState.WAITING, ActState.UNKNOWN]
    acts = OrderAct.objects.visible_to(request.agent).filter(state__in=states).select_related("order__shop", "by")
    found = [said(act, request.agent) for act in acts.order_by("asked_at")[:WAITING_SHOWN]]
    return draw(request, "orders/waiting.html", {"found": found, "nav_current": "orders-waiting"})


def _ask(
    request: AgentRequest,
    order: Order,
    conversation: Conversation | None,
    form: ActForm,
    *,
    status: int = 200,
    before: OrderAct | None = None,
) -> HttpResponse:
    context = {
        "order": order,
        "conversation": conversation,
        "form": form,
        "kind": form.kind,
        "label": act_words.LOOKS[form.kind].label,
        "meaning": act_words.LOOKS[form.kind].meaning,
        "before": said(before, request.agent) if before else None,
        "part": "orders/parts/act_form.html",
        "nav_current": "orders",
    }
    if not target_of(request):
        return draw(request, "orders/act.html", context, status=status)
    answer = draw(request, "orders/parts/act_dialog.html", context, status=status)
    if status != 200:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer


def _draw(request: AgentRequest, order: Order, conversation: Conversation | None) -> HttpResponse:
    context = {"order": order, "conversation": conversation, "acts": shown(order, request.agent)}
    return draw(request, "orders/parts/acts.html", context)


def _find(request: AgentRequest, pk: int) -> Order:
    found: Order = get_object_or_404(Order.objects.visible_to(request.agent).select_related("shop"), pk=pk)
    return found


def _kind(request: AgentRequest) -> ActKind | None:
    said = request.GET.get("kind", "")
    return ActKind(said) if said in set(ActKind) else None


def _conversation(request: AgentRequest, order: Order) -> Conversation | None:
    """Return the conversation an act is asked from, if it is one of the order's brand that the agent sees."""
    pk = number(request.GET.get("conversation", "") or request.POST.get("conversation", ""))
    if pk is None:
        return None
    seen = Conversation.objects.visible_to(request.agent)
    found: Conversation = get_object_or_404(seen, pk=pk, brand=order.shop.brand_id)
    return found


def _what(act: OrderAct) -> str:
    return act_words.what(act.kind, str(act.worth or ""), act.called)
