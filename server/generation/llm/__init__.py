"""Programs by a model: calls of it with every failure named, the plan that it writes, and the weeks made of that."""
