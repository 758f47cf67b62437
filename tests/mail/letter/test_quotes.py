# ruff: noqa: E501 (mails are as long as their writers made them)
"""What is shown of a mail, and what is folded under it, client by client.

A case is a whole mail. A line of `visible`, `quoted` or `signature` between two tildes is no part of the
mail: it says where the lines below it must end up.
"""

import re
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muhatap.mail.letter.html_text import read_page
from muhatap.mail.letter.quotes import Split, is_forward, split_html, split_text

MAILS: dict[str, str] = {
    # --- Turkish ---
    "Gmail, Turkish": """
~visible~
Merhaba, kargom hâlâ gelmedi. Ne zaman gelir?
~quoted~
Ada Mağaza Destek <destek@adamagaza.com>, 5 Oca 2024 Cum, 14:30 tarihinde şunu yazdı:

> Siparişiniz kargoya verildi.
""",
    "Gmail, Turkish, the line broken in two": """
~visible~
Teşekkür ederim, bekliyorum.
~quoted~
Ada Mağaza Müşteri Hizmetleri Destek Ekibi <destek@adamagaza.com>, 5 Oca 2024 Cum,
14:30 tarihinde şunu yazdı:

> Siparişiniz yarın elinizde.
""",
    "Gmail, Turkish, older wording with the date first": """
~visible~
Tamamdır.
~quoted~
5 Ocak 2019 14:30 tarihinde Ada Mağaza <destek@adamagaza.com> yazdı:

> İadenizi aldık.
""",
    "Apple Mail, Turkish": """
~visible~
Fotoğrafı ekledim.
~signature~
iPhone'umdan gönderildi
~quoted~
Ada Mağaza <destek@adamagaza.com> şunları yazdı (5 Oca 2024 14:30):

> Ürünün fotoğrafını gönderir misiniz?
""",
    "Apple Mail, Turkish, curly apostrophe and a quotation without marks": """
~visible~
Olur, iade edelim.
~signature~
iPad’imden gönderildi
~quoted~
Ada Mağaza <destek@adamagaza.com> şunları yazdı (5 Oca 2024 14:30):

Değişim mi istersiniz, iade mi?
""",
    "Thunderbird, Turkish": """
~visible~
Elime ulaştı, teşekkürler.
~quoted~
05.01.2024 14:30 tarihinde Ada Mağaza yazdı:
> Kargonuz dağıtıma çıktı.
> İyi günler.
""",
    "Yahoo, Turkish": """
~visible~
Hâlâ bekliyorum.
~quoted~
5 Ocak 2024 Cuma 14:30:15 GMT+3 tarihinde, Ada Mağaza <destek@adamagaza.com> şunları yazdı:


Siparişiniz hazırlanıyor.
""",
    "Outlook, Turkish, Gönderilme": """
~visible~
Fatura bilgilerim aşağıdaki gibi olsun lütfen.
~quoted~
Kimden: Ada Mağaza <destek@adamagaza.com>
Gönderilme: 5 Ocak 2024 Cuma 14:30
Kime: zeynep@ornek.com
Konu: Siparişiniz hakkında

Fatura bilgilerinizi yazar mısınız?
""",
    "Outlook, Turkish, Gönderildi and a line of underscores": """
~visible~
Merhaba, paket ezilmiş geldi.
~quoted~
________________________________
Kimden: Ada Mağaza <destek@adamagaza.com>
Gönderildi: 5 Ocak 2024 Cuma 14:30
Kime: Zeynep Kaya <zeynep@ornek.com>
Bilgi: depo@adamagaza.com
Konu: YNT: Sipariş 1042

Paketiniz yola çıktı.
""",
    "Outlook, Turkish, Tarih": """
~visible~
Olur.
~quoted~
Kimden: Ada Mağaza <destek@adamagaza.com>
Tarih: Cuma, 5 Ocak 2024 14:30
Kime: zeynep@ornek.com
Konu: Ynt: Sipariş

Yarın arayalım mı?
""",
    "Outlook, Turkish, the old separator": """
~visible~
Beden değişimi istiyorum.
~quoted~
-----Özgün İleti-----
Kimden: Ada Mağaza [mailto:destek@adamagaza.com]
Gönderilme: Cuma, Ocak 5, 2024 2:30 PM
Kime: zeynep@ornek.com
Konu: Sipariş

Siparişiniz teslim edildi.
""",
    "Separator, Turkish, without any head": """
~visible~
Cevabınız için teşekkürler.
~quoted~
-----Orijinal Mesaj-----

Ürün stoklarımızda kalmadı.
""",
    "Outlook for Android, Turkish": """
~visible~
Tamam, bekliyorum.
~signature~
Android için Outlook uygulamasını edinin<https://aka.ms/AAb9ysg>
~quoted~
________________________________
Kimden: Ada Mağaza <destek@adamagaza.com>
Gönderildi: Cuma, Ocak 5, 2024 2:30:00 ÖS
Kime: Zeynep <zeynep@ornek.com>
Konu: İade

İadeniz onaylandı.
""",
    "Samsung, Turkish": """
~visible~
Adresim değişti.
~signature~
Samsung Galaxy akıllı telefonumdan gönderildi.
~quoted~
-------- Orijinal mesaj --------
Kimden: Ada Mağaza <destek@adamagaza.com>
Tarih: 5.01.2024 14:30 (GMT+03:00)
Alıcı: zeynep@ornek.com
Konu: Sipariş

Adresinizi doğrular mısınız?
""",
    "Yandex": """
~visible~
İptal edin lütfen.
~quoted~
05.01.2024, 14:30, "Ada Mağaza" <destek@adamagaza.com>:

> Siparişiniz alındı.
""",
    "Turkish company mail: closing, card and the lawyers' paragraph": """
~visible~
Merhaba,

Toplu sipariş için fiyat rica ederiz.
~signature~
Saygılarımla,
Elif Demir
Satın Alma Uzmanı
Tel: 0212 555 10 20
www.ornek.com.tr

Bu e-posta ve ekleri gizli bilgi içerebilir. Alıcısı değilseniz lütfen siliniz ve göndereni
bilgilendiriniz. Şirketimiz sorumluluk kabul etmez.
""",
    "Turkish closing on one line with the name": """
~visible~
Kargom nerede acaba?
~signature~
Saygılarımla, Zeynep Kaya
""",
    "Turkish closing İyi çalışmalar": """
~visible~
Faturayı bekliyorum.
~signature~
İyi çalışmalar,
Zeynep
""",
    "İyi günler as a greeting is no closing": """
~visible~
İyi günler,
Siparişim nerede?
""",
    "Thanks are part of the letter": """
~visible~
Siparişim nerede?

Teşekkürler,
Zeynep
""",
    "A name under a plain letter stays": """
~visible~
Siparişimi iptal edin.

Zeynep Kaya
""",
    "An address that was asked for stays": """
~visible~
Adresim şöyle:

Zeynep Kaya
Bağdat Cad. No 12 Kadıköy
0532 111 22 33
""",
    "A postscript under the closing keeps the whole in sight": """
~visible~
Paket gelmedi.

Saygılarımla
Zeynep

Not: Kapıcıya da bırakabilirsiniz.
""",
    "News about a parcel is no mobile signature": """
~visible~
Takipte şu yazıyor:

Ankara'dan gönderildi
""",
    "Somebody tells what somebody wrote": """
~visible~
Kargo görevlisi bana şunu yazdı:

Kapıda kimse yoktu.

Oysa evdeydim.
""",
    "Somebody quotes with a date and inverted commas": """
~visible~
Siz 3 Mart 2024 tarihinde yazdınız:

"Paranız üç günde yatar."

Yatmadı.
""",
    "An order form is no mail head": """
~visible~
Sitenizdeki formdan yazıyorum.

Gönderen: Zeynep
Konu: İade
Tarih: 5 Ocak

Ürünü geri göndermek istiyorum.
""",
    "Forwarded without a word, Turkish": """
~visible~
---------- Forwarded message ---------
Gönderen: Kargo <bilgi@kargo.com>
Tarih: 5 Oca 2024 Cum, 14:30
Konu: Gönderiniz iade edildi
Kime: <zeynep@ornek.com>

Gönderiniz adreste bulunamadığınız için iade edildi.
""",
    "Forwarded with a question, Turkish": """
~visible~
Bu mesaj sizden mi geliyor, güvenebilir miyim?
~quoted~
---------- İletilen ileti ----------
Kimden: Kampanya <x@kampanya.example>
Tarih: 5 Oca 2024 Cum, 14:30
Konu: Hediye kazandınız
Kime: zeynep@ornek.com

Tıklayın.
""",
    "Answers between the lines, Turkish": """
~visible~
Ada Mağaza <destek@adamagaza.com>, 5 Oca 2024 Cum, 14:30 tarihinde şunu yazdı:
> Hangi bedeni istersiniz?

M beden.

> Hangi rengi istersiniz?

Mavi olsun.
~quoted~
> İyi günler dileriz.
""",
    "Answers announced inside an unmarked quotation": """
~visible~
Cevaplarım aşağıda, kırmızı ile yazdım.

Kimden: Ada Mağaza <destek@adamagaza.com>
Gönderilme: 5 Ocak 2024 Cuma 14:30
Kime: zeynep@ornek.com
Konu: Sorularımız

Hangi beden? M
Hangi renk? Mavi
""",
    "Answer below the quotation, Turkish": """
~quoted~
05.01.2024 14:30 tarihinde Ada Mağaza yazdı:
> İade mi, değişim mi?
~visible~
Değişim lütfen.
""",
    # --- English ---
    "Gmail, English": """
~visible~
Where is my parcel?
~quoted~
On Fri, Jan 5, 2024 at 2:30 PM Ada Shop <help@adashop.com> wrote:

> It left our warehouse.
""",
    "Gmail, English, a long address broken": """
~visible~
Fine with me.
~quoted~
On Fri, Jan 5, 2024 at 2:30 PM Ada Shop Customer Happiness <
a-very-long-address-indeed@adashop.com> wrote:

> Shall we refund you?
""",
    "The closing bracket alone on the next line": """
~visible~
Yes please.
~quoted~
On Fri, Jan 5, 2024 at 2:30 PM Ada Shop Customer Happiness <help@adashop.com
> wrote:

> Shall we refund you?
""",
    "Outlook, English": """
~visible~
Thanks, it works now.
~quoted~
From: Ada Shop <help@adashop.com>
Sent: Friday, January 5, 2024 2:30 PM
To: zeynep@ornek.com
Cc: depot@adashop.com; returns@adashop.com;
 orders@adashop.com
Subject: RE: Your order

Please try once more.
""",
    "Outlook in bold stars": """
~visible~
Got it.
~quoted~
*From:* Ada Shop [mailto:help@adashop.com]
*Sent:* Friday, January 5, 2024 2:30 PM
*To:* zeynep@ornek.com
*Subject:* Your order

On its way.
""",
    "Outlook 2003": """
~visible~
No, the other one.
~quoted~
-----Original Message-----
From: Ada Shop
Sent: Friday, January 05, 2024 2:30 PM
To: zeynep
Subject: Which one?

The blue one?
""",
    "Apple Mail, English": """
~visible~
Here is the picture.
~signature~
Sent from my iPhone
~quoted~
> On 5 Jan 2024, at 14:30, Ada Shop <help@adashop.com> wrote:
>
> Please send a picture.
""",
    "Windows Mail": """
~visible~
Good.
~signature~
Sent from Mail for Windows 10
~quoted~
From: Ada Shop
Sent: 5 January 2024 14:30
To: zeynep@ornek.com
Subject: Order

All right?
""",
    "Zoho": """
~visible~
Please cancel.
~quoted~
---- On Fri, 05 Jan 2024 14:30:00 +0300 help@adashop.com wrote ----

We packed it.
""",
    "Proton": """
~visible~
Please cancel.
~signature~
Sent with Proton Mail secure email.
~quoted~
On Friday, January 5th, 2024 at 2:30 PM, Ada Shop <help@adashop.com> wrote:

> We packed it.
""",
    "Mail.ru": """
~visible~
Please cancel.
~quoted~
Friday, 5 January 2024, 14:30 +0300 from Ada Shop <help@adashop.com>:

>We packed it.
""",
    "Nested quotations are one": """
~visible~
Any news?
~quoted~
On Fri, Jan 5, 2024 at 2:30 PM Ada Shop <help@adashop.com> wrote:

> We are looking.
>
> On Thu, Jan 4, 2024 at 9:00 AM Zeynep <zeynep@ornek.com> wrote:
>
>> Where is it?
""",
    "Signature below the quotation": """
~visible~
Any news?
~quoted~
On Fri, Jan 5, 2024 at 2:30 PM Ada Shop <help@adashop.com> wrote:

> We are looking.
~signature~
--
Zeynep Kaya
Kadıköy
""",
    "Signature above the quotation": """
~visible~
Any news?
~signature~
--
Zeynep Kaya
Kadıköy
~quoted~
On Fri, Jan 5, 2024 at 2:30 PM Ada Shop <help@adashop.com> wrote:

> We are looking.
""",
    "Text above and below the quotation stays with it": """
~visible~
Hello,
On Fri, Jan 5, 2024 at 2:30 PM Ada Shop <help@adashop.com> wrote:
> The lamp is sold out.

Then send me the other lamp.
""",
    "Quoted lines without an introduction, answered": """
~visible~
To your points:

> It is sold out.

I will wait.

> It costs more.

I will pay.
""",
    "Best regards over name and title": """
~visible~
Could you call me?
~signature~
Best regards,

Elif Demir
Head of Things
+90 212 555 10 20
""",
    "A card under the letter": """
~visible~
Could you call me?
~signature~
Elif Demir
elif@ornek.com
+90 212 555 10 20
www.ornek.com
""",
    "A name after a dash": """
~visible~
Could you call me?
~signature~
-Elif
""",
    "A list at the end is no signature": """
~visible~
I ordered:

- Lamp
- Chair
""",
    "Regards in a sentence": """
~visible~
With regards to my order, where is it?

As regards the lamp, keep it.
""",
    "Lines that begin with On": """
~visible~
On the whole I am content.

On Friday: the lamp came.

On Monday 4 things broke.
""",
    "Sent from in a sentence": """
~visible~
It was sent from my iPhone app, I think.

Sent from my desk, which is much nicer than a phone.
""",
    "A line of dashes between paragraphs": """
~visible~
Here is the list.

----

Two lamps.

----

One chair.
""",
    "An empty answer shows the quotation": """
~visible~
On Fri, Jan 5, 2024 at 2:30 PM Ada Shop <help@adashop.com> wrote:

> We are looking.
""",
    "Only a mobile signature above a forwarded mail": """
~signature~
Sent from my iPhone
~visible~
Begin forwarded message:

From: Parcel Service <info@parcel.example>
Date: 5 January 2024 at 14:30:00 GMT+3
To: zeynep@ornek.com
Subject: Your parcel

It came back to us.
""",
    "Forwarded with a question, English": """
~visible~
Is this from you?
~quoted~
---------- Forwarded message ---------
From: Prize <x@prize.example>
Date: Fri, Jan 5, 2024 at 2:30 PM
Subject: You won
To: <zeynep@ornek.com>

Click.
""",
    # --- German ---
    "Gmail, German": """
~visible~
Wo bleibt mein Paket?
~quoted~
Am Fr., 5. Jan. 2024 um 14:30 Uhr schrieb Ada Laden <hilfe@adaladen.de>:

> Es ist unterwegs.
""",
    "Gmail, German, broken": """
~visible~
Wo bleibt mein Paket?
~quoted~
Am Fr., 5. Jan. 2024 um 14:30 Uhr schrieb Ada Laden Kundendienst <
hilfe@adaladen.de>:

> Es ist unterwegs.
""",
    "Apple Mail, German": """
~visible~
Anbei das Foto.
~signature~
Von meinem iPhone gesendet
~quoted~
> Am 05.01.2024 um 14:30 schrieb Ada Laden <hilfe@adaladen.de>:
>
> Bitte ein Foto.
""",
    "Outlook, German": """
~visible~
Ja, gerne.
~signature~
Mit freundlichen Grüßen
Elif Demir
~quoted~
Von: Ada Laden <hilfe@adaladen.de>
Gesendet: Freitag, 5. Januar 2024 14:30
An: elif@ornek.com
Betreff: AW: Bestellung

Sollen wir umtauschen?
""",
    "Outlook 2003, German": """
~visible~
Ja, gerne.
~quoted~
-----Ursprüngliche Nachricht-----
Von: Ada Laden [mailto:hilfe@adaladen.de]
Gesendet: Freitag, 5. Januar 2024 14:30
An: elif@ornek.com
Betreff: Bestellung

Sollen wir umtauschen?
""",
    "Outlook for Android, German": """
~visible~
Ja.
~signature~
Gesendet von Outlook für Android<https://aka.ms/AAb9ysg>
~quoted~
________________________________
Von: Ada Laden <hilfe@adaladen.de>
Gesendet: Freitag, 5. Januar 2024 14:30:00
An: elif@ornek.com
Betreff: Bestellung

Sollen wir umtauschen?
""",
    "Thunderbird, German, answered between the lines": """
~visible~
Am 05.01.2024 um 14:30 schrieb Ada Laden:
> Welche Größe?
M.
> Welche Farbe?
Blau.
~signature~
Viele Grüße
Elif
""",
    "Forwarded without a word, German": """
~visible~
-------- Weitergeleitete Nachricht --------
Betreff: Ihr Paket
Datum: Fri, 5 Jan 2024 14:30:00 +0100
Von: Paketdienst <info@paket.example>
An: elif@ornek.com

Ihr Paket kam zurück.
""",
    # --- others ---
    "Gmail, French": """
~visible~
Merci, c'est noté.
~quoted~
Le ven. 5 janv. 2024 à 14:30, Ada Boutique <aide@adaboutique.fr>
a écrit :

> Votre colis est parti.
""",
    "Outlook, French": """
~visible~
C'est noté.
~quoted~
De : Ada Boutique <aide@adaboutique.fr>
Envoyé : vendredi 5 janvier 2024 14:30
À : elif@ornek.com
Objet : Votre commande

Votre colis est parti.
""",
    "Gmail, Spanish": """
~visible~
De acuerdo.
~quoted~
El vie, 5 ene 2024 a las 14:30, Ada Tienda (<ayuda@adatienda.es>) escribió:

> Su paquete ha salido.
""",
    "Outlook, Dutch": """
~visible~
Prima.
~signature~
Met vriendelijke groet,
Elif
~quoted~
Van: Ada Winkel <hulp@adawinkel.nl>
Verzonden: vrijdag 5 januari 2024 14:30
Aan: elif@ornek.com
Onderwerp: Bestelling

Akkoord?
""",
    "Gmail, Polish": """
~visible~
Dobrze.
~quoted~
pt., 5 sty 2024 o 14:30 Ada Sklep <pomoc@adasklep.pl> napisał(a):

> Paczka wysłana.
""",
    "Gmail, Danish": """
~visible~
Fint.
~quoted~
Den fre. 5. jan. 2024 kl. 14.30 skrev Ada Butik <hjaelp@adabutik.dk>:

> Pakken er sendt.
""",
    "Gmail, Japanese": """
~visible~
承知しました。
~quoted~
2024年1月5日(金) 14:30 Ada Shop <help@adashop.com>:

> 発送しました。
""",
    "Gmail, Russian": """
~visible~
Хорошо.
~quoted~
пт, 5 янв. 2024 г. в 14:30, Ada Shop <help@adashop.com>:

> Отправлено.
""",
}


