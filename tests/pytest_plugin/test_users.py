"""The fixtures that give users: which they give, and that they are the same whenever a test runs."""

from __future__ import annotations

import pytest

from clerk_fakes import Population, is_valid
from tests.pytest_plugin.conftest import Project

SEVERAL = """
import pytest

@pytest.mark.parametrize("n", range(3))
def test_one(clerk_user, send, n):
    send(clerk_user)

@pytest.mark.clerk_user(google=True, first_name="Ada")
def test_ada(clerk_user, send):
    send(clerk_user)

class TestSome:
    def test_some(self, clerk_users, clerk_user, send):
        send([clerk_user, *clerk_users(3), *clerk_users(2, mfa=True), *clerk_users()])

    @pytest.mark.xdist_group("factories")
    def test_factory(self, clerk_user_factory, send):
        from clerk_fakes.factories import EmailAddressFactory
        send([*clerk_user_factory.create_batch(2), clerk_user_factory(mfa=True), EmailAddressFactory()])

@pytest.fixture
def made(clerk_user_factory):
    return clerk_user_factory(last_name=None)

def test_a_factory_goes_on_from_setup(made, clerk_user_factory, send):
    import factory
    send([made, clerk_user_factory(first_name=factory.Faker("first_name")), clerk_user_factory.build()])

def test_population(clerk_population, clerk_seed, send):
    send([clerk_seed, clerk_population[12345]])
"""


@pytest.mark.slow
def test_a_test_gets_the_same_users_however_it_is_run(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=SEVERAL)
    sent = project.sent()

    assert len(sent) == 8
    assert project.sent("--reversed") == sent
    assert project.sent("-n2", beside="xdist") == sent
    assert project.sent("-n2", "--dist=loadgroup", beside="xdist") == sent
    assert project.sent("--randomly-seed=1", beside="randomly") == sent
    assert project.sent("--randomly-seed=2", beside="randomly") == sent
    for name in sent:
        _, _, test = name.partition("test_it.py.")
        assert project.sent(f"test_it.py::{test.replace('TestSome.', 'TestSome::')}") == {name: sent[name]}


def test_another_seed_gives_other_users(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=SEVERAL)
    sent, others = project.sent(), project.sent("--clerk-seed=8")

    assert sent.keys() == others.keys()
    assert not [name for name in sent if sent[name] == others[name]]


def test_all_users_are_valid_and_different(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=SEVERAL)
    sent = project.sent()
    users = sent["test_it.py.TestSome.test_some"]

    assert len(users) == 7
    assert all(map(is_valid, users))
    assert len({user["id"] for user in users}) == 7
    assert [user["two_factor_enabled"] for user in users[4:6]] == [True, True]
    one = [sent[f"test_it.py.test_one[{n}]"]["id"] for n in range(3)]
    assert len(set(one)) == 3
    ada = sent["test_it.py.test_ada"]
    assert ada["id"] not in one


def test_many_users_of_one_test_share_nothing_that_identifies_them(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        def test_it(clerk_users, send):
            send(clerk_users(200, phone=True, clerk_test=True) + clerk_users(100))
    """
    )
    (users,) = project.sent().values()

    emails = [it["email_address"] for user in users for it in user["email_addresses"]]
    phones = [it["phone_number"] for user in users[:200] for it in user["phone_numbers"]]
    assert len({user["id"] for user in users}) == 300
    assert len(set(emails)) == len(emails)
    assert len(set(phones)) == len(phones) >= 200


def test_the_population_is_that_of_the_seed(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=SEVERAL)

    assert project.sent("--clerk-seed=7")["test_it.py.test_population"] == [7, Population(7)[12345]]


def test_a_marker_takes_what_the_factory_takes(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=SEVERAL)
    ada = project.sent()["test_it.py.test_ada"]

    assert ada["first_name"] == ada["external_accounts"][0]["first_name"] == "Ada"
    assert ada["external_accounts"][0]["provider"] == "oauth_google"


def test_locale_time_and_schema_are_those_of_all_users(pytester: pytest.Pytester, project: Project) -> None:
    pytester.makepyfile(test_it=SEVERAL)
    sent = project.sent("--clerk-locale=ja_JP", "--clerk-now=2020-06-01T00:00:00Z")
    users = [*sent["test_it.py.TestSome.test_some"], *sent["test_it.py.TestSome.test_factory"][:3]]

    assert all(user["created_at"] < 1590969600000 for user in users)
    names = [user["first_name"] for user in users if user["first_name"]]
    assert names
    assert not [name for name in names if name.isascii()]


def test_several_markers_add_up(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest
        pytestmark = pytest.mark.clerk_user(google=True, first_name="Grace", last_name="Hopper")

        @pytest.mark.clerk_user(first_name="Ada")
        class TestIt:
            def test_class(self, clerk_user):
                assert clerk_user["first_name"] + clerk_user["last_name"] == "AdaHopper"

            @pytest.mark.clerk_user(last_name="Lovelace")
            def test_function(self, clerk_user):
                assert clerk_user["first_name"] + clerk_user["last_name"] == "AdaLovelace"
                assert clerk_user["external_accounts"][0]["provider"] == "oauth_google"

            @pytest.mark.parametrize("clerk_user", [{"last_name": "King"}], indirect=True)
            def test_param(self, clerk_user):
                assert clerk_user["first_name"] + clerk_user["last_name"] == "AdaKing"
    """
    )

    project.run().assert_outcomes(passed=3)


