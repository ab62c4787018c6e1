"""The progress of long work, as a person sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

T = TypeVar("T")


class Advance(Protocol):
    """Reports how many users are done, and of how many where that is known only now."""

    def __call__(self, done: int, total: int | None = None) -> None: ...


class Rate(ProgressColumn):
    """Users per second."""

    def render(self, task: Task) -> Text:
        """The recent rate; nothing until there is one."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", "progress.data.speed")


@contextmanager
def progress(total: int = 0) -> Iterator[Advance]:
    """A bar on stderr that follows the number of users done; nothing where stderr is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total=None: None
        return
    counts = TextColumn("[progress.download]{task.completed:,} of {task.total:,} users")
    with Progress(BarColumn(), counts, Rate(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("users", total=total)

        def advance(done: int, total: int | None = None) -> None:
            if bar.tasks[0].completed:
                bar.update(task, completed=done, total=total)
            else:  # what was there before was not done at this rate
                bar.reset(task, completed=done, total=total)

        yield advance


def counted(users: Iterable[T], advance: Advance) -> Iterator[T]:
    """The users, reporting every thousandth."""
    for done, user in enumerate(users, 1):
        yield user
        if done % 1000 == 0:
            advance(done)
