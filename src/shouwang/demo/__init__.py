"""The demonstration county and province: invented people on real places, from one seed."""
