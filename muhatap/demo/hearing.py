"""Four months of what customers of the demo shop wrote, and what became of it.

One cause that was reported, fixed and verified by the numbers; one that has jumped and is reported; one being fixed;
one refused; what nobody has explained yet; and three reasons about which something is done (`treating`). Told through
the product's own doors, with dates in the past.
"""

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from muhatap.causes import actions, learning, watching
from muhatap.causes.actions import departments, reporting, treating
from muhatap.causes.models import (
    Cause,
    Choice,
    Department,
    FineSo,
    Lesson,
    Letter,
    Manner,
    Reason,
    Report,
    State,
    Wished,
)
from muhatap.conversations import actions as conversations
from muhatap.conversations.inbound import Inbound, Person
from muhatap.conversations.models import Channel, Closure, Conversation
from muhatap.core.turkish import fold
from muhatap.demo.letters import address_of
from muhatap.demo.names import FIRST_NAMES, LAST_NAMES
from muhatap.demo.treating import treat
from muhatap.orders.actions.counting import count_days
from muhatap.team.models import Agent

DAYS = 112
ADDRESS_OF_A_DEPARTMENT = "{name}@carsi.example"


@dataclass(frozen=True)
class Theme:
    """Something customers write about: on which days ago, under which reason, in which words."""

    key: str
    reason: str
    days_ago: Sequence[int]
    subjects: Sequence[str]
    texts: Sequence[str]
    # Which of them wrote again before anybody could settle it.
    again: Collection[int] = ()


def _spread(first: int, last: int, count: int, *, seed: str) -> list[int]:
    """Return `count` days between two, never twice in the same way by chance: the same demo at each load."""
    dice = random.Random(seed)  # noqa: S311 - a story, no secret
    return sorted((dice.randint(last, first) for _ in range(count)), reverse=True)


