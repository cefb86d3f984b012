"""A small press archive of invented notices, served on loopback as a function of a day: for `make run`, tests, benchmarks."""
