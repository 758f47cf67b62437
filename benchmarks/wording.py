# ruff: noqa: SIM905
"""Words as shops hear them: sentences of customers with a few words that all use and many that few use.

Everything is made from a number, so the same number gives the same mail; nothing is taken from real people.
"""

import random
import re

FIRST = (
    "Zeynep Murat Elif Ayşe Mehmet Işıl Gökhan Çağla İbrahim Şule Ümit Ömer Pınar Doğa Ece Emre Fatma Hakan Nâzım "
    "Oğuz Selin Tuğba Yiğit Burak Ceren Deniz Efe Gizem Hüseyin İrem Kaan Leyla Merve Nur Onur Rıza Sibel Tom Anna"
).split()
LAST = (
    "Aksoy Demir Kaya Yıldız Şahin Çelik Öztürk Güler Aydın Işık Koç Arslan Doğan Kılıç Aslan Çetin Kara Kurt Özkan "
    "Şimşek Polat Erdoğan Ünal Avcı Bulut Taş Güneş Sarı Uçar Yalçın Baker Novak"
).split()
PRODUCTS = (
    "sürahi bardak tabak fincan cezve tencere battaniye yastık nevresim havlu halı kilim lamba mum vazo çerçeve saat "
    "ayakkabı bot çanta cüzdan kemer gömlek kazak ceket elbise pantolon şal eldiven bere"
).split()
SUBJECTS = (
    "{order} numaralı sipariş", "Siparişim gelmedi", "İade talebi", "Kargo nerede", "Fatura hakkında",
    "Kırık {product}",
    "Beden değişimi", "Stok sorusu: {product}", "Teşekkürler", "Adres değişikliği", "Eksik ürün", "İndirim kodu",
)  # fmt: skip
SENTENCES = (
    "Geçen hafta verdiğim {order} numaralı siparişim hâlâ elime ulaşmadı.",
    "Kargo firmasını aradım, paketin şubede beklediğini söylediler.",
    "Aldığım {product} kutudan kırık çıktı, fotoğrafını ekledim.",
    "İade etmek istiyorum, nasıl bir yol izlemem gerekiyor?",
    "Ücret kartıma ne zaman yatar, bilgi verir misiniz?",
    "Faturayı şirket adına düzenlemenizi rica ediyorum.",
    "Numarası küçük geldi, bir büyüğüyle değiştirebilir miyiz?",
    "{product} ne zaman stoklara girecek, hediye olarak düşünüyorum.",
    "Adresimi yanlış yazmışım, kargoya verilmeden düzeltebilir misiniz?",
    "Telefonla ulaşamadım, bu yüzden yazıyorum.",
    "Paketten bir {product} eksik çıktı, siparişte iki tane vardı.",
    "Sepette indirim kodu geçersiz diyor, oysa bugün son gün.",
    "Ürünün rengi fotoğraftakinden biraz farklı geldi.",
    "İlginiz ve hızlı dönüşünüz için çok teşekkür ederim.",
    "Takip numarasını paylaşırsanız sevinirim.",
    "Hafta sonu teslimat yapıyor musunuz?",
    "Garanti belgesi kutunun içinden çıkmadı.",
    "Ödeme iki kez çekilmiş görünüyor, kontrol eder misiniz?",
    "{rare} modelinin ölçülerini öğrenebilir miyim?",
    "Kutunun üzerinde {rare} yazıyordu, içinden başka ürün çıktı.",
    "Komşum {rare} Hanım paketi almış, teslim tutanağında onun adı var.",
    "Could you tell me when the {product} will be back in stock?",
    "The parcel was left at the wrong door, near {rare} street.",
)
ANSWERS = (
    "{order} numaralı siparişiniz bugün kargoya verildi, yarın elinizde olacak.",
    "Yaşadığınız aksaklık için üzgünüz, yeni {product} yarın yola çıkıyor.",
    "İadenizi onayladık, ücret üç iş günü içinde kartınıza yatacak.",
    "Faturanızı e-posta ile gönderdik, başka bir isteğiniz olursa yazmanız yeterli.",
    "Depodaki arkadaşlarımız {rare} kutusunu kontrol ediyor, akşama kadar döneceğiz.",
)
_SYLLABLES = [first + vowel for first in "bcdfghjklmnprstvyz" for vowel in "aeiou"]


def rare_word(number: int) -> str:
    """Return a word of five letters and more that stands for this number alone."""
    picked, rest = [], number + 1
    for _ in range(4):
        rest, at = divmod(rest, len(_SYLLABLES))
        picked.append(_SYLLABLES[at])
    return "".join(picked)


def person(dice: random.Random) -> str:
    return f"{dice.choice(FIRST)} {dice.choice(LAST)}"


def order_number(conversation: int) -> str:
    return str(10_000_000 + conversation)


def some_rare_word(dice: random.Random) -> str:
    # Few are met often, most hardly ever.
    return rare_word(int(150_000 * dice.random() ** 3))


def subject(dice: random.Random, order: str) -> str:
    return dice.choice(SUBJECTS).format(order=order, product=dice.choice(PRODUCTS))


def letter(dice: random.Random, order: str, *, is_answer: bool = False) -> list[str]:
    """Return what one message says, in pieces to be joined: some four sentences between a greeting and a name."""
    pool = _PIECES[is_answer]
    filled = {"order": order, "product": dice.choice(PRODUCTS), "rare": some_rare_word(dice)}
    pieces = ["Merhaba,\n\n" if dice.random() < 0.9 else "Hello,\n\n"]
    for sentence in dice.sample(pool, dice.randint(2, min(5, len(pool)))):
        pieces += [filled.get(piece, piece) for piece in sentence]
        pieces.append(" ")
    return [*pieces, "\n\nSevgiler"]


def _pieces(sentences: tuple[str, ...]) -> list[list[str]]:
    return [[piece for piece in re.split(r"[{}]", sentence) if piece] for sentence in sentences]


_PIECES = {False: _pieces(SENTENCES), True: _pieces(ANSWERS)}
