"""Earliest arrival by walking, bus and ferry, against a time-expanded search."""

import heapq
from math import inf

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.travel import Network, arrival_chances, earliest_arrivals, travel_times

LINKS = pd.DataFrame({"start": ["home", "pier", "quay", "clinic"],
                      "end": ["pier", "home", "clinic", "quay"], "minutes": [10, 10, 6, 6]})
BOATS = pd.DataFrame({"start": ["pier", "pier", "quay"], "end": ["quay", "quay", "pier"],
                      "departs": [485, 540, 1000], "arrives": [515, 570, 1030]})
ISLAND = Network(LINKS, BOATS)


def best_first(network, start, depart):
    """Second computation: Dijkstra over stops with the services boarded one by one."""
    arrival, queue = {}, [(depart, start)]
    while queue:
        now, stop = heapq.heappop(queue)
        if stop in arrival:
            continue
        arrival[stop] = now
        for link in network.links[network.links["start"] == stop].itertuples():
            heapq.heappush(queue, (now + link.minutes, link.end))
        for hop in network.services[network.services["start"] == stop].itertuples():
            if now <= hop.departs:
                heapq.heappush(queue, (hop.arrives, hop.end))
    return arrival


def test_a_missed_boat_means_the_next_one():
    assert earliest_arrivals(ISLAND, "home", 475)["clinic"] == 515 + 6
    assert earliest_arrivals(ISLAND, "home", 476)["clinic"] == 570 + 6


def test_after_the_last_boat_the_island_is_out_of_reach():
    arrival = earliest_arrivals(ISLAND, "home", 531)
    assert arrival["clinic"] == inf
    assert arrival["pier"] == 541


def test_boarding_closes_before_departure():
    late = Network(LINKS, BOATS.assign(board=15))
    assert earliest_arrivals(late, "home", 475)["quay"] == 570
    assert earliest_arrivals(late, "home", 460)["quay"] == 515


def test_passengers_stay_aboard_their_own_vessel():
    hops = pd.DataFrame({"start": ["a", "b", "b"], "end": ["b", "c", "d"],
                         "departs": [480, 510, 510], "arrives": [508, 540, 540],
                         "trip": ["round", "round", "other"], "board": [0, 20, 20]})
    arrival = earliest_arrivals(Network(LINKS.iloc[:0], hops), "a", 470)
    assert arrival["c"] == 540
    assert arrival["d"] == inf


def test_the_shortest_of_parallel_ways_counts():
    links = pd.concat([LINKS, LINKS.assign(minutes=50)])
    assert earliest_arrivals(Network(links, BOATS), "home", 475)["clinic"] == 521


@given(data=st.data())
@settings(derandomize=True, deadline=None, max_examples=60)
def test_scan_equals_best_first_search(data):
    stops = st.sampled_from("abcdef")
    links = data.draw(st.lists(st.tuples(stops, stops, st.integers(1, 60)), max_size=8))
    hops = data.draw(st.lists(st.tuples(stops, stops, st.integers(0, 300), st.integers(1, 60)),
                              min_size=1, max_size=15))
    network = Network(
        pd.DataFrame(links, columns=["start", "end", "minutes"]).astype({"minutes": float}),
        pd.DataFrame([(s, e, d, d + t) for s, e, d, t in hops],
                     columns=["start", "end", "departs", "arrives"]))
    start = network.services["start"].iloc[0]
    arrival = earliest_arrivals(network, start, 60)
    expected = best_first(network, start, 60)
    assert {stop: t for stop, t in arrival.items() if np.isfinite(t)} == expected


@given(depart=st.integers(0, 600), later=st.integers(0, 200))
@settings(derandomize=True, deadline=None)
def test_leaving_later_never_arrives_earlier(depart, later):
    early, late = (earliest_arrivals(ISLAND, "home", t) for t in (depart, depart + later))
    assert (early <= late).all()


def test_one_more_sailing_never_slows_anybody():
    more = pd.concat([BOATS, pd.DataFrame({"start": ["pier"], "end": ["quay"], "departs": [500],
                                           "arrives": [520]})], ignore_index=True)
    for depart in range(400, 600, 7):
        slower = earliest_arrivals(ISLAND, "home", depart)
        faster = earliest_arrivals(Network(LINKS, more), "home", depart)
        assert (faster[slower.index] <= slower).all()


def test_table_over_the_day():
    table = travel_times(ISLAND, ["home", "clinic"], [475, 476])
    assert len(table) == 2 * 2 * 4
    to_clinic = table.query("origin == 'home' and destination == 'clinic'")["minutes"]
    assert to_clinic.tolist() == [46, 100]


def test_chance_of_arriving_against_the_exact_probability():
    """Two boats, each cancelled three days in ten: 1 - 0.3^2 arrive, 0.7 with the first."""
    unsure = Network(LINKS, BOATS.assign(cancel=0.3))
    row = arrival_chances(unsure, "home", 475, reps=4000).set_index("destination").loc["clinic"]
    assert row["chance"] == pytest.approx(0.91, abs=0.015)
    assert row["median"] == 46
    assert row["p90"] == 576 - 475


def test_fog_stops_all_boats_together():
    fog = Network(LINKS, BOATS.assign(cancel=0.3, group="sea"))
    row = arrival_chances(fog, "home", 475, reps=4000).set_index("destination").loc["clinic"]
    assert row["chance"] == pytest.approx(0.7, abs=0.025)
    assert row["median"] == 46
    assert row["p90"] == inf


def test_hops_of_one_vessel_are_cancelled_together():
    hops = pd.DataFrame({"start": ["a", "b"], "end": ["b", "c"], "departs": [480, 510],
                         "arrives": [500, 540], "trip": "round", "cancel": 0.5})
    got = arrival_chances(Network(LINKS.iloc[:0], hops), "a", 470, reps=500)
    chance = got.set_index("destination")["chance"]
    assert chance["b"] == chance["c"]


def test_without_cancellations_every_day_is_the_timetable():
    got = arrival_chances(ISLAND, "home", 475, reps=3).set_index("destination")
    assert (got["chance"] == 1).all()
    assert got.loc["clinic", "p90"] == 46


def test_draws_are_repeatable():
    unsure = Network(LINKS, BOATS.assign(cancel=0.3))
    first, second = (arrival_chances(unsure, "home", 475, reps=50, seed=9) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize(("links", "services", "told"), [
    (LINKS.assign(minutes=-1), BOATS, "not negative"),
    (LINKS.assign(minutes=np.nan), BOATS, "known"),
    (LINKS.drop(columns="minutes"), BOATS, "lacks the columns minutes"),
    (LINKS, BOATS.drop(columns="arrives"), "lacks the columns arrives"),
    (LINKS, BOATS.assign(arrives=400), "arrive after"),
])
def test_networks_that_cannot_be_travelled_are_refused(links, services, told):
    with pytest.raises(ValueError, match=told):
        earliest_arrivals(Network(links, services), "home", 480)


def test_unknown_stops_are_refused():
    with pytest.raises(ValueError, match="no stop 'moon'"):
        earliest_arrivals(ISLAND, "moon", 480)
    with pytest.raises(ValueError, match="no stop 'moon'"):
        travel_times(ISLAND, ["home", "moon"], [480])


@pytest.mark.parametrize(("cancel", "reps"), [(1.2, 10), (-0.1, 10), (0.1, 0)])
def test_impossible_draws_are_refused(cancel, reps):
    with pytest.raises(ValueError, match="probabilities from 0 to 1"):
        arrival_chances(Network(LINKS, BOATS.assign(cancel=cancel)), "home", 475, reps=reps)
