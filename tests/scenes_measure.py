"""The states of the page Measure, as tests/scenes.py has those of Ask."""

import json
from collections.abc import Iterator

from selenium.webdriver.common.keys import Keys

from pipelines import evaluations
from pipelines.evaluations import Figure, Plan
from pipelines.failures import Failure
from tests.scene import begin
from tests.stage import HELD, Stage
from tests.web import Browser

FIGURES = {
    "supported": Figure(0.924, 0.902, 0.944, 612),
    "unsupported": Figure(0.041, 0.027, 0.057, 612),
    "not checked": Figure(0.035, 0.022, 0.051, 612),
    "citation precision": Figure(0.713, 0.676, 0.751, 612),
    "citation recall": Figure(0.924, 0.902, 0.944, 612),
    "relevant cited": Figure(0.846, 0.798, 0.890, 201),
    "answered": Figure(0.887, 0.842, 0.930, 201),
    "answered though not": Figure(0.212, 0.131, 0.303, 99),
}
FAILURES = (
    Failure("How is acute angle-closure glaucoma treated?", 0.0, fault="refused"),
    Failure("Which vaccine prevents dengue in travellers?", 0.0, fault="invented"),
    Failure("What is the dose of prednisolone in croup?", 0.33, fault="cited"),
)


def measure(page: Browser, stage: Stage) -> Iterator[str]:
    begin(page, stage, "quotes", "/measure")
    page.sees("No test has been run yet.")
    yield "measure-empty"
    page.press("Options:")
    page.until(lambda: page.all("[data-testid=stPopoverBody]"))
    yield "measure-options"
    page.key(Keys.ESCAPE)
    page.press("Run the test")
    page.until(lambda: page.all("table.plain"), 300)
    page.settle()
    yield "measure-search"


def measured_answers(page: Browser, stage: Stage) -> Iterator[str]:
    """A test of answers that was kept; then one that runs, while the model is held, and that is stopped."""
    stage.address("model")
    plan = Plan("answers", "/home/you/medquad-dev", "dev", leave_out=0.3)
    kept = evaluations.new(
        plan, name="medquad-dev", questions=300, passages=10075, seconds=2460.0, generation=0, model="a model",
        figures={"answers": FIGURES}, failures={"answers": FAILURES},
        curve=tuple((n / 40, 1 - (n / 40) ** 4, (1 - n / 40) ** 2) for n in range(41)),
    )  # fmt: skip
    evaluations.keep(stage.folder / "model" / "library", kept)
    begin(page, stage, "model", f"/measure?run={kept.id}")
    page.sees("When it says no")
    yield "measure-answers"
    questions = stage.folder / "questions.jsonl"
    questions.write_text(f"{json.dumps({'question': HELD})}\n" * 2, encoding="utf-8")
    begin(page, stage, "model", "/measure?set=other")
    page.until(lambda: page.all("[class*=st-key-measure-place] input"))[0].send_keys(str(questions), Keys.ENTER)
    page.settle()
    page.button("Run the test").click()  # a page that is drawn anew twice a second may never settle
    page.until(lambda: "Question 1 of 2." in page.text(), 300)
    page.until(stage.pipe.held, 300)
    yield "measure-running"
    page.button("Stop").click()
    page.until(lambda: "Nothing was kept of this test." in page.text(), 300)
    stage.pipe.let_go()
    page.settle()
    yield "measure-stopped"
