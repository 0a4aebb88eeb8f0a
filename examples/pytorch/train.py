"""Trains one MLP of a given width and prints by how much its NTK drifted: one cell of study.toml.

Put your own network in `network`, your own data in `data`. Print one JSON object for each number that a claim speaks of; asymptest runs this
program for every width and replicate, and passes over what else is printed.
"""

import argparse
import json

import torch
from torch.func import grad, jacrev, vmap

parser = argparse.ArgumentParser()
parser.add_argument("--width", type=int, required=True)
parser.add_argument("--seed", type=int, required=True)
parser.add_argument("--draws", type=int, default=8)
parser.add_argument("--steps", type=int, default=20)
parser.add_argument("--lr", type=float, default=0.5)
parser.add_argument("--output-scale", choices=["ntk", "mup"], default="ntk")
arguments = parser.parse_args()

torch.set_default_dtype(torch.float64)  # in f32 rounding hides the drift of wide networks
torch.use_deterministic_algorithms(True)
IS_NTK = arguments.output_scale == "ntk"
SCALE = 1.0 if IS_NTK else float(arguments.width)  # the step size grows with the width where the outputs are divided by M
random = torch.Generator().manual_seed(arguments.seed)  # the only source of randomness


def data(count=8, inputs=4):
    """The same inputs and targets at every width and in every replicate."""
    fixed = torch.Generator().manual_seed(0)
    x = torch.nn.functional.normalize(torch.randn(count, inputs, generator=fixed), dim=1)
    return x, torch.sin(3 * x[:, :1])


def initial(inputs, width):
    """Weights drawn from N(0, 1); their scales are in `network`."""
    shapes = {"v": (width, inputs), "h": (width, width), "w": (1, width)}
    return {name: torch.randn(shape, generator=random) for name, shape in shapes.items()}


def network(weights, x):
    """Two hidden layers in the NTK parametrisation: every layer is divided by the root of its number of inputs."""
    h = torch.tanh(x @ weights["v"].T / x.shape[-1] ** 0.5)
    h = torch.tanh(h @ weights["h"].T / arguments.width**0.5)
    # Divided by M instead, and with a step size of M, features are learnt at every width (muP): the NTK drifts by O(1).
    return h @ weights["w"].T / arguments.width ** (0.5 if IS_NTK else 1.0)


def ntk(weights, x):
    """The empirical NTK, SCALE * sum over weights of df(x)/dw df(y)/dw."""
    jacobian = vmap(jacrev(lambda weights, x: network(weights, x[None])[0, 0]), in_dims=(None, 0))(weights, x)
    rows = torch.cat([part.flatten(1) for part in jacobian.values()], dim=1)
    return SCALE * rows @ rows.T


def loss(weights, x, y):
    return ((network(weights, x) - y) ** 2).mean() / 2


def drift(x, y):
    """By how much the NTK of one draw of the weights moves in training, and the loss at its end."""
    weights = initial(x.shape[1], arguments.width)
    start = ntk(weights, x)
    y = y + network(weights, x)  # the error at the start is the same in every draw: less noise
    for _ in range(arguments.steps):
        gradient = grad(loss)(weights, x, y)
        weights = {name: weight - arguments.lr * SCALE * gradient[name] for name, weight in weights.items()}
    return torch.linalg.norm(ntk(weights, x) - start).item(), loss(weights, x, y).item()


drifts, losses = zip(*(drift(*data()) for _ in range(arguments.draws)))
mean_square = sum(drift**2 for drift in drifts) / arguments.draws
print(json.dumps({"quantity": "ntk_drift", "value": mean_square**0.5}))
print(json.dumps({"quantity": "loss", "value": sum(losses) / arguments.draws}))
