"""`jobs` and `worker` at the command line."""

from __future__ import annotations

from precursors.jobs.service import JobDraft, submit
from tests.factories import Registry, checks_kept


def asked(registry: Registry) -> str:
    with registry.opened() as database:
        return database.aside.write(lambda session: submit(session, JobDraft("dance", {}, "ines", "XD-INS")))


def test_a_job_is_listed_stopped_resumed_and_run(registry: Registry) -> None:
    number = asked(registry)

    listed = registry.run("jobs", "list", "--json", code=0).json["jobs"]
    stopped = registry.run("jobs", "cancel", number, "--json", code=0).json["job"]["state"]
    resumed = registry.run("jobs", "resume", number, "--json", code=0).json["job"]["state"]
    ran = registry.run("jobs", "run", number, "--json", code=1).json["job"]

    assert [each["id"] for each in listed] == [number]
    assert (stopped, resumed, ran["state"], ran["code"]) == ("cancelled", "queued", "failed", "job.strange-kind")


def test_a_job_that_is_not_there_is_a_wrong_command_or_a_problem(registry: Registry) -> None:
    assert registry.run("jobs", "run", "nowhere", "--json").code == 2
    assert registry.run("jobs", "cancel", "nowhere").code == 2


def test_a_worker_does_what_waits_and_ends(registry: Registry) -> None:
    number = asked(registry)

    with checks_kept():
        registry.run("worker", "--once", code=0)

    failed = registry.run("jobs", "list", "--state", "failed", "--json", code=0).json["jobs"]
    assert [each["id"] for each in failed] == [number]
