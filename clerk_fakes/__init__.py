"""Test users for everything built on Clerk: believable, valid, and unable to reach a person.

schema → primitives → records → simulation → population, catalogue, factories, strategies → storage, plugin, command
line. Each room imports only those before it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clerk_fakes.errors import ClerkFakesError as ClerkFakesError
    from clerk_fakes.errors import InvalidUser as InvalidUser
    from clerk_fakes.population import Population as Population
    from clerk_fakes.schema.validator import is_valid as is_valid
    from clerk_fakes.schema.validator import validate as validate
    from clerk_fakes.schema.validator import violations as violations

# Resolved when first asked for (PEP 562): importing the package must cost a pytest run that does not use it nothing.
HOMES = {
    "ClerkFakesError": "clerk_fakes.errors",
    "InvalidUser": "clerk_fakes.errors",
    "Population": "clerk_fakes.population",
    "is_valid": "clerk_fakes.schema.validator",
    "validate": "clerk_fakes.schema.validator",
    "violations": "clerk_fakes.schema.validator",
}
__all__ = sorted(HOMES)
# What else may be imported; everything that is not in one of these is private.
MODULES = ("breaks", "cases", "errors", "factories", "sdk", "seeding", "spark", "strategies", "types", "wild")
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
