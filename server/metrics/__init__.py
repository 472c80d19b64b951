"""What a process counts about itself, for Prometheus. Each process has a registry of its own.

A label has few values, all known beforehand: never a user, a job, a program, a key or an address. Counters and
histograms are plain numbers that the event loop's thread alone changes; what is a state is read when somebody asks.
"""
