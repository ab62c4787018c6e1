"""What Hypothesis calls when it is imported, so that `st.from_type(User)` draws users."""

from __future__ import annotations

from typing import Any


def register_types() -> None:
    """Register `clerk_fakes.types.User`; what draws it is imported only once it is drawn."""
    from hypothesis import strategies as st

    from clerk_fakes.types import User

    def strategy(kind: type[User]) -> st.SearchStrategy[Any]:
        from clerk_fakes.strategies import users

        return users()

    st.register_type_strategy(User, strategy)
