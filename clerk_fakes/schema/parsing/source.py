"""Where a document comes from: a file or a mapping, in our dialect or Clerk's, made into one dialect.

The one dialect is JSON Schema draft 2020-12 with real nulls. Clerk publishes OpenAPI, whose `nullable: true` and
`x-speakeasy-unknown-values: allow` become a null branch and `x-open-enum: true`; nothing else is touched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from clerk_fakes.errors import UnreadableDocument
from clerk_fakes.schema.bundled import EDITION
from clerk_fakes.schema.shapes import Json

DIALECT = "https://json-schema.org/draft/2020-12/schema"
USER_IN_OPENAPI = "#/components/schemas/User"
YAML_BOOLEAN = re.compile("^(?:true|True|TRUE|false|False|FALSE)$")
YAML_DATE = "tag:yaml.org,2002:timestamp"

SUBSCHEMAS = ("items", "additionalProperties", "not")
SUBSCHEMA_LISTS = ("oneOf", "anyOf", "allOf")
SUBSCHEMA_MAPS = ("properties", "$defs", "definitions")


def load(source: str | Path | Mapping[str, Json]) -> Json:
    """The document at a path (JSON, or YAML by any other suffix), or the mapping itself, in the one dialect."""
    raw = _raw(source)
    if "openapi" in raw:
        return _from_openapi(raw)
    if not {"properties", "$ref", "allOf"} & raw.keys():
        hint = "convert it to OpenAPI 3 first" if "swagger" in raw else "its root should describe the user object"
        raise UnreadableDocument(f"#: it has neither 'openapi' nor 'properties' nor '$ref'; {hint}")
    return {**with_real_nulls(raw), "$schema": DIALECT}


def load_any(source: str | Path | Mapping[str, Json]) -> Json:
    """A document that need not be about users, in the one dialect; of OpenAPI, its schemas."""
    raw = _raw(source)
    if "openapi" not in raw:
        return {**with_real_nulls(raw), "$schema": DIALECT}
    components = raw.get("components")
    return _of_openapi(components.get("schemas") if isinstance(components, Mapping) else None)


def _raw(source: str | Path | Mapping[str, Json]) -> Mapping[str, Json]:
    raw = source if isinstance(source, Mapping) else _parse(Path(source))
    if not isinstance(raw, Mapping):
        raise UnreadableDocument(f"#: it is {_kind(raw)}, not a schema; give an OpenAPI or JSON Schema document")
    return raw


def _parse(path: Path) -> Json:
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise UnreadableDocument(f"cannot be read: {error}; give a JSON or YAML document") from error
    return _parse_json(text) if path.suffix == ".json" else _parse_yaml(text)


def _parse_json(text: str) -> Json:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except ValueError as error:
        raise UnreadableDocument(f"broken JSON: {error}; mend it or fetch it again") from error


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _parse_yaml(text: str) -> Json:
    import yaml  # only a YAML document needs it

    try:
        # libyaml reads Clerk's two megabytes in a tenth of the time; it is missing from some builds.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        # OpenAPI means YAML 1.2, where `2026-01-01`, `on` and `yes` are strings like any other.
        loader.yaml_implicit_resolvers = {
            first: [
                (tag, YAML_BOOLEAN if tag.endswith(":bool") else pattern) for tag, pattern in rows if tag != YAML_DATE
            ]
            for first, rows in loader.yaml_implicit_resolvers.items()
        }
        return loader.get_single_data()
    except (yaml.YAMLError, ValueError) as error:
        message = " ".join(str(error).replace('in "<unicode string>",', "at").split())
        raise UnreadableDocument(f"broken YAML: {message}; mend it or fetch it again") from error


def _from_openapi(raw: Mapping[str, Json]) -> Json:
    components = raw.get("components")
    schemas = components.get("schemas") if isinstance(components, Mapping) else None
    if not isinstance(schemas, Mapping) or "User" not in schemas:
        raise UnreadableDocument(f"{USER_IN_OPENAPI}: there is no such part; give Clerk's Backend API document")
    info = raw.get("info")
    edition = info.get("version") if isinstance(info, Mapping) else None
    return _of_openapi(schemas) | ({} if edition is None else {EDITION: str(edition)})


def _of_openapi(schemas: Json) -> Json:
    converted = {key: with_real_nulls(schema) for key, schema in (schemas or {}).items()}
    return {"$schema": DIALECT, "$ref": USER_IN_OPENAPI, "components": {"schemas": converted}}


def with_real_nulls(node: Json) -> Json:
    """The schema with `nullable` turned into a null branch, in every subschema."""
    if not isinstance(node, Mapping):
        return node
    made = {key: _convert(key, value) for key, value in node.items()}
    if made.pop("x-speakeasy-unknown-values", None) == "allow":
        made["x-open-enum"] = True
    if not isinstance(made.get("nullable", False), bool) or not made.pop("nullable", False):
        return made  # a `nullable` that is neither true nor false stays for the reader to refuse
    if isinstance(made.get("type"), str) and not {"enum", "const", "$ref", *SUBSCHEMA_LISTS} & made.keys():
        return {**made, "type": [made["type"], "null"]}
    return {"anyOf": [made, {"type": "null"}]}


def _convert(key: str, value: Json) -> Json:
    each: Callable[[Json], Json] = with_real_nulls
    if key in SUBSCHEMAS:
        return each(value)
    if key in SUBSCHEMA_LISTS and isinstance(value, list):
        return [each(item) for item in value]
    if key in SUBSCHEMA_MAPS and isinstance(value, Mapping):
        return {name: each(item) for name, item in value.items()}
    return value


def _kind(value: Json) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"
