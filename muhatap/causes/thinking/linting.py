"""What is wrong with a list of reasons and with its use: codes and facts, for a page to put into words.

Pure; the texts are judged by what learning mixed up (`Lesson.confusions`) and by the groups that a reason's own
conversations fall into (`school.groups`), both given.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from muhatap.causes.thinking import naming
from muhatap.causes.thinking.grouping import Group
from muhatap.causes.thinking.learning import Confusion

WINDOW_DAYS = 90
CATCH_ALL_SHARE = 0.10
# A name that does say why may be asked for often; from here on it is asked whether it is one thing.
LARGE_SHARE = 0.25
FEWEST_CHOICES = 30
# A split is proposed where at least two groups hold such a share of the reason's conversations.
PART_SHARE = 0.12
FEWEST_REASONS_FOR_SHARES = 5
# More than one reads at a glance (Miller's seven, and two more); of the whole list, what one still knows by heart.
MOST_UPPER = 9
MOST_UNDER_ONE = 9
MOST_IN_ALL = 40
# Between two reasons, half-way from chance to always right.
APART = 0.75
FEWEST_TEXTS = 8
SHOWN_TEXTS = 3


class Kind(StrEnum):
    NAMES_WHAT = "names_what"
    OVERLAP = "overlap"
    CATCH_ALL = "catch_all"
    UNUSED = "unused"
    TOO_MANY = "too_many"
    SPIKE_UNANSWERED = "spike_unanswered"


class Act(StrEnum):
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    ARCHIVE = "archive"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Use:
    """A reason and how it is used.

    `is_upper` when it only groups others. `chosen` counts the confirmed choices of the last 90 days; `age_days` since
    it was made. `spike` is empty while nobody has said what more of it would mean. `texts` are a few of its customers'.
    """

    reason_id: int
    name_tr: str = ""
    name_en: str = ""
    parent_id: int | None = None
    is_upper: bool = False
    chosen: int = 0
    age_days: int = 0
    spike: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One of the reasons that a split would make: its telling words, its share, some of its conversations."""

    words: tuple[str, ...]
    share: float
    members: tuple[int, ...]
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be done about it.

    RENAME: `names` by language, the first the best. MERGE: all others go into `into_id`. SPLIT: `parts`. ARCHIVE and
    ANSWER need nothing.
    """

    act: Act
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    into_id: int | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `key` stays the same while it does, so that what was refused stays refused.

    `evidence` holds numbers: "share", "chosen", "of", "mixed", "apart", "count", "most", "days". `texts` are customers'
    own words (not masked); `taken` numbers of examples that learning mixed up, as they were given to it.
    """

    kind: Kind
    reason_ids: tuple[int, ...]
    evidence: Mapping[str, float]
    proposals: tuple[Proposal, ...] = ()
    languages: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    taken: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}:{','.join(map(str, sorted(self.reason_ids)))}"


def lint(
    uses: Sequence[Use],
    *,
    confusions: Sequence[Confusion] = (),
    groups: Mapping[int, Sequence[Group]] | None = None,
) -> list[Finding]:
    """Return what there is to mend, the weightiest first.

    `groups` gives for a reason the groups that its own conversations fall into.
    """
    lower = [use for use in uses if not use.is_upper]
    whole = sum(use.chosen for use in lower)
    found = [
        *_catch_alls(lower, whole, groups or {}),
        *_overlaps({use.reason_id: use for use in lower}, confusions),
        *_names(lower),
        *_too_many(uses),
        *_unused(lower, whole),
        *_unanswered(lower),
    ]
    order = list(Kind.__members__.values())
    rank = {Kind.CATCH_ALL: 0, Kind.OVERLAP: 1, Kind.NAMES_WHAT: 2}
    chosen = {use.reason_id: use.chosen for use in uses}
    return sorted(
        found,
        key=lambda each: (
            rank.get(each.kind, 3 + order.index(each.kind)), -sum(chosen.get(id_, 0) for id_ in each.reason_ids),
            each.reason_ids,
        ),
    )  # fmt: skip


def reads_as_why(name: str, language: str) -> bool:
    """Return whether a name says why customers write: for the field where one is typed."""
    return naming.read(name, language).says_why


def _names(uses: Sequence[Use]) -> Iterator[Finding]:
    for use in uses:
        said = {language: naming.read(name, language) for language, name in _named(use)}
        vague = tuple(language for language, each in said.items() if not each.says_why)
        if vague:
            names = {language: said[language].better for language in vague if said[language].better}
            proposals = (Proposal(Act.RENAME, names=names),) if names else ()
            yield Finding(
                Kind.NAMES_WHAT, (use.reason_id,), {"chosen": use.chosen}, proposals, vague, use.texts[:SHOWN_TEXTS]
            )


