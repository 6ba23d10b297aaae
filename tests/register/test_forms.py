"""The reporting forms: what was promised is reported, and every name in them can be read."""

import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
import qiyou
import yaml
from qiyou.project import params_folder
from qiyou.register import RegisterError, open_forms, open_register
from qiyou.register.definitions import DOMAINS
from qiyou.register.forms import FIGURES

FORMS = open_forms()
REGISTER = open_register()
COUNTY = "shengsi"
UNITS = yaml.safe_load(Path(qiyou.__file__).with_name("units.yaml").read_text(encoding="utf-8"))
FEEDS = [(form, feed) for form in FORMS.forms.values() for feed in form.feeds]
EXPORTS = [(system, form, export) for system in FORMS.systems.values()
           for form, export in system.exports.items()]

# What the intake was asked to have a form for, item by item, and where it stands.
ASKED = {
    "population by age and sex": "population",
    "deaths by age, sex and cause": "deaths",
    "births and perinatal": "births",
    "schools and their seven resources": "schools",
    "household labour-force survey microdata": "labour_survey",
    "satisfaction-survey microdata": "satisfaction_survey",
    "arrears cases": "arrears",
    "facilities": "facilities",
    "travel legs": "travel_links",
    "ferry timetables": "timetable",
    "training and new urban jobs": "training_jobs",
    "care beds": "care_homes",
    "caregivers": "elder_support",
    "housing projects": "housing_projects",
    "assistance households": "assisted_households",
    "project investment": "projects",
    "milestones": "milestones",
    "coverage lists of places": "place_services",
    "targets assigned by the city": "assigned_targets",
    "childcare institutions and places": "childcare_institutions",
    "screening and paediatricians": "community_health",
    "enrolment by age": "enrolment",
    "gross enrolment and expected years": "education_county",
    "attainment": "attainment",
    "kindergarten pupils": "kindergartens",
    "elderly learners": "lifelong_learning",
    "skilled stocks": "skilled_workers",
    "arbitration": "labour_county",
    "enterprises with skill-pay bargaining": "skill_pay",
    "insured by township and age": "medical_insured",
    "in-county visits": "medical_visits",
    "sports area and venues": "sports_venues",
    "digital health services": "digital_health",
    "medical points": "medical_points",
    "pension insured": "pension",
    "public rental households": "housing_support",
    "renewal buildings": "renewal",
    "provident fund": "provident_fund",
    "property service compounds": "compounds",
    "dilapidated buildings": "dangerous_houses",
    "minimum living standard and charity": "assistance_county",
    "medical assistance costs": "medical_assistance",
    "students aided": "student_aid",
    "shelters": "shelters",
    "disabled persons' homes": "disabled_homes",
    "prices and incomes": "prices_income",
    "households": "households",
}
PLATFORMS = {"浙有善育", "重点群体就业帮扶在线", "安薪在线", "浙医互认", "浙里护理", "浙里健康e生",
             "浙有众扶", "农房浙建事", "安心收房"}
# Where each base of params/methods.yaml that is no age group of the population is counted.
BASES = {
    "urban_population": ("households", "urban_population"), "births": ("births", "perinatal"),
    "households": ("households", "households"), "visits": ("medical_visits", "visits"),
    "urban_households": ("households", "urban_households"),
    "labour_force": ("labour_survey", "status"), "employed": ("skilled_workers", "employed"),
    "skilled_workers": ("skilled_workers", "skilled"), "shelters": ("shelters", "shelter"),
    "medical_insured": ("medical_insured", "insured"), "schools": ("schools", "school"),
    "childcare_places": ("childcare_institutions", "places"),
    "childcare_staff": ("childcare_institutions", "staff"),
    "kindergarten_children": ("kindergartens", "children"), "arrears_leads": ("arrears", "case"),
    "disputes": ("labour_county", "due"), "enterprises": ("skill_pay", "enterprise"),
    "sports_venues": ("sports_venues", "venue"), "care_beds": ("care_homes", "beds"),
    "care_homes": ("care_homes", "home"), "communities": ("place_services", "place"),
    "villages": ("place_services", "kind"), "townships": ("township_services", "area"),
    "urban_communities": ("place_services", "kind"), "compounds": ("compounds", "compound"),
    "dangerous_buildings": ("dangerous_houses", "house"),
    "assisted_households": ("assisted_households", "households"),
    "assisted_persons": ("assisted_households", "persons"),
    "entitled_students": ("student_aid", "entitled"),
    "medical_costs": ("medical_assistance", "costs"),
}


