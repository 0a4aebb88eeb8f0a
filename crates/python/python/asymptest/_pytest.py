"""The plugin of pytest: a test that ``asymptest.claim`` decorates says what was found, whether it passes or not."""

from __future__ import annotations

import re
from typing import Any, List

import pytest

from ._claim import Claimed, ClaimFailed

#: The name of the marker, and of the property that a report carries.
NAME = "asymptest"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The flag for reports."""
    group = parser.getgroup(NAME)
    group.addoption("--asymptest-report", metavar="DIR", help="write the report of every claim's judgement to a folder in DIR")


def pytest_configure(config: pytest.Config) -> None:
    """The marker, so that ``-m asymptest`` selects tests of claims."""
    config.addinivalue_line("markers", f"{NAME}: a test of an asymptotic claim over a ladder of sizes")


def _claimed(item: pytest.Item) -> Any:
    found = getattr(getattr(item, "function", None), "__asymptest__", None)
    return found if isinstance(found, Claimed) else None


def pytest_collection_modifyitems(items: List[pytest.Item]) -> None:
    """Marks the tests of claims."""
    for item in items:
        if _claimed(item):
            item.add_marker(NAME)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Any:
    """Puts the judgement into the report; a failure is the paragraph alone, without the code that judged."""
    claimed = _claimed(item)
    judgement = claimed.judgement if claimed is not None and call.when == "call" else None
    if judgement is not None:
        item.user_properties.append((NAME, f"{judgement.claim}: {judgement.verdict}, exponent {judgement.exponent}"))
    outcome = yield
    if judgement is None:
        return
    if call.excinfo is not None and call.excinfo.errisinstance(ClaimFailed):
        outcome.get_result().longrepr = str(call.excinfo.value)
    folder = item.config.getoption("--asymptest-report")
    if folder:
        judgement.report(f"{folder}/{re.sub(r'[^A-Za-z0-9_.-]+', '_', item.nodeid)}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A line a claim."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    lines = [
        f"{report.nodeid}  {value}"
        for report in reports
        for name, value in getattr(report, "user_properties", [])
        if name == NAME and report.when == "call"
    ]
    if lines:
        terminalreporter.section("asymptotic claims")
        for line in lines:
            terminalreporter.write_line(line)
