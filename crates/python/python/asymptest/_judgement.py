"""Judgements as Python has them."""

from __future__ import annotations

import base64
import html
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple, Union, overload

from . import _asymptest


class Estimate(NamedTuple):
    """A number with its interval. An end that the data leave open is None."""

    estimate: Optional[float]
    low: Optional[float]
    high: Optional[float]
    confidence: Optional[float]

    def __str__(self) -> str:
        shown = ["?" if number is None else f"{number:.3f}" for number in self[:3]]
        return f"{shown[0]} [{shown[1]}, {shown[2]}]"


class Note(NamedTuple):
    """A warning, or a remark on how a table was read: a stable name and a sentence."""

    code: str
    text: str


class Judgement:
    """What measurements say of one claim. ``str()`` is the referee's paragraph."""

    def __init__(self, answers: _asymptest.Answers, index: int = 0) -> None:
        self._answers = answers
        self._index = index
        # Alone it is the document of the command line; among others, its own part of that.
        key = answers.key(index)
        self._alone = len(answers) == 1 and not key
        self._json = answers.json() if self._alone else answers.json_of(index)
        self._document: Dict[str, Any] = json.loads(self._json)
        self.key: Dict[str, str] = dict(key)
        """The columns of ``by`` with the values of this series; empty without them."""

    @property
    def claim(self) -> str:
        """The claim in its canonical text."""
        return self._document["claim"]

    @property
    def verdict(self) -> str:
        """``supported``, ``refuted``, ``inconclusive``, ``untestable`` or ``out_of_scope``."""
        return self._document["verdict"]

    @property
    def tightness(self) -> Optional[str]:
        """``tight``, ``loose`` or ``unknown``."""
        return self._document.get("tightness")

    @property
    def exponent(self) -> Estimate:
        """The exponent in the limit, the claim's own logarithms divided out."""
        return self._estimate("exponent")

    @property
    def range(self) -> Estimate:
        """The slope over the sizes measured, the claim's own logarithms divided out."""
        return self._estimate("range")

    @property
    def slope(self) -> Optional[float]:
        """The estimate of ``range``: the power of the size that the values follow over the sizes measured."""
        return self.range.estimate

    @property
    def loose_by(self) -> Optional[Estimate]:
        """By how much the claim is loose, as a power of the size; None if it is not known to be."""
        return self._estimate("loose_by") if self._document.get("loose_by") else None

    @property
    def p_value(self) -> Optional[float]:
        """The p-value of a refutation, adjusted if several questions were asked of one run."""
        adjusted = self._document.get("p_adjusted")
        return self._document.get("p_value") if adjusted is None else adjusted

    @property
    def reason(self) -> str:
        """The reason for the verdict, in one sentence."""
        return self._document.get("reason", "")

    @property
    def settle(self) -> str:
        """What would settle or overturn the verdict, in one sentence."""
        return self._document.get("settle", "")

    @property
    def warnings(self) -> List[Note]:
        """What a reader has to know besides."""
        return [Note(warning["code"], warning["text"]) for warning in self._document.get("warnings", [])]

    @property
    def notes(self) -> List[Note]:
        """How the table was read: guesses that were made, and rows that were left out."""
        return [Note(code, text) for code, text in self._answers.notes(self._index)]

    def to_dict(self) -> Dict[str, Any]:
        """The document of :meth:`to_json` as plain data; infinities and unknown numbers are None."""
        return json.loads(self._json)

    def to_json(self) -> str:
        """What ``asymptest fit --format json`` prints, bit for bit; among several judgements, the part on this one."""
        return self._json

    def to_latex(self) -> str:
        """A table with the rules of the LaTeX package booktabs."""
        return self._answers.latex(self._index)

    def to_markdown(self) -> str:
        """A table in markdown."""
        return self._answers.markdown(self._index)

    def to_csv(self) -> str:
        """A table with a row for the claim."""
        return self._answers.csv(self._index)

    def figure(self) -> str:
        """The measurements with the fit and the claimed rate, as the text of an SVG."""
        return self._answers.figure(self._index)

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the figure; the extension says how: ``.svg``, or ``.tex`` for LaTeX."""
        _asymptest.save_figure(path, self.figure())

    def report(self, folder: Union[str, "os.PathLike[str]"]) -> Path:
        """Writes report.md, results.tex, results.csv, judgement.json and figure.svg; gives the path of report.md."""
        return written(folder, "Judgement", [self], self._latex_and_csv(), self._json)

    def _latex_and_csv(self) -> Tuple[str, str]:
        return self.to_latex(), self.to_csv()

    def _estimate(self, key: str) -> Estimate:
        found = self._document.get(key) or {}
        return Estimate(*(found.get(part) for part in Estimate._fields))

    def __str__(self) -> str:
        return self._answers.text() if self._alone else self._answers.text_of(self._index)

    def __repr__(self) -> str:
        series = "".join(f", {column}={value!r}" for column, value in self.key.items())
        return f"<Judgement {self.claim}: {self.verdict}, exponent {self.exponent}{series}>"

    def _repr_html_(self) -> str:
        return f'<div class="asymptest"><pre>{html.escape(str(self))}</pre>{image(self.figure(), self.claim)}</div>'


class Judgements(Sequence):
    """Judgements that were asked together: they share one level, by Holm's adjustment. ``str()`` is all paragraphs."""

    def __init__(self, answers: _asymptest.Answers) -> None:
        self._answers = answers
        self._judgements = [Judgement(answers, index) for index in range(len(answers))]

    @overload
    def __getitem__(self, index: int) -> Judgement: ...
    @overload
    def __getitem__(self, index: slice) -> List[Judgement]: ...
    def __getitem__(self, index):
        return self._judgements[index]

    def __len__(self) -> int:
        return len(self._judgements)

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self._judgements)

    @property
    def verdict(self) -> str:
        """The verdict on all: refuted if one is, supported if all are."""
        return self._answers.verdict()

    def to_dict(self) -> Dict[str, Any]:
        """The document of :meth:`to_json` as plain data."""
        return json.loads(self.to_json())

    def to_json(self) -> str:
        """What ``asymptest fit --format json`` prints, bit for bit."""
        return self._answers.json()

    def to_latex(self) -> str:
        """A table with the rules of the LaTeX package booktabs, a row a claim."""
        return self._answers.latex()

    def to_markdown(self) -> str:
        """Tables in markdown, one a series."""
        return self._answers.markdown()

    def to_csv(self) -> str:
        """A table with a row a claim."""
        return self._answers.csv()

    def report(self, folder: Union[str, "os.PathLike[str]"]) -> Path:
        """Writes report.md, results.tex, results.csv, judgement.json and a figure for each; gives the path of report.md."""
        return written(folder, "Judgements", self._judgements, (self.to_latex(), self.to_csv()), self.to_json())

    def __str__(self) -> str:
        return self._answers.text()

    def __repr__(self) -> str:
        return f"<{len(self)} judgements, together {self.verdict}: {', '.join(map(repr, self._judgements))}>"

    def _repr_html_(self) -> str:
        return "".join(judgement._repr_html_() for judgement in self._judgements)