PAYMENT = Theme(
    "payment", "payment_fails", [*_spread(104, 29, 82, seed="before"), 21, 9, 4],
    ("Sepetim boşalıyor", "Ödeme yapamıyorum", "Kart onayından sonra hata"),
    (
        "Merhaba, bankanın onay ekranından dönünce sepetim boş görünüyor. Üç kez denedim, her seferinde aynı oldu.",
        "3D Secure şifresini girdikten sonra sayfa başa dönüyor ve sepetimdeki ürünler siliniyor. Para çekilmedi.",
        "Siparişi bir türlü tamamlayamıyorum. SMS kodunu yazıyorum, geri gelince sepet bomboş.",
        "Ödeme adımında banka onayı tamam diyor ama sitenize dönünce “sepetiniz boş” yazıyor. Telefonla da denedim.",
        "Kart onayından sonra her şeyi baştan eklemem gerekiyor. Dördüncü denemede vazgeçtim, yardımcı olur musunuz?",
    ),
)  # fmt: skip
HUB = Theme(
    "hub", "stands_still", [*_spread(100, 22, 9, seed="hub"), *_spread(13, 1, 19, seed="jump")],
    ("Kargom nerede?", "Aktarmada bekliyor", "Siparişim hâlâ gelmedi"),
    (
        "Merhaba, paketim dört gündür aktarma merkezinde görünüyor, hiç hareket yok. Ne zaman gelir?",
        "Takip numarası Tuzla aktarmada bekliyor diyor. Hafta başından beri aynı yerde, yolda unutuldu mu acaba?",
        "Siparişim yola çıktı ama aktarma şubesinden çıkmıyor. Hediyeydi, cumartesiye yetişmesi gerekiyordu.",
        "Kargo üç gündür transfer merkezinde takılı. Kargo şirketi mağazayı arayın diyor, siz ne dersiniz?",
        "Paketim aktarmada bekliyor, her gün bakıyorum değişmiyor. Bir sorar mısınız lütfen?",
    ),
    again=range(0, 40, 2),
)  # fmt: skip
SIZE = Theme(
    "size", "size_missing", _spread(98, 2, 26, seed="size"),
    ("Beden sorusu", "Hangi bedeni almalıyım?", "Ölçüler"),
    (
        "Keten gömleğin beden tablosu sayfada yok. Göğüs ölçüm 104, L mi XL mi almalıyım?",
        "Merhaba, yün yeleğin boy ve göğüs ölçülerini bulamadım. 176 boya M olur mu?",
        "Gömleğin kalıbı dar mı geniş mi? Ölçü tablosu olmadığı için karar veremedim.",
        "Ürün sayfasında santim olarak ölçü göremedim, S beden için kol boyu kaç?",
        "Eşime almak istiyorum ama beden ölçüleri yazmıyor. 80 kilo, 182 boy için hangisi uygun?",
    ),
)  # fmt: skip
BROKEN = Theme(
    "broken", "damaged", _spread(95, 5, 14, seed="broken"),
    ("Kırık geldi", "Hasarlı paket", "Kutunun içi cam kırığı"),
    (
        "Sürahi çatlamış olarak geldi, kutunun köşesi ezikti. Fotoğrafını ekliyorum.",
        "Tabakların ikisi kırık çıktı. Paketin içinde koruyucu neredeyse hiç yoktu.",
        "Cam şişelerden biri tuz buz olmuş. Kutuyu açarken elimi kesecektim.",
        "Seramik kâse kırılmış, ambalaj çok ince. Yenisini gönderir misiniz?",
    ),
    again=range(0, 40, 3),
)  # fmt: skip
VAGUE = Theme(
    "vague", "vague", _spread(80, 3, 26, seed="vague"),
    ("Kargo", "Kargo hakkında", "Teslimat"),
    (
        "Merhaba, kargo takip numarası bana hiç gelmedi. SMS de e-posta da yok, nereden bakacağım?",
        "Siparişim verildi ama takip bilgisi gönderilmedi. Numarayı iletir misiniz?",
        "Kurye evde yokken gelmiş, kapıya not bırakıp götürmüş. Yeniden teslim edilsin istiyorum.",
        "Evdeydim ama adreste bulunamadı denmiş. Kurye zili hiç çalmadı, tekrar gelsin lütfen.",
    ),
)  # fmt: skip
UNEXPLAINED = Theme(
    "unexplained", "", _spread(6, 0, 9, seed="new"),
    ("Kapıda ödeme", "Kapıda kartla ödeme", "Kapıda kart"),
    (
        "Merhaba, kapıda kartla ödeme yok mu? Sipariş verirken göremedim.",
        "Kapıda kartla ödeme seçeneğini göremedim, kaldırıldı mı?",
        "Kapıda kartla ödemek istiyorum ama seçenek yok, yalnız nakit var.",
        "Kapıda ödemede kart seçeneği yok. Kapıda kartla ödeyebilir miyim?",
    ),
)  # fmt: skip
WANTED = Theme(
    "wanted", "out_of_stock", _spread(20, 1, 8, seed="wanted"),
    ("Altı fincanlık cezve", "Stok sorusu", "Ne zaman gelir?"),
    (
        "Bakır cezvenin altı fincanlığını getirecek misiniz?",
        "Merhaba, altı fincanlık bakır cezve satıyor musunuz, bulamadım.",
        "Altı fincanlık bakır cezve stoğa ne zaman gelir?",
        "Bakır cezvenin daha büyüğü, altı fincanlık olanı gelecek mi?",
    ),
)  # fmt: skip
RETURN = Theme(
    "return", "how_to_return", [*_spread(111, 71, 26, seed="return"), 61, 48, 40, 33, 24, 17, 9],
    ("İade", "Nasıl iade ederim?", "İade adımları"),
    (
        "Merhaba, aldığım kazağı iade etmek istiyorum ama sitede nereden başlayacağımı bulamadım.",
        "İade için hangi kargoyla, hangi kodla göndereceğim? Sayfanızda göremedim.",
        "Ürünü geri göndermek istiyorum, iade formunu nereden alıyorum?",
    ),
)  # fmt: skip
ADDRESS = Theme(
    "address", "address_wrong", _spread(27, 2, 12, seed="address"),
    ("Adres değişikliği", "Yanlış adres girdim", "Adresi düzeltir misiniz?"),
    (
        "Merhaba, siparişi eski adresime vermişim. Daha yola çıkmadıysa yenisine gönderir misiniz?",
        "Kapı numarasını yanlış yazdım, 12 değil 21 olacak. Düzeltebilir miyiz?",
        "Siparişte ilçeyi yanlış seçmişim, kargoya verilmeden değiştirmek istiyorum.",
    ),
)  # fmt: skip
AGAIN = (
    "Bir haber var mı? Bugün de değişen bir şey yok.",
    "Yazdım ama dönüş alamadım, durumu öğrenebilir miyim?",
    "Tekrar yazıyorum, hâlâ aynı yerde görünüyor.",
)