def alike(text: str) -> str:
    """Text as headings are compared: no spaces, half-width signs, small letters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def ages_of(code: str) -> tuple[int, int | None]:
    """First and last year of an age code."""
    parts = code.removeprefix("age_").split("_")
    return int(parts[0]), None if parts[-1] == "plus" else int(parts[-1])


def unit_of(form, feed) -> str:
    return form.columns[feed.column].unit if feed.column else ""


def counted(unit: str) -> str | None:
    """What a unit counts, from the package's list of units."""
    return next((kind for kind, units in UNITS.items() if unit in units), None)


@pytest.fixture
def params(tmp_path):
    folder = tmp_path / "params"
    shutil.copytree(params_folder(), folder)
    return folder


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return 1 + text[:text.index(old)].count("\n")


def problems(folder):
    with pytest.raises(RegisterError) as caught:
        open_forms(folder)
    return caught.value.problems


@pytest.mark.parametrize("item", ASKED)
def test_every_item_that_was_asked_for_has_its_form(item):
    assert ASKED[item] in FORMS.forms


def test_each_domain_has_forms():
    assert Counter(form.domain for form in FORMS.forms.values()).keys() == {*DOMAINS, "overall"}


def test_every_indicator_is_fed_so_that_it_can_be_worked_out():
    fed: dict[str, set[str]] = {}
    for _, feed in FEEDS:
        fed.setdefault(feed.indicator, set()).add(feed.measure)
    asks = {"count": [{"numerator"}, {"value"}], "amount": [{"value"}], "mean": [{"value"}],
            "status": [{"value"}]}
    both = [{"numerator", "denominator"}, {"value"}]
    lacking = [key for key, indicator in REGISTER.indicators.items()
               if fed.get(key) not in asks.get(indicator.kind, both)]
    assert lacking == []


def test_feeds_name_known_indicators():
    assert {feed.indicator for _, feed in FEEDS} <= set(REGISTER.indicators)


def test_one_form_alone_feeds_a_measure():
    homes: dict[tuple[str, str], set[str]] = {}
    for form, feed in FEEDS:
        homes.setdefault((feed.indicator, feed.measure), set()).add(form.id)
    assert {key: sorted(found) for key, found in homes.items() if len(found) > 1} == {}


def test_several_feeds_of_a_measure_are_told_apart_by_their_strata():
    keys = Counter((feed.indicator, feed.measure, feed.stratum) for _, feed in FEEDS)
    assert [key for key, n in keys.items() if n > 1] == []


def test_every_promise_is_spoken_of_by_a_form():
    spoken = {name for form in FORMS.forms.values() for name in form.promises}
    assert [promise.id for promise in REGISTER.plan(COUNTY).promises
            if promise.indicator not in spoken] == []
    assert spoken <= set(REGISTER.indicators)


@pytest.mark.parametrize(("form", "feed"), FEEDS,
                         ids=[f"{form.id}-{n}" for n, (form, _) in enumerate(FEEDS)])
def test_a_feed_gives_what_its_indicator_counts(form, feed):
    unit, wanted = unit_of(form, feed), REGISTER.indicators[feed.indicator].unit
    if feed.measure == "value" or (REGISTER.indicators[feed.indicator].kind == "count" and unit):
        assert unit == wanted or (counted(unit) and counted(unit) == counted(wanted))


def test_part_and_whole_of_a_share_count_in_one_unit():
    units: dict[str, set[str]] = {}
    for form, feed in FEEDS:
        if REGISTER.indicators[feed.indicator].kind in ("share", "coverage") \
                and feed.measure != "value":
            units.setdefault(feed.indicator, set()).add(unit_of(form, feed))
    assert {key: found for key, found in units.items() if len(found) > 1} == {}


def test_feeds_take_figures_of_rows_that_their_codes_can_pick():
    wrong = []
    for form, feed in FEEDS:
        if feed.column and form.columns[feed.column].type not in FIGURES:
            wrong.append((form.id, feed.column))
        for key, codes in feed.where.items():
            column = form.columns[key]
            known = {"yes", "no"} if column.type == "yes_no" else FORMS.codes.get(column.codes, {})
            wrong += [(form.id, key, code) for code in codes if code not in known]
    assert wrong == []


def test_rules_on_codes_name_known_codes():
    wrong = []
    for form in FORMS.forms.values():
        for rule in (rule for rule in form.rules if rule.is_code):
            column = form.columns[rule.column]
            known = {"yes", "no"} if column.type == "yes_no" else FORMS.codes[column.codes]
            wrong += [(form.id, rule.is_code)] if rule.is_code not in known else []
    assert wrong == []


