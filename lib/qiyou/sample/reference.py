"""reference — the model's people -> the fictional county's rows of published reference tables.

In the columns of ``data/reference``; kept apart from them, since those are real. The county's
"census" is its model at the start, and ten years earlier the same cohorts, a little larger.
"""

import csv
import io
from collections.abc import Iterator

from qiyou.register.definitions import County
from qiyou.sample.people import FIRST, OLDEST, SEXES, rates, years
from qiyou.sample.surveys import clusters
from qiyou.sample.words import words

# Bands of the census tables: first ages, the last open.
_BANDS = (0, 1, *range(5, 90, 5))
_DAY = {2010: "2010-11-01", 2020: "2020-11-01"}
# Share of each cohort that ten years took away, at first, and more for each year of age.
_LOST, _LOST_BY_AGE = 0.02, 0.0012


def reference_files(county: County) -> Iterator[tuple[str, bytes]]:
    """Files of the folder ``reference``."""
    for year in (2010, 2020):
        yield f"reference/census_{year}_age_sex.csv", _csv(
            ("area_code", "area_name", "level", "sex", "age", "persons"),
            [(code, name, level, sex[0], band, persons * times)
             for code, name, level, times in _places(county)
             for sex in SEXES for band, persons in _bands(year, sex)])
    yield "reference/census_2020_profile.csv", _csv(
        ("area_code", "area_name", "level", "population", "urban", "rural", "households",
         "household_size", "mean_years_schooling", "housing_area_per_person_m2",
         "households_renting_longform", "households_longform"),
        [_profile(place) for place in _places(county)])
    yield "reference/areas.csv", _csv(("area_code", "area_name", "level", "parent", "valid_on"),
                                      _areas(county))


def _places(county: County) -> list[tuple[str, str, str, int]]:
    """The prefecture, made of the county several times over, and the county."""
    return [(county.prefecture_code, county.prefecture, "prefecture", 14),
            (county.code, county.name, "county", 1)]


def _bands(year: int, sex: str) -> list[tuple[str, int]]:
    ends = (*_BANDS[1:], OLDEST + 1)
    found = []
    for first, end in zip(_BANDS, ends, strict=True):
        name = str(first) if end - first == 1 else f"{first}-{end - 1}"
        name = f"{first}+" if end > OLDEST else name
        found.append((name, sum(_persons(year, sex, age) for age in range(first, end))))
    return found


def _persons(year: int, sex: str, age: int) -> int:
    towns = years()[FIRST - 1].persons
    if year == 2020:
        return sum(town[sex][age] for town in towns)
    later = sum(town[sex][min(age + 10, OLDEST)] for town in towns)
    return round(later / (1 - _LOST - _LOST_BY_AGE * age))


def _profile(place: tuple[str, str, str, int]) -> tuple:
    code, name, level, times = place
    population = sum(_persons(2020, sex, age) for sex in SEXES for age in range(OLDEST + 1))
    urban = sum(round(sum(sum(town[sex]) for sex in SEXES) * about["urban"])
                for town, about in zip(years()[FIRST - 1].persons, rates()["towns"], strict=True))
    size = rates()["household_size"]
    households = round(population * 0.96 / size)
    persons = (population * times, urban * times, (population - urban) * times)
    return (code, name, level, *persons, households * times, size, 8.92, 43.1,
            412 * times, 2480 * times)


def _areas(county: County) -> list[tuple]:
    day = _DAY[2020]
    rows = [(county.prefecture_code, county.prefecture, "prefecture", county.province_code, day),
            (county.code, county.name, "county", county.prefecture_code, day)]
    for number, town in enumerate(county.townships):
        rows.append((town.code, town.name, "township", county.code, day))
        # National codes: 001 and on for residents' committees, 200 and on for villages.
        own = [record for record in clusters() if record[1] == number]
        for at, (place, _) in enumerate(own):
            start = 200 if place.endswith(words("survey.village")) else 1
            rows.append((f"{town.code}{start + at:03d}", place, "village", town.code, day))
    return rows


def _csv(columns: tuple[str, ...], rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
