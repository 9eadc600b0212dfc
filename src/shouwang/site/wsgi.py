"""What the web server calls."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from shouwang.site.orphans import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")
end_with_parent()
application = get_wsgi_application()

# Pages are loaded before the first request asks for one. What was loaded by now stays for good:
# the collector need not look through it again and again.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
