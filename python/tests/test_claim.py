"""Claims: errors with their place, checks, decisions, constants, hunts, certificates."""

import json
import math
import subprocess
from fractions import Fraction

import pytest

import maskproof
from maskproof import (
    Certificate,
    CertificateError,
    Claim,
    ClaimError,
    HuntError,
    Law,
    LogForm,
    Predictor,
    catalogue,
    check_certificate,
)

HALF = "for all law, schedule with s_max == 2: E_KL <= 1/2 * TC + eps_train"

STATEMENT = "for all law, schedule: E_KL <= C * TC + eps_train"

WITHIN = "for all law with V == 2: exists schedule with T == 2: ideal_KL <= 1/2 * TC"

FILE = """
id = "my-constant"
title = "A share of the total correlation"
source = "a notebook"
provenance = "D"
constant = { name = "C", value = "1/2" }
statement = "for all law, schedule: E_KL <= C * TC + eps_train"
"""


def test_a_mistake_in_a_statement_has_its_place():
    with pytest.raises(ClaimError) as refused:
        Claim("for all law:\n  TC <= DTX")
    error = refused.value
    assert (error.line, error.column, error.code) == (2, 9, "claim::name")
    assert error.excerpt == "  2 |   TC <= DTX\n    |         ^^^ unknown\n"
    assert str(error).splitlines()[0].endswith(error.help) and "(line 2, column 9)" in str(error)
    assert isinstance(error, maskproof.MaskproofError) and isinstance(error, ValueError)


def test_a_mistake_in_a_file_has_its_place_in_the_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE.replace("C * TC", "C * TX"))
    with pytest.raises(ClaimError, match=r"mine\.toml") as refused:
        Claim.from_file(path)
    assert (refused.value.line, refused.value.column) == (7, FILE.splitlines()[6].index("TC") + 1)
    assert refused.value.excerpt.splitlines()[1].index("^") - len("  7 | ") == FILE.splitlines()[6].index("TC")
    path.write_text(FILE)
    assert Claim.from_file(path).constant == ("C", "1/2") == Claim(FILE).constant
    assert Claim(FILE).id == "my-constant" and Claim(FILE).provenance == "D"
    with pytest.raises(ClaimError, match="cannot read the claim file"):
        Claim.from_file(tmp_path / "none.toml")
    with pytest.raises(ClaimError, match="not a claim file"):
        Claim("id = 3")


def test_a_check_is_the_comparison_of_both_sides():
    claim, law = Claim(HALF, id="half"), Law.named("parity(L=3,V=2)")
    check = claim.check(law)
    assert check.conclusion == "violated" and not check.holds
    first, second = check.cases
    assert (first.schedule, first.verdict, first.relation) == ((1, 2), "violated", "<=")
    assert first.left == law.expected_kl((1, 2)) and first.right == law.total_correlation() / 2
    assert first.slack == first.right - first.left and first.is_violated and not second.is_violated
    assert check.violations == [first] and check.tightest == second
    assert "violated" in check._repr_html_()
    assert Claim("for all law: TC >= 0").check(law).holds


def test_a_check_with_a_predictor_counts_its_error():
    law = Law.named("repetition(L=2,V=2)")
    predictor = Predictor.random(1, law)
    (case,) = Claim("for all law, schedule with s_max == 2: E_KL <= TC").check(law, predictor).cases
    assert case.verdict == "violated" and case.left == law.expected_kl("2", predictor)
    with pytest.raises(CertificateError, match="no place for a trained predictor"):
        case.certificate()


def test_an_infinite_divergence_is_math_inf():
    law = Law.from_counts({"00": 1, "11": 1})
    certain = Predictor.random(3, law, zeros=True)
    (case,) = Claim("for all law, schedule with s_max == 2: E_KL <= TC").check(law, certain).cases
    assert (case.left == math.inf) == (case.slack is None)
    assert case.left == law.cost("2", certain).expected_kl


def test_checks_of_many_laws_tell_their_progress():
    laws = [Law.named(f"repetition(L={length},V=2)") for length in (2, 3, 4)]
    told = []
    checks = list(Claim("for all law: TC <= (L - 1) * DTC").check_each(laws, lambda *parts: told.append(parts)))
    assert [check.law for check in checks] == laws and told == [(1, 3), (2, 3), (3, 3)]

    class Bar:
        def __init__(self):
            self.n, self.total = 0, None

        def update(self, more):
            self.n += more

    bar = Bar()
    catalogue["li-cai-thm1"].decide(range(2, 5), progress=bar)
    assert (bar.n, bar.total) == (3, 3)
    told.clear()
    catalogue["li-cai-thm1"].hunt(length=3, vocabulary_size=2, progress=lambda *parts: told.append(parts))
    assert sorted(told) == [(done, 4) for done in range(1, 5)]
    with pytest.raises(TypeError, match="a bar of tqdm"):
        catalogue["li-cai-thm1"].decide(2, progress=3)


