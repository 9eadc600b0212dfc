"""Personal data: retention, what is held about one person, requests to correct it."""
