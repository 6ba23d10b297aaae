"""stats — arrays and frames -> estimates with intervals; knows no county, draws nothing.

Import the module that holds the statistic (``from qiyou.stats.intervals import
poisson_interval``). Nothing is imported here, so that the rooms pay only for what they use.
"""
