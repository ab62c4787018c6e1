"""Store the shares of today's population, for later ones to be compared with: `python -m tests.shares`."""

from __future__ import annotations

import json

from tests.shares.counts import Sample, count
from tests.shares.test_shares import STORED, STORED_SAMPLES

FEWEST = 5  # users; that a fact true of fewer is true of none is within chance


def stored(sample: Sample) -> dict[str, object]:
    counts = {fact: users for fact, users in sorted(count(sample).items()) if users >= FEWEST}
    return {"users": len(sample), "counts": counts}


if __name__ == "__main__":
    STORED.write_text(json.dumps({name: stored(sample) for name, sample in STORED_SAMPLES.items()}, indent=1) + "\n")
