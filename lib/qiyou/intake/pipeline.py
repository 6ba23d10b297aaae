"""pipeline — one file -> read, checked, recorded, answered: wholly, or not at all."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from qiyou.catalogue import say
from qiyou.intake.answer import write_answer
from qiyou.intake.assessment import Assessment, Context, assess
from qiyou.intake.cells import Reading, Trouble
from qiyou.intake.child import received_and_read, seen_in
from qiyou.intake.findings import finding, is_holding
from qiyou.intake.personal import masked
from qiyou.intake.received import Received, receive
from qiyou.intake.rows import PERSONAL
from qiyou.register.forms import Forms
from qiyou.register.load import Register
from qiyou.store import open_store
from qiyou.store.moments import now
from qiyou.store.records import Delivery, Finding, Submission
from qiyou.store.rows import Found

MISSING = "F101"


@dataclass(frozen=True)
class Office:
    """Where files come in: definitions, data folder, what the caller knows of the files.

    ``received`` is when they came (ISO with offset; None: now); ``on_wait`` is told who holds
    the store.
    """

    register: Register
    forms: Forms
    data: Path
    county: str | None = None
    sender: str = ""
    received: str | None = None
    on_wait: Callable[[str], None] | None = None

    @property
    def inbox(self) -> Path:
        """Folder that files are put into."""
        return self.data / "inbox"

    @property
    def outbox(self) -> Path:
        """Folder that answers are put into."""
        return self.data / "outbox"


@dataclass(frozen=True)
class Outcome:
    """What became of a file. ``is_known``: it had come before, and nothing has changed."""

    submission: Submission
    answer: Path | None
    is_known: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_missing(self) -> bool:
        """Whether there was no such file."""
        return any(found.rule == MISSING for found in self.submission.findings)

    @property
    def is_taken(self) -> bool:
        """Whether nothing is left for the sender to do."""
        return self.submission.result in ("accepted", "stale")


def take_in(path: Path, office: Office, begun: Future | None = None) -> Outcome:
    """Take in one file.

    The bytes are archived first, then everything is recorded in one transaction, then the answer
    is written, then a file in the inbox is taken away. Ended at any point, the next call goes on
    from there: what is recorded is known by its bytes and its answer is written again.

    Parameters
    ----------
    path : Path
    office : Office
    begun : Future, optional
        What `qiyou.intake.child.begin` gave for this path.

    Raises
    ------
    qiyou.store.errors.StoreError
        When the disk refuses, or the store is held by another for too long.
    """
    received, reading = begun.result() if begun else received_and_read(path)
    if received.trouble and received.trouble.rule == MISSING:
        return Outcome(_refusal(received, office, [received.trouble]), None)
    troubles = [received.trouble] if received.trouble else reading.troubles
    with open_store(office.data, is_writer=True, on_wait=office.on_wait,
                    what=say("intake_command.what", name=received.name)) as store:
        context = Context(office.register, office.forms, store, _moment(office), office.county)
        submission = (_refusal(received, office, troubles) if _is_refused(troubles)
                      else _assessed(received, reading, context, office))
        known = _known(store, submission)
        if known:
            submission = known
        else:
            if submission.is_archived:
                store.keep(received.data, received.sha256)
            store.record(submission)
    answer = write_answer(office.outbox, submission, reading, received.data or None)
    if submission.is_archived:
        _clear(path, office, received)
    return Outcome(submission, answer.folder, bool(known))


def _moment(office: Office) -> str:
    return office.received or now()


def _is_refused(troubles: list[Trouble]) -> bool:
    """Whether nothing was read; a number beside the cells refuses what was read all the same."""
    return any(_of(trouble).severity == "拒收" for trouble in troubles
               if trouble.rule not in PERSONAL)


def _of(trouble: Trouble) -> Finding:
    return finding(trouble.rule, trouble.sheet, trouble.cell, **trouble.facts)


def _refusal(received: Received, office: Office, troubles: list[Trouble]) -> Submission:
    """What could not be read; a person's number in its bytes keeps it out of the archive."""
    if received.data and (seen := seen_in(received.data)):
        troubles = [*(one for one in troubles if one.rule not in PERSONAL), seen]
    found = tuple(replace(_of(trouble), file=received.name) for trouble in troubles)
    is_personal = any(one.rule in PERSONAL for one in found)
    return Submission(received.sha256, received.size, received.name, masked(office.sender),
                      office.county or "", _moment(office), "refused", findings=found,
                      is_archived=bool(received.data) and not is_personal)


def _assessed(received: Received, reading: Reading, context: Context,
              office: Office) -> Submission:
    done = assess(reading, context, received.name)
    found = (*(replace(_of(trouble), file=received.name) for trouble in reading.troubles),
             *done.findings)
    is_personal = any(one.rule in PERSONAL for one in found)
    result = _result(found, done)
    deliveries = () if is_personal else _counted_in(done, result)
    return Submission(received.sha256, received.size, received.name,
                      masked(office.sender) or done.sender, done.county, context.received, result,
                      deliveries, found, not is_personal, done.reason,
                      _facts(done, context))


def _result(found: tuple[Finding, ...], done: Assessment) -> str:
    if any(one.severity == "拒收" for one in found):
        return "refused"
    if any(map(is_holding, found)) or not done.deliveries:
        return "held"
    return "stale" if done.is_older else "accepted"


def _counted_in(done: Assessment, result: str) -> tuple[Delivery, ...]:
    """Deliveries that are newer than what is known; of a stale file all, for the ledger."""
    if result == "stale":
        return tuple(done.deliveries)
    return tuple(new for new in done.deliveries if id(new) not in done.older)


def _facts(done: Assessment, context: Context) -> dict:
    if not done.county:
        return {}
    forms = [{"form": new.form, "title": context.forms.form(new.form).title, "period": new.period,
              **_changes(new, context.store.current(done.county, new.form, new.period))}
             for new in done.deliveries]
    return {"forms": forms, "county_name": context.register.counties[done.county].name}


def _changes(new: Delivery, current: dict) -> dict[str, int]:
    """How many figures are new, revised, unchanged or gone, as the receipt says."""
    counts = dict.fromkeys(("new", "revised", "unchanged", "removed"), 0)
    for figure in new.figures:
        old = current.get(figure.key)
        is_same = old is not None and (old.value, old.text) == (figure.value, figure.text)
        counts["new" if old is None else "unchanged" if is_same else "revised"] += 1
    given = {figure.key for figure in new.figures}
    counts["removed"] = sum(key not in given and key[0] in new.areas for key in current)
    return counts


def _known(store, submission: Submission) -> Submission | None:
    """The same bytes with the same result as recorded before; None if this is news."""
    if not submission.sha256:
        return None
    found = store.find(submission.sha256, submission.county or None)
    is_final = found is not None and found.result in ("accepted", "stale")
    if found is None or not (is_final or _is_same(found, submission)):
        return None
    row = next(row for row in store.submissions() if row.id == found.id)
    return replace(submission, name=found.name, sender=found.sender, received=found.received,
                   result=found.result, findings=found.findings, facts=row.facts,
                   is_archived=row.is_archived)


def _is_same(found: Found, submission: Submission) -> bool:
    return (found.result, found.findings) == (submission.result, submission.findings)


def _clear(path: Path, office: Office, received: Received) -> None:
    """Take a file out of the inbox once its bytes are archived; files elsewhere stay."""
    if path.parent.resolve() != office.inbox.resolve():
        return
    if receive(path).sha256 == received.sha256:
        # A file that cannot be removed stays and is known by its bytes next time.
        with suppress(OSError):
            path.unlink()
