"""The population of a run, which records the users that tests take from it."""

from __future__ import annotations

import pytest

from clerk_fakes.population import Population
from clerk_fakes.pytest_plugin.coverage import COVERAGE
from clerk_fakes.pytest_plugin.recording.recorder import RECORDER, Recorder
from clerk_fakes.pytest_plugin.recording.running import RUNNING
from clerk_fakes.pytest_plugin.settings import SETTINGS
from clerk_fakes.schema.shapes import User


def recorded_population(config: pytest.Config) -> Population:
    """The population; a user that a test takes from it is recorded for the test."""
    settings, coverage = config.stash[SETTINGS], config.stash.get(COVERAGE, None)

    class RecordedPopulation(Population):
        def _user(self, index: int) -> User:
            test = config.stash.get(RUNNING, None)
            if test is None:  # a fixture is being made, for this test or for many
                return coverage.counted(super()._user(index)) if coverage else super()._user(index)
            if RECORDER not in test.stash:
                test.stash[RECORDER] = Recorder.of(test)
            return test.stash[RECORDER].take_index("clerk_population", index)

    RecordedPopulation.__name__ = Population.__name__  # as which its repr makes it again
    return RecordedPopulation(settings.seed, **settings.options)
