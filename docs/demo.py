"""What `make demo` shows, and the shortest script on Vademecum: read documents, ask questions, print the answers."""

import sys
from pathlib import Path

from pipelines import show, show_answer
from pipelines.application import start
from pipelines.errors import VademecumError

QUESTIONS = (
    "What is the dose of the IL-6 inhibitor tocilizumab in severe COVID-19?",  # in a table
    "What is the rate of the fixed-rate insulin infusion in diabetic ketoacidosis?",  # in a PDF, with its page
    "How is acute gout treated?",  # not in the samples
)


def main() -> None:
    """Reads the samples into the library and asks three questions, the last one without an answer there."""
    vademecum = start(Path("config.yml"))
    show.out.print("Reading samples/ into the library ...")
    with show.progress(True) as listen:
        vademecum.ingest.listen = listen
        show.report(vademecum.add(["samples"]))
    for number, question in enumerate(QUESTIONS, start=1):
        show.out.print()
        show.out.rule(f"Question {number} of {len(QUESTIONS)}", align="left", characters="-")
        show_answer.answer(vademecum.ask(question))
    show.out.print()
    show.out.rule(characters="-")
    show.say("The web page: make app, then open http://127.0.0.1:8501")
    show.say("Your own documents: .venv/bin/vademecum ingest FOLDER")


if __name__ == "__main__":
    try:
        main()
    except VademecumError as error:  # another program is adding documents, or the disk is full
        show.error(str(error))
        sys.exit(1)
