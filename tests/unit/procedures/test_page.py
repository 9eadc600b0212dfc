"""The reference page and its pictures are those of the declarations."""

from pathlib import Path
from xml.etree import ElementTree

from tests.unit.procedures.small import small

from shouwang.engine.pack.reading import load_pack
from shouwang.procedures.diagram import svg
from shouwang.procedures.page import pages, write
from shouwang.procedures.reading import load_procedures

REFERENCE = Path(__file__).parents[3] / "docs/reference"


def test_the_page_is_not_older_than_the_declarations():
    pack = load_pack("cn")
    for name, text in pages(load_procedures("cn", pack), pack).items():
        assert (REFERENCE / name).read_text(encoding="utf-8") == text, name


def test_there_is_no_picture_of_a_procedure_that_is_gone():
    pack = load_pack("cn")
    written = {name for name in pages(load_procedures("cn", pack), pack) if name.endswith("svg")}
    there = {f"procedures/{path.name}" for path in (REFERENCE / "procedures").glob("*")}
    assert there == written


def test_writing_it(tmp_path):
    pack = load_pack("cn")
    procedures = load_procedures("cn", pack)
    assert write(tmp_path, procedures, pack) == 1 + len(procedures.entries)
    assert (tmp_path / "procedures.md").is_file()


def test_a_picture_names_every_step_and_way_and_sets_off_where_a_case_stands(tmp_path):
    declared = small(tmp_path)
    picture = ElementTree.fromstring(svg(declared, current="notice"))
    words = " ".join(text.text or "" for text in picture.iter("{http://www.w3.org/2000/svg}text"))
    names = [step.label["zh"] for step in declared.steps.values()]
    names += [way.label["zh"] for way in declared.transitions.values() if way.target]
    assert [name for name in names if name not in words] == []
    boxes = [box.get("fill") for box in picture.iter("{http://www.w3.org/2000/svg}rect")]
    assert boxes.count("#dbeafe") == 1
    assert "公示 5 天" in words
    assert "style" not in svg(declared)
    assert "notice 5 days" in svg(declared, language="en")
