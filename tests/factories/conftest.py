"""Every test of the factories meets the same users in every run."""

# mypy: allow-untyped-calls
# factory_boy is marked as typed, yet does not annotate its randomness.

from __future__ import annotations

import factory.random
import pytest
from hypothesis import register_random

register_random(factory.random.randgen)  # so that Hypothesis sees the same users again when it shrinks


@pytest.fixture(autouse=True)
def same_users(request: pytest.FixtureRequest) -> None:
    factory.random.reseed_random(request.node.nodeid)
