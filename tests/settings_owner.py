"""For migrating a test database as its owner."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["SHOUWANG_TEST_DATABASE"]
