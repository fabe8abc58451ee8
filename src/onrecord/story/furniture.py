"""Lines that are furniture of a page, not story: reply forms, "Read more" lines, newsletters, share lines, credits.

Every pattern must cover a whole line, and most lines are short, so that a sentence which merely begins alike ("Read
more than one way, the text ...") stays story. A line that quotes somebody is never furniture.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Literal

FurnitureKind = Literal[
    "reply-form",
    "read-more",
    "newsletter",
    "share",
    "byline",
    "caption",
    "credit",
    "contact",
    "advertisement",
    "cookie",
    "copyright",
    "date-line",
]

_MAX_LINE = 420  # the longest caption and newsletter lines that were met; longer lines are paragraphs

_NETWORK = (
    r"(?:face\s?book|twitter|x|instagram|youtube|you tube|telegram|whatsapp|linkedin|tiktok|reddit|pinterest|threads"
    r"|bluesky|mastodon|flipboard|google\+?|google news|tumblr|snapchat|messenger|e-?mail|print|rss|copy "
    r"link|sms|line)"
)
_MAIL = r"\S+@\S+\.\w+"
_OUTLETS = (
    r"(?:ap|afp|reuters|epa|upi|getty(?: images)?|shutterstock|istock|alamy|bloomberg|xinhua|tass|anadolu|" r"pool)"
)

_ANY_CASE: tuple[tuple[FurnitureKind, str], ...] = (
    # "Leave a Reply", "Leave a comment Cancel reply", "3 Comments", "Comments (12)", "Join the conversation"
    (
        "reply-form",
        r"(?:leave|post|add|write|submit|make) (?:a|your) (?:reply|comment)s?(?: to .{1,60})?(?: ?cancel reply)?",
    ),
    ("reply-form", r"cancel reply|(?:post|submit) comment|be the first to comment"),
    ("reply-form", r"your e-?mail (?:address )?will not be (?:published|shared|displayed).*"),
    ("reply-form", r"(?:all )?(?:required )?fields (?:are )?marked .{0,40}"),
    ("reply-form", r"save my name,? e-?mail.*"),
    ("reply-form", r"(?:name|e-?mail|website|comment)\s*(?:\*|\(required\)|\(optional\))"),
    ("reply-form", r"notify me (?:of|by|when) .{0,80}(?:e-?mail|comments?|posts?|site)\W*"),
    (
        "reply-form",
        r"(?:you must |please )?(?:be )?(?:log|logged|sign|signed) in to (?:post|leave|reply|comment|add)\b.{0,60}",
    ),
    ("reply-form", r"this site uses akismet.*|learn how your comment data is processed\W*"),
    (
        "reply-form",
        r"(?:\d+ |no |all |reader )?(?:comments?|replies|responses)(?: ?\(?\d+\)?| (?:are )?(?:closed|off|"
        r"disabled))?\W*|\d+ comments? on .{1,80}",
    ),
    ("reply-form", r"(?:view|show|hide|load|read|see)(?: all| more)?(?: \d+)? comments?\W*(?:\(\d+\))?"),
    (
        "reply-form",
        r"(?:join|start) the (?:conversation|discussion)\W*|tell us what you think\W*|have your say\W*|what "
        r"do you think\?.{0,80}(?:comments?|below)\W*",
    ),
    # "Read more: ...", "READ MORE >>", "Also read", "See also: ...", "Related: ...", "Most read in world news"
    (
        "read-more",
        r"(?:also |to )?(?:read|see|view)[ -]?(?:more|also|next|this|now|too|on|the (?:full|original) "
        r"(?:story|article|report))\s*(?:[:|>»→…\-–—].*|\.{3}.*|)",
    ),
    ("read-more", r"(?:read|see|find out|learn) more (?:about|on|at|here|from|in)\b[^.!?]{0,160}[.!]?(?: ?here\W*)?"),
    (
        "read-more",
        r"(?:also (?:read|see|on|in)|see also|up next|read next|next up|don['’]?t miss|must[- ]reads?|in case "
        r"you missed it|icymi|more here|(?:now )?read)\s*[:|>»→\-–—].*",
    ),
    (
        "read-more",
        r"(?:also (?:read|see)|see also|up next|read next|next up|don['’]?t miss|must[- ]reads?|in case you "
        r"missed it|icymi|explore further)\W*",
    ),
    ("read-more", r"also on (?:\w+\.)+\w+ .*"),
    (
        "read-more",
        r"(?:related|recommended|suggested|popular|trending|top|latest|further|more)(?: (?:top|latest|related|"
        r"world|us|uk))?(?: (?:articles?|stor(?:y|ies)|posts?|content|contents|topics?|coverage|news|links?|"
        r"reading|videos?|headlines?|from .{1,40}|on this(?: (?:story|topic))?|like this|for you|now))"
        r"?\s*:.{0,250}",
    ),
    (
        "read-more",
        r"(?:related|recommended|suggested|popular|trending|top|latest|further|more)(?: (?:articles?|stor(?:y|"
        r"ies)|posts?|content|contents|topics?|coverage|news|links?|reading|videos?|headlines?|"
        r"on this(?: (?:story|topic))?|like this|for you|now))\W*|related\W*|trending\W*",
    ),
    (
        "read-more",
        r"(?:you (?:may|might)(?: also)? (?:like|be interested in|enjoy|want to read)|we recommend|"
        r"editor['’]?s['’]? picks?|what to read next|keep reading|most (?:read|popular|viewed|shared)(?: "
        r"(?:in|on) .{1,40})?)\W*|more (?:from|on|about) [^.!?]{1,60}",
    ),
    (
        "read-more",
        r"(?:continue reading|(?:story|article) continues|scroll (?:down )?(?:to|for)|click (?:here|on|to|"
        r"through))\b[^.!?]{0,140}[.!]?",
    ),
    (
        "read-more",
        r"(?:full story|full article|full coverage|full report|podcast|live updates|follow live|watch|watch "
        r"live|watch now|watch more|listen|listen now|listen live|video|videos|photos|in pictures|gallery|"
        r"photo gallery|slideshow|photos and videos)\s*[:|>»→].{0,200}",
    ),
    (
        "read-more",
        r"(?:get|go) .{0,60}\b(?:by )?clicking here\W*|(?:listen|watch) (?:live|now|to|on|again)"
        r"\b.{0,100}\b(?:here|live|podcast|youtube|itunes|spotify)\b[^.!?]{0,40}\W*|(?:download|itunes|"
        r"spotify|listen): ?https?://\S+.*",
    ),
    # "Sign up for our newsletter", "Get the day's top headlines delivered to your inbox", "Enter your email address"
    (
        "newsletter",
        r"(?:please |to )?(?:sign[- ]?up|subscribe|register (?:now|here|for|to|with))"
        r"\b(?:.{0,220}\b(?:newsletters?|e-?mails?|inbox|updates?|alerts?|briefings?|channel|podcast|digest|"
        r"here|today|free|premium|access|unlimited|edition|magazine|headlines|stories)\b.{0,120}|\W*|(?: now| "
        r"here| today)\W*)",
    ),
    (
        "newsletter",
        r"(?:get|have|receive|want|stay|start|keep) .{0,200}\b(?:inbox|newsletters?|to your e-?mail|mobile "
        r"alerts|(?:delivered|sent) to you)\b.{0,120}",
    ),
    ("newsletter", r"(?:click|tap) here to (?:subscribe|sign up|get|join|download)\b.*"),
    (
        "newsletter",
        r"(?:please )?(?:enter|type|provide|add) (?:your|a valid) e-?mail(?: address)?\b.{0,60}|your "
        r"e-?mail(?: address)?\W*|(?:please )?enter a valid e-?mail.*",
    ),
    (
        "newsletter",
        r"(?:thanks|thank you) for (?:signing up|subscribing|registering)\b.{0,80}|(?:an error occurred|there "
        r"was an error|there was a problem)\b.{0,60}\b(?:subscription|e-?mail|sign-?up|request|form)\b.{0,40}",
    ),
    (
        "newsletter",
        r"by (?:signing up|subscribing|registering|submitting|entering|clicking|providing)\b.{0,80}\b(?:agree|"
        r"consent|accept|acknowledge|opt)\b.*|i (?:agree|consent) to\b.{0,160}\b(?:terms|privacy|e-?mails?)"
        r"\b.*",
    ),
    (
        "newsletter",
        r"(?:download|get) (?:the|our) .{0,60}\bapp\b.{0,60}|join (?:us on |our |the ).{0,60}\b(?:telegram|"
        r"whatsapp|newsletter|mailing list|channel)\b.{0,60}",
    ),
    (
        "newsletter",
        r".{0,80}\b(?:support|fund) (?:our|independent|quality) journalism\b.{0,160}|.{0,100}\bsubscribe to "
        r"(?:our|the .{1,40}) (?:newsletter|podcast|channel|magazine|youtube channel)s?\b.{0,100}",
    ),
    # "Share this article", "Share on Facebook", "Facebook | Twitter", "Follow us on Instagram"
    (
        "share",
        r"(?:share|tweet|pin|print|e-?mail|bookmark|save|copy|forward|reprint)(?: (?:this|the|it|via|by|to|on|"
        r"with|link|article|story|page|post|now|facebook|twitter|friends?|(?:a|your) friends?|and|,)\b)*(?: "
        + _NETWORK
        + r")?\s*[:!.|]?",
    ),
    (
        "share",
        r"(?:click to )?(?:share|tweet|send|post|e-?mail) (?:this|it|on|to|via|by)\b[^.!?]{0,60}(?:\(opens in "
        r"(?:a )?new window\))?\W*",
    ),
    ("share", _NETWORK + r"(?:(?:\s|[,|/·•:&-]|and\b)+" + _NETWORK + r")*\W*"),
    (
        "share",
        r"(?:please |you can |also )?(?:like us|follow|find (?:us|me|him|her|them|more)|join (?:us|our)|"
        r"connect with|add us)\b.{0,140}\b(?:on|at|via|to)\b.{0,30}\b(?:facebook|twitter|instagram|youtube|"
        r"telegram|whatsapp|linkedin|tiktok|google news|threads|bluesky)\b.{0,140}",
    ),
    (
        "share",
        r"follow .{0,80}@\w+\W*|(?:did you )?(?:like|enjoy)(?:ed)? (?:this|what you)\b.{0,80}\b(?:share|"
        r"friends?|post|subscribe)\b.{0,60}",
    ),
    # "Advertisement", "Story continues below advertisement", "Sponsored content"
    (
        "advertisement",
        r"\W*(?:advert(?:isement|isements|ising|s)?|sponsored(?: content| by .{1,40}| links)?|promoted(?: "
        r"content)?|paid (?:content|post|program)|ads? by .{1,30}|ad)(?:\s*[-–—:|].{0,60})?\W*",
    ),
    # "This site uses cookies ..."
    (
        "cookie",
        r"(?:we|this (?:web)?site|our (?:web)?site|our partners|we and our partners)\b.{0,40}\b(?:uses?|using|"
        r"sets?|stores?|places?)\b.{0,60}\bcookies\b.*|(?:accept|reject|manage|allow)(?: all)? cookies\W*|by "
        r"(?:continuing|using|browsing|visiting)\b.{0,120}\bcookies\b.*|(?:cookie|privacy)(?: (?:policy|"
        r"settings|notice|preferences))\W*",
    ),
    # "© 2024 The Daily Example. All rights reserved."
    (
        "copyright",
        r"(?:copyright\s*(?:©|\(c\)|\d{4})|©|\(c\)\s*(?:copyright|\d{4})).{0,200}|.{0,160}\ball rights "
        r"reserved\b.{0,200}|(?:this|these) (?:material|article|story|copy|content) (?:may not be|is for your "
        r"personal|is protected by|is not intended)\b.{0,300}",
    ),
    # "Photo: Jane Doe/Agency", "Image credit: ...", "(AP Photo/Jane Doe)", "Getty Images"
    (
        "credit",
        r"(?:(?:photo(?:graph)?s?|image|picture|file|cover|featured|video|graphic|illustration)s?(?: photo| "
        r"image| picture)?(?: credits?)?|credits?)\s*(?:\(.{1,30}\))?\s*(?:/|:|©|\|).{1,120}",
    ),
    (
        "credit",
        r"[\[(]?"
        + _OUTLETS
        + r"(?:[ -]?(?:photo|images?|file|pool))?(?:\s*/\s*.{2,60})?[\])]?\.?|file(?: photo| picture| image)?\W*",
    ),
    ("credit", r".{5,300}\bcontributed (?:to this (?:report|story|article)|reporting)\b.{0,60}"),
    ("credit", r"\(?(?:additional |further )?(?:reporting|writing|compiled|translated|edited|editing) by .{2,200}\)?"),
    # "Jane Doe can be reached at jdoe@example.org", "Have a tip? Write to ..."
    (
        "contact",
        r"(?:have|got|do you have|send us) (?:a |any )?(?:(?:news |story )?tips?|stor(?:y|ies)|more "
        r"information)\b.{0,40}\?.*|(?:e-?mail|contact|write to|reach|call) .{2,80}\b(?:at|on|via|:)"
        r"?\s*\(?(?:" + _MAIL + r"|\d{3}[-. )]{1,2}\d{3}).{0,140}",
    ),
    (
        "contact",
        r".{2,80}\b(?:can|may) be (?:reached|contacted|e-?mailed|followed)\b.{0,60}(?:"
        + _MAIL
        + r"|\d{3}[-. )]{1,2}\d{3}|@\w).{0,160}|(?:e-?mail|contact|tel|phone|fax)s?: ?.{3,80}|"
        + _MAIL,
    ),
)

_NAME = r"(?:[A-Z][\w.’'\-]*|de|del|della|van|von|der|den|bin|al-[A-Z]\w+|el-[A-Z]\w+|da|la|le)"
_NAMES = rf"[A-Z][\w.’'\-]*(?: {_NAME}){{1,4}}"
_DAYS = "Mon|Tues|Wednes|Thurs|Fri|Satur|Sun"
_MONTHS = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_CLOCK = (
    r"(?:,?\s*(?:at )?\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[AaPp]\.?[Mm]\.?)?\s*\(?(?:[A-Z]{2,4}|"
    r"[A-Z]{3}[+-]\d{1,2})?\)?)"
)
_DATE = (
    rf"(?:(?:{_DAYS})(?:day)?,? )?(?:{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)"
    rf"? {_MONTHS},? \d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})"
)
_UPDATED = (
    r"(?:(?:[Ff]irst )?(?:[Pp]ublished|[Uu]pdated|[Pp]osted|[Ll]ast (?:[Uu]pdated|[Mm]odified)|UPDATED|"
    r"PUBLISHED)(?: on| at)?\s*:?\s*)"
)

_CASED: tuple[tuple[FurnitureKind, str], ...] = (
    # "By Jane Doe", "By JANE DOE, Example Press Writer", "By Jane Doe and John Roe | May 3, 2024"
    (
        "byline",
        rf"(?:By|BY|by|Words by|Written by|Story by|Report by|Posted by|Published by|Text by) (?!(?:{_DAYS})day)"
        rf"(?!{_MONTHS}\b){_NAMES}(?:(?:,| and| &|, and) {_NAMES})*(?:,? (?:for|in|of|at) [A-Z][\w .]{{2,40}})?"
        rf"(?:\s*[,|/•·\-–—]\s*[^.!?\"“”]{{2,80}})?",
    ),
    # "Photograph by Ilse Brandauer", "Photo courtesy of Jane Doe / Example Agency"
    (
        "credit",
        r"(?:Photo(?:graph)?s?|Images?|Pictures?|Videos?|Graphics?|Illustrations?|PHOTOS?)(?: by| courtesy of|"
        r" courtesy)"
        rf" {_NAMES}(?:\s*[/,|(]\s*.{{2,60}})?",
    ),
    # "Published 4 May 2024", "Updated: May 3, 2024 at 4:05 p.m. EST", "Wednesday, January 23, 2019"
    # "Published 4 May 2024 at 20:15 Updated 20:31", "19:12 03.05.2024 // Example Wire // By Jane Doe"
    (
        "date-line",
        rf"{_UPDATED}?{_DATE}{_CLOCK}?(?:\s*[|/•·\-–—]?\s*{_UPDATED}(?:{_DATE}{_CLOCK}?|\d{{1,2}}[:.]\d{{2}}))?\s*\.?",
    ),
    (
        "date-line",
        r"(?:\d{1,2}[:.]\d{2}[, ]+\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}[./]\d{1,2}[./]\d{4}[, ]+\d{1,2}[:.]\d{2})"
        r"(?:\s*(?://|[|/•·])\s*[^.!?\"“”]{2,40}){0,3}",
    ),
    ("date-line", rf"{_UPDATED}(?:at )?\d{{1,2}}[:.]\d{{2}}\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:[A-Z]{{2,4}})?\s*\.?"),
    # "A street in Port Example on Monday. (AP Photo/Jane Doe)", "... [Jane Doe/Reuters]"
    (
        "caption",
        r".{5,400}[(\[](?:(?:AP|AFP|EPA|UPI|Reuters|REUTERS|Getty|File|Handout)?\s?(?:Photo|Photograph|Image|"
        r"Picture|photo|file)s?"
        r"(?: by| courtesy|:|/)\s?|(?:AP|AFP|EPA|UPI|Reuters|REUTERS|Getty Images|Getty)/)[^()\[\]]{2,80}[)\]]\.?",
    ),
    (
        "caption",
        r".{5,400}[(\[][A-Z][^()\[\]]{2,60}/(?:AP|AFP|EPA|UPI|Reuters|REUTERS|Getty Images|Getty|Xinhua|"
        r"Anadolu)[^()\[\]]{0,30}[)\]]\.?",
    ),
)

# What may stand before and after a label: dashes, arrows, brackets, but no quotation mark, and no full stop after it.
_EDGE = r"[^\w\"“”'‘’«»]{0,4}"
# Together by kind: each pattern takes half a millisecond to compile, which whoever reads one page waits for.
_LABELS: list[tuple[FurnitureKind, str]] = [
    (kind, "|".join(p for _, p in same)) for kind, same in groupby(_ANY_CASE, key=lambda named: named[0])
]
_PATTERNS: tuple[tuple[FurnitureKind, re.Pattern[str]], ...] = tuple(
    [(kind, re.compile(rf"{_EDGE}(?:{p})[^\w.!?\"“”'‘’«»]{{0,2}}", re.IGNORECASE)) for kind, p in _LABELS]
    + [(kind, re.compile(p)) for kind, p in _CASED]
)
_SPEECH = re.compile(r"[“”\"«»]|\b(?:said|says|told|added)\b", re.IGNORECASE)
_QUOTING_KINDS = frozenset({"caption", "credit", "read-more", "copyright"})


def find_kind(line: str) -> FurnitureKind | None:
    """The kind of furniture that `line` is, or None where it may be story.

    `line` is one line without its line end. A line with quotation marks or a verb of speech counts only where its
    pattern is a label ("Read more:", a caption with its photographer), since those carry headlines with quotations.
    """
    line = line.strip()
    if not line or len(line) > _MAX_LINE:
        return None
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(line) and (kind in _QUOTING_KINDS or not _SPEECH.search(line)):
            return kind
    return None
