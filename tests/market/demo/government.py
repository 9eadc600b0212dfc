"""Run by the owner in a process of its own: households of two townships, and what they agreed."""

import os
import sys
from datetime import datetime

import django


def main() -> None:
    """Some households lifted from poverty, then cards, links, certificates as of an instant."""
    os.environ["SHOUWANG_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings_owner"
    django.setup()

    from datetime import date

    from shouwang.demo.market import agreeing
    from shouwang.kernel.scope import Scope, entered
    from tests import factories

    with entered(Scope.everywhere()):
        for village in ("360781102201", "360781107201"):
            for index in range(3):
                factories.household(
                    number=f"H{village}{index}",
                    region_code=village,
                    registered_on=date(2014, 6, 1),
                    lifted_on=date(2018, 12, 1),
                )
    at = datetime.fromisoformat(sys.argv[1])
    sys.stdout.write(f"{agreeing.load(at=at)} {agreeing.load(at=at)}")


if __name__ == "__main__":
    main()
