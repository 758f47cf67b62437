"""Turkish words behind the endings, folded, for a native speaker to read and to add to.

Stems stand without their last vowel ("inceleyeceğim" and "inceliyorum" are both "incel").
"""

import re


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What shops do: these promise in every form ("iletirim", "iletiyorum", "ileteyim").
ACTS = _set(
    "od karsil kaldir yayiml ayir ayirt birak hesapl cevir don ar ilet gonder yoll bak sor sorgul incel arastir"
    " ogren bildir bilgilendir yaz cevapl yanitl ilgilen coz hallet halled ayarl hazirl duzelt olustur baslat"
    " yonlendir aktar tamaml degistir yenil kargol ulas ulastir guncell onayl getir gotur ekl tanimlat yukl"
    " cikar cikart planl gorus konus topl paketl teyitles paylas netlestir sonuclandir hizlandir oncelendir"
    " kaydet kontrol izl takip telafi gider duyur haberles kavustur yetistir tasi tarat sagl yukselt goruntul"
    " uyar mesajl postal basvur hatirlat odet odetir iletis iletisim tanim tanimlat"
)
# "Cevaplarım" is both "I answer" and "my answers".
ALSO_NOUNS = _set("cevapl yanitl mesajl kargol postal ayarl onayl topl paketl planl izl")
# Verbs that act only with the word before them.
LIGHT = {
    "ed": _set(
        "kontrol iade takip teyit iptal teslim tahsil temin organize sevk transfer tedarik kabul ikame telafi"
        " analiz koordine arz hallet kargo rapor eskale revize tekrar talep not hediye iletisim test tespit terfi"
        " ifa tanzim degisim tamir servis muayene kayit yardim rezerve ayirt hesap iskonto ikram aktif tanimla"
        " havale"
    ),
    "yap": _set(
        "donus iade islem islemi islemini kayit kaydi kaydini iptal odeme odemesini odemeyi arastirma gorusme"
        " kontrol iadesini iadenizi iadeyi iptalini degisim degisimi degisimini gonderim gonderimi gonderimini"
        " sevkiyat sevkiyati bilgilendirme guncelleme transfer transferi havale geri tekrar gereken gerekeni"
        " takibini takibi yonlendirme inceleme kontrolunu indirim indirimi tanimlama teslimat teslimati teslimatini"
        " yukleme duzeltme yeniden onu bunu hepsini acilis giris girisini duzenleme sorgulama elimizden gelen"
        " gonderisini"
    ),
    "ver": _set(
        "haber bilgi cevap yanit soz donus kargoya siparis onay geri destek iade talimat servise depoya yenisini"
        " kuryeye hediye kargoyu kuponu cevabini haberi cevabi bilgisini bilgiyi oncelik"
    ),
    "sagl": _set("donus iletisim destek cozum bilgi geri bilgilendirme iade degisim cozumu teslimatini kolaylik"),
    "al": _set("kayda teslim geri not randevu aksiyon isleme incelemeye kaydini kaydi sureci siparisi siraya kontrol"),
    "gec": _set("iletisime baglantiya temasa harekete isleme irtibata kayda"),
    "at": _set("mail mesaj eposta posta e sms maili mesaji link kod kodu linki linkini numarasini"),
    "ac": _set("kayit kaydi talep talebi siparis siparisi dosya bilet iade kaydini talebini incelemesi inceleme"),
    "ol": _set("yardimci takipcisi"),
    "kes": _set("fatura faturayi faturasini faturanizi"),
    "cik": _set("yola kargoya"),
}
GIVING = _set("veriyorum veriyoruz veririm veririz ediyorum ediyoruz ederim ederiz")
# Ours to say even in the present: "kontrol edip dönüyorum".
RETURNING = _set("don ar")
ANSWERS = _set("haber donus geri")
PLANNING = _set("planl hedefl ongor umuyor dusun")
TRYING = _set("calis dene den ugras")
AT_ONCE = _set("hemen simdi derhal birazdan azdan ivedilikle")

