"""Telling other people's servers that a job has ended: endpoints, deliveries, and who may be reached."""
