"""Evidence packs: the same entries give the same pack, changes are named, and the index runs nothing foreign."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from onrecord.errors import InputError, OutputError, UsageError
from onrecord.exports import Entry
from onrecord.exports.pack import pack, verify
from onrecord.exports.pack.highlights import Item, mark_text
from onrecord.exports.spans import Pin, find_pins
from onrecord.record import Record, Span
from tests import sample
from tests.entries import make_entries, make_hard_record, make_page

ASKED = (sample.STATEMENTS[0].id,)
Files = dict[str, bytes]


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    pack(make_entries(), tmp_path / "pack.zip", ASKED)
    return tmp_path / "pack.zip"


def read_zip(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(path: Path, files: Files) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def read_index(path: Path) -> html.HtmlElement:
    return html.document_fromstring(read_zip(path)["index.html"])


def test_untouched_pack_is_intact(packed: Path) -> None:
    verdict = verify(packed)
    assert (verdict.intact, verdict.sealed) == (True, None)
    assert verify(packed, verdict.seal).sealed is True


def test_same_entries_give_the_same_pack(packed: Path, tmp_path: Path) -> None:
    again = pack(iter(make_entries()), tmp_path / "again.zip", ASKED)
    assert packed.read_bytes() == (tmp_path / "again.zip").read_bytes()
    assert verify(packed).seal == again.seal


def test_pages_are_kept_byte_for_byte(packed: Path) -> None:
    files = read_zip(packed)
    for entry in make_entries():
        if entry.page:
            assert entry.page.content in [content for name, content in files.items() if name.startswith("pages/")]
    assert all(name.endswith(".txt") for name in files if name.startswith("pages/"))


def test_corrections_are_kept(packed: Path) -> None:
    lines = read_zip(packed)["corrections.jsonl"].decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["c-1", "c-2", "c-3"]


def change(name: str) -> Callable[[Files], None]:
    def apply(files: Files) -> None:
        files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])

    return apply


def reseal(files: Files) -> None:
    """What somebody would do who changes a page and the manifest with it, but forgets the chain."""
    name = next(name for name in files if name.startswith("pages/"))
    manifest = json.loads(files["manifest.json"])
    old = hashlib.sha256(files[name]).hexdigest()
    change(name)(files)
    new = hashlib.sha256(files[name]).hexdigest()
    files["manifest.json"] = files["manifest.json"].replace(old.encode(), new.encode())
    files["SHA256SUMS"] = files["SHA256SUMS"].replace(old.encode(), new.encode())
    assert manifest


CHANGES: dict[str, tuple[Callable[[Files], object], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "a changed index": (change("index.html"), ("index.html",), (), ()),
    "a record taken out": (lambda f: f.pop("records/00002-p-events.json"), (), ("records/00002-p-events.json",), ()),
    "a file added": (lambda f: f.update({"pages/new.txt": b"x"}), (), (), ("pages/new.txt",)),
    "changed sums": (change("SHA256SUMS"), ("SHA256SUMS",), (), ()),
    "sums taken out": (lambda f: f.pop("SHA256SUMS"), (), ("SHA256SUMS",), ()),
    "another author": (
        lambda f: f.update({"manifest.json": f["manifest.json"].replace(b'"onrecord 0', b'"onrecord 9')}),
        ("manifest.json",), (), (),
    ),
    "a file twice": (lambda f: None, ("README.txt",), (), ()),
    "a manifest laid out anew": (
        lambda f: f.update({"manifest.json": json.dumps(json.loads(f["manifest.json"])).encode()}),
        ("manifest.json",), (), (),
    ),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
@pytest.mark.parametrize("label", CHANGES)
def test_change_is_named(label: str, packed: Path) -> None:
    apply, changed, missing, added = CHANGES[label]
    files = read_zip(packed)
    apply(files)
    write_zip(packed, files)
    if label == "a file twice":
        with zipfile.ZipFile(packed, "a") as archive:
            archive.writestr("README.txt", files["README.txt"])
    verdict = verify(packed)
    assert (verdict.changed, verdict.missing, verdict.added, verdict.intact) == (changed, missing, added, False)


def test_new_manifest_breaks_the_chain_and_the_seal(packed: Path) -> None:
    seal = verify(packed).seal
    files = read_zip(packed)
    reseal(files)
    write_zip(packed, files)
    assert "manifest.json" in verify(packed).changed
    assert verify(packed, seal).sealed is False


def test_pack_made_anew_needs_the_seal_to_be_found_out(packed: Path, tmp_path: Path) -> None:
    """A whole new pack is consistent in itself: only the seal that was noted tells."""
    seal = verify(packed).seal
    pack(make_entries()[:1], tmp_path / "other.zip", ASKED)
    assert verify(tmp_path / "other.zip").intact
    assert not verify(tmp_path / "other.zip", seal).intact


def test_pack_zipped_again_by_another_program_is_the_same(packed: Path, tmp_path: Path) -> None:
    seal = verify(packed).seal
    shutil.unpack_archive(packed, tmp_path / "out")
    again = Path(shutil.make_archive(str(tmp_path / "again"), "zip", tmp_path / "out"))
    assert [name for name in read_zip(again) if name.endswith("/")]
    assert verify(again, seal).intact


@settings(deadline=None)  # each example writes a pack
@given(st.data())
def test_every_changed_byte_of_a_file_is_found(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "p.zip")
        pack([Entry(sample.make_record(), page=make_page("a", "some words"))], path)
        files = read_zip(path)
        name = data.draw(st.sampled_from(sorted(files)))
        place = data.draw(st.integers(0, max(0, len(files[name]) - 1)))
        content = files[name]
        files[name] = content[:place] + bytes([(content[place] + 1) % 256]) + content[place + 1 :] if content else b"x"
        write_zip(path, files)
        try:
            assert not verify(path).intact
        except InputError:
            assert name == "manifest.json"


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 half"])
def test_what_is_no_zip_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(content)
    with pytest.raises(InputError, match="no zip"):
        verify(tmp_path / "p.zip")


def test_truncated_pack_is_told(packed: Path) -> None:
    packed.write_bytes(packed.read_bytes()[:-100])
    with pytest.raises(InputError, match="no zip, or damaged"):
        verify(packed)


def test_flipped_bit_in_the_zip_names_the_file(packed: Path) -> None:
    content = bytearray(packed.read_bytes())
    with zipfile.ZipFile(packed) as archive:
        info = archive.getinfo("index.html")
    content[info.header_offset + 30 + len("index.html") + 500] ^= 0xFF
    packed.write_bytes(bytes(content))
    assert verify(packed).changed == ("index.html",)


def test_other_zip_is_no_pack(tmp_path: Path) -> None:
    write_zip(tmp_path / "p.zip", {"a": b"b"})
    with pytest.raises(InputError, match="no evidence pack"):
        verify(tmp_path / "p.zip")
    with pytest.raises(InputError, match="cannot be read"):
        verify(tmp_path / "absent.zip")


def test_pack_is_not_overwritten(packed: Path) -> None:
    with pytest.raises(OutputError, match="exists already"):
        pack(make_entries(), packed)


def test_nothing_to_pack_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Nothing to pack"):
        pack([], tmp_path / "p.zip")
    assert list(tmp_path.iterdir()) == []


def test_sums_are_those_of_sha256sum(packed: Path, tmp_path: Path) -> None:
    if not shutil.which("sha256sum"):
        pytest.skip("sha256sum is not on this machine")
    shutil.unpack_archive(packed, tmp_path / "out")
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path / "out", check=True)


def test_index_shows_each_text_character_for_character(packed: Path) -> None:
    texts = [entry.record.story.text for entry in make_entries() if entry.record]
    shown = [
        ["".join(p.itertext()) for p in text.findall("p")] for text in read_index(packed).xpath("//div[@class='text']")
    ]
    for text, paragraphs in zip(texts, shown, strict=True):
        expected = text.translate({0: "\ufffd", 8: "\ufffd"})
        assert "\n".join(paragraphs) == expected


def test_every_item_has_a_card_and_marked_words(packed: Path) -> None:
    index = read_index(packed)
    cards = {card.get("id") for card in index.xpath("//article")}
    for number, entry in enumerate(make_entries(), 1):
        if entry.record is None:
            continue
        for pin in find_pins(entry.record):
            card = f"p{number}-{pin.item}"
            assert card in cards
            words = index.xpath(f"//mark[contains(concat(' ', @data-items, ' '), ' {card} ')]")
            assert words, pin


def test_links_lead_somewhere_within(packed: Path) -> None:
    index, files = read_index(packed), read_zip(packed)
    ids = index.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in index.xpath("//a/@href"):
        assert link.startswith("https://narva-ledger.example/") or link[1:] in ids or link in files, link


def test_index_fetches_and_runs_nothing_foreign(packed: Path) -> None:
    index = read_index(packed)
    assert not index.xpath("//img|//iframe|//object|//embed|//link|//base|//form|//@onclick|//@style|//script/@src")
    policy = index.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    (script,) = index.xpath("//script/text()")
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy
    assert "calc!A1" not in script


def test_markup_of_a_page_stays_text(tmp_path: Path) -> None:
    record = make_hard_record(surrogate=True)
    pack([Entry(record, page=make_page("x", "<script>alert(1)</script>", "text/html"))], tmp_path / "p.zip")
    content = read_zip(tmp_path / "p.zip")["index.html"].decode("utf-8")
    assert "</script><b>" not in content
    assert "<script>alert" not in content
    assert "\x00" not in content


def test_directions_are_named_and_end_where_they_stand(packed: Path) -> None:
    marks = read_index(packed).xpath("//bdi[@class='direction']")
    assert [(mark.get("data-label"), mark.text) for mark in marks] == [("RLO", "\u202e"), ("PDF", "\u202c")]


def test_rejected_items_are_listed_apart(tmp_path: Path) -> None:
    machine = sample.make_record()
    corrected = sample.make_record(statements=sample.STATEMENTS[1:])
    pack([Entry(machine, corrected=corrected)], tmp_path / "p.zip")
    index = read_index(tmp_path / "p.zip")
    (rejected,) = index.xpath("//p[@class='rejected']")
    assert rejected.xpath(".//code/text()") == [sample.STATEMENTS[0].id]
    assert not index.xpath(f"//article[@id='p1-{sample.STATEMENTS[0].id}']")


def test_asked_items_are_named_first(packed: Path) -> None:
    index = read_index(packed)
    (link,) = index.xpath("//ul[@class='asked']//a/@href")
    (asked,) = index.xpath(f"//*[@id='{link[1:]}']")
    assert "asked" in asked.getparent().get("class")


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8))
def test_marks_change_no_word(text: str, ends: list[tuple[int, int]]) -> None:
    pins = [Pin(f"s-{n}", "statement", "content", 0, Span(min(a, b), max(a, b) + 1)) for n, (a, b) in enumerate(ends)]
    items = {pin.item: Item(f"S{n}", f"p1-{pin.item}", "a name") for n, pin in enumerate(pins)}
    shown = html.fragments_fromstring(mark_text(text, pins, items, ()))
    controls = dict.fromkeys((*range(9), 11, *range(14, 32), 127), "�")
    paragraphs = ["".join(p.itertext()) for p in shown if not isinstance(p, str)]
    assert "\n".join(paragraphs) == text.translate(controls)


def test_rejected_page_is_shown_with_its_reason(packed: Path) -> None:
    assert "the page has no text" in read_zip(packed)["index.html"].decode()


def test_record_of_a_pack_reads_back(packed: Path) -> None:
    kept = msgspec.json.decode(read_zip(packed)["records/00001-p-sample.json"], type=Entry)
    assert isinstance(kept.record, Record)
    assert kept.record == sample.make_record()


def show_in_browser(page: Path) -> html.HtmlElement:
    """The page as a real browser has it after its scripts ran, without any connection."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium on this machine")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"]
    command = [browser, *options, f"--user-data-dir={page.parent / 'profile'}", page.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return html.document_fromstring(done.stdout)


def test_browser_runs_the_script_of_the_index_and_no_other(tmp_path: Path) -> None:
    attack = "<script>document.title='attacked'</script><img src=x onerror=\"document.title='attacked'\">"
    story = sample.make_story(text=sample.TEXT + attack, title=attack, outlet=attack, byline=attack)
    record = sample.make_record(story=story)
    pack([Entry(record, page=make_page("x", attack, "text/html"))], tmp_path / "p.zip")
    shutil.unpack_archive(tmp_path / "p.zip", tmp_path / "out")
    shown = show_in_browser(tmp_path / "out" / "index.html")
    assert shown.get("class") == "keys"
    assert shown.findtext(".//title") == "Evidence pack"
    assert not shown.xpath("//img")


def test_keys_go_from_card_to_card(packed: Path, tmp_path: Path) -> None:
    """A script of the test presses keys, so the policy that would forbid it is taken out first."""
    content = read_zip(packed)["index.html"].decode()
    before, _, rest = content.partition('<meta http-equiv="Content-Security-Policy"')
    press = """<script>
        const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", {key}));
        const seen = [];
        for (const key of "jjk") { press(key); seen.push(document.activeElement.id); }
        document.body.dataset.seen = seen.join(" ");
        const hidden = (e) => getComputedStyle(e).display === "none" && !e.matches("script");
        document.body.dataset.hidden = [...document.body.querySelectorAll("*")].filter(hidden).length;
        document.body.dataset.lit = document.querySelectorAll("mark.on").length;
    </script></body>"""
    (tmp_path / "index.html").write_text(before + rest.partition(">")[2].replace("</body>", press), encoding="utf-8")
    body = show_in_browser(tmp_path / "index.html").find("body")
    cards = read_index(packed).xpath("//article/@id")
    assert body.get("data-seen") == f"{cards[0]} {cards[1]} {cards[0]}"
    assert int(body.get("data-lit")) > 0
    assert body.get("data-hidden") == "0"
