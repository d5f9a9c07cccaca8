"""DOCX: nested headings, lists and tables in place, properties, hidden and deleted text, damage."""

import datetime
import io
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.readers import read
from pipelines.readers.base import File
from pipelines.schema import Document
from tests.soundness import documents, parts, refused, sound


def packed(word: WordDocument) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def document(path: Path, word: WordDocument) -> Document:
    (found,) = documents(path / "a.docx", packed(word))
    return found


def table(word: WordDocument, rows: Sequence[Sequence[str]]) -> None:
    made = word.add_table(len(rows), len(rows[0]))
    for line, row in zip(made.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text


def test_headings_lists_and_tables(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Asthma in adults", 0)
    word.add_paragraph("In short.")
    word.add_heading("Treatment", 1)
    word.add_heading("Drugs", 2)
    word.add_paragraph("One", style="List Bullet")
    word.add_paragraph("Two", style="List Bullet 2")
    word.add_paragraph("Table 1. Doses", style="Caption")
    table(word, [["Drug", "Dose"], ["Salbutamol", "100 micrograms"]])
    word.add_heading("References", 1)
    word.add_paragraph("Doe J. Heart 1999.")
    found = document(tmp_path, word)
    assert found.title == "Asthma in adults"
    rows = "Table 1. Doses\nDrug | Dose\nSalbutamol | 100 micrograms"
    assert parts(found) == {"": "In short.", "Treatment › Drugs": f"- One\n  - Two\n\n{rows}"}
    assert found.text[found.tables[0].body :] == "Salbutamol | 100 micrograms"


def test_properties(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Text.")
    properties = word.core_properties
    properties.title, properties.author, properties.category = "Asthma", "Smith J; Jones A", "guideline"
    properties.created = datetime.datetime(2021, 5, 6)
    found = document(tmp_path, word)
    assert (found.title, found.published, found.kind) == ("Asthma", "2021-05-06", "guideline")
    assert found.reference.authors == ("Smith J", "Jones A")
    assert found.id == "a.docx"


def test_headers_deleted_and_hidden_text_are_left_out(tmp_path: Path) -> None:
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Confidential draft"
    paragraph = word.add_paragraph("Give 75 mg")
    paragraph.add_run(" of hidden text").font.hidden = True
    deleted = OxmlElement("w:del")
    deleted.append(paragraph.add_run(" or 300 mg")._r)
    paragraph._p.append(deleted)
    paragraph.add_run(" a day; platelets 10")
    paragraph.add_run("9").font.superscript = True
    assert document(tmp_path, word).text == "Give 75 mg a day; platelets 10^9"


def test_struck_out_text_is_left_out(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Give ")
    paragraph.add_run("50").font.strike = True
    paragraph.add_run("5 mg, ")
    paragraph.add_run("never").font.double_strike = True
    paragraph.add_run(" a day")
    paragraph.add_run(" on").font.strike = False
    paragraph.add_run(" and on").font.hidden = False
    assert document(tmp_path, word).text == "Give 5 mg, a day on and on"


M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
BOX = """<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:Choice Requires="wps"><w:drawing>{}</w:drawing></mc:Choice><mc:Fallback><w:pict>{}</w:pict></mc:Fallback>
</mc:AlternateContent>"""


def written(word: WordDocument, runs: str) -> None:
    word.add_paragraph()._p.append(parse_xml(f"<w:ins {nsdecls('w')} {M}>{runs}</w:ins>"))


def test_symbols_and_formulae(tmp_path: Path) -> None:
    word = docx.Document()
    signs = [f'<w:sym w:font="{font}" w:char="{code}"/>' for font, code in
             [("Symbol", "F06D"), ("Symbol", "F0B3"), ("Wingdings", "F0FC")]]  # fmt: skip
    written(word, "<w:r><w:t>5 </w:t>{}<w:t>g if </w:t>{}<w:t>30 </w:t>{}</w:r>".format(*signs))
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{}</w:t></w:r>'
    written(word, f"<w:r><w:t>10</w:t></w:r>{raised.format('-')}{raised.format('9')}<w:r><w:t>/L</w:t></w:r>")
    math = "<m:oMath>{}<m:r><m:t>=</m:t></m:r>{}</m:oMath>"
    fraction = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    power = "<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>-9</m:t></m:r></m:sup></m:sSup>"
    written(word, "<w:r><w:t>Then </w:t></w:r>" + math.format(fraction, f"{power}<m:d><m:e>{fraction}</m:e></m:d>"))
    assert document(tmp_path, word).text == "5 µg if ≥30 \ufffd\n\n10^-9/L\n\nThen 1/2=10^-9(1/2)"


def test_a_text_box_comes_once_behind_its_paragraph(tmp_path: Path) -> None:
    word = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Never 50 mg.</w:t></w:r></w:p></w:txbxContent>"
    written(word, f"<w:r><w:t>Give</w:t></w:r><w:r>{BOX.format(box, box)}</w:r><w:r><w:t>5 mg.</w:t></w:r>")
    assert document(tmp_path, word).text == "Give 5 mg.\n\nNever 50 mg."


def test_tables_in_tables(tmp_path: Path) -> None:
    word = docx.Document()
    made = word.add_table(2, 2)
    made.cell(0, 0).text, made.cell(0, 1).text, made.cell(1, 0).text = "Drug", "Doses", "A"
    for row, pair in zip(made.cell(1, 1).add_table(2, 2).rows, ["1 year/5 mg", "2 years/10 mg"], strict=True):
        for cell, text in zip(row.cells, pair.split("/"), strict=True):
            cell.text = text
    frame = word.add_table(1, 1).cell(0, 0)
    frame.text = "Framed."
    frame._tc.insert(2, deepcopy(made.cell(1, 1)._tc.find(qn("w:tbl"))))
    assert document(tmp_path, word).text == (
        "Drug | Doses\nA | 1 year, 5 mg; 2 years, 10 mg\n\nFramed.\n\n1 year | 5 mg\n2 years | 10 mg"
    )


def test_text_in_content_controls_is_kept(tmp_path: Path) -> None:
    word = docx.Document()
    inner = word.add_paragraph("Inside a control.")._p
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    inner.addprevious(control)
    control.append(content)
    content.append(inner)
    assert inner.getparent().tag == qn("w:sdtContent")
    assert document(tmp_path, word).text == "Inside a control."


def test_a_table_of_one_row(tmp_path: Path) -> None:
    word = docx.Document()
    table(word, [["Warning", "Never give vincristine intrathecally."]])
    assert document(tmp_path, word).text == "Warning | Never give vincristine intrathecally."


def test_a_style_based_on_a_heading_is_one(tmp_path: Path) -> None:
    word = docx.Document()
    word.styles.add_style("NICE Heading", WD_STYLE_TYPE.PARAGRAPH).base_style = word.styles["Heading 1"]
    word.add_paragraph("Text.")
    word.add_paragraph("Doses", style="NICE Heading")
    word.add_paragraph("5 mg.")
    assert parts(document(tmp_path, word)) == {"": "Text.", "Doses": "5 mg."}


def test_merged_cells_repeat(tmp_path: Path) -> None:
    word = docx.Document()
    made = word.add_table(2, 2)
    made.cell(0, 0).merge(made.cell(0, 1)).text = "Both"
    made.cell(1, 0).text, made.cell(1, 1).text = "a", "b"
    assert document(tmp_path, word).text == "Both | Both\na | b"


def test_truncated(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Text.")
    assert "cut short or damaged" in refused(tmp_path / "a.docx", packed(word)[:-500]).reason


texts = st.text("abc de.\n\t|", max_size=30)
blocks = st.one_of(
    st.tuples(st.just("heading"), st.integers(1, 4), texts),
    st.tuples(st.just("paragraph"), st.just(0), texts),
    st.tuples(st.just("item"), st.just(0), texts),
    st.tuples(st.just("table"), st.integers(1, 3), st.lists(texts, min_size=3, max_size=3)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(blocks, max_size=8))
def test_any_document_reads_soundly(tmp_path: Path, content: list[tuple[str, int, str | list[str]]]) -> None:
    word = docx.Document()
    word.add_paragraph("Sure.")
    for what, number, text in content:
        if isinstance(text, list):
            table(word, [text] * number)
        elif what == "heading":
            word.add_heading(text, number)
        else:
            word.add_paragraph(text, style="List Bullet" if what == "item" else None)
    path = tmp_path / "any.docx"
    path.write_bytes(packed(word))
    for found in read(File(path, "any.docx")):
        assert isinstance(found, Document)
        sound(found)
