"""How often things occur in a population: every flag, null, constant, key and length, by the place where it stands.

`python -m tests.oracles.shares` measures the present population and writes what `tests/simulation/test_shares.py`
holds later ones to.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from clerk_fakes import Population

STORED = Path(__file__).with_name("shares.json")
USERS = {"alone": 50_000, "in organizations": 20_000}
LEAST = 10  # users, for a share to be worth storing
CONSTANTS = ("object", "status", "strategy", "provider", "protocol", "role", "type", "attempts", "locale")
FORMS = {  # of texts that are free otherwise
    "external_id": re.compile("[a-z]+"),
    "profile_image_url": re.compile("https://[a-z.]+/(oauth_)?[a-z_]+"),
}
METADATA = ("public_metadata", "private_metadata", "unsafe_metadata")


def population(name: str, seed: int = 0) -> Population:
    return Population(seed, organizations=name == "in organizations")


def shares(users: Iterable[dict[str, Any]]) -> Counter[str]:
    """In how many users each thing occurs."""
    found: Counter[str] = Counter()
    for user in users:
        found.update({*_facts(user, "")})
    return found


def _facts(value: dict[str, Any], place: str) -> Iterator[str]:
    for key, inner in value.items():
        inside = f"{place}.{key}".lstrip(".")
        if inner is None or isinstance(inner, bool):
            yield f"{inside}={inner}"
        elif key in METADATA:
            yield f"{inside}={'+'.join(sorted(inner))}"
        elif key in CONSTANTS:
            yield f"{inside}={inner}"
        elif key in FORMS and (form := FORMS[key].match(inner)):
            yield f"{inside}~{form[0]}"
        elif isinstance(inner, list):
            yield f"{inside}[]={len(inner)}"
            for item in inner:
                yield from _facts(item, f"{inside}[]") if isinstance(item, dict) else ()
        elif isinstance(inner, dict):
            variant = f"({inner['object']}:{inner['strategy']})" if key == "verification" else ""
            yield f"{inside}{variant}"
            if variant:
                yield f"{inside}{variant}.status={inner['status']}"
                yield from (f"{inside}{variant}.{name}" for name in inner)
            yield from _facts(inner, inside)
        else:
            yield inside


if __name__ == "__main__":
    counted = {name: shares(population(name).take(number)) for name, number in USERS.items()}
    measured = {name: {fact: n for fact, n in found.items() if n >= LEAST} for name, found in counted.items()}
    STORED.write_text(json.dumps(measured, indent=0, sort_keys=True) + "\n")
