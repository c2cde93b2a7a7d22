"""What a complete plan says of its file and the file contradicts, told before anything is computed."""

from __future__ import annotations

from psmatrial.analysis.plan import Plan
from psmatrial.analysis.tables import source
from psmatrial.data.cohort import Cohort


def refuse_contradicted(plan: Plan, cohort: Cohort) -> None:
    """Refuse what ``compare`` refuses of a complete plan beside its file, in the same words.

    Raises
    ------
    UsageError
        If a column of the baseline table or of treatments tells patients apart, a treatment has no intent, or the
        model cannot be made from the file.

    Examples
    --------
    >>> from psmatrial.analysis.plan_further import Baseline
    >>> names = (("P1", "P2"), ("PSMA",), ("R1",), ("patient",), {}, (None,) * 2, *[True] * 3, "reads.csv", "", 0, 2)
    >>> cohort = Cohort(*names, patient_columns={"code": ("P2", "P1")})
    >>> refuse_contradicted(Plan(baseline=Baseline(("code",))), cohort)
    Traceback (most recent call last):
    psmatrial.errors.UsageError: baseline.columns: 'code' holds the numbers of the patients. ...
    """
    if plan.baseline.columns:
        from psmatrial.analysis.baseline import kinds

        kinds(cohort, plan.baseline)
    if plan.management.before:
        from psmatrial.analysis.management import treatments

        treatments(cohort, plan.management)
    if plan.model.covariates:
        from psmatrial.analysis.model_data import model_data

        origin = source(cohort, plan)
        for contrast in plan.contrasts:
            model_data(origin, contrast)
