"""The devices that pushes reach: taking one on, letting it go, and sending it a notice."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from muhatap.core import outgoing, secrets
from muhatap.notices import webpush
from muhatap.notices.models import Notice, PushKey, PushSubscription
from muhatap.notices.queries import manners_of, unread_count
from muhatap.notices.sentences import sentence
from muhatap.team.models import Agent

log = logging.getLogger(__name__)

LONGEST_ENDPOINT = 2000
MOST_DEVICES = 20
# In the session of a browser: which subscription is its own.
SESSION_KEY = "push_subscription"
# A push that waited longer for a phone to come back says nothing new.
KEPT_SECONDS = 12 * 3600
GONE = frozenset({404, 410})
# The service is busy, or down: the same again later may go through.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class NotADevice(ValueError):
    """What a browser sent is no subscription."""


class LetGo(LookupError):
    """The browser is none of the agent's devices: it was let go, or was another's."""


class NotPushed(Exception):
    """The push service did not take it this time; trying again may help."""


@transaction.atomic
def subscribe(agent: Agent, *, endpoint: str, p256dh: str, auth: str, name: str) -> PushSubscription:
    """Take a browser on; one that was another agent's is theirs no more. Raises NotADevice."""
    _check(endpoint, p256dh, auth)
    digest = _digest(endpoint)
    PushSubscription.objects.filter(endpoint_digest=digest).delete()
    device = PushSubscription(
        agent=agent, endpoint=endpoint, endpoint_digest=digest, p256dh=p256dh, name=name.replace("\0", "")[:80]
    )
    device.auth_sealed = secrets.seal(auth, context=_context(device))
    device.save()
    theirs = PushSubscription.objects.filter(agent=agent).order_by("-pk")
    PushSubscription.objects.filter(pk__in=list(theirs.values_list("pk", flat=True)[MOST_DEVICES:])).delete()
    return device


