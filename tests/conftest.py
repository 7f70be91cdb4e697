"""What every test may ask for; the fixtures themselves live in the modules named here."""

pytest_plugins = ["tests.services.fixtures", "tests.cast", "tests.running", "tests.kept"]
