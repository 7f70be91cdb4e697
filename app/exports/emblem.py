"""The EU emblem, drawn by its own rules: twelve gold stars on a circle, on blue, three by two (the
EU's graphics guide to the emblem). As SVG for the PDF, as PNG for Word."""

import io
from functools import cache
from math import cos, pi, sin

from PIL import Image, ImageDraw

BLUE, GOLD = "#003399", "#FFCC00"
HEIGHT = 400  # pixels; the flag is 1.5 times as wide


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """A five-pointed star, one point up."""
    inner = radius * sin(pi / 10) / sin(7 * pi / 10)
    corners = []
    for n in range(10):
        size, angle = (inner if n % 2 else radius), -pi / 2 + n * pi / 5
        corners.append((x + size * cos(angle), y + size * sin(angle)))
    return corners


def _stars(height: float) -> list[list[tuple[float, float]]]:
    """The circle's radius is a third of the height, a star's an eighteenth."""
    middle_x, middle_y = height * 0.75, height / 2
    places = [(sin(n * pi / 6), cos(n * pi / 6)) for n in range(12)]
    ring, star = height / 3, height / 18
    return [_star(middle_x + ring * x, middle_y - ring * y, star) for x, y in places]


@cache
def svg() -> str:
    stars = "".join(
        f'<polygon points="{" ".join(f"{x:.2f},{y:.2f}" for x, y in star)}" fill="{GOLD}"/>'
        for star in _stars(HEIGHT)
    )
    size = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {HEIGHT * 3 // 2} {HEIGHT}"'
    return f'<svg {size}><rect width="100%" height="100%" fill="{BLUE}"/>{stars}</svg>'


@cache
def png() -> bytes:
    """Drawn four times as large and made smaller, for smooth edges."""
    large = HEIGHT * 2
    picture = Image.new("RGB", (large * 3 // 2, large), BLUE)
    draw = ImageDraw.Draw(picture)
    for star in _stars(large):
        draw.polygon(star, fill=GOLD)
    out = io.BytesIO()
    picture.resize((HEIGHT * 3 // 4, HEIGHT // 2), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()
