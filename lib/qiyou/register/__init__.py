"""register — params/ -> frozen definitions and promises, audited."""

from importlib import import_module

# Loaded when first asked for: intake reads forms in every call and must not wait for pandas.
_HOMES = {
    "AuditFinding": "audit",
    "audit_plan": "audit",
    "County": "definitions",
    "Domain": "definitions",
    "Indicator": "definitions",
    "Form": "forms",
    "Forms": "forms",
    "open_forms": "forms_load",
    "Register": "load",
    "open_register": "load",
    "Cell": "plan",
    "Plan": "plan",
    "Promise": "plan",
    "plan_rows": "rows",
    "RegisterError": "trouble",
}

__all__ = [
    "AuditFinding",
    "Cell",
    "County",
    "Domain",
    "Form",
    "Forms",
    "Indicator",
    "Plan",
    "Promise",
    "Register",
    "RegisterError",
    "audit_plan",
    "open_forms",
    "open_register",
    "plan_rows",
]


def __getattr__(name: str):
    """Load the module that a public name stands in."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
