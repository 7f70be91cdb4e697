"""Who is told at once: topics, streams and bytes. Knows no feature, and what is told is a hint.

Features say bus.nudge(topic, region); the page then reads that region again under its own rights.
"""