THEMES = (PAYMENT, HUB, SIZE, BROKEN, VAGUE, UNEXPLAINED, WANTED, RETURN, ADDRESS)

Happened = Callable[[datetime], AbstractContextManager[None]]


def hear(*, channel: Channel, team: dict[str, Agent], now: datetime, happened: Happened) -> None:
    """Load all of it for one shop."""
    reasons = _plant(team["onur"])
    told: dict[str, list[Conversation]] = {theme.key: [] for theme in THEMES}
    for at, theme, number in sorted(_moments(now), key=lambda each: each[0]):
        with happened(at):
            told[theme.key].append(_one(theme, number, channel, team, reasons, at, now=now))
    _causes(channel, team, reasons, told, now=now, happened=happened)
    treat(reasons=reasons, team=team, now=now, happened=happened)


def look(*, now: datetime) -> None:
    """Count the orders, learn, verify and look for what is new, as every night."""
    while count_days():
        pass
    learning.learn_all(now=now)
    watching.verify(now=now)
    watching.hear_wishes(now=now, since=timedelta(days=DAYS))
    watching.find_new(now=now)
    treating.propose(now=now)


def clear() -> None:
    Letter.objects.all().delete()
    Cause.objects.all().delete()
    Choice.objects.all().delete()
    for model in (Lesson, Wished, FineSo, Manner):
        model.objects.all().delete()
    Reason.objects.exclude(parent=None).delete()
    Reason.objects.all().delete()
    Department.objects.all().delete()


def _plant(by: Agent) -> dict[str, Reason]:
    actions.plant(by=by, language="tr")
    way = Reason.objects.get(seed="way")
    vague = actions.write_reason(Reason(name_tr="Kargo sorunu", name_en="Shipping issue", parent=way), by=by)
    for department in Department.objects.all():
        department.email = ADDRESS_OF_A_DEPARTMENT.format(name=fold(department.name))
        departments.keep(department, by=by)
    actions.set_manner(Manner(minutes_each=12, hour_costs=310, currency="TRY"), by=by)
    return {each.seed: each for each in Reason.objects.exclude(seed="")} | {"vague": vague}


def _moments(now: datetime) -> Iterator[tuple[datetime, Theme, int]]:
    dice = random.Random(8812)  # noqa: S311 - a story, no secret
    for theme in THEMES:
        for number, days in enumerate(theme.days_ago):
            at = now - timedelta(days=days, minutes=dice.randint(30, 540))
            yield at, theme, number


def _one(
    theme: Theme,
    number: int,
    channel: Channel,
    team: dict[str, Agent],
    reasons: dict[str, Reason],
    at: datetime,
    *,
    now: datetime,
) -> Conversation:
    dice = random.Random(f"{theme.key} {number}")  # noqa: S311 - a story, no secret
    name = f"{dice.choice(FIRST_NAMES)} {dice.choice(LAST_NAMES[::3])}"
    who = team[dice.choice(["elif", "elif", "onur"])]
    message = conversations.receive(
        Inbound(
            channel=channel,
            external_id=f"demo-{theme.key}-{number}",
            sender=Person(address_of(name), name),
            at=at,
            subject=dice.choice(theme.subjects),
            text=theme.texts[number % len(theme.texts)],
            language="tr",
        )
    )
    conversation = message.conversation
    if number in theme.again and at < now - timedelta(days=2):
        conversations.receive(
            Inbound(
                channel=channel,
                external_id=f"demo-{theme.key}-{number}-again",
                sender=Person(address_of(name), name),
                at=at + timedelta(minutes=25),
                subject=message.subject,
                text=dice.choice(AGAIN),
                language="tr",
                conversation=conversation,
            )
        )
        conversation.refresh_from_db()
    if theme.reason or at < now - timedelta(days=1):
        # Whoever answered said why; what is older than a day was settled.
        later = min(at + timedelta(minutes=dice.randint(12, 200)), now)
        conversations.assign(conversation, to=who, by=who)
        actions.choose(conversation, reason=reasons.get(theme.reason), by=who, now=later)
        if at < now - timedelta(days=1):
            conversation = conversations.close(conversation, by=who, now=later, is_asked=True)
            Closure.objects.filter(conversation=conversation).update(closed_at=later)
    return conversation


