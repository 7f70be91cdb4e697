"""A plan as cities write them, some forty pages in each of three languages: headings of several
levels, tables, lists in lists, boxes to tick, quotes, links, words in bold and italics."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    headings: tuple[str, ...]
    part: str
    said: str
    table: tuple[tuple[str, ...], ...]
    todo: tuple[str, ...]
    quote: str


LANGUAGES = {
    "en": Words(
        ("Where we stand", "Homes that are warm", "Who pays for it", "What we do first"),
        "Measure",
        "In the **medieval centre** of Soria {n} of 1,240 buildings are *listed*; their owners need"
        " [advice near their home](https://example.org/advice?a={n}&b=2), not one more leaflet."
        " Cologne’s “one-stop shop” answered 3,118 questions in 2025 – at a cost of €14.50 each.",
        (("Measure", "Costs", "Until"), ("Advice", "€120,000", "2027"), ("Heat map", "–", "2028")),
        ("Open the office", "Train two advisers", "Ask the owners again"),
        "A city does not renovate; people do. 😀",
    ),
    "de": Words(
        ("Wo wir stehen", "Warme Wohnungen", "Wer das bezahlt", "Womit wir anfangen"),
        "Maßnahme",
        "In der **Kölner Südstadt** sind {n} von 1.240 Gebäuden *denkmalgeschützt*; wer dort wohnt,"
        " braucht [Beratung in der Nähe](https://example.org/beratung?a={n}&b=2) statt noch eines"
        " Faltblatts. Die „Anlaufstelle“ beantwortete 2025 3.118 Fragen – für je 14,50 € …",
        (
            ("Maßnahme", "Kosten", "Bis"),
            ("Beratung", "120.000 €", "2027"),
            ("Wärmekarte", "–", "2028"),
        ),
        ("Büro eröffnen", "Zwei Beraterinnen schulen", "Eigentümer noch einmal fragen"),
        "Nicht die Stadt saniert, sondern die Menschen in ihr: größer gedacht.",
    ),
    "es": Words(
        ("Dónde estamos", "Viviendas cálidas", "Quién lo paga", "Por dónde empezamos"),
        "Medida",
        "En el **centro medieval** de Soria, {n} de los 1.240 edificios están *protegidos*; ¿quién"
        " los rehabilita? Hace falta [asesoría cercana](https://example.org/asesoria?a={n}&b=2), no"
        " otro folleto más. La «ventanilla única» respondió 3.118 preguntas en 2025: 14,50 € cada"
        " una. ¡Y los niños también preguntan!",
        (("Medida", "Coste", "Hasta"), ("Asesoría", "120.000 €", "2027"), ("Mapa", "–", "2028")),
        ("Abrir la oficina", "Formar a dos asesoras", "Preguntar otra vez"),
        "La ciudad no rehabilita: rehabilita su gente. Σόρια, שלום.",
    ),
}


def markdown(language: str, parts: int = 12) -> str:
    words = LANGUAGES[language]
    return "\n\n".join(
        f"## {heading}\n\n" + "\n\n".join(_part(words, 20 * n + m) for m in range(parts))
        for n, heading in enumerate(words.headings)
    )


def _part(words: Words, n: int) -> str:
    head, *rows = words.table
    table = [head, ["---"] * len(head), *rows, (str(n), "…", "2029")]
    ticks = (f"- [{'x' if n % 2 else ' '}] {each}" for each in words.todo)
    numbers = (f"{k}. {each} {n}" for k, each in enumerate(words.todo, 1))
    return "\n\n".join(
        (
            f"### {words.part} {n}",
            "\n\n".join(words.said.format(n=3 * n + k) for k in range(3)),
            "\n".join(f"| {' | '.join(row)} |" for row in table),
            "\n".join(ticks),
            "\n".join(numbers),
            f"> {words.quote}",
            f"- {words.todo[0]}\n    - {words.todo[1]} {n}\n- {words.todo[2]}",
        )
    )
