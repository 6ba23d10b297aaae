"""ledger — what came in -> a row for each submission, with what became of it."""

import json
import sqlite3
from collections import defaultdict

from qiyou.store import sql
from qiyou.store.reading import deliveries, known_until
from qiyou.store.rows import DeliveryRow, SubmissionRow


def submissions(connection: sqlite3.Connection, county: str | None,
                as_of: str | None) -> list[SubmissionRow]:
    """Return all submissions, or one county's, in the order in which they were recorded.

    Parameters
    ----------
    connection : sqlite3.Connection
    county : str, optional
    as_of : str, optional
        Day or instant; later ones are left out.
    """
    delivered = defaultdict(list)
    for row in deliveries(connection.execute(sql.DELIVERIES)):
        delivered[row.submission].append(row)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    explained: dict[int, int] = defaultdict(int)
    for number, severity, count, n_explained in connection.execute(sql.FINDING_COUNTS):
        counts[number][severity] = count
        explained[number] += n_explained
    tried: dict[tuple, list[frozenset]] = defaultdict(list)
    found = []
    for row in connection.execute(sql.SUBMISSIONS, (known_until(as_of),)):
        number, own = row[0], tuple(delivered[row[0]])
        is_first = _note_try(tried, row[5], own)
        if county is None or county == row[5]:
            found.append(SubmissionRow(*row[:9], bool(row[9]), row[10], json.loads(row[11]),
                                       row[12], own, counts[number], explained[number],
                                       is_first))
    return found


def _note_try(tried: dict, county: str, rows: tuple[DeliveryRow, ...]) -> bool:
    """Whether nothing had come before for what these deliveries speak of; notes that it has."""
    is_first = True
    for row in rows:
        earlier, areas = tried[(county, row.form, row.period)], frozenset(row.areas)
        # A file whose areas could not be made out may have been about any of them.
        is_first = is_first and all(areas and known and areas.isdisjoint(known)
                                    for known in earlier)
        earlier.append(areas)
    return is_first
