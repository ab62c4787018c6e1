"""What a failure shows of the users that the test was given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clerk_fakes.pytest_plugin.recording.recorder import Recorder, User

WIDTH = 100  # columns
LONGEST = 60  # characters of a text
MOST_LINES = 40
MOST_SHOWN = 3  # users
MOST_LISTED = 20  # users
STEP = "  "


def section(recorder: Recorder) -> str:
    """How to make each user again, and in what the last ones differ from the plainest user there is."""
    earlier, last = recorder.users[:-MOST_SHOWN], recorder.users[-MOST_SHOWN:]
    lines = [f"… {len(earlier) - MOST_LISTED} before"] if len(earlier) > MOST_LISTED else []
    lines += [f"{given.fixture}: {given.again}" for given in earlier[-MOST_LISTED:]]
    for given in last:
        about = [given.about] if given.about else []
        lines += [f"{given.fixture}: {given.again}", *about, *_shown(given.user, recorder)]
    # A worker of pytest-xdist sends only what is Unicode.
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode("utf-8")


def _shown(user: User | None, recorder: Recorder) -> Iterator[str]:
    if user is None:
        return
    from clerk_fakes.catalogue.edges import edges_of
    from clerk_fakes.schema.reader import read

    plain = edges_of(read(recorder.settings.schema)).plain.user
    lines = list(_lines(_trimmed(differing(user, plain))))
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"… {len(lines) - MOST_LINES} lines more"
    missing = list(absent(user, plain))
    if missing:
        yield f"without {', '.join(missing)}"


def differing(value: Any, plain: Any) -> Any:
    """What of a value is not in the plain one; items of a list are compared with those at their places."""
    match value, plain:
        case dict(), dict():
            new = {name: inner for name, inner in value.items() if name not in plain or inner != plain[name]}
            return {name: differing(inner, plain.get(name)) for name, inner in new.items()}
        case list(), [*_, _]:
            return [differing(item, plain[min(at, len(plain) - 1)]) for at, item in enumerate(value)]
    return value


def absent(value: Any, plain: Any, path: str = "") -> Iterator[str]:
    """The paths of what the plain value has and the other has not."""
    match value, plain:
        case dict(), dict():
            for name, inner in plain.items():
                if name in value:
                    yield from absent(value[name], inner, f"{path}.{name}".lstrip("."))
                else:
                    yield f"{path}.{name}".lstrip(".")
        case list(), list():
            for at, (item, inner) in enumerate(zip(value, plain, strict=False)):
                yield from absent(item, inner, f"{path}[{at}]")


def _trimmed(value: Any) -> Any:
    match value:
        case dict():
            return {str(name): _trimmed(inner) for name, inner in value.items()}
        case list():
            return [_trimmed(item) for item in value]
        case str() if len(value) > LONGEST:
            return f"{value[: LONGEST - 1]}…"
    return value


def _lines(value: Any, indent: str = "", name: str = "", end: str = "") -> Iterator[str]:
    """JSON, with everything that fits on one line."""
    whole = f"{indent}{name}{_json(value)}{end}"
    if len(whole) <= WIDTH or not isinstance(value, dict | list) or not value:
        yield whole
        return
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield f"{indent}{name}{opening}"
    inner = (
        [(f"{_json(key)}: ", it) for key, it in value.items()]
        if isinstance(value, dict)
        else [("", it) for it in value]
    )
    for at, (label, item) in enumerate(inner, 1):
        yield from _lines(item, indent + STEP, label, "," if at < len(inner) else "")
    yield f"{indent}{closing}{end}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr)
