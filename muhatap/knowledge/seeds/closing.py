"""What is said around the matter: complaints, first words, thanks, and last lines that fit."""

from muhatap.knowledge.models import Situation
from muhatap.knowledge.seeds.seed import MINE, Seed, rest

SEEDS = (
    Seed(
        shortcut="sikayet-alindi",
        situation=Situation.COMPLAINT,
        tones=("angry", "worried"),
        keywords=("şikayet", "rezalet", "kaç kez yazdım", "complain", "unacceptable"),
        acts=(MINE, rest(1)),
        tr=(
            "Şikâyet: sahipleniyoruz",
            """{{ customer.greeting }},

Yaşadıklarınız çok can sıkıcı ve kızmakta haklısınız. Özür dileriz; bunu size yaşatmamalıydık.

Bundan sonra konunuzla başından sonuna ben ilgileniyorum. Olanları bugün ilgili ekiple inceliyorum ve \
{{ day.in_1_working_day }} günü saat 17.00'ye kadar size nedenini ve çözümünü yazacağım.

Açıkça anlattığınız için teşekkür ederim; düzeltmemizi bu sağlıyor. Güzel bir gün dilerim.""",
        ),
        en=(
            "Complaint: we take it on",
            """{{ customer.greeting }},

What you describe is upsetting, and you are right to be angry. I am sorry; this should not have happened to you.

From now on I look after this myself, from beginning to end. I am going through it with the team today, and I will \
write to you with the reason and the solution by 17:00 on {{ day.in_1_working_day }}.

Thank you for telling us openly; that is how we put things right. We are here whenever you need us.""",
        ),
        formal_tr="""{{ customer.greeting }},

Yaşadığınız olumsuzluk nedeniyle içtenlikle özür dilerim; tepkinizde haklısınız.

Konunuzla başından sonuna ben ilgileniyorum. Olanları bugün ilgili ekiple inceliyorum ve {{ day.in_1_working_day }} \
günü saat 17.00'ye kadar size nedenini ve çözümünü bildireceğim.

Bize yazdığınız için teşekkür ederim; iyi günler dilerim.""",
        formal_en="""{{ customer.greeting }},

Please accept my sincere apologies for what happened; you have every reason to be upset.

I am looking after your case myself. I am examining it with the team today and will write to you with the reason and \
the solution by 17:00 on {{ day.in_1_working_day }}.

Thank you for writing to us. We are here whenever you need us.""",
    ),
    Seed(
        shortcut="sikayet-cozum",
        situation=Situation.COMPLAINT,
        keywords=("ne yaptınız", "sonuç ne oldu", "what happened", "any news"),
        tr=(
            "Şikâyet: ne bulduk, ne yaptık",
            """{{ customer.greeting }},

Söz verdiğimiz gibi olanları inceledik. Neden: {{ doldur.neden }}

Sizin için şunu yaptık: {{ doldur.çözüm }}
Bir daha olmaması için de şunu değiştirdik: {{ doldur.önlem }}

Yaşadıklarınız için yeniden özür dileriz. Sabrınız ve açık sözlülüğünüz için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "Complaint: what we found and did",
            """{{ customer.greeting }},

As promised, we have looked into what happened. The reason: {{ fill.reason }}

This is what we have done for you: {{ fill.solution }}
And this is what we have changed so that it does not happen again: {{ fill.change }}

We are sorry once more. Thank you for your patience and for speaking openly. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="alindi",
        situation=Situation.ACKNOWLEDGEMENT,
        contact="first",
        acts=(MINE, rest(1)),
        tr=(
            "Alındı: ne zaman döneceğiz",
            """{{ customer.greeting }},

İletiniz elimize ulaştı, konunuzla ben ilgileniyorum. {{ day.in_1_working_day }} günü saat 12.00'ye kadar size \
yazacağım.

Yazdığınız için teşekkür ederim; iyi günler dilerim.""",
        ),
        en=(
            "Received: when we come back",
            """{{ customer.greeting }},

Your message has reached us, and I am looking after it. I will write to you by 12:00 on {{ day.in_1_working_day }}.

Thank you for writing. Have a good day.""",
        ),
        formal_tr="""{{ customer.greeting }},

İletiniz elimize ulaşmıştır; konunuzla ben ilgileniyorum. {{ day.in_1_working_day }} günü saat 12.00'ye kadar size \
bilgi vereceğim.

Yazdığınız için teşekkür ederim; güzel bir gün dilerim.""",
        formal_en="""{{ customer.greeting }},

Thank you for your message, which I am looking after myself. I will write to you by 12:00 on \
{{ day.in_1_working_day }}. Have a good day.""",
    ),
    Seed(
        shortcut="arastiriyoruz",
        situation=Situation.ACKNOWLEDGEMENT,
        acts=(MINE, rest(1)),
        tr=(
            "Araştırıyoruz",
            """{{ customer.greeting }},

Sorunuzun doğru yanıtını vermek için depodaki arkadaşlarla konuşuyorum. {{ day.in_1_working_day }} günü saat \
17.00'ye kadar size yazacağım.

Beklediğiniz için teşekkür ederim; iyi günler dilerim.""",
        ),
        en=(
            "We are finding out",
            """{{ customer.greeting }},

I want to give you the right answer, so I am asking our warehouse. I will write to you by 17:00 on \
{{ day.in_1_working_day }}.

Thank you for waiting. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="hala-bakiyoruz",
        situation=Situation.ACKNOWLEDGEMENT,
        contact="later",
        acts=(MINE, rest(1)),
        tr=(
            "Ara haber: hâlâ bakıyoruz",
            """{{ customer.greeting }},

Size bugün bir haber borcumuz vardı: yanıt henüz elimize ulaşmadı ve sizi beklettiğimiz için özür dileriz. Bu sabah \
yeniden sorduk.

{{ day.in_1_working_day }} günü saat 17.00'ye kadar size yeniden yazacağız.

Sabrınız için teşekkür ederiz; güzel bir gün dileriz.""",
        ),
        en=(
            "An update: still on it",
            """{{ customer.greeting }},

We owe you news today: the answer has not reached us yet, and we are sorry to keep you waiting. We have asked once \
more this morning.

We will write to you again by 17:00 on {{ day.in_1_working_day }}.

Thank you for your patience. We are here whenever you need us.""",
        ),
    ),
    Seed(
        shortcut="sizi-arayalim",
        situation=Situation.ACKNOWLEDGEMENT,
        keywords=("beni arayın", "telefonla", "call me", "phone"),
        acts=(MINE, rest(1)),
        tr=(
            "Sizi arayacağız",
            """{{ customer.greeting }},

Bunu konuşarak çözmek daha kolay olacak. Sizi {{ day.in_1_working_day }} günü saat 14.00'te ben arayacağım; \
anlattıklarınız önümde, baştan anlatmanız gerekmeyecek.

Yazdığınız için teşekkür ederim; iyi günler dilerim.""",
        ),
        en=(
            "We will call you",
            """{{ customer.greeting }},

This is easier to settle by talking. I will call you at 14:00 on {{ day.in_1_working_day }}; I have all that you \
wrote in front of me, so you need not explain it again.

Thank you for writing. Have a good day.""",
        ),
    ),
    Seed(
        shortcut="tesekkur",
        situation=Situation.THANKS,
        keywords=("teşekkür", "sağ olun", "thank you", "thanks"),
        tr=(
            "Teşekküre yanıt",
            """{{ customer.greeting }},

Güzel sözleriniz günümüzü aydınlattı; ekipteki herkesle paylaştık. Size yardım edebildiğimize çok sevindik.

Güzel günlerde kullanmanızı dileriz.""",
        ),
        en=(
            "Answer to a thank-you",
            """{{ customer.greeting }},

Your kind words made our day, and we have shared them with everyone on the team. It was a pleasure to help.

We hope you enjoy it every day.""",
        ),
    ),
    Seed(
        shortcut="tesekkur-oneri",
        situation=Situation.THANKS,
        keywords=("öneri", "keşke", "suggestion", "it would be nice"),
        tr=(
            "Öneri için teşekkür",
            """{{ customer.greeting }},

Öneriniz için çok teşekkür ederiz. Bugün ürün ekibimizle konuştuk ve defterimize yazdık; gerçekleştiğinde ilk duyan \
siz olun isteriz.

İyi ki varsınız; güzel bir gün dileriz.""",
        ),
        en=(
            "Thanks for a suggestion",
            """{{ customer.greeting }},

Thank you very much for your suggestion. We have talked about it with our product team today and written it down; \
you shall be the first to hear of it.

It is good to have you. Have a lovely day.""",
        ),
    ),
    Seed(
        shortcut="kapanis-geri-bildirim",
        situation=Situation.CLOSING,
        tr=(
            "Kapanış: geri bildirimden sonra",
            "Vakit ayırıp anlattığınız için teşekkür ederiz. Yazdıklarınız bizi daha iyi yapıyor; iyi günler dileriz.",
        ),
        en=(
            "Closing: after feedback",
            "Thank you for taking the time to tell us. You will see the difference with your next order.",
        ),
    ),
    Seed(
        shortcut="kapanis-sepet",
        situation=Situation.CLOSING,
        tr=(
            "Kapanış: sepet sorunundan sonra",
            "Sepetiniz olduğu gibi duruyor. Haber verdiğiniz için teşekkür ederiz; keyifli alışverişler dileriz.",
        ),
        en=(
            "Closing: after a cart problem",
            "Your basket is safe with us. Thank you for letting us know, and enjoy your shopping.",
        ),
    ),
    Seed(
        shortcut="kapanis-cozum",
        situation=Situation.CLOSING,
        tr=(
            "Kapanış: çözümden sonra",
            "Çözebildiğimize sevindik. Güzel günlerde kullanın; aklınıza takılan ne olursa buradayız.",
        ),
        en=(
            "Closing: after a solution",
            "We are glad that it is solved. Enjoy it, and have a lovely day.",
        ),
    ),
    Seed(
        shortcut="kapanis-tesekkur",
        situation=Situation.CLOSING,
        tr=(
            "Kapanış: teşekkürden sonra",
            "Asıl biz teşekkür ederiz; sizinle yazışmak çok güzeldi. Yeniden görüşmek dileğiyle.",
        ),
        en=(
            "Closing: after a thank-you",
            "The thanks are ours; it was lovely to hear from you. Until next time.",
        ),
    ),
    Seed(
        shortcut="kapanis-bekleme",
        situation=Situation.CLOSING,
        tr=(
            "Kapanış: uzun bir bekleyişten sonra",
            "Bunca beklediğiniz için teşekkür ederiz. Konunuzu bitene kadar bırakmıyoruz.",
        ),
        en=(
            "Closing: after a long wait",
            "Thank you for waiting all this time. We stay with it until it is done.",
        ),
    ),
)
