"""Whether a plain answer to "is everything all right?" says yes or no. Pure, and cautious on purpose.

Only what is certain is sorted: an answer counts as fine when it says so and nothing in it says otherwise, as not fine
when it says so and nothing is praised. All else is for a person to read; a wrong "fine" would bury somebody's trouble.
"""

import re

from muhatap.core.turkish import words
from muhatap.promises.models import Wellbeing

# Whoever writes this much tells a story.
LONGEST = 600
MOST_WORDS = 60

# Phrases as folded words; "*" at the end of a word takes every ending. Longer ones go first, so that "sorun yok" is
# taken before "sorun" is heard.
_FINE = """
her sey yolunda · hersey yolunda · her sey yolunda* · hersey yolunda* · yolunda · her sey tamam · hersey tamam
her sey iyi · hersey iyi · her sey guzel · hersey guzel · her sey harika · her sey cok iyi · her sey cok guzel
sorun yok · bir sorun yok · hic sorun yok · hicbir sorun yok · bir sorunum yok · sorunum yok · sorunumuz yok
sorun kalmadi · bir sorun kalmadi · problem yok · bir problem yok · sikinti yok · bir sikinti yok · sikintim yok
sorun cozuldu · sorunum cozuldu · sorunumuz cozuldu · problem cozuldu · problemim cozuldu · cozuldu · halloldu
hallettik · hallettim · memnunum · memnunuz · memnun kaldim · memnun kaldik · cok memnun · duzeldi · duzelmis
calisiyor · gayet iyi · cok iyi · cok guzel · elime ulasti · elimize ulasti · elime gecti · hesabima gecti
hesabima geldi · sapasaglam · saglam geldi · eksik yok · bir eksik yok · hicbir eksik yok · kirik yok
hic sorun yasamadim · sorun yasamadim · sorun yasamadik · sorunsuz
everything is fine · everything is good · everything is great · everything is ok · everything is okay
everything is all right · everything is alright · everything is perfect · everything s fine · everything s good
everything s great · everything s all right · everything fine · everything good · everything works
all is well · all is good · all good · all fine · all well · all ok · all sorted · all right · alright · it is fine
it s fine · that s fine · no problem · no problems · no issue · no issues · no complaints · no further problems
no further issues · no more problems · is resolved · been resolved · is solved · been solved · is sorted · is fixed
works now · works fine · works well · works perfectly · working now · working fine · working perfectly · works great
very happy · so happy · really happy · am happy · are happy · am satisfied · very pleased · could not be better
couldn t be better · arrived safely · arrived in one piece · not a problem · nothing wrong · nothing is wrong
nothing missing · nothing is missing · nothing broken · nothing is broken
"""
_NOT_FINE = """
sorun var · bir sorun var · sorun devam* · sorunum devam* · problem var · bir problem var · sikinti var
sikinti devam* · problem devam* · sorun suruyor · yolunda degil · memnun degil* · memnun kalmadi* · memnuniyetsiz*
cozulmedi · cozulmus degil · hallolmadi · duzelmedi · calismiyor · calismadi · bozuk · bozuldu · yine bozul*
kirik · kirildi · catlak · eksik · yanlis · gelmedi · ulasmadi · yatmadi · yatirilmadi · iade edilmedi · gecmedi
gonderilmedi · donmediniz · aramadiniz · yazmadiniz · kotu · berbat · rezalet · magdur* · sikayet* · hala yok
hala bekliyor* · maalesef · ne yazik ki · hayal kirikligi · iyi degil · tamam degil
not fine · not all right · not alright · not ok · not okay · not good · not well · not happy · not satisfied
not resolved · not solved · not sorted · not fixed · not working · not work · not arrived · not received
not everything · isn t fine · isn t working · isn t right · is not right · doesn t work · does not work
didn t work · did not work · hasn t arrived · has not arrived · haven t received · have not received · never arrived
never received · still waiting · still broken · still missing · still no · still not · still haven t · still hasn t
something is wrong · something s wrong · a problem · the same problem · an issue · unhappy · disappointed
disappointing · unfortunately · broken · broke again · damaged · missing · wrong · terrible · awful · useless
unacceptable · complaint
"""
# Idioms that hold a word of trouble and mean none.
_IDIOMS = "eksik olma* · eksik etme* · yanlis anlama* · kotu niyet* · don t get me wrong"
# Alone, or with courtesy around it, an answer to the question itself.
_YES = frozenset(words("evet tamam tamamdır tabii aynen yes yep yeah yup sure ok okay fine good great perfect"))
_NO = frozenset(words("hayır değil maalesef no nope"))
_COURTESY = frozenset(
    words(
        "merhaba merhabalar selam selamlar iyi günler akşamlar çalışmalar çok teşekkür teşekkürler ederim ederiz sağ "
        "olun sağolun olsun ilginiz için ilgi alakanız sorduğunuz düşündüğünüz size sizlere hanım bey saygılar "
        "saygılarımla sevgiler kolay gelsin ne güzel incesiniz naziksiniz şimdi artık gerçekten tekrar "
        "hi hello dear thank you thanks very much so a lot for asking checking many kind of regards best and all it is "
        "is s the your help now again"
    )
)
# After one of these the sentence turns: what stood before is not the whole answer.
_TURNS = frozenset(
    words(
        "ama fakat ancak lakin yalnız sadece yine hala henüz rağmen oysa keşke umarım mi mı mu mü "
        "but however although though still yet except apart unless only hope until"
    )
)