def test_each_test_has_sequences_of_its_own(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        import factory
        import pytest

        @pytest.mark.parametrize("n", range(3))
        def test_it(clerk_user_factory, n):
            class Numbered(clerk_user_factory):
                username = factory.Sequence("ada{}".format)

            assert [user["username"] for user in Numbered.build_batch(2)] == ["ada0", "ada1"]
    """
    )

    project.run().assert_outcomes(passed=3)


@pytest.mark.slow
def test_users_of_a_test_are_gone_after_it(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        import gc

        def users():
            gc.collect()
            return len([it for it in gc.get_objects() if type(it) is dict and it.get("object") == "user"])

        before = users()

        def test_it(clerk_users):
            clerk_users(50, mfa=True)
            assert users() >= before + 50

        def test_after():
            assert users() < before + 10
    """
    )

    project.run().assert_outcomes(passed=2)


def test_what_a_test_asks_for_in_vain_is_its_own_error(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        import pytest
        from clerk_fakes import ClerkFakesError

        @pytest.mark.parametrize("n", [-1, "3", None, 1.5, True])
        def test_number(clerk_users, n):
            with pytest.raises(ClerkFakesError, match="must be given a whole number from 0"):
                clerk_users(n)

        def test_none(clerk_users):
            assert clerk_users(0) == []

        def test_identity(clerk_users):
            with pytest.raises(ClerkFakesError, match="clerk_users chooses _index itself"):
                clerk_users(3, _index=5)

        def test_trait(clerk_users, clerk_user_factory):
            with pytest.raises(ClerkFakesError, match="did you mean 'google'"):
                clerk_users(gogle=True)
            with pytest.raises(ClerkFakesError, match="did you mean 'google'"):
                clerk_user_factory(gogle=True)
    """
    )

    project.run().assert_outcomes(passed=8)


def test_the_factory_is_the_factory(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        from clerk_fakes.factories import UserFactory

        def test_it(clerk_user_factory):
            assert issubclass(clerk_user_factory, UserFactory)
            ada = clerk_user_factory.build(first_name="Ada", email_addresses=2)
            assert ada["first_name"] == "Ada" and len(ada["email_addresses"]) == 2
            assert clerk_user_factory(_seed=1, _index=2) == UserFactory(_seed=1, _index=2)

            class Banned(clerk_user_factory):
                banned = True
            assert Banned()["banned"] is True
            one, other = Banned.build_batch(2)
            assert one["id"] != other["id"]
    """
    )

    project.run().assert_outcomes(passed=1)


def test_randomness_goes_on_after_a_test_as_if_nothing_had_been(project: Project, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_it="""
        import factory.random

        def test_before():
            factory.random.reseed_random(3)

        def test_it(clerk_user_factory):
            clerk_user_factory()

        def test_after():
            now = factory.random.get_random_state()
            factory.random.reseed_random(3)
            assert factory.random.get_random_state() == now
    """
    )

    project.run().assert_outcomes(passed=3)
