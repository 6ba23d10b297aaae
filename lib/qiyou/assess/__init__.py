"""assess — promises and estimates -> pace, measurability, verdicts, ranks, follow-ups."""
