"""Pushes, from the act to the browser that reads them, over a push service of the test's own."""

import json
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.conversations.models import Channel, Conversation
from muhatap.core.jobs import defer
from muhatap.customers.models import Customer
from muhatap.notices import actions, devices, jobs, webpush
from muhatap.notices.models import Digest, Notice, PushKey, PushSubscription
from muhatap.team import actions as team
from muhatap.team.models import Agent
from tests import make
from tests.servers.push import Browser, PushService

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: object) -> Iterator[PushService]:
    settings.PUSHES_MAY_STAY_INSIDE = True  # type: ignore[attr-defined]
    running = PushService().start()
    yield running
    running.stop()


@pytest.fixture
def phone(service: PushService, elif_: Agent) -> Browser:
    """Elif's phone, which takes pushes."""
    browser = service.browser()
    devices.subscribe(elif_, **browser.subscription, name="Chrome, Android")
    return browser


@pytest.fixture
def conversation(mailbox_channel: Channel, elif_: Agent, zeynep: Customer) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=zeynep, assigned_to=elif_)


def writes_again(conversation: Conversation) -> None:
    make.message(conversation.channel, conversation=conversation, text="Hâlâ gelmedi.")


def planned() -> list[dict[str, int]]:
    return list(ProcrastinateJob.objects.filter(task_name=actions.PUSH).order_by("id").values_list("args", flat=True))


def carry_out() -> None:
    """Do what the worker does with the planned pushes."""
    for job in planned():
        jobs.push(**job)


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    """Source: RFC 8291, Appendix A."""
    body = webpush.encrypt(
        b"When I grow up, I want to be a watermelon",
        p256dh="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth="BTBZMqHH6r4Tts7J_aSIgg",
        salt=webpush.unlettered("DGv6ra1nlYgDCS1FRnbzlw"),
        key=ec.derive_private_key(
            int.from_bytes(webpush.unlettered("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
        ),
        padded_to=0,
    )

    assert webpush.lettered(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_what_a_customer_writes_reaches_the_phone(
    phone: Browser, service: PushService, conversation: Conversation
) -> None:
    writes_again(conversation)
    carry_out()

    (pushed,) = phone.reached
    assert service.refused == []
    assert pushed.words == {
        "title": "Bir müşteri yazdı",
        "body": f"#{conversation.pk}",
        "kind": "customer_wrote",
        "url": f"/conversations/{conversation.pk}/",
        "tag": f"{conversation.pk}-customer_wrote",
        "count": 1,
    }
    assert (pushed.claims["aud"], pushed.sender_key) == (service.origin, devices.own_key().public)
    assert PushSubscription.objects.get().reached_at is not None


def test_the_first_name_is_told_to_those_who_want_it_and_nothing_else(
    phone: Browser, elif_: Agent, conversation: Conversation
) -> None:
    actions.choose(elif_, ways={}, digest=Digest.NEVER, is_quiet_off_shift=False, is_naming=True)
    Agent.objects.filter(pk=elif_.pk).update(language="en")

    writes_again(conversation)
    carry_out()

    words = json.dumps(phone.reached[0].words)
    assert phone.reached[0].words["title"] == "Zeynep wrote"
    assert "Aksoy" not in words
    assert "gelmedi" not in words
    assert "example.com" not in words


def test_what_was_read_on_the_desk_meanwhile_leaves_the_phone_still(
    phone: Browser, service: PushService, elif_: Agent, conversation: Conversation
) -> None:
    writes_again(conversation)
    job = ProcrastinateJob.objects.get(task_name=actions.PUSH)
    assert job.scheduled_at is not None
    actions.read(elif_, conversation_id=conversation.pk, now=timezone.now())

    carry_out()

    assert service.asked_count == 0


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    phone: Browser, service: PushService, conversation: Conversation, status: int
) -> None:
    service.answer = status
    writes_again(conversation)
    carry_out()

    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_asked_again(
    phone: Browser, service: PushService, conversation: Conversation, status: int
) -> None:
    writes_again(conversation)
    service.answer = status
    with pytest.raises(devices.NotPushed):
        carry_out()
    assert PushSubscription.objects.get().failure == f"answered {status}"

    service.answer = 201
    carry_out()

    assert len(phone.reached) == 1
    assert PushSubscription.objects.get().failure == ""


def test_one_it_never_takes_is_noted_and_not_asked_again(
    phone: Browser, service: PushService, conversation: Conversation
) -> None:
    service.answer = 413
    writes_again(conversation)
    carry_out()

    assert PushSubscription.objects.get().failure == "answered 413"


def test_a_service_that_is_down_is_asked_again(
    phone: Browser, service: PushService, conversation: Conversation
) -> None:
    PushSubscription.objects.update(endpoint="http://127.0.0.1:1/push/x")
    writes_again(conversation)

    with pytest.raises(devices.NotPushed):
        carry_out()


def test_an_address_inside_our_walls_is_never_asked(
    phone: Browser, service: PushService, conversation: Conversation, settings: object
) -> None:
    settings.PUSHES_MAY_STAY_INSIDE = False  # type: ignore[attr-defined]
    writes_again(conversation)
    carry_out()

    assert service.asked_count == 0
    assert PushSubscription.objects.get().failure == "its address leads inside"


def test_an_agent_who_left_is_told_nothing(
    phone: Browser, service: PushService, elif_: Agent, deniz: Agent, conversation: Conversation
) -> None:
    writes_again(conversation)
    team.deactivate(elif_, by=deniz)
    carry_out()

    assert service.asked_count == 0


def test_signing_out_takes_the_browser_s_pushes_along(service: PushService, elif_: Agent, client: Client) -> None:
    other = service.browser()
    devices.subscribe(elif_, **other.subscription, name="Firefox, Linux")
    client.force_login(elif_)
    browser = service.browser()
    answer = client.post("/settings/notices/devices/", {**browser.subscription, "name": "Chrome, Linux"})
    assert answer.status_code == 302
    assert PushSubscription.objects.count() == 2

    client.post("/accounts/logout/")

    assert PushSubscription.objects.get().name == "Firefox, Linux"


def test_a_browser_is_the_one_s_who_took_it_on_last(service: PushService, elif_: Agent, onur: Agent) -> None:
    browser = service.browser()
    devices.subscribe(elif_, **browser.subscription, name="")
    devices.subscribe(onur, **browser.subscription, name="")

    assert PushSubscription.objects.get().agent == onur


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example/x"},
        {"endpoint": "https://user:sifre@push.example/x"},
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": ""},
        {"endpoint": "https://push.example/" + "x" * 2000},
        {"p256dh": "kısa"},
        {"p256dh": "BAAA"},
        {"auth": "BTBZMqHH6r4Tts7J"},
        {"auth": ""},
    ],
)
def test_what_is_no_subscription_is_refused_with_a_sentence(
    elif_: Agent, client: Client, wrong: dict[str, str]
) -> None:
    client.force_login(elif_)
    right = Browser("https://push.example/abc").subscription

    answer = client.post("/settings/notices/devices/", {**right, **wrong, "name": "Chrome"}, follow=True)

    assert "Bu tarayıcının verdiği adres kullanılamıyor" in answer.content.decode()
    assert not PushSubscription.objects.exists()


