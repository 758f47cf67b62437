"""The words by which we ask a customer for something, and how they give it, in Turkish and English: data, folded.

A sentence asks for a thing when it names the thing as an object (`THINGS`) and has a word of asking (`ASKS`), unless a
word in it or in the sentence before says why it has to be asked again (`EXCUSES`). What customers give is found by its
shape (`GIVEN`), in which one group named "value" is what they gave. Everything is matched against text that
`core.turkish.fold` has folded; add inflected forms as they are typed, without diacritics.
"""

import re

ORDER, PHOTO, ADDRESS, PHONE, EMAIL, IBAN = "order", "photo", "address", "phone", "email", "iban"

# In Turkish with the endings of an object ("numaranızı", "numaranız nedir"), never of a place ("adresinize gönderdik").
THINGS: dict[str, re.Pattern[str]] = {
    ORDER: re.compile(
        r"\bsiparis(?:inizin|inin)? ?(?:no|num|numara)(?:su|sunu|niz|nizi|nuz|nuzu|ni|mizi|yu|yi|larinizi)?\b"
        r"|\border (?:number|numbers|no|nr|id|reference)\b"
    ),
    PHOTO: re.compile(
        r"\b(?:fotograf|foto|resim|resm|gorsel|ekran goruntusu)"
        r"(?:i|ini|inizi|lar|larini|larinizi|lari|nu|sunu|nuzu|nu da)?\b"
        r"|\b(?:photo|photos|photograph|photographs|picture|pictures|image|images|screenshot|screenshots)\b"
    ),
    ADDRESS: re.compile(
        r"\b(?:teslimat |acik |tam |ev |is |kargo )?adres(?:i|ini|inizi|iniz|in|leri|lerini)?\b(?! degis)"
        r"|\b(?:(?:delivery|shipping|postal|full|home|street) address|your address)\b(?! change)"
    ),
    PHONE: re.compile(
        r"\b(?:telefon|cep|gsm|irtibat|iletisim)(?: telefon)?(?: ?(?:no|numara))?"
        r"(?:su|sunu|niz|nizi|ni|unuzu|unuz|u|unu|n)?\b"
        r"|\b(?:phone|telephone|mobile|contact|cell)(?: phone)? (?:number|no)\b"
    ),
    EMAIL: re.compile(
        r"\b(?:e ?-? ?posta|e ?-? ?mail|mail)(?: adres(?:i|ini|inizi|iniz|in)?|inizi|iniz|nizi|niz|ini)\b(?! degis)"
        r"|\b(?:e-?mail address|your e-?mail)\b(?! change)"
    ),
    IBAN: re.compile(r"\biban(?: ?(?:no|num|numara))?(?:i|ini|inizi|iniz|unuzu|niz|nizi|niz)?\b"),
}

_GIVE = r"(?:paylas|ilet|gonder|bildir|belirt|yaz|yolla|ekle|ver|soyle|at|teyit ed|dogrula|tekrarla)"
_YOU = r"m[iu]s[iu]n(?:[iu]z)?"
ASKS: re.Pattern[str] = re.compile(
    # "iletir misiniz", "paylaşabilir misiniz", "gönderebilir misin"
    rf"\b{_GIVE}[a-z]{{0,8}} ?{_YOU}\b"
    # "iletin", "gönderiniz", "yazın lütfen"
    rf"|\b{_GIVE}(?:y?[iu]n(?:[iu]z)?|[ae]l[iu]m)\b"
    # "iletirseniz", "paylaşabilirseniz", "iletmeniz", "paylaşmanızı"
    rf"|\b{_GIVE}[a-z]{{0,6}}(?:rsen[iu]?z|rsan[iu]?z)\b|\b{_GIVE}m[ae]n[iu]z[iu]?\b"
    r"|\b(?:alabilir miy[iu][mz]|ogrenebilir miy[iu][mz]|rica ed\w+)\b"
    r"|\b(?:nedir|neydi|nedi|ihtiyacimiz var|gerekiyor|gerekli)\b"
    r"|\b(?:could|can|would|will) you\b|\bplease\b|\bwhat(?: is|'s|’s| was)\b"
    r"|\b(?:may|can|could) (?:i|we) (?:please )?(?:have|get|ask for)\b|\blet (?:me|us) know\b"
    r"|\b(?:i|we)(?:'ll|’ll| will| would|'d|’d)? (?:also )?(?:need|require)\b|\bdo you have\b"
)

