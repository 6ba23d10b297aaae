"""childcare_reported — modules on reported figures -> their sections under one name."""

from qiyou.domains.childcare_places import (
    children_to_come,
    places_attained,
    places_known,
    places_needed_towns,
)
from qiyou.domains.childcare_rare import (
    months_between,
    rare_findings,
    rare_pooled,
    rare_towns,
    rare_windows,
    rare_years,
)
from qiyou.domains.childcare_use import (
    affordable,
    occupancy,
    occupancy_findings,
    occupancy_quarters,
    paediatricians_known,
    paediatricians_towns,
    screening_known,
    screening_pace,
    staff_known,
    staff_without,
)

__all__ = ["affordable", "children_to_come", "months_between", "occupancy", "occupancy_findings",
           "occupancy_quarters", "paediatricians_known", "paediatricians_towns", "places_attained",
           "places_known", "places_needed_towns", "rare_findings", "rare_pooled", "rare_towns",
           "rare_windows", "rare_years", "screening_known", "screening_pace", "staff_known",
           "staff_without"]
