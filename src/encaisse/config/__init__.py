"""Settings, root URL map, server entry points, the `encaisse` command. No logic."""
