"""What stands around a finding and makes it none: a customer who only asks, a draft that mends the trouble.

A sentence that brushes trouble aside (“it still works”) is plain information where there is no trouble; and who names
the culprit while mending the matter pushes nothing away. Rules look at one sentence, so this is asked of the whole.
"""

from collections.abc import Iterator

from muhatap.coach.advice import Finding
from muhatap.coach.structure import Draft

# Blame on others and “not our job”, by rule; what is said against the customer stays, whatever is done for them.
OF_OTHERS = frozenset(
    {"bizden-degil", "baskasinin-hatasi", "bizimle-ilgisi-yok", "ilgimiz-yok", "not-ours", "not-our-part"}
)  # fmt: skip
# Who asks for a number or a place is sent there warmly.
_WAYS = (
    "telefon", "numara", "whatsap", "adres", "magaza", "sube", "servis", "nere", "mail", "phone", "number", "call",
    "address", "shop", "store", "branch", "where", "ring",
)  # fmt: skip


def fitting(findings: list[Finding], draft: Draft) -> Iterator[Finding]:
    """Yield the findings that hold in this draft, to this customer."""
    asks, mended = only_asks(draft), [found.sentence for found in draft.own.said.get("remedy", ())]
    for each in findings:
        # Asked for in another sentence: “we sent it in good condition” is part of the excuse.
        mends = any(not sentence.start <= each.start < sentence.end for sentence in (*mended[:1], *mended[-1:]))
        if each.kind == "dismissive" and (mends or asks):
            continue
        if each.kind == "blame" and mends and each.rule.rpartition("/")[2] in OF_OTHERS:
            continue
        if each.kind == "cold_redirect" and asks and _asks_the_way(draft):
            continue
        yield each


def _asks_the_way(draft: Draft) -> bool:
    return draft.customer is not None and any(token.word.startswith(_WAYS) for token in draft.customer.text.tokens)


def only_asks(draft: Draft) -> bool:
    """Whether the customer's message is calm, and questions alone: nothing in it can be made small."""
    return (
        draft.customer is not None
        and not draft.mood.is_upset
        and all(
            sentence.ending == "?" or any(name.startswith("question/") for name in sentence.says)
            for sentence in draft.customer.sentences
            if "greeting" not in sentence.says
        )
    )