@transaction.atomic
def renew(agent: Agent, *, old: str, uid: str, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Reach a device under the other address that its browser was given. Told twice, nothing more happens.

    `old` is the former address, where the browser still knows it; `uid` what its session calls it. Raises LetGo for a
    device that is not the agent's any more, and NotADevice.
    """
    own = PushSubscription.objects.select_for_update().filter(agent=agent)
    known = own.filter(endpoint_digest=_digest(endpoint)).first()
    if known is not None:
        return known
    former = own.filter(endpoint_digest=_digest(old)).first() or (own.filter(uid=uid).first() if uid else None)
    if former is None:
        raise LetGo
    device = subscribe(agent, endpoint=endpoint, p256dh=p256dh, auth=auth, name=former.name)
    own.filter(pk=former.pk).delete()
    return device


def unsubscribe(agent: Agent, *, uid: str) -> None:
    PushSubscription.objects.filter(agent=agent, uid=uid).delete()


def own_key() -> PushKey:
    """Return the desk's key pair, made by the first who asks."""
    kept = PushKey.objects.filter(pk=1).first()
    if kept is None:
        made = ec.generate_private_key(ec.SECP256R1())
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        sealed = secrets.seal(pem.decode(), context=_KEY_CONTEXT)
        key = PushKey(id=1, public=webpush.lettered(webpush.public_bytes(made)), private_sealed=sealed)
        # Two who ask first at the same moment: one row stands, and both read it.
        PushKey.objects.bulk_create([key], ignore_conflicts=True)
        kept = PushKey.objects.get(pk=1)
    return kept


def push(subscription_id: int, notice_id: int, *, now: datetime) -> None:
    """Send one notice to one device, if it is still unread and the device still there. Raises NotPushed."""
    device = _device(subscription_id)
    notice = (
        Notice.objects.select_related("agent", "conversation__customer", "by")
        .filter(pk=notice_id, read_at=None)
        .first()
    )
    if device is not None and notice is not None and notice.agent_id == device.agent_id:
        topic = webpush.lettered(sha256(f"{notice.conversation_id} {notice.kind}".encode()).digest()[:24])
        _send(device, payload_of(notice), topic=topic, now=now)


def try_out(subscription_id: int, *, now: datetime) -> None:
    """Send a device a push that says it works. Raises NotPushed."""
    device = _device(subscription_id)
    if device is not None:
        with override(device.agent.language):
            words = {
                "title": _("Pushes reach this device"),
                "body": "Muhatap",
                "url": reverse("notices:choices"),
                "tag": "test",
            }
        _send(device, words, topic="test", now=now)


def payload_of(notice: Notice) -> dict[str, object]:
    """Return what a push holds: what happened and where to look; of the customer the first name, if that is wanted."""
    agent = notice.agent
    with override(agent.language):
        first_name = notice.conversation.customer_name.split()[:1] if manners_of(agent).is_naming else []
        return {
            "title": sentence(notice, customer=first_name[0] if first_name else _("A customer")),
            "body": f"#{notice.conversation_id}",
            "kind": notice.kind,
            "url": reverse("conversations:show", args=[notice.conversation_id]),
            "tag": f"{notice.conversation_id}-{notice.kind}",
            "count": unread_count(agent),
        }


def register() -> None:
    user_logged_out.connect(_forget_device, dispatch_uid="notices.devices")


def _forget_device(sender: object, request: HttpRequest | None, user: Agent | None, **rest: object) -> None:
    """Whoever signs out of a browser is told nothing more by it."""
    uid = request.session.get(SESSION_KEY) if request is not None else None
    if uid and user is not None:
        unsubscribe(user, uid=uid)


def _digest(endpoint: str) -> str:
    return sha256(endpoint.encode()).hexdigest()


def _check(endpoint: str, p256dh: str, auth: str) -> None:
    try:
        outgoing.check(endpoint)
        webpush.check_keys(p256dh, auth)
    except (outgoing.NotAnAddress, webpush.NotAKey) as error:
        raise NotADevice from error
    is_plain_http = not endpoint.startswith("https://") and not settings.PUSHES_MAY_STAY_INSIDE
    if len(endpoint) > LONGEST_ENDPOINT or is_plain_http:
        raise NotADevice


def _device(subscription_id: int) -> PushSubscription | None:
    active = PushSubscription.objects.filter(pk=subscription_id, agent__is_active=True)
    return active.select_related("agent").first()


def _send(device: PushSubscription, words: Mapping[str, object], *, topic: str, now: datetime) -> None:
    pem = secrets.unseal(own_key().private_sealed, context=_KEY_CONTEXT)
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    auth = secrets.unseal(device.auth_sealed, context=_context(device))
    body = webpush.encrypt(json.dumps(words).encode(), p256dh=device.p256dh, auth=auth)
    headers = {
        "Authorization": webpush.authorization(device.endpoint, key=key, contact=_contact(), now=now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "high",
        # What is still waiting at the service under the same topic is replaced.
        "Topic": topic,
    }
    try:
        answer = outgoing.post(
            device.endpoint, body=body, headers=headers, may_stay_inside=settings.PUSHES_MAY_STAY_INSIDE
        )
    except outgoing.NoAnswer as error:
        _note_failure(device, f"no answer: {error}", now=now)
        raise NotPushed from error
    except outgoing.NotOutside:
        _note_failure(device, "its address leads inside", now=now)
        return
    if answer.is_success:
        PushSubscription.objects.filter(pk=device.pk).update(reached_at=now, failed_at=None, failure="")
    elif answer.status_code in GONE:
        # The person took the permission back, or the browser is gone.
        PushSubscription.objects.filter(pk=device.pk).delete()
    else:
        _note_failure(device, f"answered {answer.status_code}", now=now)
        if answer.status_code in PASSING:
            raise NotPushed


def _note_failure(device: PushSubscription, failure: str, *, now: datetime) -> None:
    log.warning("a push to device %s failed: %s", device.pk, failure)
    PushSubscription.objects.filter(pk=device.pk).update(failed_at=now, failure=failure)


def _contact() -> str:
    return settings.SITE_URL if settings.IS_SECURE else "mailto:muhatap@localhost"


def _context(device: PushSubscription) -> str:
    return f"notices_pushsubscription:{device.uid}:auth"


_KEY_CONTEXT = "notices_pushkey:1:private"