def _parts(mail: str) -> tuple[str, Split]:
    """The mail itself, and the parts that its marks ask for."""
    pieces = re.split(r"^~(\w+)~\n", mail.lstrip("\n"), flags=re.MULTILINE)[1:]
    found: dict[str, list[str]] = {"visible": [], "quoted": [], "signature": []}
    whole = []
    for name, lines in zip(pieces[::2], pieces[1::2], strict=True):
        found[name].append(lines.strip("\n"))
        whole.append(lines if lines.endswith("\n\n") else lines + "\n")
    return "".join(whole), Split(*("\n".join(found[name]) for name in ("visible", "quoted", "signature")))


@pytest.mark.parametrize("name", MAILS)
def test_the_own_words_show_and_the_rest_folds(name: str) -> None:
    text, wanted = _parts(MAILS[name])

    assert split_text(text) == wanted


@pytest.mark.parametrize("name", MAILS)
def test_windows_line_ends_change_nothing(name: str) -> None:
    text, wanted = _parts(MAILS[name])

    assert split_text(text.replace("\n", "\r\n")) == wanted


@pytest.mark.parametrize("name", MAILS)
def test_the_same_mail_as_preformatted_html_splits_alike(name: str) -> None:
    text, wanted = _parts(MAILS[name])
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")

    split = split_html(f"<pre>{escaped}</pre>")

    parts = (split.visible_text, split.quoted_text, split.signature)
    assert [part.split() for part in parts] == [
        part.split() for part in (wanted.visible, wanted.quoted, wanted.signature)
    ]


