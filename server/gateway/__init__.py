"""The socket's edge: a pure session, and the asyncio around it that only carries things."""
