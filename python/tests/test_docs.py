"""Every block of docs/python.md runs, and every row of its table of calls holds."""

import doctest
import re

import dit
import pytest
from conftest import ROOT

from maskproof import Law

TEXT = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(dit\.[^`]*)` \| `(law\.[^`]*)` \|$", TEXT, re.MULTILINE)


def blocks():
    """The Python blocks, each with as many empty lines before it as there are lines, so that places are right."""
    lines, inside = [], False
    for line in TEXT.splitlines():
        if line in ("```python", "```"):
            inside = line == "```python"
            lines.append("")
        else:
            lines.append(line if inside else "")
    return "\n".join(lines) + "\n"


def test_the_blocks_print_what_is_shown():
    examples = doctest.DocTestParser().get_doctest(blocks(), {}, "docs/python.md", "docs/python.md", 0)
    assert len(examples.examples) > 40
    report = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(examples, out=report.append)
    assert runner.failures == 0, "".join(report)


@pytest.mark.parametrize("theirs, ours", ROWS)
@pytest.mark.parametrize("name", ["Xor", "And", "RdnXor"])
def test_the_calls_of_dit_have_the_same_value(theirs, ours, name):
    d = getattr(dit.example_dists, name)()
    law = Law.from_probabilities(dict(zip(d.outcomes, map(float, d.pmf))), normalise=True)
    value = eval(ours, {"law": law})
    assert abs(float(value.to_decimal(17, unit="bits")) - eval(theirs, {"d": d, "dit": dit})) < 1e-9


def test_the_table_has_all_its_rows():
    assert len(ROWS) == 10
