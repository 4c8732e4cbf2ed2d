"""
The version of what the engine plans: raised by whoever makes it plan otherwise, whatever the reason.

`tests/scheduler/test_engine_version.py` pins the plans of some problems to it, and fails until it is raised.
"""

from __future__ import annotations

ENGINE_VERSION = "4"
