"""A lesson's words go out only where the city that it comes from agrees."""

import pytest

from tests.takeaways.conftest import BASE


@pytest.mark.parametrize(
    ("name", "status"),
    [("anna", 403), ("diego", 303), ("lena", 403), ("maria", 403), ("sean", 404)],
)
def test_its_own_city_says_so(as_, mark, name, status):
    lesson = mark("lesson", "two hundred bicycles", "Count them.")  # of Soria
    url = f"{BASE}/takeaways/{lesson.id}"
    assert as_(name).post(url + "/publication").status_code == status
    said = "May be published" in as_("anna").get(url).text
    assert said == (status == 303)


def test_it_is_taken_back_and_goes_with_other_words(as_, mark, cities):
    lesson = mark("lesson", "two hundred bicycles", "Count them.")
    url, diego = f"{BASE}/takeaways/{lesson.id}", as_("diego")
    diego.post(url + "/publication")
    diego.post(url + "/withholding")
    assert "May be published" not in diego.get(url).text
    diego.post(url + "/publication")
    data = {"sentence": "Count all.", "version": str(lesson.version)}
    data["member_city_id"] = str(cities["Soria"].id)
    as_("anna").post(url, data=data)
    page = diego.get(url).text
    assert "Count all." in page and "May be published" not in page
