"""Whether a message is only courtesy ("teşekkürler"), which asks for nothing and need not wake anybody.

Pure, and cautious on purpose: a message is courtesy when every word of it belongs to a phrase known here. One word more
(a "but", a number, a question mark) and it is a message like any other. A thanks in advance ("şimdiden teşekkürler")
expects something and is not among the phrases.
"""

import re
from collections.abc import Iterable
from enum import Enum, auto

from muhatap.core.turkish import fold, words

LONGEST = 200


class Courtesy(Enum):
    """What a courteous message says: thanks alone, or an "all right" that may be the answer to a question of ours."""

    THANKS = auto()
    ASSENT = auto()


_THANKS = """
teşekkürler · teşekkür · teşekkür ederim · teşekkür ederiz · tşk · tşkler · tşkr · tsk · tskler · tesekur · tesekkurler
sağ ol · sağ olun · sağol · sağolun · var ol · var olun · eyvallah · minnettarım · minnettarız · allah razı olsun
elinize sağlık · ellerinize sağlık · emeğinize sağlık · eline sağlık · müteşekkirim · bin teşekkür
thanks · thank you · thankyou · thx · thnx · tnx · ty · tysm · cheers · much appreciated · appreciated · appreciate it
i appreciate it · i really appreciate it · we appreciate it · grateful
"""
_ASSENT = """
tamam · tamamdır · tmm · peki · olur · anladım · anlaştık · anlaşıldı · ok · okay · okey · k · got it · understood
sounds good · noted · all right · alright
"""
# Around a thanks they mean nothing more; alone they do not make one.
_AROUND = """
çok · çoook · çokça · gerçekten · tekrar · tekrardan · kocaman · sonsuz · her şey için · herşey için
ilginiz için · ilginize · ilgi ve alakanız için · ilgi ve desteğiniz için · yardımınız için · yardımlarınız için
desteğiniz için · bilgi için · bilgilendirme için · bilgilendirmeniz için · bilgilendirdiğiniz için
dönüşünüz için · geri dönüşünüz için · hızlı dönüşünüz için · cevabınız için · yanıtınız için
hızlı yanıtınız için · anlayışınız için · emeğiniz için · size · sizlere · ederim · süper · süpersiniz · harika
harikasınız · mükemmel · güzel · iyi günler · iyi geceler · iyi akşamlar · iyi çalışmalar · iyi haftalar
iyi hafta sonları · kolay gelsin · hayırlı günler · hayırlı işler · bol kazançlar · saygılar · saygılarımla
saygılarımızla · sevgiler · sevgilerimle · selamlar · merhaba · merhabalar · selam · hanım · bey · hanımefendi
beyefendi · ve · very much · so much · a lot · a million · a bunch · many · again · once again · really
for your help · for all your help · for the help · for helping · for your quick reply · for the quick reply
for your reply · for the update · for the info · for the information · for letting me know · for everything
for your time · for your support · great · perfect · awesome · wonderful · lovely · brilliant · amazing
excellent · you are the best · you re the best · have a nice day · have a great day · have a good day
have a good one · have a nice weekend · all the best · best regards · kind regards · warm regards · best wishes
regards · best · hi · hello · dear · team · and
"""
_KIND_SYMBOLS = "🙏😊🙂☺😀😃😄😁😍🥰❤💙💚💛🧡💜🤍🖤♥💐🌹🌸🌺🌷😇🤗👏🙌✨🌟⭐🎉🤝💪😉"
_NODDING_SYMBOLS = "👍👌✅✔"
# How a symbol is shown: skin tone, gender, joined to another.
_VARIANTS = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f\u200d♀♂]")
_SMILEYS = re.compile(r"(?<!\w)(?:[:;]-?[)D]+|<3)(?!\w)")
_PLAIN = re.compile(r"[\w\s.,!:;…'’\-–—/()]*")


def of(text: str, *, names: Iterable[str] = ()) -> Courtesy | None:
    """Return what kind of courtesy a message is, or None when it says anything more.

    `text` is what the customer wrote now, without quote and signature; `names` are the people who may be called by name
    in it (the customer below it, the agent after "teşekkürler").
    """
    text = _VARIANTS.sub("", text.strip())
    if not text or len(text) > LONGEST:
        return None
    symbols = _SMILEYS.sub(" ", text)
    has_kind, has_nod = (any(one in symbols for one in known) for known in (_KIND_SYMBOLS, _NODDING_SYMBOLS))
    plain = "".join(" " if one in _KIND_SYMBOLS + _NODDING_SYMBOLS else one for one in symbols)
    if not _PLAIN.fullmatch(plain):
        return None
    kinds = _kinds(words(plain), frozenset(word for name in names for word in words(name)))
    if kinds is None:
        return None
    if "assent" in kinds or has_nod:
        return Courtesy.ASSENT
    return Courtesy.THANKS if "thanks" in kinds or (has_kind and not kinds) else None


def _kinds(said: list[str], names: frozenset[str]) -> set[str] | None:
    """Return which kinds of phrases the words are made of, or None when some word belongs to none."""
    found: set[str] = set()
    at = 0
    while at < len(said):
        length = next((n for n in range(_LONGEST_PHRASE, 0, -1) if tuple(said[at : at + n]) in _PHRASES), 0)
        if length:
            found.add(_PHRASES[tuple(said[at : at + length])])
        elif said[at] not in names:
            return None
        at += length or 1
    return found


def _phrases() -> dict[tuple[str, ...], str]:
    kinds = {"around": _AROUND, "assent": _ASSENT, "thanks": _THANKS}
    return {
        tuple(words(phrase)): kind
        for kind, listed in kinds.items()
        for phrase in re.split(r"[·\n]", listed)
        if fold(phrase).strip()
    }


_PHRASES = _phrases()
_LONGEST_PHRASE = max(len(phrase) for phrase in _PHRASES)
