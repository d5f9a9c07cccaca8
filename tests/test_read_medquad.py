"""MedQuAD's own XML: a page is a document, an answer a section named by its question's type."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.soundness import documents, legible, parts, refused

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<Document id="0000001_1" source="CancerGov" url="https://www.cancer.gov/all">
<Focus>Adult Acute Lymphoblastic Leukemia</Focus>
<FocusAnnotations><Category>Disease</Category><UMLS><CUIs><CUI>C0751606</CUI></CUIs></UMLS>
<Synonyms><Synonym>ALL</Synonym></Synonyms></FocusAnnotations>
<QAPairs>{pairs}</QAPairs></Document>"""
PAIR = '<QAPair pid="1"><Question qid="0000001_1-1" qtype="{}">What is it ?</Question><Answer>{}</Answer></QAPair>'


def page(*pairs: tuple[str, str]) -> str:
    return PAGE.format(pairs="".join(PAIR.format(*pair) for pair in pairs))


def test_a_page(tmp_path: Path) -> None:
    answer = """Key Points
                    - ALL is a cancer of
                    the blood.
                    - It gets worse quickly.


                Symptoms come early."""
    (document,) = documents(tmp_path / "a.xml", page(("information", answer), ("exams and tests", "A blood count.")))
    assert (document.id, document.title) == ("medquad:CancerGov/0000001_1", "Adult Acute Lymphoblastic Leukemia")
    assert (document.kind, document.url) == ("patient information", "https://www.cancer.gov/all")
    assert document.reference.journal == "CancerGov"
    assert parts(document) == {
        "Overview": "Key Points\n- ALL is a cancer of the blood.\n- It gets worse quickly.\n\nSymptoms come early.",
        "Exams and tests": "A blood count.",
    }


def test_the_question_is_not_indexed(tmp_path: Path) -> None:
    (document,) = documents(tmp_path / "a.xml", page(("symptoms", "Fever.")))
    assert document.text == "Fever."


def test_an_empty_answer_is_passed_over(tmp_path: Path) -> None:
    (document,) = documents(tmp_path / "a.xml", page(("causes", " "), ("outlook", "Good.")))
    assert parts(document) == {"Outlook": "Good."}


def test_sources_are_left_out(tmp_path: Path) -> None:
    answer = "Fever.\n\nSources: A leaflet, 2022; a guideline."
    (document,) = documents(tmp_path / "a.xml", page(("information", "Known."), ("symptoms", answer)))
    assert document.text == "Known.\n\nFever."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (page(("causes", ""), ("outlook", "")), "no answers"),
        (page(("causes", "Smoking"))[:-40], "cut short"),
        (page(("causes", "Ménière")).encode("cp1252"), "invalid encoding"),
    ],
)
def test_refused(tmp_path: Path, content: str | bytes, reason: str) -> None:
    assert reason in refused(tmp_path / "a.xml", content).reason


answers = st.text(legible("<&"), max_size=80)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(texts=st.lists(answers, max_size=5))
def test_any_page_is_sound(tmp_path: Path, texts: list[str]) -> None:
    pairs = [("symptoms", text) for text in texts]
    (document,) = documents(tmp_path / "a.xml", page(("information", "Known."), *pairs))
    assert document.text.split() == ["Known.", *" ".join(texts).split()]
