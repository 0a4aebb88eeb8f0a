"""Trains one MLP of a given width and prints by how much its NTK drifted: one cell of study.toml.

Put your own network in `network`, your own data in `data`. Print one JSON object for each number that a claim speaks of; asymptest runs this
program for every width and replicate, and passes over what else is printed.
"""

import argparse
import json
import os

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")  # asymptest runs as many cells at a time as there are cores

import jax
import jax.numpy as jnp

parser = argparse.ArgumentParser()
parser.add_argument("--width", type=int, required=True)
parser.add_argument("--seed", type=int, required=True)
parser.add_argument("--draws", type=int, default=8)
parser.add_argument("--steps", type=int, default=20)
parser.add_argument("--lr", type=float, default=0.5)
parser.add_argument("--output-scale", choices=["ntk", "mup"], default="ntk")
arguments = parser.parse_args()

jax.config.update("jax_enable_x64", True)  # in f32 rounding hides the drift of wide networks
IS_NTK = arguments.output_scale == "ntk"
SCALE = 1.0 if IS_NTK else float(arguments.width)  # the step size grows with the width where the outputs are divided by M


def data(count=8, inputs=4):
    """The same inputs and targets at every width and in every replicate."""
    x = jax.random.normal(jax.random.key(0), (count, inputs))
    x = x / jnp.linalg.norm(x, axis=1, keepdims=True)
    return x, jnp.sin(3 * x[:, 0])


def initial(key, inputs, width):
    """Weights drawn from N(0, 1); their scales are in `network`."""
    keys = jax.random.split(key, 3)
    shapes = {"v": (width, inputs), "h": (width, width), "w": (width,)}
    return {name: jax.random.normal(key, shape) for key, (name, shape) in zip(keys, shapes.items())}


def network(weights, x):
    """Two hidden layers in the NTK parametrisation: every layer is divided by the root of its number of inputs."""
    h = jnp.tanh(x @ weights["v"].T / x.shape[-1] ** 0.5)
    h = jnp.tanh(h @ weights["h"].T / arguments.width**0.5)
    # Divided by M instead, and with a step size of M, features are learnt at every width (muP): the NTK drifts by O(1).
    return h @ weights["w"] / arguments.width ** (0.5 if IS_NTK else 1.0)


@jax.jit
def ntk(weights, x):
    """The empirical NTK, SCALE * sum over weights of df(x)/dw df(y)/dw."""
    jacobian = jax.jacrev(network)(weights, x)
    rows = jnp.concatenate([part.reshape(len(x), -1) for part in jacobian.values()], axis=1)
    return SCALE * rows @ rows.T


def loss(weights, x, y):
    return ((network(weights, x) - y) ** 2).mean() / 2


@jax.jit
def step(weights, x, y):
    return jax.tree.map(lambda weight, slope: weight - arguments.lr * SCALE * slope, weights, jax.grad(loss)(weights, x, y))


def drift(key, x, y):
    """By how much the NTK of one draw of the weights moves in training, and the loss at its end."""
    weights = initial(key, x.shape[1], arguments.width)
    start = ntk(weights, x)
    y = y + network(weights, x)  # the error at the start is the same in every draw: less noise
    for _ in range(arguments.steps):
        weights = step(weights, x, y)
    return float(jnp.linalg.norm(ntk(weights, x) - start)), float(loss(weights, x, y))


draws = jax.random.split(jax.random.key(arguments.seed), arguments.draws)  # the seed is the only source of randomness
drifts, losses = zip(*(drift(key, *data()) for key in draws))
mean_square = sum(drift**2 for drift in drifts) / arguments.draws
print(json.dumps({"quantity": "ntk_drift", "value": mean_square**0.5}))
print(json.dumps({"quantity": "loss", "value": sum(losses) / arguments.draws}))
