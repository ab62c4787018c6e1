"""What is known of one object: an attribute for each field of it that we can make believable.

The attributes of a class are the plain case, an instance sets what differs, and properties follow from the others. The
builder goes by the names of the document's fields; a field without an attribute is filled from its shape. What is not a
field lives in slots, but for `left_out`: the builder sees that there is one attribute more. A key whose value is
`ABSENT` is left out, whether that is the plain case or the work of `leave_out`.
"""

from __future__ import annotations

from typing import TypeVar

from clerk_fakes.realism.chance import Grain
from clerk_fakes.schema.shapes import ABSENT

T = TypeVar("T")


class Facts:
    """An object as life made it."""

    __slots__ = ("__dict__",)

    left_out = False

    def leave_out(self, *names: str) -> None:
        """Have none of these keys until they get a value, whatever the plain case; those that have one keep it."""
        for name in names:
            vars(self).setdefault(name, ABSENT)
        self.left_out = True

    def forget(self, *names: str) -> None:
        """Go back to the plain case."""
        for name in names:
            vars(self).pop(name, None)


class Shared(Facts):
    """An object that several lives have; `grain` is its cosmetics."""

    __slots__ = ("grain",)

    grain: Grain
