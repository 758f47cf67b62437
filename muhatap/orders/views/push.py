"""Where a shop sends its orders."""

import logging
import uuid

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from muhatap.core import signing
from muhatap.core.secrets import SealBroken
from muhatap.orders import actions
from muhatap.orders.connecting import kind_of
from muhatap.orders.models import Shop
from muhatap.orders.shops.contract import Can, Forged, NotUnderstood
from muhatap.orders.shops.generic import schema

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def take(request: HttpRequest, uid: uuid.UUID) -> JsonResponse:
    """Take in a signed message of orders. It is answered after it is kept, or with what is wrong with it."""
    now = timezone.now()
    shop = get_object_or_404(Shop, uid=uid, kind="generic")
    try:
        body = request.body
    except RequestDataTooBig:
        return JsonResponse({"where": "", "problem": "at most 5 MB at once"}, status=413)
    given = {name.lower(): value for name, value in request.headers.items()}
    try:
        key = signing.verify(shop.secret, given=given, body=body, now=now)
    except (signing.Forged, SealBroken) as refusal:
        # Not noted on the shop: anybody may send rubbish here.
        log.warning("shop %s: message refused: %s", shop.pk, refusal)
        return JsonResponse({"where": "", "problem": str(refusal)}, status=401)
    try:
        told = schema.read(body)
    except schema.NotOrders as refusal:
        actions.note_problem(shop, str(refusal), now=now)
        return JsonResponse({"where": refusal.where, "problem": refusal.problem}, status=422)
    if not actions.keep_once(shop, key[:120], told, now=now):
        return JsonResponse({"kept": 0, "repeated": True})
    return JsonResponse({"kept": len(told)})


@csrf_exempt
@require_POST
def hook(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take note of a shop's own message. It is answered after it is noted; the orders are read behind."""
    shop = get_object_or_404(Shop, uid=uid)
    if Can.WEBHOOKS not in kind_of(shop).can:
        raise Http404
    given = {name.lower(): value for name, value in request.headers.items()}
    try:
        body = request.body
        actions.hear(shop, given, body, now=timezone.now())
    except RequestDataTooBig:
        return HttpResponse(status=413)
    except (Forged, SealBroken, LookupError) as refusal:
        log.warning("shop %s: message refused: %s", shop.pk, refusal)
        return HttpResponse(status=401)
    except NotUnderstood as refusal:
        log.warning("shop %s: message not understood: %s", shop.pk, refusal)
        return HttpResponse(status=422)
    return HttpResponse(status=200)