def image(svg: str, words: str) -> str:
    """A figure for a page, apart from the styles of others."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="{html.escape(words, quote=True)}" src="data:image/svg+xml;base64,{data}"/>'


def written(
    folder: Union[str, "os.PathLike[str]"], title: str, judgements: List[Judgement], tables: Tuple[str, str], document: str
) -> Path:
    """Writes a report, all of its files or none."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _asymptest.Error(f"cannot write {folder}: {error.strerror}; choose another folder") from None
    figures = ["figure.svg"] if len(judgements) == 1 else [f"figure_{place}.svg" for place, _ in enumerate(judgements, 1)]
    parts = [f"# {title}\n"]
    for judgement, figure in zip(judgements, figures):
        key = ", ".join(f"{column} = {value}" for column, value in judgement.key.items())
        parts.append(f"## `{judgement.claim}`{f' ({key})' if key else ''}: {judgement.verdict}\n")
        parts.append(judgement.to_markdown())
        parts.append(f"![{judgement.claim}]({figure})\n")
        parts.append(f"```text\n{judgement}```\n")
    report = folder / "report.md"
    files = [(folder / figure, judgement.figure()) for judgement, figure in zip(judgements, figures)]
    files += [(report, "\n".join(parts)), (folder / "results.tex", tables[0]), (folder / "results.csv", tables[1])]
    _asymptest.write_files(files + [(folder / "judgement.json", document)])
    return report
