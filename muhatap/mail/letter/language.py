"""The language a letter is written in, of the six our customers write.

Turkish typed without its letters (`siparisim nerede`) is still Turkish. A short list of everyday words
decides most letters; `lingua` decides the rest in its low-accuracy mode, which holds 12 MB where the
accurate one holds 150, and is right as often once the everyday words have been asked first.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

_SAMPLE_CHARS = 1_000
# Six languages share 1.0; below this the best of them is a guess.
_SURE = 0.35
_NOT_WORDS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[\d_]+|^>.*$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TURKISH_LETTERS = re.compile("[ğışİĞŞ]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")

# Words that are common in letters to a shop and belong to one language only, folded to ASCII.
_WORDS = {
    "tr": """merhaba merhabalar selam slm selamlar iyi gunler aksamlar kolay gelsin bir ve bu icin ile ama cok
        nerede nerde neden nasil ne zaman hala henuz gelmedi geldi gelecek siparis siparisim siparisimi siparisin
        kargo kargom kargoya kargoda urun urunu urunum iade degisim istiyorum istedim rica ederim tesekkur
        tesekkurler sagolun lutfen fatura faturami adres adresimi bilgi bekliyorum yardim musteri hocam efendim
        tamam evet hayir var yok mi mu degil oldu olmadi aldim yanlis beden kirik hasarli iptal edin para
        ucret gun hafta saygilar sayin numarali numarasi tarafima olarak gibi kadar daha sonra once ben siz""",
    "en": """hello hi dear the and is are was my your you i it this that have has not please thanks thank regards
        order where when what how refund return delivery parcel received would like could can with for from
        best still wrong size broken damaged cancel invoice address yes hope been of to an""",
    "de": """hallo guten tag sehr geehrte und der die das ist nicht ich sie wir mein meine bitte danke vielen dank
        bestellung wo wann lieferung rechnung gruss grusse mit freundlichen habe haben wurde noch ein eine auf
        fur paket zuruck zurück für grüße gruß kein keine""",
    "fr": """bonjour bonsoir je vous nous le la les des est pas merci commande ou quand livraison facture colis
        cordialement ma mon mes une avec pour dans reçu recu remboursement s'il n'ai j'ai suis salut""",
}  # fmt: skip
_ASCII = str.maketrans("çğıöşüâîûéèêàùô", "cgiosuaiueeeauo")


def detect(text: str, *, subject: str = "") -> str:
    """`tr`, `en`, `de`, `fr`, `ar`, `ru`, or an empty string where there are too few words to say."""
    sample = _NOT_WORDS.sub(" ", text[: 2 * _SAMPLE_CHARS])[:_SAMPLE_CHARS]
    words = _WORD.findall(sample)
    if len(words) < 4 and subject:
        sample = f"{_NOT_WORDS.sub(' ', subject[:300])} {sample}"
        words = _WORD.findall(sample)
    if not words:
        return ""
    return _by_script(sample) or _by_words(words, sample) or _by_lingua(sample)


def _by_script(sample: str) -> str:
    latin = len(_LATIN.findall(sample))
    if len(_ARABIC.findall(sample)) > latin:
        return "ar"
    if len(_CYRILLIC.findall(sample)) > latin:
        return "ru"
    return ""


def _by_words(words: list[str], sample: str) -> str:
    """The language with clearly the most everyday words, or an empty string."""
    table = _table()
    scores = dict.fromkeys(_WORDS, 0)
    for word in words:
        for language in table.get(_folded(word), ()):
            scores[language] += 1
    scores["tr"] += 2 * len(_TURKISH_LETTERS.findall(sample))
    ranked = sorted(scores.items(), key=lambda item: item[1], reverse=True)
    (best, most), (_, next_most) = ranked[0], ranked[1]
    return best if most >= 1 and most >= 2 * next_most and most * 12 >= len(words) else ""


def _folded(word: str) -> str:
    return word.replace("İ", "i").lower().translate(_ASCII)


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for language, words in _WORDS.items():
        for word in set(words.translate(_ASCII).split()):
            table[word] = (*table.get(word, ()), language)
    return table


def _by_lingua(sample: str) -> str:
    best = _detector().compute_language_confidence_values(sample)[0]
    return best.language.iso_code_639_1.name.lower() if best.value >= _SURE else ""


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    # Imported here, so that a process that reads no letters pays nothing.
    from lingua import Language, LanguageDetectorBuilder

    languages = (
        Language.TURKISH,
        Language.ENGLISH,
        Language.GERMAN,
        Language.FRENCH,
        Language.ARABIC,
        Language.RUSSIAN,
    )
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
