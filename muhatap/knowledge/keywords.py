"""Words by which customers tell what has happened to them, for a native speaker to read and extend.

A word stands as its beginning, folded (`gelmed` finds "gelmedi", "GELMEDİ" and "gelmedik"); several are a phrase whose
words follow each other. A longer phrase says more than one word.
"""

from collections.abc import Mapping

from muhatap.knowledge.models import Situation

OF_SITUATION: Mapping[str, tuple[str, ...]] = {
    Situation.LOST_ORDER: (
        "kayboldu", "kayip", "kaybol", "teslim edildi gor", "teslim edilmis gor", "teslim edildi diyor",
        "bana ulasmadi", "elime ulasmadi", "elime gecmedi", "teslim almadim", "hic gelmedi",
        "lost", "never arrived", "says delivered", "marked as delivered", "not received", "never received",
        "didn't receive", "didnt receive", "have not received",
    ),
    Situation.LATE_PARCEL: (
        "gelmed", "gecik", "kargo", "nerede", "ne zaman gel", "hala yok", "hala bekl", "kac gun", "teslim edilmedi",
        "takip", "hareket etm", "hareket yok", "dagitim",
        "late", "delay", "where is my", "when will", "still waiting", "not arrived", "hasn't arrived", "hasnt arrived",
        "tracking", "on its way",
    ),
    Situation.DAMAGED: (
        "kirik", "kiril", "kirildi", "hasar", "ezil", "ezik", "yirtil", "parcalan", "catla", "catlak", "akmis", "dokul",
        "broken", "damaged", "cracked", "smashed", "torn", "leaked", "shattered", "crushed", "melted",
    ),
    Situation.UNHAPPY: (
        "memnun degil", "memnun kalma", "begenme", "hayal kirikl", "kalitesiz", "bekledigim gibi degil", "fotograftaki",
        "rengi farkli", "soluk", "kotu cikti", "bozul", "calismiyor",
        "disappoint", "not happy", "unhappy", "poor quality", "not as described", "not what i expected",
        "looks different",
        "stopped working", "doesn't work", "doesnt work",
    ),
    Situation.WRONG_ITEM: (
        "yanlis urun", "baska urun", "farkli urun", "yanlis renk", "yanlis beden", "yanlis gel", "yanlis gonder",
        "siparis ettigim bu degil",
        "wrong item", "wrong product", "wrong colour", "wrong color", "wrong size", "different item",
        "not what i ordered",
    ),
    Situation.MISSING_ITEM: (
        "eksik", "icinden cikmadi", "kutudan cikmadi", "tek geldi", "biri yok",
        "missing", "not in the box", "not in the parcel", "only one of", "incomplete",
    ),
    Situation.REFUND: (
        "iade", "para iade", "paramin", "parami", "geri odeme", "ucret iade", "hesabima yat", "karta yat",
        "refund", "money back", "return", "send it back",
    ),
    Situation.EXCHANGE: (
        "degisim", "degistir", "baska beden", "bir beden", "yenisiyle",
        "exchange", "swap", "different size", "another size",
    ),
    Situation.BILLING: (
        "fatura", "e-arsiv", "vergi", "iki kez cek", "iki kere cek", "fazla cek", "odeme", "karttan", "taksit",
        "dekont",
        "invoice", "receipt", "charged twice", "payment", "vat", "overcharged", "billing",
    ),
    Situation.ORDER_CHANGE: (
        "siparisimi degistir", "siparise ekle", "adet degis", "adedini", "rengini degis", "siparisime",
        "change my order", "add to my order", "change the quantity", "amend my order",
    ),
    Situation.ADDRESS: (
        "adres", "tasin", "yanlis adres", "adresimi degis",
        "address", "wrong address", "moved house", "deliver to another",
    ),
    Situation.CANCELLATION: (
        "iptal", "vazgec", "almak istemiyorum",
        "cancel", "changed my mind", "no longer want",
    ),
    Situation.ACCOUNT: (
        "uyelik", "hesabim", "sifre", "giris yap", "kayit ol", "hesabimi sil",
        "account", "password", "log in", "login", "sign in", "delete my data",
    ),
    Situation.STOCK: (
        "stok", "tekrar gel", "ne zaman gelecek", "tukendi", "var mi", "elinizde",
        "in stock", "out of stock", "restock", "back in", "available", "sold out",
    ),
    Situation.SIZE: (
        "beden", "olcu", "boyut", "kac cm", "kalip", "boyu ne", "dar gel", "buyuk gel",
        "size", "measure", "dimension", "how big", "fit", "too small", "too big",
    ),
    Situation.COMPLAINT: (
        "sikayet", "rezalet", "yeter artik", "kac kez yaz", "kac kere", "ilgisiz", "kimse cevap", "hakem heyet",
        "complain", "unacceptable", "ridiculous", "third time", "nobody answer", "no one has", "terrible",
    ),
    Situation.THANKS: (
        "tesekkur", "sagolun", "sag olun", "elinize saglik", "cok begendim", "harika", "memnun kald",
        "thank", "thanks", "love it", "wonderful", "brilliant", "so kind",
    ),
}  # fmt: skip
