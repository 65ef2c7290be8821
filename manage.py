#!/usr/bin/env python
"""Django's command line."""

import importlib
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])  # what is wrong there is for the owner to read
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    except OSError as error:
        sys.exit(f"{error.filename} cannot be used: {error.strerror}. Repair it, or move it away.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
