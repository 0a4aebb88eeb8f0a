#!/usr/bin/env python3
"""Mutation testing of claim/, symbolic/, stats/, verdict/, the store and the seam: python3 tests/mutants/run.py FOLDER [options]

The mutants are those that cargo-mutants lists (cargo install cargo-mutants --locked). It builds the program once for each, which here takes days. This script builds
it once for all: in a copy of the repository, in FOLDER, each function begins with a choice among its mutated bodies (schemata.py), and ASYMPTEST_MUTANT says
which one is chosen. A mutant is caught where a test fails that passes without it, or does not end in 10 times its time; who fails for want of time, memory or disk
is tried again alone. What does not compile is no mutant; the few that a choice cannot hold are named for `cargo mutants -F`.

FOLDER/found-HASH.jsonl keeps what was found of each mutant of this code and these tests: a run that was stopped goes on.
"""

import argparse
import concurrent.futures
import contextlib
import hashlib
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
import schemata  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
# The code between a theorem's file and its rows.
SEAM = ["experiment/**", "train/**", "loss/**", "two_layer/**", "trained.rs", "trial.rs", "theorem.rs"]
# What is mutated of each package, by its folder.
PACKAGES = {
    "asymptest-judge": ("crates/judge/", ["claim/**", "stats/**", "verdict/**"]),
    "asymptest": ("", ["claim/**", "symbolic/**", "study/store/**", "study/seal.rs", *SEAM]),
}
# Test programs beside a library's own that speak of a part, with what of them is run first; quick ones for every mutant, and slow ones for those that survive.
# Those of a package that is not asked for are left out.
OF_STATISTICS = ("judge", "families::", "reading::", "quality::", "statistics::", "measurements::")
OF_VERDICTS = ("judge", "judgements", "verdict_paths::", "verdicts::", "cases::", "cli_fit::")
OF_EVIDENCE = [("suite", "study::"), ("suite", "evidence::")]
OF_CALIBRATION = [("judge", "properties::", "field::", "calibration::"), ("suite", "theorems::"), ("suite", "page::")]
OF_SEAM = [("suite", "seam::"), ("suite", "settings::"), ("suite", "openness::"), ("suite", "framework::"), ("suite", "store::"), ("suite", "study::")]
QUICK = {
    "crates/judge/src/claim": [("judge", "claims::"), OF_VERDICTS, ("suite", "theorems::", "--skip", "::smoke"), ("suite", "study::"), ("suite", "evidence::"), ("suite", "symbolic::prove::")],
    "crates/judge/src/stats": [OF_STATISTICS, OF_VERDICTS, *OF_EVIDENCE],
    "crates/judge/src/verdict": [OF_VERDICTS, OF_STATISTICS, *OF_EVIDENCE],
    "src/claim": [("suite", "theorems::", "--skip", "::smoke"), ("suite", "study::"), ("suite", "evidence::"), ("suite", "symbolic::prove::")],
    "src/symbolic/exact": [("suite", "symbolic::exact::"), ("suite", "symbolic::prove::")],
    "src/symbolic/rewrite": [("suite", "symbolic::rewrite::"), ("suite", "symbolic::prove::")],
    "src/symbolic/certified": [("suite", "symbolic::certified::", "symbolic::rounding::"), ("suite", "symbolic::prove::")],
    "src/symbolic": [("suite", "theorems::", "--skip", "::smoke"), ("suite", "symbolic::prove::"), ("suite", "symbolic::chains::", "symbolic::laws::", "symbolic::growth::"), ("suite", "framework::a_suite_brings")],
    "src/study": [("suite", "store::")],
    "src": OF_SEAM,
}
# A library's own tests but for parts that know nothing of the mutated ones.
OTHERS = ("data", "model", "observe", "train", "calibration")
SLOW = {
    "crates/judge/src/claim": [("suite", "symbolic::"), ("suite", "theorems::"), ("suite", "page::")],
    "crates/judge/src/stats": OF_CALIBRATION,
    "crates/judge/src/verdict": OF_CALIBRATION,
    "src/claim": [("suite", "symbolic::"), ("suite", "theorems::"), ("suite", "page::")],
    "src/symbolic": [("suite", "symbolic::"), ("suite", "theorems::")],
    "src/study": [("suite", "cli_store::"), ("suite", "page::"), ("suite", "cli::")],
    "src": [("suite", "engine::"), ("suite", "oracles::"), ("suite", "theorems::"), ("suite", "cli::"), ("suite", "device::")],
}
CHOSEN = """
/// Which mutant a test run is of: none, unless the environment names one.
pub mod mutation {
    /// Its number.
    pub fn chosen() -> u32 {
        static CHOSEN: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
        *CHOSEN.get_or_init(|| std::env::var("ASYMPTEST_MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0))
    }
}
"""
# What a test program prints of a test, on the line of its name or, where the test itself printed, on one of its own.
FAILED = re.compile(r"^(test .* \.\.\. )?FAILED$")
# Of one test program with what it starts, in bytes.
MEMORY = 3 << 30


