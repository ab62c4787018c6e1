"""The document that comes with the package; alone here, because every run of pytest shows its edition."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("clerk-user.schema.json")
EDITION = "x-edition"  # the month of what the document describes, or the version that an OpenAPI document gives itself


def bundled() -> Any:
    """The document, in the dialect that all others are made into."""
    return json.loads(PATH.read_text("utf-8"))
