"""A text read by the rules: the language of each sentence, what it says, and where rules were found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from muhatap.coach import rulebook
from muhatap.coach.language.telling import language
from muhatap.coach.rulebook import Found, Rule, Rulebook
from muhatap.coach.text import Sentence, Text, read


@dataclass(frozen=True)
class Reading:
    """A text with all that rules found in it; `lang` is that of most of it."""

    text: Text
    lang: str
    found: Sequence[Found]
    # Hits of `says/…` and `about/…` by name, in the order of the text.
    said: dict[str, list[Found]] = field(default_factory=dict)

    @property
    def sentences(self) -> list[Sentence]:
        return self.text.sentences

    def says(self, *names: str) -> bool:
        return any(name in self.said for name in names)


def reading(raw: str, *, lang: str | None, own: Iterable[tuple[str, str, str]] = (), part: str = "") -> Reading:
    """Read a text with the rules of its language; sentences in the other language by the other's.

    `part` names those that matter (rulebook.of); "" takes all.
    """
    text = read(raw)
    lang = lang if lang in {"tr", "en"} else language((token.word for token in text.tokens[:400]), raw, "")
    own = tuple(own)
    shop = rulebook.own(own, lang) if own else None
    hits: list[Found] = []
    said: dict[str, list[Found]] = {}
    for sentence in text.sentences:
        sentence.lang = language(text.words(sentence)[:60], text.said(sentence), lang)
        _search(rulebook.of(sentence.lang, part), text, sentence, hits, said)
        if shop is not None:
            hits += shop.search(text, sentence)
    return Reading(text, lang, hits, said)


def _search(book: Rulebook, text: Text, sentence: Sentence, hits: list[Found], said: dict[str, list[Found]]) -> None:
    for found in book.search(text, sentence):
        area, _, name = found.rule.kind.partition("/")
        if not name:
            hits.append(found)
            continue
        key = name if area == "says" else found.rule.kind
        sentence.says.add(key)
        said.setdefault(key, []).append(found)


def is_kind(rule: Rule) -> bool:
    """Tell whether the rule makes a finding by itself."""
    return "/" not in rule.kind
