"""The edges that a whole run's users are on: `--clerk-coverage`, summed over the workers of pytest-xdist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from math import floor
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pytest

from clerk_fakes.errors import count_of
from clerk_fakes.pytest_plugin.settings import SETTINGS, Settings

if TYPE_CHECKING:
    from clerk_fakes.catalogue.coverage import Coverage
    from clerk_fakes.schema.shapes import User

OUTPUT = "clerk_coverage"  # under which a worker sends its counts


class RunCoverage:
    """Counts the users that fixtures hand out, and reports the edges that they are on when the run is over."""

    def __init__(self, config: pytest.Config, fail_under: float) -> None:
        self._config = config
        self._fail_under = fail_under
        self._counts: Counter[str] = Counter()
        self._users = 0
        self._in_databases = 0
        self._lost: list[str] = []

    @property
    def _settings(self) -> Settings:
        return self._config.stash[SETTINGS]

    def counted(self, user: User) -> User:
        """The user itself, which is counted."""
        from clerk_fakes.catalogue.edges import edges_of
        from clerk_fakes.schema.reader import read

        self._counts.update(edges_of(read(self._settings.schema)).reached(user))
        self._users += 1
        return user

    def count_first(self, users: int) -> None:
        """Count the first users of the run's population, once, however many databases hold them."""
        for user in self._settings.population[self._in_databases : users]:
            self.counted(user)
        self._in_databases = max(self._in_databases, users)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a worker has counted."""
        sent = getattr(node, "workeroutput", {}).get(OUTPUT)
        if sent is None:
            self._lost.append(node.gateway.id)
            return
        self._users += sent["users"]
        self._counts.update(sent["counts"])

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Send the counts to the process that started the worker, or fail a run that covers too little."""
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output[OUTPUT] = {"users": self._users, "counts": dict(self._counts)}
        elif session.exitstatus == pytest.ExitCode.OK and self._is_too_little:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @property
    def _is_too_little(self) -> bool:
        return self._coverage().percent < self._fail_under and not self._config.option.collectonly

    def _coverage(self) -> Coverage:
        from clerk_fakes.catalogue.coverage import Coverage
        from clerk_fakes.catalogue.sent.lives import sent_by
        from clerk_fakes.catalogue.sent.tiers import tier_of
        from clerk_fakes.schema.reader import read

        sent = sent_by(read(self._settings.schema))
        edges = tuple(edge for edge in sent.edges.all if tier_of(edge, sent) == "sent")
        return Coverage(edges, {edge.id: self._counts[edge.id] for edge in edges}, self._users)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show a table of the objects, each with the edges that no user is on."""
        if self._config.option.collectonly:
            return
        found = self._coverage()
        terminalreporter.write_sep("-", "edges that Clerk sends and that the users of this run are on")
        for line in table(found, self._config.get_terminal_writer().fullwidth):
            terminalreporter.write_line(line)
        if self._lost:
            terminalreporter.write_line(f"without the users of {', '.join(self._lost)}, which crashed", red=True)
        if self._fail_under:
            failed = self._is_too_little
            verdict = f"{'FAIL ' * failed}Required coverage of {self._fail_under:g} % {'not ' * failed}reached"
            terminalreporter.write_line(f"{verdict}: {floor(10 * found.percent) / 10} %", red=failed, green=not failed)


COVERAGE: pytest.StashKey[RunCoverage] = pytest.StashKey()
INDENT = "    "
wrapped = partial(wrap, initial_indent=INDENT, subsequent_indent=INDENT, break_long_words=False, break_on_hyphens=False)


def grouped(edges: Iterable[str]) -> list[str]:
    """The names with those of one field in one.

    >>> grouped(["first_name=long", "first_name=null", "locale=null"])
    ['first_name=long|null', 'locale=null']
    """
    fields: dict[str, list[str]] = {}
    for edge in edges:
        field, _, what = edge.rpartition("=")
        fields.setdefault(field, []).append(what)
    return [f"{field}={'|'.join(several)}" for field, several in fields.items()]


def table(found: Coverage, width: int) -> list[str]:
    """Lines of at most that many columns, where names allow: each object, and below it what it misses."""
    objects = {**found.by_object, count_of(found.users): (len(found.reached), len(found.edges))}
    first = max(map(len, objects))
    lines = [f"{'Object':{first}}   Edges   Miss  Cover"]
    for name, (reached, edges) in objects.items():
        if name not in found.by_object:
            lines.append("-" * len(lines[0]))
        lines.append(f"{name:{first}}   {edges:5}  {edges - reached:5}  {100 * reached // edges if edges else 100:4}%")
        missed = ", ".join(grouped(found.missed_by_object.get(name, ())))
        lines += wrapped(missed, width=width)
    return lines
