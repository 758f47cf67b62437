"""The stories of Çarşı, a shop for things of clay, copper, wood and cloth. All people and addresses are made up."""

# Letters are written as people write them.
# ruff: noqa: E501

from muhatap.demo.telling import File, Story, closed, given, note, story, they, we

STORIES: list[Story] = [
    story(
        "Sürahinin kulpu kırık geldi", "Zeynep Aksoy", "52m",
        they(
            """
Merhaba,

Anneme doğum günü için aldığım toprak sürahi bugün geldi (sipariş no 8812). Kutusu sağlamdı ama açınca kulpunun
koptuğunu gördüm. Fotoğrafını ekledim.

Doğum günü cumartesi. O güne kadar yenisini gönderebilir misiniz? Çok beğenerek almıştım.

Sevgiler,
Zeynep
""",
            files=[File("kirik-surahi.png", "photo")],
        ),
        given("elif", "6m", by="onur"),
        note("onur", "Depoda aynı sürahiden 14 tane var, bugün 16.00'ya kadar çıkarsa cumaya elinde olur.", "4m"),
    ),
    story(
        "8790 numaralı siparişim nerede?", "Murat Demir", "3h",
        they(
            """
İyi günler, geçen salı verdiğim 8790 numaralı sipariş hâlâ gelmedi. Kargo takip sayfası üç gündür "dağıtım
merkezinde" diyor. Evde bekliyorum, bir bilgi alabilir miyim?
""",
            style="phone",
        ),
        given("elif", "20m"),
        we(
            "elif",
            """
Murat Bey merhaba,

Üç gün aynı satıra bakmak can sıkıcı, haklısınız. Kargo firmasıyla az önce konuştum: paketiniz Kartal şubesinde
unutulmuş, bugün dağıtıma çıkıyor. Saat 18.00'de yeniden bakacağım; o saate kadar kapınız çalmazsa sizi ben ararım,
sizin bir şey yapmanıza gerek yok.
""",
            "25m",
        ),
        they("Çok teşekkür ederim, hızlı dönüş için ayrıca sağ olun. Bekliyorum o zaman.", "14m", style="phone"),
    ),
    story(
        "İade talebi", "Işıl Çınar", "5h 20m",
        they(
            """
Merhaba, aldığım el dokuması kilimin rengi fotoğraftakinden epey koyu, salonuma uymadı. Hiç kullanmadım, etiketi
üzerinde. İADE ETMEK İSTİYORUM, nasıl bir yol izlemem gerekiyor? Kargo ücretini ben mi ödeyeceğim?
"""
        ),
    ),
    story(
        "Fatura şirket adına olacaktı", "Gökhan Öz", "7h",
        they(
            """
Merhabalar,
8745 no'lu siparişin faturası şahsıma kesilmiş, Öz Mimarlık Ltd. Şti. adına olması gerekiyordu. Vergi no 1234567890,
Kadıköy V.D. Muhasebemiz ay sonunu kapatıyor, cumaya kadar düzeltebilir misiniz?

Gökhan Öz
Öz Mimarlık
0532 123 45 67
""",
            style="outlook",
            files=[File("fatura-8745.pdf", "invoice")],
        ),
        given("elif", "15m"),
        we(
            "elif",
            """
Gökhan Bey merhaba,

Faturayı iptal edip şirketiniz adına yeniden kesiyoruz; muhasebe arkadaşlarımız bugün bitirecek. Yeni faturayı yarın
öğlene kadar bu adrese gönderiyorum.
""",
            "40m",
        ),
        note("elif", "@Onur Bal muhasebeye ilettim, Sevda Hanım yarın 11'de hazır olur dedi. Öğlen kontrol edeceğim.", "2m"),
    ),
    story(
        "38 numara terlik kaldı mı?", "Ogün Işık", "8h 10m",
        they("38 numara keçe terlik tükendi görünüyor. Ne zaman stoğa girecek, haber verir misiniz?", style="phone"),
    ),
    story(
        "Hediye paketi ve el yazısı not", "Şule İnce", "9h",
        they(
            """
Merhaba, ablamın ev hediyesi için bakır cezve takımı alacağım. Hediye paketi yapıyor musunuz? Bir de içine kısa bir
not yazabilir misiniz, fiyat görünmesin.

Not şöyle olsun: "Yeni evinde ilk kahve bizden. Şule & Can"
"""
        ),
        given("elif", "10m"),
        we(
            "elif",
            """
Şule Hanım merhaba,

Ne güzel bir ev hediyesi. Evet, keten keseyle paketliyoruz; notu da biz elle yazıyoruz, fiyat fişi kutuya girmiyor.
Sepette "hediye" kutusunu işaretlemeniz yeterli, yazdığınız notu siparişinize şimdiden ekledim.

Güle güle otursun ablanız.
""",
            "18m",
        ),
        they("Harikasınız, siparişi verdim: 8815. Elinize sağlık.", "35m"),
        we("elif", "Gördüm, not yazıldı bile. Yarın yola çıkıyor; takip numarası akşama elinizde olur.", "12m"),
        closed("elif"),
    ),
    story(
        "Yanlış beden gelmiş", "Ayşegül Şahin", "1d 1h",
        they(
            """
Selam, yün hırkanın M bedenini istemiştim, kutudan S çıktı. Havalar soğudu, bir an önce giymek istiyorum açıkçası :)
Değişim için ne yapayım?
""",
            style="phone",
        ),
        given("onur", "30m"),
        we(
            "onur",
            """
Ayşegül Hanım merhaba,

Yanlış beden bizim hatamız, kusura bakmayın. M bedeni bugün yola çıkardım, yarın elinizde. Kurye yenisini bırakırken
S bedeni sizden alacak; kutuya koymanız yeterli, başka bir şey yapmanıza gerek yok.
""",
            "45m",
        ),
        they("Bu kadar mı, süpermiş. Teşekkürler", "20m", style="phone"),
        closed("onur", "5m"),
    ),
    story(
        "Kargo parası iki kez çekilmiş", "İbrahim Yıldız", "1d 3h",
        they(
            """
Merhaba. Kart ekstremde 39,90 TL iki kez görünüyor, ikisi de Çarşı Kargo diye. Sipariş no 8731. İncelemenizi rica
ederim, fazlası iade edilsin.
""",
            style="outlook",
        ),
        given("elif", "1h"),
        we(
            "elif",
            """
İbrahim Bey merhaba,

Baktım: ödeme sayfası ilk denemede yanıt vermeyince tutar bloke edilmiş, ikincisinde çekilmiş. Bloke için iptal
talebini şimdi bankaya ilettik; bankanıza göre iki ile beş iş günü içinde kartınıza geri döner. Cuma günü yeniden
bakıp size yazacağım.
""",
            "30m",
        ),
    ),
    story(
        "Cumaya yetişir mi?", "Nâzım Kâmil", "1d 4h",
        they("Bugün sipariş versem İzmir'e cumaya yetişir mi? Pazar günü taşınıyoruz, adres değişiyor."),
        given("onur", "10m"),
        we(
            "onur",
            """
Nâzım Bey merhaba,

Bugün 15.00'e kadar verirseniz perşembe çıkar, İzmir'e cuma günü varır. Yine de garanti olsun isterseniz yeni
adresinizi yazın, doğrudan oraya gönderelim. Hayırlı olsun, güle güle oturun.
""",
            "12m",
        ),
        they(
            """
Yeni adrese gönderin o zaman, daha iyi: Mavişehir Mah. 2040 Sok. No 8/4 Karşıyaka. Siparişi verdim, 8809.
""",
            "25m",
        ),
        note("onur", "8809'un adresini panelden değiştirdim, etiket yeni basıldı.", "8m"),
        we("onur", "Adresi değiştirdim, etiketi de yeniden bastık. Pazartesi yeni evinizde olur.", "3m"),
        closed("onur"),
    ),
    story(
        "Cezvenin kalayı", "Pınar Gür", "1d 6h",
        they(
            """
Merhabalar, geçen yıl aldığım bakır cezvenin içi kararmaya başladı. Kalayı mı gidiyor? Kalay yapıyor musunuz, yoksa
önerebileceğiniz bir usta var mı?
"""
        ),
        given("deniz", "1h"),
        we(
            "deniz",
            """
Pınar Hanım merhaba,

İçi koyulaşıp pembeleşen yerler kalayın inceldiğini gösterir; kahve yapmaya ara vermek iyi olur. Ustamız Hikmet Bey
ayda bir kalay yapıyor, bu ayki gün 28 Kasım. Cezveyi bize gönderirseniz kargosu bizden, kalayı 120 TL.

İsterseniz gönderi kodunu hemen yollayayım.
""",
            "2h",
        ),
        they("Çok sevindim, o cezveyi atmaya kıyamıyordum. Kodu bekliyorum.", "50m"),
        we("deniz", "Kodunuz 77120435. Gelince size haber veririm, kalaylanınca da fotoğrafını atarım.", "20m"),
    ),
    story(
        "Re: Kasım kampanyası", "Ece Kurt", "1d 8h",
        they(
            """
YILBASI25 kuponu sepette geçersiz diyor. Bültende ayın sonuna kadar yazıyordu. İndirimli fiyat 1.299,90 TL
olmalıydı, kuponsuz almak istemiyorum.
""",
            style="phone",
        ),
    ),
    story(
        "Teşekkür", "Çağla Ünal", "1d 10h",
        they(
            """
Geçen hafta bardaklardan biri kırık çıkmıştı, siz de hiç uğraştırmadan yenisini göndermiştiniz. Kutunun içine
koyduğunuz lavanta kesesi için de ayrıca teşekkür etmek istedim. Böyle dükkânlar kalmadı.

Çağla
"""
        ),
        given("elif", "30m"),
        we(
            "elif",
            "Çağla Hanım, günümüzü güzelleştirdiniz. Mektubunuzu depodaki Hasan Usta'ya da okudum; keseyi o koymuştu. "
            "Bardaklar uzun yıllar sofranızda kalsın.",
            "1h",
        ),
        closed("elif"),
    ),
    story(
        "Toplu sipariş: 60 kişilik davet", "Selin Uçar", "2d 2h",
        they(
            """
Merhaba,

15 Aralık'ta şirketimizin 10. yılı için 60 kişilik bir yemek veriyoruz. Masalarda sizin el yapımı seramik tabaklarınızı
kullanmak ve yemekten sonra konuklara hediye etmek istiyoruz. 60 adet için fiyat ve teslim süresi alabilir miyim?
Arkasına küçük bir logo basılabilir mi?

İyi çalışmalar,
Selin Uçar
Etkinlik Sorumlusu
""",
            style="outlook",
        ),
        given("deniz", "1h", by="onur"),
        note("deniz", "Avanos'taki atölye 60 tabağı üç haftada çıkarıyor. Logo için kalıp 1.500 TL, tek sefer.", "3h"),
        we(
            "deniz",
            """
Selin Hanım merhaba,

Onuncu yılınız kutlu olsun. 60 tabak için atölyemizin süresi üç hafta; bugün karar verirseniz 11 Aralık'ta elinizde
olur. Adedi 185 TL, logonun kalıbı bir kez için 1.500 TL. İsterseniz iki örnek tabağı yarın kuryeyle göndereyim,
dokusunu görüp öyle karar verin.
""",
            "1h",
        ),
        they(
            """
Örnekler çok iyi olur. Adres: Büyükdere Cad. 120, kat 6, Levent. Onay çıkarsa çarşamba günü kesin sipariş veririz.
""",
            "3h", style="outlook",
        ),
        we("deniz", "Örnekler yola çıktı, yarın öğleden önce sizde. Çarşamba haberinizi bekliyorum.", "2h"),
    ),
    story(
        "Tanışma toplantısı", "Selin Uçar", "1d 5h",
        they(
            "Merhaba, tabaklar için perşembe 11.00'de kısa bir görüntülü görüşme yapabilir miyiz? Daveti ekledim.",
            machine="invitation", style="none",
        ),
    ),
    story(
        "Fincan takımı için teklif", "Pınar Avcı", "2d 3h",
        they("Merhaba, otelimiz için 40 takım kahve fincanı düşünüyoruz. Toptan fiyat listeniz var mı?"),
        given("deniz", "30m"),
        we(
            "deniz",
            "Pınar Hanım merhaba, otelinizin sabahlarına fincanlarımız yakışır. 40 takım için fiyat ve teslim süresi "
            "ekte; örnek isterseniz yarın gönderebilirim.",
            "2h", files=[File("teklif.pdf", "invoice")],
        ),
        they("", machine="bounce", after="1m"),
        note("deniz", "Kutusu doluymuş. Otelin santralinden başka bir adres isteyeceğim.", "20m"),
    ),
    story(
        "Sipariş üzerine mavi kâse", "Hüseyin Aslan", "2d 5h",
        they("Merhaba, 'Deniz' kâsenin 30 cm'lik olanından üretebilir misiniz? Salonun ortasına koyacağım."),
        given("onur", "20m"),
        we(
            "onur",
            "Hüseyin Bey merhaba, 30 cm'yi atölyeye soruyorum; fırına sığarsa yapıyorlar. Yarın akşama kadar size "
            "kesin bir yanıt vereceğim.",
            "30m", copy_to="üretim@atolye.example",
        ),
    ),
    story(
        "Halının ölçüsü", "Rıza Yalçın", "2d 4h",
        they("Kırmızı kök boyalı halı sitede 160x230 yazıyor, saçaklar dâhil mi? Kapının arkasına ancak 160 sığıyor."),
        given("onur", "40m"),
        we(
            "onur",
            """
Rıza Bey merhaba,

Yazan ölçü dokuma kısmı; saçaklar iki uçta yedişer santim daha yapıyor, yani boyu 244 cm. Eni tam 160. Kapı
açılırken sürtmesin derseniz aynı desenin 140x200'ü de var, ikisini de evde deneyip birini bize gönderebilirsiniz.
""",
            "1h",
        ),
        they("140'lık olan daha doğru sanırım. Sağ olun, hemen alıyorum.", "6h"),
        closed("onur", "10m"),
    ),
    story(
        "Siparişimi iptal etmek istiyorum", "Hakan Koç", "2d 6h",
        they("8798 nolu siparisi iptal edin lutfen, yanlislikla iki kere vermisim. Tesekkurler", style="phone"),
        given("elif", "12m"),
        we(
            "elif",
            "Hakan Bey merhaba, ikinci siparişi (8798) iptal ettim, ilki (8797) yarın yola çıkıyor. Ücret üç iş günü "
            "içinde kartınıza döner.",
            "9m",
        ),
        closed("elif"),
    ),
    story(
        "Bardak altlığı eksik", "Doğa Bulut", "2d 9h",
        they(
            """
Merhaba, 8770 numaralı siparişte altılı bardak altlığı istemiştim, kutudan beş tane çıktı. Kutuyu iki kez aradım.
Bir tane için sizi yormak istemezdim ama takım bozulmasın :)
"""
        ),
        given("elif", "50m"),
        we(
            "elif",
            """
Doğa Hanım merhaba,

Yormak ne demek, iyi ki yazdınız: aynı günün paketlerine baktık, bir kutuya yedi tane girmiş. Sizinki bugün çıktı,
mektup olarak geliyor, kapıda beklemenize gerek yok.
""",
            "1h",
        ),
        they("Yedi tane alan arkadaşın şansı :) Teşekkür ederim.", "2h"),
        closed("elif", "15m"),
    ),
    story(
        "Ürün ne zaman gelir", "Kaan Polat", "3d 1h",
        they("Yataş boyu keten nevresim takımı (toprak rengi) yeniden gelecek mi? Üç haftadır bakıyorum."),
        given("onur", "2h"),
        we(
            "onur",
            "Kaan Bey merhaba, dokuma tezgâhtan iniyor; 2 Aralık haftası stokta olacak. Size bir takım ayırdım, gelince "
            "buradan haber vereceğim, almak zorunda değilsiniz.",
            "1h",
        ),
        they("Süper, bekliyorum.", "30m", style="phone"),
    ),
    story(
        "Otomatik yanıt: İzindeyim", "Fatma Arslan", "3d 2h",
        they(
            "Merhaba, 24 Kasım'a kadar izindeyim, e-postalara dönüşte yanıt vereceğim. Acil durumlar için: 0212 555 01 02",
            headers={"Auto-Submitted": "auto-replied", "Precedence": "auto_reply"}, style="none",
        ),
    ),
    story(
        "Vazonuz çatlak mı, tasarım mı?", "Leyla Güneş", "3d 4h",
        they(
            """
Merhaba, "Kuyu" vazosunun dibinde ince bir çizgi var. Su koyunca sızdırmıyor. El yapımı olduğu için böyle midir,
yoksa çatlak mı? Fotoğrafta belli oluyor umarım.
""",
            files=[File("vazo.png", "photo")],
        ),
        given("deniz", "1h"),
        note("deniz", "Usta baktı: sır çatlağı değil, tornadan kalan iz. Yine de içine sinmezse değiştirelim.", "3h"),
        we(
            "deniz",
            """
Leyla Hanım merhaba,

Fotoğrafınızı vazoyu yapan Emine Usta'ya gösterdim. O ince çizgi tornanın son turundan kalan iz; çatlak olsa suyu bir
gecede sızdırırdı. Yine de gözünüz hep oraya giderse söyleyin, yenisini seve seve gönderirim.
""",
            "20m",
        ),
        they("Emine Usta'nın izi olduğunu bilince daha çok sevdim, kalsın. Selam söyleyin.", "4h"),
        closed("deniz", "20m"),
    ),
    story(
        "Ödeme yapamıyorum", "Yiğit Çetin", "4d 1h",
        they("Kartla ödemede sürekli 'işlem yapılamadı' hatası veriyor, 3 farklı kart denedim. Telefonla sipariş alıyor musunuz?"),
        given("onur", "15m"),
        we(
            "onur",
            """
Yiğit Bey merhaba,

Üç kart denemek zorunda kalmanız hoş olmamış. Bankanın doğrulama sayfası bu sabah bazı telefonlarda açılmadı, 11.20'de
düzeldi. Sepetiniz duruyor; isterseniz size ödeme bağlantısı göndereyim, isterseniz telefonla ben alayım.
""",
            "35m",
        ),
        they("Şimdi oldu, 8762. Sağ olun.", "25m", style="phone"),
        closed("onur", "5m"),
    ),
    story(
        "Hesabınız askıya alındı", "Çarşı Güvenlik", "4d 3h",
        they(
            "Sayın satıcı, hesabınızda olağan dışı bir hareket görüldü. Ödemelerinizin durmaması için aşağıdaki bağlantıdan "
            "24 saat içinde kimliğinizi doğrulayın: http://carsi-odeme.example/dogrula",
            is_genuine=False, style="none",
            html='<p>Sayın satıcı,</p><p>hesabınızda olağan dışı bir hareket görüldü. Ödemelerinizin durmaması için '
            '<a href="http://carsi-odeme.example/dogrula">www.banka.example</a> adresinden 24 saat içinde kimliğinizi '
            'doğrulayın.</p><img src="http://iz.carsi-odeme.example/1.gif" width="1" height="1" alt="">',
        ),
        note("onur", "Sahte: bizden gelmemiş, bağlantı başka yere gidiyor. Kimse tıklamasın.", "20m"),
    ),
    story(
        "İadem yeni hesaba yatsın", "Hakan Koç", "5h 40m",
        they(
            "Merhaba, iptal ettiğiniz siparişin parası karta değil şu hesaba yatsın: TR00 0000 0000 0000 0000 0000 00. "
            "Bugün yaparsanız sevinirim.",
            is_genuine=False, style="none",
        ),
        given("onur", "12m"),
        note("onur", "Hakan Bey'i telefonla aradım, bunu o yazmamış. İade kartına gidiyor, hesaba değil.", "8m"),
    ),
    story(
        "İşbirliği: ilk sayfada çıkın!!!", "Dijital Zirve", "4d 7h",
        they(
            "Web sitenizi Google'da ilk sayfaya taşıyoruz!!! 1000 backlink sadece 499 TL. Hemen arayın, fırsatı kaçırmayın.",
            headers={"X-Spam-Flag": "YES"}, style="none",
        ),
    ),
    story(
        "Kazandınız: hediye çeki", "Ödül Merkezi", "6d 4h",
        they(
            "Tebrikler, 5.000 TL değerinde hediye çeki kazandınız. Almak için bilgilerinizi girin.",
            headers={"X-Spam-Flag": "YES"}, style="none",
        ),
    ),
    story(
        "Kapıda ödeme var mı", "Fatma Arslan", "4d 10h",
        they("Merhaba kızım, internetten karta güvenemiyorum. Kapıda ödeme oluyor mu? Bir de çay takımı altı kişilik mi?"),
        given("elif", "20m"),
        we(
            "elif",
            """
Fatma Hanım merhaba,

Elbette, kapıda nakit ya da kartla ödeyebilirsiniz. Çay takımı altı kişilik: altı bardak, altı tabak ve bir süzgeç.
Dilerseniz telefonunuzu yazın, siparişi birlikte verelim; kurye gelmeden önce sizi arar.
""",
            "15m",
        ),
        they("Allah razı olsun kızım, numaram 0535 000 11 22. Öğleden sonra evdeyim.", "1h"),
        note("elif", "14.30'da aradım, siparişi birlikte verdik: 8755. Kapıda nakit.", "3h"),
        we("elif", "Konuştuğumuz gibi siparişiniz hazır, yarın 12 ile 15 arası kapınızda. Afiyetle için.", "5m"),
        closed("elif"),
    ),
    story(
        "Kargoda ezilmiş", "Emre Taş", "5d 2h",
        they(
            """
Koli resmen üstüne basılmış gibi geldi. İçindeki 4 tabağın 2'si kırık. Kargocuya tutanak tutturdum, ekte. Yenisini mi
gönderirsiniz, para iadesi mi olur? İkinci kez oluyor bu, biraz canım sıkkın açıkçası.
""",
            files=[File("tutanak.pdf", "invoice")],
        ),
        given("onur", "20m"),
        we(
            "onur",
            """
Emre Bey merhaba,

İkinci kez olması sizi yormuş, anlıyorum. Tutanağı kargo firmasına ilettim, gerisiyle biz uğraşacağız. İki tabak bu
akşam yeni koliyle çıkıyor; bu sefer araya oluklu karton koyduk ve başka bir kargo firmasıyla gönderiyoruz.

Kırıkları geri göndermeniz gerekmiyor.
""",
            "40m",
        ),
        note("onur", "Bu firmayla bu ay 7. ezik koli. Depoya ve kargo sorumlusuna rapor ettim.", "10m"),
        they("Tabaklar sağlam geldi. İlginiz için teşekkürler, bu sefer güzel paketlenmişti.", "2d 3h"),
        closed("onur", "30m"),
    ),
    story(
        "Sabunun içindekiler", "Gizem Sarı", "5d 5h",
        they("Zeytinyağlı sabunda badem yağı var mı? Kızımın kuruyemiş alerjisi var, çok dikkat ediyoruz."),
        given("deniz", "10m"),
        we(
            "deniz",
            """
Gizem Hanım merhaba,

Üreticiye sordum ve reçetesini gördüm: zeytinyağı, su, kostik ve defne yağı; badem ya da başka kuruyemiş yok. Yalnız
aynı atölyede haftada bir bademli sabun da kesiliyor, bıçaklar yıkansa da iz kalabilir. Ağır bir alerjiyse size bu
sabunu öneremem. Ayrı atölyede yapılan defne sabunumuz güvenli, isterseniz ondan göndereyim.
""",
            "2h",
        ),
        they("Bu kadar açık yazdığınız için çok teşekkürler. Defne sabununu alıyorum.", "3h"),
        closed("deniz", "12m"),
    ),
    story(
        "Takip numarası çalışmıyor", "Burak Kılıç", "6d",
        they("Gönderdiğiniz takip no (77310998) kargonun sitesinde bulunamadı çıkıyor. Yanlış olabilir mi?"),
        given("elif", "25m"),
        we("elif", "Burak Bey merhaba, iki rakam yer değiştirmiş: doğrusu 77319098. Paketiniz yarın dağıtımda.", "10m"),
        they("Buldum, teşekkürler.", "8m", style="phone"),
        closed("elif"),
    ),
    story(
        "Kolye için zincir boyu", "Merve Aydın", "6d 8h",
        they("Gümüş nar kolyenin zinciri 45 cm mi? Uzun seviyorum, 55 yapabiliyor musunuz?"),
        given("onur", "1h"),
        we("onur", "Merve Hanım merhaba, 45 cm geliyor; 55 cm'yi aynı fiyata takıyoruz. Siparişe not düşmeniz yeterli.", "50m"),
        closed("onur"),
    ),
    story(
        "Geç gelen hediye", "Onur Erdoğan", "1w 1d",
        they(
            """
Eşime yıldönümü için aldığım şal iki gün geç geldi, günü kaçırdık. Şal çok güzel ama o gün eli boş kalmak hoş olmadı.
Bilginiz olsun istedim.
"""
        ),
        given("deniz", "30m", by="elif"),
        we(
            "deniz",
            """
Onur Bey merhaba,

O günün geri gelmeyeceğini biliyorum, üzgünüm. Söz verdiğimiz günü tutamayan biziz: kargoya bir gün geç vermişiz.
Bugünden sonra hediye işaretli siparişleri bir gün erken çıkarıyoruz.

Eşiniz için, sizin adınıza küçük bir şey hazırladık; içinde bizden bir özür notu da var. Yarın elinizde.
""",
            "2h",
        ),
        note("deniz", "Lavanta kesesi + el yazısı not gönderildi. Hediye siparişleri için depo kuralı değişti.", "15m"),
        they("Çok ince düşünmüşsünüz, eşim nota çok güldü. Yeniden alırız.", "2d"),
        closed("deniz", "1h"),
    ),
    story(
        "Bayram öncesi teslimat", "Sibel Avcı", "1w 2d",
        they("Yılbaşından önce Van'a teslimat kaç gün sürüyor? Kapalı köy yolu, kurye çıkmıyor bazen."),
        given("elif", "40m"),
        we(
            "elif",
            "Sibel Hanım merhaba, Van'a üç iş günü; köy yolu kapalıysa ilçedeki şubede sizi bekletiyoruz ve gelince "
            "kısa mesaj atıyoruz. Yılbaşı için 24 Aralık'a kadar vermeniz yeterli.",
            "1h",
        ),
        closed("elif"),
    ),
    story(
        "Yeni katalog", "Hikmet Bakırcılık", "1w 2d 5h",
        they(
            "Deniz Hanım merhaba, yeni dövme tepsilerin fiyat listesi ektedir. Numuneleri pazartesi getiriyorum. Hikmet",
            files=[File("fiyat-listesi.pdf", "invoice")], style="none",
        ),
        given("deniz", "10m"),
        we("deniz", "Hikmet Usta eline sağlık, tepsilere bayıldım. Pazartesi çaya bekliyorum.", "1h"),
        closed("deniz"),
    ),
    story(
        "İadem ne oldu", "Tuğba Öztürk", "1w 3d",
        they("Geçen hafta geri gönderdiğim tencerenin parası yatmadı. 8690 no'lu sipariş. Kargo size ulaşmış görünüyor."),
        given("elif", "1h"),
        we(
            "elif",
            "Tuğba Hanım merhaba, tencere dün depoya girdi, iadenizi bugün onayladım: 1.249 TL, üç iş günü içinde "
            "kartınızda. Çarşamba yatmamışsa bana yazmanız yeterli, ben de o gün bakacağım.",
            "35m",
        ),
        they("Bugün yattı, teşekkürler.", "2d 1h", style="phone"),
        closed("elif", "10m"),
    ),
    story(
        "Mağazanız var mı?", "Ceren Şimşek", "1w 4d",
        they("Ürünleri görüp almak istiyorum, Ankara'da mağazanız var mı?"),
        given("onur", "20m"),
        we(
            "onur",
            "Ceren Hanım merhaba, şimdilik tek dükkânımız Kadıköy'de. Ankara'da 5 ve 6 Aralık'ta Hamamönü'ndeki el "
            "işleri günlerindeyiz, 14 numaralı tezgâhta; çayımız da olur.",
            "30m",
        ),
        closed("onur"),
    ),
    story(
        "Lamba yanmıyor", "Oğuz Kara", "1w 5d",
        they("Cam avizeyi taktırdım, elektrikçi de baktı, yanmıyor. Ampulü değiştirdik yine olmadı."),
        given("onur", "30m"),
        we(
            "onur",
            "Oğuz Bey merhaba, elektrikçinize kadar baktırmışsınız, demek ki duyda bir sorun var. Yenisini yarın "
            "gönderiyorum, kurye eskisini alacak. Montaj için yeniden usta çağırırsanız ücretini bize yazın.",
            "50m",
        ),
        they("Yenisi çalıştı. Usta 400 TL aldı, dekont ekte.", "4d", files=[File("dekont.pdf", "invoice")]),
        we("onur", "400 TL'yi bugün kartınıza iade ettim. Işığınız bol olsun.", "2h"),
        closed("onur"),
    ),
    story(
        "Atölye gezisi", "Nur Doğan", "2w 2d",
        they(
            "Merhaba, Nilüfer İlkokulu 3-B sınıfının öğretmeniyim. 24 çocukla seramik atölyenizi gezebilir miyiz? "
            "Bir öğleden sonra yeter, çamura dokunsalar dünyalar onların olur."
        ),
        given("deniz", "2h"),
        we(
            "deniz",
            "Nur Öğretmenim merhaba, ne güzel olur. 3 Aralık çarşamba 13.30 size uyar mı? Önlükler bizden, yaptıkları "
            "kâseleri de fırınlayıp okula göndeririz.",
            "3h",
        ),
        they("Çocuklara söyledim, sınıfta sevinçten durulmuyor. 3 Aralık'ta oradayız.", "5h"),
        closed("deniz", "30m"),
    ),
    story(
        "Peynir tahtası yağlanır mı", "Efe Ak", "2w 4d",
        they("Zeytin ağacı tahta kurumaya başladı, ne ile yağlamalıyım? Ayçiçek yağı olur mu?"),
        given("elif", "15m"),
        we(
            "elif",
            "Efe Bey merhaba, ayçiçek yağı zamanla kokar; ceviz yağı ya da bizim balmumlu bakım yağımız iyi gelir. "
            "İnce sürüp bir gece bırakın, sabah kuru bezle silin. Ayda bir yeter.",
            "20m",
        ),
        closed("elif"),
    ),
    story(
        "Üye girişi yapamıyorum", "Ümit Güler", "3w 1d",
        they("sifremi unuttum yenileme maili gelmiyor, spama da baktim. siparislerimi goremiyorum"),
        given("onur", "10m"),
        we(
            "onur",
            "Ümit Bey merhaba, hesabınız umit.guler@eposta.example ile açılmış, yenileme iletisi oraya gidiyor. Şimdi bu "
            "adrese taşıdım; yeniden isterseniz bir dakikada gelir.",
            "15m",
        ),
        they("geldi tamamdir eyvallah", "6m", style="phone"),
        closed("onur"),
    ),
]  # fmt: skip
