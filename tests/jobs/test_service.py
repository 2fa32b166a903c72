"""The life of a job, on both engines: one worker at a time, dead ones replaced, ends that are told."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from precursors.db.clock import database_time
from precursors.db.engine import Database
from precursors.jobs.models import Job
from precursors.jobs.service import (
    MOST_ATTEMPTS,
    JobDraft,
    beat,
    cancel,
    claim,
    finish,
    listed,
    resume,
    submit,
    told,
)
from precursors.jobs.worker import Work, Worker
from precursors.problems import Problem, problem


def asked(database: Database, kind: str = "count", **args: Any) -> str:  # noqa: ANN401 - anything JSON can hold
    return database.aside.write(lambda session: submit(session, JobDraft(kind, args, "ines", "XD-INS")))


def taken(database: Database, owner: str) -> str | None:
    job = database.aside.write(lambda session: claim(session, owner))
    return job.id if job else None


def job_of(database: Database, number: str) -> Job:
    with database.aside.read() as session:
        return session.get_one(Job, number)


def die(database: Database, number: str, ends: timedelta = timedelta(seconds=-1)) -> None:
    """Let the lease of a running job run out, or end at another time from now."""

    def unit(session: Any) -> None:  # noqa: ANN401 - a session
        session.get_one(Job, number).lease_until = database_time(session) + ends

    database.aside.write(unit)


def test_a_job_is_named_by_a_word_a_command_line_takes() -> None:
    # one name in 64 began with a hyphen, which `jobs show` read as an option
    assert all(JobDraft("count", {}, "ines").id.isalnum() for _ in range(2000))


def test_a_job_is_taken_once_oldest_first(database: Database) -> None:
    first, second = asked(database), asked(database)

    order = [taken(database, "a"), taken(database, "b"), taken(database, "c")]

    assert order == [first, second, None]


def test_workers_that_reach_for_the_same_jobs_at_once_never_share_one(database: Database) -> None:
    wanted = {asked(database) for _ in range(6)}
    found: list[str | None] = []
    threads = [threading.Thread(target=lambda n=n: found.append(taken(database, f"w{n}"))) for n in range(6)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(filter(None, found)) == sorted(set(filter(None, found)))
    assert set(filter(None, found)) <= wanted


def test_the_job_of_a_dead_worker_is_taken_by_another_and_the_dead_one_cannot_end_it(database: Database) -> None:
    number = asked(database)
    taken(database, "dead")
    die(database, number)

    assert taken(database, "living") == number

    assert database.aside.write(lambda session: beat(session, number, "dead", 1, None, "checking")) is None
    assert not database.aside.write(lambda session: finish(session, number, "dead", {"by": "dead"}))
    assert database.aside.write(lambda session: finish(session, number, "living", {"by": "living"}))
    assert told(job_of(database, number))["answer"] == {"by": "living"}


def test_a_lease_given_by_a_clock_far_ahead_is_none(database: Database) -> None:
    number = asked(database)
    taken(database, "dead")
    die(database, number, timedelta(days=3650))

    assert taken(database, "living") == number


def test_a_beat_keeps_the_lease_and_tells_how_far_the_work_is(database: Database) -> None:
    number = asked(database)
    taken(database, "a")
    die(database, number)

    go_on = database.aside.write(lambda session: beat(session, number, "a", 5, 10, "checking"))

    assert go_on is True
    assert taken(database, "b") is None
    assert (job_of(database, number).done, job_of(database, number).total) == (5, 10)


def test_a_job_that_ends_its_workers_is_given_up(database: Database) -> None:
    number = asked(database)
    for n in range(MOST_ATTEMPTS):
        taken(database, f"w{n}")
        die(database, number)

    taken(database, "last")

    assert (job_of(database, number).state, told(job_of(database, number))["code"]) == ("failed", "job.gave-up")


def test_a_failed_job_can_be_taken_up_again_and_a_done_one_cannot(database: Database) -> None:
    failed, done = asked(database), asked(database)
    for number in (taken(database, "a"), taken(database, "a")):
        answer: Problem | dict[str, int] = problem("job.broke", reason="X") if number == failed else {"n": 1}
        database.aside.write(lambda session, n=number, a=answer: finish(session, str(n), "a", a))

    again = database.aside.write(lambda session: resume(session, failed))
    refused = database.aside.write(lambda session: resume(session, done))

    assert isinstance(again, Job)
    assert taken(database, "b") == failed
    assert isinstance(refused, Problem)
    assert refused.code == "job.ended"


def test_a_job_that_waits_is_cancelled_at_once(database: Database) -> None:
    number = asked(database)

    database.aside.write(lambda session: cancel(session, number))

    assert taken(database, "a") is None
    assert job_of(database, number).state == "cancelled"


def test_a_list_shows_only_the_jobs_of_the_agencies_asked_for(database: Database) -> None:
    own = asked(database)

    with database.aside.read() as session:
        assert [job.id for job in listed(session, ["XD-INS"])] == [own]
        assert listed(session, ["XD-CUS"]) == []


def counting(work: Work) -> Mapping[str, Any]:
    work.step("checking", work.args["to"], work.args["to"])
    return {"counted": work.args["to"]}


def test_a_worker_runs_what_it_knows_and_keeps_the_answer(database: Database) -> None:
    number = asked(database, to=7)

    assert Worker(database, {"count": counting}).once()

    assert (job_of(database, number).state, told(job_of(database, number))["answer"]) == ("done", {"counted": 7})


def test_a_run_that_is_cancelled_ends_at_its_next_step(database: Database) -> None:
    number = asked(database)
    steps: list[int] = []

    def slow(work: Work) -> Mapping[str, Any]:
        for n in range(100):
            steps.append(n)
            work.step("checking", n, 100)
            if n == 3:
                database.aside.write(lambda session: cancel(session, number))
                work.speak_once()
        return {}

    Worker(database, {"count": slow}).once()

    assert job_of(database, number).state == "cancelled"
    assert steps[-1] == 4


@pytest.mark.filterwarnings("ignore")
def test_one_broken_job_does_not_end_the_worker(database: Database) -> None:
    broken, good = asked(database), asked(database, to=1)

    def sometimes(work: Work) -> Mapping[str, Any]:
        return {"counted": 10 // work.args["to"]}

    worker = Worker(database, {"count": sometimes})
    worker.once()
    worker.once()

    assert told(job_of(database, broken))["code"] == "job.broke"
    assert job_of(database, good).state == "done"


def test_a_kind_nobody_knows_is_told_as_a_problem(database: Database) -> None:
    number = asked(database, kind="dance")

    Worker(database, {}).once()

    assert told(job_of(database, number))["code"] == "job.strange-kind"
