"""The bundled document: a valid one, without dead parts, and the same in Clerk's own dialect."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from clerk_fakes.schema.bundled import bundled
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.walks import records

Json = Any
DOCUMENT = bundled()
VERIFICATIONS = {
    *("admin", "email_link", "from_oauth", "google_one_tap", "oauth", "otp"),
    *("passkey", "saml", "ticket", "web3"),
}
OPEN = {
    "#/$defs/EmailAddress/properties/object",
    "#/$defs/OTPVerification/properties/strategy",
    "#/$defs/AdminVerification/properties/strategy",
    "#/$defs/TicketVerification/properties/strategy",
    "#/$defs/OAuthVerification/properties/status",
    "#/$defs/OAuthVerification/properties/strategy",
}


def nodes(node: Json, at: str = "#") -> Iterator[tuple[str, dict[str, Json]]]:
    """Every object in a document, with its pointer."""
    if isinstance(node, dict):
        yield at, node
    for key, child in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(child, dict | list):
            yield from nodes(child, f"{at}/{key}")


def described() -> dict[str, dict[str, Json]]:
    """Every property and every definition, by its pointer."""
    return {at: node for at, node in nodes(DOCUMENT) if at.split("/")[-2:-1] in (["properties"], ["$defs"])}


def test_the_document_is_valid_draft_2020_12() -> None:
    assert DOCUMENT["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(DOCUMENT)


def test_every_definition_is_used() -> None:
    used = {node["$ref"] for _, node in nodes(DOCUMENT) if "$ref" in node}
    assert used == {f"#/$defs/{name}" for name in DOCUMENT["$defs"]}


def test_everything_is_described_in_one_line() -> None:
    for at, node in described().items():
        line = node.get("description", "")
        assert line.strip() == line != "", at
        assert "\n" not in line, at
        assert line.endswith("."), at


def test_each_verification_variant_has_an_entry_of_its_own() -> None:
    tags = [node["properties"].get("object", {}).get("const", "") for node in DOCUMENT["$defs"].values()]
    variants = [tag.removeprefix("verification_") for tag in tags if tag.startswith("verification_")]
    assert sorted(variants) == sorted(VERIFICATIONS)


def test_no_two_parts_of_the_document_are_the_same_object() -> None:
    """What is an object of its own has one entry, and everybody refers to it."""
    objects = Counter(
        json.dumps(node["properties"]) for _, node in nodes(DOCUMENT) if "required" in node and "type" in node
    )
    assert max(objects.values()) == 1


def test_nulls_are_real() -> None:
    assert [at for at, node in nodes(DOCUMENT) if "nullable" in node] == []


def test_open_lists_and_patterns_are_marked() -> None:
    assert {at for at, node in nodes(DOCUMENT) if node.get("x-open-enum") is True} == OPEN
    assert sum("x-open-enum" in node for _, node in nodes(DOCUMENT)) == len(OPEN) == 6


def test_every_required_key_is_described() -> None:
    for at, node in nodes(DOCUMENT):
        assert set(node.get("required", [])) <= set(node.get("properties", {})) or at.split("/")[-2] == "anyOf", at


def test_the_records_of_the_document_are_known_by_their_tag() -> None:
    tagged = read().tagged
    assert {"user", "email_address", "phone_number", "organization_membership"} <= set(tagged)
    assert {tag.removeprefix("verification_") for tag in tagged if tag.startswith("verification_")} == VERIFICATIONS
    assert tagged["user"] is read().root
    assert next(iter(records(read().root))) is read().root


@pytest.mark.parametrize("inline", [False, True], ids=["with references", "inlined"])
@pytest.mark.parametrize("suffix", [".json", ".yml", ".yaml"])
def test_the_same_document_in_openapi_reads_the_same(tmp_path: Path, suffix: str, inline: bool) -> None:
    path = tmp_path / f"clerk{suffix}"
    document = in_openapi(inline=inline)
    path.write_text(json.dumps(document) if suffix == ".json" else yaml.safe_dump(document, sort_keys=False), "utf-8")

    assert read(path).root == read().root


def test_the_bundled_document_reads_the_same_from_a_file_and_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "user.json"
    path.write_text(json.dumps(DOCUMENT), "utf-8")

    assert read(path).root == read(str(path)).root == read(DOCUMENT).root == read().root


def test_reading_leaves_a_mapping_as_it_was() -> None:
    document = in_openapi(inline=False)
    before = json.dumps(document)
    read(document)
    assert json.dumps(document) == before


def in_openapi(*, inline: bool) -> Json:
    """The bundled document as Clerk would publish it: OpenAPI 3.0, with or without references."""
    user = {key: value for key, value in DOCUMENT.items() if not key.startswith("$")}
    schemas = {name: openapi_of(node, inline) for name, node in {"User": user, **DOCUMENT["$defs"]}.items()}
    return {"openapi": "3.0.3", "info": {"title": "Backend API"}, "components": {"schemas": schemas}}


def openapi_of(node: Json, inline: bool) -> Json:
    """A schema in OpenAPI 3.0, which has no null, no `const`, and nothing beside a `$ref`."""
    if not isinstance(node, dict):
        return node
    made = {key: _value(key, value, inline) for key, value in node.items()}
    if isinstance(made.get("type"), list):
        made |= {"type": made["type"][0], "nullable": True}
    if "const" in made:
        made |= {"type": "string", "enum": [made.pop("const")]}
    if made.pop("x-open-enum", False):
        made["x-speakeasy-unknown-values"] = "allow"
    if "$ref" in made:
        return _reference(made, inline)
    return _union(made) if "oneOf" in made else made


def _value(key: str, value: Json, inline: bool) -> Json:
    match key:
        case "properties":
            return {name: openapi_of(child, inline) for name, child in value.items()}
        case "items" | "additionalProperties":
            return openapi_of(value, inline)
        case "oneOf":
            return [openapi_of(child, inline) for child in value]
    return value


def _reference(node: Json, inline: bool) -> Json:
    name = node.pop("$ref").removeprefix("#/$defs/")
    target = openapi_of(DOCUMENT["$defs"][name], inline) if inline else {"$ref": f"#/components/schemas/{name}"}
    return {"allOf": [target], **node} if node else target


def _union(node: Json) -> Json:
    variants = [variant for variant in node.pop("oneOf") if variant != {"type": "null"}]
    if len(variants) == 1:
        return {"allOf": variants, "nullable": True, **node}
    told_apart = {"discriminator": {"propertyName": "object"}}
    return {"type": "object", "nullable": True, "oneOf": variants, **told_apart, **node}


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "user.json"
    path.write_text(json.dumps({"type": "object", "properties": {"id": {"type": "string"}}}), "utf-8")
    first = read(path)
    assert read(str(path)) is first
    path.write_text(json.dumps({"type": "object", "properties": {"name": {"type": "string"}}}), "utf-8")
    assert [field.name for field in read(path).root.fields] == ["name"]
