"""The files that people have: commands take the users out of what they come in, and name what is none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from clerk_fakes import Population
from clerk_fakes.cases import packed
from clerk_fakes.cli import main
from tests.oracles.documents import bundled

Json = Any

USERS = [*Population(3).take(3), *packed()]
USER = USERS[0]
DELETED = {"deleted": True, "id": USER["id"], "object": "user"}
ORGANIZATION = {"object": "organization", "id": "org_29w83sxmDNGwOuEthce5gg56FcC", "name": "Ada's"}


def validated(*documents: Json, indent: int | None = None) -> Result:
    return validate("\n".join(json.dumps(document, indent=indent) for document in documents))


def validate(text: str) -> Result:
    return CliRunner().invoke(main, ["validate", "-"], input=text)


def event(data: Json, type: str = "user.created") -> Json:
    request = {"http_request": {"client_ip": "203.0.113.7", "user_agent": ""}}
    return {"data": data, "event_attributes": request, "object": "event", "timestamp": 1716883200000, "type": type}


def inngest(data: Json, name: str = "clerk/user.created") -> Json:
    return {"name": name, "data": data, "ts": 1716883200000}


def page(*users: Json) -> Json:
    return {"data": list(users), "total_count": len(users)}


class Wrapped(NamedTuple):
    """A document, and by which keys and indices each user in it is reached."""

    document: Json
    paths: list[tuple[str | int, ...]]


def shuffled(envelope: Json) -> st.SearchStrategy[Json]:
    """An envelope with its keys in any order, and what could be taken for users before and after them."""
    decoys: Json = {"extra": {"data": [{"banned": "data"}]}, 'odd "data": {': [[], {}, "\\", "\n"]}
    return st.permutations([*{**envelope, **decoys}.items()]).map(dict)


def single(user: Json) -> st.SearchStrategy[Wrapped]:
    """One user, bare or in an event."""
    envelopes = [event(user), event(user, "user.updated"), inngest(user), {"data": user}]
    inside = st.sampled_from(envelopes).flatmap(shuffled).map(lambda envelope: Wrapped(envelope, [("data",)]))
    return inside | st.just(Wrapped(user, [()]))


@st.composite
def wrapped(draw: st.DrawFn, users: list[Json]) -> Wrapped:
    """Some users as one document: an array of them in any envelope, a list of the API, or one user."""
    if len(users) == 1 and draw(st.booleans()):
        return draw(single(users[0]))
    if draw(st.booleans()):
        return Wrapped(draw(shuffled(page(*users))), [("data", index) for index in range(len(users))])
    each = [draw(single(user)) for user in users]
    paths = [(index, *path) for index, one in enumerate(each) for path in one.paths]
    return Wrapped([one.document for one in each], paths)


@st.composite
def marked(draw: st.DrawFn) -> list[list[Json]]:
    """Users for some documents, each with a number of its own that its first key holds against the rules."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    numbers = iter(range(sum(sizes)))
    return [
        [{"banned": next(numbers), **without_banned(draw(st.sampled_from(USERS)))} for _ in range(size)]
        for size in sizes
    ]


def without_banned(user: Json) -> Json:
    return {key: value for key, value in user.items() if key != "banned"}


