"""From a commit to the readers: the bus between processes, the hub within one, and what each reader still lacks."""
