"""What the people of the story wrote: notes of the visit and sections of the plan."""

BICYCLE = """We set off by bicycle at eight, at slightly over zero degrees, through the districts that were renovated.

Seven stops in two hours, and on a bicycle you see what no slide shows: how deep the new insulation is, where the old shutters went, who looks out of the window.

## What we noticed

- Whole blocks are done, never single flats. The owners vote once, the works take eleven months.
- The heating plant of the district came first, the houses followed.
- In Köln we would begin with the houses. We should ask ourselves why.

Question for the workshop: what happens with a block where one owner says no?"""

MEDIEVAL = """Walk round the medieval centre in the evening, with the people who look after the old houses.

The almond shape of the old town is three streets deep. Insulation from outside is not allowed here, so they insulate inside and replace windows in the old pattern.

**For Soria** this is the part that fits best: our centre has the same stone and the same rules."""

ONE_STOP = """The one-stop shop is a ground-floor office with a door to the street. People come in with a letter and leave with a date.

1. One person stays with an owner from the first question to the last invoice.
2. The shop fills in the application for the grant, the owner signs.
3. A technician looks at the house within two weeks.

Four people serve about 9 000 homes. The city pays for the office, the region for the technicians."""

PROXIMITY = """Proximity offices are smaller: two people, open for as long as works go on in the street, in an empty shop.

They answer what neighbours ask: noise, scaffolding, where the bins go. After the works the office moves on to the next street.

Cesefor asks whether one could travel through the villages around Soria, in a van."""

QUESTIONS = """What we want to learn, agreed in our kick-off call:

- How are owners of private homes won for a renovation of the whole block?
- What does a one-stop shop cost in its first three years, and who pays?
- Which part of it works in a small city, and which needs the size of a large one?"""

CONTEXT = """Cologne has about a million people and more than half of its homes were built before 1978. Soria has forty thousand people, cold winters, and a centre under protection.

What both share: private owners, many of them elderly, who would renovate if somebody took the paperwork off their hands.

| | Cologne | Soria |"""

CONTEXT = CONTEXT.rpartition("\n\n")[0]

LEARNING = """Emission domain: buildings, heating and cooling. Levers: governance, finance, social innovation.

1. How are private owners reached, advised and kept until the works are done?
2. How are a one-stop shop and proximity offices organised, staffed and paid for?
3. What must a city of forty thousand do differently from a city of a million?"""

SAW = """## Vitoria-Gasteiz

The bicycle excursion through the renovated districts, the walk round the medieval centre, and two workshop blocks with the project's partners.

We saw a one-stop shop at work and two proximity offices, and spoke with owners who had gone through it."""

LESSONS = """**What can work at home**

- One person who stays with an owner from the first question to the last invoice.
- Renovating by block, with one vote.

**What cannot, as it is**

- An office with a door to the street in each district: Soria has too few districts, Cologne too many.

**What we would need at home**

- A rule of the region that lets the city apply in the owners' name."""