def test_what_progress_raises_ends_the_work():
    class Enough(Exception):
        pass

    def refuse(done, total):
        raise Enough

    with pytest.raises(Enough):
        catalogue["li-cai-thm1"].decide(range(2, 5), progress=refuse)


def test_decisions_name_laws_that_break_the_claim():
    decision = catalogue["li-cai-conj"].decide(4)
    assert decision.is_refuted and not decision.is_proved and decision.length == 4
    for found in decision.counterexamples:
        assert found.confirmed == "violated"
        check = catalogue["li-cai-conj"].check(found.law)
        assert check.conclusion == "violated"
    only = catalogue["li-cai-thm1"].decide(4, schedules=["2,2"])
    assert only.is_proved and only.schedules == 1
    assert catalogue["li-cai-conj"].decide(4, schedules=["1,1,1,1"]).outcome == "no case"
    undecided = Claim("for all law: TC <= V*h(1)").decide(3)
    assert undecided.outcome == "undecided" and undecided.reason
    assert Claim("for all law: H(1) <= H(all)").decide(3).is_proved


def test_sharp_constants_are_fractions():
    # (s_max - 1)/L, as docs/tour.md shows for length 5.
    found = catalogue["li-cai-thm1"].sharp_constant(5)
    assert [(sharp.s_max, sharp.value) for sharp in found] == [(s, Fraction(s - 1, 5)) for s in range(1, 6)]
    assert [sharp.standing for sharp in found] == ["sharp", "sharp", "holds", "sharp", "holds"]
    assert Claim(HALF).sharp_constant(3) == []
    # Of the share of TC: a repetition pays TC in the schedule that begins with two.
    assert max(sharp.value for sharp in Claim(FILE).sharp_constant(3)) == 1


def test_hunts_find_laws_and_are_repeatable():
    claim = Claim(HALF)
    hunt = claim.hunt(length=3, vocabulary_size=2, schedules=["1,2"], seed=7)
    again = claim.hunt(length=3, vocabulary_size=2, schedules=[(1, 2)], seed=7)
    assert hunt.is_violated and not hunt.is_stopped and hunt.law == again.law
    assert claim.check(hunt.law).conclusion == "violated"
    finding = hunt.best[0].finding
    assert finding.is_violated and finding.ratio > 1
    for certificate in finding.certificates():
        assert certificate.check().is_accepted
    with pytest.raises(HuntError, match="give `schedules`, or effort="):
        Claim("for all law, schedule: E_KL <= TC + eps_train").hunt(length=12, vocabulary_size=2)
    stopped = catalogue["li-cai-conj"].hunt(length=4, vocabulary_size=2, effort=1000, seconds=0.2)
    assert stopped.is_stopped
    with pytest.raises(ValueError, match="seconds = -1"):
        claim.hunt(length=3, vocabulary_size=2, seconds=-1)


def certificates():
    yield "rays", catalogue["li-cai-thm1"].decide(3).certificate()
    yield "counterexample", catalogue["li-cai-conj"].decide(4).certificate()
    yield "constant", catalogue["li-cai-thm1"].sharp_constant(4)[1].certificate()
    yield "case", Claim(HALF).check(Law.named("parity(L=3,V=2)")).violations[0].certificate()


def test_certificates_are_dicts_and_files_that_the_checker_accepts(tmp_path):
    for kind, certificate in certificates():
        assert certificate["kind"] == kind
        answer = certificate.check()
        assert answer.outcome == "accepted" and answer.kind == kind and str(answer).startswith("accepted: ")
        path = tmp_path / f"{kind}.json"
        certificate.save(path)
        assert Certificate.from_file(path) == certificate
        assert check_certificate(path) == check_certificate(dict(certificate)) == answer
        assert check_certificate(path.read_text()) == check_certificate(path.read_bytes()) == answer


def test_a_certificate_that_is_changed_is_rejected():
    certificate = catalogue["li-cai-thm1"].decide(3).certificate()
    changed = json.loads(json.dumps(certificate).replace('"li-cai-thm1"', '"another"'))
    assert check_certificate(changed).is_accepted  # a label proves nothing
    changed["claim"]["statement"] = changed["claim"]["statement"].replace("<=", ">=")
    answer = check_certificate(changed)
    assert answer.outcome == "rejected" and answer.reason and not answer.is_accepted
    changed["version"] = 99
    assert check_certificate(changed).outcome == "declined"
    assert check_certificate("{").outcome == "rejected"
    with pytest.raises(FileNotFoundError):
        check_certificate("no-such-file.json")


def test_where_there_is_no_certificate_it_says_why():
    with pytest.raises(CertificateError, match="does not read `D_inf`"):
        Claim("for all law: TC <= D_inf").decide(3).certificate()
    # A sum of Shannon's inequalities has one.
    assert Claim("for all law: H(1) <= H(all)").decide(3).certificate().check().is_accepted


