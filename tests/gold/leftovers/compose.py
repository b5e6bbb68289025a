"""Compose the labelled leftover documents from hand-written pieces.

Run as ``python tests/gold/leftovers/compose.py``; the files beside it are its result. The two
halves share no piece, and each document's order is drawn with a fixed seed, so that anyone can
write the same files again.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LANGUAGES = ("ru", "uk", "bg", "sr", "be", "kk")
STORY = (None, "subheading")
"""Kinds of lines whose debris is the story's, as is that without a kind."""
ENGLISH_CHROME = ("Skip to main content", "Share", "Print", "Comments are closed")
ENGLISH_CREDITS = ("Photo: REUTERS/Jan Holm", "Photo: AFP", "Image: Lena Brandt/EPA")


def _foreign_end(content: str) -> int:
    """Where the debris of a line ends: at the label's end if the rest is a Latin name."""
    foreign = [i for i, c in enumerate(content) if c.isalpha() and c > "\u0370"]
    latin = sum(c.isalpha() and c < "\u0370" for c in content)
    return foreign[-1] + 1 if foreign and latin > len(foreign) else len(content)


class Draft:
    """A document as it grows: lines with kinds, leftovers with spans."""

    def __init__(self) -> None:
        self.text = ""
        self.lines: list[dict[str, Any]] = []
        self.leftovers: list[dict[str, Any]] = []

    def line(self, content: str, kind: str, leftover: dict[str, Any] | None = None) -> None:
        """Append one line, all of it a leftover if one is given."""
        if self.lines:
            self.text += "\n"
        start = len(self.text)
        self.text += content
        self.lines.append(
            {"number": len(self.lines) + 1, "start": start, "end": len(self.text), "kind": kind}
        )
        if leftover:
            self.mark(start, start + _foreign_end(content), leftover)

    def append(self, content: str) -> int:
        """Let the last line go on; where what is added begins."""
        start = len(self.text)
        self.text += content
        self.lines[-1]["end"] = len(self.text)
        return start

    def mark(self, start: int, end: int, leftover: dict[str, Any]) -> None:
        """Label a span as a leftover."""
        self.leftovers.append(
            {"start": start, "end": end, "text": self.text[start:end], **leftover}
        )

    def blank(self, odds: float, dice: random.Random) -> None:
        """An empty line, as often as the odds say."""
        if dice.random() < odds:
            self.line("", "empty")

    def record(self, name: str, split: str, language: str) -> dict[str, Any]:
        """The document in the keys of ``wirereader scan --json``."""
        return {
            "id": name,
            "split": split,
            "language": language,
            "text": self.text,
            "lines": self.lines,
            "leftovers": sorted(self.leftovers, key=lambda one: one["start"]),
        }


def _paragraph(
    draft: Draft, text: str, pieces: dict[str, Any], language: str, odds: float, dice: random.Random
) -> None:
    """A body line whose slots hold English or, as often as the odds say, debris."""
    out, marks = "", []
    while "{" in text:
        head, _, rest = text.partition("{")
        name, _, text = rest.partition("}")
        out += head
        if dice.random() < odds:
            marks.append((len(out), pieces["slots"][name][language]))
            out += marks[-1][1]
        else:
            out += pieces["slots"][name]["en"]
    glued = dice.choice(pieces[language]["chrome"]) if dice.random() < odds / 12 else ""
    if glued:
        marks.append((len(out + text) + 1, glued))
    draft.line(f"{out}{text} {glued}".rstrip(), "body")
    start = draft.lines[-1]["start"]
    for at, fragment in marks:
        draft.mark(start + at, start + at + len(fragment), {"language": language, "kind": "body"})


