"""The route /v1/chat/completions, for programs that talk to OpenAI's API: our answerer is the model `vademecum`.

txtai's own route takes every pipeline for a model, the steps of our workflows too, and crashes on a wrong name. So this
one stands before it, checks, and leaves the rest to txtai's.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse
from txtai.api import application
from txtai.api.routers import openai

from pipelines.config import near
from pipelines.errors import QuestionError

MODEL = "vademecum"

router = APIRouter()


@router.post("/v1/chat/completions", operation_id="chat")
def chat(
    messages: Annotated[list[dict[str, Any]], Body(min_length=1)],
    model: Annotated[str, Body()],
    max_completion_tokens: Annotated[int | None, Body()] = None,
    stream: Annotated[bool | None, Body()] = False,
) -> Any:
    """Answers the last message from the library, whole or streamed; those before it are not taken into account."""
    models = [MODEL, *application.get().agents]
    if model not in models:
        raise QuestionError(f"There is no model '{model}'.{near(model, models)}")
    response = openai.chat([{"content": _said(messages[-1])}], model, max_completion_tokens, stream)
    if isinstance(response, StreamingResponse):
        response.headers["Content-Type"] = "text/event-stream; charset=utf-8"  # txtai leaves it out
    return response


def _said(message: Mapping[str, Any]) -> str:
    """The text of a message, whose content is text or a list of parts."""
    content = message.get("content")
    if isinstance(content, list):
        content = "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if not isinstance(content, str):
        raise QuestionError('The last message holds no text. Write {"role": "user", "content": "your question"}.')
    return content
