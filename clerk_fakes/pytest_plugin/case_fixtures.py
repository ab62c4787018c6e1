"""The fixtures that stand for one test per case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from clerk_fakes.breaks import Break
    from clerk_fakes.cases import Case, VerificationCase
    from clerk_fakes.pytest_plugin.roster import Roster
    from clerk_fakes.wild import WildCase


@pytest.fixture
def clerk_user_case(request: pytest.FixtureRequest, _clerk_roster: Roster) -> Case:
    """A case of the catalogue, each in a test of its own: `.user` is the plainest user on the edge `.id`.

    By default five users stand for all; --clerk-cases=all runs the whole catalogue, and
    @pytest.mark.clerk_cases("email_addresses*", "first_name=null") what a test has to say more about.
    """
    case: Case = _case(request, _clerk_roster)
    return case


@pytest.fixture
def clerk_broken_case(request: pytest.FixtureRequest, _clerk_roster: Roster) -> Break:
    """A user with exactly one broken rule, each in a test of its own: `.user`, `.pointer`, `.keyword`, `.message`.

    By default each way to be wrong occurs once; --clerk-cases=all and @pytest.mark.clerk_cases("banned!*") tell more.
    """
    case: Break = _case(request, _clerk_roster)
    return case


@pytest.fixture
def clerk_wild_case(request: pytest.FixtureRequest, _clerk_roster: Roster) -> WildCase:
    """Something that real bodies do outside Clerk's schema, each in a test of its own: `.user`, `.reason`."""
    case: WildCase = _case(request, _clerk_roster)
    return case


@pytest.fixture
def clerk_verification(request: pytest.FixtureRequest, _clerk_roster: Roster) -> VerificationCase:
    """Each verification variant in each status on its carrier: `.verification`, `.item`, `.user`, `.status`."""
    case: VerificationCase = _case(request, _clerk_roster)
    return case


def _case(request: pytest.FixtureRequest, roster: Roster) -> Any:
    from clerk_fakes.pytest_plugin.catalogues import CATALOGUES

    name, id = request.fixturename, getattr(request, "param", None)
    if name is None or id is None:
        pytest.fail(f"{name} needs a test function that has it as an argument: each case is a test", pytrace=False)
    case = CATALOGUES[name].case(id, roster.settings.schema)
    roster.hand(name, case.user, CATALOGUES[name].command(id))
    return case
