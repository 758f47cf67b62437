"""The desk as an app: it can be installed, says so without a line, and a push leads to the conversation."""

import json
import time
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.conversations.models import Channel
from muhatap.notices import actions, devices
from muhatap.notices.models import PushSubscription
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, violations
from tests.servers.push import Browser, PushService

pytestmark = [pytest.mark.browser, pytest.mark.installed]


@pytest.fixture
def service(settings: object) -> Iterator[PushService]:
    settings.PUSHES_MAY_STAY_INSIDE = True  # type: ignore[attr-defined]
    running = PushService().start()
    yield running
    running.stop()


def wait_for_worker(page: Page) -> None:
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def test_chromium_would_install_it_and_it_keeps_nothing_personal(desk: Desk, elif_: Agent) -> None:
    desk.open("/inbox/mine/")
    wait_for_worker(desk.page)
    browser = desk.page.context.new_cdp_session(desk.page)

    manifest = browser.send("Page.getAppManifest")
    problems = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["lang"] == "tr"
    # A test's browser keeps nothing after it is closed, and nobody installs into that.
    assert [problem["errorId"] for problem in problems if problem["errorId"] != "in-incognito"] == []

    desk.page.context.set_offline(True)
    desk.page.goto("/settings/profile/")
    expect(desk.page.locator("h1")).to_have_text("Masaya ulaşılamıyor")
    assert violations(desk.page) == []
    kept = desk.page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)))).flat()"
    )
    assert all(path.startswith(("/static/", "/offline/", "/kept-language")) for path in kept)
    desk.page.context.set_offline(False)
    desk.page.get_by_role("link", name="Yeniden dene").click()
    expect(desk.page.locator("#list-title")).to_be_visible()


def hand_out(page: Page, browser: Browser) -> None:
    """Let the page's browser subscribe as `browser`: Chromium's own service is on the internet."""
    page.context.grant_permissions(["notifications"])
    given = json.dumps(browser.subscription)
    page.add_init_script(
        f"""const given = {given};
        const subscription = {{ endpoint: given.endpoint, unsubscribe: async () => true,
          toJSON: () => ({{ endpoint: given.endpoint, keys: {{ p256dh: given.p256dh, auth: given.auth }} }}) }};
        PushManager.prototype.subscribe = async () => subscription;
        PushManager.prototype.getSubscription = async () => subscription;"""
    )


def deliver(page: Page, server: str, words: dict[str, object]) -> None:
    """Give the worker what the push service gave, as the browser's own service would."""
    browser = page.context.new_cdp_session(page)
    seen: list[str] = []
    browser.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: seen.extend(each["registrationId"] for each in said["registrations"]),
    )
    browser.send("ServiceWorker.enable")
    page.wait_for_timeout(100)
    browser.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": server, "registrationId": seen[-1], "data": json.dumps(words)},
    )


def test_a_push_leads_to_the_conversation(
    desk: Desk, server: str, service: PushService, mailbox_channel: Channel, elif_: Agent
) -> None:
    phone = service.browser()
    hand_out(desk.page, phone)
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    desk.open("/settings/notices/")
    desk.page.get_by_role("button", name="Aç", exact=True).click()
    expect(desk.page.locator(".device-list")).to_contain_text("bu cihaz")
    assert PushSubscription.objects.get().agent == elif_

    make.message(mailbox_channel, conversation=conversation, text="Hâlâ gelmedi.")
    (job,) = ProcrastinateJob.objects.filter(task_name=actions.PUSH)
    devices.push(**job.args, now=timezone.now())
    deliver(desk.page, server, phone.reached[0].words)

    shown = "navigator.serviceWorker.ready.then((it) => it.getNotifications())"
    said = desk.page.wait_for_function(f"{shown}.then(([it]) => it && [it.title, it.body])").json_value()
    assert said == ["Bir müşteri yazdı", f"#{conversation.pk}"]
    # What the system does when it is touched, but for the window's focus, which needs a real finger.
    desk.page.context.service_workers[0].evaluate(
        "async () => { const [it] = await self.registration.getNotifications();"
        " self.dispatchEvent(new NotificationEvent('notificationclick', { notification: it })); }"
    )
    desk.page.wait_for_url(f"**/conversations/{conversation.pk}/")
    expect(desk.page.locator("#bell")).to_have_attribute("data-bell-count-value", "0")
    # Read here, it leaves the system's list as well.
    desk.page.wait_for_function(f"{shown}.then((all) => all.length === 0)")


def change(page: Page, old: Browser | None, new: Browser) -> None:
    """Let the browser take its address for pushes away, as its own service would, and give `new` when asked for one."""
    worker = page.context.service_workers[0]
    worker.evaluate(
        """([old, given]) => {
        const subscription = { endpoint: given.endpoint, unsubscribe: async () => (self.isLetGo = true),
          toJSON: () => ({ endpoint: given.endpoint, keys: { p256dh: given.p256dh, auth: given.auth } }) };
        PushManager.prototype.subscribe = async (wanted) => {
          self.asked = wanted.applicationServerKey;
          return subscription;
        };
        const event = new ExtendableEvent('pushsubscriptionchange');
        Object.assign(event, { oldSubscription: old, newSubscription: null });
        self.dispatchEvent(event);
        }""",
        [old.subscription if old else None, new.subscription],
    )


def test_a_device_that_is_given_another_address_goes_on_being_reached(
    desk: Desk, service: PushService, mailbox_channel: Channel, elif_: Agent
) -> None:
    first, second, third = service.browser(), service.browser(), service.browser()
    hand_out(desk.page, first)
    desk.open("/settings/notices/")
    desk.page.get_by_role("button", name="Aç", exact=True).click()
    expect(desk.page.locator(".device-list")).to_contain_text("bu cihaz")
    name = PushSubscription.objects.get().name
    wait_for_worker(desk.page)

    change(desk.page, first, second)
    wait_until(lambda: PushSubscription.objects.get().endpoint == second.endpoint)
    # Some browsers no longer know the former address themselves.
    change(desk.page, None, third)
    wait_until(lambda: PushSubscription.objects.get().endpoint == third.endpoint)
    device = PushSubscription.objects.get()
    assert (device.agent, device.name) == (elif_, name)

    devices.try_out(device.pk, now=timezone.now())
    assert [pushed.words["tag"] for pushed in third.reached] == ["test"]
    assert third.reached[0].sender_key == desk.page.context.service_workers[0].evaluate("self.asked")

    # Let go from another device: the new address is not taken, and the browser forgets it.
    PushSubscription.objects.all().delete()
    change(desk.page, third, service.browser())
    wait_until(lambda: desk.page.context.service_workers[0].evaluate("self.isLetGo === true"))
    assert not PushSubscription.objects.exists()


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.05)
