"""Browsers and their sites on a busy machine: both wait long before they call it a failure."""

from wsgiref.simple_server import WSGIServer

from playwright.sync_api import expect

expect.set_options(timeout=60_000)
# Chromium opens a second connection when the first is not taken at once, and keeps the idle one: a
# server of one thread would listen to that one, and to nobody else.
WSGIServer.request_queue_size = 128
