"""The options of a population: `Population`, the command line, the pytest plugin and Spark read them from here.

A new option is a field of `PopulationOptions`, which has its type, its default and its help text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from clerk_fakes.primitives.times import NOW

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class PopulationOptions:
    """What a population is made by, beside its seed; the metadata of a field are the keywords of `Option`."""

    locale: str | Iterable[str] = field(
        default="en_US",
        metadata={
            "help": "Faker locale of the names; repeat to mix.",
            "kind": "list",
            "metavar": "LOCALE",
            "in_pytest": True,
        },
    )
    now: str | datetime = field(
        default=NOW,
        metadata={"help": "Nothing happens after this time (ISO 8601).", "metavar": "TIME", "in_pytest": True},
    )
    stories: Mapping[str, int] | None = field(
        default=None,
        metadata={
            "help": "Use only this way to sign up; repeat to mix.",
            "kind": "weights",
            "flag": "--story",
            "metavar": "NAME[=WEIGHT]",
        },
    )
    organizations: bool = field(default=False, metadata={"help": "Add organization memberships.", "kind": "switch"})
    unverified_sign_ups: bool = field(
        default=False, metadata={"help": "Sign people up with addresses and numbers unverified.", "kind": "switch"}
    )
    clerk_test: bool = field(
        default=False, metadata={"help": "Use +clerk_test addresses (code 424242).", "kind": "switch"}
    )
    schema: str | Path | Mapping[str, Any] | None = field(
        default=None,
        metadata={
            "help": "A newer document: Clerk's OpenAPI or JSON Schema.",
            "kind": "path",
            "metavar": "PATH",
            "in_pytest": True,
        },
    )


# Not a dataclass: every run of pytest makes this class, and a dataclass takes longer to make.
class Option:
    """One option as a surface offers it: its name, its default, its help text, and how it is written.

    A `list` may be given several times, `weights` are names with numbers, a `switch` is on or off, a `path` is one to a
    file, and the rest is `text`. `flag` is its name on the command line, and `in_pytest` whether the plugin offers it.
    """

    def __init__(
        self,
        name: str,
        default: Any,
        *,
        help: str,
        kind: str = "text",
        flag: str = "",
        metavar: str | None = None,
        in_pytest: bool = False,
    ) -> None:
        self.name, self.default, self.help, self.kind = name, default, help, kind
        self.flag, self.metavar, self.in_pytest = flag or f"--{name.replace('_', '-')}", metavar, in_pytest


OPTIONS = tuple(Option(each.name, each.default, **each.metadata) for each in fields(PopulationOptions))
DEFAULTS = {option.name: option.default for option in OPTIONS}
