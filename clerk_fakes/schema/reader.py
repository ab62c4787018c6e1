"""A document is read from wherever it is: a path, a mapping, or the one that comes with the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import quote

from clerk_fakes.errors import InvalidArgument, SchemaError, UnreadableDocument
from clerk_fakes.schema.bundled import bundled
from clerk_fakes.schema.document import Document
from clerk_fakes.schema.parsing import source as sources
from clerk_fakes.schema.parsing.parser import parser_of
from clerk_fakes.schema.shapes import Json, Record, Shape


def read(source: str | Path | Mapping[str, Json] | None = None) -> Document:
    """The document at a path, in a mapping, or (None) the one that comes with the package.

    Raises a `SchemaError` that names the pointer where the document has something that no shape stands for.
    """
    if source is None:
        return _bundled()
    if isinstance(source, Mapping):
        return _read(source, None)
    if not isinstance(source, str | Path):
        raise InvalidArgument(f"schema={source!r} is no document; give the path of one, or a mapping")
    try:
        found = Path(source).stat()
    except (OSError, ValueError):
        return _read(source, source)  # whose error names what is wrong with it
    return _read_file(str(source), found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=16)
def _read_file(path: str, changed: int, size: int) -> Document:
    """The document at a path, as long as the file stays as it is."""
    return _read(path, path)


def _read(source: str | Path | Mapping[str, Json], name: str | Path | None) -> Document:
    with _naming(name):
        return _document(sources.load(source), name)


def read_part(source: str | Path | Mapping[str, Json] | None, pointer: str) -> Shape:
    """The shape of what a JSON pointer leads to in a document, which need not be about users.

    Where it is empty, that is all of the document, or the user of an OpenAPI one.
    """
    if not isinstance(pointer, str) or not f"{pointer}/".startswith("/"):
        raise InvalidArgument(f"pointer={pointer!r} is no JSON pointer; begin it with '/', as in '/$defs/PhoneNumber'")
    with _naming(None if isinstance(source, Mapping) else source):
        schema = bundled() if source is None else sources.load_any(source)
        node = {"$ref": f"#{quote(pointer, safe='/$~')}"} if pointer else schema
        return parser_of(schema).shape(node, "#", pointer.rpartition("/")[2])


@contextmanager
def _naming(name: str | Path | None) -> Iterator[None]:
    """Say in every error which document it is about."""
    try:
        yield
    except SchemaError as error:
        raise type(error)(f"{name or 'the document'}: {error}") from error.__cause__
    except RecursionError:
        raise UnreadableDocument(
            f"{name or 'the document'}: nested too deeply; move the inner parts to '$defs'"
        ) from None


@cache
def _bundled() -> Document:
    return _document(bundled(), None)


def _document(schema: Json, source: str | Path | None) -> Document:
    root = parser_of(schema).shape(schema, "#", "User")
    if not isinstance(root, Record):
        raise UnreadableDocument(f"#: a {type(root).__name__} is not a user; the root should describe an object")
    return Document(root, schema, source)
