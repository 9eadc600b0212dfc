"""The one catalogue of translations: Chinese stands in the source, English in locale/en.

`python -m shouwang.site.catalogue add "线索" "Clue"` puts a translation in its place and compiles;
`add-many FILE` takes lines of source, tab, English;
`missing` prints what the source says and the catalogue lacks; `compile` writes the .mo that runs.
No gettext tools are needed: the .po is read and the .mo written here (format: GNU gettext manual,
"The Format of GNU MO Files").
"""

import ast
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import typer

import shouwang

ROOT = Path(shouwang.__file__).parent
FOLDER = ROOT / "site" / "locale" / "en" / "LC_MESSAGES"
PO, MO = FOLDER / "django.po", FOLDER / "django.mo"
HEADER = (
    "Project-Id-Version: shouwang\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
    "Language: en\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
)

_MARKERS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2, "ngettext_lazy": 2}
_IN_TEMPLATE = re.compile(r"""(?:\{%\s*trans(?:late)?\s+|\b_\()(["'])(?P<text>.*?)\1""")
_BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?\b(?P<head>[^%]*)%\}(?P<body>.*?)\{%\s*endblocktrans(?:late)?\s*%\}",
    re.DOTALL,
)
_PLURAL = re.compile(r"\{%\s*plural\s*%\}")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")

app = typer.Typer(add_completion=False, help=__doc__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A source text, its plural form if it has one, and its translations in order."""

    source: str
    plural: str = ""
    texts: tuple[str, ...] = field(default=("",))


def used() -> dict[str, str]:
    """Every source text marked for translation in the package, with the file it is first met in."""
    found: dict[str, str] = {}
    for path in sorted(ROOT.rglob("*")):
        if path.suffix == ".html":
            texts = _in_template(path.read_text(encoding="utf-8"))
        elif path.suffix == ".py":
            texts = _in_python(path.read_text(encoding="utf-8"))
        else:
            continue
        for text in texts:
            found.setdefault(text, str(path.relative_to(ROOT)))
    return found


def _in_template(source: str) -> Iterator[str]:
    for match in _IN_TEMPLATE.finditer(source):
        yield match["text"].replace("%", "%%")  # Django looks it up so
    for match in _BLOCK.finditer(source):
        singular = _PLURAL.split(match["body"])[0]
        text = _VARIABLE.sub(r"%(\1)s", singular.replace("%", "%%"))
        trimmed = re.search(r"\btrimmed\b", match["head"])
        yield " ".join(line.strip() for line in text.strip().splitlines()) if trimmed else text


def _in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        if name in _MARKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def missing() -> dict[str, str]:
    """What is used and has no English yet; texts without a Chinese character need none."""
    entries = [entry for entry in read(PO.read_text(encoding="utf-8")) if all(entry.texts)]
    known = {entry.source for entry in entries}
    # a counted text is looked up by number: a single translation would not be found
    counted = _counted() - {entry.source for entry in entries if entry.plural}
    return {
        text: file
        for text, file in used().items()
        if (text not in known or text in counted) and _CHINESE.search(text)
    }


def _counted() -> set[str]:
    """Source texts of templates that have a singular and a plural."""
    pages = [path.read_text(encoding="utf-8") for path in ROOT.rglob("*.html")]
    blocks = [match[0] for page in pages for match in _BLOCK.finditer(page)]
    return {text for block in blocks if _PLURAL.search(block) for text in _in_template(block)}


def read(text: str) -> list[Entry]:
    """The entries of a .po file. The header, which has an empty source, is left out."""
    entries = [_entry(block) for block in re.split(r"\n\s*\n", text)]
    return [entry for entry in entries if entry.source]


def _entry(block: str) -> Entry:
    parts: dict[str, str] = {}
    key = ""
    for line in block.splitlines():
        start = re.match(r"(msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(?=\")", line)
        if start:
            key, line = start[1], line[start.end() :]
            parts[key] = ""
        if line.startswith('"') and key:
            parts[key] += ast.literal_eval(line)
    texts = tuple(value for name, value in sorted(parts.items()) if name.startswith("msgstr"))
    return Entry(parts.get("msgid", ""), parts.get("msgid_plural", ""), texts)


def write(entries: list[Entry]) -> str:
    """The text of a .po file, sorted by source so that two people's additions seldom collide."""
    header = "\n".join(_quoted(line + "\n") for line in HEADER.splitlines())
    blocks = [f'msgid ""\nmsgstr ""\n{header}']
    blocks += [_block(entry) for entry in sorted(entries, key=lambda entry: entry.source)]
    return "\n\n".join(blocks) + "\n"


def _block(entry: Entry) -> str:
    lines = [f"msgid {_quoted(entry.source)}"]
    if entry.plural:
        lines.append(f"msgid_plural {_quoted(entry.plural)}")
        lines += [f"msgstr[{n}] {_quoted(text)}" for n, text in enumerate(entry.texts)]
    else:
        lines.append(f"msgstr {_quoted(entry.texts[0])}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def compiled(entries: list[Entry]) -> bytes:
    """The .mo file: seven numbers, a table of sources, a table of translations, the texts."""
    pairs = [(b"", HEADER.encode())]
    for entry in entries:
        source = f"{entry.source}\0{entry.plural}" if entry.plural else entry.source
        pairs.append((source.encode(), "\0".join(entry.texts).encode()))
    pairs.sort()
    count, start = len(pairs), 28
    offset = start + 16 * count
    sources, offset = _table([source for source, _ in pairs], offset)
    texts, offset = _table([text for _, text in pairs], offset)
    head = struct.pack("<7I", 0x950412DE, 0, count, start, start + 8 * count, 0, offset)
    body = b"".join(source + b"\0" for source, _ in pairs)
    return head + sources + texts + body + b"".join(text + b"\0" for _, text in pairs)


def _table(strings: list[bytes], offset: int) -> tuple[bytes, int]:
    rows = b""
    for string in strings:
        rows += struct.pack("<2I", len(string), offset)
        offset += len(string) + 1
    return rows, offset


def _save(entries: list[Entry]) -> None:
    entries = list({entry.source: entry for entry in entries}.values())  # the last one counts
    FOLDER.mkdir(parents=True, exist_ok=True)
    PO.write_text(write(entries), encoding="utf-8")
    MO.write_bytes(compiled(entries))


@app.command("compile")
def compile_() -> None:
    """Sort the .po and write the .mo."""
    _save(read(PO.read_text(encoding="utf-8")))


@app.command("add")
def add(source: str, english: str, plural_english: str = typer.Argument("")) -> None:
    """Add or replace one translation; with a second English text it is singular and plural."""
    entries = {entry.source: entry for entry in read(PO.read_text(encoding="utf-8"))}
    plural = source if plural_english else ""
    texts = (english, plural_english) if plural_english else (english,)
    entries[source] = Entry(source, plural, texts)
    _save(list(entries.values()))


@app.command("add-many")
def add_many(file: Path) -> None:
    """Add the lines of a file: source, tab, English."""
    entries = {entry.source: entry for entry in read(PO.read_text(encoding="utf-8"))}
    for line in file.read_text(encoding="utf-8").splitlines():
        source, _, english = line.partition("\t")
        if source and english:
            entries[source] = Entry(source, "", (english,))
    _save(list(entries.values()))


@app.command("missing")
def missing_() -> None:
    """Print what has no English yet, with its file; exit 1 if there is anything."""
    lacking = missing()
    for text, file in lacking.items():
        typer.echo(f"{file}\t{text}")
    raise typer.Exit(1 if lacking else 0)


if __name__ == "__main__":
    app()
