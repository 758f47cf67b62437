"""Names of people who are nobody: given ones and families, put together by chance."""

_FIRST = """
    Ada Arda Aslı Aylin Baran Başak Berk Burcu Can Cemre Defne Derya Deniz Ebru Ece Efe Emir Esra Fatih
    Gizem Gül Hande İpek Kaan Kerem Leyla Mert Naz Okan Onur Pelin Pınar Rana Selim Serra Sude Tolga
    Umut Yağmur Yiğit Zehra
"""
_LAST = """
    Acar Akın Aktaş Arslan Avcı Ateş Aydın Bayram Bozkurt Can Çelik Çetin Doğan Duman Erdem Ersoy Güler
    Güneş Işık Kaplan Karaca Keskin Kurt Özkan Polat Sarı Sezer Şen Tekin Toprak Tuncer Uçar Uysal
    Yalçın Yavuz Yıldırım
"""
FIRST_NAMES, LAST_NAMES = _FIRST.split(), _LAST.split()
