"""Who is who, whose is what, and how much: for the gateway and the API alike."""
