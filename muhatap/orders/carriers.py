"""Who carries parcels, by the names that shops write, and where a parcel can be followed. Pure.

Link templates are the carriers' own public pages. A number stands in a link only when it looks like one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from muhatap.core.turkish import fold

_NUMBER = re.compile(r"(?=(?:-*[A-Za-z0-9]){4})[A-Za-z0-9-]{4,40}\Z")
# "ArasKargo", but not "Kargoist".
_GLUED = re.compile(r"(?<=[a-z])kargo")
_WORDS = re.compile(r"[^a-z0-9]+")


class NoTrackingNumber(ValueError):
    """This cannot be the number of a parcel."""


@dataclass(frozen=True)
class Carrier:
    """`spellings` are folded words; the longest that a shop's text holds decides. `shapes` are patterns of numbers."""

    code: str
    name: str
    template: str
    spellings: Sequence[str]
    shapes: Sequence[str] = ()


CARRIERS: Sequence[Carrier] = (
    Carrier("yurtici", "Yurtiçi Kargo", "https://www.yurticikargo.com/tr/online-servisler/gonderi-sorgula?code={number}",
            ["yurtici"], [r"\d{12}"]),
    Carrier("aras", "Aras Kargo", "https://kargotakip.araskargo.com.tr/mainpage.aspx?code={number}", ["aras"],
            [r"\d{13}"]),
    Carrier("mng", "DHL eCommerce (MNG Kargo)", "https://kargotakip.dhlecommerce.com.tr/?takipNo={number}",
            ["mng", "dhl ecommerce", "dhl e commerce", "mng kargo dhl"]),
    Carrier("surat", "Sürat Kargo", "https://www.suratkargo.com.tr/KargoTakip/?kargotakipno={number}", ["surat"]),
    Carrier("ptt", "PTT Kargo", "https://gonderitakip.ptt.gov.tr/Track/Verify?q={number}", ["ptt"],
            [r"(KP|RR|CP)\d{9,11}(TR)?"]),
    Carrier("hepsijet", "HepsiJET", "https://www.hepsijet.com/gonderi-takibi/{number}", ["hepsijet", "hepsi jet"]),
    # Their page asks for the number of their own order, which nobody else has.
    Carrier("trendyol", "Trendyol Express", "", ["trendyol express", "trendyolexpress", "tex"]),
    Carrier("sendeo", "Sendeo", "https://sendeo.com.tr/kargo-takip-popup?ref={number}", ["sendeo"]),
    Carrier("kolaygelsin", "Kolay Gelsin", "https://esube.kolaygelsin.com/shipments?trackingId={number}",
            ["kolay gelsin", "kolaygelsin"]),
    Carrier("kargoist", "Kargoist", "https://www.kargoist.com/tracking/{number}", ["kargoist"]),
    Carrier("ups", "UPS", "https://www.ups.com/track?tracknum={number}", ["ups", "united parcel"], [r"1Z[A-Z0-9]{16}"]),
    Carrier("fedex", "FedEx", "https://www.fedex.com/fedextrack/?trknbr={number}", ["fedex", "federal express"],
            [r"\d{12}", r"\d{15}"]),
    Carrier("dhl", "DHL Express", "https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}", ["dhl"],
            [r"\d{10}"]),
    Carrier("tnt", "TNT", "https://www.tnt.com/express/en_gb/site/tracking.html?cons={number}", ["tnt"]),
    Carrier("dpd", "DPD", "https://www.dpd.co.uk/apps/tracking/?reference={number}", ["dpd"], [r"\d{14}"]),
    Carrier("gls", "GLS", "https://gls-group.com/track/{number}", ["gls"]),
    Carrier("evri", "Evri", "https://www.evri.com/track/parcel/{number}", ["evri", "hermes"]),
    Carrier("royalmail", "Royal Mail", "https://www.royalmail.com/track-your-item#/tracking-results/{number}",
            ["royal mail", "royalmail"], [r"[A-Z]{2}\d{9}GB"]),
    Carrier("usps", "USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}", ["usps"],
            [r"9[2-5]\d{18,20}"]),
)  # fmt: skip

_BY_SPELLING = sorted(
    ((spelling, carrier) for carrier in CARRIERS for spelling in carrier.spellings), key=lambda pair: -len(pair[0])
)


def known(written: str) -> Carrier | None:
    """Return the carrier that a shop means: "YURTICI KARGO", "Aras Kargo A.Ş.", "mng"."""
    words = f" {_WORDS.sub(' ', _GLUED.sub(' kargo', fold(written[:200]))).strip()} "
    return next((carrier for spelling, carrier in _BY_SPELLING if f" {spelling} " in words), None)


def link(carrier: Carrier, number: str) -> str:
    """Return where a parcel can be followed, or nothing for a carrier without such a page. Raises NoTrackingNumber."""
    number = number.strip().replace(" ", "")
    if not _NUMBER.match(number):
        raise NoTrackingNumber("a tracking number is made of letters, digits and dashes")
    return carrier.template.format(number=quote(number, safe=""))


def guess(number: str) -> list[Carrier]:
    """Return whose number this may be, by its shape."""
    plain = number.strip().replace(" ", "").upper()[:60]
    return [carrier for carrier in CARRIERS if any(re.fullmatch(shape, plain) for shape in carrier.shapes)]
