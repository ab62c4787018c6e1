"""Run a command of the package as the arguments say, and write the peak memory of the process in KB."""

from __future__ import annotations

import sys

from clerk_fakes.cli import main
from tests.benchmarks.streaming import peak

if __name__ == "__main__":
    main(standalone_mode=False)
    sys.stdout.write(f"{peak() * 1024 // 1000}\n")