def test_a_hunt_has_the_certificate_of_its_law():
    hunt = Claim("for all law, schedule: E_KL <= 1/2 * TC + eps_train").hunt(length=2, vocabulary_size=2)
    certificate = hunt.certificate()
    finding = hunt.best[0].simplest or hunt.best[0].finding
    assert [certificate] == hunt.certificates() == finding.certificates()
    assert certificate.check().is_accepted
    # Nothing breaks what is true, and the checker accepts the verdict on the law that comes closest.
    closest = catalogue["li-cai-thm1"].hunt(length=2, vocabulary_size=2)
    assert not closest.is_violated and closest.certificate().check().is_accepted
    # One schedule is to serve all laws, and each has a law against it.
    several = Claim("exists schedule with T == 2: for all law: E_KL <= eps_train").hunt(length=3, vocabulary_size=2)
    assert several.is_violated and len(several.certificates()) == 2
    with pytest.raises(CertificateError, match="rests on 2") as refused:
        several.certificate()
    assert refused.value.code == "certificate::several"


def test_a_decision_within_a_vocabulary_hunts_for_a_law(program, tmp_path):
    # The decision for all vocabularies rests on codes over larger fields, which a condition on V shuts out.
    found = Claim(WITHIN).decide(5)
    (counterexample,) = found.counterexamples
    assert (found.outcome, counterexample.law.vocabulary_size, counterexample.confirmed) == ("refuted", 2, "violated")
    assert found.certificate().check().is_accepted
    path = tmp_path / "claim.toml"
    path.write_text(FILE.replace('constant = { name = "C", value = "1/2" }', "").replace(STATEMENT, WITHIN))
    command = [program, "decide", path, "--length", "5", "--json"]
    report = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    law = counterexample.law
    counts = [[[law.tokens.index(token) for token in tokens], str(count)] for tokens, count in law.counts().items()]
    assert (report["outcome"], report["counterexample"]["counts"]) == ("refuted", counts)


def test_checks_of_many_laws_have_a_predictor():
    claim = Claim("for all law, schedule: E_KL <= TC + eps_train")
    laws = [Law.named("parity(L=3,V=2)"), Law.named("repetition(L=3,V=2)")]
    predictor = Predictor.random(3, (3, 2))
    checks = list(claim.check_each(laws, predictor=predictor))
    assert [check.cases for check in checks] == [claim.check(law, predictor).cases for law in laws]
    own = claim.check_each(laws, predictor=lambda law: Predictor.random(3, law))
    assert [check.cases for check in own] == [check.cases for check in checks]
    assert checks[0].cases != claim.check(laws[0]).cases
    with pytest.raises(maskproof.PredictorError, match="the predictor is for laws of"):
        list(claim.check_each([Law.named("parity(L=2,V=2)")], predictor=predictor))


def test_the_nearest_word_is_named():
    for text, meant, line, column in [
        ("for all law: TC <= DTX", "DTC", 1, 20),
        ("for all law, shedule: E_KL <= TC + eps_train", "schedule", 1, 14),
        ("for all law, policy = bisecton: TC >= 0", "bisection", 1, 23),
    ]:
        with pytest.raises(ClaimError) as refused:
            Claim(text)
        error = refused.value
        assert f"did you mean `{meant}`? write `" in error.help and (error.line, error.column) == (line, column)
        Claim(error.help.split("write `")[1].rstrip("`"))
    with pytest.raises(KeyError, match="did you mean li-cai-conj"):
        catalogue["li-cai-cnoj"]


def test_the_catalogue_is_a_mapping():
    assert len(catalogue) == len(list(catalogue)) > 200 and list(catalogue) == sorted(catalogue)
    assert catalogue["li-cai-conj"].expectation == "fails"
    assert "li-cai-thm1" in catalogue and "no-claim" not in catalogue
    with pytest.raises(KeyError, match="li-cai-thm2-lower.a"):
        catalogue["li-cai-thm2"]
    assert all(claim.statement and claim.title for claim in catalogue.values())
    assert "li-cai-conj" in catalogue._repr_html_() and "1/16" in catalogue["li-cai-conj"]._repr_html_()


def test_limits_are_raised_by_the_claim():
    statement = "for all law, schedule: E_KL <= TC + eps_train"
    assert Claim(statement, limit=2).decide(3).outcome == Claim(statement).decide(3).outcome


def test_policies_are_evaluated():
    law = Law.from_counts({"00": 1, "01": 1, "11": 2})
    result = law.policy("left-to-right:2")
    assert result.kl == law.total_correlation() == result.conditional_tc and result.max_rounds == 1
    exact = law.policy("left-to-right:1")
    assert (
        exact.kl == 0
        and exact.expected_rounds == 2
        and exact.output == [Fraction(1, 4), Fraction(1, 4), 0, Fraction(1, 2)]
    )
    assert law.serial_depth().max == 2
    assert [best.kl for best in law.best_orders()] == [law.total_correlation(), 0]
    assert law.best_orders()[0].blocks == ((0, 1),)
    with pytest.raises(maskproof.PolicyError):
        law.policy("by-magic")
    assert isinstance(result.learning_gap, LogForm)
