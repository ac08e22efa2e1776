"""Each process of the tests its own numbered database of Valkey: one that empties its cache leaves the others theirs.

Named in pyproject.toml (-p), so that it is read before the settings are.
"""

import os
from urllib.parse import urlsplit

NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1


def numbered(url: str, number: int) -> str:
    if url.startswith("unix://"):
        return f"{url.partition('?')[0]}?db={number}"
    return urlsplit(url)._replace(path=f"/{number}").geturl()


if "REDIS_URL" in os.environ:
    os.environ["REDIS_URL"] = numbered(os.environ["REDIS_URL"], NUMBER)
