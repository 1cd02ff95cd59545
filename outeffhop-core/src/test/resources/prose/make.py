"""Makes prose.txt.gz, the built-in prose, from two SWORD modules as Debian packages them:

    dpkg-deb -x sword-text-web_426.0-1_all.deb FOLDER
    dpkg-deb -x sword-comm-tdavid_2.1-1_all.deb FOLDER
    python3 make.py FOLDER prose.txt.gz

One document a line, UTF-8, in the order of the books: each chapter of the 66 books of the Protestant canon; then, psalm by
psalm, Spurgeon's expositions and the notes that he collected, cut between paragraphs into documents of about 4,000
characters. The words are left as they are. Left out are headings, titles, footnotes, cross-references, speakers, verse
numbers, codes of words, hints to preachers, lists of works, names below notes, and of the Treasury paragraphs with Hebrew
or Greek or damaged letters, notes with digits, and parts under 500 characters.
"""

import gzip
import html
import re
import struct
import sys
import zlib
from pathlib import Path

BIBLE = "usr/share/sword/modules/texts/ztext/engWEB2015eb"
TREASURY = "usr/share/sword/modules/comments/zcom/tdavid"
APOCRYPHA = set(
    "Tob Jdt EsthGr AddPs Wis Sir Bar DanGr PrMan 1Esd 2Esd 1Macc 2Macc 3Macc 4Macc".split())
PART = 4000
SHORTEST = 500
CUT = "\x00"
NOTE = "\x01"


def blocks(stem, kinds, entry):
    """The blocks of a module, CUT where an entry of its index starts."""
    starts, verses, packed = (Path(f"{stem}{kind}").read_bytes() for kind in kinds)
    texts = []
    for offset, size, length in struct.iter_unpack("<III", starts):
        text = zlib.decompress(packed[offset:offset + size])
        assert len(text) == length
        texts.append(text)
    cuts = [set() for _ in texts]
    for block, offset, size in struct.iter_unpack(entry, verses):
        if size:
            cuts[block].add(offset)
    for text, places in zip(texts, cuts):
        edges = [0, *sorted(places - {0}), len(text)]
        yield CUT.join(text[a:b].decode("utf-8") for a, b in zip(edges, edges[1:]))


def plain(markup):
    """Text without markup, any white space one blank."""
    text = html.unescape(re.sub("<[^>]*>", "", markup)).replace(CUT, " ")
    return re.sub(r"\s+", " ", text).strip()


def chapters(folder):
    for testament in ("ot", "nt"):
        text = "".join(blocks(folder / BIBLE / testament, (".bzs", ".bzv", ".bzz"), "<IIH"))
        text = re.sub(r"<title\b.*?</title>|<speaker>.*?</speaker>", " ", text, flags=re.S)
        text = re.sub(r"<(div [se]ID|l|lb|lg)\b[^>]*>", " ", text)
        text = re.sub(r"<note\b.*?</note>", NOTE, text, flags=re.S)
        for part in re.split(r'(?=<chapter n="\d+" osisID="[^"]*" sID)', text)[1:]:
            book = re.match(r'<chapter n="\d+" osisID="(\w+)\.', part)[1]
            if book not in APOCRYPHA:
                chapter = plain(re.split(r"<chapter eID", part)[0])
                # A note stands for a blank where a word follows it.
                chapter = re.sub(rf'{NOTE}+(?=\s*[\w"(\u201c\u2018])', " ", chapter).replace(NOTE, "")
                yield re.sub(" +", " ", chapter).strip()


def paragraphs(markup):
    """Of a section of the Treasury, up to hints that follow without a title of their own."""
    for paragraph in re.split(r'<div [se]ID="[^"]*" type="x-p"/>', markup):
        if "HINTS TO" in paragraph:
            return
        yield paragraph


def readable(paragraph, note):
    """A paragraph's text, or nothing if it is no plain English prose."""
    reference = r"<reference\b[^>]*>[^<]*</reference>"
    text = re.sub(r'^\s*(?:<hi type="bold">[^<]*</hi>[\s.,;:-]*)+', "", paragraph)
    text = re.sub(rf"\s*\((?:see |See )?{reference}(?:[\s;,.]*{reference})*[.;\s]*\)", "", text)
    text = re.sub(rf"(?<=[.!?\"])\s*{reference}(?:[\s;,]*{reference})*\s*\.", "", text)
    if note:
        text = re.sub(r'(?<=[.!?"])\s*<hi type="italic">[^<]{2,160}</hi>[\s\d.,-]*$', "", text)
    text = re.sub(r"\s*(?:\. ){2,}\.?", " ", quoted(plain(text)))
    text = re.sub(r"\bVer(?:ses?)?\.? \d[\d, -]*\. ", "", text).strip()
    if note:
        name = r"(?:[A-Z][\w.'-]+ ){1,3}[A-Z][\w'-]+\.?"
        text = re.sub(rf"(?<=[.!?\"]) ?\u2014? ?{name}$", "", text)
    foreign = r"[^\sA-Za-z.,;:!?\"'()\u2014-]" if note else "[\u0080-\u00bf\u0370-\uffff*`|<>=]"
    return "" if re.search(foreign, text.replace("\u2014", "-")) else text


def quoted(text):
    """Moves the blank of (, "and) behind a quotation mark that closes."""
    parts = text.split('"')
    for i in range(1, len(parts) - 1, 2):
        if re.search(r"[,;:.!?] $", parts[i]) and re.match(r"[\w ]", parts[i + 1]):
            parts[i] = parts[i].rstrip()
            parts[i + 1] = " " + parts[i + 1].lstrip()
    return '"'.join(parts)


def treasury(folder):
    for psalm in blocks(folder / TREASURY / "ot", (".czs", ".czv", ".czz"), "<III"):
        sections = re.split(r'<title type="x-s">(.*?)</title>', psalm.replace(CUT, ""))
        for title, section in zip(sections[1::2], sections[2::2]):
            if re.match("EXPOSITION|EXPLANATORY", title):
                yield from documents(section, title.startswith("EXPLANATORY"))


def documents(section, notes):
    parts = [""]
    for paragraph in paragraphs(section):
        text = readable(paragraph, notes)
        if len(parts[-1]) >= PART and text:
            parts.append("")
        parts[-1] = f"{parts[-1]} {text}".strip()
    yield from (part for part in parts if len(part) >= SHORTEST)


def main(folder, target):
    lines = [*chapters(Path(folder)), *treasury(Path(folder))]
    data = "".join(line + "\n" for line in lines).encode("utf-8")
    Path(target).write_bytes(gzip.compress(data, 9, mtime=0))


main(*sys.argv[1:])
