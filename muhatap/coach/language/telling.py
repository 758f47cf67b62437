"""Which of the two languages a sentence is in, by its letters and its smallest words."""

from collections.abc import Iterable

_TURKISH_WORDS = (
    "ve bir bu icin ile de da mi mu cok ne var yok olarak size sizi sizin bize bizim biz siz ben daha en ama ancak "
    "gibi kadar sonra once her merhaba sayin tesekkurler tesekkur ederiz ederim lutfen siparis siparisiniz iyi gunler "
    "urun kargo iade degil olan oldu ya ki hem gun bugun yarin"
)
_ENGLISH_WORDS = (
    "the a an and or to of in on for with you your we our i my is are was be have has had will would can could not do "
    "does did this that it at from as please thank thanks hello hi dear sorry if but by when what how order about us "
    "me there here any"
)
_TURKISH = frozenset(_TURKISH_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_TURKISH_LETTERS = frozenset("çğışöüÇĞİŞÖÜ")


def language(words: Iterable[str], raw: str, default: str) -> str:
    """Return "tr" or "en"; `default` where little speaks for either."""
    turkish = english = 0
    for word in words:
        turkish += word in _TURKISH
        english += word in _ENGLISH
    turkish += 2 * any(letter in _TURKISH_LETTERS for letter in raw[:400])
    if default == "tr":
        return "en" if english >= 2 and english > 2 * turkish else "tr"
    if default == "en":
        return "tr" if turkish >= 2 and turkish > 2 * english else "en"
    return "en" if english > turkish else "tr"
