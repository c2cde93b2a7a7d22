"""A log-rank p beside survivals at one time or beside a hazard ratio is of another test, and calls no paper wrong."""

from __future__ import annotations

from math import erfc, log, sinh, sqrt

import pytest

from psmatrial.errors import UsageError
from psmatrial.stats.ratio_limits import log_rank_span, ratio_p
from tests.analysis.test_printed_survival import LIMITS, TRUE, survivals
from tests.analysis.test_reproduce import PAIRED, run

OTHER = "; a test of the whole curves, such as the log-rank, has another p"


def named(test):
    return f'[methods]\np = "{test}"\n'


def beside_hazard(value, limits, p):
    effect = f'effect = {{hazard_ratio = "{value}", hazard_ratio_interval = "{limits}", p = "{p}"}}\n'
    return run(f'[[outcome]]\nid = "o"\n{effect}', paired=False, kind="time-to-event")["o.p"]


def test_a_p_beside_two_survivals_that_they_do_not_give_may_be_of_the_whole_curves():
    # Simulated: 24 months of a trial whose log-rank p is 0.590.
    items = survivals("38.8-58.1", "39.6-59.0", 'p = "0.590"', ("48.8", "49.7"))
    assert items["o.p"].verdict == "not-checkable"
    assert items["o.p"].note == f"the two intervals give p from 0.89 to 0.91{OTHER}"


def test_a_p_that_the_survivals_give_stays_reproduced():
    assert survivals(*LIMITS["log"], TRUE)["o.p"].method == "z, plain scale"


def test_a_named_z_test_is_held_against_the_two_survivals():
    one = survivals(*LIMITS["log"], 'p = "0.5"', methods=named("z"))["o.p"]
    assert (one.verdict, one.note) == ("not-reproduced", "the two intervals give p from 0.02 to 0.028")
    # Twice 2.3124: 0.0000037.
    one = survivals(*LIMITS["log"], 'p = "<0.001"', methods=named("z"))["o.p"]
    assert one.verdict == "not-reproduced"
    assert one.note.endswith("; half of the standard error would give <0.001")


def test_a_named_log_rank_test_is_held_against_no_survival_at_one_time():
    one = survivals(*LIMITS["log"], TRUE, methods=named("log-rank"))["o.p"]
    assert (one.verdict, one.note) == ("not-checkable", f"the two intervals give p from 0.02 to 0.028{OTHER}")


def test_a_named_log_rank_test_may_disagree_with_the_difference_at_one_time():
    effect = TRUE.replace("0.021", "0.3")
    assert survivals(*LIMITS["log"], effect)["o.p"].verdict == "not-reproduced"
    assert survivals(*LIMITS["log"], effect, methods=named("log-rank"))["o.p"].verdict == "not-checkable"


def test_a_log_rank_p_beside_a_true_interval_of_the_difference_is_not_called_wrong():
    assert survivals(*LIMITS["log"], TRUE.replace("0.021", "0.012"))["o.p"].verdict == "not-checkable"


@pytest.mark.parametrize("test", ["z", "log-rank"])
def test_tests_of_survival_leave_counts_alone_and_are_refused_in_paired_studies(test):
    body = '[[outcome]]\nid = "o"\nindex = {count = "31/50"}\ncomparator = {count = "17/48"}\neffect = {p = "0.5"}\n'
    items = run(body, paired=False, kind="time-to-event", more=named(test))
    assert items["o.p"].verdict == "not-checkable"
    with pytest.raises(UsageError, match="there is no method"):
        run(PAIRED.format(effect='p = "0.5"'), more=named(test))


# Simulated trials: hazard ratio of Cox with Wald limits, and the log-rank p of the same patients.
@pytest.mark.parametrize(
    ("value", "limits", "p"),
    [
        ("1.80", "1.04-3.11", "0.033"),
        ("0.40", "0.19-0.82", "0.010"),
        ("0.33", "0.13-0.84", "0.015"),
        ("0.51", "0.31-0.82", "0.004"),
        ("0.34", "0.15-0.76", "0.006"),
        ("1.47", "0.98-2.21", "0.058"),
        # Seen at visits 6 months apart, ties by Breslow: p and interval fall on two sides of 0.05.
        ("0.69", "0.46-1.03", "0.044"),
    ],
)
def test_a_true_log_rank_p_beside_a_hazard_ratio_is_not_called_wrong(value, limits, p):
    one = beside_hazard(value, limits, p)
    assert one.verdict == "not-checkable"
    assert one.note.startswith("the interval of the hazard ratio implies p from ")


@pytest.mark.parametrize("p", ["0.08", "0.5", "0.003", "<0.001"])
def test_a_p_that_no_log_rank_test_has_beside_a_hazard_ratio_is_found(p):
    # Wald: 0.029.
    assert beside_hazard("0.60", "0.38-0.95", p).verdict == "not-reproduced"


@pytest.mark.parametrize("ratio", [0.1, 0.3, 0.6, 0.95, 1.5, 3.0, 8.0])
def test_the_span_holds_the_score_test_of_two_arms_of_equal_size(ratio):
    # Of d events under a ratio exp(b): z is sqrt(d) tanh(b/2) by score and b sqrt(d)/(2 cosh(b/2)) by Wald.
    wald = 2.5
    score = wald * sinh(log(ratio) / 2) / (log(ratio) / 2)
    p_wald, p_score = (erfc(abs(z) / sqrt(2)) for z in (wald, score))
    low, high = log_rank_span(p_wald, p_wald, ratio)
    assert low < p_score <= p_wald < high


def test_the_span_is_not_disturbed_by_a_p_of_nought_or_one():
    assert log_rank_span(0.0, 1.0, 0.5) == (0.0, 1.0)
    assert log_rank_span(ratio_p(0.5, 0.4999, 0.5001), 5e-324, 0.5)[0] == 0.0
