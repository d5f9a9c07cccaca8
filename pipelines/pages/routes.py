"""The routes /page and /page.png: the page that a citation stands on, what is marked on it and the picture itself.

Both are POST, though they change nothing: an address stays in logs and histories, and a document's id may be its path.
"""

from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse, Response
from txtai.api import application

from pipelines.errors import NotHeld, QuestionError
from pipelines.pages.picture import Picture, Shown

router = APIRouter()

Document = Annotated[str, Body()]
Offset = Annotated[int, Body()]
Quote = Annotated[str, Body()]
Number = Annotated[int | None, Body()]
Zoom = Annotated[int, Body()]


@router.post("/page", operation_id="page")
def page(
    document: Document, start: Offset, end: Offset, quote: Quote = "", page: Number = None, zoom: Zoom = 100
) -> Shown:
    """What the page of a citation shows: its number, the boxes of the quote, words for who doesn't see the picture."""
    return _picture(document, start, end, quote, page, zoom).shown


@router.post("/page.png", operation_id="page_png", response_class=Response)
def page_png(
    document: Document, start: Offset, end: Offset, quote: Quote = "", page: Number = None, zoom: Zoom = 100
) -> Response:
    """The picture itself, with the quote marked where it could be placed."""
    picture = _picture(document, start, end, quote, page, zoom)
    if not picture.png:
        return JSONResponse({"detail": picture.note}, 404)
    return Response(picture.png, media_type="image/png", headers={"Cache-Control": "no-store"})


def _picture(document: str, start: int, end: int, quote: str, page: int | None, zoom: int) -> Picture:
    pages = application.get().embeddings.vademecum.pages
    try:
        found: Picture = pages.quoted(document, start, end, quote, page, zoom)
    except NotHeld as error:
        raise QuestionError(str(error)) from error
    return found
