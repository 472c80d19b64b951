"""Programs by rules: no key, no network, the same program for the same request."""
