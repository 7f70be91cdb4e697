"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("travellers", __name__)
