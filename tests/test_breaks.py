"""Every break breaks one rule and nothing else, and every rule of the document has its break."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from importlib.resources import files
from itertools import permutations
from math import nextafter
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from clerk_fakes import Population
from clerk_fakes.breaks import Break, breaks
from clerk_fakes.catalogue.edges import edges_of
from clerk_fakes.catalogue.globs import selected
from clerk_fakes.catalogue.mutations import mutations_of, pointer
from clerk_fakes.errors import UnknownName
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.validator import validator_of

Json = Any

TYPES = {"null", "boolean", "number", "string", "array", "object"}
BOUNDS = {
    "minLength": "too-short",
    "maxLength": "too-long",
    "minimum": "too-small",
    "maximum": "too-large",
    "minItems": "too-few",
    "maxItems": "too-many",
    "uniqueItems": "repeated",
}
PIGEON = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "object": {"const": "verification_pigeon"},
        "status": {"enum": ["sent", "landed"]},
        "strategy": {"type": "string", "pattern": "^pigeon_[a-z]+$"},
        "rings": {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": 2},
    },
    "required": ["status", "strategy", "rings"],
}


@cache
def schema(name: str) -> Json:
    """The bundled document, or one that Clerk may publish next: with keys, a list, bounds and a variant more."""
    made = json.loads((files("clerk_fakes.schema") / "clerk-user.schema.json").read_text("utf-8"))
    if name == "newer":
        made["properties"]["nickname"] = {"type": "string", "minLength": 2, "maxLength": 9}
        made["properties"]["plan"] = {"type": "string", "enum": ["free", "pro"]}
        made["required"] += ["nickname", "plan"]
        made["$defs"]["Pigeon"] = PIGEON
        made["$defs"]["EmailAddress"]["properties"]["verification"]["oneOf"].insert(0, {"$ref": "#/$defs/Pigeon"})
    return made


@cache
def document(name: str) -> Document:
    return read(schema(name))


@cache
def catalogue(name: str) -> tuple[Break, ...]:
    return tuple(breaks(schema=schema(name)))


def ids(name: str) -> set[str]:
    return {each.id for each in catalogue(name)}


each_document = pytest.mark.parametrize("name", ["bundled", "newer"])


def types(node: Json) -> set[str]:
    if "enum" in node or "const" in node:
        return {"string"}
    named = node.get("type", sorted(TYPES))
    return {named} if isinstance(named, str) else {*named}


def constants(variant: Json) -> dict[str, set[str]]:
    """The constants or the pattern of each key of a variant that can tell variants apart."""
    found = {
        name: {*child.get("enum", [child.get("const", child.get("pattern"))])}
        for name, child in variant["properties"].items()
        if name != "object"
    }
    return {name: each for name, each in found.items() if None not in each}


def rules_of_field(node: Json, place: str, key: str, defs: Json) -> Iterator[str]:
    """The breaks at a place and inside it, by a walk that knows JSON, and nothing of shapes."""
    resolved = defs[node["$ref"].split("/")[-1]] if "$ref" in node else node
    branches = [
        defs[each["$ref"].split("/")[-1]] if "$ref" in each else each for each in resolved.get("oneOf", [resolved])
    ]
    yield from (f"{place}!{type}" for type in TYPES - {type for branch in branches for type in types(branch)})
    real = [branch for branch in branches if branch.get("type") != "null"]
    if len(real) == 1:
        yield from rules_inside(real[0], place, defs)
        return
    tags = {variant["properties"]["object"]["const"].removeprefix(f"{key}_"): variant for variant in real}
    for tag, variant in tags.items():
        yield from rules_inside(variant, f"{place}({tag})", defs)
    for one, other in permutations(tags, 2):
        ours, theirs = constants(tags[one]), constants(tags[other])
        for name in ours.keys() & theirs.keys():
            yield from [f"{place}({one})!{name}-of-{other}"] * ours[name].isdisjoint(theirs[name])


def rules_inside(node: Json, place: str, defs: Json) -> Iterator[str]:
    if "enum" in node or "const" in node:
        yield f"{place}!unknown"
    yield from (f"{place}!{what}" for keyword, what in {**BOUNDS, "pattern": "pattern"}.items() if keyword in node)
    if "anyOf" in node:
        yield f"{place}!neither"
    if node.get("additionalProperties") is False:
        yield f"{place}!unknown-key"
    for name, child in node.get("properties", {}).items():
        inner = f"{place}.{name}".lstrip(".")
        yield from [f"{inner}!missing"] * (name in node.get("required", []))
        yield from rules_of_field(child, inner, name, defs)
    if "items" in node:
        yield from rules_of_field(node["items"], f"{place}[]", place, defs)


@each_document
def test_every_rule_of_the_document_has_its_break(name: str) -> None:
    """Nothing is missing, nothing is made up, and nothing is there twice."""
    assert sorted(rules_inside(schema(name), "", schema(name)["$defs"])) == [each.id for each in catalogue(name)]


def test_there_are_as_many_breaks_of_each_class_as_we_say() -> None:
    """Numbers that change with the document alone."""
    classes = Counter(re.sub("-of-.*", "", each.id.split("!")[1]) for each in catalogue("bundled"))

    assert classes == Counter(
        {"missing": 201, "unknown": 63, "pattern": 5, "unknown-key": 31, "neither": 2, "strategy": 44}
        | {"null": 213, "boolean": 294, "number": 329, "string": 158, "array": 315, "object": 290}
    )


def test_what_is_new_in_a_document_has_breaks_and_the_rest_keeps_its_own() -> None:
    """No line of code knows what is in the document."""
    new = ids("newer") - ids("bundled")

    assert ids("bundled") <= ids("newer")
    assert {"nickname!missing", "nickname!too-long", "plan!unknown"} <= new
    assert all("nickname" in id or "plan" in id or "pigeon" in id for id in new)


@each_document
def test_our_validator_blames_one_place(name: str) -> None:
    """Every violation has the pointer of the break; keyword, message and union are those of one of them."""
    for each in catalogue(name):
        found = validator_of(document(name)).violations(each.user)

        assert {violation.pointer for violation in found} == {each.pointer}, each.id
        assert (each.keyword, each.message, each.union) in {(v.keyword, v.message, v.union) for v in found}, each.id


def spelled_out(id: str) -> str:
    """The pointer that an id stands for."""
    place, what = id.split("!")
    steps = re.sub(r"\([^)]*\)", "", place).replace("[]", ".0").split(".") if place else []
    inner = re.findall("(.*)-of-.*", what)
    return "".join(f"/{step}" for step in [*(steps[:-1] if what == "missing" else steps), *inner])


@each_document
def test_the_judges_words_are_about_what_the_id_says(name: str) -> None:
    """The pointer is that of the place, and the union is around it."""
    for each in catalogue(name):
        assert each.place == each.id.split("!")[0]
        assert each.pointer == spelled_out(each.id)
        assert each.union is None or f"{each.pointer}/".startswith(f"{each.union}/")


def at(error: ValidationError) -> str:
    return "".join(f"/{part}" for part in error.absolute_path)


def branches_of(error: ValidationError) -> list[list[ValidationError]]:
    """The errors of each variant, as a union lists them."""
    numbers = sorted({inner.schema_path[0] for inner in error.context or []})
    return [[inner for inner in error.context or [] if inner.schema_path[0] == number] for number in numbers]


@each_document
def test_an_independent_validator_agrees(name: str) -> None:
    """python-jsonschema blames the same place, directly or as the only error of one variant of a union."""
    validator = Draft202012Validator(schema(name))
    for each in catalogue(name):
        if name == "newer" and each.id in ids("bundled"):
            continue
        errors = list(validator.iter_errors(each.user))

        assert {at(error) for error in errors} == {each.pointer if each.union is None else each.union}, each.id
        if each.union is not None:
            blamed = [{at(inner) for inner in branch} for error in errors for branch in branches_of(error)]
            assert {each.pointer} in blamed, each.id


def differences(one: Json, other: Json, at: str = "") -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from differences(one.get(key, differences), other.get(key, differences), f"{at}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{at}/{number}")
    elif type(one) is not type(other) or one != other:
        yield at


def reach(place: str, user: Json) -> str:
    """The pointer of a place, or of the container around it that a user lacks, or has another variant of."""
    at, key = "", ""
    for step in re.findall(r"[^.\[\]()]+|\[\]|\([^)]*\)", place):
        if user is None or user == [] or (step[0] == "(" and user["object"] != f"{key}_{step.strip('()')}"):
            return at
        if step[0] == "(":
            continue
        key, at = (key, f"{at}/0") if step == "[]" else (step, f"{at}/{step}")
        user = user[0] if step == "[]" else user.get(step)
    return at


@each_document
def test_nothing_else_differs_from_the_plainest_user(name: str) -> None:
    """What differs is the place, or the container that had to be added for it."""
    plain = edges_of(document(name)).plain.user
    for each in catalogue(name):
        found = list(differences(plain, each.user))

        within = reach(each.place, plain)

        assert found, each.id
        assert all(f"{pointer}/".startswith(f"{within}/") for pointer in found), each.id


DIGEST = """
from clerk_fakes.breaks import breaks
from hashlib import sha256
found = [(each.id, each.pointer, each.keyword, each.user, each.message, each.union) for each in breaks()]
print(sha256(repr(found).encode()).hexdigest())
"""


def test_breaks_are_the_same_in_every_process() -> None:
    """Whatever the seed of its hashes."""
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "4711")
    }

    assert len(digests) == 1


def test_a_users_changes_stay_with_the_break() -> None:
    """Each call makes users of its own, down to the wrong values."""
    first, before = breaks("public_metadata!array"), deepcopy(breaks("public_metadata!array"))
    first[0].user["public_metadata"].append("changed")

    assert breaks("public_metadata!array")[0].user == before[0].user != first[0].user


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("email_addresses[].linked_to[]!*", r"email_addresses\[\]\.linked_to\[\]!.*"),
        ("*(saml)*-of-*", r".*\(saml\).*-of-.*"),
        ("first_nam?!missing", r"first_name!missing"),
        (["*!neither", "banned!*"], r".*!neither|banned!.*"),
    ],
)
def test_a_glob_selects_by_id(select: str | list[str], expected: str) -> None:
    """Only the star and the question mark are special; brackets are themselves."""
    found = [each.id for each in breaks(select)]

    assert found == [each.id for each in catalogue("bundled") if re.fullmatch(expected, each.id)] != []


def test_a_glob_that_selects_nothing_is_refused() -> None:
    """The message has the nearest ids; `*` selects nothing among nothing without an error."""
    with pytest.raises(UnknownName, match=r"'first_nam!missing' selects nothing; did you mean 'first_name!missing'"):
        breaks(["banned!*", "first_nam!missing"])
    assert selected("*", []) == []


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "integer", "minimum": 3, "maximum": 9}, {"too-small": 2, "too-large": 10, "number": 1.5}),
        ({"type": "number", "minimum": 1e300}, {"too-small": nextafter(1e300, 0), "number": None}),
        ({"type": "number", "maximum": 0.5}, {"too-large": 1.5, "too-small": None}),
        ({"type": "string", "pattern": "^[a-z]+$", "maxLength": 3}, {"pattern": "a_2", "too-long": "axxx"}),
        ({"type": "array", "items": {"type": "boolean"}, "maxItems": 0}, {"too-many": [False]}),
        ({"type": "array", "items": {"const": 1}, "uniqueItems": True}, {"repeated": [1, 1]}),
        ({"anyOf": [{"type": ["string", "null"]}, {"type": "integer"}]}, {"null": None, "number": 1.5}),
        ({"enum": ["unknown", 3]}, {"unknown": "ununknown-3", "boolean": True}),
        ({"const": True}, {"unknown": False, "string": "text"}),
        ({"enum": [True, False]}, {"unknown": None, "string": "text"}),
    ],
)
def test_a_wrong_value_is_as_near_to_right_as_may_be(field: Json, expected: Json) -> None:
    """Each bound, list and pattern is overstepped by a little; None stands for a break that there is not."""
    grown = {**schema("bundled"), "properties": {**schema("bundled")["properties"], "new": field}}
    found = {each.id: each.user["new"] for each in breaks("new!*", schema=grown)}

    assert {what: found.get(f"new!{what}") for what in expected} == expected


def test_keys_that_nobody_named_have_breaks_if_they_have_a_shape() -> None:
    """One such key stands for them all."""
    labels = {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}
    grown = {**schema("bundled"), "properties": {**schema("bundled")["properties"], "labels": labels}}
    found = {each.id: each.pointer for each in breaks("labels.*", schema=grown)}

    assert found["labels.not_in_the_document!too-short"] == "/labels/not_in_the_document"


def test_where_variants_have_no_tag_the_union_may_be_blamed() -> None:
    """The validator cannot know which variant was meant."""
    either = {"anyOf": [{"enum": ["all"]}, {"type": "array", "items": {"type": "string"}}]}
    grown = {**schema("bundled"), "properties": {**schema("bundled")["properties"], "either": either}}
    (found,) = breaks("either(listing)[]!number", schema=grown)

    assert found.user["either"][0] == 1.5
    assert (found.pointer, found.keyword, found.union) == ("/either", "enum", "/either")


def test_what_another_variant_allows_is_no_break() -> None:
    """Only the validator can decide this."""
    either = {"anyOf": [{"enum": ["all"]}, {"type": "string"}]}
    grown = {**schema("bundled"), "properties": {**schema("bundled")["properties"], "either": either}}

    assert breaks("either(choice)!unknown", schema=grown) == []


def test_a_mutation_can_be_made_in_any_user() -> None:
    """And it is then the only thing wrong with that user."""
    edges, validator, population = edges_of(read()), validator_of(read()), Population(3, organizations=True)
    for number, mutation in enumerate([*mutations_of(read()).values()][::5]):
        user = population[number]
        mutation.make(edges, user)

        assert {found.pointer for found in validator.violations(user)} == {pointer(mutation.blamed)}, mutation.id
