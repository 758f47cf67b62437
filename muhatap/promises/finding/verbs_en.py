"""Who will do something, in English, over folded text: a subject of ours, "will", and a verb that is an act.

"I'll call", "we're going to refund", "let me check", "you'll hear from us", "will be shipped", "expect our call" are
ours. Questions, "you need to", "we won't", "when we will", "the courier said it will" and hopes are not.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from muhatap.promises.finding import words_en as words
from muhatap.promises.finding.heads import Head, Stop

_ADVERBS = (
    r"(?:,[^,.;?!]{2,24},| (?:also|then|now|just|personally|definitely|certainly|gladly|happily"
    r"|immediately|again|first|both|all|still"
    r"|surely|absolutely|quickly|promptly|shortly|soon|of course|always|be sure to|make sure to"
    r"|make sure that|make sure we"
    r"|have to|simply|obviously|directly|of course|naturally|today|tomorrow|next|do (?:my"
    r"|our) (?:very )?best to|try to|try and"
    r"|need to|even|instead|either|likely|probably|hopefully|most likely|ll))*"
)
_OURS = (
    r"(?<![a-z'])(?:(?:i|we)(?:'ll| ?'ll| will| wil| shall)|(?:i'm|i am|im|we're|we are)(?: \w+ly"
    r"| also| now)? (?:going to|gonna)"
    rf"|(?:i|we) (?:have|need) to(?= (?:check|ask|look)\b[^.;?]{{0,80}}(?:get back|let you know))"
    rf"|(?:ill|well)(?=(?: \w+ly| just| also| then)? {words.ACTS}\b)(?! (?:done|made)))"
)
_FUTURE = re.compile(
    rf"{_OURS}(?P<adverbs>{_ADVERBS})(?P<not> not| never| no longer"
    rf"| unfortunately not)?(?P<verb> [a-z-]+)(?=(?P<rest>[^.;?]{{0,40}}))"
)
_LET_ME = re.compile(
    r"(?<!not )(?<!n't )(?<!to )(?<!will )(?<!would )(?<!you )(?<!they )(?<!that )(?<!never )\b(?:let"
    rf"|allow) me (?:to )?(?:\w+ly |just |first |please |also )*{words.LET_ME}\b(?! (?:know|explain))"
)
_PROMISE = re.compile(
    r"(?<![a-z'])(?:i|we)(?:'ll| will| do| hereby|'d like to| can)? (?:promise|guarantee|pledge"
    r"|undertake|commit)\b|\byou have (?:my|our) word\b"
)
_ABLE = re.compile(
    rf"(?<![a-z'])(?:i|we) should be able to {words.ACTS}\b|(?<![a-z'])(?:i|we) (?:can|could) (?:also "
    rf"|then |certainly |definitely |now )*(?:have|get|{words.ACTS[3:-1]})\b"
    r"|(?<![a-z'])(?:i|we)(?: are|'re| am|'m)? (?:aim|aiming|plan|planning|intend|intending"
    r"|expect) (?:to|it|your|the)\b"
)
_BOOKED = re.compile(
    r"(?<![a-z'])(?:i've|i have|we've|we have)(?: just| now| already)? (?:scheduled|booked|arranged|set up|planned)\b"
)
_DOING = re.compile(rf"(?<![a-z'])(?:i'm|i am|im|we're|we are)(?: \w+ly| also| now| already| just)* {words.ACTING}\b")
_BARE = re.compile(
    r"(?:(?:^|(?<=[.!?:;\n,-]))\s*|\b(?:and|ok|okay|sure|yes|great) )(?P<will>will(?: also| then"
    rf"| definitely)? {words.ACTS})\b(?! (?:you|it|the|this|that|i|we|they|there|my"
    rf"|your)\b(?=[^.!]{{0,80}}\?))"
)
_YOU = re.compile(
    r"\byou(?:'ll| will|'re going to| are going to| shall| (?P<soft>should))(?: also| then| soon"
    r"| shortly| still| definitely| be able to| now| automatically)*"
    r" (?:receive|hear|(?P<thing>get|have(?! to\b)|see)|be (?:refunded|contacted|called|notified"
    r"|credited|reimbursed|emailed|informed|updated|sent|hearing|receiving|getting|compensated"
    r"|given))\b(?! (?:used|charged|to\b|the chance))"
)
_AWAITED = re.compile(
    r"\b(?:refund|money|reply|answer|update|e-?mail|call|replacement|confirmation|new one|back"
    r"|tracking|news|label|link)\b|(?<=get|see) it\b|(?<=have) it\b"
)
_OTHERS = re.compile(
    r"(?<![a-z'])(?P<subject>[a-z']+)(?P<aux>'ll| will| shall| should| (?:is|are) going to)(?: also"
    r"| then| now| soon| shortly| definitely| certainly| personally| automatically| likely| probably"
    r"| hopefully| still| be able to)*"
    rf"(?P<not> not| never| no longer)? (?:(?P<be>be {words.DONE})|(?P<act>{words.OUTCOMES}|go (?:out|off)"
    r"|take (?:over|care|it|this|a look)))\b"
)
_EXPECT = re.compile(
    r"(?:(?:^|[.!?:;,\n]\s*|\band |\bplease |\byou (?:can|may"
    r"|should) )(?P<expect>(?:please )?(?:expect|look out for|watch out for|keep an eye out for)))"
    r" (?:our|my|a|an|to (?:hear|receive|get|have|see)|it|your|the|another|further|more|some"
    r"|one of)\b(?! delays?)(?=[^.;]{0,80}\b(?:call|e-?mail|reply|response|answer|refund|delivery|parcel"
    r"|package|order|hear|update|news|replacement|message|receive|us|me|have|arrive|get)\b)"
)
_PRESENT = re.compile(
    r"\b(?P<subject>orders?|parcels?|packages?|refunds?|replacements?|items?|shipments?|delivery"
    r"|deliveries|courier|driver|ones?|it|they"
    r"|products?|labels?|parts?|money|letter|payment|colleague|technician|exchange|box|pair|goods"
    r"|appointment|call|pick-?up|visit|they|van|team)"
    r" (?:ships?|goes out|go out|leaves?(?: our| the)?|arrives?|gets (?:here|there|to you|picked)"
    r"|is (?:scheduled|booked|arranged|set|planned)"
    r"|(?:is|are) (?:shipping|arriving|going out|leaving|coming)|(?:is|is being|are being) (?:delivered|shipped"
    r"|dispatched|collected|sent|refunded|processed)|comes|collects|picks|come)\b"
    r"|\b(?:it|he|she|they|that|one|order|parcel|package|courier|driver|replacement|refund|engineer|technician)"
    r"(?:'s| is| are|'re) (?:with you|at your door|in your (?:account|hands|inbox)|there"
    r"|out for delivery|on (?:the|its) (?:van|way|road))\b"
    r"|\b(?:courier|driver|van|we|i|they|colleague) (?:brings?|takes?|delivers?|collects?|swaps?"
    r"|fits?) (?:it|the|a|your|one|you)\b"
    r"|\b(?!who\b|which\b|that\b)[a-z']+ (?:rings|brings|texts|calls|visits) (?:you|it|them|her|him)\b"
)
_OFFERED = 0.5
# Each with how sure it is, whether only with a time, and what a sentence must have for it to be looked for.
_WITHOUT_WILL = (
    (_PROMISE, 0.9, False, ("promise", "guarantee", "pledge", "undertake", "commit", " word")),
    (_LET_ME, 0.75, False, (" me ",)),
    (_ABLE, _OFFERED, True, (" can ", " could ", "aim", "plan", "inten", "expect", "should be able")),
    (_DOING, 0.75, True, ("ing",)),
    (_BOOKED, 0.6, True, ("schedul", "book", "arrang", "set up", "plann")),
    (_EXPECT, 0.75, False, ("expect", "out for")),
)
# What a sentence must have for anything to be looked for in it.
_WILL = re.compile(r"ll\b|\bwill?\b|\bsha?ll\b|\bshould\b|\bgo(?:ing|nna)\b|\b(?:have|need) to\b")
_MAY_PROMISE = re.compile(
    r"ll\b|'s\b|\b(?:will?|shall|should|going|gonna|i|we|im|i'm|we're|let|allow|expect|out for|word"
    r"|ships|goes out|go out"
    r"|leaves?|arrives?|gets|is|are|comes?|brings?|takes?|delivers?|collects?|picks|swaps?|fits?|rings"
    r"|texts|calls|visits)\b"
)
_JOINED = re.compile(rf"\b(?:and|then|or)(?: then| also| will| shall|,)* (?P<verb>{words.ACTS})\b(?! to\b)")

_SUBJECT_LEFT = re.compile(r"[,;:.!?()\n]|\b(?:and|but|so|then|because|that|or|if|when|once|as)\b|(?<=\s)-(?=\s)")
_EMBEDDED = re.compile(
    rf"\b(?:(?:how|what|which|whose)(?: [a-z]+){{1,3}}|{words.EMBEDDED[3:-1]}|not sure(?: that)?"
    r"|in case)(?: or not| exactly| that)? ?\Z"
)
_REPORTED = re.compile(
    r"(?<![a-z'])(?P<who>[a-z']+) (?:have |has |had |was |were |is |are |just |already )*(?:said|says"
    r"|saying|told|tells|mentioned|promised|claimed|claims|stated|states"
    r"|wrote|asked|thought|suggested|promises|assumed|indicated|expecting|expected|shows|assured|worried)"
    r"(?: (?:me|us|you|him|her|them))?(?: that)? ?\Z|\baccording to [^.;]{1,60}\Z"
)
_HOPE = re.compile(r"\b(?:hope|hoping|wish|fingers crossed|hopes)\b[^.;!?]{0,60}\Z")
_DOUBT = re.compile(
    r"\b(?:hopefully|probably|maybe|perhaps|likely|think|believe|guess|possibly|might|should be able"
    r"|all being well|presumably)\b"
)
_IN_GENERAL = re.compile(
    r"\b(?:usually|normally|typically|generally|always|every|all orders|standard|as a rule|policy"
    r"|in general|each order|any order)\b"
    r"|^\W*(?:orders|refunds|returns|items|products|parcels|packages|payments|deliveries|customers|requests)\b"
)
_CONDITION = re.compile(r"\b(?:if|unless|provided|as long as|in case|should you)\b")
_TAG = re.compile(
    r"(?:,|-|\.) ?(?:ok|okay|all ?right|alright|sounds? good|deal|does that|would that|is that|if that"
    r"|will that|right|can you|could you|would you|do you|are you|is there|anything|may i|shall)\b"
)
_STOP = re.compile(
    r"\b(?P<event>(?:when|once|after|as soon as|from the (?:date|day|moment|time)|following|upon"
    r"|on receipt|of (?:receipt|receiving|your|the)|from (?:receipt|receiving|when)|whenever|since)"
    r"(?= (?:you|we|it|they|your|the|our|receiv|arriv|i|receipt|his|her|delivery|approval|payment"
    r"|confirmation|get|of)\b|\Z| (?!the end)[a-z]+ing\b))(?! (?:the )?(?:end|close))"
    r"|\b(?:if|unless|until you|because|as you|whether|in case|please|kindly|in order to|you (?:have "
    r"|had |'ve |would |can |could |may |might |need to |must |have to |should )?"
    r"(?:ordered|placed|sent|send|bought|received|returned|return|requested|wrote|called|contacted"
    r"|asked|paid|made|mentioned|reported|missed|spoke|reach|call|reply|cancel|pick|track|provide|need"
    r"|order|purchased|submitted|signed)"
    r"|(?:ordered|placed|purchased|bought) (?:by you )?on|was|were|had|has been|have been|didn't"
    r"|did not|you'd|available until|valid until|open until|expires?|which arrived|that arrived"
    r"|we (?:received|shipped|sent|spoke|refunded|dispatched|got))\b"
)
_REACH = re.compile(
    r"[;:(\n!]|\b(?:but|so that|because|while|although|though|whereas|please|and (?:you|please|kindly"
    r"|if|in the meantime))\b|,(?! (?:and|or) (?:then )?[a-z]+ (?:you|it|the|a|your)\b)|(?<=\s)-(?=\s)"
)


def read(folded: str, start: int, end: int, *, asked: bool) -> tuple[list[Head], list[Stop]]:
    """Return the verbs of a sentence that promise, and what keeps times from them, in order."""
    if not _MAY_PROMISE.search(folded, start, end):
        return [], []
    heads: list[Head] = []
    for head in sorted(_all(folded, start, end), key=lambda head: (head.start, -head.end)):
        last = heads[-1] if heads else None
        if last is not None and (head.start < last.end or (last.confidence == _WORD and head.start - last.end < 12)):
            if last.confidence == _WORD:
                heads[-1] = Head(last.start, head.end, max(head.confidence, last.confidence), head.timed_only)
            continue
        if not _is_ours(folded, start, end, head, asked):
            continue
        heads.append(head)
    stops = _stops(folded, start, end, heads) if heads else []
    return _with_mood(folded, start, end, heads), stops


_WORD = 0.9


def _all(folded: str, start: int, end: int) -> Iterator[Head]:
    if _WILL.search(folded, start, end):
        yield from _with_will(folded, start, end)
    for match in _PRESENT.finditer(folded, start, end):
        begins = _left(folded, start, match.start())
        if not _is_theirs(folded[max(start, begins - 40) : match.start()]):
            yield Head(begins, match.end(), 0.55, timed_only=True)
    for pattern, confidence, timed_only, needed in _WITHOUT_WILL:
        if all(folded.find(word, start, end) < 0 for word in needed):
            continue
        for match in pattern.finditer(folded, start, end):
            yield Head(match.start(match.lastgroup or 0), match.end(), confidence, timed_only)


def _with_will(folded: str, start: int, end: int) -> Iterator[Head]:
    for match in _FUTURE.finditer(folded, start, end):
        confidence, timed_only = _future(match)
        if confidence:
            yield Head(match.start(), match.end("verb"), confidence, timed_only)
    for match in _BARE.finditer(folded, start, end):
        yield Head(match.start("will"), match.end(), 0.8)
    for match in _YOU.finditer(folded, start, end):
        # "You will get 10% off" is nothing to wait for; a refund is.
        bare = match["thing"] is not None and not _AWAITED.search(folded, match.end(), min(end, match.end() + 40))
        yield Head(match.start(), match.end(), 0.55 if match["soft"] else 0.75, bool(match["soft"]) or bare)
    yield from _others(folded, start, end)


def _future(match: re.Match[str]) -> tuple[float, bool]:
    verb, rest = match["verb"].strip(), match["rest"]
    if match["not"] or verb in words.NEVER or re.match(r" (?:ask|have to ask|need) you\b", match["verb"] + rest):
        return 0, False
    if verb == "be":
        if re.match(
            rf" (?:\w+ly |also |then |right |straight )*(?:{words.BEING}|{words.DONE})\b", rest
        ) and not re.match(
            rf" (?:\w+ly |also |still )*(?:{words.IDLE}|able to (?:help|assist)|happy|glad|unable|sorry"
            r"|here|available|ready to|back(?! with| to| in touch))\b",
            rest,
        ):
            return (0.75, True) if rest.startswith(" able") else (0.95, False)
        return 0, False
    if verb in ("look", "await") and rest.startswith(" forward"):
        return 0, False
    if verb == "have" and re.match(
        r" to (?:ask|decline|refuse|charge|disappoint)| no\b| (?:sales?|discounts?|a sale)\b", rest
    ):
        return 0, False
    if verb in ("do", "try", "aim", "work", "attempt") or "try" in match["adverbs"] or "best" in match["adverbs"]:
        return 0.75, False
    if verb in ("help", "continue", "keep") and not re.match(
        r" (?:you|an eye|looking|chasing|trying|pushing|working|checking)", rest
    ):
        return 0.5, True
    if verb in ("help", "offer", "accept"):
        return 0.55, False
    return 0.95, False


def _others(folded: str, start: int, end: int) -> Iterator[Head]:
    for match in _OTHERS.finditer(folded, start, end):
        if match["subject"] in ("i", "we", "you", "who", "what", "why", "there") or match["not"]:
            continue
        soft = match["aux"] == " should"
        begins = _left(folded, start, match.start("subject"))
        if _is_theirs(folded[max(start, begins - 40) : match.start("subject")]):
            continue
        yield Head(begins, match.end(), 0.45 if soft else 0.8 if match["be"] else 0.7, soft)


def _left(folded: str, start: int, place: int) -> int:
    """Return where the clause begins that holds a subject."""
    begins = max(start, place - 80)
    for cut in _SUBJECT_LEFT.finditer(folded, begins, place):
        begins = cut.end()
    while begins < place and not folded[begins].isalnum():
        begins += 1
    return begins


def _is_ours(folded: str, start: int, end: int, head: Head, asked: bool) -> bool:
    before = folded[max(start, head.start - 80) : head.start]
    if before.endswith("what ") and not folded.startswith(" is", head.end):
        return False
    if not before.endswith("what ") and _is_theirs(before):
        return False
    if not asked:
        return True
    clause = max(folded.rfind(sign, start, head.start) for sign in ",;:") + 1 or start
    if re.match(rf"\s*(?:and |so |but |or |ok |okay )?{words.QUESTIONS}\b", folded[clause : head.start]):
        return False
    return bool(_TAG.search(folded, head.end, end)) or (head.confidence > _WORD and "," in folded[head.end : end])


def _is_theirs(before: str) -> bool:
    """Whether the words before a subject make it a question, a hope or somebody else's saying."""
    if _EMBEDDED.search(before) or _HOPE.search(before):
        return True
    reported = _REPORTED.search(before)
    return reported is not None and reported["who"] not in ("i", "we", "i've", "we've")


