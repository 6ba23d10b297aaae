"""sql — nothing -> every statement that the store gives its database, in one place.

Plain SQL, so that another engine can take SQLite's place. A *return* is one form of one county
for one period. A figure is kept in vintages: 1 is the first, a removal is a vintage without
value. A delivery is ``known`` from an instant on (microseconds since 1970), which never falls
within a return: what may be seen up to a ``limit`` is a state that was. A *remark* is what a
later delivery added to a vintage that it left as it was: an explanation, or that a preliminary
figure is final.
"""

from qiyou.store.records import RESULTS

SCHEMA = (
    f"""CREATE TABLE submissions (
        id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, name TEXT NOT NULL,
        sender TEXT NOT NULL, county TEXT NOT NULL, received TEXT NOT NULL,
        known INTEGER NOT NULL, recorded TEXT NOT NULL,
        result TEXT NOT NULL CHECK (result IN ({', '.join(f"'{name}'" for name in RESULTS)})),
        is_archived INTEGER NOT NULL CHECK (is_archived IN (0, 1)),
        reason TEXT NOT NULL, facts TEXT NOT NULL, digest TEXT NOT NULL, chain TEXT NOT NULL)""",
    "CREATE INDEX submissions_by_hash ON submissions (sha256)",
    "CREATE INDEX submissions_by_county ON submissions (county, known)",
    """CREATE TABLE findings (
        submission INTEGER NOT NULL REFERENCES submissions (id), position INTEGER NOT NULL,
        rule TEXT NOT NULL, severity TEXT NOT NULL, file TEXT NOT NULL, sheet TEXT NOT NULL,
        cell TEXT NOT NULL, value TEXT NOT NULL, sentence TEXT NOT NULL,
        expected TEXT NOT NULL, remedy TEXT NOT NULL, explanation TEXT NOT NULL,
        PRIMARY KEY (submission, position))""",
    """CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY, submission INTEGER NOT NULL REFERENCES submissions (id),
        return_id INTEGER REFERENCES returns (id), known INTEGER NOT NULL, form TEXT NOT NULL,
        period TEXT NOT NULL, areas TEXT NOT NULL, standing TEXT NOT NULL, declared TEXT,
        reporter TEXT NOT NULL, n_new INTEGER NOT NULL,
        n_revised INTEGER NOT NULL, n_unchanged INTEGER NOT NULL, n_removed INTEGER NOT NULL)""",
    "CREATE INDEX deliveries_by_submission ON deliveries (submission)",
    "CREATE INDEX deliveries_by_return ON deliveries (return_id, known)",
    """CREATE TABLE returns (
        id INTEGER PRIMARY KEY, county TEXT NOT NULL, form TEXT NOT NULL, period TEXT NOT NULL,
        UNIQUE (county, form, period))""",
    """CREATE TABLE figures (
        return_id INTEGER NOT NULL REFERENCES returns (id), area TEXT NOT NULL,
        item TEXT NOT NULL, column_id TEXT NOT NULL, vintage INTEGER NOT NULL,
        delivery INTEGER NOT NULL REFERENCES deliveries (id), value REAL, text TEXT,
        unit TEXT NOT NULL, sheet TEXT NOT NULL, cell TEXT NOT NULL, note TEXT NOT NULL,
        is_removed INTEGER NOT NULL CHECK (is_removed IN (0, 1)),
        CHECK ((value IS NOT NULL) + (text IS NOT NULL) + is_removed = 1),
        PRIMARY KEY (return_id, area, item, column_id, vintage)) WITHOUT ROWID""",
    """CREATE TABLE remarks (
        return_id INTEGER NOT NULL, area TEXT NOT NULL, item TEXT NOT NULL,
        column_id TEXT NOT NULL, vintage INTEGER NOT NULL,
        delivery INTEGER NOT NULL REFERENCES deliveries (id), note TEXT NOT NULL,
        standing TEXT NOT NULL,
        PRIMARY KEY (return_id, area, item, column_id, vintage, delivery),
        FOREIGN KEY (return_id, area, item, column_id, vintage)
            REFERENCES figures (return_id, area, item, column_id, vintage)) WITHOUT ROWID""",
    # What was changed: derived, so that it cannot disagree with the figures.
    """CREATE VIEW revisions AS
        SELECT w.county, w.form, w.period, f.area, f.item, f.column_id, f.vintage,
            o.value AS old_value, o.text AS old_text, f.value AS new_value, f.text AS new_text,
            CASE WHEN f.is_removed = 1 THEN o.unit ELSE f.unit END AS unit, s.sender AS who,
            s.received AS at, CASE WHEN f.note <> '' THEN f.note ELSE s.reason END AS why,
            s.id AS submission, s.sha256, d.known
        FROM figures f
        JOIN figures o ON o.return_id = f.return_id AND o.area = f.area AND o.item = f.item
            AND o.column_id = f.column_id AND o.vintage = f.vintage - 1
        JOIN returns w ON w.id = f.return_id
        JOIN deliveries d ON d.id = f.delivery
        JOIN submissions s ON s.id = d.submission""",
)

