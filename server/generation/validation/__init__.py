"""The rules that a machine checks: gates that no program may break, and a score of 100 points."""
