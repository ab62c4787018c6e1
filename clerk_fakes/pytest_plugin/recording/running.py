"""The test that is running, while it is."""

from __future__ import annotations

import pytest

RUNNING: pytest.StashKey[pytest.Item] = pytest.StashKey()
