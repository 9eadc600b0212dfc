"""The demonstration county and province: invented people on real places, from one seed."""

DEFAULT_SEED = 360781
FURNISHING = "demo.furnish"  # the worker's job that lets the rooms come alive
QUEUE = "demonstration"
