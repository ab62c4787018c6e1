"""How fast, against what people would otherwise write or use: run `python -m tests.benchmarks`."""
