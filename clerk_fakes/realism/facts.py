"""What is known of one object: an attribute for each field of it that we can make believable.

The attributes of a class are the plain case, an instance sets what differs, and properties follow from the others. The
builder goes by the names of the document's fields; a field without an attribute is filled from its shape. What is not a
field lives in slots. `ABSENT` leaves a key out: as the plain case, or set where the plain case is something else.
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

    def forget(self, name: str) -> None:
        """Go back to the plain case."""
        vars(self).pop(name, None)


class Shared(Facts):
    """An object that several lives have; `grain` is its cosmetics."""

    __slots__ = ("grain",)

    grain: Grain
