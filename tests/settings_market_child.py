"""The market's settings in a process beside a test of the watch, on the same database."""

import os

from tests.settings_market import *  # noqa: F403
from tests.settings_market import DATABASES

DATABASES["default"]["NAME"] = os.environ["SHOUWANG_TEST_DATABASE"]
