"""Jobs: how they come in, what happens to them, who works on them, and how they survive a crash."""
