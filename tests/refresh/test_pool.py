"""Jobs over processes: none is lost, none stops the others."""

import os
import time
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from operator import call

import pytest
from qiyou.refresh.pool import Crew, results


def crew(work, size=2, **settings):
    return Crew(work, size, int, (), **settings)


@pytest.mark.parametrize("size", [1, 2])
def test_every_job_comes_back_with_its_result(size):
    assert dict(results([1, -2, 3], crew(abs, size))) == {1: 1, -2: 2, 3: 3}


def test_no_job_no_process():
    assert list(results([], crew(abs))) == []


def test_an_exception_is_the_result_of_its_job_only():
    answers = dict(results(["1", "x", "3"], crew(int)))
    assert (answers["1"], answers["3"]) == (1, 3)
    assert isinstance(answers["x"], ValueError)


def test_a_job_that_ends_its_process_does_not_take_others_with_it():
    end = partial(os._exit, 1)
    others = [partial(abs, -number) for number in range(1, 6)]
    answers = dict(results([others[0], end, *others[1:]], crew(call)))
    assert [answers[job] for job in others] == [1, 2, 3, 4, 5]
    assert isinstance(answers[end], BrokenProcessPool)


def test_the_watcher_sees_what_is_running_and_no_more_than_there_are_processes():
    seen = []
    list(results([0.1, 0.2, 0.3, 2.5], crew(time.sleep, watch=seen.append)))
    assert max(map(len, seen)) == 2
    assert seen.count([2.5]) >= 2


def test_a_process_is_prepared_before_its_first_job(tmp_path):
    prepared = Crew(call, 1, os.chdir, (str(tmp_path),))
    assert list(results([os.getcwd], prepared)) == [(os.getcwd, str(tmp_path))]
