"""
How many random examples a test tries, and whether they are the same ones every time: Hypothesis profiles.

`standard` tries the same examples in every run, so that a red test is a change's doing. `thorough` tries ten times as
many, new ones in every run: `python3 manage.py test tests/scheduler --hypothesis-profile=thorough`. What it finds is
tried first the next time, and is printed in its smallest form.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

_WHOLE = 100
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile(
    "standard",
    settings(
        max_examples=_WHOLE,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=_SLOW,
    ),
)
settings.register_profile(
    "thorough",
    settings(
        max_examples=10 * _WHOLE,
        deadline=None,
        derandomize=False,
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        print_blob=True,
        suppress_health_check=_SLOW,
    ),
)
settings.load_profile("standard")


def examples(count: int) -> settings:
    """Return settings for a test of so many examples in the standard suite, and of its multiple in a thorough one."""
    profile = settings.get_current_profile_name()
    return settings(max_examples=count * settings.get_profile(profile).max_examples // _WHOLE)
