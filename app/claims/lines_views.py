"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("lines", __name__)
