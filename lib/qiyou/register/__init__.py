"""register — params/ -> frozen definitions and promises, audited."""

from qiyou.register.audit import AuditFinding, audit_plan
from qiyou.register.definitions import County, Domain, Indicator
from qiyou.register.load import Register, open_register
from qiyou.register.plan import Cell, Plan, Promise
from qiyou.register.rows import plan_rows
from qiyou.register.trouble import RegisterError

__all__ = [
    "AuditFinding",
    "Cell",
    "County",
    "Domain",
    "Indicator",
    "Plan",
    "Promise",
    "Register",
    "RegisterError",
    "audit_plan",
    "open_register",
    "plan_rows",
]
