"""Changing a program that is there: what a user asks for, understood by rules, and what follows from it."""
