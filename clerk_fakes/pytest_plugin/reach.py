"""The edges that a whole run's users are on: `--clerk-coverage`, summed over the workers of pytest-xdist."""

from __future__ import annotations

from collections import Counter
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pytest

from clerk_fakes.pytest_plugin.settings import SETTINGS, Settings

if TYPE_CHECKING:
    from clerk_fakes.makers.coverage import Coverage
    from clerk_fakes.makers.population import Population
    from clerk_fakes.schema.shapes import User

OUTPUT = "clerk_reach"  # under which a worker sends its counts


class Reach:
    """Counts the users that fixtures hand out, and reports the edges that they are on when the run is over."""

    def __init__(self, config: pytest.Config, fail_under: float) -> None:
        self._config = config
        self._fail_under = fail_under
        self._counts: Counter[str] = Counter()
        self._users = 0

    @property
    def _settings(self) -> Settings:
        return self._config.stash[SETTINGS]

    def count(self, user: User) -> None:
        """Take a user into account."""
        from clerk_fakes.makers.edges import edges_of
        from clerk_fakes.schema.reader import read

        self._counts.update(edges_of(read(self._settings.schema)).reached(user))
        self._users += 1

    def population(self) -> Population:
        """The population of the run, whose users are counted when a test takes them."""
        from clerk_fakes.makers import population

        count = self.count

        class Population(population.Population):
            def _user(self, index: int) -> User:
                user = super()._user(index)
                count(user)
                return user

        return Population(self._settings.seed, **self._settings.told)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a worker has counted."""
        sent = getattr(node, "workeroutput", {}).get(OUTPUT)
        if sent:
            self._users += sent["users"]
            self._counts.update(sent["counts"])

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Send the counts to the one who started the worker, or fail a run that reaches too little."""
        output = getattr(self._config, "workeroutput", None)
        if output is not None:
            output[OUTPUT] = {"users": self._users, "counts": dict(self._counts)}
        elif session.exitstatus == pytest.ExitCode.OK and self._is_too_little:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @property
    def _is_too_little(self) -> bool:
        return self._coverage().percent < self._fail_under and not self._config.option.collectonly

    def _coverage(self) -> Coverage:
        from clerk_fakes.cases import coverage

        found = coverage([], schema=self._settings.schema)
        return type(found)(found.edges, {edge.id: self._counts[edge.id] for edge in found.edges}, self._users)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Show a table of the objects, each with the edges that nobody is on."""
        if self._config.option.collectonly:
            return
        found = self._coverage()
        terminalreporter.write_sep("-", "edges of Clerk's user that the users of this run are on")
        for line in table(found, self._config.get_terminal_writer().fullwidth):
            terminalreporter.write_line(line)
        if self._fail_under:
            failed = self._is_too_little
            verdict = f"{'FAIL ' * failed}Required coverage of {self._fail_under:g} % {'not ' * failed}reached"
            terminalreporter.write_line(f"{verdict}: {found.percent:.1f} %", red=failed, green=not failed)


INDENT = "    "
wrapped = partial(wrap, initial_indent=INDENT, subsequent_indent=INDENT, break_long_words=False, break_on_hyphens=False)


def table(found: Coverage, width: int) -> list[str]:
    """Lines of at most that many columns, where names allow: each object, and below it what it misses."""
    objects = {**found.by_object, f"{found.users:,} users": (len(found.reached), len(found.edges))}
    first = max(map(len, objects))
    lines = [f"{'Object':{first}}   Edges   Miss  Cover"]
    for name, (reached, all) in objects.items():
        if name not in found.by_object:
            lines.append("-" * len(lines[0]))
        lines.append(f"{name:{first}}   {all:5}  {all - reached:5}  {100 * reached // all if all else 100:4}%")
        missed = ", ".join(found.missed_by_object.get(name, ()))
        lines += wrapped(missed, width=width)
    return lines
