"""Parcels: lost, late, damaged, wrong, incomplete."""

from muhatap.knowledge.models import Situation
from muhatap.knowledge.seeds.seed import MINE, WAITING, Seed, rest

SEEDS = (
    Seed(
        shortcut="kayip-arastirma",
        situation=Situation.LOST_ORDER,
        keywords=("kayboldu", "kayıp", "hiç gelmedi", "lost", "never arrived"),
        order_standings=("on_the_way", "late"),
        acts=(MINE, rest(1)),
        tr=(
            "Kayıp sipariş: izini sürüyoruz",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişinizi bunca gün beklemek can sıkıcı; bunun için özür dileriz. Paketin izini biz \
sürüyoruz: taşıyıcıdan son görüldüğü yeri ve teslim kaydını istedik.

{{ day.in_1_working_day }} günü saat 17.00'ye kadar size sonucu yazacağız. Paket o saate kadar bulunmazsa seçim \
sizin: yeni bir paket ya da ücretin tamamının iadesi.

Haber verdiğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Lost order: we are tracing it",
            """{{ customer.greeting }},

Waiting this long for order {{ order.number }} is frustrating, and we are sorry. We are tracing the parcel for you: \
we have asked the carrier where it was last seen and for the delivery record.

We will write to you with what we have found by 17:00 on {{ day.in_1_working_day }}. If the parcel has not turned up \
by then, the choice is yours: a new parcel or all of your money back.

Thank you for letting us know. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="teslim-gorunuyor",
        situation=Situation.LOST_ORDER,
        keywords=(
            "teslim edildi gor",
            "teslim edildi diyor",
            "teslim edilmis",
            "says delivered",
            "marked as delivered",
        ),
        order_standings=("delivered", "on_the_way", "late"),
        acts=(MINE, rest(1)),
        tr=(
            "Teslim edildi görünüyor, ulaşmadı",
            """{{ customer.greeting }},

Paketiniz teslim edilmiş görünürken elinize ulaşmaması çok can sıkıcı, özür dileriz. {{ order.number }} numaralı \
siparişin kime ve nerede bırakıldığını taşıyıcıya biz sorduk, teslim belgesini de istedik.

{{ day.in_1_working_day }} günü saat 17.00'ye kadar size yanıtı yazacağız. Paket bulunamazsa yenisi hazır; sizin bir \
şey yapmanıza gerek yok.

Hemen haber verdiğiniz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "Marked as delivered, not received",
            """{{ customer.greeting }},

It is upsetting to read "delivered" with no parcel at your door, and we are sorry. We have asked the carrier to whom \
and where order {{ order.number }} was handed over, and for the proof of delivery.

We will write to you with the answer by 17:00 on {{ day.in_1_working_day }}. If the parcel stays lost, a new one is \
ready for you; there is nothing you need to do.

Thank you for telling us right away. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="kayip-yenisi",
        situation=Situation.LOST_ORDER,
        keywords=("yenisini gonder", "send another", "replacement"),
        tr=(
            "Kayıp sipariş: yenisi yola çıkıyor",
            """{{ customer.greeting }},

Paketinizin kaybolduğu kesinleşti; sizi bunca gün beklettiğimiz için özür dileriz. {{ order.number }} numaralı \
siparişin aynısını sizin için yeniden hazırladık, hiçbir ücret ödemeyeceksiniz.

Yeni paketi {{ day.in_1_working_day }} günü saat 18.00'e kadar taşıyıcıya vereceğiz ve takip numarasını aynı gün \
size yazacağız.

Sabrınız için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Lost order: a new one is on its way",
            """{{ customer.greeting }},

We now know that your parcel is lost, and we are sorry that you waited for it all these days. We have packed order \
{{ order.number }} again for you; there is nothing to pay.

We will hand the new parcel to the carrier by 18:00 on {{ day.in_1_working_day }} and write to you with its tracking \
number the same day.

Thank you for your patience. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="kayip-para-iadesi",
        situation=Situation.LOST_ORDER,
        keywords=("parami istiyorum", "money back"),
        tr=(
            "Kayıp sipariş: ücreti iade ettik",
            """{{ customer.greeting }},

Siparişinizi size ulaştıramadığımız için içtenlikle özür dileriz. {{ order.number }} numaralı siparişin ücreti olan \
{{ order.total }} tutarını bugün, ödediğiniz karta iade ettik.

Tutarı {{ day.in_5_working_days }} günü bankanızla biz kontrol edeceğiz ve sonucu size o gün yazacağız.

Bize anlattığınız için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "Lost order: refunded in full",
            """{{ customer.greeting }},

We are truly sorry that your order never reached you. We have refunded {{ order.total }} for order \
{{ order.number }} today, to the card you paid with.

We will check that the money has arrived on {{ day.in_5_working_days }} and write to you that day.

Thank you for telling us. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="kargo-gecikti",
        situation=Situation.LATE_PARCEL,
        keywords=("gelmedi", "gecikti", "hareket yok", "hâlâ bekliyorum", "late", "still waiting", "hasn't arrived"),
        order_standings=("late", "on_the_way"),
        acts=(MINE, rest(1)),
        tr=(
            "Kargo gecikti: taşıyıcıya sorduk",
            """{{ customer.greeting }},

Beklediğiniz paketin gecikmesi can sıkıcı; özür dileriz. {{ order.number }} numaralı siparişiniz şu anda \
{{ order.carrier }} firmasında ve beklediğimizden yavaş ilerliyor. Nerede takıldığını taşıyıcıya biz sorduk.

{{ day.in_1_working_day }} günü saat 17.00'ye kadar size net teslim gününü yazacağız. Sizin bir şey yapmanıza gerek \
yok.

Haber verdiğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Late parcel: we have asked the carrier",
            """{{ customer.greeting }},

It is frustrating when a parcel you are waiting for is late, and we are sorry. Order {{ order.number }} is with \
{{ order.carrier }} and is moving more slowly than it should. We have asked them where it is held up.

We will write to you with a delivery day by 17:00 on {{ day.in_1_working_day }}. There is nothing you need to do.

Thank you for letting us know. We are here whenever you need us.""",
        ),
        formal_tr="""{{ customer.greeting }},

{{ order.number }} numaralı siparişinizin gecikmesi nedeniyle özür dileriz. Gönderiniz {{ order.carrier }} \
firmasındadır; gecikmenin nedenini ve teslim gününü taşıyıcıdan biz istedik.

{{ day.in_1_working_day }} günü saat 17.00'ye kadar size net teslim gününü bildireceğiz.

Bilgi verdiğiniz için teşekkür ederiz; iyi günler dileriz.""",
        formal_en="""{{ customer.greeting }},

Please accept our apologies for the delay of order {{ order.number }}. Your parcel is with {{ order.carrier }}; we \
have asked them for the reason and for the day of delivery.

We will write to you with that day by 17:00 on {{ day.in_1_working_day }}.

Thank you for letting us know. We are here whenever you need us.""",
    ),
    Seed(
        shortcut="kargo-yolda",
        situation=Situation.LATE_PARCEL,
        keywords=("nerede", "takip", "ne zaman gelir", "where is my", "tracking"),
        order_standings=("on_the_way",),
        tr=(
            "Kargonuz yolda",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişiniz {{ order.carrier }} ile yolda. Takip numaranız: {{ order.tracking_number }}

Yolunu biz de izliyoruz. Paket {{ day.in_2_working_days }} günü saat 18.00'e kadar elinize ulaşmazsa taşıyıcıyla \
konuşmak bizim işimiz.

Güzel günlerde kullanmanızı dileriz.""",
        ),
        en=(
            "Your parcel is on its way",
            """{{ customer.greeting }},

Order {{ order.number }} is on its way with {{ order.carrier }}. Your tracking number: {{ order.tracking_number }}

We are watching it, too. If it has not reached you by 18:00 on {{ day.in_2_working_days }}, talking to the carrier \
is our job; a word to us is enough.

We hope you enjoy it.""",
        ),
    ),
    Seed(
        shortcut="kargo-hazirlaniyor",
        situation=Situation.LATE_PARCEL,
        keywords=("ne zaman kargo", "kargoya ver", "ne zaman cikar", "when will you ship", "shipped yet"),
        order_standings=("preparing",),
        tr=(
            "Siparişiniz hazırlanıyor",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişiniz depomuzda özenle hazırlanıyor. Paketi {{ day.in_1_working_day }} günü saat \
18.00'e kadar taşıyıcıya vereceğiz ve takip numarasını aynı gün size yazacağız.

Bizi seçtiğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Your order is being packed",
            """{{ customer.greeting }},

Order {{ order.number }} is being packed with care. We will hand it to the carrier by 18:00 on \
{{ day.in_1_working_day }} and write to you with the tracking number the same day.

Thank you for choosing us. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="kargo-gecikti-telafi",
        situation=Situation.LATE_PARCEL,
        tones=("angry", "worried"),
        keywords=("kac gun oldu", "yeter", "hala gelmedi", "days late", "unacceptable"),
        order_standings=("late", "on_the_way"),
        acts=(MINE, rest(1)),
        tr=(
            "Kargo gecikti: telafi",
            """{{ customer.greeting }},

Söz verdiğimiz günü tutturamadık; bunca gün beklemek sizi yordu ve kızmakta haklısınız. Özür dileriz. Gecikme bizim \
sorumluluğumuz.

{{ order.number }} numaralı siparişiniz için taşıyıcıyla bugün konuştuk ve paketi öncelikli dağıtıma aldırdık. \
{{ day.in_1_working_day }} günü saat 12.00'ye kadar size net teslim gününü yazacağız. Kargo ücretini de bugün iade \
ettik.

Açıkça söylediğiniz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "Late parcel: making up for it",
            """{{ customer.greeting }},

We are later than the day we gave you. You have waited long enough, and you are right to be upset. We are sorry; the \
delay is our responsibility.

We have spoken to the carrier about order {{ order.number }} today and had it moved to priority delivery. We will \
write to you with a firm delivery day by 12:00 on {{ day.in_1_working_day }}. We have refunded the delivery charge, \
too.

Thank you for telling us openly. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="hasarli-yenisi",
        situation=Situation.DAMAGED,
        keywords=("kırık geldi", "hasarlı", "ezilmiş", "arrived broken", "damaged", "smashed"),
        acts=(MINE, rest(1)),
        tr=(
            "Hasarlı geldi: yenisini gönderiyoruz",
            """{{ customer.greeting }},

Heyecanla açtığınız paketten hasarlı bir ürün çıkması çok üzücü; özür dileriz. Yenisini sizin için hazırladık, \
hiçbir ücret ödemeyeceksiniz.

Yeni paketi {{ day.in_1_working_day }} günü saat 18.00'e kadar taşıyıcıya vereceğiz ve takip numarasını aynı gün \
size yazacağız. Hasarlı ürün sizde kalabilir; geri göndermeniz gerekmiyor.

Haber verdiğiniz için teşekkür ederiz; depoda kutuları bugün kalınlaştırdık. Güzel bir gün dileriz.""",
        ),
        en=(
            "Arrived damaged: a new one is coming",
            """{{ customer.greeting }},

Opening a parcel you were looking forward to and finding it damaged is upsetting, and we are sorry. We have packed a \
new one for you; there is nothing to pay.

We will hand it to the carrier by 18:00 on {{ day.in_1_working_day }} and write to you with the tracking number the \
same day. The damaged one is yours to keep; there is no need to send it back.

Thank you for letting us know; our warehouse uses thicker boxes from today. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="hasarli-secim",
        situation=Situation.DAMAGED,
        keywords=("catlak", "cizik", "leke", "cracked", "scratched", "stain"),
        acts=(WAITING,),
        tr=(
            "Hasarlı geldi: yenisi mi, ücret iadesi mi?",
            """{{ customer.greeting }},

Ürününüzün hasarlı ulaşması çok üzücü; özür dileriz. Bunu hemen düzeltmek istiyoruz. Sizin için iki yol hazırladık:

- Yeni bir ürün, ücretsiz
- Ödediğiniz tutarın tamamı, kartınıza

Hangisini istersiniz? İşlemi yanıtınızın geldiği gün yapıyoruz. Hasarlı ürün sizde kalabilir.

Bize anlattığınız için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "Arrived damaged: a new one or a refund?",
            """{{ customer.greeting }},

We are sorry about the damage to your order; that is upsetting. We want to put it right now. There are two ways:

- A new one, free of charge
- All of your money back, to the card you paid with

Which do you prefer? Your answer sets it going the same day. The damaged one is yours to keep.

Thank you for telling us. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="yanlis-urun",
        situation=Situation.WRONG_ITEM,
        keywords=("yanlış ürün", "başka ürün", "yanlış renk", "wrong item", "wrong colour"),
        acts=(MINE, rest(1)),
        tr=(
            "Yanlış ürün geldi: doğrusu yola çıkıyor",
            """{{ customer.greeting }},

Beklediğiniz ürün yerine başkasını göndermişiz; bu bizim hatamız, özür dileriz. {{ order.number }} numaralı \
siparişteki doğru ürünü sizin için hazırladık.

Yeni paketi {{ day.in_1_working_day }} günü saat 18.00'e kadar taşıyıcıya vereceğiz. Yanlış gelen ürünü aynı kurye \
kapınızdan alıyor; ücretini biz ödüyoruz.

Haber verdiğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Wrong item: the right one is on its way",
            """{{ customer.greeting }},

We sent you something other than what you ordered. That was our mistake, and we are sorry. We have packed the right \
item of order {{ order.number }} for you.

We will hand it to the carrier by 18:00 on {{ day.in_1_working_day }}. The same courier picks up the wrong one at \
your door; we pay for it.

Thank you for letting us know. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="yanlis-urun-tukendi",
        situation=Situation.WRONG_ITEM,
        keywords=("sipariş ettiğim bu değil", "not what i ordered"),
        acts=(WAITING,),
        tr=(
            "Yanlış ürün geldi: doğrusu tükendi",
            """{{ customer.greeting }},

Size yanlış ürünü göndermişiz; bu bizim hatamız, özür dileriz. Beklediğiniz ürünün sonuncusu da bugün satıldı.

İki yol sunabiliriz: ürün {{ doldur.gün }} günü yeniden elimizde olacak ve ilk paketi size ayırdık; ya da ücretin \
tamamını bugün iade edebiliriz. Hangisini istersiniz? Yanlış geleni kuryemiz kapınızdan alıyor.

Anlattığınız için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "Wrong item: the right one is sold out",
            """{{ customer.greeting }},

We sent you the wrong item. That was our mistake, and we are sorry. The last of the right ones was sold today, and \
we are sorry about that, too.

There are two ways: it will be here again on {{ fill.day }}, and we have set the first one aside for you; or we can \
refund you in full today. Which do you prefer? Our courier picks up the wrong one at your door.

Thank you for telling us. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="eksik-urun",
        situation=Situation.MISSING_ITEM,
        keywords=("eksik geldi", "kutudan çıkmadı", "missing", "not in the box"),
        acts=(MINE, rest(1)),
        tr=(
            "Eksik ürün: gönderiyoruz",
            """{{ customer.greeting }},

Paketinizin eksik çıkması can sıkıcı, özür dileriz. {{ order.number }} numaralı siparişte eksik kalan ürünü sizin \
için hazırladık.

{{ day.in_1_working_day }} günü saat 18.00'e kadar taşıyıcıya vereceğiz ve takip numarasını aynı gün size yazacağız; \
hiçbir ücret ödemeyeceksiniz.

Haber verdiğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Missing item: it is on its way",
            """{{ customer.greeting }},

It is annoying to open a parcel and find something missing, and we are sorry. We have packed the missing item of \
order {{ order.number }} for you.

We will hand it to the carrier by 18:00 on {{ day.in_1_working_day }} and write to you with the tracking number the \
same day; there is nothing to pay.

Thank you for letting us know. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="eksik-ikinci-paket",
        situation=Situation.MISSING_ITEM,
        keywords=("tek geldi", "diger urun", "only one of", "other item"),
        order_standings=("on_the_way", "delivered", "late"),
        tr=(
            "Eksik değil, ikinci pakette",
            """{{ customer.greeting }},

Kutuyu açıp ürünlerin yarısını bulmak şaşırtıcı; önceden yazmadığımız için özür dileriz. {{ order.number }} numaralı \
siparişiniz iki pakete bölündü ve ikincisi yolda.

Takip numarası: {{ order.tracking_number }}
{{ day.in_2_working_days }} günü saat 18.00'e kadar elinize ulaşmazsa taşıyıcıyla konuşmak bizim işimiz.

Sorduğunuz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "Not missing: it is in the second parcel",
            """{{ customer.greeting }},

Half of your order in the box is a surprise, and we are sorry that we did not tell you before. Order \
{{ order.number }} went out in two parcels, and the second one is on its way.

Its tracking number: {{ order.tracking_number }}
If it has not reached you by 18:00 on {{ day.in_2_working_days }}, talking to the carrier is our job; a word to us \
is enough.

Thank you for asking. We are here whenever you need us.""",
        ),
    ),
)
