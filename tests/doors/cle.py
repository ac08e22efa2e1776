from tests.doors import Door

DOORS: dict[str, Door] = {}
