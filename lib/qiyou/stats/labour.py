"""labour — household surveys and case files -> unemployment, and how soon arrears are settled."""

from dataclasses import replace

from qiyou.stats.resolution import (
    median_resolution_days,
    resolution_curve,
    resolution_rate,
    resolved_within,
)
from qiyou.stats.survey import survey_proportion
from qiyou.stats.survey_design import SurveyDesign
from qiyou.stats.survey_estimate import SurveyEstimate

__all__ = [
    "median_resolution_days", "resolution_curve", "resolution_rate", "resolved_within",
    "unemployment_rate",
]

STATUSES = ("employed", "unemployed", "outside")
WIDEST_CV = 0.3  # with a standard error above 30 % of the rate, the rate says little
_UNEMPLOYED = "is_unemployed"


def unemployment_rate(
    design: SurveyDesign, status: str, month: str | None = None, level: float = 0.95
) -> SurveyEstimate:
    """Share of the labour force that is unemployed, from a household survey.

    Unemployed / (employed + unemployed), the labour force itself being estimated. Several
    months are pooled: a rate for their average, with visits to the same household in different
    months kept together. Not for registered unemployment, which is a count, and not for one
    month of one county unless the sample is large: look at ``cv``.

    Parameters
    ----------
    design : SurveyDesign
        One row per person (and month). Pooling needs ``cluster``: the household or the sampled
        area, under one name in every month.
    status : str
        Column of ``employed``, ``unemployed``, ``outside`` (the labour force).
    month : str, optional
        Column of the month, when the rows are of several.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    SurveyEstimate
        A share between 0 and 1 with logit limits; ``n`` the labour force asked, ``events`` the
        unemployed among them; ``cv`` its coefficient of variation. Flagged ``unstable`` below 10
        unemployed or when ``cv`` is above 0.3, else ``pooled`` for several months.

    Raises
    ------
    ValueError
        Another status or a gap; months without ``cluster``.

    References
    ----------
    ILO (2013). Resolution concerning statistics of work, employment and labour
    underutilization, 19th ICLS, paragraphs 47-51. Lumley T (2010). Complex Surveys. Wiley.

    Examples
    --------
    >>> import pandas as pd
    >>> asked = pd.DataFrame({"w": 1.0, "s": ["unemployed"] * 10 + ["employed"] * 90})
    >>> answer = unemployment_rate(SurveyDesign(asked, "w"), "s")
    >>> answer.estimate.value, round(answer.cv, 3)
    (0.1, 0.302)
    """
    frame = design.frame
    for column in filter(None, (status, month)):
        if column not in frame.columns or frame[column].isna().any():
            raise ValueError(f"the frame has no column {column!r}, or it has gaps")
    wrong = sorted(set(frame[status]) - set(STATUSES))
    if wrong:
        raise ValueError(f"{status!r} holds {wrong}; expected {', '.join(STATUSES)}")
    is_pooled = month is not None and frame[month].nunique() > 1
    if is_pooled and design.cluster is None:
        raise ValueError("pooling months needs the household as cluster: it is asked repeatedly")
    marked = replace(design, frame=frame.assign(**{_UNEMPLOYED: frame[status] == "unemployed"}))
    answer = survey_proportion(marked, _UNEMPLOYED, level, frame[status] != "outside")
    return _stand(answer, is_pooled)


def _stand(answer: SurveyEstimate, is_pooled: bool) -> SurveyEstimate:
    estimate, is_wide = answer.estimate, answer.cv > WIDEST_CV
    notes = [note for note in (estimate.note, "cv_over_30_pct" if is_wide else "") if note]
    flag = "unstable" if is_wide and estimate.flag == "ok" else estimate.flag
    flag = "pooled" if is_pooled and flag == "ok" else flag
    return replace(answer, estimate=replace(estimate, flag=flag, note=";".join(notes)))
