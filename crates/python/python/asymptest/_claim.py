"""A claim, and a test of it: the body of a function, run over a ladder of sizes."""

from __future__ import annotations

import functools
import hashlib
import inspect
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Union

from . import _asymptest
from ._asymptest import Error

#: What a test may expect of its claim.
VERDICTS = ("supported", "refuted", "inconclusive", "untestable")
#: Names under which a function takes the run.
REPLICATE, SEED = "replicate", "seed"


class ClaimFailed(AssertionError):
    """The measurements do not say of a claim what its test expects. The text is the referee's paragraph."""

    def __init__(self, message: str, judgement: Any) -> None:
        super().__init__(message)
        self.judgement = judgement


class Run(NamedTuple):
    """What a function is told of one run."""

    width: Any
    replicate: int
    seed: int


class Claim:
    """A claim such as ``O(M^(-1/2))``; ``str()`` is the text as it was given. As a decorator it makes a test of a function."""

    def __init__(
        self,
        text: str,
        *,
        widths: Optional[Sequence[Any]] = None,
        replicates: int = 3,
        expect: str = "supported",
        allow_inconclusive: bool = False,
        seed: int = 0,
        margin: Optional[float] = None,
        floor: Union[float, str, None] = None,
        functional: Optional[str] = None,
    ) -> None:
        self._text = str(text)
        self.canonical, self.variable, self.in_time = _asymptest.parse(self._text)
        self.widths: Optional[List[Any]] = None if widths is None else list(widths)
        self.replicates = replicates
        self.expect = expect
        self.allow_inconclusive = allow_inconclusive
        self.seed = seed
        self._keywords = {"margin": margin, "floor": floor, "functional": functional}
        if expect not in VERDICTS:
            raise Error(f"expect: `{expect}` is not a verdict; write one of {', '.join(VERDICTS)}")
        if not isinstance(replicates, int) or replicates < 1:
            raise Error(f"replicates: {replicates!r} is not a number of runs; give a whole number of at least 1")
        if self.widths is not None and len(set(self.widths)) < 3:
            raise Error(f"widths: {len(set(self.widths))} different ones are too few; a law needs at least 3, a verdict 5")

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<Claim {self.canonical}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Claim) and self.canonical == other.canonical and self._text == other._text

    def __hash__(self) -> int:
        return hash((self.canonical, self._text))

    def __call__(self, function: Callable[..., Any]) -> Callable[..., None]:
        """A test that runs ``function`` at every size and replicate, and fails unless the claim gets the verdict it should.

        The function takes the size as ``width`` or under the name of the claim's variable, and, where it wants them,
        ``replicate`` and ``seed``; other parameters are fixtures. It returns the value that the claim is about, or nan
        where the run failed. The seed differs from run to run and is the same every time.
        """
        if self.widths is None:
            raise Error("widths: a test needs sizes to run at; asymptest.claim('O(1/M)', widths=[...])")
        if self.in_time:
            raise Error(f"claim: {self.canonical} has t, and a test returns one value a run; claim the part without t")
        if inspect.iscoroutinefunction(function):
            raise Error(f"claim: {function.__name__} is a coroutine; give a function that returns a value")
        parameters = inspect.signature(function).parameters
        size = next((name for name in ("width", self.variable) if name in parameters), None)
        if size is None:
            raise Error(f"claim: {function.__name__} takes no size; give it a parameter `width` or `{self.variable}`")
        given = {size, REPLICATE, SEED} & set(parameters)
        claimed = Claimed(self, function, size, given)

        @functools.wraps(function)
        def test(*arguments: Any, **fixtures: Any) -> None:
            __tracebackhide__ = True
            claimed.check(arguments, fixtures)

        # pytest asks this for fixtures.
        rest = [parameter for name, parameter in parameters.items() if name not in given]
        test.__signature__ = inspect.Signature(rest)  # type: ignore[attr-defined]
        test.__asymptest__ = claimed  # type: ignore[attr-defined]
        del test.__wrapped__
        return test


