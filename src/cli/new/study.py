"""Measures one size of my_name.toml and prints its rows as CSV: a line of names, a line of values."""

import argparse
import random

DRAWS = 64

parser = argparse.ArgumentParser()
parser.add_argument("--width", type=int, required=True)
parser.add_argument("--seed", type=int, required=True)
parser.add_argument("--shift", type=float, default=0.0)
arguments = parser.parse_args()

# All randomness comes from the seed: the same seed gives the same row.
draws = random.Random(arguments.seed)
share = (1 + arguments.shift) / 2
means = []
for _ in range(DRAWS):
    ups = sum(draws.random() < share for _ in range(arguments.width))
    means.append(2 * ups / arguments.width - 1)

print("gap")
print((sum(mean * mean for mean in means) / DRAWS) ** 0.5)
