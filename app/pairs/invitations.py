"""Placeholder until its helper writes it."""

from flask import Blueprint

bp = Blueprint("invitations", __name__)
