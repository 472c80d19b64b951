"""One agent for each framework, to run and to copy from."""
