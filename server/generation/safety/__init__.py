"""What has to be safe before anything is good: who may train, how hard, and what every program says of it."""