ADD_SUBMISSION = """INSERT INTO submissions (sha256, size, name, sender, county, received, known,
    recorded, result, is_archived, reason, facts, digest, chain)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')"""
ADD_FINDING = "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_DELIVERY = """INSERT INTO deliveries (submission, return_id, known, form, period, areas,
    standing, declared, reporter, n_new, n_revised, n_unchanged, n_removed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)"""
ADD_RETURN = "INSERT INTO returns (county, form, period) VALUES (?, ?, ?)"
ADD_FIGURE = "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_REMARK = "INSERT INTO remarks VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
COUNT_DELIVERY = """UPDATE deliveries SET n_new = ?, n_revised = ?, n_unchanged = ?, n_removed = ?
    WHERE id = ?"""
SEAL_SUBMISSION = "UPDATE submissions SET digest = ?, chain = ? WHERE id = ?"

LAST_CHAIN = "SELECT chain FROM submissions ORDER BY id DESC LIMIT 1"
RETURN_ID = "SELECT id FROM returns WHERE county = ? AND form = ? AND period = ?"
RETURN_KNOWN = "SELECT MAX(known) FROM deliveries WHERE return_id = ?"

_SAME = """{a}.return_id = f.return_id AND {a}.area = f.area AND {a}.item = f.item
    AND {a}.column_id = f.column_id"""
_FIGURE = f"""SELECT w.form, w.period, f.area, f.item, f.column_id, f.value, f.text, f.unit,
        f.vintage, d.submission, s.received, COALESCE(m.standing, d.standing), d.declared,
        COALESCE(m.note, f.note), f.sheet, f.cell, f.is_removed, s.sha256
    FROM returns w CROSS JOIN figures f ON f.return_id = w.id
    JOIN deliveries d ON d.id = f.delivery
    JOIN submissions s ON s.id = d.submission
    LEFT JOIN remarks m ON {_SAME.format(a='m')} AND m.vintage = f.vintage AND m.delivery =
        (SELECT MAX(l.delivery) FROM remarks l JOIN deliveries e ON e.id = l.delivery
         WHERE {_SAME.format(a='l')} AND l.vintage = f.vintage AND e.known <= :limit)
    WHERE w.county = :county AND d.known <= :limit"""
_NEWEST = f"""{_FIGURE} AND NOT EXISTS (SELECT 1 FROM figures n
        JOIN deliveries e ON e.id = n.delivery WHERE {_SAME.format(a='n')}
        AND n.vintage = f.vintage + 1 AND e.known <= :limit)"""
_BY_KEY = "ORDER BY w.form, w.period, f.area, f.item, f.column_id, f.vintage"
_RETURN = "AND w.form = :form AND w.period = :period"
ALL_VINTAGES = f"{_FIGURE} {_BY_KEY}"
VINTAGES = f"{_FIGURE} {_RETURN} {_BY_KEY}"
ALL_NEWEST = f"{_NEWEST} {_BY_KEY}"
NEWEST_OF_FORM = f"{_NEWEST} AND w.form = :form {_BY_KEY}"
NEWEST = f"{_NEWEST} {_RETURN} {_BY_KEY}"
NEWEST_OF_AREA = f"{_NEWEST} {_RETURN} AND f.area = :area {_BY_KEY}"

_DELIVERY = """SELECT d.submission, d.form, d.period, d.areas, d.standing, d.declared, d.reporter,
        d.n_new, d.n_revised, d.n_unchanged, d.n_removed, s.sha256, s.received
    FROM deliveries d JOIN submissions s ON s.id = d.submission"""
DELIVERIES = f"{_DELIVERY} ORDER BY d.id"
# Only an accepted delivery belongs to a return.
ACCEPTED_DELIVERIES = f"""{_DELIVERY} WHERE d.known <= :limit AND d.return_id IN
    (SELECT id FROM returns WHERE county = :county) ORDER BY d.id"""
ACCEPTED_OF_RETURN = f"""{_DELIVERY} WHERE d.known <= :limit AND d.return_id IN (SELECT id
    FROM returns WHERE county = :county AND form = :form AND period = :period) ORDER BY d.id"""
COUNTIES = "SELECT DISTINCT county FROM submissions ORDER BY county"

SUBMISSIONS = """SELECT id, sha256, size, name, sender, county, received, recorded, result,
        is_archived, reason, facts, digest
    FROM submissions WHERE known <= ? ORDER BY id"""
FINDING_COUNTS = """SELECT submission, severity, COUNT(*),
        SUM(CASE WHEN explanation <> '' THEN 1 ELSE 0 END)
    FROM findings GROUP BY submission, severity"""
FINDINGS = """SELECT rule, severity, file, sheet, cell, value, sentence, expected, remedy,
        explanation FROM findings WHERE submission = ? ORDER BY position"""
WITH_BYTES = """SELECT id, result, received, county, name, sender FROM submissions
    WHERE sha256 = :sha256 AND (:county IS NULL OR county = :county) ORDER BY id DESC"""
REVISIONS = """SELECT form, period, area, item, column_id, unit, old_value, old_text, new_value,
        new_text, who, at, why, vintage, submission, sha256
    FROM revisions WHERE county = ? AND known > ? AND known <= ?
    ORDER BY submission, form, period, area, item, column_id, vintage"""

# Content of one submission, in an order of its own: what its digest is made of.
HEAD = """SELECT sha256, size, name, sender, county, received, result, is_archived, reason,
        facts FROM submissions WHERE id = ?"""
OWN_DELIVERIES = """SELECT id, return_id, known, form, period, areas, standing, declared, reporter,
        n_new, n_revised, n_unchanged, n_removed
    FROM deliveries WHERE submission = ? ORDER BY id"""
OWN_FIGURES = """SELECT area, item, column_id, vintage, value, text, unit, sheet, cell, note,
        is_removed FROM figures WHERE return_id = ? AND delivery = ?
    ORDER BY area, item, column_id, vintage"""
OWN_REMARKS = """SELECT area, item, column_id, vintage, note, standing FROM remarks
    WHERE return_id = ? AND delivery = ? ORDER BY area, item, column_id, vintage"""
SEALS = "SELECT id, sha256, digest, chain FROM submissions ORDER BY id"
DIGESTS = """SELECT digest FROM submissions WHERE known <= :known
    AND (:county IS NULL OR county = :county) ORDER BY id"""

# What must not be, for `qiyou store verify`.
ARCHIVED = "SELECT DISTINCT sha256 FROM submissions WHERE is_archived = 1 ORDER BY sha256"
GAPS = """SELECT w.county, w.form, w.period, f.area, f.item, f.column_id
    FROM figures f JOIN returns w ON w.id = f.return_id
    GROUP BY f.return_id, f.area, f.item, f.column_id
    HAVING MIN(f.vintage) <> 1 OR MAX(f.vintage) <> COUNT(*)"""
DISORDER = """SELECT w.county, w.form, w.period, f.area, f.item, f.column_id
    FROM figures f JOIN returns w ON w.id = f.return_id
    JOIN figures o ON o.return_id = f.return_id AND o.area = f.area AND o.item = f.item
        AND o.column_id = f.column_id AND o.vintage = f.vintage - 1
    WHERE o.delivery >= f.delivery"""
NOT_COUNTED = """SELECT DISTINCT s.id, s.sha256 FROM submissions s
    JOIN deliveries d ON d.submission = s.id JOIN figures f ON f.delivery = d.id
    WHERE s.result <> 'accepted'"""
BACKWARDS = """SELECT DISTINCT d.submission, s.sha256 FROM deliveries d
    JOIN deliveries e ON e.return_id = d.return_id AND e.id < d.id AND e.known > d.known
    JOIN submissions s ON s.id = d.submission ORDER BY d.submission"""
COUNTED = """SELECT d.id, s.id, s.sha256, d.n_new + d.n_revised + d.n_removed
    FROM deliveries d JOIN submissions s ON s.id = d.submission ORDER BY d.id"""
WRITTEN = "SELECT delivery, COUNT(*) FROM figures GROUP BY delivery"
