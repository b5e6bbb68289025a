"""What holds for every suite: no test fails for the time it takes, however busy the machine.

The examples of a property test are the same at every run, so that what passed here passes there;
`make soak` draws new ones with `--hypothesis-profile=hunt`.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "wirereader",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "hunt",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("wirereader")