def _causes(
    channel: Channel,
    team: dict[str, Agent],
    reasons: dict[str, Reason],
    told: dict[str, list[Conversation]],
    *,
    now: datetime,
    happened: Happened,
) -> None:
    onur, brand, day = team["onur"], channel.brand, timezone.localtime(now).date()

    def opened(days: int, theme: Theme, name: str, *, description: str = "", wish: str = "") -> Cause:
        with happened(now - timedelta(days=days)):
            at = now - timedelta(days=days)
            reason = reasons[theme.reason]
            cause = actions.open_cause(
                name=name,
                by=onur,
                now=at,
                brand=brand,
                reason=reason,
                gathers=theme is not VAGUE,
                description=description,
                wish=wish,
            )
            actions.gather_past(cause, since=now - timedelta(days=DAYS + 7), now=now)
            cause.refresh_from_db()
            return cause

    def turned(cause: Cause, days: int, to: State, **more: object) -> None:
        at = now - timedelta(days=days)
        with happened(at):
            actions.turn(cause, to=to, by=onur, now=at, **more)  # type: ignore[arg-type]
        cause.refresh_from_db()

    def reported(cause: Cause, days: int) -> Report:
        at = now - timedelta(days=days)
        with happened(at):
            sent = actions.report(cause, by=onur, now=at)
        Report.objects.filter(pk=sent.pk).update(mailed_at=at)
        cause.refresh_from_db()
        return sent

    def accepted(sent: Report, days: int, *, on: int, who: str, text: str) -> None:
        at = now - timedelta(days=days)
        with happened(at):
            reporting.accept(sent, on=day + timedelta(days=on), who=who, text=text, now=at)

    payment = opened(
        60, PAYMENT, "3D Secure dönüşünde sepet boşalıyor",
        description="Bankanın onay ekranından dönen müşterinin sepeti boş görünüyor. Daha çok telefonda oluyor.",
        wish="Onaydan sonra sepetin olduğu gibi kalması",
    )  # fmt: skip
    sent = reported(payment, 52)
    accepted(sent, 50, on=-26, who="Web, Baran", text="Oturum çerezi dönüşte düşüyor, bu hafta bakıyoruz.")
    turned(payment, 40, State.FIXING)
    turned(payment, 28, State.FIXED, on=day - timedelta(days=28), text="Çerez SameSite=None yapıldı.")
    hub = opened(
        11, HUB, "Şube aktarma gecikmesi",
        description="Paketler Tuzla aktarma merkezinde dört güne kadar bekliyor; takip ekranında hareket görünmüyor.",
        wish="Bekleyen paketin aynı gün haber verilmesi",
    )  # fmt: skip
    reported(hub, 2)
    size = opened(40, SIZE, "Beden tablosu gömleklerde eksik", wish="Santim olarak ölçü tablosu")
    sent = reported(size, 30)
    accepted(sent, 28, on=9, who="Ürün, Cemre", text="Ölçüleri topluyoruz.")
    turned(size, 12, State.FIXING)
    broken = opened(50, BROKEN, "Kırılacak ürünlerin ambalajı ince", wish="Kutunun içine bölme")
    sent = reported(broken, 33)
    at = now - timedelta(days=27)
    with happened(at):
        reporting.refuse(sent, who="Depo, Hasan", text="Bölmeli kutu tanesi 14 ₺; bu ay bütçe yok.", now=at)
    # Large, and one thing each: somebody has looked.
    for theme in (PAYMENT, HUB, SIZE, BROKEN, RETURN):
        actions.refuse_finding(f"catch_all:{reasons[theme.reason].pk}", by=onur, now=now)
    hub.spiked_at = now - timedelta(days=3)
    hub.save(update_fields=["spiked_at"])
