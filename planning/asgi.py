"""The web process: pages, API and event streams in one event loop."""

import os

from django.core.asgi import get_asgi_application

from company.bodies import BoundedBodies
from planning.warm_up import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "planning.settings")
os.environ.setdefault(
    "LOCKSTEP_CONN_MAX_AGE", "0"
)  # connections are per thread, and an ASGI server's threads come and go

application = BoundedBodies(get_asgi_application())
warm_up()
