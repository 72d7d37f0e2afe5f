"""Two hundred laws through Python and through the program: the same figures, digit for digit, and the same bytes."""

import json
import random
import subprocess

import pytest
from conftest import random_law

from maskproof import catalogue

DIGITS = 25


def number(value):
    """A value as the reports of the program have it."""
    if value == float("inf"):
        return {"nats": "inf", "bits": "inf"}
    return {unit: value.to_decimal(DIGITS, unit=unit) for unit in ("nats", "bits")}


def figures(law):
    """The parts of the program's report that are about the law and its best schedules."""
    return {
        "law": law.name,
        "length": law.length,
        "vocabulary_size": law.vocabulary_size,
        "support": len(law.counts()),
        "total": str(law.total),
        "entropy": number(law.entropy()),
        "total_correlation": number(law.total_correlation()),
        "dual_total_correlation": number(law.dual_total_correlation()),
        "mutual_information": number(law.total_correlation() + law.dual_total_correlation()),
        "average_entropies": [number(value) for value in law.curve()],
        "information_curve": [number(value) for value in law.information_curve()],
        "best_schedules": [
            {
                "steps": cost.steps,
                "schedule": list(cost.schedule),
                "expected_kl": number(cost.expected_kl),
                "ideal_expected_kl": number(cost.ideal_expected_kl),
                "eps_train": number(cost.training_error),
            }
            for cost in law.best_schedules()
        ],
    }


@pytest.mark.parametrize("part", range(10))
def test_random_laws_have_the_figures_of_the_program(part, program, tmp_path):
    for seed in range(20 * part, 20 * part + 20):
        chance = random.Random(seed)
        law = random_law(seed, chance.randint(1, 5), chance.randint(1, 3))
        path = tmp_path / "law.json"
        law.save(path)
        command = [program, "analyse", path, "--json", "--digits", str(DIGITS)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        report = json.loads(run.stdout)
        expected = figures(law)
        assert {key: report[key] for key in expected} == expected
        assert set(report) - set(expected) == {"rounding", "schedules"}
        # The bounds of the catalogue, which the report has beside them, through a check of the claim.
        schedule = report["schedules"][0]
        for bound in schedule["bounds"]:
            cases = catalogue[bound["claim"]].check(law).cases
            verdicts = {case.verdict for case in cases if list(case.schedule or ()) == schedule["schedule"]}
            assert bound["verdict"] in verdicts, (seed, bound)


def test_certificates_are_the_files_of_the_program(program, tmp_path):
    for claim, length in [("li-cai-thm1", 4), ("li-cai-conj", 4), ("han.average", 3)]:
        subprocess.run(
            [program, "decide", claim, "--length", str(length), "--certificates", tmp_path], capture_output=True
        )
        (file,) = tmp_path.glob(f"{claim}.L{length}.*.json")
        assert catalogue[claim].decide(length).certificate().to_json() == file.read_text(encoding="utf-8")
