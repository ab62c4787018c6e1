"""The JSON text of a value, the same in every file and column."""

from __future__ import annotations

from json import JSONEncoder

encode = JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