def mixed(split: str, pieces: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """English articles with debris of one language on lines, in sentences and glued to lines."""
    dice = random.Random(f"mixed-{split}")
    records: list[dict[str, Any]] = []
    for number in range(count):
        language = LANGUAGES[number % len(LANGUAGES)]
        story = pieces["stories"][(number // len(LANGUAGES)) % len(pieces["stories"])]
        own = pieces[language]
        blank = dice.choice((0.0, 0.5, 1.0, 1.0))
        share = dice.choice((0.3, 0.5, 0.8))
        draft = Draft()

        def debris(
            kind: str,
            odds: float = share,
            *,
            own: Any = own,
            language: str = language,
            blank: float = blank,
            draft: Draft = draft,
        ) -> bool:
            if dice.random() >= odds:
                return False
            draft.line(dice.choice(own[kind]), kind, {"language": language, "kind": kind})
            if kind != "caption":
                draft.blank(blank, dice)
            return True

        if dice.random() < 0.5:
            draft.line(dice.choice(ENGLISH_CHROME), "chrome")
        debris("chrome")
        debris("metadata", share / 2)
        draft.line(story["headline"], "headline")
        draft.blank(blank, dice)
        debris("chrome", share / 2)
        for paragraph in story["paragraphs"]:
            _paragraph(draft, paragraph, pieces, language, 0.5, dice)
            draft.blank(blank, dice)
            if debris("caption", share * 0.7):
                if dice.random() < 0.6:
                    draft.line(dice.choice(ENGLISH_CREDITS), "photo_credit")
                else:
                    draft.line(
                        dice.choice(own["photo_credit"]),
                        "photo_credit",
                        {"language": language, "kind": "photo_credit"},
                    )
                draft.blank(blank, dice)
            elif not debris("related_link", share / 3):
                debris("body", share / 5)
        debris("promo")
        debris("translator_credit", share / 2)
        debris("chrome", share / 2)
        if not draft.leftovers:
            draft.line(
                own["translator_credit"][0],
                "translator_credit",
                {"language": language, "kind": "translator_credit"},
            )
        records.append(draft.record(f"mixed-{split}-{number:03d}", split, "en"))
    return records


def sentences(split: str, pieces: dict[str, Any]) -> list[dict[str, Any]]:
    """Single sentences with debris inside, marked by double brackets."""
    records: list[dict[str, Any]] = []
    for language, texts in pieces["sentences"].items():
        for text in texts:
            draft, clean, marks = Draft(), "", []
            for i, part in enumerate(re.split(r"\[\[|\]\]", text)):
                if i % 2:
                    marks.append((len(clean), len(clean + part)))
                clean += part
            draft.line(clean, "body")
            for start, end in marks:
                draft.mark(start, end, {"language": language, "kind": "body"})
            records.append(draft.record(f"sentence-{split}-{len(records):03d}", split, "en"))
    return records


def belongs(split: str, passages: list[str]) -> list[dict[str, Any]]:
    """Passages in which nothing is a leftover."""
    records: list[dict[str, Any]] = []
    for number, passage in enumerate(passages):
        draft = Draft()
        for line in passage.split("\n"):
            draft.line(line, "body" if line.strip() else "empty")
        records.append(draft.record(f"belongs-{split}-{number:03d}", split, "und"))
    return records


def homoglyphs(split: str, pieces: dict[str, Any]) -> list[dict[str, Any]]:
    """Sentences with one disguised word each."""
    records: list[dict[str, Any]] = []
    carriers = pieces["homoglyphs"]["carriers"]
    for number, (word, intended) in enumerate(pieces["homoglyphs"]["pairs"]):
        head, _, tail = carriers[number % len(carriers)].partition("{w}")
        draft = Draft()
        draft.line(head + word + tail, "body")
        draft.mark(
            len(head),
            len(head) + len(word),
            {"language": "und", "kind": "homoglyph", "intended": intended},
        )
        records.append(draft.record(f"homoglyph-{split}-{number:03d}", split, "en"))
    return records


def inserted(name: str, data: dict[str, Any], split: str) -> list[dict[str, Any]]:
    """Copy with one piece of debris on a line of its own or behind a sentence, and what belongs there."""
    records: list[dict[str, Any]] = []
    for item in data["items"]:
        for i, debris in enumerate(item["debris"]):
            language = item["langs"][i] if "langs" in item else item["lang"]
            draft = Draft()
            for line in item["text"].split("\n"):
                if line == "{x}":
                    content, _, kind = debris.partition("|")
                    kind = kind or ("body" if "langs" in item else "chrome")
                    draft.line(content, kind, {"language": language, "kind": kind})
                elif line.endswith("{x}"):
                    content, _, kind = debris.partition("|")
                    draft.line(line.replace("{x}", content), "body")
                    end = len(draft.text)
                    draft.mark(end - len(content), end, {"language": language, "kind": kind})
                else:
                    draft.line(line, "body" if line else "empty")
            records.append(
                draft.record(f"{name}-{split}-{len(records):03d}", split, item["language"])
            )
    for item in data["belongs"]:
        draft = Draft()
        for line in item["text"].split("\n"):
            draft.line(line, "body")
        records.append(draft.record(f"{name}-{split}-{len(records):03d}", split, item["language"]))
    return records


def marked(name: str, split: str, text: str) -> list[dict[str, Any]]:
    """Documents written whole: below "=== language" lines with ⟦kind|language|debris⟧ in them.

    The language above a document is that of its debris, the document English; in the files of Latin debris it is the
    document's own. Without a kind and a language a mark is debris of a sentence. A line that is all debris has its kind;
    of the others the first is the headline, the rest the story.
    """
    records: list[dict[str, Any]] = []
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        language, _, body = part.partition("\n")
        draft, titled = Draft(), False
        for line in body.strip("\n").split("\n"):
            pieces = re.split(r"⟦(?:(\w+)\|(\w+)\|)?(.*?)⟧", line)
            whole = not (pieces[0].strip() or "".join(pieces[4::4]).strip()) and len(pieces) == 5
            kind = pieces[1] if whole else "body" if titled else "headline"
            titled = titled or (bool(line.strip()) and not whole) or kind == "headline"
            draft.line("", kind if line.strip() else "empty")
            for at in range(0, len(pieces), 4):
                draft.append(pieces[at])
                if at + 3 < len(pieces):
                    start = draft.append(pieces[at + 3])
                    kind = "body" if pieces[at + 1] in STORY else pieces[at + 1]
                    found = {"language": pieces[at + 2] or language, "kind": kind}
                    draft.mark(start, len(draft.text), found)
        own = language.strip() if name.startswith("latin") else "en"
        records.append(draft.record(f"{name}-{split}-{len(records):03d}", split, own))
    return records


def passages(name: str, split: str, text: str) -> list[dict[str, Any]]:
    """Passages, one object a line with their text and language; debris stands in ⟦ ⟧, its language unsaid."""
    records: list[dict[str, Any]] = []
    for number, passage in enumerate(map(json.loads, text.splitlines())):
        draft = Draft()
        for line in passage["text"].split("\n"):
            draft.line("", "body" if line.strip() else "empty")
            for at, part in enumerate(re.split("[⟦⟧]", line)):
                start = draft.append(part)
                if at % 2:
                    draft.mark(start, len(draft.text), {"language": "und", "kind": "body"})
        records.append(draft.record(f"{name}-{split}-{number:03d}", split, passage["language"]))
    return records


def write(name: str, records: list[dict[str, Any]]) -> None:
    """One JSON object a line."""
    lines = [json.dumps(record, ensure_ascii=False, separators=(", ", ": ")) for record in records]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write every file of the set."""
    for split in ("fit", "report"):

        def load(stem: str, split: str = split) -> dict[str, Any]:
            path = HERE / "pieces" / f"{stem}{split}.toml"
            return tomllib.loads(path.read_text(encoding="utf-8"))

        pieces = load("")
        write(f"mixed-{split}.jsonl", mixed(split, pieces, 96) + sentences(split, pieces))
        write(f"belongs-{split}.jsonl", belongs(split, load("belongs-")["passages"]))
        write(f"homoglyphs-{split}.jsonl", homoglyphs(split, pieces))
        for name in ("latin", "kindred"):
            write(f"{name}-{split}.jsonl", inserted(name, load(f"{name}-"), split))
    for path in sorted((HERE / "pieces").glob("whole-*")):
        name, _, split = path.stem.removeprefix("whole-").rpartition("-")
        text = path.read_text(encoding="utf-8")
        compose = marked if path.suffix == ".txt" else passages
        write(f"{name}-{split}.jsonl", compose(name, split, text))


if __name__ == "__main__":
    main()
