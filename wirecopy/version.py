"""The version of wirecopy that is installed."""

from importlib.metadata import version

VERSION = version("wirecopy")
