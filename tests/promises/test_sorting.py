"""What a plain mail says to "is everything all right?": sorted where it is certain, else left for a person to read."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.promises.checking_back.sorting import sorted_answer
from muhatap.promises.models import Wellbeing

FINE = """
Evet
Evet, çok teşekkürler!
EVET TEŞEKKÜR EDERİM
Her şey yolunda, teşekkür ederim
herşey yolunda sağolun
Her sey yolunda, ilginiz icin tesekkurler
Merhaba, sorun yok, kolay gelsin
Hiçbir sorun yok
Sorun kalmadı, iyi günler
Hiç sorun yaşamadım
Eksik olmayın, her şey yolunda
Memnun kaldım
Çok memnunum, ellerinize sağlık
Param hesabıma geçti, sağ olun
Yeni lamba gayet iyi çalışıyor
Lambanın sorunu çözüldü, ellerinize sağlık
Hallettik, teşekkürler
Her şey harika 👍
Yes
Yes, thank you so much
Yes, all good!
All fine, thanks for asking
Everything is fine, thank you
Everything’s great
No problems at all, thanks
Not a problem any more, all sorted
Nothing is missing, thank you
It has been resolved, thanks
Working fine since Monday
I am very happy with it
Couldn't be better
Arrived safely!
"""
NOT_FINE = """
Hayır
sorun var
Hâlâ gelmedi
Maalesef yine bozuldu
Memnun değilim
Memnun kalmadım
Sorun çözülmedi
Artık çalışmıyor
Param hesabıma geçmedi
Yenisi de kırık geldi
Kutudan yine yanlış renk çıktı
Bir parçası eksik
Mağdur oldum, şikâyetçiyim
İade hâlâ yatmadı
No
Not really, it is still broken
It still does not work
It doesn't work
I am not happy
Never arrived
Unfortunately the new one is damaged as well
Still waiting for the refund
One piece is missing
I haven't received it
"""
UNCLEAR = """

👍
Teşekkürler
Thanks
Hayır, teşekkürler
No, thank you
Her şey yolunda değil
Her şey yolunda sayılmaz
Her şey yolunda mı bilmiyorum
Her şey yolunda, ikinci siparişim gelmedi
Her şey yolunda ama kapağı çatlak
Yeni lamba çalışıyor ama kutusu ezikti
Sorun yok fakat faturam nerede?
Faturamı da yollar mısınız?
Çok memnunum, yine de bir parçası eksik
Everything is fine but the lid is cracked
Everything is fine except the colour
All good, though the invoice is missing
Is everything fine with my other order?
Not great
Can you call me?
Yarın bakıp yazacağım
I will know tomorrow
"""


def lines(text: str) -> list[str]:
    return text.strip("\n").split("\n")


@pytest.mark.parametrize("text", lines(FINE))
def test_all_is_well(text: str) -> None:
    assert sorted_answer(text) == Wellbeing.FINE


@pytest.mark.parametrize("text", lines(NOT_FINE))
def test_not_all_is_well(text: str) -> None:
    assert sorted_answer(text) == Wellbeing.NOT_FINE


@pytest.mark.parametrize("text", lines(UNCLEAR))
def test_a_person_has_to_read_it(text: str) -> None:
    assert sorted_answer(text) == Wellbeing.UNCLEAR


def test_a_story_is_for_a_person_to_read() -> None:
    assert sorted_answer("Her şey yolunda. " * 50) == Wellbeing.UNCLEAR


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert sorted_answer(text) in Wellbeing


def test_a_long_one_takes_no_time() -> None:
    begun = time.perf_counter()
    for text in ("her sey " * 25_000, "s" * 200_000, "?" * 200_000, "sorun " * 33_000):
        sorted_answer(text)
    assert time.perf_counter() - begun < 1
