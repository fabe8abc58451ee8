"""Web archives -> Parquet, without a database: many pages, several processes, each page exactly once."""

from onrecord.batch.run import Outcome, run_batch

__all__ = ["Outcome", "run_batch"]