# What we do or did with it, thanks for it, and that it need not be sent: none of them asks.
NOT_ASKED: re.Pattern[str] = re.compile(
    r"\b(?:tesekkur|sagolun|gerek yok|gerekmiyor|gerekmez|ulasti|aldik|aldim|gordum|inceledik|inceledim"
    r"|gonderdik|gonderdim"
    r"|gonderecegiz|gonderiyoruz|kaydettik|guncelledik|ilettik|ilettim|vermistiniz|yazmistiniz|paylasmistiniz"
    r"|thank|thanks|no need|not need|don't need|don’t need|we have received|i have received|we sent|i sent|we will send"
    r"|i will send|you sent|you gave|you shared|you already)\b"
)

# Why something has to be asked for again: it did not serve, or another one is meant.
EXCUSES: re.Pattern[str] = re.compile(
    r"\b(?:bulamad\w*|gorunmuyor|gorunmedi|hatali|yanlis|eksik|okunmuyor|bulanik|acilmadi|acilmiyor|uyusmuyor|eslesmiyor"
    r"|farkli|baska|yeni|diger|ikinci|daha net|degisti|guncel"
    r"|could not find|couldn't find|couldn’t find|can't find|can’t find|cannot find|not found|no match|does not match"
    r"|doesn't match|doesn’t match|incorrect|wrong|invalid|incomplete|blurry|unreadable|did not open|didn't open"
    r"|missing|different|another|other|new|second|clearer|sharper|up to date|changed)\b"
)

GIVEN: dict[str, re.Pattern[str]] = {
    ORDER: re.compile(
        r"\b(?:siparis\w*|order\w*|no|nr|num|numara\w*|number)[ :.#'’\-]{0,4}(?:\w{1,12}[ :]{1,2}){0,2}?"
        r"#?(?P<value>[a-z]{0,3}-?\d{4,12})\b"
        r"|#(?P<value2>[a-z]{0,3}-?\d{4,12})\b"
        r"|\b(?P<value3>[a-z]{0,3}-?\d{4,12})(?: numarali| nolu| no'?lu|['’]?\w{0,4})? (?:siparis|order)"
    ),
    ADDRESS: re.compile(
        r"\b(?P<value>[^\n]{0,60}\b(?:mah|mahallesi|mh|sok|sokak|sokagi|sk|cad|caddesi|cd|bulvari|blv|apt|apartmani|sitesi)\b"
        r"[^\n]{0,60}\b(?:no|kat|daire|d|blok|k)\b ?[:./]? ?\d[^\n]{0,40})"
        r"|\b(?P<value2>\d{1,5}[a-z]? [a-z'’ ]{2,40}"
        r"\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|square|way)\b[^\n]{0,60})"
    ),
    PHONE: re.compile(
        r"(?<![\w#])(?P<value>(?:\+|00)?(?:90[ \-.]?)?\(?0?5\d{2}\)?[ \-.]?\d{3}[ \-.]?\d{2}[ \-.]?\d{2}"
        r"|\+\d{1,3}(?:[ \-.]?\d{2,4}){3,4})(?!\w)"
    ),
    EMAIL: re.compile(r"(?P<value>[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4})"),
    IBAN: re.compile(r"\b(?P<value>[a-z]{2}\d{2}(?: ?[\da-z]{4}){3,7}(?: ?[\da-z]{1,3})?)\b"),
}
