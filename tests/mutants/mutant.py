"""One slip in the handler, and the handler that it is a slip in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

Json: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Json], Json]

SOURCE = (Path(__file__).parents[2] / "examples" / "webhook_handler.py").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One slip: what it forgets, and the text that it puts in place of another."""

    name: str
    old: str
    new: str

    @property
    def source(self) -> str:
        """The handler with the slip in it."""
        return SOURCE.replace(self.old, self.new)


def load(source: str) -> Handler:
    """The `user_row` of a handler's source."""
    namespace: dict[str, Any] = {"__name__": "webhook_handler"}
    exec(compile(source, "webhook_handler.py", "exec"), namespace)  # noqa: S102 - our own source, with one slip in it
    return cast("Handler", namespace["user_row"])
