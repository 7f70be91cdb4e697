"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("demo", __name__)
