"""Making programs: the port that all generators share, and the generators."""