def cargo(tree, *arguments):
    """A cargo command in the copy; its messages as JSON."""
    own = os.environ | {"CARGO_TARGET_DIR": str(tree / "target")}
    done = subprocess.run(["cargo", *arguments, "--message-format=json"], cwd=tree, env=own, capture_output=True, text=True)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")], done.stderr


def listed(packages, parts):
    globs = [word for name in packages for part in parts or PACKAGES[name][1] for word in ("-f", f"{PACKAGES[name][0]}src/{part}")]
    text = subprocess.run(["cargo", "mutants", "--list", "--json", "--workspace", *globs], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [dict(mutant, id=number) for number, mutant in enumerate(json.loads(text), 1)]


def chosen(packages):
    """The arguments of cargo that name packages."""
    return [word for name in packages for word in ("-p", name)]


def put(path, text):
    """Writes a file where it would change: what is as it was is not built again."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def copy(tree, mutated, packages):
    """Copies the repository but for the files that are mutated; a hash of what is built."""
    libraries = [f"{PACKAGES[name][0]}src/lib.rs" for name in packages]
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True).stdout
    names, digest = names.decode().split("\0"), hashlib.sha256()
    # Sources that an earlier run copied, and that have moved since.
    for folder in ("src", "crates", "theorems", "tests", "snapshots"):
        for old in (tree / folder).rglob("*"):
            if old.is_file() and str(old.relative_to(tree)) not in names:
                old.unlink()
    for name in sorted(names):
        if name and (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            if name not in mutated and name not in libraries:
                shutil.copy2(ROOT / name, tree / name)
            if name.split("/")[0] in ("src", "crates", "theorems", "tests", "snapshots", "reports", "Cargo.toml", "Cargo.lock") and not name.startswith("tests/mutants/"):
                digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    # Copies of bodies are unreachable, unused, and undocumented.
    for library in libraries:
        lines = (ROOT / library).read_text().split("\n")
        first = next(index for index, line in enumerate(lines) if not line.startswith("//!"))
        put(tree / library, "\n".join(lines[:first] + ["#![allow(warnings)]"] + lines[first:]) + CHOSEN)
    return digest.hexdigest()[:12]


def write(tree, by_file, unviable):
    """Writes all mutated files; the mutants that they have no place for."""
    alone = []
    for name, mutants in by_file.items():
        text, without = schemata.instrumented(mutants, (ROOT / name).read_text(), unviable)
        put(tree / name, text)
        alone += [mutant["id"] for mutant in without]
    return alone


def blamed(tree, messages):
    """Mutants in whose bodies a compiler's errors are."""
    found, lines = set(), {}
    for message in messages:
        if message.get("reason") != "compiler-message" or message["message"]["level"] != "error":
            continue
        for span in (span for span in message["message"]["spans"] if span["is_primary"]):
            # Where an error is in a macro's text, who called it.
            while span.get("expansion") and not (tree / span["file_name"]).is_file():
                span = span["expansion"]["span"]
            name = span["file_name"]
            lines.setdefault(name, (tree / name).read_text().split("\n") if (tree / name).is_file() else [])
            number = schemata.mutant_at(lines[name], span["line_start"])
            if number:
                found.add(number)
    return found


def viable(tree, by_file, digest, packages):
    """Takes out what does not compile, round by round: each pass of the compiler shows what the one before hid."""
    known = tree / f"unviable-{digest}.json"
    unviable = set(json.loads(known.read_text())) if known.exists() else set()
    while True:
        alone = write(tree, by_file, unviable)
        code, messages, said = cargo(tree, "check", "--lib", *chosen(packages))
        if code == 0:
            known.write_text(json.dumps(sorted(unviable)))
            return unviable, alone
        found = blamed(tree, messages) - unviable
        if not found:
            errors = [message["message"]["rendered"] for message in messages if message.get("reason") == "compiler-message"]
            sys.exit(f"the copy does not compile, and no mutant is to blame:\n{said}\n{''.join(errors[:5])}")
        print(f"{len(found)} mutants do not compile", flush=True)
        unviable |= found


def built(tree, packages):
    """The programs of the tests, by name; the library's own are called like it."""
    code, messages, said = cargo(tree, "test", "--no-run", "--lib", "--tests", *chosen(packages))
    if code != 0:
        sys.exit(said)
    tests = [message for message in messages if message.get("reason") == "compiler-artifact" and message["profile"]["test"] and message["executable"]]
    # A program of the library's name has tests, too, but not the library's.
    tests = [test for test in tests if test["target"]["kind"] != ["bin"]]
    return {test["target"]["name"]: test["executable"] for test in tests}


def outcome(tree, program, arguments, mutant, limit):
    """How a test program ends: passed, failed (at its first failure), timeout or signal."""
    with tempfile.TemporaryDirectory() as scratch:
        # Snapshots are compared; random cases are the same each time, and those that fail are not kept for others.
        more = {"ASYMPTEST_MUTANT": str(mutant), "CI": "true", "INSTA_UPDATE": "no", "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "true"}
        more |= {"PROPTEST_RNG_SEED": "1", "RUST_BACKTRACE": "0", "TMPDIR": scratch, "CARGO_MANIFEST_DIR": str(tree)}
        process = subprocess.Popen(
            [program, *arguments, "--test-threads=1"], cwd=tree, env=os.environ | more, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            errors="replace", start_new_session=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        )
        try:
            with concurrent.futures.ThreadPoolExecutor(1) as watch:
                failed = watch.submit(lambda: any(FAILED.search(line) for line in process.stdout))
                try:
                    if failed.result(timeout=limit):
                        return "failed"
                    code = process.wait(timeout=limit)
                    return "passed" if code == 0 else "signal" if code < 0 else "failed"
                except (concurrent.futures.TimeoutError, subprocess.TimeoutExpired):
                    return "timeout"
                finally:
                    # What it started, too.
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, 9)
        finally:
            process.wait()
            process.stdout.close()


def read(kept):
    """What was found of each mutant, by its name; a line that was cut off is left out."""
    found = {}
    for line in kept.read_text().splitlines() if kept.exists() else []:
        with contextlib.suppress(json.JSONDecodeError):
            done = json.loads(line)
            found[done["name"]] = done
    return found


def of_part(table, name):
    """The entry of the innermost part that a file is in."""
    return table[max((part for part in table if name.startswith(part + "/")), key=len)]


def quick(name):
    """Test programs with what is run of them for a mutated file, the quickest to catch first."""
    library = "asymptest_judge" if name.startswith("crates/judge/") else "asymptest"
    module = name.removeprefix("crates/judge/").removeprefix("src/").removesuffix(".rs").removesuffix("/mod").replace("/", "::")
    top = module.split("::")[0] + "::"
    first, *rest = of_part(QUICK, name)
    others = OTHERS if of_part(QUICK, name) is not OF_SEAM else OTHERS[:1]
    return [(library, module), (library, top), first, (library, *(word for part in others for word in ("--skip", f"{part}::"))), *rest]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="mutants with this in their name")
    parser.add_argument("--sample", type=int, help="so many of them, drawn at random")
    parser.add_argument("--since", type=Path, metavar="FILE", help="a found-*.jsonl of an earlier run of the same sources: what it caught counts as caught")
    parser.add_argument("--survivors", action="store_true", help="with --since: only what that run tried and did not catch")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="none is begun after so many; they are tried in random order")
    parser.add_argument("--package", choices=PACKAGES, help="its mutants and its tests alone, which are built without the other's dependencies")
    parser.add_argument("--part", action="append", metavar="GLOB", help="of src/, in the place of all that is mutated: 'loss/**'; may be given again")
    asked = parser.parse_args()
    if asked.survivors and not asked.since:
        parser.error("--survivors needs --since")
    if asked.since and not asked.since.is_file():
        parser.error(f"--since: there is no file {asked.since}")
    tree = asked.folder.resolve()
    if (tree / ".git").exists():
        sys.exit(f"{tree} is a repository; give a folder for a copy")
    tree.mkdir(parents=True, exist_ok=True)
    packages = [asked.package] if asked.package else list(PACKAGES)
    mutants, by_file = listed(packages, asked.part), {}
    for mutant in mutants:
        by_file.setdefault(mutant["file"], []).append(mutant)
    digest = copy(tree, by_file, packages)
    kept = tree / f"found-{digest}.jsonl"
    unviable, alone = viable(tree, by_file, digest, packages)
    programs = built(tree, packages)
    limits = {}

    def there(stages):
        return [stage for stage in stages if stage[0] in programs]

    def time_all(stages):
        for stage in sorted(set(there(stages)) - set(limits)):
            begun = time.monotonic()
            how = outcome(tree, programs[stage[0]], stage[1:], 0, 600)
            if how != "passed":
                sys.exit(f"without a mutant, {' '.join(stage)} does not pass ({how})")
            limits[stage] = 10 * (time.monotonic() - begun) + 5

    print(f"{len(mutants)} mutants, {len(unviable)} do not compile, {len(alone)} have no place", flush=True)

    before = read(asked.since) if asked.since else {}
    found = {name: done for name, done in before.items() if done["caught"] is not None} | read(kept)
    all_asked = [mutant for mutant in mutants if mutant["id"] not in unviable and mutant["id"] not in alone and asked.only in mutant["name"]]
    if asked.survivors:
        all_asked = [mutant for mutant in all_asked if mutant["name"] in before and before[mutant["name"]]["caught"] is None]
    random.seed(1)
    random.shuffle(all_asked)
    all_asked = all_asked[: asked.sample]

    end = time.monotonic() + 60 * asked.minutes

    def tried(mutant, stages):
        if time.monotonic() > end:
            return None
        for stage in there(stages):
            how = outcome(tree, programs[stage[0]], stage[1:], mutant["id"], limits[stage])
            if how != "passed":
                return {"name": mutant["name"], "caught": " ".join(stage), "how": how}
        return {"name": mutant["name"], "caught": None, "how": "passed"}

    with kept.open("a") as file:

        def keep(done, more):
            if done:
                found[done["name"]] = done | more
                print(json.dumps(done | more), file=file, flush=True)

        def try_all(chosen, stages, more):
            with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
                runs = [pool.submit(tried, mutant, stages(mutant["file"])) for mutant in chosen]
                for run in concurrent.futures.as_completed(runs):
                    keep(run.result(), more)

        time_all(stage for name in by_file for stage in quick(name))
        try_all([mutant for mutant in all_asked if mutant["name"] not in found], quick, {})
        all_asked = [mutant for mutant in all_asked if mutant["name"] in found]
        # Others may have taken the time, or the machine's memory.
        for mutant in all_asked:
            if found[mutant["name"]]["how"] in ("timeout", "signal") and "again" not in found[mutant["name"]]:
                stages = [*quick(mutant["file"]), tuple(found[mutant["name"]]["caught"].split())]
                time_all(stages)
                keep(tried(mutant, stages), {"again": True})
        left = [mutant for mutant in all_asked if found[mutant["name"]]["caught"] is None and "slow" not in found[mutant["name"]]]
        if time.monotonic() < end:
            time_all(stage for mutant in left for stage in of_part(SLOW, mutant["file"]))
        try_all(left, lambda name: of_part(SLOW, name), {"slow": True})

    parts, caught = Counter(), Counter()
    for mutant in all_asked:
        part = "/".join(mutant["file"].split("/")[:2])
        parts[part] += 1
        caught[part] += found[mutant["name"]]["caught"] is not None
    for part, count in [*sorted(parts.items()), ("all", sum(parts.values()))]:
        of_it = caught[part] if part != "all" else sum(caught.values())
        print(f"{part}: {of_it} of {count} caught, {100 * of_it / max(count, 1):.1f} %")
    survivors = sorted((mutant["name"] for mutant in all_asked if found[mutant["name"]]["caught"] is None), key=lambda name: ("slow" not in found[name], name))
    print("survivors:", *[name if "slow" in found[name] else f"{name} (of the quick tests: there was no time for others)" for name in survivors], sep="\n  ")
    names = {mutant["id"]: mutant["name"] for mutant in mutants}
    print("for `cargo mutants -F`:", *sorted(names[number] for number in alone), sep="\n  ")


if __name__ == "__main__":
    main()