def test_rules_compare_columns_of_one_unit_and_type():
    wrong = []
    for form in FORMS.forms.values():
        for rule in form.rules:
            columns = [form.columns[name] for name in rule.columns]
            is_dates = rule.kind == "order" and {c.type for c in columns} != {"date"}
            is_units = rule.kind in ("part", "sum") and (
                len({c.unit for c in columns}) > 1 or any(c.type not in FIGURES for c in columns))
            wrong += [(form.id, rule)] if is_dates or is_units else []
    assert wrong == []


@pytest.mark.parametrize("feed", [feed for form, feed in FEEDS if form.id == "population"],
                         ids=lambda feed: f"{feed.indicator}-{feed.stratum}")
def test_population_feeds_take_the_ages_of_their_base(feed):
    base = REGISTER.indicators[feed.indicator].denominator
    first, last = REGISTER.methods.denominators[base].ages
    wanted = [code for code in FORMS.codes["ages"]
              if ages_of(code)[0] >= first and (last is None or ages_of(code)[0] <= last)]
    assert list(feed.where.get("age", FORMS.codes["ages"])) == wanted


@pytest.mark.parametrize("name", ["ages", "death_ages", "school_ages", "insured_ages",
                                  "working_ages", "adult_ages"])
def test_ages_leave_no_gap(name):
    spans = [ages_of(code) for code in FORMS.codes[name] if code != "age_unknown"]
    assert [last + 1 for _, last in spans[:-1]] == [first for first, _ in spans[1:]]


def test_every_base_by_age_is_made_of_whole_age_codes():
    starts = {ages_of(code)[0] for code in FORMS.codes["ages"]}
    for base in REGISTER.methods.denominators.values():
        if base.ages:
            first, last = base.ages
            assert first in starts and (last is None or last + 1 in starts), base.name


def test_population_ages_fit_into_the_bands_of_every_other_age_list():
    starts = {ages_of(code)[0] for code in FORMS.codes["ages"]}
    # Ages 1 to 4 and so on are sums of single years.
    for name in ("death_ages", "insured_ages", "working_ages"):
        assert {ages_of(code)[0] for code in FORMS.codes[name]} <= starts, name


def test_every_base_is_counted_by_a_form():
    by_age = {name for name, base in REGISTER.methods.denominators.items() if base.ages}
    assert set(REGISTER.methods.denominators) - by_age == set(BASES)
    assert [base for base, (form, column) in BASES.items()
            if column not in FORMS.forms[form].columns] == []


def test_schools_report_the_seven_resources_in_their_units():
    text = (params_folder() / "methods" / "school_resources.yaml").read_text(encoding="utf-8")
    columns = FORMS.form("schools").columns
    for resource in yaml.safe_load(text)["resources"]:
        assert columns[resource["id"]].unit == resource["unit"]


def test_attainment_has_the_levels_of_the_census():
    levels = {"none", "primary", "junior", "senior", "college", "bachelor", "master"}
    assert levels <= set(FORMS.form("attainment").columns)


def test_labour_survey_has_what_an_estimate_by_design_needs():
    form = FORMS.form("labour_survey")
    assert {"stratum", "cluster", "weight", "status"} <= set(form.columns)
    assert set(FORMS.codes[form.columns["status"].codes]) == {"employed", "unemployed", "outside"}


@pytest.mark.parametrize("name", ["milestones", "assigned_targets"])
def test_codes_of_promises_are_ids_of_indicators(name):
    assert {code.replace("_", ".", 1) for code in FORMS.codes[name]} <= set(REGISTER.indicators)


def test_every_milestone_feeds_its_own_indicator():
    fed = {feed.where["milestone"][0]: feed.indicator for feed in FORMS.form("milestones").feeds}
    assert set(fed) == set(FORMS.codes["milestones"])
    assert [code for code, key in fed.items() if code.replace("_", ".", 1) != key] == []


def test_assigned_promises_have_a_code_for_their_document():
    assigned = {promise.indicator for promise in REGISTER.plan(COUNTY).promises
                if promise.kind == "assigned"}
    assert {code.replace("_", ".", 1) for code in FORMS.codes["assigned_targets"]} == assigned


def test_every_code_list_is_used():
    used = {column.codes for form in FORMS.forms.values() for column in form.columns.values()}
    assert set(FORMS.codes) == used - {None}


@pytest.mark.parametrize("name", FORMS.codes)
def test_a_word_means_one_code(name):
    words = Counter(word for entry in FORMS.codes[name].values()
                    for word in {alike(text) for text in (entry.name, *entry.aliases)})
    assert [word for word, n in words.items() if n > 1] == []


