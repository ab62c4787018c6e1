"""Stream as many users as the argument says, keep none, and write the peak memory of the process in KiB."""

from __future__ import annotations

import sys
from collections import deque
from itertools import islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from clerk_fakes import Population

STATUS = Path("/proc/self/status")


def peak() -> int:
    """The most that this process ever held; Linux's `ru_maxrss` begins with the parent's, so it is asked elsewhere."""
    if STATUS.exists():
        return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return getrusage(RUSAGE_SELF).ru_maxrss // 1024  # macOS counts bytes


if __name__ == "__main__":
    deque(islice(Population(), int(sys.argv[1])), maxlen=0)
    sys.stdout.write(f"{peak()}\n")