@pytest.mark.parametrize(
    ("subject", "is_one"),
    [
        ("Fwd: Paketim", True),
        ("İLT: Fatura", True),
        ("ilt: fatura", True),
        ("WG: Paket", True),
        ("YNT: İlet", False),
        ("Fatura", False),
    ],
)
def test_the_subject_of_a_forwarded_mail(subject: str, is_one: bool) -> None:
    assert is_forward(subject) is is_one


def test_a_forwarded_mail_with_two_words_above_shows_all_of_it() -> None:
    text, _ = _parts(MAILS["Forwarded with a question, English"])
    text = text.replace("Is this from you?", "Bilginize sunarım")

    assert split_text(text, subject_hint="Fwd: You won").quoted == ""
    assert "Click." in split_text(text, subject_hint="Fwd: You won").visible
    assert "Click." in split_text(text, subject_hint="Re: You won").quoted


GMAIL = (
    '<div dir="ltr">Kargom gelmedi.<div><br></div><div>Teşekkürler</div>'
    '<div class="gmail_signature" data-smartmail="gmail_signature"><b>Zeynep Kaya</b></div></div><br>'
    '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">Ada Mağaza &lt;<a href="mailto:d@a.com">d@a.com</a>&gt;, '
    "5 Oca 2024 Cum, 14:30 tarihinde şunu yazdı:<br></div>"
    '<blockquote class="gmail_quote" style="border-left:1px solid #ccc"><p>Kargonuz <b>yolda</b>.</p></blockquote></div>'
)
OUTLOOK = (
    '<div class="WordSection1"><p class="MsoNormal">Fatura lütfen.</p><p class="MsoNormal">&nbsp;</p>'
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
    "<b>Kimden:</b> Ada &lt;d@a.com&gt; <br><b>Gönderilme:</b> 5 Ocak 2024 Cuma 14:30<br><b>Kime:</b> z@o.com<br>"
    '<b>Konu:</b> Sipariş</p></div><p class="MsoNormal">Buyurun?</p></div>'
)
OUTLOOK_MOBILE = (
    '<div>Tamam</div><div id="ms-outlook-mobile-signature">iOS için <a href="https://aka.ms/o0ukef">Outlook\'u edinin</a></div>'
    '<hr><div id="divRplyFwdMsg"><b>Kimden:</b> Ada &lt;d@a.com&gt;<br><b>Gönderildi:</b> Cuma, Ocak 5, 2024<br>'
    "<b>Kime:</b> z@o.com<br><b>Konu:</b> İade</div><div>İadeniz onaylandı.</div>"
)
THUNDERBIRD = (
    '<p>Mavi.</p><div class="moz-cite-prefix">On 05.01.24 14:30, Ada wrote:<br></div>'
    '<blockquote type="cite" cite="mid:1@a">Hangi renk?</blockquote><div class="moz-signature">-- <br>Zeynep</div>'
)
INTERLEAVED = (
    '<div class="gmail_quote"><div class="gmail_attr">On Fri, Ada &lt;d@a.com&gt; wrote:</div>'
    '<blockquote class="gmail_quote">Hangi beden?</blockquote><div>M</div>'
    '<blockquote class="gmail_quote">Hangi renk?</blockquote><div>Mavi</div><blockquote class="gmail_quote">Sevgiler</blockquote></div>'
)
UNKNOWN_LANGUAGE = (
    '<p>Tere</p><div class="gmail_quote"><div class="gmail_attr">Ada kirjutas kuupäeval R:</div>'
    '<blockquote class="gmail_quote">Pakk</blockquote></div>'
)