def test_a_device_is_its_agent_s_alone(phone: Browser, elif_: Agent, onur: Agent, client: Client) -> None:
    uid = PushSubscription.objects.get().uid
    client.force_login(onur)

    assert "Chrome, Android" not in client.get("/settings/notices/").content.decode()
    client.post(f"/settings/notices/devices/{uid}/removal/")
    client.post(f"/settings/notices/devices/{uid}/trial/")
    assert PushSubscription.objects.filter(agent=elif_).exists()
    assert not ProcrastinateJob.objects.filter(task_name="muhatap.notices.jobs.try_out_push").exists()

    client.force_login(elif_)
    client.post(f"/settings/notices/devices/{uid}/removal/")
    assert not PushSubscription.objects.exists()


def test_another_address_takes_the_place_of_the_former(
    service: PushService, phone: Browser, elif_: Agent, client: Client
) -> None:
    client.force_login(elif_)
    there = "/settings/notices/devices/renewal/"
    asked = client.get(there)
    assert asked.json()["key"] == devices.own_key().public
    assert "no-store" in asked.headers["Cache-Control"]
    given = {"old": phone.endpoint, **service.browser().subscription}

    # A worker that did not hear the answer says it again.
    assert [client.post(there, given).status_code for _ in range(2)] == [204, 204]

    device = PushSubscription.objects.get()
    assert (device.endpoint, device.name) == (given["endpoint"], "Chrome, Android")
    assert client.session[devices.SESSION_KEY] == str(device.uid)


def test_what_was_let_go_or_is_anothers_is_not_renewed(
    service: PushService, phone: Browser, onur: Agent, client: Client
) -> None:
    there = "/settings/notices/devices/renewal/"
    given = {"old": phone.endpoint, **service.browser().subscription}
    client.force_login(onur)

    assert client.post(there, given).status_code == 409
    assert client.post(there, {**given, "old": ""}).status_code == 409
    assert PushSubscription.objects.get().endpoint == phone.endpoint
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(onur)
    assert checked.post(there, given).status_code == 403
    assert checked.post(there, given, headers={"X-CSRFToken": checked.get(there).json()["token"]}).status_code == 409


def test_another_address_that_is_none_is_refused(phone: Browser, elif_: Agent, client: Client) -> None:
    client.force_login(elif_)
    given = {**phone.subscription, "old": phone.endpoint, "endpoint": "https://push.example/neu", "p256dh": "x"}

    assert client.post("/settings/notices/devices/renewal/", given).status_code == 422
    assert PushSubscription.objects.get().endpoint == phone.endpoint


def test_a_device_can_be_tried_out(phone: Browser, elif_: Agent, client: Client) -> None:
    client.force_login(elif_)
    client.post(f"/settings/notices/devices/{PushSubscription.objects.get().uid}/trial/")

    job = ProcrastinateJob.objects.get(task_name="muhatap.notices.jobs.try_out_push")
    jobs.try_out_push(**job.args)

    assert phone.reached[0].words["title"] == "Bildirimler bu cihaza ulaşıyor"


def test_the_desk_s_key_is_made_once_and_kept_sealed() -> None:
    first = devices.own_key()

    assert devices.own_key() == first
    assert PushKey.objects.count() == 1
    assert "PRIVATE KEY" not in first.private_sealed
    assert len(webpush.unlettered(first.public)) == 65


def test_a_push_off_the_list_of_ways_plans_no_job(phone: Browser, elif_: Agent, conversation: Conversation) -> None:
    from muhatap.notices.choosing import Ways

    without = {"customer_wrote": Ways(push=False)}
    actions.choose(elif_, ways=without, digest=Digest.NEVER, is_quiet_off_shift=False, is_naming=False)

    writes_again(conversation)

    assert planned() == []
    assert Notice.objects.filter(agent=elif_).count() == 1


def test_the_jobs_are_known_to_the_worker() -> None:
    defer("muhatap.notices.jobs.push", subscription_id=0, notice_id=0)
    defer("muhatap.notices.jobs.try_out_push", subscription_id=0)
    defer("muhatap.notices.jobs.mail_digest", agent_id=0)
