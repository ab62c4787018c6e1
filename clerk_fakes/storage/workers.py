"""Users in batches, each made and worked on by this process or by others, and handed on in their order."""

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
AHEAD = 2  # batches that wait for each worker


class Users(Protocol):
    """A sequence of users to read from any index on, such as a `Population`."""

    def starting(self, index: int, /) -> Iterator[User]: ...


def document_of(population: Users) -> Document:
    """What the users are made by: what they say themselves, else the bundled document."""
    document = getattr(population, "document", None)
    return document if isinstance(document, Document) else read()


def indices_of(population: Users, start: int, n: int, workers: int = 1) -> range:
    """The indices of n users; raises `InvalidArgument` where there are not as many, before any is made."""
    for name, number, least in (("n", n, 0), ("start", start, 0), ("workers", workers, 1)):
        if not isinstance(number, int) or isinstance(number, bool) or number < least:
            raise InvalidArgument(f"{name}={number!r} counts nothing; give a whole number from {least} on")
    if n and next(_there(population, start + n - 1), None) is None:
        raise OutOfRange(f"start={start}, n={n}: there are no users up to index {start + n - 1}; ask for fewer")
    return range(start, start + n)


def _there(population: Users, index: int) -> Iterator[User]:
    try:
        yield from population.starting(index)
    except OutOfRange:
        return


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """What came of a number of users."""

    users: int
    made: T


@dataclass(frozen=True, slots=True)
class _Job(Generic[T]):
    """What to do with the users of one batch."""

    users: Users
    work: Callable[[Iterable[User]], T]

    def __call__(self, indices: range) -> Batch[T]:
        counting = _Counting(islice(self.users.starting(indices.start), len(indices)))
        made = self.work(counting)
        return Batch(counting.count, made)


class _Counting:
    """Users that are counted on their way; none is held: the garbage collector would visit them again and again."""

    def __init__(self, users: Iterable[User]) -> None:
        self._users = users
        self.count = 0

    def __iter__(self) -> Iterator[User]:
        for self.count, user in enumerate(self._users, 1):  # noqa: B020  it is the loop that counts
            yield user


def batches(users: Users, indices: range, work: Callable[[Iterable[User]], T], workers: int = 1) -> Generator[Batch[T]]:
    """What `work` makes of the users of each batch, in order: the same whatever the number of `workers`.

    Several are processes of their own, which the users, the work and what it makes reach by pickle.
    """
    job = _Job(users, work)
    parts = (indices[at : at + BATCH] for at in range(0, len(indices), BATCH))
    for batch in map(job, parts) if workers == 1 else _by_processes(job, parts, workers):
        if batch.users:
            yield batch


def _by_processes(job: _Job[T], parts: Iterator[range], workers: int) -> Iterator[Batch[T]]:
    # Spawned: a fork of a process that has threads, or a driver's connection, may hang or close what is not its own.
    with _living(), ProcessPoolExecutor(workers, get_context("spawn"), _start, (_pickled(job),)) as pool:
        waiting = deque(pool.submit(_work, part) for part in islice(parts, workers * AHEAD))
        try:
            while waiting:
                batch = waiting.popleft().result()
                waiting.extend(pool.submit(_work, part) for part in islice(parts, 1))
                yield batch
        finally:
            pool.shutdown(cancel_futures=True)


def _pickled(job: _Job[Any]) -> bytes:
    try:
        return pickle.dumps(job)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise InvalidArgument(f"these users cannot be sent to other processes ({error}); take workers=1") from error


@contextmanager
def _living() -> Iterator[None]:
    """Says what it means that a process is gone."""
    try:
        yield
    except BrokenProcessPool as error:
        raise WorkerLost(
            "a worker was killed, or could not start: see that there is memory enough, and that a script begins what "
            'it does below `if __name__ == "__main__":`; or take workers=1'
        ) from error


_jobs: list[_Job[Any]] = []  # that of this process, where it is a worker


def _start(job: bytes) -> None:
    """Makes a process a worker, which leaves interrupts to its parent and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_die_with_parent, daemon=True).start()
    _jobs.append(pickle.loads(job))  # noqa: S301  our own parent wrote it


def _die_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _work(indices: range) -> Batch[Any]:
    return _jobs[0](indices)
