"""The WSGI entry point: `gunicorn wsgi:app`, `flask --app wsgi …`."""

import gc

gc.disable()  # what is imported stays: to look for garbage in it took a fifth of the start

from app import create_app  # noqa: E402

app = create_app()
gc.freeze()  # nor is it looked through again and again while pages are made
gc.enable()
