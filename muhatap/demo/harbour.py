"""The stories of Harbour & Home, the English-speaking shop of the same house. All people and addresses are made up."""

# Letters are written as people write them.
# ruff: noqa: E501

from muhatap.demo.telling import File, Story, closed, given, note, story, they, we

STORIES: list[Story] = [
    story(
        "Parcel says delivered, but it isn't here", "Anna Novak", "1h 30m",
        they(
            """
Hi there,

Tracking says my order H-2041 was delivered at 10:14 this morning, but nothing is at the door, with the neighbours or
in the bin store (I looked, you never know). It's the oak clock for my dad's 70th on Sunday.

Could you find out where it went?

Thanks, Anna
""",
            style="phone",
        ),
        given("tom", "15m"),
        note("tom", "Courier's photo shows a green door. Hers is blue. Asked them to go back today.", "20m"),
    ),
    story(
        "Is the wool throw washable?", "Priya Shah", "4h",
        they("Hello! Can the Highland throw go in a washing machine on a wool cycle? We have two dogs and a toddler."),
    ),
    story(
        "Wrong size rug sent", "James Whitaker", "6h",
        they(
            """
Afternoon,

I ordered the 170 x 240 rug (order H-2033) and the 120 x 180 arrived. It's a lovely rug, it just looks like a stamp on
our floor. What's the easiest way to swap it?

James
"""
        ),
        given("tom", "20m"),
        we(
            "tom",
            """
Hello James,

A stamp is not what we had in mind for your floor. The 170 x 240 leaves us today and the courier will take the small
one away when they bring it, tomorrow between 9 and 12. Just roll it up; no label needed.
""",
            "25m",
        ),
        they("Perfect, someone will be in. Thanks for making that painless.", "40m", style="outlook"),
    ),
    story(
        "VAT invoice for H-1987", "Margaret Oyelaran", "9h",
        they(
            "Hello, could I have a VAT invoice for H-1987 made out to Oyelaran Interiors Ltd, VAT no. GB 123 4567 89? "
            "My accountant needs it by Thursday.",
            style="outlook",
        ),
    ),
    story(
        "Candle arrived melted", "Sophie Laurent", "1d 2h",
        they(
            "Bonjour, hello! The big beeswax candle arrived as a sort of puddle. It must have sat in a hot van. I am "
            "looking at it now and it is almost art.",
        ),
        given("elif", "30m"),
        we(
            "elif",
            "Hello Sophie, we laughed and then we were sorry. A new one is on its way, packed with a cool pack and sent "
            "for the morning round. Keep the puddle; melted down it makes three good tea lights.",
            "45m",
        ),
        they("Three tea lights it is! Merci beaucoup.", "3h"),
        closed("elif"),
    ),
    story(
        "Refund still not here", "Daniel Okafor", "1d 7h",
        they(
            "I returned the lamp on the 9th and you confirmed it on the 11th. It's been more than a week and there is no "
            "refund on my card. This is the second time I'm asking. Order H-1950."
        ),
        given("onur", "15m"),
        we(
            "onur",
            """
Hello Daniel,

You shouldn't have had to ask twice. The refund was approved on the 11th but the bank returned it, because the card had
been renewed since; nobody here noticed, and that is ours to mend. I have sent 89.00 to the new card this morning and I
have the bank's confirmation. I will look again on Wednesday and write to you either way.
""",
            "50m",
        ),
        note("onur", "Returned refunds land in a folder nobody reads. Told Deniz; finance now checks it each morning.", "10m"),
    ),
    story(
        "Out of office: Re: Your order", "Helen Murphy", "1d 9h",
        they(
            "I am out of the office until Monday 30 November with no access to e-mail.",
            headers={"Auto-Submitted": "auto-replied"}, style="none",
        ),
    ),
    story(
        "Delivery to the Isle of Skye?", "Fiona MacLeod", "2d 1h",
        they("Do you deliver furniture to Skye? Most places say yes and then ring a week later to say no."),
        given("tom", "30m"),
        we(
            "tom",
            "Hello Fiona, we do, and I rang the carrier before writing so that nobody has to ring you: the ferry round is "
            "on Tuesdays, so a bench ordered by Friday reaches you the Tuesday after. It is 35.00 to the door.",
            "1h",
        ),
        they("That's the first straight answer I've had. Ordering now.", "2h"),
        closed("tom"),
    ),
    story(
        "Discount code", "Liam Byrne", "2d 6h",
        they("The code WELCOME10 says expired. The mail I got yesterday says until the end of the month?", style="phone"),
        given("elif", "12m"),
        we(
            "elif",
            "Hello Liam, the mail is right and the code was wrong: it was set to end a week early. It works again, and I "
            "have put the 10% on your basket already.",
            "20m",
        ),
        closed("elif"),
    ),
    story(
        "Thank you!", "Grace Adeyemi", "2d 8h",
        they(
            "No problem this time, just a thank you. The hand-written card in my parcel made a rotten week a good deal "
            "better. Please tell whoever wrote it."
        ),
        given("tom", "20m"),
        we("tom", "Grace, it was Hasan in the warehouse, and he has pinned your mail above the packing table. Here is to a better week.", "40m"),
        closed("tom"),
    ),
    story(
        "Assembly instructions missing", "Oliver Grant", "3d 2h",
        they("The shelf came without instructions and I have four screws left over, which worries me. Order H-1971."),
        given("tom", "25m"),
        we(
            "tom",
            "Hello Oliver, the instructions are attached. The four screws are spares, so if nothing wobbles you have done "
            "it right. Do fix it to the wall with the small bracket, please; page 3.",
            "15m", files=[File("shelf-instructions.pdf", "invoice")],
        ),
        they("Nothing wobbles. Thank you!", "5h"),
        closed("tom"),
    ),
    story(
        "Change of address", "Chloe Bennett", "3d 5h",
        they("I've moved! Can H-2015 go to 14 Quay Street, Bristol BS1 instead? Sorry for the late notice."),
        given("onur", "10m"),
        we("onur", "Hello Chloe, caught it ten minutes before the van did. H-2015 is on its way to Quay Street. Happy new home.", "8m"),
        closed("onur"),
    ),
    story(
        "Is the glaze food safe?", "Marco Bianchi", "4d 2h",
        they("Ciao, can the blue bowls be used for food with lemon and vinegar? And dishwasher?"),
        given("deniz", "1h"),
        we(
            "deniz",
            "Hello Marco, yes to lemon and vinegar: the glaze is lead free and tested, the certificate is attached. The "
            "dishwasher is fine too, though by hand they keep their shine for longer.",
            "2h", files=[File("certificate.pdf", "invoice")],
        ),
        closed("deniz"),
    ),
    story(
        "Chair leg split", "Victoria Hughes", "5d 3h",
        they("One leg of the ash chair has split along the grain after four months. Is that covered?"),
        given("elif", "40m"),
        we(
            "elif",
            "Hello Victoria, it is covered, for five years. The workshop is turning a new leg from the same board so the "
            "grain matches; it takes nine days. Shall we lend you a chair until then?",
            "3h",
        ),
        they("How kind, but we have a stool. Nine days is fine.", "4h"),
    ),
    story(
        "Subscription box: skip December", "Noah Fischer", "6d 5h",
        they("Can I skip the December box? We're away over Christmas.", style="phone"),
        given("tom", "10m"),
        we("tom", "Hello Noah, December is skipped and not charged; January comes on the 8th. Have a good time away.", "12m"),
        closed("tom"),
    ),
    story(
        "Gift message misspelt", "Emily Carter", "1w 1d",
        they("I typed 'Happy Brithday' in the gift note. Please tell me it hasn't gone out yet!"),
        given("tom", "4m"),
        we("tom", "Hello Emily, it was in the writing pile. It now says birthday, in our best hand.", "6m"),
        they("You legend.", "3m", style="phone"),
        closed("tom"),
    ),
    story(
        "Stock of the brass hooks", "Peter Lindqvist", "1w 3d",
        they("I need 24 brass hooks for a cloakroom, the site stops at 10. Can you do 24, and when?"),
        given("onur", "1h"),
        we("onur", "Hello Peter, 24 are on the shelf and put aside for you until Friday; here they go for the price of 20.", "1h"),
        they("Ordered, H-1902. Much obliged.", "1d"),
        closed("onur", "20m"),
    ),
    story(
        "Smell of the leather bag", "Isabel Romero", "2w 1d",
        they("The bag smells strongly of smoke, is that normal? I'm a little sensitive to it."),
        given("deniz", "1h"),
        we(
            "deniz",
            "Hello Isabel, it is the oak-bark tanning and fades in about ten days if the bag hangs in fresh air. If it is "
            "too much for you, send it back at our cost, even after the ten days.",
            "2h",
        ),
        they("It's nearly gone now, and I love the bag. Keeping it.", "9d"),
        closed("deniz", "1h"),
    ),
    story(
        "Trade account", "Hannah Weiss", "3w",
        they("We run a small hotel in Whitby and would like to buy linen regularly. Do you have trade terms?"),
        given("deniz", "2h"),
        we("deniz", "Hello Hannah, we do: 15% from ten sets on, thirty days to pay. Terms attached; shall we send swatches?", "4h",
           files=[File("trade-terms.pdf", "invoice")]),
        they("Swatches please, sea green and natural.", "1d"),
        we("deniz", "In the post today, with the washing advice our own house uses.", "3h"),
        closed("deniz"),
    ),
]  # fmt: skip
