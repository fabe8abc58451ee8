"""Measure the program.

python -m evaluation predict LAYER GOLD.jsonl OUT.jsonl
python -m evaluation evaluate GOLD_FOLDER
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evaluation.evaluate import evaluate
from evaluation.layers import LAYERS


def main() -> int:
    """Parse, call, print."""
    parser = argparse.ArgumentParser(prog="evaluation", description="Measure the program against gold data.")
    commands = parser.add_subparsers(required=True, dest="command")
    one = commands.add_parser("predict", help="write predictions in the form that the layer's scorer reads")
    one.add_argument("layer", choices=sorted(LAYERS))
    one.add_argument("gold", type=Path)
    one.add_argument("out", type=Path)
    two = commands.add_parser("evaluate", help="score every dev file, print one table, hold the floors")
    two.add_argument("gold", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "evaluate":
        return evaluate(arguments.gold)
    LAYERS[arguments.layer](arguments.gold, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
