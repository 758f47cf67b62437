"""Forms of English words: `call` gives calls, called, calling; verbs that do otherwise stand in a table."""

_IRREGULAR = {
    "be": ("is", "are", "was", "were", "been", "being", "am"), "have": ("has", "had", "having"),
    "do": ("does", "did", "done", "doing"), "go": ("goes", "went", "gone", "going"),
    "get": ("gets", "got", "gotten", "getting"), "give": ("gives", "gave", "given", "giving"),
    "take": ("takes", "took", "taken", "taking"), "make": ("makes", "made", "making"),
    "send": ("sends", "sent", "sending"), "pay": ("pays", "paid", "paying"), "say": ("says", "said", "saying"),
    "tell": ("tells", "told", "telling"), "find": ("finds", "found", "finding"), "put": ("puts", "putting"),
    "read": ("reads", "reading"), "write": ("writes", "wrote", "written", "writing"),
    "see": ("sees", "saw", "seen", "seeing"), "let": ("lets", "letting"), "keep": ("keeps", "kept", "keeping"),
    "buy": ("buys", "bought", "buying"), "bring": ("brings", "brought", "bringing"),
    "think": ("thinks", "thought", "thinking"), "know": ("knows", "knew", "known", "knowing"),
    "lose": ("loses", "lost", "losing"), "break": ("breaks", "broke", "broken", "breaking"),
    "choose": ("chooses", "chose", "chosen", "choosing"), "come": ("comes", "came", "coming"),
    "hear": ("hears", "heard", "hearing"), "feel": ("feels", "felt", "feeling"), "hold": ("holds", "held", "holding"),
    "leave": ("leaves", "left", "leaving"), "speak": ("speaks", "spoke", "spoken", "speaking"),
    "forget": ("forgets", "forgot", "forgotten", "forgetting"), "set": ("sets", "setting"),
    "understand": ("understands", "understood", "understanding"), "fill": ("fills", "filled", "filling"),
    "mean": ("means", "meant", "meaning"), "ship": ("ships", "shipped", "shipping"),
    "begin": ("begins", "began", "begun"),
    "submit": ("submits", "submitted", "submitting"), "refer": ("refers", "referred", "referring"),
}  # fmt: skip
_VOWELS = frozenset("aeiou")
_DOUBLED = frozenset({"chat", "plan", "stop", "drop", "wrap", "step", "ban", "skip", "slip", "mis", "commit", "permit"})


def forms(stem: str) -> frozenset[str]:
    """Return the word and its inflected forms."""
    if stem in _IRREGULAR:
        return frozenset({stem, *_IRREGULAR[stem]})
    if stem.endswith("e"):
        return frozenset({stem, stem + "s", stem + "d", stem[:-1] + "ing"})
    if stem.endswith("y") and len(stem) > 1 and stem[-2] not in _VOWELS:
        return frozenset({stem, stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing"})
    if stem.endswith(("s", "x", "ch", "sh", "z")):
        return frozenset({stem, stem + "es", stem + "ed", stem + "ing"})
    root = stem + stem[-1] if stem in _DOUBLED else stem
    return frozenset({stem, stem + "s", root + "ed", root + "ing"})


def base(word: str) -> str | None:
    """Return the dictionary form of an inflected verb where that is sure, else None."""
    for stem, inflected in _IRREGULAR.items():
        if word == stem or word in inflected:
            return stem
    if not word.endswith(("ed", "ing", "s")):
        return word
    return None
