"""refusal — a rule and its facts -> what ends the reading of a file at once.

Standard library only. It never leaves this room: the doors (`container`, `child`) return the
trouble it carries.
"""

from qiyou.intake.cells import Trouble


class RefusedError(Exception):
    """The file cannot be read further; ``trouble`` says why."""

    def __init__(self, rule: str, sheet: str = "", cell: str = "", **facts):
        super().__init__(rule)
        self.trouble = Trouble(rule, sheet, cell, facts)