@pytest.mark.parametrize("form", FORMS.forms.values(), ids=FORMS.forms)
def test_a_heading_means_one_column(form):
    # A name may recur under another group; an alias, or a name without a group, stands alone.
    full, alone = {}, {}
    for key, column in form.columns.items():
        for name in (column.name, *column.aliases):
            full.setdefault(alike(f"{column.group or ''}{name}"), set()).add(key)
            alone.setdefault(alike(name), set()).add(key)
    assert {name: keys for name, keys in full.items() if len(keys) > 1} == {}
    for column in form.columns.values():
        for name in column.aliases if column.group else (column.name, *column.aliases):
            assert len(alone[alike(name)]) == 1, name


def test_most_columns_know_two_other_headings():
    columns = [column for form in FORMS.forms.values() for column in form.columns.values()]
    assert sum(len(column.aliases) >= 2 for column in columns) / len(columns) > 0.95


@pytest.mark.parametrize("form", FORMS.forms.values(), ids=FORMS.forms)
def test_headings_hold_no_unit(form):
    # The unit is written behind the heading by the template, and taken off again by the reader.
    for column in form.columns.values():
        for name in (column.name, *column.aliases):
            assert not (column.unit and name.endswith((f"（{column.unit}）", f"({column.unit})")))


def test_a_title_means_one_form():
    titles = Counter(alike(title) for form in FORMS.forms.values()
                     for title in (form.title, *form.aliases))
    assert [title for title, n in titles.items() if n > 1] == []


@pytest.mark.parametrize("form", FORMS.forms.values(), ids=FORMS.forms)
def test_a_form_tells_how_to_fill_it_in(form):
    assert len(form.guidance) >= 2
    assert all(sentence.endswith("。") for sentence in form.guidance)


@pytest.mark.parametrize("form", FORMS.forms.values(), ids=FORMS.forms)
def test_numbers_begin_with_their_domain(form):
    words = {"overall": "综合", "childcare": "幼托", "education": "学优", "employment": "劳得",
             "health": "医健", "eldercare": "康养", "housing": "宜居", "assistance": "众扶"}
    assert re.fullmatch(rf"{words[form.domain]}[1-9][0-9]?", form.number)


@pytest.mark.parametrize("form", FORMS.forms.values(), ids=FORMS.forms)
def test_figures_have_a_lower_bound_and_townships_a_key(form):
    assert [key for key, column in form.figures.items() if column.min is None] == []
    # A grid expects each township once; only then do townships add to the county.
    assert form.rows == "open" or form.area is None or form.area in form.keys
    assert form.rows == "grid" or not any(c.adds_up for c in form.columns.values())


@pytest.mark.parametrize("form", FORMS.forms.values(), ids=FORMS.forms)
def test_a_township_and_every_key_must_be_given(form):
    asked = {*form.keys, *([form.area] if form.area else [])}
    assert [key for key in asked if not form.columns[key].is_required] == []


def test_no_form_asks_for_persons_names_or_numbers():
    words = ("姓名", "身份证", "证件号", "手机", "电话", "联系人", "住址", "门牌")
    assert not any(form.is_personal for form in FORMS.forms.values())
    names = [name for form in FORMS.forms.values() for column in form.columns.values()
             for name in (column.name, *column.aliases)]
    assert [name for name in names if any(word in name for word in words)] == []


def test_the_owners_of_indicators_are_known_departments():
    names = {department.name for department in FORMS.departments.values()}
    owners = {owner for indicator in REGISTER.indicators.values()
              for owner in indicator.owner.split("、")}
    assert owners <= names


def test_a_name_means_one_department():
    words = Counter(word for found in FORMS.departments.values()
                    for word in (found.name, *found.aliases))
    assert [word for word, n in words.items() if n > 1] == []


@pytest.mark.parametrize("county", REGISTER.counties.values(), ids=REGISTER.counties)
def test_reporters_of_a_county_are_known_departments_under_its_own_names(county):
    assert set(county.reporters) <= set(FORMS.departments)
    assert set(county.reporters.values()) <= set(county.departments)


def test_the_departments_that_the_plan_names_report_under_their_own_names():
    county = REGISTER.county(COUNTY)
    assert set(county.reporters.values()) == set(county.departments)


def test_the_platforms_of_the_plan_have_their_rows():
    names = {system.name for system in FORMS.systems.values()}
    assert names >= PLATFORMS
    assert {indicator.source_system for indicator in REGISTER.indicators.values()} - {None} <= names
    assert all(system.exports for system in FORMS.systems.values() if system.name in PLATFORMS)


