"""The text brain of the voice agent: sentences in, sentences out, and tools called between them. It needs no model."""
