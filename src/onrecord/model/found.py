"""What the network says of who and what is on a page, before anybody is named: mentions of actors, and events."""

from __future__ import annotations

from typing import Literal, get_args

from onrecord.record import EventStatus, EventType, Frozen, Span

MentionKind = Literal["person", "state", "organisation", "group", "unnamed"]

TYPES: tuple[EventType, ...] = get_args(EventType)
KINDS: tuple[MentionKind, ...] = get_args(MentionKind)
STATUSES: tuple[EventStatus, ...] = get_args(EventStatus)
# PLOVER's sectors, as far as the network tells them apart; the first stands for none.
SECTORS = (
    "", "GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY", "PRM", "REB", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL", "EDU",
    "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC",
)  # fmt: skip

# Countries and bodies between them that eight labelled mentions or more have; the first stands for any other.
COUNTRIES = (
    "",
    *"""
    AFG ARE ARG ARM AUS AUT AZE BDI BEL BGD BGR BHR BIH BLR BOL BRA CAN CHN COD COL CUB CZE DEU DNK DZA ECU EGY
    ESP EST ETH EUR FRA GBR GEO GHA GNB GRC GTM GUY HKG HND HUN IDN IGO IMG IND IRL IRN IRQ ISR ITA JOR JPN KHM
    KOR KWT LBN LBY LKA LTU MAR MDA MEX MLI MMR MNC NGA NGO NLD NOR NPL NZL PAK PER PHL PNG POL PRK PSE QAT ROU
    RUS RWA SAU SDN SLV SOM SRB SSD STP SWE SYR TCD THA TTO TUR TWN UKR UNO URY USA VAT VEN VNM XKX YEM ZAF ZWE
""".split(),
)


class FoundMention(Frozen, frozen=True):
    """Words that stand for a political actor: span, kind, the likeliest of `SECTORS`, and the chance of the span.

    `country` is the likeliest of `COUNTRIES`, with its chance. A pronoun is a mention only where it takes part in an
    event; kind, sector, and country say nothing then.
    """

    span: Span
    kind: MentionKind
    sector: str
    score: float
    pronoun: bool = False
    country: str = ""
    country_chance: float = 0.0


class FoundEvent(Frozen, frozen=True):
    """An event as the network found it.

    `actors`, `recipients` are positions in the list of mentions that was found with it. `chances` are the
    probabilities of `TYPES`, in that order; `status_chances` those of `STATUSES`. `by` is whose word it is said to be.
    `score` is the network's chance of a trigger, `habit` the log-odds that its words name an event of this type,
    `confidence` the calibrated chance that the event is there and of its type.
    """

    trigger: Span
    type: EventType
    status: EventStatus
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    score: float
    place: Span | None = None
    time: Span | None = None
    by: Span | None = None
    chances: tuple[float, ...] = ()
    status_chances: tuple[float, ...] = ()
    confidence: float = 0.5
    habit: float = 0.0
