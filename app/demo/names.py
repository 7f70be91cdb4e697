"""Made-up people: common first and last names of each country, put together by a fixed rule."""

from app.pairs.intake.plans import slug_of

# country → first names, last names
NAMES = {
    "Austria": ("Lukas Johanna Matthias Theresa", "Hofer Gruber Lechner Moser"),
    "Denmark": ("Mikkel Freja Rasmus Signe", "Holm Dahl Lund Krogh"),
    "Finland": ("Eero Aino Lauri Helmi", "Laine Koskela Niemi Salo"),
    "France": ("Camille Julien Élise Bastien", "Moreau Garnier Lefort Chevallier"),
    "Germany": ("Jonas Katrin Felix Miriam", "Brandt Lorenz Hagen Seidel"),
    "Greece": ("Eleni Nikos Despina Yannis", "Markou Karras Vlachou Pappas"),
    "Hungary": ("Zsófia Bence Réka Gergő", "Halász Lengyel Bodnár Vörös"),
    "Ireland": ("Aoife Cormac Niamh Declan", "Brennan Keane Tierney Foley"),
    "Italy": ("Chiara Davide Silvia Matteo", "Ferrara Colombo Marchetti Rinaldi"),
    "Lithuania": ("Rasa Tomas Ieva Marius", "Petrauskas Kalnius Vaitkus Norkus"),
    "Malta": ("Rita Karm Doris Pawlu", "Camilleri Vella Zahra Grech"),
    "Netherlands": ("Sanne Pieter Lotte Bram", "de Wit Kuipers Hoekstra Mulder"),
    "Norway": ("Ingrid Sindre Marte Håkon", "Solberg Nygård Lunde Moen"),
    "Portugal": ("Marta Rui Beatriz Nuno", "Lopes Tavares Figueira Moura"),
    "Romania": ("Ioana Radu Simona Mihai", "Munteanu Stoica Dobre Lazăr"),
    "Spain": ("Lucía Álvaro Nerea Javier", "Ortega Molina Cano Rivas"),
    "Sweden": ("Elin Oskar Maja Viktor", "Sandberg Nyström Lindahl Ekman"),
    "Türkiye": ("Elif Kerem Zeynep Onur", "Aydın Korkmaz Şahin Toprak"),
    "Ukraine": ("Oksana Taras Iryna Andriy", "Kovalchuk Melnyk Bondar Savchuk"),
    "United Kingdom": ("Fiona Gareth Hannah Callum", "Marsh Whitfield Barlow Hughes"),
}


class Namer:
    """Gives each person of a country another name, always in the same order."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def person(self, city: str, country: str) -> tuple[str, str]:
        """(mail, name); addresses end in .example, which no mail server ever serves."""
        n = self._given.get(country, 0)
        self._given[country] = n + 1
        firsts, lasts = NAMES[country]
        first = firsts.split()[n % 4]
        last = lasts.replace("de Wit", "de_Wit").split()[(n + n // 4) % 4].replace("_", " ")
        number = n // 16 + 1
        local = f"{slug_of(first)}.{slug_of(last)}" + (str(number) if number > 1 else "")
        return f"{local}@{slug_of(city)}.example", f"{first} {last}"
