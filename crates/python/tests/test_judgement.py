"""What a judgement tells."""

import json
import xml.etree.ElementTree as xml

import pytest
from conftest import halving

import asymptest


@pytest.fixture(scope="module")
def supported():
    return asymptest.judge(halving(), "Theta(1/M)", y="loss")


def test_attributes_are_the_document(supported):
    document = json.loads(supported.to_json())
    assert supported.to_dict() == document
    assert (supported.claim, supported.verdict, supported.tightness) == ("Theta(M^(-1))", "supported", "tight")
    assert supported.exponent._asdict() == document["exponent"] and supported.range._asdict() == document["range"]
    assert supported.slope == document["range"]["estimate"] == pytest.approx(-1, abs=0.01)
    assert supported.reason == document["reason"] and supported.settle == document["settle"]
    assert [note._asdict() for note in supported.warnings] == document["warnings"]
    assert [note._asdict() for note in supported.notes] == document["notes"]
    assert supported.loose_by is None and supported.p_value == document["p_value"]
    assert repr(supported) == f"<Judgement Theta(M^(-1)): supported, exponent {supported.exponent}>"
    assert str(supported).startswith("Theta(M^(-1)): supported")


def test_every_verdict_comes_out():
    rows = halving()
    verdicts = {claim: asymptest.judge(rows, claim, y="loss").verdict for claim in ("O(1)", "O(M^(-2))", "Omega(1)")}
    assert verdicts == {"O(1)": "supported", "O(M^(-2))": "refuted", "Omega(1)": "refuted"}
    noisy = halving(noise=0.3, sizes=range(6, 11), replicates=2)
    assert asymptest.judge(noisy, "Theta(M^(-5/6))", y="loss").verdict in ("inconclusive", "untestable")
    loose = asymptest.judge(rows, "O(1)", y="loss")
    assert loose.tightness == "loose" and loose.loose_by.estimate == pytest.approx(1, abs=0.1)


def test_several_share_a_level():
    found = asymptest.judge(halving(), ["O(1/M)", "Theta(1)"], y="loss")
    assert [judged.verdict for judged in found] == ["supported", "refuted"] and found.verdict == "refuted"
    assert found.to_dict()["claims"] == [judged.to_dict() for judged in found]
    assert found[1].p_value == found[1].to_dict()["p_adjusted"]


def test_a_page_and_a_report_show_the_figure(supported, tmp_path):
    assert xml.fromstring(supported.figure()).tag.endswith("svg")
    page = supported._repr_html_()
    assert "data:image/svg+xml;base64," in page and "Theta(M^(-1)): supported" in page
    xml.fromstring(page)
    report = supported.report(tmp_path / "new" / "folder")
    assert sorted(path.name for path in report.parent.iterdir()) == [
        "figure.svg",
        "judgement.json",
        "report.md",
        "results.csv",
        "results.tex",
    ]
    assert (report.parent / "judgement.json").read_text() == supported.to_json()
    assert (report.parent / "results.tex").read_text() == supported.to_latex()
    assert "## `Theta(M^(-1))`: supported" in report.read_text() and "](figure.svg)" in report.read_text()
    several = asymptest.judge(halving(opt="a") + halving(opt="b", noise=0.02), "O(1/M)", y="loss", by="opt")
    report = several.report(tmp_path / "several")
    assert (report.parent / "figure_2.svg").read_text() == several[1].figure()
    assert several._repr_html_().count("<img") == 2
    (tmp_path / "file").write_text("")
    with pytest.raises(asymptest.Error, match="cannot write"):
        supported.report(tmp_path / "file" / "folder")


def test_latex_is_a_table_of_booktabs(supported):
    text = supported.to_latex()
    assert "\\toprule" in text and "$\\Theta(M^{-1})$ & supported" in text and text.count("\\\\\n") == 2
