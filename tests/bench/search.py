"""Searching 200 000 products by one to four characters, with the numbers of every filter.

The products are made once under build/bench. A query is timed as the page asks it, numbers and
keys of the page together; a page is timed from request to answer.
"""

import json
import os
import subprocess
import sys
from typing import Any

from .options import Options

NAME = "search"
TITLE = "Search in the catalogue"
PRODUCTS, QUICK_PRODUCTS = 200_000, 4_000
BOUND_MS = 50


def measure(options: Options) -> dict[str, Any]:
    """p50 and p95 of the server's milliseconds by length of the query, and of the page."""
    if options.only and NAME not in options.only:
        return {}
    products = QUICK_PRODUCTS if options.households < 1_000_000 else PRODUCTS
    environment = {
        **os.environ,
        "SHOUWANG_DATA": str(options.build / f"catalogue-{products}"),
        "SHOUWANG_LOG": "WARNING",
    }
    _child({**environment, "SHOUWANG_ROLE": "owner"}, "load", str(products))
    market = {**environment, "DJANGO_SETTINGS_MODULE": "shouwang.site.settings_market"}
    return {"products": products, **json.loads(_child(market, "measure"))}


def _child(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.search_child", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return (done.stdout.splitlines() or [""])[-1]


def markdown(report: dict[str, Any]) -> str:
    """One row a length and kind of query, then the page."""
    lines = [
        f"{report['products']:,} products.".replace(",", " "),
        "",
        "| query | queries | p50, ms | p95, ms | statements |",
        "|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {row['queries']} | {row['p50']:.0f} | {row['p95']:.0f} | {row['statements']} |"
        for name, row in report["searches"].items()
    ]
    return "\n".join([*lines, "", f"Bound: p95 {BOUND_MS} ms for one to four characters."])
