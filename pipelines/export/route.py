"""The route /export: an answer, or references, as a file. It takes JSON, so that no address holds a question."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response
from txtai.api import application

from pipelines.errors import QuestionError
from pipelines.export import formats
from pipelines.export.saved import answer_of

router = APIRouter()

SAFE = {  # a browser is to keep the file, not to show it as a page of ours
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@router.post("/export", operation_id="export", response_class=Response)
def export(
    format: Annotated[str, Body()],
    question: Annotated[str | dict[str, Any] | None, Body()] = None,
    answer: Annotated[dict[str, Any] | None, Body()] = None,
    documents: Annotated[list[str] | None, Body()] = None,
    keep_unsupported: Annotated[bool, Body()] = False,
) -> Response:
    """A file in this format: of a question, which is answered; of an answer; or the references of documents."""
    if sum(given is not None for given in (question, answer, documents)) != 1:
        raise QuestionError("Give one of: `question`, `answer` (as /workflow gave it), `documents` (ids or titles).")
    form = formats.named(format)
    vademecum = application.get().embeddings.vademecum
    if documents is not None:
        text, name = vademecum.references(documents, form.name), "references"
    else:
        found = answer_of(answer) if answer is not None else vademecum.ask(question)
        text, name = vademecum.export(found, form.name, keep_unsupported), "answer"
    headers = {**SAFE, "Content-Disposition": f'attachment; filename="{name}{form.ending}"'}
    return Response(text.encode("utf-8"), media_type=f"{form.media}; charset=utf-8", headers=headers)
