"""The options of a population, one row each: the command line, the pytest plugin and Spark offer what stands here.

A new option is a row here and a field of `Population`, which has its type.
"""

from __future__ import annotations

from typing import Any


# Neither a dataclass nor a named tuple: every run of pytest would wait for those to be imported.
class Option:
    """One option: its help text, its default, and how it is written.

    A `list` may be given several times, `weights` are names with numbers, a `switch` is on or off, a `path` is one to a
    file. `flag` is its name on the command line, and `in_pytest` whether the plugin offers it.
    """

    def __init__(
        self,
        name: str,
        help: str,
        *,
        default: Any = None,
        kind: str = "text",
        flag: str = "",
        metavar: str = "",
        in_pytest: bool = False,
    ) -> None:
        self.name, self.help, self.default, self.kind = name, help, default, kind
        self.flag, self.metavar, self.in_pytest = f"--{flag or name.replace('_', '-')}", metavar, in_pytest


OPTIONS = (
    Option(
        "locale",
        "Faker locale of the names; repeat to mix.",
        default="en_US",
        kind="list",
        metavar="LOCALE",
        in_pytest=True,
    ),
    Option(
        "now",
        "Nothing happens after this time (ISO 8601).",
        default="2026-01-01T00:00:00Z",
        metavar="TIME",
        in_pytest=True,
    ),
    Option(
        "stories",
        "Use only this way to sign up; repeat to mix.",
        kind="weights",
        flag="story",
        metavar="NAME[=WEIGHT]",
    ),
    Option("organizations", "Add organization memberships.", default=False, kind="switch"),
    Option("clerk_test", "Use +clerk_test addresses (code 424242).", default=False, kind="switch"),
    Option(
        "schema",
        "A newer document: Clerk's OpenAPI or JSON Schema.",
        kind="path",
        metavar="PATH",
        in_pytest=True,
    ),
)
DEFAULTS = {option.name: option.default for option in OPTIONS}
