"""The rules of a language, read from the text files beside this module, and looked up by the word they begin with.

The form of a file is described in README.md of this folder; `patterns.py` says how a pattern is written.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from muhatap.coach.parts import BEGINNING, Atom
from muhatap.coach.patterns import Compiler, Hit, Pattern, PatternError
from muhatap.coach.text import Sentence, Text, plain

RULES = Path(__file__).parent / "rules"
# How far around a hit the words stand that excuse it.
AROUND = 14
LONGEST_OWN_PHRASE = 80


class RuleError(ValueError):
    """A rule file that cannot be read; the text names file and line."""


@dataclass(frozen=True)
class Rule:
    """One rule: patterns, what excuses a hit, why it matters and what is better; `yes` and `no` are its tests.

    `kind` is a kind of finding, or `says/…` for what a sentence does, `mood/…` for a customer's mood, `about/…` for a
    topic.
    """

    id: str
    kind: str
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...] = ()
    why: dict[str, str] = field(default_factory=dict)
    better: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A rule's hit in a sentence; `first` and `last` are the marked tokens."""

    rule: Rule
    sentence: Sentence
    hit: Hit

    @property
    def first(self) -> int:
        return self.hit.marked[0]

    @property
    def last(self) -> int:
        return self.hit.marked[1]


class Rulebook:
    """All rules of one language, and which of them a word can begin."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._exact: dict[str, list[tuple[Rule, Pattern]]] = {}
        self._begins: dict[str, list[tuple[Atom, Rule, Pattern]]] = {}
        self._any: list[tuple[Atom, Rule, Pattern]] = []
        for rule in self.rules:
            for pattern in rule.patterns:
                self._enter(rule, pattern)
        self._longest = max((len(stem) for stem in self._begins), default=0)
        # Of the everyday words; many more would take megabytes and save little.
        self.candidates = lru_cache(maxsize=2_000)(self._candidates)

    def search(self, text: Text, sentence: Sentence) -> Iterator[Found]:
        """Yield the hits of every rule in a sentence, in the order of the words they begin with."""
        tokens = text.tokens
        words = {token.word for token in tokens[sentence.first : sentence.last]}
        beginnings = {word[:size] for word in words for size in (2, BEGINNING)}
        for here in range(sentence.first, sentence.last):
            for rule, pattern in self._likely(tokens[here].word, words, beginnings):
                hit = pattern.at(tokens, sentence.first, sentence.last, here)
                if hit is None:
                    continue
                excuses = [excuse for excuse in rule.unless if excuse.can_be_in(words, beginnings)]
                if not excuses or not self._is_excused(excuses, text, sentence, hit):
                    yield Found(rule, sentence, hit)

    def _likely(self, word: str, words: Set[str], beginnings: Set[str]) -> Iterator[tuple[Rule, Pattern]]:
        """Patterns that the word begins and the sentence can hold."""
        for candidate in self.candidates(word):
            # As in can_be_in, but without a call: this is asked some thousand times a draft, mostly in vain.
            for exact, begins in candidate[1].needs:
                if exact.isdisjoint(words) and begins.isdisjoint(beginnings):
                    break
            else:
                yield candidate

    def _enter(self, rule: Rule, pattern: Pattern) -> None:
        pair = rule, pattern
        for atom in pattern.firsts:
            for word in atom.exact:
                self._exact.setdefault(word, []).append(pair)
            for stem in atom.begins:
                self._begins.setdefault(stem, []).append((atom, rule, pattern))
            if atom.test is not None and not atom.begins:
                self._any.append((atom, rule, pattern))

    def _candidates(self, word: str) -> tuple[tuple[Rule, Pattern], ...]:
        if not word:
            return ()
        found = {id(pair[1]): pair for pair in self._exact.get(word, ())}
        for size in range(1, min(len(word), self._longest) + 1):
            for atom, rule, pattern in self._begins.get(word[:size], ()):
                if id(pattern) not in found and atom.passes(word):
                    found[id(pattern)] = (rule, pattern)
        for atom, rule, pattern in self._any:
            if id(pattern) not in found and atom.passes(word):
                found[id(pattern)] = (rule, pattern)
        return tuple(found.values())

    @staticmethod
    def _is_excused(excuses: Sequence[Pattern], text: Text, sentence: Sentence, hit: Hit) -> bool:
        first, last = max(sentence.first, hit.start - AROUND), min(sentence.last, hit.end + AROUND)
        return any(
            pattern.at(text.tokens, sentence.first, sentence.last, here) is not None
            for pattern in excuses
            for here in range(first, last)
        )


@lru_cache(maxsize=8)
def of(lang: str, part: str = "") -> Rulebook:
    """Return the rules of a language ("tr" or "en"), read once.

    `part` is "written" for those that a draft is read by, "heard" for those of the customer's message, "" for all.
    """
    return Rulebook(rule for rule in _all(lang) if not part or rule.kind.startswith(_HEARD) == (part == "heard"))


_HEARD = ("mood/", "question/")


@lru_cache(maxsize=8)
def _all(lang: str) -> tuple[Rule, ...]:
    return tuple(load(lang))


def load(lang: str, folder: Path = RULES) -> Iterator[Rule]:
    """Read all rules of a language. Raises RuleError with file and line for what cannot be read."""
    home = folder / lang
    compiler = Compiler(lang, _lists(home / "words.txt"))
    for path in sorted(home.rglob("*.txt")):
        if path.name != "words.txt":
            kind = path.relative_to(home).with_suffix("").as_posix()
            yield from _rules(path, kind, compiler)


def own(phrases: Iterable[tuple[str, str, str]], lang: str) -> Rulebook:
    """Return rules of a shop's own phrases (phrase, why, better); the last word of each may be inflected."""
    return Rulebook(rule for phrase in phrases if (rule := _own_rule(phrase, Compiler(lang), lang)) is not None)


