"""Removes the user's settings from the environment; the SDK reads some of them when it is imported."""

import os

PROXIES = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}


def clear_environment() -> None:
    """Remove proxies, which the SDK uses for this machine too, and the settings of Alibaba's packages."""
    for name in list(os.environ):
        if name.startswith("ALIBABA_CLOUD_") or name.upper() in PROXIES or name == "DEBUG":
            del os.environ[name]
    os.environ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program is compiled once, not with each start
