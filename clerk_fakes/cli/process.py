"""The process around a command: streams that are closed, a stdout that is full, and the signals that end it."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import current_thread, main_thread
from types import FrameType
from typing import IO

ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def standard_streams() -> Iterator[None]:
    """Replace each stream that the caller has closed, until the command is done."""
    closed = [name for name in ("stdin", "stdout", "stderr") if getattr(sys, name) is None]
    with ExitStack() as stack:
        for name in closed:
            setattr(sys, name, stack.enter_context(_instead_of(name)))
        try:
            yield
        finally:
            for name in closed:
                setattr(sys, name, None)


def _instead_of(name: str) -> IO[str]:
    """An empty stdin, a stdout that cannot be written to, or a stderr that goes nowhere."""
    if name == "stdout":
        return open(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    return open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8")


@contextmanager
def without_library_logs() -> Iterator[None]:
    """Keep what libraries log or warn of off stderr, unless logging is set up: one line of error is enough."""
    root, silent = logging.getLogger(), logging.NullHandler()
    root.addHandler(silent)
    logging.captureWarnings(not sys.warnoptions)
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.removeHandler(silent)


def flushed() -> OSError | None:
    """The error that keeps our output from being written, if any; what is left is dropped, or Python would fail too."""
    try:
        sys.stdout.flush()
    except OSError as error:
        with suppress(OSError), open(os.devnull, "wb") as nowhere:  # a stream that is no file has nothing to redirect
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        return error
    return None


@contextmanager
def interrupting(signals: list[int]) -> Iterator[list[int]]:
    """Turn each signal that would end the process into an interrupt, as of Ctrl-C; yields those received."""
    received: list[int] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        received.append(number)
        raise KeyboardInterrupt

    with ExitStack() as stack:
        for number in signals:
            if signal.getsignal(number) is signal.SIG_DFL and current_thread() is main_thread():
                signal.signal(number, interrupt)
                stack.callback(signal.signal, number, signal.SIG_DFL)
        yield received
