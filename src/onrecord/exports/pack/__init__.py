"""Evidence packs: pages, records, and corrections in one zip that opens offline and shows whether it was changed."""

from onrecord.exports.pack.archive import Packed, pack
from onrecord.exports.pack.sealing import Verdict, verify

__all__ = ["Packed", "Verdict", "pack", "verify"]
