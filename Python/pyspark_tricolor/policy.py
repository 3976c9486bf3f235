"""A policy document in the form in which the log stores it (FORMAT.md): the kernel has no reader of JSON."""

import json
import struct
from collections import Counter

from .errors import TricolorError


def stored(text: str) -> bytes:
    """Reads JSON and writes the stored form. Raises TricolorError for what is no JSON object, and for a key that stands twice."""
    try:
        document = json.loads(text, object_pairs_hook=_distinct, parse_float=_Number, parse_constant=_no_number)
        if not isinstance(document, dict):
            raise ValueError("no object, expected a policy document")
        return _value(document)
    except (ValueError, RecursionError) as error:
        raise TricolorError(f"policy: {error}") from None


class _Number(str):
    """A number with a fraction or an exponent, as written."""


def _no_number(text):
    raise ValueError(f"{text} is no JSON")


def _distinct(pairs):
    repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if repeated:
        raise ValueError(f"the key {repeated[0]} stands twice")
    return dict(pairs)


def _text(text):
    encoded = text.encode("utf-8")
    return struct.pack("<I", len(encoded)) + encoded


def _value(value) -> bytes:
    if value is None:
        return b"\x00"
    if isinstance(value, bool):
        return b"\x02" if value else b"\x01"
    if isinstance(value, int):
        if not -(1 << 63) <= value < 1 << 63:
            return b"\x04" + _text(str(value))
        return b"\x03" + struct.pack("<q", value)
    if isinstance(value, _Number):
        return b"\x04" + _text(value)
    if isinstance(value, str):
        return b"\x05" + _text(value)
    if isinstance(value, list):
        return b"\x06" + struct.pack("<I", len(value)) + b"".join(_value(element) for element in value)
    members = sorted(value.items(), key=lambda member: member[0].encode("utf-8"))
    return b"\x07" + struct.pack("<I", len(members)) + b"".join(_text(key) + _value(member) for key, member in members)
