"""Slips that people make in a webhook handler, each as one edit of `examples/webhook_handler.py`."""

from __future__ import annotations

from tests.mutants.allowed import ALLOWED as ALLOWED
from tests.mutants.mutant import SOURCE as SOURCE
from tests.mutants.mutant import Handler as Handler
from tests.mutants.mutant import Json as Json
from tests.mutants.mutant import Mutant as Mutant
from tests.mutants.mutant import load as load
from tests.mutants.people import PEOPLE
from tests.mutants.shapes import SHAPES

SENT = (*SHAPES, *PEOPLE)  # a user that Clerk sends shows them
MUTANTS = (*SENT, *ALLOWED)
