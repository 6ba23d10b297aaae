"""sample — a seed and a model -> submissions of a fictional county whose true figures are known."""