# Never an act that is owed.
NEVER = _set(
    "di de soyl belirt degin gor bekl sevin ozl umut um dil ister ist dusun sanir san bil anl duy inan hatirl"
    " agirl uzul yasa unut kapan bit sur mutlan gurur gulumse selaml oner tekrarl hisset ag mesgul kutl kutlu"
    " iste tatil dinlen gulumset bulun gerek gerektir kapat"
)
NOT_OURS = {
    ("tesekkur", "ed"), ("rica", "ed"), ("tavsiye", "ed"), ("takdir", "ed"), ("tebrik", "ed"), ("tercih", "ed"),
    ("hizmet", "ver"), ("hizmetinizde", "ol"), ("devam", "ed"), ("memnun", "ol"), ("mutlu", "ol"), ("kabul", "ol"),
    ("mutluluk", "du"), ("gurur", "du"), ("ihtiyac", "du"), ("memnuniyet", "du"), ("ziyaret", "ed"),
    ("arz", "ed"), ("ifade", "ed"), ("onem", "ver"), ("deger", "ver"), ("gec", "al"), ("not", "dus"), ("gayret", "ed"),
    ("ozen", "goster"), ("hak", "ver"), ("hos", "gor"), ("kusura", "bak"), ("konusunda", "ol"), ("ders", "al"),
    ("sikayet", "ol"), ("sebep", "ol"), ("neden", "ol"), ("iyi", "gel"), ("uzak", "kal"),
    ("merak", "ed"), ("son", "bul"),
}  # fmt: skip
NOT_PASSIVE = _set(
    "kapan kullan kazan inan dayan utan uzan dolan ogren begen evlen guven dinlen sevin yararlan gerekil isten"
    " beklen gecin sayil ihtiyac kalin kesin edin tuken uygulan bilin duyul faydalan katlan degerlen azal yuksel"
    " cogal duzel kisal uzun artir alin satil indiril kaldiril sonlan sonlandiril ucretlendiril faturalandiril"
    " bolun bitiril kutlan duzenlen yayinlan gosteril bulun"
)

# "Olacağım", "olacağız" only with one of these; "olacak" with one of those.
BEING = _set(
    "yardimci takipcisi takipte takibinde destek iletisimde yaninizda temasta irtibatta arkanizda ilgili"
    " ulasmis yaniniza vekil donus"
)
WAITING = _set("bekliyor umuyor diliyor mutlu memnun ozlemis")
BEING_OUTCOME = _set(
    "elinizde sizde kapinizda hesabinizda adresinizde hazir yolda teslim yardimci sizinle kargoda yaninizda"
    " subede elinize kartinizda evinizde magazada raflarda stokta stoklarda satista"
)
WITH_YOU = BEING_OUTCOME - {
    "raflarda",
    "stokta",
    "stoklarda",
    "satista",
    "hazir",
    "teslim",
    "yardimci",
    "magazada",
    "sizinle",
    "subede",
    "elinize",
}
OUTCOMES = _set(
    "yatir al gid bitir kur tak hallol gec yat yansi yans ulas gel dus cik var don ilgilen gir don gonder ar"
    " ilet bildir bilgilendir tamaml getir gotur yaz ulastir bulus kavus bagla baglan sagl incel hazirl birak"
    " dagit yetis yola ver yap"
)
YOU_WILL_HAVE = _set("ogren al gor kavus ulas gorebil alabil ulasabil")
YOURS = re.compile(
    r"(?:siz|size|sizi|sizin|(?:iade|ucret|tutar|para|siparis|kargo|urun|odeme|hesab|paket|adres|talep|talebi|fatura"
    r"|degisim|basvuru|gonderi|kart|eli|kapi)[a-z]*n[iu]z(?:[iu]n|[ae]|d[ae]|[iu])?)\Z"
)

