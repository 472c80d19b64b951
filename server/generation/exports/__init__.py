"""Finished programs in the forms that people take along; `table.EXPORTS` has them all. Pure.

Every text of a document is taken for a stranger's: each form says in its own way how it stays text.
"""
