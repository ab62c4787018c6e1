"""The population of a run, which knows the tests that take users from it."""

from __future__ import annotations

import pytest

from clerk_fakes import population as made
from clerk_fakes.pytest_plugin.roster import Roster
from clerk_fakes.pytest_plugin.settings import REACH, ROSTER, RUNNING, SETTINGS
from clerk_fakes.schema.shapes import User


def watched(config: pytest.Config) -> made.Population:
    """The population; whom a test takes from it, is given to the test."""
    settings, reach = config.stash[SETTINGS], config.stash.get(REACH, None)

    class Population(made.Population):
        def _user(self, index: int) -> User:
            test = config.stash.get(RUNNING, None)
            if test is None:  # a fixture is being made, for this test or for many
                return reach.counted(super()._user(index)) if reach else super()._user(index)
            if ROSTER not in test.stash:
                test.stash[ROSTER] = Roster.of(test)
            return test.stash[ROSTER].look_up("clerk_population", index)

    return Population(settings.seed, **settings.circumstances)