def test_every_system_says_what_must_be_checked():
    assert [system.name for system in FORMS.systems.values() if not system.note] == []


@pytest.mark.parametrize(("system", "name", "export"), EXPORTS,
                         ids=[f"{system.name}-{name}" for system, name, _ in EXPORTS])
def test_an_export_fills_every_required_column(system, name, export):
    form = FORMS.form(name)
    given = {*export.columns, *export.constants}
    assert [key for key, column in form.columns.items()
            if (column.is_required or key in form.keys) and key not in given] == []


@pytest.mark.parametrize(("system", "name", "export"), EXPORTS,
                         ids=[f"{system.name}-{name}" for system, name, _ in EXPORTS])
def test_a_heading_of_an_export_means_one_column(system, name, export):
    known = [alike(heading) for headings in export.columns.values() for heading in headings]
    known += [alike(heading) for heading in export.ignored]
    assert [heading for heading, n in Counter(known).items() if n > 1] == []


@pytest.mark.parametrize(("name", "constants"), [
    (name, export.constants) for _, name, export in EXPORTS if export.constants])
def test_constants_of_an_export_are_codes(name, constants):
    form = FORMS.form(name)
    for key, code in constants.items():
        assert code in FORMS.codes[form.columns[key].codes]


def test_exports_for_one_form_differ_in_what_is_constant():
    shared: dict[str, list] = {}
    for _, name, export in EXPORTS:
        shared.setdefault(name, []).append(export.constants)
    for constants in shared.values():
        assert all(one != other for one, other in combinations(constants, 2))


def test_open_forms_is_read_once_and_does_not_load_pandas():
    code = ("import sys; from qiyou.register import open_forms; assert open_forms() is "
            "open_forms(); assert not {'pandas', 'numpy', 'openpyxl'} & set(sys.modules)")
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_unknown_key_is_refused_with_its_line(params):
    line = edit(params / "forms" / "pension.yaml", "frequency: quarter",
                "frequency: quarter\nfrequenzy: quarter") + 1
    [problem] = problems(params)
    assert problem.file.endswith("forms/pension.yaml")
    assert (problem.line, problem.key) == (line, "frequenzy")
    assert "frequency" in problem.text


def test_an_unknown_key_of_a_column_is_refused_with_its_line(params):
    line = edit(params / "forms" / "pension.yaml", "resident: {type: whole,",
                "resident: {type: whole, minimum: 0,")
    [problem] = problems(params)
    assert (problem.line, problem.key) == (line, "columns.resident.minimum")


def test_a_number_given_twice_is_refused_with_its_line(params):
    line = edit(params / "forms" / "pension.yaml", "number: 康养3", "number: 康养1")
    [problem] = problems(params)
    assert problem.file.endswith("forms/pension.yaml")
    assert (problem.line, problem.key) == (line, "number")
    assert "care_homes" in problem.text


def test_an_unknown_code_list_is_refused_with_its_line(params):
    line = edit(params / "forms" / "medical_insured.yaml", "codes: insured_ages",
                "codes: insured_age")
    [problem] = problems(params)
    assert problem.file.endswith("forms/medical_insured.yaml")
    assert (problem.line, problem.key) == (line, "columns.age.codes")
    assert "insured_ages" in problem.text


def test_an_unknown_reporter_is_refused_with_its_line(params):
    line = edit(params / "forms" / "pension.yaml", "reporter: human_resources",
                "reporter: human_resource")
    [problem] = problems(params)
    assert (problem.line, problem.key) == (line, "reporter")
    assert "human_resources" in problem.text


def test_an_unknown_form_of_an_export_is_refused_with_its_line(params):
    line = edit(params / "source_systems.yaml", "      arrears:", "      arears:")
    [problem] = problems(params)
    assert problem.file.endswith("source_systems.yaml")
    assert problem.line == line


def test_an_unknown_column_of_a_rule_is_refused(params):
    edit(params / "forms" / "pension.yaml", "part: receiving", "part: recieving")
    [problem] = problems(params)
    assert "recieving" in problem.text


def test_all_problems_of_all_files_are_told_at_once(params):
    edit(params / "forms" / "pension.yaml", "due_days: 15", "due_days: 0")
    edit(params / "codes.yaml", "male: {name: 男,", "male: {title: 男,")
    edit(params / "departments.yaml", "name: 卫生健康部门", "nam: 卫生健康部门")
    assert {problem.file.rpartition("/")[2] for problem in problems(params)} == {
        "pension.yaml", "codes.yaml", "departments.yaml"}
