"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("agenda", __name__)
