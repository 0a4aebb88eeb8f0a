"""Keywords as flags of the command line, and its remedies as calls."""

from __future__ import annotations

import shlex
from typing import Any, Callable, Dict, Iterable, List, Mapping, Union

from ._asymptest import Error
from ._frame import Source

#: A keyword with its flag.
FLAGS: Dict[str, str] = {
    "x": "x",
    "value": "y",
    "replicate": "replicate-column",
    "time": "time-column",
    "error": "error",
    "by": "by",
    "where": "where",
    "pool": "pool",
    "wide": "wide",
    "smallest": "from",
    "largest": "to",
    "margin": "margin",
    "floor": "floor",
    "functional": "functional",
}
#: The keyword of a flag.
KEYWORDS = {flag: keyword for keyword, flag in FLAGS.items()}
#: Flags whose values are numbers.
NUMBERS = ("from", "to", "margin", "floor")

Where = Union[str, Mapping[str, Any], Iterable[str], None]


def words(keywords: Mapping[str, Any]) -> List[str]:
    """The flags that keywords say; those that are None say nothing."""
    return [
        f"--{FLAGS.get(keyword, keyword)}={value}"
        for keyword, given in keywords.items()
        for value in (_filters(given) if keyword == "where" else _values(given))
    ]


def _values(given: Any) -> List[str]:
    if given is None:
        return []
    return [str(one) for one in given] if isinstance(given, (list, tuple)) else [str(given)]


def _filters(given: Where) -> List[str]:
    if given is None or isinstance(given, str):
        return _values(given)
    if isinstance(given, Mapping):
        return [f"{column}={value}" for column, value in given.items()]
    return [str(one) for one in given]


def asked(call: Callable[[], Any], function: str, source: Source) -> Any:
    """Carries out a call of the native part. A command that would help about a frame becomes a call that does."""
    try:
        return call()
    except Error as error:
        if source.table is None:
            raise
        helps = None if error.help is None else _call(error.help, function, source.name)
        told = Error(str(error) if helps is None else str(error).replace(f"help: {error.help}", f"help: {helps}"))
        # The names of columns are line 1 of a table as a file has it.
        told.line, told.help = error.line, helps
        told.row = error.line - 2 if error.line is not None and error.line > 1 else None
        raise told from None


def _call(command: str, function: str, frame: str) -> str:
    """`asymptest.judge(frame, 'O(1)', by='optimizer')` for the command that asks the same."""
    found: Dict[str, List[str]] = {}
    parts = iter(shlex.split(command))
    for part in parts:
        flag, equals, value = part[2:].partition("=")
        if part.startswith("--"):
            found.setdefault(flag, []).append(value if equals else next(parts, ""))
    claims = found.pop("claim", [])
    shown = [frame, repr(claims[0] if len(claims) == 1 else claims)]
    if function != "judge":
        # There the frame is what --from names.
        found.pop("from", None)
        shown.reverse()
    for flag, values in found.items():
        given = [_number(value) if flag in NUMBERS else value for value in values]
        shown.append(f"{KEYWORDS[flag]}={(given[0] if len(given) == 1 else given)!r}")
    return f"asymptest.{function}({', '.join(shown)})"


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
