"""Money: refunds, invoices, payments."""

from muhatap.knowledge.models import Situation
from muhatap.knowledge.seeds.seed import MINE, WAITING, Seed, rest

SEEDS = (
    Seed(
        shortcut="iade-kabul",
        situation=Situation.REFUND,
        keywords=("iade etmek istiyorum", "iade", "send it back", "return"),
        acts=(MINE, rest(2)),
        tr=(
            "İade istendi: kuryeyi ayarladık",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişiniz için iadeyi başlattık. Kuryemiz {{ day.in_2_working_days }} günü saat \
18.00'e kadar paketi kapınızdan alacak; kargo ücretini biz ödüyoruz.

Paket bize ulaştığı gün ücretin tamamı kartınıza dönüyor.

Bizi denediğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Return asked for: the courier is booked",
            """{{ customer.greeting }},

We have started the return for order {{ order.number }}. Our courier will pick it up at your door by 18:00 on \
{{ day.in_2_working_days }}; we pay for the shipping.

On the day it reaches us, all of your money goes back to the card you paid with.

Thank you for giving us a try. Have a good day.""",
        ),
        formal_tr="""{{ customer.greeting }},

{{ order.number }} numaralı siparişiniz için iade işlemini başlattık. Kuryemiz {{ day.in_2_working_days }} günü saat \
18.00'e kadar paketi adresinizden alacaktır; kargo ücreti tarafımıza aittir.

Paket bize ulaştığı gün ücretin tamamı kartınıza iade edilmektedir.

Bizi tercih ettiğiniz için teşekkür ederiz; iyi günler dileriz.""",
        formal_en="""{{ customer.greeting }},

We have arranged the return of order {{ order.number }}. Our courier will pick it up at your address by 18:00 on \
{{ day.in_2_working_days }} at our expense.

On the day it reaches us, the full amount is returned to the card you paid with.

Thank you for your custom. Have a good day.""",
    ),
    Seed(
        shortcut="iade-yolda",
        situation=Situation.REFUND,
        keywords=("iadem ne oldu", "iade ulaştı mı", "did my return arrive"),
        order_standings=("returning",),
        acts=(MINE, rest(2)),
        tr=(
            "İade yolda",
            """{{ customer.greeting }},

İade paketiniz bize doğru yolda; onu biz izliyoruz. Takip numarası: {{ order.tracking_number }}

Bize ulaştığı gün ücretin tamamı kartınıza dönüyor. {{ day.in_2_working_days }} günü saat 17.00'ye kadar size \
paketin yerini yazacağız.

Sorduğunuz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "The return is on its way",
            """{{ customer.greeting }},

Your return is on its way to us, and we are watching it. The tracking number: {{ order.tracking_number }}

On the day it reaches us, all of your money goes back to your card. We will write to you about where it is by 17:00 \
on {{ day.in_2_working_days }}.

Thank you for asking. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="iade-yapildi",
        situation=Situation.REFUND,
        keywords=("param ne zaman", "hesabıma yatmadı", "when will i get my money", "refund"),
        order_standings=("refunded",),
        acts=(rest(5),),
        tr=(
            "Ücret iade edildi",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişiniz için {{ order.refunded }} tutarını ödediğiniz karta iade ettik.

Tutarın kartınıza geçip geçmediğini {{ day.in_5_working_days }} günü bankanızla biz kontrol edeceğiz ve sonucu size \
o gün yazacağız.

Sabrınız için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "The refund is done",
            """{{ customer.greeting }},

We have refunded {{ order.refunded }} for order {{ order.number }} to the card you paid with.

We will check that the money has arrived on {{ day.in_5_working_days }} and write to you that day.

Thank you for your patience. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="iade-gorunmuyor",
        situation=Situation.REFUND,
        keywords=("iade hâlâ", "paramı alamadım", "hâlâ yatmadı", "not refunded", "still no refund"),
        tones=("worried", "angry", "calm"),
        acts=(MINE, rest(1)),
        tr=(
            "Ücret iadesi görünmüyor",
            """{{ customer.greeting }},

Paranızı hâlâ görememeniz elbette tedirgin edici, özür dileriz. {{ order.number }} numaralı siparişin iadesini bugün \
bankayla biz kontrol ediyoruz; işlemin belgesini de istedik.

{{ day.in_1_working_day }} günü saat 17.00'ye kadar size kesin günü yazacağız.

Haber verdiğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "The refund has not arrived",
            """{{ customer.greeting }},

It is worrying to wait for your money, and we are sorry. We are checking the refund of order {{ order.number }} with \
the bank today and have asked for the proof of payment.

We will write to you by 17:00 on {{ day.in_1_working_day }} and say where the money is and on which day it will be \
on your card.

Thank you for letting us know. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="fatura-gonderildi",
        situation=Situation.BILLING,
        keywords=("faturamı", "fatura gelmedi", "fatura ist", "invoice", "receipt"),
        tr=(
            "Fatura ektedir",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişinizin faturasını bu iletiye ekledik.

Sorduğunuz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "The invoice is attached",
            """{{ customer.greeting }},

We have attached the invoice for order {{ order.number }} to this message.

Thank you for asking. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="fatura-duzeltme",
        situation=Situation.BILLING,
        keywords=("şirket adına", "vergi no", "vergi dairesi", "fatura yanlış", "vat number", "company name"),
        acts=(MINE, rest(1)),
        tr=(
            "Fatura düzeltiliyor",
            """{{ customer.greeting }},

Faturanın yanlış kesilmesi muhasebenizi de yordu; özür dileriz. {{ order.number }} numaralı siparişin faturasını \
yazdığınız bilgilerle yeniden hazırlıyoruz.

{{ day.in_1_working_day }} günü saat 17.00'ye kadar yeni faturayı size göndereceğiz. Eskisini biz iptal ediyoruz.

Bilgileri eksiksiz yazdığınız için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "The invoice is being corrected",
            """{{ customer.greeting }},

The wrong invoice has made work for you, and we are sorry. We are issuing the one for order {{ order.number }} again \
with the details you gave us.

We will send you the new invoice by 17:00 on {{ day.in_1_working_day }}. We are cancelling the old one.

Thank you for giving us everything we need. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="iki-kez-cekim",
        situation=Situation.BILLING,
        keywords=("iki kez çekil", "iki kere", "fazla çekil", "charged twice", "overcharged"),
        acts=(MINE, rest(1)),
        tr=(
            "İki kez ödeme alındı",
            """{{ customer.greeting }},

Kartınızdan iki kez ödeme çekilmesi elbette tedirgin edici; özür dileriz. {{ order.number }} numaralı siparişin \
ödemelerini bugün bankayla biz inceliyoruz.

Fazla çekilen tutarı {{ day.in_1_working_day }} günü saat 17.00'ye kadar iade edeceğiz ve belgesini size \
göndereceğiz.

Hemen yazdığınız için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "Charged twice",
            """{{ customer.greeting }},

Being charged twice is worrying, and we are sorry. We are going through the payments of order {{ order.number }} \
with the bank today.

By 17:00 on {{ day.in_1_working_day }} we will refund what was taken twice and send you the proof.

Thank you for writing at once. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="odeme-basarisiz",
        situation=Situation.BILLING,
        keywords=("ödeme yapamıyorum", "ödeme hata", "sepet", "payment failed", "checkout", "card declined"),
        acts=(WAITING,),
        tr=(
            "Ödeme tamamlanmadı",
            """{{ customer.greeting }},

Ödemenin yarıda kalması can sıkıcı, özür dileriz. Sepetinizi olduğu gibi saklıyoruz ve ürünleri \
{{ day.in_2_working_days }} günü saat 18.00'e kadar sizin için ayırdık. Kartınızdan ödeme alınmadı.

Ödeme sayfasındaki sorunu bugün biz giderdik. Dilerseniz siparişi sizin için biz de oluşturabiliriz; bunun için \
"oluşturun" yazmanız yeterli.

Haber verdiğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "The payment did not go through",
            """{{ customer.greeting }},

A payment that stops halfway is annoying, and we are sorry. Your basket is safe, and we have set the items aside for \
you until 18:00 on {{ day.in_2_working_days }}. Nothing was taken from your card.

We have put the payment page right today. If you like, we can place the order for you; just answer "yes".

Thank you for letting us know. We are here whenever you need us.""",
        ),
    ),
)
