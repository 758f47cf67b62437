"""Questions of the customer that a draft leaves open. A false alarm costs more than a missed one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from muhatap.coach import substance
from muhatap.coach.advice import Finding
from muhatap.coach.language import turkish
from muhatap.coach.reading import Reading
from muhatap.coach.rulebook import Found
from muhatap.coach.structure import Draft
from muhatap.coach.text import NUMBER, Sentence

MOST_QUESTIONS = 12
MOST_SHOWN = 80
# Words of a question that say nothing of its subject.
_EMPTY_WORDS = (
    "bir bu su sey seyi acaba peki ama daha cok biraz simdi artik lutfen merhaba selam iyi gunler bana benim bende ben "
    "biz bize size siz sizin sizde var yok olan olur olacak oluyor oldu olarak icin ile gibi kadar ayrica falan yani "
    "hala hemen once sonra zaman gun saat tane adet sizden ettigim aldigim yapiyor yapabiliyor ediyor "
    "gonderir verir misiniz musunuz miyim istiyorum rica ederim ederiz zaten bilgi ogrenmek merak ediyorum hangi "
    "urun urunu urunum urunun siparis siparisim siparisimi siparisi "
    "the a an is are do does did can could will would you your i my me it its this that these there to of for in on at "
    "and or if be been have has had please hi hello get with from what when where which who how why much many long any "
    "so now still also just about know tell item order product need want like"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
_JOINING = frozenset({"ve", "ayrica", "bir", "and", "also", "plus", "but", "ama", "yoksa"})


@dataclass(frozen=True)
class Question:
    """What is asked: when, price, why, what, yesno or request; `subject` are its telling words, the last first.

    `is_second`: it comes after another matter, by “and”, “also”, “bir de”, “ayrıca”; its subject is what follows that.
    """

    kind: str
    subject: tuple[str, ...]
    start: int
    end: int
    is_second: bool = False


def findings(draft: Draft, others: list[Finding]) -> Iterator[Finding]:
    """Yield one finding for each open question, at the end of the draft."""
    if draft.customer is None or not draft.own.sentences:
        return
    all_of = asked(draft.customer, angry=draft.mood.mood == "angry")
    alone = len(all_of) == 1
    open_ones = [question for question in all_of if not _is_answered(question, draft, others, alone=alone)]
    for question in open_ones[:1]:
        text = draft.customer.text.raw[question.start : question.end].strip()
        shown = text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
        found = draft.at_end("unanswered_question", question=shown)
        yield replace(found, rule=f"{found.rule}/{question.kind}")


def asked(customer: Reading, *, angry: bool = False) -> list[Question]:
    """Return the questions of a message, in order; those that only vent are left out."""
    found: list[Question] = []
    for sentence in customer.sentences:
        hits = _hits(customer, sentence)
        if not hits or "question/rhetorical" in sentence.says:
            continue
        for clause, kinds in _clauses(customer, sentence, hits):
            kind = next(kind for kind in _KINDS if kind in kinds)
            second = _second(customer, clause)
            subject = _subject(customer, (second, clause[1]) if second else clause, kinds)
            if angry and kind in {"yesno", "what", "why", "request"} and not subject:
                continue
            tokens = customer.text.tokens
            found.append(Question(kind, subject, tokens[clause[0]].start, tokens[clause[1] - 1].end, bool(second)))
    return found[:MOST_QUESTIONS]


_KINDS = ("when", "price", "why", "request", "what", "yesno")


def _hits(customer: Reading, sentence: Sentence) -> list[Found]:
    hits = [
        found for kind in _KINDS for found in customer.said.get(f"question/{kind}", ()) if found.sentence is sentence
    ]
    return sorted((found for found in hits if _asks(customer, found)), key=lambda found: found.first)


_BEGINNING = frozenset({"and", "also", "but", "so", "hi", "hello", "hey", "then", "or", "please", "know", "me", "plus"})


def _asks(customer: Reading, found: Found) -> bool:
    """In English, “when” and “how” ask only where a clause begins, or in a sentence with a question mark."""
    if found.sentence.lang != "en" or found.sentence.ending == "?" or found.first == found.sentence.first:
        return True
    tokens = customer.text.tokens
    return tokens[found.first].is_after_mark or tokens[found.first - 1].word in _BEGINNING


def _clauses(
    customer: Reading, sentence: Sentence, hits: list[Found]
) -> Iterator[tuple[tuple[int, int], dict[str, Found]]]:
    """Cut a sentence into clauses that ask one thing each."""
    tokens = customer.text.tokens
    begin, kinds = sentence.first, dict[str, Found]()
    for place in range(sentence.first, sentence.last):
        word = tokens[place].word
        cut = tokens[place].is_after_mark or word in _JOINING or _closes(tokens[place - 1].word)
        cut = cut and word not in _PARTICLES
        if cut and kinds and place > begin and any(found.first >= place for found in hits):
            yield (begin, place), kinds
            begin, kinds = place, {}
        for found in hits:
            if found.first == place:
                kinds.setdefault(found.rule.kind.partition("/")[2], found)
    if kinds:
        yield (begin, sentence.last), kinds


def _second(customer: Reading, clause: tuple[int, int]) -> int:
    """Where in a clause a second matter begins; 0 when it is the only one."""
    tokens = customer.text.tokens
    for place in range(max(clause[0], 1), clause[1] - 1):
        pair = tokens[place].word, tokens[place + 1].word
        if tokens[place].is_after_mark and (pair[0] in _SECOND or pair in {("bir", "de"), ("and", "also")}):
            return place
    return 0


_SECOND = frozenset({"and", "also", "plus", "ayrica", "ve", "bide"})


def _closes(word: str) -> bool:
    """Whether a Turkish clause ends with this word: the particle of questions, or a finite verb."""
    if word in _PARTICLES:
        return True
    verb = turkish.any_verb(word)
    return verb is not None and bool({"prog", "fut"} & verb[1]) and "fin" in verb[1]


_PARTICLES = frozenset({"mi", "mu", "misiniz", "musunuz", "miyim", "muyum", "miyiz", "muyuz", "gelir", "olur", "surer"})


def _subject(customer: Reading, clause: tuple[int, int], kinds: dict[str, Found]) -> tuple[str, ...]:
    """The telling words of a clause; those nearest to the question word first."""
    marks = {place for found in kinds.values() for place in range(found.first, found.last)}
    words = [
        customer.text.tokens[place].word
        for place in range(*clause)
        if place not in marks and _tells(customer.text.tokens[place].word)
    ]
    return tuple(reversed(words))


def _tells(word: str) -> bool:
    return len(word) > 2 and word not in _EMPTY and word != NUMBER and not word.startswith("\x00")


def _is_answered(question: Question, draft: Draft, others: list[Finding], *, alone: bool) -> bool:
    own = draft.own
    if own.says("asks", "answer/both") or any(sentence.ending == "?" for sentence in own.sentences):
        return True
    if question.kind == "when":
        told = own.says("answer/time") or any(token.word == NUMBER for token in own.text.tokens)
        return told or any(found.kind in {"negative", "vague"} for found in others)
    if question.kind == "what" and _asks_size(question) and not _names_size(own):
        return False
    if question.is_second and not any(_covered(own, question)):
        return question.kind == "why" and own.says("reason")
    if question.kind == "price":
        return own.says("answer/price") or any(token.word == NUMBER for token in own.text.tokens)
    if alone:
        # One question, and something was done, told, refused or asked for: taken for the answer.
        kinds = {found.kind for found in others}
        answering = _ANSWERING | ({"cold_redirect", "jargon"} if question.kind in {"why", "what", "request"} else set())
        return bool(kinds & answering) or not substance.is_courtesy(own, others)
    if question.kind == "why" and own.says("reason"):
        return True
    if question.kind == "request" and own.says("reason", "action"):
        return True
    covered = _covered(own, question)
    return not covered or any(covered[:2]) or 2 * sum(covered) > len(covered)


_ANSWERING = frozenset({"negative", "overpromise", "burden", "unclear_steps", "personal_data"})


_SIZE = frozenset({"beden", "bedeni", "bedenden", "numara", "numarayi", "size", "sizes"})
_SIZES_WORDS = "xs s m l xl xxl xxxl small medium large kucuk orta buyuk smaller larger bigger olc olcun olcusu measure"
_SIZES = frozenset(_SIZES_WORDS.split())


def _asks_size(question: Question) -> bool:
    return bool(_SIZE & set(question.subject))


def _names_size(own: Reading) -> bool:
    return any(token.word == NUMBER or token.word in _SIZES for token in own.text.tokens) or own.says("answer/yesno")


def _covered(own: Reading, question: Question) -> list[bool]:
    said = {_stem(token.word) for token in own.text.tokens}
    return [_stem(word) in said for word in question.subject]


def _stem(word: str) -> str:
    return word[:4]
