"""What one writes to carriers and suppliers, to begin from: in both languages, filled from the order and then edited.

A value that the order does not have stays as it is written here and is asked for before anything is sent.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Party


@dataclass(frozen=True)
class ChaseText:
    """One beginning. `said` holds (subject, text) by language."""

    name: str
    label: str | Promise
    kind: Party
    said: dict[str, tuple[str, str]]


TEXTS = (
    ChaseText(
        "still",
        _("The parcel does not move"),
        Party.CARRIER,
        {
            "tr": (
                "{{ order.tracking_number }} takip numaralı gönderi hareket etmiyor",
                (
                    "Merhaba,\n\n{{ order.tracking_number }} takip numaralı gönderimizde bir süredir hareket "
                    "görünmüyor. "
                    "Gönderi şu an nerede ve ne zaman teslim edilecek?\n\nMüşterimiz bekliyor; yanıtınızı bu iletiye "
                    "yazmanız yeterli.\n\nTeşekkürler\n{{ agent.name }}\n{{ brand.name }}"
                ),
            ),
            "en": (
                "Parcel {{ order.tracking_number }} has stopped moving",
                (
                    "Hello,\n\nOur parcel {{ order.tracking_number }} has not moved for a while. Where is it "
                    "now, and when "
                    "will it be delivered?\n\nOur customer is waiting; please answer this mail.\n\nThank you\n"
                    "{{ agent.name }}\n{{ brand.name }}"
                ),
            ),
        },
    ),
    ChaseText(
        "not_here",
        _("Marked as delivered, but did not arrive"),
        Party.CARRIER,
        {
            "tr": (
                "{{ order.tracking_number }}: teslim edildi görünüyor, müşteriye ulaşmadı",
                (
                    "Merhaba,\n\n{{ order.tracking_number }} takip numaralı gönderi teslim edildi görünüyor, ama "
                    "müşterimize ulaşmadı. Kime, ne zaman ve nerede teslim edildiğini teslim belgesiyle birlikte bize "
                    "iletir misiniz?\n\nTeşekkürler\n{{ agent.name }}\n{{ brand.name }}"
                ),
            ),
            "en": (
                "{{ order.tracking_number }}: marked as delivered, not received",
                (
                    "Hello,\n\nParcel {{ order.tracking_number }} is marked as delivered, but our customer has not "
                    "received it. Please tell us to whom, when and where it was handed over, and send us the proof of "
                    "delivery.\n\nThank you\n{{ agent.name }}\n{{ brand.name }}"
                ),
            ),
        },
    ),
    ChaseText(
        "damaged",
        _("Arrived damaged"),
        Party.CARRIER,
        {
            "tr": (
                "{{ order.tracking_number }}: hasarlı teslim, tutanak",
                (
                    "Merhaba,\n\n{{ order.tracking_number }} takip numaralı gönderimiz müşterimize hasarlı "
                    "ulaştı. Hasar "
                    "tutanağını ve tazmin sürecini nasıl ilerleteceğimizi yazar mısınız?\n\nTeşekkürler\n"
                    "{{ agent.name }}\n{{ brand.name }}"
                ),
            ),
            "en": (
                "{{ order.tracking_number }}: delivered damaged",
                (
                    "Hello,\n\nParcel {{ order.tracking_number }} reached our customer damaged. Please send "
                    "us the damage "
                    "report and tell us how to proceed with the claim.\n\nThank you\n{{ agent.name }}\n{{ brand.name }}"
                ),
            ),
        },
    ),
    ChaseText(
        "address",
        _("Deliver to another address"),
        Party.CARRIER,
        {
            "tr": (
                "{{ order.tracking_number }}: adres değişikliği",
                (
                    "Merhaba,\n\n{{ order.tracking_number }} takip numaralı gönderinin teslim adresi değişti. Yeni "
                    "adres:\n\n\n\nDeğişikliğin yapıldığını bu iletiyi yanıtlayarak bildirir misiniz?\n\nTeşekkürler\n"
                    "{{ agent.name }}\n{{ brand.name }}"
                ),
            ),
            "en": (
                "{{ order.tracking_number }}: change of address",
                (
                    "Hello,\n\nThe delivery address of parcel {{ order.tracking_number }} has changed. The new address "
                    "is:\n\n\n\nPlease confirm the change by answering this mail.\n\nThank you\n{{ agent.name }}\n"
                    "{{ brand.name }}"
                ),
            ),
        },
    ),
    ChaseText(
        "when",
        _("When will it be in stock again?"),
        Party.SUPPLIER,
        {
            "tr": (
                "Stok sorusu: {{ order.number }} numaralı sipariş için",
                (
                    "Merhaba,\n\n{{ order.number }} numaralı siparişteki ürünü müşterimiz bekliyor. Elinizde "
                    "var mı, yoksa "
                    "en erken hangi tarihte bize ulaşır?\n\nTeşekkürler\n{{ agent.name }}\n{{ brand.name }}"
                ),
            ),
            "en": (
                "Stock question for order {{ order.number }}",
                (
                    "Hello,\n\nOur customer is waiting for the article of order {{ order.number }}. Do you "
                    "have it, and if "
                    "not, by which date at the earliest can it reach us?\n\nThank you\n{{ agent.name }}\n{{ "
                    "brand.name }}"
                ),
            ),
        },
    ),
    ChaseText(
        "faulty",
        _("An article is faulty"),
        Party.SUPPLIER,
        {
            "tr": (
                "Kusurlu ürün bildirimi: sipariş {{ order.number }}",
                (
                    "Merhaba,\n\n{{ order.number }} numaralı siparişteki ürün kusurlu çıktı:\n\n\n\nAynı partide başka "
                    "bildirim var mı, yenisini ne zaman gönderebilirsiniz?\n\nTeşekkürler\n{{ agent.name }}\n"
                    "{{ brand.name }}"
                ),
            ),
            "en": (
                "Faulty article: order {{ order.number }}",
                (
                    "Hello,\n\nThe article of order {{ order.number }} is faulty:\n\n\n\nHave there been other reports "
                    "about this batch, and when can you send a replacement?\n\nThank you\n{{ agent.name }}\n"
                    "{{ brand.name }}"
                ),
            ),
        },
    ),
)
BY_NAME = {text.name: text for text in TEXTS}
