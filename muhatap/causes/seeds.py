"""Reasons that online shops hear, to begin with: each says why, in Turkish and English.

Values are (to the customer, to us) from -2 to 2, after Price and Jaffe, "The Best Service is No Service" (2008): a
question before buying is worth having, a parcel that stands still is worth nothing to anybody. A first guess, to be
corrected by the shop's own numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from muhatap.causes.models import Spike, Stage

ALARMING, PLEASING = Spike.ALARMING, Spike.PLEASING


@dataclass(frozen=True)
class Seed:
    key: str
    tr: str
    en: str
    values: tuple[int, int] | None = None
    spike: str = ALARMING
    asks_check_back: bool = False


@dataclass(frozen=True)
class Group:
    key: str
    tr: str
    en: str
    stage: str
    department: str
    reasons: Sequence[Seed]


# Departments by key: (Turkish, English).
DEPARTMENTS = {
    "product": ("Ürün", "Product"),
    "web": ("Web", "Web"),
    "warehouse": ("Depo", "Warehouse"),
    "carrier": ("Kargo", "Shipping"),
    "finance": ("Muhasebe", "Finance"),
}

GROUPS: Sequence[Group] = (
    Group("before", "Almadan önce", "Before buying", Stage.PRE_SALE, "product", (
        Seed("size_missing", "Beden bilgisi sayfada eksik", "Size details are missing on the page", (1, 1)),
        Seed("fact_missing", "Ürün bilgisi sayfada eksik", "Product details are missing on the page", (1, 1)),
        Seed("wants_advice", "Seçmek için fikir istiyor", "Wants advice to choose", (2, 2), PLEASING),
        Seed("out_of_stock", "İstediği ürün tükenmiş", "The wanted product is sold out", (0, 2)),
        Seed("not_sold", "Satmadığımız bir şeyi arıyor", "Looks for what we do not sell", (0, 2), PLEASING),
        Seed("bulk", "Toplu ya da kurumsal almak istiyor", "Wants to buy in bulk", (2, 2), PLEASING),
    )),
    Group("ordering", "Sipariş verirken", "While ordering", Stage.ORDER, "web", (
        Seed("payment_fails", "Ödeme sayfası hata veriyor", "The payment page fails", (-2, -2)),
        Seed("coupon_fails", "İndirim kodu kabul edilmiyor", "The discount code is refused", (-1, -1)),
        Seed("charged_twice", "Kartından iki kez çekilmiş", "Was charged twice", (-2, -2), asks_check_back=True),
        Seed("wants_change", "Siparişini değiştirmek istiyor", "Wants to change the order", (1, -1)),
        Seed("wants_cancel", "Vazgeçti, iptal istiyor", "Changed their mind, wants to cancel", (1, -1)),
        Seed("address_wrong", "Adresi yanlış girmiş", "Entered the wrong address", (1, -1)),
        Seed("cannot_sign_in", "Hesabına giremiyor", "Cannot sign in to their account", (-1, -2)),
    )),
    Group("way", "Yolda", "On its way", Stage.AFTER_SALE, "carrier", (
        Seed("not_shipped", "Söylenen günde yola çıkmadı", "Was not shipped on the day we said", (-2, -2)),
        Seed("stands_still", "Kargo aktarmada bekliyor", "The parcel stands still at a hub", (-2, -2),
             asks_check_back=True),
        Seed("no_tracking", "Takip bilgisi gelmedi", "Got no tracking details", (-1, -2)),
        Seed("not_delivered", "Teslim edildi görünüyor, almadı", "Shown as delivered, was not received", (-2, -2),
             asks_check_back=True),
        Seed("nobody_home", "Evde yokken gelip götürmüşler", "Came while nobody was home", (-1, -2)),
    )),
    Group("parcel", "Paket açılınca", "When opened", Stage.AFTER_SALE, "warehouse", (
        Seed("damaged", "Yolda zarar görmüş", "Was damaged on the way", (-2, -2), asks_check_back=True),
        Seed("wrong_item", "Yanlış ürün gönderilmiş", "Got the wrong item", (-2, -2), asks_check_back=True),
        Seed("missing_item", "Paketten eksik çıktı", "Something is missing from the parcel", (-2, -2),
             asks_check_back=True),
        Seed("faulty", "Ürün bozuk çıktı", "The product does not work", (-2, -1), asks_check_back=True),
        Seed("unlike_page", "Sayfadaki gibi değil", "Is not as shown on the page", (-1, 0)),
        Seed("does_not_fit", "Bedeni olmadı", "Does not fit", (0, -1)),
    )),
    Group("return", "İade ve para", "Returns and money", Stage.AFTER_SALE, "finance", (
        Seed("how_to_return", "İade adımlarını bulamadı", "Could not find how to return", (0, -2)),
        Seed("refund_late", "İade parası gelmedi", "The refund has not come", (-2, -2), asks_check_back=True),
        Seed("invoice_wrong", "Faturası yanlış ya da yok", "The invoice is wrong or missing", (-1, -2)),
    )),
    Group("after", "Kullanırken", "In use", Stage.AFTER_SALE, "product", (
        Seed("how_to_use", "Nasıl kullanılacağı anlaşılmıyor", "Does not see how to use it", (0, 0)),
        Seed("warranty", "Garanti süresi içinde bozuldu", "Broke within the warranty", (-1, 0),
             asks_check_back=True),
        Seed("thanks", "Memnun kalmış, yazmak istemiş", "Is happy and says so", (2, 2), PLEASING),
        Seed("idea", "Neyi daha iyi yapabileceğimizi yazıyor", "Says what we could do better", (1, 2), PLEASING),
    )),
)  # fmt: skip
