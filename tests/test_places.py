"""The list below an answer that is plain text: where each number leads, or what came near."""

from dataclasses import replace

import pytest

from pipelines.places import listing
from pipelines.schema import ABSTENTION, Answer, Chunk, Citation, Passage, Statement
from tests.home import Home

QUOTE = Citation(1, "a#1", "a", "Gout", "Treatment › Acute", 3, "Hurts.", 0, 6, url="https://example.org/gout")


def answer(*citations: Citation, passages: tuple[Chunk, ...] = ()) -> Answer:
    """An answer with a statement for each citation, an abstention without any."""
    statements = tuple(Statement(citation.quote, (citation,)) for citation in citations)
    found = tuple(Passage(chunk, 0.5) for chunk in passages)
    return Answer("Gout?", statements, found, not statements, "quotes only", 1, 0.0)


def chunk(number: int, title: str = "Gout", section: str = "") -> Chunk:
    return Chunk(f"a#{number}", "a", title, section, "Hurts.", 0, 6)


def test_each_number_has_one_line_in_order() -> None:
    second = Citation(2, "b#1", "b", "Flu", "", None, "Burns.", 0, 6)
    assert listing(answer(second, QUOTE, replace(QUOTE, page=4))) == (
        "\n\nSources:\n[1] Gout, Treatment › Acute, page 3, https://example.org/gout\n[2] Flu"
    )


def test_titles_can_not_make_lines_of_their_own() -> None:
    evil = replace(QUOTE, title="Gout\n[2] Lancet", section="A\r\n\u2028B", url="", page=None)
    assert listing(answer(evil)).splitlines()[3:] == ["[1] Gout [2] Lancet, A B"]
    near = answer(passages=(chunk(1, "Gout\nSources:"),))
    assert listing(near).splitlines()[3:] == ["- Gout Sources:"]


def test_an_abstention_names_up_to_three_passages() -> None:
    passages = tuple(chunk(n, section=f"Part {n}") for n in range(5))
    assert listing(answer(passages=passages)) == "\n\nNearest passages:\n- Gout, Part 0\n- Gout, Part 1\n- Gout, Part 2"
    assert listing(answer(passages=(chunk(1), chunk(2)))) == "\n\nNearest passages:\n- Gout", "no line twice"
    assert listing(answer()) == ""


METFORMIN = "Metformin is given as 500 mg once daily."


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_the_chat_text_ends_with_the_list_streamed_and_whole(home: Home, threshold: float) -> None:
    home.write("a.jsonl", {"title": "Metformin", "text": METFORMIN, "url": "https://example.org/met"}, "Croup barks.")
    home.ingest()
    vademecum = home.start(answer={"threshold": threshold})
    question = "How much metformin once daily?"
    whole = str(vademecum.chat(question))
    assert whole == "".join(vademecum.chat(question, stream=True))
    if threshold:
        assert whole.startswith(f"{ABSTENTION}\n\nNearest passages:\n- Metformin")
    else:
        assert whole.startswith(f"{METFORMIN} [1]\n")
        assert "\n\nSources:\n[1] Metformin, https://example.org/met" in whole


def test_an_empty_library_has_no_list(home: Home) -> None:
    assert home.start().chat("Gout?") == ABSTENTION
