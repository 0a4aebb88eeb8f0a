"""The plugin of pytest, in a run of its own."""

import pytest

import asymptest

HEAD = """
import math, random
import pytest
import asymptest

WIDTHS = [2**power for power in range(5, 12)]

def noisy(value, seed, by=0.01):
    return value * (1 + by * random.Random(seed).uniform(-1, 1))
"""


@pytest.fixture
def run(pytester):
    """Runs tests of a file; gives the result and its text."""

    def run(body, *arguments):
        pytester.makepyfile(HEAD + body)
        result = pytester.runpytest_subprocess(*arguments)
        return result, result.stdout.str()

    return run


def test_a_claim_that_is_supported_passes_and_is_told(run):
    result, text = run(
        """
@asymptest.claim("O(1/M)", widths=WIDTHS, replicates=3)
def test_rate(width, seed):
    return noisy(3 / width, seed)

def test_other():
    pass
""",
        "-m",
        "asymptest",
    )
    result.assert_outcomes(passed=1, deselected=1)
    assert "asymptotic claims" in text and "::test_rate  O(M^(-1)): supported, exponent -" in text


def test_a_claim_that_is_refuted_fails_with_the_paragraph_alone(run):
    result, text = run(
        """
@asymptest.claim("O(1/M)", widths=WIDTHS)
def test_rate(width, seed):
    return noisy(3 / width**0.5, seed)
"""
    )
    result.assert_outcomes(failed=1)
    assert "test_rate: O(M^(-1)) is refuted, and the test expects `supported`." in text
    assert "Over 7 widths from 32 to 2048" in " ".join(text.split()) and "def check" not in text and "Traceback" not in text


def test_controls_must_fail(run):
    result, text = run(
        """
@asymptest.claim("O(1/M)", widths=WIDTHS, expect="refuted")
def test_good_control(M, seed):
    return noisy(3 / M**0.5, seed)

@asymptest.claim("O(1/M)", widths=WIDTHS, expect="refuted")
def test_bad_control(M, seed):
    return noisy(3 / M, seed)
"""
    )
    result.assert_outcomes(passed=1, failed=1)
    assert "test_bad_control: O(M^(-1)) must fail here, and is supported: the control does not do its work." in text


def test_an_open_claim_fails_in_its_own_words_unless_it_may_be_open(run):
    body = """
@asymptest.claim("Theta(M^(-5/6))", widths=WIDTHS[:5], replicates=2{allowed})
def test_open(width, replicate):
    return 3 / width * (1 + 0.4 * math.sin(7.0 * replicate + width))
"""
    result, text = run(body.format(allowed=""))
    result.assert_outcomes(failed=1)
    assert "these runs " in text and "and the test expects `supported`; to settle it: " in text
    assert "allow_inconclusive=True lets an open claim pass." in text and "is refuted" not in text.split("\n\n")[0]
    result, text = run(body.format(allowed=", allow_inconclusive=True"))
    result.assert_outcomes(passed=1)


def test_fixtures_parameters_and_methods_work(run):
    result, text = run(
        """
@pytest.fixture
def scale():
    return 5.0

@pytest.mark.parametrize("power", [1, 2])
@asymptest.claim("O(1/n)", widths=WIDTHS)
def test_power(scale, power, n, seed):
    return noisy(scale / n**power, seed)

class TestGroup:
    @asymptest.claim("O(h^2)", widths=[2.0**-k for k in range(2, 10)], replicates=1)
    def test_scheme(self, h, tmp_path):
        assert tmp_path.exists()
        return 2 * h**2 + h**4
"""
    )
    result.assert_outcomes(passed=3)


def test_what_goes_wrong_in_a_run_is_told_with_its_place(run):
    result, text = run(
        """
@asymptest.claim("O(1/n)", widths=WIDTHS)
def test_raises(n, replicate):
    assert n < 100, "too large"
    return 1 / n

@asymptest.claim("O(1/n)", widths=WIDTHS)
def test_returns_nothing(n):
    1 / n

@asymptest.claim("O(1/M)", widths=WIDTHS)
def test_diverges(width, seed):
    return math.nan if width == 64 else noisy(3 / width, seed)
"""
    )
    result.assert_outcomes(failed=3)
    assert "AssertionError: too large" in text and "test_returns_nothing: it returned nothing; return the value" in text
    assert "test_diverges: " in text


def test_reports_are_written_where_asked(run, pytester):
    run(
        """
@asymptest.claim("O(1/M)", widths=WIDTHS)
def test_rate(width, seed):
    return noisy(3 / width, seed)
""",
        "--asymptest-report=found",
        "--junitxml=junit.xml",
    )
    (report,) = (pytester.path / "found").glob("*/report.md")
    assert "supported" in report.read_text() and report.parent.name.endswith("py_test_rate")
    assert 'name="asymptest" value="O(M^(-1)): supported' in (pytester.path / "junit.xml").read_text()


def test_seeds_are_fixed_and_differ():
    from asymptest._claim import seed_of

    seeds = {seed_of(0, width, replicate) for width in (32, 64, 128) for replicate in range(100)}
    assert len(seeds) == 300 and all(0 <= seed < 2**32 for seed in seeds)
    assert seed_of(0, 64, 1) == 608843514 != seed_of(1, 64, 1)


@pytest.mark.parametrize(
    "keywords, function, message",
    [
        ({}, lambda width: 1, "widths: a test needs sizes"),
        ({"widths": [1, 2]}, lambda width: 1, "2 different ones are too few"),
        ({"widths": [1, 2, 3], "replicates": 0}, lambda width: 1, "0 is not a number of runs"),
        ({"widths": [1, 2, 3], "expect": "true"}, lambda width: 1, "`true` is not a verdict"),
        ({"widths": [1, 2, 3]}, lambda size: 1, "takes no size; give it a parameter `width` or `M`"),
    ],
)
def test_what_is_no_test_is_refused_at_once(keywords, function, message):
    with pytest.raises(asymptest.Error, match=message):
        asymptest.claim("O(1/M)", **keywords)(function)


def test_claims_in_t_and_coroutines_are_no_tests():
    async def later(width):
        return 1

    with pytest.raises(asymptest.Error, match="has t"):
        asymptest.claim("O(t/M)", widths=[1, 2, 3])(lambda width: 1)
    with pytest.raises(asymptest.Error, match="is a coroutine"):
        asymptest.claim("O(1/M)", widths=[1, 2, 3])(later)
    assert asymptest.claim("O(1/M)") == asymptest.claim("O(1/M)") and str(asymptest.claim("O(1/M)")) == "O(1/M)"