def _with_mood(folded: str, start: int, end: int, heads: list[Head]) -> list[Head]:
    if not heads:
        return heads
    sentence = folded[start:end]
    factor = 0.75 if _DOUBT.search(sentence) else 1.0
    if _IN_GENERAL.search(sentence):
        factor *= 0.6
    if _CONDITION.search(sentence):
        factor *= 0.8
        # "I can call you tomorrow if you like" is an offer.
        heads = [head for head in heads if head.confidence != _OFFERED]
    return [replace(head, confidence=head.confidence * factor) for head in heads]


def joined(folded: str, start: int, end: int) -> Iterator[Head]:
    """Yield the verbs that share the subject of the one before ("and send the label")."""
    for match in _JOINED.finditer(folded, start, end):
        yield Head(match.start("verb"), match.end(), 0.85, joined=True)


def reach(folded: str, start: int, end: int) -> int:
    """Return where the clause that begins before `start` ends."""
    cut = _REACH.search(folded, start, end)
    return cut.start() if cut else end


def _stops(folded: str, start: int, end: int, heads: list[Head]) -> list[Stop]:
    """Return the stretches whose times are not ours; each goes on to the end of its clause or to the next promise."""
    found = []
    for match in _STOP.finditer(folded, start, end):
        cut = re.compile(r"[,;:(\n]").search(folded, match.end(), end)
        ends = [cut.start() if cut else end, *(head.start for head in heads if head.start >= match.end())]
        inside = any(head.start < match.start() < head.end for head in heads)
        ends += [head.end for head in heads if inside and head.start < match.start() < head.end]
        found.append(Stop(match.start(), min(ends), event=bool(match["event"])))
    return found
