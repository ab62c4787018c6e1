"""Users in batches, each made and processed here or by worker processes, and returned in order."""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, Generic, Protocol, TypeVar

from clerk_fakes.errors import InvalidArgument, OutOfRange, WorkerLost
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.shapes import User

T = TypeVar("T")

BATCH = 1_000  # users held in memory at a time
QUEUED = 2  # batches queued for each worker


class Users(Protocol):
    """A sequence of users that can be read from any index, such as a `Population`."""

    def starting(self, index: int, /) -> Iterator[User]: ...


def document_of(population: Users) -> Document:
    """The `document` of a population, or the bundled document if it has none."""
    document = getattr(population, "document", None)
    return document if isinstance(document, Document) else read()


def indices_of(population: Users, start: int, n: int, workers: int = 1) -> range:
    """The indices of n users; raises `InvalidArgument` unless all of them exist.

    Users that have a `size`, as a population has, are not read for that; of others the last one is.
    """
    for name, number, least in (("n", n, 0), ("start", start, 0), ("workers", workers, 1)):
        if not isinstance(number, int) or isinstance(number, bool) or number < least:
            raise InvalidArgument(f"{name}={number!r} must be an integer from {least}")
    if n and not _exists(population, start + n - 1):
        raise OutOfRange(f"start={start}, n={n}: there is no user {start + n - 1}; choose a smaller start or n")
    return range(start, start + n)


def _exists(population: Users, index: int) -> bool:
    size = getattr(population, "size", None)
    if isinstance(size, int):
        return index < size
    try:  # a generator that runs out shows it only when it is read
        return next(population.starting(index), None) is not None
    except OutOfRange:
        return False


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """How many users a batch had, and what the work on them returned."""

    users: int
    result: T


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    """The work to do on the users of each batch."""

    users: Users
    work: Callable[[Iterable[User]], T]

    def __call__(self, indices: range) -> Batch[T]:
        counted = _CountedUsers(islice(self.users.starting(indices.start), len(indices)))
        result = self.work(counted)
        return Batch(counted.count, result)


class _CountedUsers:
    """Users counted as they are consumed, and not kept in a list, which the garbage collector would scan repeatedly."""

    def __init__(self, users: Iterable[User]) -> None:
        self._users = users
        self.count = 0

    def __iter__(self) -> Iterator[User]:
        for self.count, user in enumerate(self._users, 1):  # noqa: B020  the loop itself counts
            yield user


def batches(users: Users, indices: range, work: Callable[[Iterable[User]], T], workers: int = 1) -> Generator[Batch[T]]:
    """What `work` returns for the users of each batch, in order, and the same for any number of `workers`.

    More than one worker means separate processes, to and from which users, work and results are pickled.
    """
    job = _Job(users, work)
    parts = (indices[at : at + BATCH] for at in range(0, len(indices), BATCH))
    for batch in map(job, parts) if workers == 1 else _by_processes(job, parts, workers):
        if batch.users:
            yield batch


def _by_processes(job: _Job[T], parts: Iterator[range], workers: int) -> Iterator[Batch[T]]:
    # Spawned, because a fork of a process with threads may hang, and could close its parent's database connection.
    with _explained_loss(), ProcessPoolExecutor(workers, get_context("spawn"), _start, (_pickled(job),)) as pool:
        pending = deque(pool.submit(_work, part) for part in islice(parts, workers * QUEUED))
        try:
            while pending:
                batch = pending.popleft().result()
                pending.extend(pool.submit(_work, part) for part in islice(parts, 1))
                yield batch
        finally:
            pool.shutdown(cancel_futures=True)


def _pickled(job: _Job[Any]) -> bytes:
    try:
        return pickle.dumps(job)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise InvalidArgument(f"these users cannot be sent to other processes ({error}); use workers=1") from error


@contextmanager
def _explained_loss() -> Iterator[None]:
    """Turns the loss of a worker process into a `WorkerLost` with its likely causes."""
    try:
        yield
    except BrokenProcessPool as error:
        raise WorkerLost(
            "a worker was killed, or could not start: check that there is enough memory, and that a script starts its "
            'work below `if __name__ == "__main__":`; or use workers=1'
        ) from error


_jobs: list[_Job[Any]] = []  # the one job of this process, if it is a worker


def _start(job: bytes) -> None:
    """Set up this process as a worker that leaves interrupts to its parent and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_die_with_parent, daemon=True).start()
    _jobs.append(pickle.loads(job))  # noqa: S301  written by our own parent process


def _die_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _work(indices: range) -> Batch[Any]:
    return _jobs[0](indices)
