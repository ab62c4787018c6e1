"""The fixtures that stand for one test per case."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Any

import pytest

from clerk_fakes.pytest_plugin.fixtures import failing

if TYPE_CHECKING:
    from clerk_fakes.breaks import Break
    from clerk_fakes.cases import Case, VerificationCase
    from clerk_fakes.pytest_plugin.recording.recorder import Recorder
    from clerk_fakes.wild import WildCase


@pytest.fixture
def clerk_user_case(request: pytest.FixtureRequest, _clerk_recorder: Recorder) -> Case:
    """A case of the catalogue, each in a test of its own: `.user` is the plainest user on the edge `.id`.

    By default every situation and a few lives stand for all that Clerk sends. --clerk-cases=all runs each edge of it,
    and allowed adds those that only its document allows. What a test needs more of is in a marker:
    @pytest.mark.clerk_cases("email_addresses*", "first_name=null").
    """
    case: Case = _case(request, _clerk_recorder)
    return case


@pytest.fixture
def clerk_broken_case(request: pytest.FixtureRequest, _clerk_recorder: Recorder) -> Break:
    """A user with exactly one broken rule, each in a test of its own: `.user`, `.pointer`, `.keyword`, `.message`.

    By default each way to be wrong occurs once; --clerk-cases=all and @pytest.mark.clerk_cases("banned!*") run more.
    """
    case: Break = _case(request, _clerk_recorder)
    return case


@pytest.fixture
def clerk_wild_case(request: pytest.FixtureRequest, _clerk_recorder: Recorder) -> WildCase:
    """Something that real bodies do outside Clerk's schema, each in a test of its own: `.user`, `.reason`."""
    case: WildCase = _case(request, _clerk_recorder)
    return case


@pytest.fixture
def clerk_verification(request: pytest.FixtureRequest, _clerk_recorder: Recorder) -> VerificationCase:
    """Each verification variant in each status on its carrier: `.verification`, `.item`, `.user`, `.status`."""
    case: VerificationCase = _case(request, _clerk_recorder)
    return case


def _case(request: pytest.FixtureRequest, recorder: Recorder) -> Any:
    from clerk_fakes.pytest_plugin.catalogues import CATALOGUES, is_packed

    name, id = str(request.fixturename), getattr(request, "param", None)
    if id is None:
        pytest.fail(f"{name} needs a test function that has it as an argument: each case is a test", pytrace=False)
    with failing(name):
        case = CATALOGUES[name].case(id, recorder.settings.schema)
    again = CATALOGUES[name].again(id, recorder.settings.schema)
    if is_packed(id):  # what differs from the plainest user in all ways explains nothing
        recorder.record(name, case.user, f"{again}  # which edge: pytest --clerk-cases=all", shows=False)
    else:
        again = f"{again}  # alone: pytest --clerk-cases={quote(id)}"
        about = f"{case.id}: {prose}" if (prose := getattr(case, "about", "")) else ""
        counts = name != "clerk_broken_case"  # which no code has to accept
        recorder.record(name, case.user, again, about=about, counts=counts)
    return case


CASES = {name for name in globals() if name.startswith("clerk_")}
