"""The types say what the document says, and Hypothesis draws what they say."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import get_type_hints

from clerk_fakes import is_valid, types
from clerk_fakes.schema.reader import read
from clerk_fakes.schema.typed import typed
from clerk_fakes.schema.walks import records
from clerk_fakes.types import User

DRAWS = """
import sys
from hypothesis import given, strategies as st
assert not {"clerk_fakes.strategies", "faker", "jsonschema_rs"} & sys.modules.keys()
from clerk_fakes.types import User

@given(st.from_type(User))
def draw(user):
    assert user["object"] == "user"

draw()
"""


def test_the_types_are_those_of_the_document() -> None:
    written = Path(types.__file__).read_text("utf-8")

    assert ast.dump(ast.parse(written)) == ast.dump(ast.parse(typed(read().root)))


def test_every_object_has_a_type_with_its_keys() -> None:
    for record in records(read().root):
        if record.fields:
            kind = getattr(types, record.name)
            assert list(get_type_hints(kind)) == [field.name for field in record.fields]
            assert kind.__required_keys__ == {field.name for field in record.fields if field.required}


@given(st.from_type(User))
def test_hypothesis_draws_users_of_the_type(user: User) -> None:
    assert is_valid(user)


def test_hypothesis_needs_no_import_to_draw_them() -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", DRAWS], check=True)
