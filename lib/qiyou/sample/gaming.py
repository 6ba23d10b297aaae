"""gaming — the table of medical assistance at a year's end -> with a figure put on its target."""

from qiyou.sample.returns import stories
from qiyou.sample.tables import Table, add_totals


def gamed(made: Table) -> None:
    """Raise what the seat's other schemes paid until the county sits on its target.

    The county's promise is held by moving one column of one township: the story of a figure
    that is worked towards its target. The true figures stay in the truth tables.
    """
    story = stories()["stories"]["gamed"]
    if made.form.id != story["form"] or made.period.name not in story["periods"]:
        return
    rows = [row for row in made.rows if not row.get("is_total")]
    costs = round(sum(row["costs"] for row in rows), 2)
    # In whole cents; the least whole yuan that reaches the target is what the eye sees.
    wanted = -(-round(costs * 100) * round(story["targets"][made.period.name] * 10) // 100_000)
    seat = rows[0]
    more = round(wanted - sum(row["paid"] for row in rows), 2)
    for name in ("other_paid", "paid"):
        seat[name] = round(seat[name] + more, 2)
    made.rows = add_totals(made.form, rows)
