"""The generator in a process of its own, which gives way to the server: no program is made at anybody's cost."""