def claim(text: str, **keywords: Any) -> Claim:
    """A claim, read: :class:`Error` shows the place at which it is none. With ``widths`` it is a decorator of tests.

    >>> import random
    >>> @claim("O(1/n)", widths=[16, 32, 64, 128, 256, 512], replicates=5)
    ... def test_mean_square(n, seed):
    ...     draws = random.Random(seed)
    ...     return sum(draws.gauss(0, 1) for _ in range(n)) ** 2 / n**2

    ``expect="refuted"`` is for a control, which must fail. A claim that the runs do not decide fails its test in words of
    its own, unless ``allow_inconclusive=True``. ``margin``, ``floor`` and ``functional`` are those of :func:`judge`.
    """
    return Claim(text, **keywords)


class Claimed:
    """A function with the claim that is made of its values."""

    def __init__(self, claim: Claim, function: Callable[..., Any], size: str, given: set) -> None:
        self.claim = claim
        self.judgement: Any = None
        self._function, self._size, self._given = function, size, given

    def check(self, arguments: Any, fixtures: Dict[str, Any]) -> None:
        """Runs, judges, and raises :class:`ClaimFailed` where the verdict is not the expected one."""
        __tracebackhide__ = True
        from ._judge import judge

        self.judgement = None
        name = self._function.__name__
        # The column has the name of the claim's variable, so that `O(h^2)` is about an h that tends to 0.
        columns: Dict[str, List[Any]] = {self.claim.variable: [], REPLICATE: [], "value": []}
        for run in self._runs():
            told = {self._size: run.width, REPLICATE: run.replicate, SEED: run.seed}
            try:
                value = self._function(*arguments, **fixtures, **{key: told[key] for key in self._given})
            except Exception as error:
                if hasattr(error, "add_note"):
                    error.add_note(f"{name}: at {self._size} = {run.width}, replicate {run.replicate}, seed {run.seed}")
                raise
            for column, cell in zip(columns.values(), (run.width, run.replicate, _value(name, value))):
                column.append(cell)
        keywords = self.claim._keywords
        self.judgement = judge(columns, self.claim, x=self.claim.variable, value="value", replicate=REPLICATE, **keywords)
        message = self._fault(name)
        if message is not None:
            raise ClaimFailed(message, self.judgement)

    def _runs(self) -> List[Run]:
        widths = self.claim.widths or []
        return [
            Run(width, replicate, seed_of(self.claim.seed, width, replicate))
            for width in widths
            for replicate in range(self.claim.replicates)
        ]

    def _fault(self, name: str) -> Optional[str]:
        """What is wrong with the verdict, if anything is."""
        found, expected, shown = self.judgement.verdict, self.claim.expect, self.claim.canonical
        if found == expected:
            return None
        if found in ("inconclusive", "untestable"):
            if self.claim.allow_inconclusive:
                return None
            undecided = "do not decide" if found == "inconclusive" else "could hardly have refuted"
            remedy = f"to settle it: {self.judgement.settle}" if self.judgement.settle else "run more sizes or replicates"
            start = f"{name}: these runs {undecided} {shown}, and the test expects `{expected}`; {remedy}. "
            return f"{start}allow_inconclusive=True lets an open claim pass.\n\n{self.judgement}"
        if expected == "refuted":
            return f"{name}: {shown} must fail here, and is {found}: the control does not do its work.\n\n{self.judgement}"
        return f"{name}: {shown} is {found}, and the test expects `{expected}`.\n\n{self.judgement}"


def seed_of(base: int, width: Any, replicate: int) -> int:
    """A seed of 32 bits for a run: that of another run is another, and the same run has it again."""
    digest = hashlib.blake2b(f"{base}/{width}/{replicate}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")


def _value(name: str, value: Any) -> float:
    if value is None:
        raise Error(f"{name}: it returned nothing; return the value that the claim is about, or nan if the run failed")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Error(f"{name}: it returned {type(value).__name__}, which is not a number; return the value") from None
