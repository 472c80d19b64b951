"""Speed, measured beside peers that do the same work in the same run."""
