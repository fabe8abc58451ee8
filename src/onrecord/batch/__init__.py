"""Web archives -> Parquet, without a database: many pages, several processes, each page exactly once."""

from onrecord.batch.run import Engine, Outcome, run_batch

__all__ = ["Engine", "Outcome", "run_batch"]
