"""The route /v1/chat/completions, for programs that talk to OpenAI's API: our answerer is the model `vademecum`.

txtai's own route takes every pipeline for a model, the steps of our workflows too, crashes on a wrong name, passes on
the last message only, and goes on when the caller has left. So this one stands before it; agents are left to txtai's.
"""

import json
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import chain
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse
from txtai.api import application
from txtai.api.routers import openai

from pipelines import places, trouble
from pipelines.asking import Asking
from pipelines.config import near
from pipelines.errors import QuestionError, VademecumError
from pipelines.events import Event, Piece
from pipelines.schema import Query

MODEL = "vademecum"
EARLIER = 6  # questions of the conversation that a question may lean on

router = APIRouter()


@router.post("/v1/chat/completions", operation_id="chat")
def chat(
    messages: Annotated[list[dict[str, Any]], Body(min_length=1)],
    model: Annotated[str, Body()],
    max_completion_tokens: Annotated[int | None, Body()] = None,
    stream: Annotated[bool | None, Body()] = False,
) -> Any:
    """Answers the last message from the library, whole or streamed; the questions before it say what it leans on."""
    models = [MODEL, *application.get().agents]
    if model not in models:
        raise QuestionError(f"There is no model '{model}'.{near(model, models)}")
    if model != MODEL:
        return openai.chat([{"content": _said(messages[-1])}], model, max_completion_tokens, stream)
    vademecum = application.get().embeddings.vademecum
    query = Query(_said(messages[-1]), history=_earlier(messages[:-1]))
    if not stream:
        return openai.ChatResponse()(model, vademecum.chat(query))
    run = vademecum.asking(query)
    events = run.events()
    first = next(events, None)  # what fails before the search is done is an error, no stream
    return StreamingResponse(_streamed(run, chain([first], events)), media_type="text/event-stream; charset=utf-8")


def _said(message: Mapping[str, Any]) -> str:
    """The text of a message, whose content is text or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        content = "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if not isinstance(content, str):
        raise QuestionError('The last message holds no text. Write {"role": "user", "content": "your question"}.')
    return content


def _earlier(messages: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The person's own earlier questions, oldest first; what the assistant said is no source."""
    asked = [_said(message) for message in messages if message.get("role") == "user" and message.get("content")]
    return tuple(text for text in asked if text.strip())[-EARLIER:]


async def _streamed(run: Asking, events: Iterator[Event | None]) -> AsyncIterator[str]:
    """Server-sent events. When the caller leaves, the answer is stopped at once, not at its next word."""
    form, id, created = openai.StreamingChatResponse(), str(uuid.uuid4()), int(time.time())

    def sent(delta: Mapping[str, str], reason: str | None = None) -> str:
        return str(form.chunk(id, created, MODEL, delta, reason))

    try:
        while (event := await anyio.to_thread.run_sync(next, events, None, abandon_on_cancel=True)) is not None:
            if isinstance(event, Piece):
                yield sent({"content": event.text})
        if run.answer and (sources := places.listing(run.answer)):
            yield sent({"content": sources})
        yield sent({}, "stop")
    except Exception as error:  # the status was sent long ago
        known = isinstance(error, VademecumError)
        told = str(error) if known else f"Something went wrong, error {trouble.number(error)}."
        yield f"data: {json.dumps({'error': {'message': told}})}\n\n"
    finally:
        run.stop()
    yield "data: [DONE]\n\n"