def _named(use: Use) -> list[tuple[str, str]]:
    return [(language, name) for language, name in (("tr", use.name_tr), ("en", use.name_en)) if name.strip()]


def _overlaps(by_id: Mapping[int, Use], confusions: Sequence[Confusion]) -> Iterator[Finding]:
    for pair in confusions:
        known = pair.reason_id in by_id and pair.other_id in by_id
        if known and pair.apart < APART and min(pair.count, pair.other_count) >= FEWEST_TEXTS:
            larger, smaller = pair.reason_id, pair.other_id
            if (by_id[smaller].chosen, pair.other_count) > (by_id[larger].chosen, pair.count):
                larger, smaller = smaller, larger
            yield Finding(
                Kind.OVERLAP,
                (larger, smaller),
                {"mixed": pair.mixed, "of": pair.count + pair.other_count, "apart": pair.apart},
                (Proposal(Act.MERGE, into_id=larger),),
                texts=(*by_id[larger].texts[:SHOWN_TEXTS], *by_id[smaller].texts[:SHOWN_TEXTS]),
                taken=pair.taken,
            )


def _catch_alls(uses: Sequence[Use], whole: int, groups: Mapping[int, Sequence[Group]]) -> Iterator[Finding]:
    if whole < FEWEST_CHOICES:
        return
    for use in uses:
        share = use.chosen / whole
        if share <= CATCH_ALL_SHARE:
            continue
        parts = _parts(groups.get(use.reason_id, ()), use.chosen)
        is_vague = any(not naming.read(name, language).says_why for language, name in _named(use))
        is_large = share > LARGE_SHARE and len(uses) >= FEWEST_REASONS_FOR_SHARES
        if is_vague or is_large or len(parts) >= 2:
            yield Finding(
                Kind.CATCH_ALL,
                (use.reason_id,),
                {"share": round(share, 4), "chosen": use.chosen, "of": whole},
                (Proposal(Act.SPLIT, parts=parts),) if len(parts) >= 2 else (),
                texts=use.texts[:SHOWN_TEXTS],
            )


def _parts(groups: Sequence[Group], chosen: int) -> tuple[Part, ...]:
    known = max(chosen, sum(group.count for group in groups), 1)
    parts = [Part(group.words, round(group.count / known, 4), group.members, group.examples) for group in groups]
    return tuple(sorted((part for part in parts if part.share >= PART_SHARE), key=lambda part: -part.share))


def _too_many(uses: Sequence[Use]) -> Iterator[Finding]:
    upper = [use for use in uses if use.is_upper]
    if len(upper) > MOST_UPPER:
        yield _crowd(upper, MOST_UPPER)
    for one in upper:
        children = [use for use in uses if use.parent_id == one.reason_id and not use.is_upper]
        if len(children) > MOST_UNDER_ONE:
            yield _crowd(children, MOST_UNDER_ONE)
    lower = [use for use in uses if not use.is_upper]
    if len(lower) > MOST_IN_ALL:
        yield _crowd(lower, MOST_IN_ALL)


def _crowd(uses: Sequence[Use], most: int) -> Finding:
    """Propose to put away the least used of them, as many as there are too many."""
    rarest = sorted(uses, key=lambda use: (use.chosen, -use.age_days, use.reason_id))[: len(uses) - most]
    return Finding(
        Kind.TOO_MANY,
        tuple(use.reason_id for use in rarest),
        {"count": len(uses), "most": most, "chosen": sum(use.chosen for use in rarest)},
        (Proposal(Act.ARCHIVE),),
    )


def _unused(uses: Sequence[Use], whole: int) -> Iterator[Finding]:
    if whole < FEWEST_CHOICES:
        return
    for use in uses:
        if not use.chosen and use.age_days >= WINDOW_DAYS:
            evidence = {"days": WINDOW_DAYS, "of": whole}
            yield Finding(Kind.UNUSED, (use.reason_id,), evidence, (Proposal(Act.ARCHIVE),))


def _unanswered(uses: Sequence[Use]) -> Iterator[Finding]:
    for use in uses:
        if not use.spike:
            yield Finding(Kind.SPIKE_UNANSWERED, (use.reason_id,), {"chosen": use.chosen}, (Proposal(Act.ANSWER),))
