"""Actors that a page calls by a pronoun or a quantity alone ("its", "everyone", "two of them"): who that is, no code
can say, so they stand in no drawing of who did what to whom.
"""

from __future__ import annotations

# The closed classes of English: personal, possessive, reflexive, demonstrative, relative, and indefinite pronouns;
# articles, quantifiers, and numerals; and the words that hold these together ("one of the two").
_CLOSED = frozenset(
    """
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers
    herself it its itself they them their theirs themselves this that these those such who whom whose which what
    someone somebody anyone anybody everyone everybody everything something anything nothing nobody none no noone
    one ones oneself another other others each either neither both all any some several many most more much few fewer
    less least lot lots plenty half same latter former a an the every
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen dozens hundred hundreds thousand thousands
    million millions billion billions first second third last
    of and or else at only about around than almost nearly
    """.split()
)


def is_unresolved(name: str) -> bool:
    """Whether a name consists of such words alone; numbers in figures count among them."""
    words = name.replace("’s", "").replace("'s", "").replace("-", " ").casefold().split()
    return all(word.strip(".,;:’'“”\"") in _CLOSED or not any(map(str.isalpha, word)) for word in words)
