#!/usr/bin/env python3
"""Reads the golden files with the programs they are made for, and says what it saw.

    pip install numpy onnx onnxruntime torch tensorboard
    python3 Tests/ModelExportsTests/Golden/check.py [--record]

--record writes what onnxruntime computes to onnxruntime.json, which the tests compare with. Any FOLDER of exported
files (policy_executor.onnx and so on) can be given instead of the golden ones.
"""

import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

ROWS = 16


def features(name, columns):
    """Multiples of 2^-10 in -2...2, the same every time."""
    generator = numpy.random.Generator(numpy.random.PCG64(columns))
    return (generator.integers(-2048, 2048, (ROWS, columns)) / 1024).astype(numpy.float32)


def run_graph(path):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    inputs = {}
    for entry in session.get_inputs():
        if entry.name == "effective_target":
            inputs[entry.name] = numpy.linspace(-0.25, 1.25, ROWS, dtype=numpy.float32).reshape(ROWS, 1)
        else:
            inputs[entry.name] = features(entry.name, entry.shape[1])
    (action,) = session.run(None, inputs)
    assert action.shape == (ROWS, 3) and numpy.isfinite(action).all()
    print(f"{path.name}: {len(model.graph.node)} nodes, opset {model.opset_import[0].version}; first row {action[0]}")
    return {name: value.tolist() for name, value in inputs.items()} | {"action": action.tolist()}


def read_weights(path, graph):
    weights = torch.load(path, weights_only=True)
    known = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in onnx.load(graph).graph.initializer}
    shared = [name for name in weights if name in known]
    assert len(shared) == 6, shared
    for name in shared:
        assert (weights[name].numpy() == known[name]).all(), name
    hidden, inputs = weights["actor.0.weight"].shape
    actor = torch.nn.Sequential(
        torch.nn.Linear(inputs, hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, hidden), torch.nn.Tanh(),
        torch.nn.Linear(hidden, 3))
    actor.load_state_dict({name[6:]: value for name, value in weights.items() if name.startswith("actor.")})
    print(f"{path.name}: {len(weights)} tensors, {sum(value.numel() for value in weights.values())} numbers")


def read_events(path):
    events = EventAccumulator(str(path), size_guidance={"scalars": 0})
    events.Reload()
    tags = events.Tags()["scalars"]
    assert len(tags) == 11, tags
    counts = {tag: len(events.Scalars(tag)) for tag in tags}
    print(f"{path.name}: {counts}")


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--record"]
    folder = pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).parent
    results = {}
    for agent in ("strategist", "executor"):
        (graph,) = folder.glob(f"*{agent}.onnx")
        results[agent] = run_graph(graph)
        (weights,) = folder.glob(f"*{agent}.pt")
        read_weights(weights, graph)
    (events,) = folder.glob("events.out.tfevents.*")
    read_events(events)
    if "--record" in sys.argv:
        (folder / "onnxruntime.json").write_text(json.dumps(results, indent=1) + "\n")
    print(f"onnxruntime {onnxruntime.__version__}, onnx {onnx.__version__}, torch {torch.__version__}")


main()
