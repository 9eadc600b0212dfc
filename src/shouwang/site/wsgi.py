"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from shouwang.site.orphans import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.site.settings")
end_with_parent()
application = get_wsgi_application()