def shown(path: tuple[str | int, ...]) -> str:
    """A path as people write it: `[3].data`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")


def expected(text: str, indent: int | None, documents: list[Wrapped]) -> Iterator[str]:
    """A line for each user, with the line that its number is on, or the one before where each key has its own."""
    numbers = iter(range(sum(len(document.paths) for document in documents)))
    lines = text.split("\n")
    for path in (path for document in documents for path in document.paths):
        number = next(numbers)
        (line,) = [at for at, found in enumerate(lines, 1) if f'"banned": {number},' in found]
        place = f"line {line if indent is None else line - 1}"
        yield f"{f'{place}, {shown(path)}' if path else place}: /banned: type: {number} is not boolean"


@given(st.data(), marked(), st.sampled_from([None, 0, 1, 4]))
def test_the_users_of_any_envelopes_are_found_at_the_lines_on_which_they_begin(
    data: st.DataObject, groups: list[list[Json]], indent: int | None
) -> None:
    documents = [data.draw(wrapped(group)) for group in groups]
    text = "\n".join(json.dumps(document.document, indent=indent) for document in documents)
    made = validate(text)
    total = sum(map(len, groups))
    assert made.stdout.splitlines() == [*expected(text, indent, documents)]
    assert made.stderr.splitlines()[-1] == f"{total} user{'s' * (total > 1)}, {total} of them broken"


@given(st.data(), st.sampled_from([None, 2]))
def test_a_character_more_or_less_is_reported_and_never_a_traceback(data: st.DataObject, indent: int | None) -> None:
    small: Json = {"id": "user_1", "object": "user"}
    document = data.draw(st.sampled_from([event(small), [inngest(small)], page(small, small), [small]]))
    text = json.dumps(document, indent=indent)
    at = data.draw(st.integers(0, len(text) - 1))
    text = text[:at] + data.draw(st.sampled_from(["", *'[]{},:"1é\n\x00'])) + text[at + 1 :]
    made = validate(text)
    assert (made.exit_code, type(made.exception)) == (1, SystemExit)
    assert made.stdout or made.stderr.startswith("Error: no users")


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (event(USER), "webhook events"),
        (event(USER, "user.updated"), "webhook events"),
        ({"type": "user.created", "data": USER}, "webhook events"),
        (inngest(USER), "Inngest events"),
        ([inngest(USER)], "Inngest events"),
        (page(USER), "lists of the API"),
        ({"data": [USER], "totalCount": 1}, "lists of the API"),
        ({"label": "an admin", "data": USER}, "other objects"),
        ({"name": "app/signed.up", "data": USER}, "Inngest events"),
    ],
)
def test_what_a_user_was_taken_out_of_is_said(document: Json, kind: str) -> None:
    made = validated(document, indent=2)
    assert (made.exit_code, made.stdout) == (0, "")
    assert made.stderr == f"took 1 user out of the data of {kind}\n1 user, all valid\n"


def test_each_kind_is_said_once_with_a_count() -> None:
    made = validated(event(USER), [inngest(USER), inngest(USER)], USER, page(USER, USER, USER), [USER], event(USER))
    assert made.exit_code == 0
    assert made.stderr.splitlines() == [
        "took 2 users out of the data of webhook events",
        "took 2 users out of the data of Inngest events",
        "took 3 users out of the data of lists of the API",
        "9 users, all valid",
    ]


def test_nothing_is_said_of_users_that_come_in_nothing() -> None:
    assert validated(USER, [USER, USER]).stderr == "3 users, all valid\n"


A_DELETED_USER = "a deleted user, which has no fields to check; skipped"


@pytest.mark.parametrize(
    ("document", "note"),
    [
        (DELETED, f"line 1: {A_DELETED_USER}"),
        ({**DELETED, "external_id": "7"}, f"line 1: {A_DELETED_USER}"),
        ({"deleted": True, "id": USER["id"]}, f"line 1: {A_DELETED_USER}"),
        (event(DELETED, "user.deleted"), f"line 1, data: {A_DELETED_USER}"),
        ([inngest(DELETED, "clerk/user.deleted")], f"line 1, [0].data: {A_DELETED_USER}"),
        (
            event(ORGANIZATION, "organization.created"),
            "line 1: an organization.created event, which is not about a user; skipped",
        ),
        (
            event({"object": "session", "user": USER}, "session.created"),
            "line 1: a session.created event, which is not about a user; skipped",
        ),
        (
            [inngest(ORGANIZATION, "clerk/organization.created")],
            "line 1, [0]: a clerk/organization.created event, which is not about a user; skipped",
        ),
    ],
)
def test_what_has_nothing_to_check_is_named_and_skipped(document: Json, note: str) -> None:
    made = validated(document, USER)
    assert (made.exit_code, made.stdout) == (0, "")
    assert made.stderr.splitlines() == [note, "1 user, all valid"]


def test_a_file_of_which_everything_is_skipped_is_valid_and_covers_nothing() -> None:
    text = "\n".join(map(json.dumps, [event(DELETED, "user.deleted"), event(ORGANIZATION, "organization.created")]))
    made = validate(text)
    assert (made.exit_code, made.stdout, made.stderr.splitlines()[2:]) == (0, "", ["no users: 2 skipped"])
    covered = CliRunner().invoke(main, ["coverage", "-"], input=text)
    assert (covered.exit_code, covered.stdout, covered.stderr.splitlines()[2:]) == (
        1,
        "",
        ["Error: no users: 2 skipped"],
    )


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ({"errors": [{"code": "resource_not_found"}]}, "line 1: an object with errors, not a user"),
        ({"errors": [], "meta": {}}, "line 1: an object with errors and meta, not a user"),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, "line 1: an object with a, b, c and more, not a user"),
        ({"a\nb": 1}, "line 1: an object, not a user"),
        ({}, "line 1: an empty object, not a user"),
        ({"users": []}, "line 1: an object with users, not a user"),
        (event({}), "line 1, data: an empty object, not a user"),
        (
            {"users": [USER, USER]},
            "line 1: an object with users, not a user; its users are under 'users': pass those, e.g. jq .users",
        ),
        (
            {"user": USER},
            "line 1: an object with user, not a user; its user is under 'user': pass that, e.g. jq .user",
        ),
        (
            {"response": {"id": USER["id"]}, "client": None},
            "line 1: an object with response and client, not a user; its user is under 'response': "
            "pass that, e.g. jq .response",
        ),
        (
            [{"all-users": [USER]}],
            "line 1, [0]: an object with all-users, not a user; its users are under 'all-users': "
            """pass those, e.g. jq '.[]["all-users"]'""",
        ),
        ({"one": USER, "other": USER}, "line 1: an object with one and other, not a user"),
    ],
)
def test_an_object_with_none_of_the_keys_of_a_user_is_described_in_one_line(document: Json, line: str) -> None:
    made = validated(document)
    assert (made.exit_code, made.stdout) == (1, f"{line}\n")
    assert made.stderr == "no users; 1 value could not be read as a user\n"
    assert CliRunner().invoke(main, ["coverage", "-"], input=json.dumps(document)).stderr.splitlines()[0] == line


def test_an_object_with_one_key_of_a_user_is_judged_as_one() -> None:
    assert "required: 'banned' is missing" in validated({"first_name": "Ada"}).stdout


@given(st.lists(st.sampled_from([USER, {**USER, "banned": 5}, ORGANIZATION, DELETED, None, {}, 17]), min_size=1))
def test_as_many_users_are_taken_out_as_are_counted(values: list[Json]) -> None:
    made = validated(page(*values))
    users = sum(isinstance(value, dict) and "banned" in value for value in values)
    taken = [line for line in made.stderr.splitlines() if line.startswith("took ")]
    plural = "s" * (users != 1)
    assert taken == ([f"took {users} user{plural} out of the data of lists of the API"] if users else [])
    assert made.stderr.splitlines()[-1].startswith(f"{users} user{plural}," if users else "no users")


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (ORGANIZATION, "line 1: an organization, not a user"),
        ({"object": "session", "id": "sess_1"}, "line 1: a session, not a user"),
        ({"object": "organization", "id": "org_1", "deleted": True}, "line 1: an organization, not a user"),
        (event(ORGANIZATION), "line 1, data: an organization, not a user"),
        (page(ORGANIZATION), "line 1, data[0]: an organization, not a user"),
        (event(None), "line 1, data: (the user): type: null is not object"),
        ({"object": "event", "type": "user.created"}, "line 1: an event, not a user"),
        ({"object": "event", "type": 5, "data": ORGANIZATION}, "line 1, data: an organization, not a user"),
        (page(17), "line 1, data[0]: (the user): type: 17 is not object"),
    ],
)
def test_what_is_no_user_is_broken_and_named_in_one_line(document: Json, line: str) -> None:
    made = validated(document)
    assert (made.exit_code, made.stdout) == (1, f"{line}\n")
    assert made.stderr == "no users; 1 value could not be read as a user\n"


def test_a_user_that_is_called_something_else_is_judged_all_the_same() -> None:
    made = validated({**USER, "object": "usr"})
    assert made.stdout == 'line 1: /object: const: "usr" is not "user"\n'
    assert made.stderr == "1 user, 1 of them broken\n"


def test_a_user_that_is_called_deleted_beside_its_fields_is_checked() -> None:
    assert "'deleted' not allowed here" in validated({**USER, "deleted": True}).stdout


def test_a_name_that_would_not_fit_on_a_line_is_not_repeated() -> None:
    made = validated({"object": "x\ny"}, event({}, "a\nb.c"), event(ORGANIZATION, "x." * 80))
    assert made.exit_code == 1
    assert all(line.startswith("line ") for line in made.stdout.splitlines())


def test_the_sample_event_of_the_dashboard_is_judged_and_recognised() -> None:
    sample = {**USER, "email_addresses": [], "primary_email_address_id": "idn_29w83yL7CwVlJXylYLxcslromF1"}
    made = validated(event(sample))
    hint = "looks like the dashboard's sample event: its primary_email_address_id names none of its addresses"
    assert (made.exit_code, made.stdout) == (0, "")
    assert made.stderr.splitlines()[0] == f"line 1, data: {hint}"
    assert "sample" not in validated(sample).stderr + validated(event(USER)).stderr
    for odd in ({"email_addresses": 5}, {"email_addresses": [5]}, {"primary_email_address_id": None}):
        assert "sample" not in validated(event({**USER, **odd, "phone_numbers": 5})).stdout


def twice(text: str) -> str:
    return text.replace('"object": "user"', '"object": "user", "object": "user"', 1)


@pytest.mark.parametrize("indent", [None, 2])
def test_a_key_that_is_there_twice_hides_no_other_user_of_a_list(indent: int | None) -> None:
    text = twice(json.dumps(page(USER, {**USER, "banned": 5}, USER), indent=indent))
    line = 1 if indent is None else 3
    made = validate(text)
    first, second = made.stdout.splitlines()
    assert first == f"line {line}, data[0]: an object has the key 'object' twice; remove one of them"
    assert second.endswith(", data[1]: /banned: type: 5 is not boolean")
    assert made.stderr.endswith("2 users, 1 of them broken; 1 value could not be read as a user\n")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"data": [%s], "data": []}', "an object has the key 'data' twice; remove one of them"),
        ('{"data": [%s], "total_count": NaN}', "not JSON: NaN is not allowed"),
        ('{"type": "user.created", "data": %s, "timestamp": Infinity}', "not JSON: Infinity is not allowed"),
    ],
)
def test_a_broken_envelope_is_reported_even_around_good_users(text: str, what: str) -> None:
    made = validate(text % json.dumps(USER))
    assert (made.exit_code, made.stdout) == (1, f"line 1: {what}\n")


def test_a_refused_last_user_of_an_array_leaves_the_others_their_places() -> None:
    text = f"[\n{json.dumps(USER)}\n,{twice(json.dumps(USER))}\n]"
    assert validate(text).stdout == "line 3, [1]: an object has the key 'object' twice; remove one of them\n"


def test_an_envelope_that_is_nested_too_deeply_is_no_traceback() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    for text in ('{"type": "user.created", "data": %s}', '[{"data": [%s]}]', '{"a": 1, "a": 2, "data": [%s]}'):
        made = validate(text % deep)
        assert (made.exit_code, type(made.exception)) == (1, SystemExit)
        assert "nested too deeply" in made.stdout


def test_coverage_counts_the_users_in_envelopes_alone() -> None:
    documents = [event(USER), event(DELETED, "user.deleted"), page(USER, USER), ORGANIZATION]
    text = "\n".join(json.dumps(document) for document in documents)
    made = CliRunner().invoke(main, ["coverage", "-", "--format", "json"], input=text)
    assert made.exit_code == 0
    assert json.loads(made.stdout)["users"] == 3
    assert made.stderr.splitlines() == [
        f"line 2, data: {A_DELETED_USER}",
        "line 4: an organization, not a user",
        "took 1 user out of the data of webhook events",
        "took 2 users out of the data of lists of the API",
        "3 users, all valid; 1 value could not be read as a user",
    ]


@pytest.mark.parametrize("wrap", [event, inngest, page])
def test_drift_finds_the_fixtures_in_envelopes(tmp_path: Path, wrap: Callable[[Json], Json]) -> None:
    document = bundled()
    document["required"].append("locale")
    user = {key: value for key, value in USER.items() if key != "locale"}
    (tmp_path / "new.json").write_text(json.dumps(document), "utf-8")
    (tmp_path / "users.json").write_text(json.dumps(wrap(user)) + "\n" + json.dumps(DELETED), "utf-8")
    files = [str(tmp_path / "new.json"), "--fixtures", str(tmp_path / "users.json")]
    made = CliRunner().invoke(main, ["drift", *files])
    assert "(the user): required: 'locale' is missing" in made.stdout
    assert made.stderr.splitlines()[0] == f"fixtures: line 2: {A_DELETED_USER}"
    assert made.stderr.splitlines()[1].startswith("fixtures: took 1 user out of the data of ")
