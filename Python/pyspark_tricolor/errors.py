"""What goes wrong with a fleet."""


class TricolorError(Exception):
    """A shard, a fleet or a result that is not what was promised, named."""