@pytest.mark.parametrize(
    ("html", "visible", "quoted", "signature"),
    [
        (GMAIL, ["Kargom gelmedi.", "Teşekkürler"], ["şunu yazdı:", "yolda"], ["Zeynep Kaya"]),
        (OUTLOOK, ["Fatura lütfen."], ["Kimden:", "Konu:", "Buyurun?"], []),
        (OUTLOOK_MOBILE, ["Tamam"], ["Kimden:", "İadeniz onaylandı."], ["iOS için Outlook'u edinin"]),
        (THUNDERBIRD, ["Mavi."], ["Ada wrote:", "Hangi renk?"], ["Zeynep"]),
        (INTERLEAVED, ["Hangi beden?", "M", "Hangi renk?", "Mavi"], ["Sevgiler"], []),
        (UNKNOWN_LANGUAGE, ["Tere"], ["kirjutas", "Pakk"], []),
        ('<div>Evet</div><div class="yahoo_quoted"><div>Her dilde bir şey</div><div>Soru?</div></div>', ["Evet"], ["Soru?"], []),
        ('<p>Al</p><blockquote style="margin:0 0 0 40px;border:none;padding:0px">girinti</blockquote>', ["Al", "girinti"], [], []),
        ("<p>Bir özdeyiş</p><blockquote>Su akar.</blockquote>", ["Bir özdeyiş", "Su akar."], [], []),
    ],
)  # fmt: skip
def test_html_is_split_where_the_client_left_its_marks(
    html: str, visible: list[str], quoted: list[str], signature: list[str]
) -> None:
    split = split_html(html)

    for text, fragment, wanted in (
        (split.visible_text, split.visible_html, visible),
        (split.quoted_text, split.quoted_html, quoted),
        (split.signature, split.signature_html, signature),
    ):
        assert all(words in text for words in wanted)
        assert bool(text) is bool(wanted)
        assert bool(fragment) is bool(wanted)


