"""Two hundred laws through Python and through the program: the same figures, digit for digit, and the same bytes."""

import json
import random
import subprocess

import pytest
from conftest import random_law

from maskproof import Law, catalogue, permutations

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


def shown(bound):
    """A bound as the report has it."""
    value = None if bound.bound is None else number(bound.bound)
    slack = None if bound.slack is None else number(bound.slack)
    return bound.claim, bound.expectation, bound.relation, value, slack, bound.verdict


def reported(bound):
    parts = [bound.get(name) for name in ("claim", "expectation", "relation", "bound", "slack", "verdict")]
    return tuple(parts)


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
        # The bounds of the catalogue on each schedule of the report, and through a check of the claim.
        for schedule in report["schedules"]:
            bounds = law.bounds(schedule["schedule"])
            assert [shown(bound) for bound in bounds] == [reported(bound) for bound in schedule["bounds"]]
        for bound in report["schedules"][0]["bounds"]:
            cases = catalogue[bound["claim"]].check(law).cases
            verdicts = {
                case.verdict for case in cases if list(case.schedule or ()) == report["schedules"][0]["schedule"]
            }
            assert bound["verdict"] in verdicts, (seed, bound)


def test_certificates_are_the_files_of_the_program(program, tmp_path):
    for claim, length in [("li-cai-thm1", 4), ("li-cai-conj", 4), ("han.average", 3)]:
        subprocess.run(
            [program, "decide", claim, "--length", str(length), "--certificates", tmp_path], capture_output=True
        )
        (file,) = tmp_path.glob(f"{claim}.L{length}.*.json")
        assert catalogue[claim].decide(length).certificate().to_json() == file.read_text(encoding="utf-8")


def test_sweeps_count_what_the_program_counts(program):
    for claim, length, denominator, support in [("li-cai-thm1", 3, 4, None), ("li-cai-conj", 2, 6, 2)]:
        command = [
            program,
            "sweep",
            "--claim",
            claim,
            "--vocabulary",
            "2",
            "--length",
            str(length),
            "--json",
            "--quiet",
        ]
        command += ["--denominator", str(denominator)] + ([] if support is None else ["--support", str(support)])
        report = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
        (expected,) = report["claims"]
        told = []
        sweep = catalogue[claim].sweep(
            length=length,
            vocabulary_size=2,
            denominator=denominator,
            support=support,
            progress=lambda *parts, told=told: told.append(parts),
        )
        assert (sweep.laws, sweep.orbits, sweep.conclusion) == (
            report["laws"],
            report["orbits"],
            expected["conclusion"],
        )
        assert (sweep.cases, sweep.violations, sweep.equalities) == tuple(
            expected[name] for name in ("cases_of_laws", "violations_of_laws", "equalities_of_laws")
        )
        laws = [[str(count) for count in dense(case.law)] for case in sweep.counterexamples]
        assert laws == [example["counts"] for example in expected["counterexamples"]]
        assert dense(sweep.tightest.law) == [int(count) for count in expected["tightest"]["counts"]]
        assert told[-1] == (report["laws"], report["laws"])


def dense(law):
    """The counts of all sequences, in order."""
    counts = [0] * law.vocabulary_size**law.length
    for sequence, count in law.counts().items():
        place = 0
        for token in sequence:
            place = place * law.vocabulary_size + law.tokens.index(token)
        counts[place] = count
    return counts


def test_permutations_are_those_of_the_program(program):
    run = subprocess.run(
        [program, "permutations", "--size", "9", "--json", "--digits", str(DIGITS)], capture_output=True
    )
    report = json.loads(run.stdout)
    found = [(least.rounds, number(least.error), list(least.batches)) for least in permutations.least_errors(9)]
    assert found == [(row["rounds"], row["error"], row["profile"]) for row in report["rounds"]]


def test_a_file_is_read_as_the_program_reads_it(program, tmp_path):
    text = "x1,x2,count\n0,1,2\n1,0,6\n"
    (tmp_path / "mine.csv").write_text(text)
    run = subprocess.run([program, "analyse", tmp_path / "mine.csv", "--json"], capture_output=True)
    report = json.loads(run.stdout)
    law = Law.from_text(text, name="mine")
    assert (law.name, str(law.total)) == (report["law"], report["total"]) == ("mine", "8")
    assert law == Law.from_file(tmp_path / "mine.csv") == Law.from_text(law.to_json())
