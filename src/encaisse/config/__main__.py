"""`python -m encaisse.config` is the `encaisse` command."""

import sys

from encaisse.config.cli import main

sys.exit(main())
