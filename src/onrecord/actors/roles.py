"""What people are: the words in front of a name and the description that follows it, and who fits a description."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.actors.figures import Figure, Figures
from onrecord.actors.lexicon import load_first_names, load_nouns, load_titles, load_word_genders
from onrecord.actors.name import Name
from onrecord.actors.pieces import Pieces
from onrecord.actors.sources import Phrase, singular
from onrecord.tokens import Tokens

# Words for one office or part; a description by one fits somebody introduced by another.
_ALIKE = (
    "lawmaker legislator congressman congresswoman representative rep senator sen member parliamentarian mp mep",
    "attorney lawyer counsel solicitor",
    "spokesman spokeswoman spokesperson secretary",
    "governor gov",
    "nominee candidate contender hopeful",
    "professor prof scholar academic researcher",
    "doctor dr physician surgeon",
    "chairman chairwoman chair chairperson",
    "premier minister",
    "leader chief head boss",
    "billionaire businessman mogul developer tycoon entrepreneur",
    "adviser advisor aide strategist",
    "panel committee subcommittee",
    "general commander gen",
    "reporter journalist correspondent anchor host",
    "senator sen",
    "president",
)
_SETS: dict[str, tuple[frozenset[str], ...]] = {}
for _line in _ALIKE:
    for _word in _line.split():
        _SETS[_word] = (*_SETS.get(_word, ()), frozenset(_line.split()))
# Words that say nothing of an office, so that they point at whoever is being talked about.
PLAIN_MODIFIERS = frozenset(
    """the republican democratic democrat gop presidential vice former retired young old elder older younger longtime
    veteran independent conservative liberal labour us u.s this real estate""".split()
)
GENERIC = frozenset(
    """man woman lawmaker politician mother father billionaire businessman businesswoman mogul candidate nominee leader
    veteran student teenager native author singer actor actress star player coach writer diplomat official resident
    contender rival statesman parent girl boy person republican democrat soldier victim suspect defendant""".split()
)


def alike(word: str) -> frozenset[str]:
    """The words that name the same office as `word`, itself among them."""
    return frozenset({word}).union(*_SETS.get(word, ()))


def note_roles(text: str, tokens: Tokens, pieces: Pieces, names: Sequence[Name], figures: Figures) -> None:
    """Add to each person the description that follows its name: "Dee, the interim chairwoman of the committee"."""
    for name in names:
        figure = figures.of_name.get(name.span)
        if name.headline or name.kind not in ("person", "unknown"):
            continue
        if figure is None:
            figure = _introduced(tokens, pieces, name, figures)
        if figure is None or figure.kind != "person":
            continue
        for role in (_description_after(text, tokens, pieces, name), _description_before(tokens, pieces, name)):
            if not role:
                continue
            figure.roles.append(role)
            shown = _gender_of(role)
            if shown and not figure.gender_shown:
                figure.gender, figure.gender_shown = shown, True


def _introduced(tokens: Tokens, pieces: Pieces, name: Name, figures: Figures) -> Figure | None:
    """A first name alone that an apposition introduces: "his wife, Ann", "my parents, Ann and Ben Dee"."""
    if len(name.words) != 1 or name.words[0].lower() not in load_first_names():
        return None
    if not _description_before(tokens, pieces, name):
        return None
    figure = figures.new("person")
    figure.gender = _first_gender(name)
    figures.put(figure, name)
    return figure


def _description_after(text: str, tokens: Tokens, pieces: Pieces, name: Name) -> str:
    sentence = tokens.sentence_at(name.span.start)
    if sentence is None:
        return ""
    items = pieces.all
    i = pieces.index_at(name.span.end)
    if i >= len(items):
        return ""
    if items[i].text == "(":
        # "Dee (D-Calif.)": a member of a parliament, by party and place.
        return "lawmaker" if i + 2 < len(items) and items[i + 1].text[:2] in ("D-", "R-") else ""
    if items[i].text == "," and i + 1 < len(items) and items[i + 1].text[:2] in ("D-", "R-"):
        return "lawmaker"
    opening = items[i].text == "," or items[i].lower in ("is", "was", "became")
    if not opening or items[i].span.start >= sentence.end:
        return ""
    out: list[str] = []
    for piece in items[i + 1 : i + 16]:
        if piece.span.start >= sentence.end or piece.text in (",", ";", "—", "–", "“", '"', ".", ")"):
            break
        if piece.lower in _CLAUSES or (out and piece.lower.endswith("ed") and not piece.capital):
            break
        out.append(piece.raw if piece.possessive else piece.text)
    if not _is_description(out):
        return ""
    if items[i].text != "," and out[0].lower() not in ("a", "an", "the", "his", "her"):
        return ""
    if not out[0].islower() and out[0].lower() not in load_titles() and name.possessive:
        return ""
    return " ".join(out)


_CLAUSES = frozenset(
    """who which whose whom that said says told and was is were are has had have been to so because after before when
    while""".split()
)


def _is_description(words: Sequence[str]) -> bool:
    """Whether words after a name say what its owner is: they hold a person's noun before any attribute."""
    if not words or words[0].lower().endswith("ed") or words[0].lower() in _LINKS:
        return False
    for word in words[:9]:
        lower = word.lower()
        if lower in _LINKS:
            return False
        if load_nouns().get(singular(lower)) == "person" or lower in load_titles() or lower in _SUBJECTS:
            return True
    return False


