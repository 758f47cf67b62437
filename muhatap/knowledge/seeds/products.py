"""Products and orders: not liked, exchanged, in stock, which size; orders, addresses and accounts changed."""

from muhatap.knowledge.models import Situation
from muhatap.knowledge.seeds.seed import MINE, WAITING, Seed, rest

SEEDS = (
    Seed(
        shortcut="memnun-degil",
        situation=Situation.UNHAPPY,
        keywords=("memnun kalmadım", "beğenmedim", "beklediğim gibi değil", "not happy", "disappointed"),
        acts=(WAITING,),
        tr=(
            "Ürün beklendiği gibi değil",
            """{{ customer.greeting }},

Beklediğiniz gibi çıkmaması üzücü; bunun için özür dileriz. Hangisi size uyarsa onu yapalım:

- İade: kuryemiz ürünü kapınızdan alıyor, ücretin tamamı size dönüyor.
- Değişim: aynı kurye yerine başkasını getiriyor.

Hangisini istersiniz? Kuryeyi yanıtınızın geldiği gün ayarlıyoruz; kargo ücreti bizden.

Açıkça anlattığınız için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Not what the customer expected",
            """{{ customer.greeting }},

We are sorry that it is not what you hoped for. Choose whichever suits you:

- A return: our courier picks it up at your door, and all of your money comes back to you.
- An exchange: the same courier brings you something else.

Which do you prefer? Your answer books the courier the same day; we pay for the shipping.

Thank you for telling us openly. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="kalite-iletildi",
        situation=Situation.UNHAPPY,
        keywords=("kalitesiz", "bozuldu", "çalışmıyor", "soldu", "poor quality", "stopped working"),
        acts=(MINE, rest(2)),
        tr=(
            "Kalite sorunu: inceliyoruz",
            """{{ customer.greeting }},

Özenle seçtiğiniz bir ürünün sizi üzmesi can sıkıcı; özür dileriz. Anlattıklarınızı bugün ürün ekibimizle \
inceliyoruz.

{{ day.in_2_working_days }} günü saat 17.00'ye kadar size sonucu yazacağız. Çözümde seçim sizin: yenisi ya da \
ücretin tamamının iadesi.

Anlattığınız için teşekkür ederiz; bu ürünü alacak herkese yararı olacak. İyi günler dileriz.""",
        ),
        en=(
            "Quality: we are looking into it",
            """{{ customer.greeting }},

You chose it with care, and we are sorry that it gives you trouble. We are going through what you told us with our \
product team today.

We will write to you with what we have found and the solution by 17:00 on {{ day.in_2_working_days }}: a new one or \
a full refund, the choice is yours.

Thank you for telling us; it helps everybody who buys it after you. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="renk-farkli",
        situation=Situation.UNHAPPY,
        keywords=("rengi farklı", "fotoğraftaki gibi değil", "looks different", "not as described"),
        acts=(WAITING,),
        tr=(
            "Fotoğraftaki gibi değil",
            """{{ customer.greeting }},

Fotoğrafta gördüğünüzden farklı çıkması can sıkıcı, özür dileriz. Sayfadaki fotoğrafları bugün yeniden çekmeye \
başladık.

Sizin için değişim de iade de hazır: kuryemiz kapınızdan alıyor, ücretini biz ödüyoruz. Hangisini istersiniz? \
Kuryeyi yanıtınızın geldiği gün ayarlıyoruz.

Fark edip yazdığınız için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Looks different from the photo",
            """{{ customer.greeting }},

We are sorry that it looks different from the photo; that is annoying. We have begun to take the pictures on the \
page again today.

An exchange and a return are both ready for you: our courier picks it up at your door, and we pay for it. Which do \
you prefer? Your answer books the courier the same day.

Thank you for noticing and telling us. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="degisim-kabul",
        situation=Situation.EXCHANGE,
        keywords=("değişim", "değiştirmek istiyorum", "exchange", "swap"),
        acts=(MINE, rest(2)),
        tr=(
            "Değişim başladı",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişiniz için değişimi başlattık; istediğiniz ürünü size ayırdık. Kuryemiz \
{{ day.in_2_working_days }} günü saat 18.00'e kadar eski ürünü kapınızdan alacak; kargo ücretini biz ödüyoruz.

Yenisini de o gün kurye getiriyor; iki kez evde beklemenize gerek yok.

Bizi seçtiğiniz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "The exchange has begun",
            """{{ customer.greeting }},

We have started the exchange for order {{ order.number }} and set aside what you want. Our courier will collect the \
old one from your door by 18:00 on {{ day.in_2_working_days }}; we pay for the shipping.

The same courier brings the new one, so being at home once is enough.

Thank you for choosing us. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="degisim-tukendi",
        situation=Situation.EXCHANGE,
        keywords=("başka beden", "başka renk", "another size", "different size"),
        acts=(WAITING,),
        tr=(
            "Değişim: istenen ürün tükendi",
            """{{ customer.greeting }},

Değişim için istediğiniz ürünün yenisi {{ doldur.gün }} günü elimizde olacak; birini sizin için ayırdık.

O günü beklemek mi istersiniz, yoksa ücretin tamamını bugün iade edelim mi? İşlemi yanıtınızın geldiği gün \
yapıyoruz.

Anlayışınız için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Exchange: sold out at the moment",
            """{{ customer.greeting }},

What you would like instead will be here on {{ fill.day }}, and we have set one aside for you.

Would you like to wait for it, or shall we refund you in full today? Your answer sets it going the same day.

Thank you for your understanding. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="degisim-yolda",
        situation=Situation.EXCHANGE,
        keywords=("degisim ne oldu", "yenisi ne zaman", "where is my replacement"),
        tr=(
            "Değişim: yenisi yolda",
            """{{ customer.greeting }},

Değişim ürününüz yola çıktı. Takip numaranız: {{ order.tracking_number }}

Paketi biz de izliyoruz: {{ day.in_2_working_days }} günü saat 18.00'e kadar elinize ulaşmazsa taşıyıcıyla konuşmak \
bizim işimiz.

Güzel günlerde kullanmanızı dileriz.""",
        ),
        en=(
            "Exchange: the new one is on its way",
            """{{ customer.greeting }},

The item you exchanged for is on its way. Your tracking number: {{ order.tracking_number }}

We are watching it, too: if it has not reached you by 18:00 on {{ day.in_2_working_days }}, talking to the carrier \
is our job; a word to us is enough.

We hope you enjoy it.""",
        ),
    ),
    Seed(
        shortcut="siparis-degisti",
        situation=Situation.ORDER_CHANGE,
        keywords=("siparişimi değiştir", "adet", "change my order", "add to my order"),
        order_standings=("preparing",),
        tr=(
            "Sipariş değişti",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişinizi istediğiniz gibi değiştirdik. Yeni tutar: {{ order.total }}

Paketi {{ day.in_1_working_day }} günü saat 18.00'e kadar taşıyıcıya vereceğiz ve takip numarasını aynı gün size \
yazacağız.

Zamanında haber verdiğiniz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "The order is changed",
            """{{ customer.greeting }},

We have changed order {{ order.number }} as you asked. The new total is {{ order.total }}.

We will hand the parcel to the carrier by 18:00 on {{ day.in_1_working_day }} and write to you with the tracking \
number the same day.

Thank you for telling us so early. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="siparis-degisim-yolda",
        situation=Situation.ORDER_CHANGE,
        keywords=("siparişime ekle", "rengini değiştir", "amend my order"),
        order_standings=("on_the_way", "late", "delivered"),
        acts=(WAITING,),
        tr=(
            "Sipariş değişikliği: paket yolda",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişiniz bugün yola çıkmıştı; değişikliği paket size ulaşınca yapalım. İstediğiniz \
ürünü sizin için ayırdık.

Kuryemiz yenisini getirirken eskisini alıyor, ücretini biz ödüyoruz. Uygun mu? Kuryeyi yanıtınızın geldiği gün \
ayarlıyoruz.

Haber verdiğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Order change: the parcel is on its way",
            """{{ customer.greeting }},

Order {{ order.number }} had already left us, so the change is easiest when it reaches you. We have set aside what \
you would like instead.

Our courier brings the new one and takes the old one back; we pay for it. Does that suit you? Your answer books the \
courier the same day.

Thank you for telling us. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="adres-degisti",
        situation=Situation.ADDRESS,
        keywords=("adresimi değiştir", "yanlış adres", "wrong address", "change the address"),
        order_standings=("preparing",),
        tr=(
            "Adres değişti",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişinizin teslimat adresini yazdığınız gibi düzelttik.

Paketi {{ day.in_1_working_day }} günü saat 18.00'e kadar yeni adrese yola çıkaracağız ve takip numarasını aynı gün \
size yazacağız.

Zamanında haber verdiğiniz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "The address is changed",
            """{{ customer.greeting }},

We have corrected the delivery address of order {{ order.number }} as you wrote it.

We will send the parcel to the new address by 18:00 on {{ day.in_1_working_day }} and write to you with the tracking \
number the same day.

Thank you for telling us so early. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="adres-yolda",
        situation=Situation.ADDRESS,
        keywords=("taşındım", "başka adrese", "moved house", "deliver to another"),
        order_standings=("on_the_way", "late"),
        acts=(MINE, rest(1)),
        tr=(
            "Adres değişikliği: paket yolda",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişiniz yoldayken adresinizin değiştiğini öğrendik. Yeni adresi {{ order.carrier }} \
firmasına biz ilettik.

{{ day.in_1_working_day }} günü saat 12.00'ye kadar size sonucu yazacağız. Paket eski adrese giderse de içiniz rahat \
olsun: doğru adrese yenisi ücretsiz gidiyor.

Haber verdiğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Address change: the parcel is on its way",
            """{{ customer.greeting }},

Order {{ order.number }} was on its way when your address changed. We have given the new address to \
{{ order.carrier }} for you.

We will write to you by 12:00 on {{ day.in_1_working_day }} and say whether it was changed. Should the parcel go to \
the old address all the same, a new one goes to the right one, free of charge.

Thank you for telling us. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="iptal-edildi",
        situation=Situation.CANCELLATION,
        keywords=("iptal", "vazgeçtim", "cancel", "changed my mind"),
        order_standings=("preparing", "cancelled"),
        tr=(
            "Sipariş iptal edildi",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişinizi istediğiniz gibi iptal ettik. {{ order.total }} tutarını bugün, ödediğiniz \
karta iade ettik.

Tutarı {{ day.in_5_working_days }} günü bankanızla biz kontrol edeceğiz ve sonucu size o gün yazacağız.

Haber verdiğiniz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "The order is cancelled",
            """{{ customer.greeting }},

We have cancelled order {{ order.number }} as you asked and refunded {{ order.total }} today, to the card you paid \
with.

We will check that the money has arrived on {{ day.in_5_working_days }} and write to you that day.

Thank you for telling us. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="iptal-yolda",
        situation=Situation.CANCELLATION,
        keywords=("almak istemiyorum", "no longer want"),
        order_standings=("on_the_way", "late"),
        acts=(MINE, rest(2)),
        tr=(
            "İptal: paket yoldan dönüyor",
            """{{ customer.greeting }},

{{ order.number }} numaralı siparişiniz yola çıkmıştı; paketi sizin için geri çağırdık. Kapıya gelirse teslim \
almamanız yeterli.

{{ day.in_2_working_days }} günü saat 17.00'ye kadar size paketin yerini yazacağız. Bize ulaştığı gün \
{{ order.total }} tutarı kartınıza dönüyor.

Haber verdiğiniz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Cancellation: the parcel is coming back",
            """{{ customer.greeting }},

Order {{ order.number }} had already left us, so we have called the parcel back for you. Should it reach your door, \
simply leave it with the courier.

We will write to you about where it is by 17:00 on {{ day.in_2_working_days }}. On the day it reaches us, \
{{ order.total }} goes back to your card.

Thank you for telling us. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="sifre-yenileme",
        situation=Situation.ACCOUNT,
        keywords=("şifremi unuttum", "şifre", "giriş yapamıyorum", "password", "log in"),
        tr=(
            "Şifre yenileme",
            """{{ customer.greeting }},

Hesabınıza giremediğinize üzüldük. Size az önce yeni şifre belirleyebileceğiniz bir ileti gönderdik.

{{ day.in_1_working_day }} günü saat 12.00'de hesabınızı yeniden kontrol edeceğiz; hâlâ kapalıysa açmak bizim \
işimiz.

Sorduğunuz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "A new password",
            """{{ customer.greeting }},

We are sorry that you could not get into your account. We have just sent you a message with which you choose a new \
password.

We will look at your account again at 12:00 on {{ day.in_1_working_day }}; if it is still closed, opening it is our \
job.

Thank you for asking. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="hesap-silindi",
        situation=Situation.ACCOUNT,
        keywords=("hesabımı sil", "üyeliğimi sil", "delete my account", "delete my data"),
        tr=(
            "Hesap siliniyor",
            """{{ customer.greeting }},

İsteğiniz üzerine hesabınızı ve kişisel bilgilerinizi silmeye başladık. Faturalarınızı yalnızca yasa istediği için \
saklıyoruz.

{{ day.in_5_working_days }} günü saat 17.00'ye kadar size sonucu yazacağız.

Bizimle olduğunuz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "The account is being deleted",
            """{{ customer.greeting }},

As you asked, we have begun to delete your account and your personal data. We keep your invoices because the law \
asks us to, and use them for nothing else.

We will write to you that it is done by 17:00 on {{ day.in_5_working_days }}.

Thank you for having been with us. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="eposta-degisti",
        situation=Situation.ACCOUNT,
        keywords=("e-posta adresimi", "telefonumu değiştir", "change my email", "update my details"),
        tr=(
            "Hesap bilgileri güncellendi",
            """{{ customer.greeting }},

Hesabınızdaki bilgileri istediğiniz gibi güncelledik. Siparişleriniz ve geçmişiniz yerinde duruyor; size artık yeni \
adresinizden yazıyoruz.

Haber verdiğiniz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "Your details are up to date",
            """{{ customer.greeting }},

We have changed the details of your account as you asked. Your orders and their history are where they were; from \
now on we write to your new address.

Thank you for telling us. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="stok-var",
        situation=Situation.STOCK,
        keywords=("stokta var mı", "var mı", "in stock", "available"),
        tr=(
            "Stokta var",
            """{{ customer.greeting }},

Evet, sorduğunuz ürün elimizde var. Birini {{ day.in_1_working_day }} günü saat 18.00'e kadar sizin için ayırdık; \
dilediğiniz gibi sipariş verebilirsiniz.

Sorduğunuz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "It is in stock",
            """{{ customer.greeting }},

Yes, we have it here. We have set one aside for you until 18:00 on {{ day.in_1_working_day }}, so you can order \
whenever it suits you.

Thank you for asking. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="stok-tarihli",
        situation=Situation.STOCK,
        keywords=("ne zaman gelecek", "tekrar gelecek mi", "restock", "back in stock"),
        acts=(rest(5),),
        tr=(
            "Tükendi, geleceği gün belli",
            """{{ customer.greeting }},

Sorduğunuz ürün {{ doldur.gün }} günü yeniden elimizde olacak. Birini sizin için ayırdık; o gün saat 12.00'ye kadar \
size yazacağız.

Beğendiğiniz ve sorduğunuz için teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "Sold out, the day of arrival is known",
            """{{ customer.greeting }},

It will be here again on {{ fill.day }}. We have set one aside for you; we will write to you by 12:00 that day.

Thank you for liking it, and for asking. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="stok-soruldu",
        situation=Situation.STOCK,
        keywords=("tükendi", "sold out", "out of stock"),
        acts=(MINE, rest(2)),
        tr=(
            "Tükendi, üreticiye sorduk",
            """{{ customer.greeting }},

Sorduğunuz ürünün yeniden ne zaman geleceğini üreticisine bugün biz sorduk.

{{ day.in_2_working_days }} günü saat 17.00'ye kadar size tarihi yazacağız. O zamana kadar ilginizi çekerse benzer \
bir ürün de önerebiliriz: {{ doldur.öneri }}

Sorduğunuz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Sold out, we have asked the maker",
            """{{ customer.greeting }},

We have asked the maker today when it will be here again.

We will write to you with the day by 17:00 on {{ day.in_2_working_days }}. Should you like something similar until \
then, we suggest {{ fill.suggestion }}.

Thank you for asking. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="beden-onerisi",
        situation=Situation.SIZE,
        keywords=("hangi beden", "beden", "kalıp", "which size", "fit"),
        tr=(
            "Beden önerisi",
            """{{ customer.greeting }},

Yazdığınız ölçülere göre size {{ doldur.beden }} beden öneriyoruz; {{ doldur.neden }}.

Üzerinizde içinize sinmezse değişimi ücretsiz yapıyoruz: kuryemiz kapınızdan alıyor ve yenisini getiriyor.

Sormanız çok iyi oldu, teşekkür ederiz; iyi günler dileriz.""",
        ),
        en=(
            "Which size",
            """{{ customer.greeting }},

Going by your measurements we suggest size {{ fill.size }}; {{ fill.reason }}.

If it does not feel right, the exchange is free: our courier collects it from your door and brings the other one.

Thank you for asking first. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="olcu-bilgisi",
        situation=Situation.SIZE,
        keywords=("ölçüleri", "kaç cm", "boyutu", "dimensions", "how big", "measurements"),
        tr=(
            "Ölçü bilgisi",
            """{{ customer.greeting }},

Sorduğunuz ürünün ölçüleri şöyle: {{ doldur.ölçüler }}

Ölçüleri az önce ürünün üzerinde biz aldık; ürün sayfasına da ekliyoruz.

Sorduğunuz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "The measurements",
            """{{ customer.greeting }},

Here are the measurements you asked for: {{ fill.measurements }}

We have just taken them on the product itself and are adding them to its page.

Thank you for asking. Have a good day.""",
        ),
    ),
)
