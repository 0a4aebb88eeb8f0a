#!/usr/bin/env python3
"""Runs asymptest and the scripts of its peers one after the other, several rounds in turn, and prints medians and ratios.

Needs a built program (cargo build --release), the folder of the peers' scripts (its README names the packages), a Python interpreter
for each family of peers (a family without one is skipped), and gcc for the C program. See benches/README.md. Standard library only.
"""
import argparse
import json
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

# Threads of everybody; JAX takes all cores of the machine, so use a machine of two, or --prefix 'taskset -c 0,1'.
THREADS = 2
# These tie OpenBLAS, which NumPy uses, to a kind of core and a cache that need not be those of the machine; peers run without them.
DROPPED = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]
OURS = "asymptest"


def arguments():
    root = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peers", type=pathlib.Path, help="the folder of the peers' scripts")
    parser.add_argument("--ours", type=pathlib.Path, default=root / "target/release/asymptest", help="the program to compare")
    parser.add_argument("--torch", help="a Python with torch and numpy")
    parser.add_argument("--neural-tangents", help="a Python with neural-tangents and its JAX")
    parser.add_argument("--jax", help="a Python with a recent JAX")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["step", "ntk", "study"], action="append", help="one comparison; may be repeated")
    parser.add_argument("--prefix", default="", help="a command that runs each program, such as 'taskset -c 0,1'")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds to wait after each program")
    return parser.parse_args()


def peer(options, interpreter, script, *flags):
    """The command of a peer's script, or None where its interpreter is not given."""
    return interpreter and [interpreter, str(options.peers.resolve() / script), *flags]


def programs(options, scratch):
    """(comparison, [(who, command or None)]): asymptest is one of them where it has a command of its own."""
    torch, nt, jax = options.torch, options.neural_tangents, options.jax
    fused = compiled(options, scratch)
    for width in [65536, 1048576]:
        m = ["--M", str(width)]
        yield "step", f"step, M = {width}, ms", [
            (OURS, ours(options, "--widths", str(width))),
            ("PyTorch eager, direct", peer(options, torch, "train_torch.py", "--algo", "direct", "--impl", "eager", *m) if width < 1000000 else ()),
            ("PyTorch blocked, reduced", peer(options, torch, "train_torch.py", "--algo", "reduced", "--impl", "blocked", *m)),
            ("JAX jit, reduced", peer(options, jax, "train_jax.py", "--algo", "reduced", "--impl", "jit", *m)),
            ("JAX scan, reduced", peer(options, jax, "train_jax.py", "--algo", "reduced", "--impl", "scan", *m)),
            ("C program, reduced", fused and [fused, str(width), "300" if width < 1000000 else "40"]),
        ]
    m = ["--M", "65536"]
    yield "ntk", "NTK of 20 inputs, M = 65536, ms", [
        (OURS, ours(options, "--widths", "65536")),
        ("neural-tangents structured", peer(options, nt, "ntk_jax.py", "--impl", "structured", *m)),
        ("JAX closed, from V", peer(options, nt, "ntk_jax.py", "--impl", "closed", *m)),
        ("JAX closed, from A", peer(options, nt, "ntk_jax.py", "--impl", "closed_A", *m)),
        ("recent JAX closed, from A", peer(options, jax, "ntk_jax.py", "--impl", "closed_A", *m)),
        ("PyTorch closed, from V", peer(options, torch, "ntk_torch.py", "--impl", "closed_blocked", *m)),
        ("PyTorch closed, from A", peer(options, torch, "ntk_torch.py", "--impl", "closed_A", *m)),
        ("NumPy closed, from V", peer(options, torch, "ntk_numpy.py", "--impl", "closed", *m)),
        ("NumPy closed, from A", peer(options, torch, "ntk_numpy.py", "--impl", "closed_A", *m)),
    ]
    yield "study", "study, M = 2^7..2^14, 8 seeds, ms", [
        (OURS, ours(options, "--study")),
        ("PyTorch autograd, direct", peer(options, torch, "study_torch.py", "--algo", "direct", "--dtype", "f32")),
        ("PyTorch by hand, reduced", peer(options, torch, "study_torch.py", "--algo", "reduced_manual", "--dtype", "f32")),
        ("JAX, reduced", peer(options, jax, "study_jax.py", "--algo", "reduced", "--dtype", "f32")),
        ("JAX vmap, reduced", peer(options, jax, "study_jax.py", "--algo", "reduced_vmap", "--dtype", "f32")),
    ]


def ours(options, *flags):
    return [str(options.ours.resolve()), "bench", "--jobs", str(THREADS), "--format", "json", *flags]


def compiled(options, scratch):
    """The C program, built with the flags of limits_c.sh; None without gcc."""
    if not shutil.which("gcc"):
        return None
    program = str(pathlib.Path(scratch) / "fused")
    flags = ["-O3", "-march=native", "-ffp-contract=fast", "-fopenmp"]
    subprocess.run(["gcc", *flags, str(options.peers / "fused.c"), "-o", program, "-lm"], check=True, capture_output=True)
    return program


def run(options, command, scratch):
    """What a program prints; it runs with two threads and away from the repository."""
    environment = {name: value for name, value in os.environ.items() if name not in DROPPED}
    environment["OMP_NUM_THREADS"] = str(THREADS)
    done = subprocess.run(shlex.split(options.prefix) + command, capture_output=True, text=True, env=environment, cwd=scratch)
    time.sleep(options.pause)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(command)} failed:\n{done.stderr}")
    return done.stdout


def read(kind, who, text):
    """(milliseconds, a remark) from what a program printed."""
    if who != OURS:
        result = json.loads(next(line for line in text.splitlines() if line.startswith("RESULT ")).removeprefix("RESULT "))
        return 1e3 * result["med"], f"slopes {result['slopes']}" if "slopes" in result else ""
    result = json.loads(text)
    if kind == "study":
        study = result["study"]
        slopes = [round(at["slope"], 3) for at in study["horizons"]]
        return 1e3 * study["seconds"], f"slopes {slopes}, recording {study['recording_share']:.0%} of the time"
    entry = result[kind][0]
    return entry["ms"], f"{entry['share_of_limit']:.0%} of the limit measured beside it"


def compare(options, scratch, kind, title, entries):
    print(f"\n{title}")
    seen, remarks = {}, {}
    entries = [(who, command) for who, command in entries if command != ()]
    for _ in range(options.rounds):
        for who, command in entries:
            if command:
                milliseconds, remarks[who] = read(kind, who, run(options, command, scratch))
                seen.setdefault(who, []).append(milliseconds)
    base = statistics.median(seen[OURS])
    for who, _ in entries:
        if who not in seen:
            print(f"  {who:28} skipped")
            continue
        median = statistics.median(seen[who])
        spread = f"{min(seen[who]):.2f} to {max(seen[who]):.2f}"
        print(f"  {who:28} {median:10.2f}   {spread:22} {median / base:6.1f}x   {remarks[who]}", flush=True)


def main():
    options = arguments()
    dropped = [name for name in DROPPED if name in os.environ]
    print(f"medians of {options.rounds} rounds, their range, and the ratio to {OURS}; {THREADS} threads, f32")
    if dropped:
        print(f"left out of the environment, because they slow NumPy: {', '.join(dropped)}")
    with tempfile.TemporaryDirectory() as scratch:
        for kind, title, entries in programs(options, scratch):
            if not options.only or kind in options.only:
                compare(options, scratch, kind, title, entries)


if __name__ == "__main__":
    main()
