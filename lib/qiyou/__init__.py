"""qiyou — county public-service promises -> checked data, honest estimates, verdicts, reports."""

__version__ = "0.1.0"
