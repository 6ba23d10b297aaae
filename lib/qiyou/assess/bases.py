"""bases — reference tables + definitions -> how many people or places each denominator counts."""

from qiyou.assess.denominators import CENSUSES, group_table
from qiyou.register import County, Register
from qiyou.store import Snapshot

CENSUS = max(CENSUSES)
# Statistical codes number residents' committees from 001 and villagers' committees from 200.
RESIDENTS, VILLAGERS = (1, 199), (200, 399)


def known_bases(register: Register, snapshot: Snapshot) -> dict[str, float]:
    """Size of every denominator that published tables can tell, at the last census.

    For the size of the noise and for arithmetic between promises. **Not for this year's
    denominators**: the county has grown older and smaller since; see
    ``assess.projections``.

    Parameters
    ----------
    register : Register
        Names the denominators and their ages.
    snapshot : Snapshot

    Returns
    -------
    dict of str to float
        Denominator id to persons, households or places; what no table tells is left out.
    """
    ages = {name: d.ages for name, d in register.methods.denominators.items() if d.ages}
    bases = {name: float(n) for name, n in group_table(snapshot, ages, CENSUS).items()}
    infants = group_table(snapshot, {"births": (0, 0)}, CENSUS)
    county = register.county(snapshot.county)
    return bases | {"births": float(infants["births"])} | _profile(snapshot) | _places(
        snapshot, county)


def _profile(snapshot: Snapshot) -> dict[str, float]:
    profile = snapshot.reference(f"census_{CENSUS}_profile").set_index("area_code")
    row = profile.loc[snapshot.code]
    return {"urban_population": float(row["urban"]), "households": float(row["households"])}


def _places(snapshot: Snapshot, county: County) -> dict[str, float]:
    areas = snapshot.reference("areas")
    codes = areas.loc[areas["level"].eq("village"), "area_code"]
    number = codes[codes.str.startswith(county.code)].str[-3:].astype(int)
    return {
        "townships": float(len(county.townships)), "communities": float(len(number)),
        "urban_communities": float(number.between(*RESIDENTS).sum()),
        "villages": float(number.between(*VILLAGERS).sum()),
    }
