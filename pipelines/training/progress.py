"""What a person sees of a training: how far it is, the loss, the dev set, the time left."""

import time
from typing import Any

from transformers import TrainerCallback

from pipelines.records import Progress
from pipelines.training.dev import Listener


class Told(TrainerCallback):
    """Hands each step to a listener, and a line of figures at each log."""

    def __init__(self, listen: Listener) -> None:
        self._listen = listen
        self._began = (0.0, 0)  # time and step at which this process began

    def on_train_begin(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        self._began = (time.monotonic(), state.global_step)

    def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        self._listen(Progress("training", state.global_step, state.max_steps))

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **more: Any) -> None:
        found = logs or {}
        if "loss" in found:
            self._tell(state, f"loss {float(found['loss']):.4f}, {self._pace(state)}")
        elif "eval_nDCG@10" in found:
            self._tell(state, f"dev sample nDCG@10 {found['eval_nDCG@10']:.4f}")

    def _tell(self, state: Any, text: str) -> None:
        detail = f"Step {state.global_step} of {state.max_steps}: {text}"
        self._listen(Progress("training", state.global_step, state.max_steps, detail))

    def _pace(self, state: Any) -> str:
        began, first = self._began
        each = (time.monotonic() - began) / max(1, state.global_step - first)
        return f"{each:.1f} s a step, {left(each * (state.max_steps - state.global_step))} left"


def left(seconds: float) -> str:
    """A time in words: "40 s", "12 min", "3 h 5 min"."""
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{round(seconds)} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
