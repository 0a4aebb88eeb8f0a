"""Computes the cells of a plan with HyperQueue on this machine: cells.py PLAN STORE [CORES]

A task that fails, as when its process is killed, is submitted again, three times at most. ASYMPTEST names the program.
"""

import json
import os
import pathlib
import sys

from hyperqueue import Job, LocalCluster
from hyperqueue.cluster import WorkerConfig

ROUNDS = 4


def missing(plan, store):
    """The lines of the plan, from 1, whose cells the store does not have."""
    ids = [json.loads(line)["id"] for line in plan.read_text().splitlines()]
    return [number for number, cell in enumerate(ids, 1) if not (store / f"{cell}.cell").exists()]


def main(plan, store, cores):
    program = os.environ.get("ASYMPTEST", "asymptest")
    with LocalCluster() as cluster:
        cluster.start_worker(WorkerConfig(cores=cores))
        client = cluster.client()
        for _ in range(ROUNDS):
            lines = missing(plan, store)
            if not lines:
                return 0
            job = Job()
            for line in lines:
                words = [program, "cell", "--plan", str(plan), "--lines", str(line), "--store", str(store), "--jobs", "1"]
                job.program(words, stdout=None, stderr=None)
            print(f"hyperqueue: {len(lines)} cells submitted", flush=True)
            client.wait_for_jobs([client.submit(job)], raise_on_error=False)
    return 1 if missing(plan, store) else 0


if __name__ == "__main__":
    paths = [pathlib.Path(word).resolve() for word in sys.argv[1:3]]
    sys.exit(main(*paths, int(sys.argv[3]) if len(sys.argv) > 3 else None))