def _own_rule(row: tuple[str, str, str], compiler: Compiler, lang: str) -> Rule | None:
    phrase, why, better = row
    words = re.findall(r"[^\W_]+", phrase[:LONGEST_OWN_PHRASE])
    if not words:
        return None
    *before, last = [plain(word) for word in words]
    ending = f"({last} | {last}+ | {last}-)" if len(last) > 2 and last.isalpha() else last
    ways = " ".join(word if word.isalpha() else "#" for word in before)
    pattern = compiler.compile(f"{ways} {ending}" if last.isalpha() else f"{ways} #")
    return Rule(
        id=f"own/{plain(phrase)[:LONGEST_OWN_PHRASE]}", kind="tone", patterns=(pattern,), why={"": why.strip()},
        better=(better.strip(),) if better.strip() else (),
    )  # fmt: skip


_LINE = re.compile(r"(?P<key>[a-z@][a-z ]*[a-z_]):\s*(?P<value>.*)\Z")


def _lists(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in _lines(path):
        name, _, words = line.partition(":")
        if not name.startswith("@") or not words.strip():
            raise RuleError(f"{path.name}, line {number}: expected “@name: word | word”, not “{line}”")
        key = name[1:].strip()
        found[key] = f"{found[key]} | {words.strip()}" if key in found else words.strip()
    return found


def _rules(path: Path, kind: str, compiler: Compiler) -> Iterator[Rule]:
    shared: dict[str, list[str]] = {}
    block: dict[str, list[str]] = {}
    begun = 0
    for number, line in _lines(path):
        parts = _LINE.match(line)
        if parts is None:
            raise RuleError(f"{path.name}, line {number}: expected “find: …”, “better: …” and so on, not “{line}”")
        key, value = parts["key"], parts["value"].strip()
        if key == "rule":
            if block:
                yield _rule(path, begun, kind, block, shared, compiler)
            block, begun = {"rule": [value]}, number
        else:
            (block or shared).setdefault(key, []).append(value)
    if block:
        yield _rule(path, begun, kind, block, shared, compiler)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("# ") and line.strip() != "#":
            yield number, line.strip()


_KEYS = frozenset({"rule", "find", "unless", "why tr", "why en", "better", "yes", "no"})


def _rule(
    path: Path, line: int, kind: str, block: dict[str, list[str]], shared: dict[str, list[str]], compiler: Compiler
) -> Rule:
    if unknown := set(block) - _KEYS:
        raise RuleError(f"{path.name}, rule of line {line}: unknown “{min(unknown)}”")
    try:
        return Rule(
            id=f"{compiler.lang}/{kind}/{block['rule'][0]}",
            kind=kind,
            patterns=_compiled(block.get("find", ()), compiler),
            unless=_compiled((*shared.get("unless", ()), *block.get("unless", ())), compiler),
            why={ui: _last(block, shared, f"why {ui}") for ui in ("tr", "en")},
            better=tuple(better for better in block.get("better", ()) if better),
            yes=tuple(block.get("yes", ())),
            no=tuple(block.get("no", ())),
        )
    except PatternError as problem:
        raise RuleError(f"{path.name}, rule of line {line}: {problem}") from problem


def _compiled(sources: Iterable[str], compiler: Compiler) -> tuple[Pattern, ...]:
    return tuple(compiler.compile(source) for source in sources)


def _last(block: dict[str, list[str]], shared: dict[str, list[str]], key: str) -> str:
    found: Sequence[str] = block.get(key) or shared.get(key) or ("",)
    return found[-1]
