"""A pump maker with two plants, made up but whole: the data that a first look at Lockstep shows."""