def test_the_pieces_of_html_keep_their_form_and_their_pictures() -> None:
    split = split_html(
        '<div style="color:red"><p>Bakın: <img src="cid:foto"></p><blockquote type="cite">Eski</blockquote></div>'
    )

    assert split.visible_html == '<div style="color:red"><p>Bakın: <img src="cid:foto"></p></div>'
    assert split.quoted_html == '<div style="color:red"><blockquote type="cite">Eski</blockquote></div>'


def test_a_mail_of_nothing_but_a_picture_shows_it() -> None:
    split = split_html(
        '<div><img src="cid:foto"></div><div class="gmail_quote"><blockquote type="cite">Foto?</blockquote></div>'
    )

    assert 'src="cid:foto"' in split.visible_html


def _letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


LINES = st.sampled_from(
    [
        "Merhaba", "", "> alıntı", ">", "--", "-- ", "Saygılarımla,", "Zeynep Kaya", "iPhone'umdan gönderildi", "On 5 Jan 2024 A <a@b.c> wrote:",
        "Kimden: A <a@b.c>", "Kime: z", "Konu: x", "Gönderilme: 5 Ocak", "-----Özgün İleti-----", "____", "a@b.c wrote:", "> wrote:", "-Elif",
        "Bu e-posta ve ekleri gizlidir, alıcısı değilseniz siliniz. Sorumluluk kabul edilmez, yasal işlem yapılır.",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.one_of(LINES, st.text(max_size=40)), max_size=30))
