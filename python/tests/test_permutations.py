"""Least errors for uniform permutations, against all compositions and against the law of a permutation."""

import itertools
import math

import pytest

from maskproof import Law, LogForm, permutations


def error(size, batches):
    """`sum_t ln(M_t^B_t / (M_t)_B_t)` with `M_t` the tokens that remain."""
    total, left = LogForm(), size
    for batch in batches:
        total += batch * LogForm.ln(left) - LogForm.ln(math.perm(left, batch))
        left -= batch
    return total


def compositions(size, parts):
    for cuts in itertools.combinations(range(1, size), parts - 1):
        ends = (0, *cuts, size)
        yield tuple(end - start for start, end in zip(ends, ends[1:]))


def test_least_errors_are_the_least_of_all_compositions():
    for size in range(1, 8):
        for least in permutations.least_errors(size):
            errors = {batches: error(size, batches) for batches in compositions(size, least.rounds)}
            smallest = min(errors.values())
            assert least.error == smallest
            assert least.batches == max(batches for batches, value in errors.items() if value == smallest)


def test_one_number_of_rounds_is_that_of_the_list():
    assert permutations.least_errors(6, 3) == [permutations.least_errors(6)[2]]


def test_a_permutation_of_three_tokens_is_a_law():
    law = Law.from_counts({"".join(order): 1 for order in itertools.permutations("abc")})
    assert [best.expected_kl for best in law.best_schedules()] == [
        least.error for least in permutations.least_errors(3)
    ]


def test_second_differences_are_positive():
    found = permutations.convexity(12)
    assert (found.checked_up_to, found.curvature, found.violations) == (12, "strictly convex", [])
    # One for each n and each R from 2 to n - 1.
    assert found.decided == sum(n - 2 for n in range(2, 13))
    for n in range(3, 13):
        values = [least.error for least in permutations.least_errors(n)]
        assert all(a - 2 * b + c > 0 for a, b, c in zip(values, values[1:], values[2:]))


@pytest.mark.parametrize("call", [lambda: permutations.least_errors(0), lambda: permutations.least_errors(3, 4)])
def test_what_there_is_none_of_is_said(call):
    with pytest.raises(ValueError, match="expected 1 to 1500 tokens"):
        call()