def best_role(roles: Sequence[str]) -> str | None:
    """The role to show: the longest, without courtesy titles, without an article; what the page says in front first."""
    told = []
    for role in roles:
        words = role.split()
        if words and words[0].lower() in ("a", "an", "the"):
            words = words[1:]
        if words and not all(w.lower().rstrip(".") in _COURTESY for w in words):
            told.append(" ".join(words))
    told = [role for role in told if role.split()[-1].lower() not in _SUBJECTS] or told
    return max(told, key=lambda r: min(len(r), 60)) if told else None


# Nouns that tell whose somebody is and nothing of an office: shown where nothing better is known.
_SUBJECTS = frozenset("national citizen".split())
_COURTESY = frozenset("mr mrs ms miss mx sir dame lady lord".split())


def _description_before(tokens: Tokens, pieces: Pieces, name: Name) -> str:
    """ "An attorney for Dee, Ann Roe, said", "his wife, Ann", "my parents, Ann and Ben Dee"."""
    items = pieces.all
    i = pieces.index_at(name.whole.start) - 1
    sentence = tokens.sentence_at(name.span.start)
    if sentence is None or i < 1:
        return ""
    if items[i].lower == "and" and i > 2 and items[i - 1].capital:
        while i > 0 and (items[i].capital or items[i].lower == "and"):
            i -= 1
        paired = True
    else:
        paired = False
    if items[i].text != ",":
        return ""
    out: list[str] = []
    while i > 0 and len(out) < 10 and items[i - 1].span.start >= sentence.start and items[i - 1].is_word:
        i -= 1
        if items[i].lower in _REPORTING:
            break  # "The Tern Agency reports Saltair's director, Ann Roe": the agency is no part of what she is
        out.insert(0, items[i].text)
        if (
            items[i].lower in ("an", "a", "the", "his", "her", "my", "their", "our")
            and items[i - 1].lower not in _LINKS
        ):
            break
    parents = bool(out) and out[-1].lower() in ("parents", "grandparents")
    if parents:
        return {"f": "mother", "m": "father"}.get(name.gender or _first_gender(name), "")
    if paired or not out or not _is_role(out):
        return ""
    return " ".join(out)


_REPORTING = frozenset("reports reported says said writes wrote".split())
_LINKS = frozenset("for to of in at with".split())


def _first_gender(name: Name) -> str:
    return load_first_names().get(name.words[0].lower(), "")


def _is_role(words: Sequence[str]) -> bool:
    """Whether the words before any attribute end with a singular noun for a person."""
    for i, word in enumerate(words):
        if word.lower() in _LINKS:
            words = words[:i]
            break
    return bool(words) and load_nouns().get(words[-1].lower()) == "person"


def _gender_of(role: str) -> str:
    words = role.lower().split()
    for word in words[:6]:
        if word in ("of", "for", "to", "at"):
            break
        if word in load_word_genders():
            return load_word_genders()[word]
    return ""


def role_heads(role: str) -> set[str]:
    """The office words of a role in lower case, in the singular, before any attribute of it ("of the ...")."""
    out: set[str] = set()
    for word in role.lower().replace(".", "").split():
        if word in ("of", "for", "at", "in", "with", "on") and out:
            break
        noun = singular(word)
        if load_nouns().get(noun) == "person" or noun in load_titles():
            out.add(noun)
    return out


def fit(figure: Figure, phrase: Phrase) -> float:
    """How well a person fits a description: 0 where nothing speaks for it; more for shared words besides the office."""
    wanted = alike(phrase.head)
    best = 0.0
    for role in figure.roles[:40]:
        heads = role_heads(role)
        if phrase.head in heads:
            score = 2.0
        elif heads & wanted:
            score = 1.2
        else:
            continue
        words = set(role.lower().split())
        score += 0.5 * len(words & set(phrase.words))
        if "former" in words and "former" not in phrase.words and "ex" not in phrase.words:
            score -= 1.0
        best = max(best, score)
    if not best and figure.leader is not None and phrase.head in figure.leader.role.split():
        best = 1.0
    return best


def agrees(figure: Figure, phrase: Phrase) -> bool:
    """Whether the gender that a description shows is not against the person's."""
    shown = load_word_genders().get(phrase.head, "")
    return not shown or not figure.gender or shown == figure.gender


def shared_words(phrase: Phrase, words: Iterable[str]) -> int:
    """How many of the description's words, head included, are among `words`, in any letter case."""
    have = {singular(w.lower()) for w in words}
    return sum(bool(alike(singular(w)) & have) for w in {*phrase.words, phrase.head})
