"""The whole loop: why they wrote, the cause behind it, its department's word, fixed, verified, told, and back again."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.causes import actions, jobs
from muhatap.causes.actions import reporting, telling
from muhatap.causes.models import Cause, Choice, Department, Heard, Manner, Reason, Report, State
from muhatap.conversations.models import Channel, Conversation, Direction, Message
from muhatap.customers.models import Customer
from muhatap.orders.models import DayCount
from muhatap.team.models import Agent
from tests import make
from tests.browser.conftest import leave
from tests.browser.desk import Desk, overflow, violations
from tests.causes import desk as causes
from tests.orders import desk as orders

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)
NAME = "Paketler Kartal aktarmada bekliyor"


@pytest.fixture
def depot(db: None) -> Department:
    return causes.department("Depo", head_name="Hasan Usta")


@pytest.fixture
def reasons(deniz: Agent, depot: Department) -> Reason:
    """The list that the desk begins with; the one that this story is about."""
    actions.plant(by=deniz, language="tr")
    one = Reason.objects.get(seed="stands_still")
    one.department = depot
    one.save()
    return one


@pytest.fixture
def asked(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> Conversation:
    said = "Merhaba, ben Zeynep. Siparişim dokuz gündür Kartal aktarmada bekliyor."
    return make.conversation(channel=mailbox_channel, customer=zeynep, assigned_to=elif_, text=said)


@pytest.fixture
def second(mailbox_channel: Channel, murat: Customer, elif_: Agent) -> Conversation:
    said = "Kargom hâlâ yolda görünüyor, hiç ilerlemiyor."
    return make.conversation(channel=mailbox_channel, customer=murat, assigned_to=elif_, text=said)


def test_five_mails_become_one_cause_and_the_next_customers_need_not_write(
    desk: Desk,
    asked: Conversation,
    second: Conversation,
    reasons: Reason,
    depot: Department,
    onur: Agent,
    chromium: Browser,
    server: str,
) -> None:
    page = desk.page
    says_why(desk, asked)
    opens_a_cause(page)
    joins_by_search(desk, second)
    cause = Cause.objects.get()
    assert (cause.department, cause.evidence_count, cause.reason) == (depot, 2, reasons)

    desk.be(onur)
    sends_the_report(desk, cause)
    accepts(chromium, server, Report.objects.get())
    goes_on(desk, cause)

    weeks_pass(cause)
    jobs.look_in_the_morning(timestamp=0)
    shows_that_it_holds(desk, cause)
    tells_them(page, cause)

    it_comes_back(cause)
    jobs.look_in_the_morning(timestamp=0)
    desk.open(f"/causes/{cause.pk}/")
    expect(page.locator(".page")).to_contain_text("bir kez geri geldi")
    expect(page.locator(".turns")).to_contain_text("Geri geldi")
    assert Cause.objects.get().state == State.HEARD


def says_why(desk: Desk, asked: Conversation) -> None:
    """One key, some letters, an arrow and Enter."""
    page = desk.page
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()
    expect(page.locator("#why [data-hotkey='v']")).to_be_visible()
    page.keyboard.press("v")
    dialog = page.get_by_role("dialog", name="Neden yazdı?")
    expect(dialog.get_by_label("Listeyi daralt")).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("AKTARMA")
    expect(dialog.locator(".why-choice:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog.locator(".why-choice:visible")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".why-chosen")).to_have_text("Kargo aktarmada bekliyor")
    expect(dialog).to_have_count(0)


def opens_a_cause(page: Page) -> None:
    page.keyboard.press("q")
    dialog = page.get_by_role("dialog", name="Arkasında ne var?")
    expect(dialog.get_by_label("Bunu daha önce duyduk mu?")).to_be_focused()
    assert violations(page) == []
    # What is known is filled in already.
    name = dialog.get_by_label("Ne oluyor? Birkaç sözcükle")
    expect(name).to_have_value("Kargo aktarmada bekliyor")
    name.fill(NAME)
    expect(dialog.get_by_label("Kim düzeltebilir").locator("option:checked")).to_have_text("Depo")
    dialog.get_by_role("button", name="Bu görüşmeyi kanıt sayarak aç").dblclick()
    expect(page.locator(".why-cause-name")).to_have_text(NAME)
    expect(dialog).to_have_count(0)
    assert Choice.objects.count() == Cause.objects.count() == 1


def joins_by_search(desk: Desk, second: Conversation) -> None:
    page = desk.page
    desk.open(f"/conversations/{second.pk}/")
    desk.listen()
    expect(page.locator("#why [data-hotkey='q']")).to_be_visible()
    page.keyboard.press("q")
    dialog = page.get_by_role("dialog", name="Arkasında ne var?")
    expect(dialog.get_by_label("Bunu daha önce duyduk mu?")).to_be_focused()
    page.keyboard.type("yokboyle")
    expect(dialog.locator("#picks")).to_contain_text("Bunu daha önce duyan olmamış")
    for _ in "yokboyle":
        page.keyboard.press("Backspace")
    page.keyboard.type("kartal AKTARMA")
    expect(dialog.locator("#picks .candidate")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(dialog.locator("#picks .candidate")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".why-cause-name")).to_have_text(NAME)


def sends_the_report(desk: Desk, cause: Cause) -> None:
    page = desk.page
    desk.open(f"/causes/{cause.pk}/")
    page.get_by_role("link", name="Raporla…").click()
    expect(page.get_by_role("heading", name="Birimin okuyacağı gibi")).to_be_visible()
    expect(page.locator(".quotes")).to_contain_text("dokuz gündür Kartal aktarmada bekliyor")
    expect(page.locator(".quotes")).not_to_contain_text("Zeynep")
    assert violations(page) == []
    page.get_by_role("button", name="Depo birimine gönder").click()
    expect(page.get_by_text("Rapor yola çıktı.")).to_be_visible()
    assert Report.objects.count() == 1


def accepts(chromium: Browser, server: str, sent: Report) -> None:
    """Somebody of the department, in a browser of their own, without a sign-in."""
    context = chromium.new_context(base_url=server, locale="tr-TR", viewport={"width": 360, "height": 740})
    page = context.new_page()
    try:
        page.goto(f"/report/{reporting.token_of(sent)}/")
        expect(page.get_by_role("heading", name=NAME)).to_be_visible()
        assert overflow(page) == 0
        assert violations(page) == []
        page.get_by_role("button", name="Yapamayız").click()
        expect(page.get_by_role("alert").first).to_be_visible()
        assert violations(page) == []
        page.get_by_label("Düzelme günü (biliyorsanız)").fill((timezone.localdate() + 9 * DAY).isoformat())
        page.locator("[name=who]").fill("Hasan")
        page.get_by_role("button", name="Biz hallediyoruz").click()
        expect(page.locator(".notice[role=status]")).to_contain_text("Teşekkür ederiz")
        expect(page.get_by_role("button", name="Biz hallediyoruz")).to_have_count(0)
    finally:
        leave(context)
    one = Cause.objects.get()
    assert (one.state, one.promised_on) == (State.ACCEPTED, timezone.localdate() + 9 * DAY)


def goes_on(desk: Desk, cause: Cause) -> None:
    page = desk.page
    desk.open(f"/causes/{cause.pk}/")
    expect(page.locator(".turns")).to_contain_text("Hasan")
    page.get_by_role("button", name="Düzeltiliyor", exact=True).click()
    expect(page.locator(".turns li")).to_have_count(4)
    page.get_by_role("button", name="Düzeldi", exact=True).click()
    expect(page.get_by_role("heading", name="Düzeltme neyi değiştirdi")).to_be_visible()
    expect(page.locator(".effect")).to_contain_text("Yeterli veri yok")
    one = Cause.objects.get()
    assert (one.state, one.fixed_on) == (State.FIXED, timezone.localdate())


def weeks_pass(cause: Cause) -> None:
    """Twenty wrote each day on 500 orders; in the 31 days since the fix it were three."""
    fixed_on = timezone.localdate() - 31 * DAY
    Cause.objects.filter(pk=cause.pk).update(fixed_on=fixed_on)
    Heard.objects.filter(cause=cause).update(at=timezone.now() - 40 * DAY)
    causes.contacts(cause, [20] * 60 + [3] * 31, since=fixed_on - 60 * DAY)
    causes.ordered(orders.shop(cause.brand), [500] * 91, since=fixed_on - 60 * DAY)  # type: ignore[arg-type]


def shows_that_it_holds(desk: Desk, cause: Cause) -> None:
    page = desk.page
    desk.open(f"/causes/{cause.pk}/")
    expect(page.locator(".turns")).to_contain_text("Sayılara göre düzelme kalıcı")
    numbers = page.locator(".effect-numbers")
    expect(numbers).to_contain_text("40,1")
    expect(numbers).to_contain_text("6,0")
    expect(numbers).to_contain_text("Yazmak zorunda kalmayan")
    desk.open("/causes/")
    expect(page.locator(".flow .is-good")).to_contain_text("≈")


def tells_them(page: Page, cause: Cause) -> None:
    page.goto(f"/causes/{cause.pk}/")
    page.get_by_role("link", name="Düzeldiğini 2 müşteriye haber ver").click()
    expect(page.get_by_label("Türkçe")).to_have_value(
        "Merhaba {{ customer.name }},\n\nBize yazmıştınız; sizin ve sizin gibi yazanların sayesinde sorunu bulup "
        f"düzelttik: {NAME}.\n\nHaber verdiğiniz için teşekkür ederiz. Bir eksik kaldıysa bu iletiyi yanıtlamanız "
        "yeter.\n\n{{ agent.name }}\n{{ brand.name }}"
    )
    assert violations(page) == []
    page.get_by_role("button", name="2 müşteriye haber ver").click()
    expect(page.get_by_text("2 müşteriye haber veriliyor")).to_be_visible()
    for job in ProcrastinateJob.objects.filter(task_name=telling.TELL):
        telling.tell_one(**job.args, now=timezone.now())
    page.reload()
    expect(page.locator(".effect")).to_contain_text("hepsine haber verildi")
    said = Message.objects.filter(direction=Direction.OUT).order_by("pk")
    assert sorted(each.text.split(",")[0] for each in said) == ["Merhaba Murat Demir", "Merhaba Zeynep Aksoy"]


def it_comes_back(cause: Cause) -> None:
    """Another fifteen days pass, as bad as before the fix."""
    later = 15 * DAY
    Heard.objects.filter(cause=cause).update(at=F("at") - later)
    for row in DayCount.objects.order_by("day"):
        row.day -= later
        row.save()
    one = Cause.objects.get(pk=cause.pk)
    assert one.fixed_on
    Cause.objects.filter(pk=cause.pk).update(fixed_on=one.fixed_on - later, verified_at=timezone.now() - later)
    since = timezone.localdate() - later
    causes.contacts(cause, [20] * 15, since=since)
    causes.ordered(DayCount.objects.all()[0].shop, [500] * 15, since=since)


@pytest.fixture
def busy(asked: Conversation, second: Conversation, reasons: Reason, depot: Department, elif_: Agent) -> Cause:
    """A board with something on it: reported, fixed, refused, proposed."""
    Manner.objects.create(hour_costs=250)
    now = timezone.now()
    long = "Takip sayfası güncellenmediği için müşteriler kargonun nerede olduğunu göremiyor ve yeniden yazıyor"
    one = causes.cause(elif_, long, now=now, conversation=asked, department=depot, reason=reasons, description=long)
    causes.contacts(one, [2] * 50, since=timezone.localdate() - 49 * DAY)
    causes.ordered(orders.shop(asked.brand), [500] * 100, since=timezone.localdate() - 99 * DAY)
    sent = actions.report(one, by=elif_, now=now)
    actions.ask(sent, who="Hasan", text="Hangi şube?", now=now)
    fixed = causes.cause(elif_, NAME, now=now, conversation=second, department=depot, brand=asked.brand)
    causes.contacts(fixed, [9] * 60 + [1] * 31, since=timezone.localdate() - 91 * DAY)
    causes.turned(fixed, State.FIXED, by=elif_, on=timezone.localdate() - 31 * DAY)
    causes.turned(causes.cause(elif_, "Beden tablosu yok"), State.REFUSED, by=elif_)
    seen = {"kind": "group", "words": ["beden", "tablo"], "count": 7, "recent": 3}
    causes.cause(None, "Beden tablosu eksik", proposal=seen)
    return one


@pytest.mark.parametrize(("theme", "language", "width"), [("light", "tr", 1440), ("dark", "en", 360)])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_window(
    desk: Desk, busy: Cause, onur: Agent, theme: str, language: str, width: int
) -> None:
    onur.theme, onur.language = theme, language
    onur.save()
    desk.be(onur)
    page, found = desk.page, {}
    page.set_viewport_size({"width": width, "height": 900})
    report = Report.objects.get()
    fixed = Cause.objects.get(name=NAME)
    for path in (
        "/causes/",
        f"/causes/{busy.pk}/",
        f"/causes/{fixed.pk}/",
        f"/causes/{busy.pk}/edit/",
        f"/causes/{busy.pk}/report/",
        f"/causes/{fixed.pk}/tell/",
        f"/report/{reporting.token_of(report)}/",
        "/settings/reasons/",
        f"/settings/reasons/{Reason.objects.get(seed='damaged').pk}/",
        "/settings/reasons/new/",
        f"/settings/departments/{report.department_id}/",
        f"/conversations/{report.cause.evidence.exclude(conversation=None).get().conversation_id}/why/reason/",
        f"/conversations/{report.cause.evidence.exclude(conversation=None).get().conversation_id}/why/cause/",
    ):
        desk.open(path)
        page.wait_for_timeout(150)
        for summary in page.locator("main details.further > summary").all():
            summary.click()
        wrong = violations(page)
        if wide := overflow(page):
            wrong.append(f"{wide} pixels too wide")
        if wrong:
            found[path] = wrong

    assert found == {}