# Present: being so, or doing so as a rule, is no act; these pass on what is the customer's.
STATES = _set(
    "calis ed ol bulun hizmet gorun kal yasa yas sev sevi uzul dogrul gecerl tesekkur ver gel kapan sun al yap"
)
PASSED_ON = frozenset(
    {
        *_set("yuklen gonderil kargolan ulastiril tamamlan getiril hazirlan paketlen dagitil yollan"),
        ("teslim", "edil"), ("iade", "edil"), ("kargoya", "veril"), ("yola", "cikaril"), ("iade", "yapil"),
    }
)  # fmt: skip
NO_OWNER = _set("da de hemen size icin ben onu bunu onlari bunlari biz ayrica hepsini")

HOPES = _set("umarim umariz umuyorum umuyoruz dilerim dilerim keske temenni")
HEDGES = _set("muhtemelen belki galiba sanirim tahminen tahmini buyuk insallah mumkunse zannedersem herhalde")
IN_GENERAL = _set(
    "genelde genellikle normalde her zaman daima tum butun prosedur prosedurumuz kural kurali politika"
    " politikamiz standart olagan siparisler iadeler kargolar sartlar sartlarimiz"
)
QUESTION_WORDS = _set("nasil neden nicin niye hangi kac nerede nereye kim kime hangisi acaba")
TAGS = _set("olur uygun tamam ok okey degil peki anlastik")
MAY_FOLLOW = _set(
    "ve ama fakat ancak sonra ardindan hem cunku zira size sizi sizlere efendim insallah yarin bugun hocam"
    " lutfen ayrica boylece yani simdilik tamam saygilar saygilarimla sevgiler iyi tesekkurler tesekkur en"
    " aksama haftaya bilginize merak gorusmek kolay pazartesi sali carsamba persembe cuma cumartesi pazar bu"
    " saat onumuzdeki olup veya ki hemen mutlaka kesinlikle sizinle"
)
ASSURES = re.compile(
    r"(?:belirt|bildir|temin|taahhut|garanti|soz(?:u|unu)?\Z|paylas|bilgilendir|emin\Z|ilet|soyle(?:y|r|mek)|teyit|haber)"
)
NOT_JOINED = _set(
    "takip sahip ekip kayip talip garip grup kulup rakip tertip tip klip kalip galip edip arsip kasip salip"
    " olup eskip katip nasip sip rahip cip naip mahcup mektup mensup musallip tulip gecip yip"
)
EVENT_NOUN = re.compile(
    r"(?:teslim(?:at)?|onay|odeme|ulasma|iade|inceleme|kontrol|islem|kargo|tatil|bayram)[a-z]*[dt][ae]n\Z|bundan\Z"
)
FROM_NOW = _set("bugunden simdiden yarindan su andan bugun sabahtan pazartesiden saliden cumadan itibar")
FROM_NOW_SELF = _set("boylece yarinca gunduz sonrasi icinde")
NO_STOP = _set(
    "simdi kendi hadi tarafindan zaten kesinlikle oldukca yakindan neden ince yarin sayfanin sizden dogrudan"
    " yakinca boyunca icin gerekince onunden aninda alanin yalan aslinda onceden kapsaminda sonrasinda"
)
IMPERATIVE = re.compile(
    r"(?:gonder|ilet|bekle|ulas|doldur|paylas|bildir|gel|yukle|kontrol|birak|yaz|ver|ara|onayla|tikla|gir|unutma"
    r"|deneyin|dene|iste)(?:y?[iu]n(?:[iu]z)?|menizi|manizi|meniz|maniz|mel[iu]s[iu]n[iu]z|mal[iu]s[iu]n[iu]z)\Z"
    r"|(?:ed|yap|al)(?:in(?:iz)?|menizi|manizi|meniz|maniz)\Z|etmeniz(?:i)?\Z|(?:misiniz|musunuz|lutfen|gerekiyor|lazim)\Z"
)
