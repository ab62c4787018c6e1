"""The bundled document as plain JSON, to be changed into newer ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

Json = dict[str, Any]
Edit = Callable[[Json], None]

BUNDLED = files("clerk_fakes.schema").joinpath("clerk-user.schema.json").read_text("utf-8")
LISTS = {
    "EmailAddress": "email_addresses",
    "PhoneNumber": "phone_numbers",
    "Web3Wallet": "web3_wallets",
    "Passkey": "passkeys",
    "ExternalAccount": "external_accounts",
    "SAMLAccount": "saml_accounts",
    "EnterpriseAccount": "enterprise_accounts",
}


def bundled() -> Json:
    """A copy that the caller may change."""
    document: Json = json.loads(BUNDLED)
    return document


def record(document: Json, name: str) -> Json:
    """The schema of a record: of the user itself, or of a definition."""
    found: Json = document if name == "User" else document["$defs"][name]
    return found


def record_names() -> list[str]:
    return ["User", *bundled()["$defs"]]


def with_field(name: str, field: str, schema: Any, *, required: bool = False) -> Json:
    """The document with one field more."""
    document = bundled()
    changed = record(document, name)
    changed["properties"][field] = schema
    if required:
        changed["required"].append(field)
    return document


def without_fields(*places: tuple[str, str]) -> Json:
    """The document with some fields less."""
    document = bundled()
    for name, field in places:
        changed = record(document, name)
        changed["properties"].pop(field, None)
        changed["required"] = [needed for needed in changed["required"] if needed != field]
        groups = [group for group in changed.get("anyOf", ()) if field not in group["required"]]
        changed.pop("anyOf", None)
        changed |= {"anyOf": groups} if groups else {}
    return document


def with_keywords(name: str, field: str, **keywords: Any) -> Json:
    """The document with other keywords on a field."""
    document = bundled()
    record(document, name)["properties"][field] |= keywords
    return document


def add_option(changed: Json, field: str, option: str) -> None:
    """Allow a field of a record one more constant."""
    schema = changed["properties"][field]
    schema["enum"] = [*(schema.get("enum") or [schema.pop("const")]), option]


def with_variant(carrier: str, name: str, variant: Json) -> Json:
    """The document with one more way to verify something."""
    document = bundled()
    document["$defs"][name] = variant
    record(document, carrier)["properties"]["verification"]["oneOf"].insert(0, {"$ref": f"#/$defs/{name}"})
    return document


def without_variant(carrier: str, name: str) -> Json:
    """The document with one way less to verify something."""
    document = bundled()
    union = record(document, carrier)["properties"]["verification"]
    union["oneOf"] = [branch for branch in union["oneOf"] if branch.get("$ref") != f"#/$defs/{name}"]
    return document


def places(field: str, value: Any) -> Iterator[Any]:
    """The values of a key, anywhere in a value."""
    if isinstance(value, dict):
        if field in value:
            yield value[field]
        for inner in value.values():
            yield from places(field, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from places(field, inner)


def stripped(field: str, value: Any) -> Any:
    """The value without a key, wherever it stands."""
    if isinstance(value, dict):
        return {name: stripped(field, inner) for name, inner in value.items() if name != field}
    return [stripped(field, inner) for inner in value] if isinstance(value, list) else value


def inlined(document: Json) -> Json:
    """The same document without definitions: each is written out wherever it was referred to."""

    def written_out(node: Any) -> Any:
        if isinstance(node, list):
            return [written_out(inner) for inner in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return written_out(document["$defs"][node["$ref"].removeprefix("#/$defs/")])
        return {key: written_out(inner) for key, inner in node.items() if key != "$defs"}

    made: Json = written_out(document)
    return made


def as_openapi(document: Json) -> Json:
    """The same document in the way that Clerk publishes it: OpenAPI 3.0, where null is a flag."""
    user = {key: value for key, value in document.items() if not key.startswith("$")}
    schemas = {name: _openapi_schema(schema) for name, schema in {"User": user, **document["$defs"]}.items()}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Clerk Backend API", "version": "2026-01-01"},
        "paths": {"/users": {"get": {"responses": {"200": {"description": "Users"}}}}},
        "components": {"schemas": schemas},
    }


def _openapi_schema(schema: Json) -> Json:
    made: Json = {}
    for key, value in schema.items():
        if key == "$ref":
            made[key] = value.replace("#/$defs/", "#/components/schemas/")
        elif key == "const":
            made |= {"type": "string", "enum": [value]}
        elif key == "x-open-enum":
            made["x-speakeasy-unknown-values"] = "allow"
        elif key == "type" and isinstance(value, list):
            made |= {"type": next(kind for kind in value if kind != "null"), "nullable": True}
        elif key == "oneOf":
            branches = [_openapi_schema(branch) for branch in value if branch != {"type": "null"}]
            made |= {"oneOf": branches, "discriminator": {"propertyName": "object"}}
            made |= {"nullable": True} if len(branches) < len(value) else {}
        elif key == "properties":
            made[key] = {name: _openapi_schema(child) for name, child in value.items()}
        elif key in ("items", "additionalProperties") and isinstance(value, dict):
            made[key] = _openapi_schema(value)
        else:
            made[key] = value
    return made