def test_no_character_is_ever_lost(lines: list[str]) -> None:
    text = "\n".join(lines)

    split = split_text(text)

    assert _letters(split.visible + split.quoted + split.signature) == _letters(text)
    assert bool(split.visible.strip()) or not text.strip()


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from([*"<>/=\"'& abp", "<p>", "</p>", "<blockquote type=cite>", "</blockquote>", "<br>", "Merhaba "])
    )
)
def test_wild_html_keeps_its_words(pieces: list[str]) -> None:
    html = "".join(pieces)

    split = split_html(html)

    words = "".join(line.text for line in read_page(html).lines)
    together = split.visible_text + split.quoted_text + split.signature
    # The marks of depth are ours; everything else must be there as often as in the page.
    assert _letters(together.replace(">", "")) == _letters(words.replace(">", ""))


HOSTILE = [
    "> a\n",
    "> a\nb\n",
    "On 5 Jan 2024,\n",
    "Kimden: a@b.c\n",
    "a@b.c wrote:\nx\n",
    "-- \n",
    "Saygılarımla\n",
    "\n",
    "-" * 60,
    "a" * 60,
    "Kime: " + "x" * 500 + "\n",
    "<a@b.c\n> wrote:\n",
    "http://www.a.b/" + "c" * 50,
    "On 5 Jan 2024 ",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hundred_thousand_hostile_characters_take_no_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()

    split_text(text)

    # A twentieth of a second; what is quadratic takes minutes already.
    assert time.process_time() - started < 3


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE)
def test_two_million_hostile_characters_take_no_more_than_a_moment(unit: str) -> None:
    text = unit * (2_000_000 // len(unit))
    started = time.process_time()

    split_text(text)

    # Linear work takes about a second here; anything quadratic would take hours.
    assert time.process_time() - started < 15
