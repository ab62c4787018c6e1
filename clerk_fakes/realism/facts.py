"""What is known of one object: an attribute for each field of it that we can make believable.

The attributes of a class are the plain case, an instance sets what differs, and properties follow from the others. The
builder goes by the names of the document's fields; a field without an attribute is filled from its shape. What is not a
field lives in slots. A key whose plain case is `ABSENT` is left out; `leave_out` does the same to any other.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal, TypeAlias, TypeVar

from clerk_fakes.realism.chance import Grain

T = TypeVar("T")


class Absent(Enum):
    """The value of a key that is left out, as opposed to null."""

    ABSENT = "absent"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return self.name


ABSENT = Absent.ABSENT
Maybe: TypeAlias = "T | Literal[Absent.ABSENT]"


class Facts:
    """An object as life made it."""

    __slots__ = ("__dict__",)

    left_out: tuple[str, ...] = ()

    def leave_out(self, *names: str) -> None:
        """Have none of these keys, whatever the plain case."""
        self.left_out = (*self.left_out, *names)

    def tell(self, name: str, value: object) -> None:
        """Have this key after all, with that value."""
        others = [other for other in self.left_out if other != name]
        self.forget("left_out")
        if others:
            self.leave_out(*others)
        vars(self)[name] = value

    def forget(self, name: str) -> None:
        """Go back to the plain case."""
        vars(self).pop(name, None)


class Shared(Facts):
    """An object that several lives have; `grain` is its cosmetics."""

    __slots__ = ("grain",)

    grain: Grain
