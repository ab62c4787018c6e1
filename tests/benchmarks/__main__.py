"""Run the benchmarks and write one line for each measurement."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict

from tests.benchmarks import catalogue, factories, plugin, population, seeding, strategies, workers
from tests.benchmarks.measure import Measurement, as_ratio

BENCHMARKS: dict[str, Callable[[bool], Iterator[Measurement]]] = {
    "population": population.measurements,
    "factories": factories.measurements,
    "strategies": strategies.measurements,
    "seeding": seeding.measurements,
    "workers": workers.measurements,
    "catalogue": catalogue.measurements,
    "plugin": plugin.measurements,
}
LINE = "{:<36}{:>18}{:>18}  {:<12}{:<28}{}\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all benchmarks or the named one; with `--strict`, 1 where a target was missed."""
    options = _options(arguments)
    if not options.json:
        sys.stdout.write(LINE.format("", "ours", "peer", "ratio", "target", ""))
    measured = []
    for name in [options.name] if options.name else BENCHMARKS:
        for measurement in BENCHMARKS[name](options.full):
            measured.append(measurement)
            if not options.json:
                _write(measurement)
    if options.json:
        json.dump([asdict(one) | {"met": one.met} for one in measured], sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    return int(options.strict and not all(one.met for one in measured))


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=BENCHMARKS, help="run this one alone")
    parser.add_argument("--full", action="store_true", help="also what takes minutes: a million users, the slow peers")
    parser.add_argument("--json", action="store_true", help="write one JSON list at the end instead")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a target was missed")
    return parser.parse_args(arguments)


def _write(one: Measurement) -> None:
    """One aligned line, at once: the next measurement may take a while."""
    figures = (f"{figure:,.{0 if figure >= 1000 else 1}f} {one.unit}" for figure in (one.ours, one.peer))
    verdict = "met" if one.met else "MISSED"
    sys.stdout.write(LINE.format(one.name, *figures, as_ratio(one.ratio), str(one.target), verdict))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
