"""store — observations -> vintages, readable as of a date."""

from importlib import import_module

# Loaded when first asked for: intake writes in every call and must not wait for pandas.
_HOMES = {
    "AUDIENCES": "snapshot",
    "DeliveryRow": "rows",
    "Found": "rows",
    "Frozen": "frozen",
    "Newest": "rows",
    "Recorded": "rows",
    "Revision": "rows",
    "Snapshot": "snapshot",
    "Source": "references",
    "Store": "opened",
    "StoreBusyError": "errors",
    "StoreError": "errors",
    "Stored": "rows",
    "SubmissionRow": "rows",
    "freeze": "frozen",
    "item_of": "items",
    "item_parts": "items",
    "open_snapshot": "snapshot",
    "open_store": "opened",
    "pin": "frozen",
    "published_observations": "references",
}

__all__ = [
    "AUDIENCES",
    "DeliveryRow",
    "Found",
    "Frozen",
    "Newest",
    "Recorded",
    "Revision",
    "Snapshot",
    "Source",
    "Store",
    "StoreBusyError",
    "StoreError",
    "Stored",
    "SubmissionRow",
    "freeze",
    "item_of",
    "item_parts",
    "open_snapshot",
    "open_store",
    "pin",
    "published_observations",
]


def __getattr__(name: str):
    """Load the module that a public name stands in."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
