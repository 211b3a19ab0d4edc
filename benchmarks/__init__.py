"""Benchmarks: what performance claims stand on; `toancanh bench NAME --json`."""
