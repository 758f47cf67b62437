"""Words of our systems by their shape: capitals that neither the customer nor everyday writing knows (DOA, LTL)."""

import re
from collections.abc import Iterator

from muhatap.coach.reading import Reading
from muhatap.coach.text import Sentence, Text, plain

SHORTEST, LONGEST = 2, 5
# What is shorter is a label or a signature.
SHORTEST_SENTENCE = 3
_COMMON_WORDS = (
    "tl tv usb led lcd oled pdf jpg png sms mms qr kdv tc tr xs xl xxl xxxl uk us usa eu ab am pm ok vip dvd cd pc hd "
    "uhd hdmi wifi gps pin atm faq sss id diy bbq uv spf abs ptt mng ups dhl dpd usps gls ps ram ssd gb mb kb tb cm mm "
    "kg ml gr ce iso tse eur usd gbp try no vat iban cvv cvc eft kvkk gdpr dm rt nfc ios ai pvc mdf dna ii iii iv vi "
    "vii viii ix xi ac hp lg jbl bmw ikea htc asus dell acer sony nike zara hm ltd inc llc co ag gmbh as ist ank izm "
    "ny la sf tx ca dc fl il wa dj mr dr st rd ave box ave bp bt ee sim esim app apk aa aaa mp mpx fm dab www "
    "http https dob imei "
    "amoled qled ips hdr hz khz ghz kw kwh mah ah wh rpm db lm nm btu psi sph cyl pd hepa uva uvb bpa pfas gots fsc "
    "rohs ipx ip rgb rtx gtx cpu gpu rom nvme sata sd sdhc dslr slr mtb bmx suv lpg esp tft vr ar ad mb xps cnc eva pu "
    "pp pe pet abs tpu ptfe pla aud chf jpy cad nok sek dkk rub gpt fc tv3 trt ntv bbc dab otg ps xbox ntsc pal "
    "not free new all very yes now so any never must only and or the you we is do it in on at by to of for are was be "
    "can will has have my our your me us out up off if but how why who what when this that here there just more most "
    "best last next one two three stop wait help sorry wow oh hi hey bye please thank great good really gift sale "
    "cok en hic bu ve yeni evet hayir asla tek son ama var yok siz biz ne bir de da ki mi ile icin daha tam hem ya "
    "sen ben o su acil dur bekle bakin artik once sonra bugun yarin lutfen iyi tamam olur peki hangi nasil neden"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def acronyms(own: Reading, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of capitals that nobody but us would know. `known` are the folded words of the customer."""
    for sentence in own.sentences:
        if sentence.size < SHORTEST_SENTENCE:
            continue
        capitals = list(_capitals(own.text, sentence))
        if 2 * len(capitals) >= sentence.size:
            continue
        for start, end in capitals:
            word = plain(own.text.raw[start:end])
            is_ours = SHORTEST <= end - start <= LONGEST and word not in _COMMON and word not in known
            if is_ours and not _is_coupon(own.text, sentence, start):
                yield start, end


def _capitals(text: Text, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Words in capitals, without what Turkish hangs onto them: of “SLA'mız” the first three letters."""
    raw = text.raw
    for token in text.tokens[sentence.first : sentence.last]:
        end = min((place for mark in "'’" if (place := raw.find(mark, token.start, token.end)) > 0), default=token.end)
        word = raw[token.start : end]
        if len(word) > 1 and word.isalpha() and word.isupper() and not _is_code(raw, token.start, end):
            yield token.start, end


_COUPONS = re.compile(r"(?:kod|kupon|cek|yaz|gir|code|coupon|voucher|enter|type|apply|quote)")


def _is_coupon(text: Text, sentence: Sentence, start: int) -> bool:
    """Whether a word beside it says that it is to be typed in."""
    place = next(place for place in range(sentence.first, sentence.last) if text.tokens[place].start == start)
    near = text.tokens[max(sentence.first, place - 2) : min(sentence.last, place + 3)]
    return any(_COUPONS.match(token.word) for token in near)


def _is_code(raw: str, start: int, end: int) -> bool:
    """Whether the letters belong to a number, such as a coupon's or a model's."""
    near = raw[max(0, start - 2) : start] + raw[end : end + 2]
    return any(letter.isdigit() or letter in "-_/" for letter in near)
