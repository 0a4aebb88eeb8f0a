"""Frames of any library as columns of plain values. No library is imported: what a frame can do says what it is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from ._asymptest import Error, Table

#: The name of a frame in messages.
NAME = "frame"


class Source(NamedTuple):
    """What is judged: a table, or the path of a file that the native part reads."""

    name: str
    table: Optional[Table]


def source(frame: Any) -> Source:
    """A frame as a table, or a path as it is."""
    if isinstance(frame, (str, os.PathLike)):
        return Source(os.fsdecode(frame), None)
    return Source(NAME, table(frame))


def table(frame: Any) -> Table:
    """The table of a frame: pandas, polars, pyarrow, a structured array, a dict of columns, or a list of dicts."""
    columns = _columns(frame)
    if not columns:
        raise Error("frame: there are no columns; give a frame with a column of sizes and one of values")
    lengths = {name: len(values) for name, values, _ in columns}
    first, length = next(iter(lengths.items()))
    for name, other in lengths.items():
        if other != length:
            raise Error(f"frame: `{name}` has {other} values and `{first}` has {length}; give columns of one length")
    if length == 0:
        raise Error("frame: there are no rows")
    return Table([name for name, _, _ in columns], [values for _, values, _ in columns], [single for _, _, single in columns])


Column = Tuple[str, List[Any], bool]


def _columns(frame: Any) -> List[Column]:
    if hasattr(frame, "collect") and not hasattr(frame, "get_column"):  # a lazy frame of polars
        frame = frame.collect()
    if hasattr(frame, "iloc") and hasattr(frame, "columns"):  # pandas
        if any(name is not None for name in frame.index.names):  # the groups of an aggregation
            frame = frame.reset_index()
        return [_column(name, frame.iloc[:, place]) for place, name in enumerate(frame.columns)]
    if hasattr(frame, "get_column") and hasattr(frame, "columns"):  # polars
        return [_column(name, frame.get_column(name)) for name in frame.columns]
    if hasattr(frame, "column_names") and hasattr(frame, "column"):  # pyarrow
        return [_column(name, frame.column(name)) for name in frame.column_names]
    if isinstance(frame, Mapping):
        return [_column(name, values) for name, values in frame.items()]
    names = getattr(getattr(frame, "dtype", None), "names", None)
    if names:  # a structured array
        return [_column(name, frame[name]) for name in names]
    if hasattr(frame, "to_dict") and hasattr(frame, "name"):
        raise Error("frame: this is one column; give a frame, or the columns: judge(x=sizes, y=values)")
    if hasattr(frame, "dtype"):
        raise Error("frame: an array has no names of columns; give the columns: judge(x=sizes, y=values)")
    if isinstance(frame, (list, tuple)) and all(isinstance(row, Mapping) for row in frame):
        names = list(dict.fromkeys(name for row in frame for name in row))
        return [_column(name, [row.get(name) for row in frame]) for name in names]
    problem = "give a frame of pandas or polars, a dict of columns, a list of dicts, or the path of a file"
    raise Error(f"frame: {type(frame).__name__} is not a table; {problem}")


def _column(name: Any, values: Any) -> Column:
    kind = str(getattr(values, "dtype", getattr(values, "type", "")))
    single = kind.lower() in ("float32", "float16", "float", "halffloat")
    plain = listed(values, str(name))
    if any(isinstance(value, str) for value in plain):
        # Among words, a number that is none is how pandas writes that nothing is there.
        plain = [None if value != value else value for value in plain]
    return _label(name), plain, single


def _label(name: Any) -> str:
    """The name of a column; one with levels has them joined."""
    if isinstance(name, tuple):
        return "_".join(str(part) for part in name if str(part))
    return str(name)


def listed(values: Any, name: str) -> List[Any]:
    """A column as a list of plain values."""
    if isinstance(values, (str, bytes)):
        raise Error(f"frame: `{name}` is a text, and a column is a list of values")
    for method in ("to_pylist", "to_list", "tolist"):
        if hasattr(values, method):
            found = getattr(values, method)()
            if not isinstance(found, list):
                break
            return found
    try:
        return list(values)
    except TypeError:
        raise Error(f"frame: `{name}` is not a list of values; give one value a row") from None


def arrays(x: Any, y: Any, others: Dict[str, Any]) -> Dict[str, List[Any]]:
    """Columns of bare arrays: sizes and values, or a matrix with a row of replicates for each size."""
    sizes, values = listed(x, "x"), listed(y, "y")
    if any(isinstance(value, list) for value in sizes):
        raise Error("x: give one size a row")
    columns: Dict[str, List[Any]] = {"x": sizes, "y": values}
    if any(isinstance(value, list) for value in values):
        if not all(isinstance(value, list) for value in values) or len(values) != len(sizes):
            raise Error(f"y: a matrix has a row for each of the {len(sizes)} sizes; transpose it, or give one value a row")
        if others:
            raise Error(f"{next(iter(others))}: a matrix of values has its replicates in its columns; give one value a row instead")
        columns = {
            "x": [size for size, row in zip(sizes, values) for _ in row],
            "replicate": [place for row in values for place in range(len(row))],
            "y": [value for row in values for value in row],
        }
    columns.update({name: listed(given, name) for name, given in others.items()})
    return columns