def sorted_answer(text: str) -> Wellbeing:
    """Return what a customer says of how it is: FINE, NOT_FINE, or UNCLEAR for a person to read.

    `text` is what they wrote now, without quote and signature.
    """
    text = text.strip()
    said = words(text[: LONGEST + 1])
    if not said or len(text) > LONGEST or len(said) > MOST_WORDS:
        return Wellbeing.UNCLEAR
    rest, _ = _taken(said, _IDIOM_PHRASES)
    rest, is_fine = _taken(rest, _FINE_PHRASES)
    rest, is_not = _taken(rest, _NOT_FINE_PHRASES)
    asks_or_turns = "?" in text or bool(_TURNS.intersection(said))
    if is_fine and not is_not and not asks_or_turns and not _denies(rest):
        return Wellbeing.FINE
    if is_not and not is_fine and "?" not in text:
        return Wellbeing.NOT_FINE
    if not is_fine and not is_not and not asks_or_turns:
        return _short(said)
    return Wellbeing.UNCLEAR


def _short(said: list[str]) -> Wellbeing:
    """Return what "yes" or "no" says where nothing but courtesy stands around it."""
    meant = [word for word in said if word not in _COURTESY]
    if meant and set(meant) <= _YES:
        return Wellbeing.FINE
    # "No, thank you" is an answer to many questions.
    return Wellbeing.NOT_FINE if set(said) <= _NO else Wellbeing.UNCLEAR


def _denies(rest: list[str]) -> bool:
    """Whether what is left says no somewhere: "not" and its kin, or a Turkish verb that is negated."""
    return any(word in _DENIALS or _NEGATED.search(word) for word in rest)


_DENIALS = frozenset(words("değil yok hiç hayır no not never t don doesn didn isn wasn can cannot won nothing none"))
# "-madı", "-mıyor", "-mamış": done on folded words, where ı and i are one.
_NEGATED = re.compile(r"(?:m[ae]di|m[iu]yor|m[ae]mis|m[ae]z)(?:m|n|k|lar|ler|iz|uz|niz|siniz)?$")


def _taken(said: list[str], phrases: dict[str, list[list[str]]]) -> tuple[list[str], bool]:
    """Return the words that are in none of the phrases, and whether any phrase was there. Linear in the words."""
    rest: list[str] = []
    at, is_found = 0, False
    while at < len(said):
        length = next((len(one) for one in phrases.get(_head(said[at]), ()) if _stands(one, said, at)), 0)
        if length:
            is_found, at = True, at + length
        else:
            rest.append(said[at])
            at += 1
    return rest, is_found


def _stands(phrase: list[str], said: list[str], at: int) -> bool:
    here = said[at : at + len(phrase)]
    return len(here) == len(phrase) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for part, word in zip(phrase, here, strict=True)
    )


def _head(word: str) -> str:
    return word[:3]


def _phrases(listed: str) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for phrase in re.split(r"[·\n]", listed):
        if parts := phrase.split():
            found.setdefault(_head(parts[0].rstrip("*")), []).append(parts)
    return {head: sorted(some, key=len, reverse=True) for head, some in found.items()}


_FINE_PHRASES, _NOT_FINE_PHRASES, _IDIOM_PHRASES = _phrases(_FINE), _phrases(_NOT_FINE), _phrases(_IDIOMS)
