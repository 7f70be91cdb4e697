"""The rules of the house (shared/design.md 3, 4 and 12), so that nobody has to remember them."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import nodes

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "app").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FRAGMENTS = [p for p in TEMPLATES if p.name.startswith("_")]
FEATURES = (
    *("accounts", "pairs", "visits", "budgets", "claims", "documents", "plans", "notes", "files"),
    *("activity", "comments", "exports", "drafts", "calendars", "handouts", "hosting"),
    *("journeys", "needs", "polls", "attendance", "today", "evidence"),
)
SHOWS = ("screen", "answering")  # what several views of a feature share: they know who looks
CORE = {"extensions", "config", "clean", "money", "clock", "database"}
VIEWS = re.compile(r"(_?views|people|sign_in|profile|mails|waiting|demo)$")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    """Modules imported anywhere in a file, `from app import x` as app.x; type checking aside."""
    found: set[str] = set()
    tree = ast.parse(path.read_text())
    aside = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in aside:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def ours(path: Path) -> set[str]:
    return {module for module in imported(path) if module.startswith("app.")}


def kind(path: Path) -> str:
    """core, model (models and acts), views, live (a feature's), stream (live/*) or another name."""
    parts = path.relative_to(ROOT / "app").parts
    if parts[0] == "live":
        return "stream"
    if len(parts) == 1:
        return "core" if path.stem in CORE else path.stem
    if parts[0] not in FEATURES or path.stem == "__init__":
        return parts[0]
    if path.stem in ("live", "people_live", "rounds_live"):
        return "live"
    if "Blueprint(" in path.read_text() or path.stem in SHOWS:
        return "views"
    return {"forms": "forms"}.get(path.stem.rpartition("_")[2], "model")


def of(*kinds: str) -> list[Path]:
    return [path for path in MODULES if kind(path) in kinds]


@pytest.mark.parametrize("path", of("core"), ids=name)
def test_the_core_imports_nothing_of_ours(path):
    allowed = {"app.extensions", "app.extensions.db"} if path.stem == "database" else set()
    assert ours(path) <= allowed


@pytest.mark.parametrize("path", of("model", "events", "jobs"), ids=name)
def test_a_rule_knows_no_request_and_no_page(path):
    flask = {m for m in imported(path) if re.match(r"flask\.(request|session|render|url_for)", m)}
    if path.stem not in ("owners", "thumbnails", "sessions"):
        assert not flask, "a rule knows no request"
    assert not {m for m in ours(path) if re.match(r"app\.(hx|live|access|forms)\b", m)}
    assert not {m for m in ours(path) if re.match(r"app\.\w+\.(views|forms|live)\b", m)}


@pytest.mark.parametrize("feature", ["budgets", "files", "documents"])
def test_the_bases_know_no_feature_that_stands_on_them(feature):
    for path in of("model"):
        if path.parent.name == feature:
            above = {m for m in ours(path) if re.match(r"app\.(visits|claims|plans|notes)\b", m)}
            assert not above, name(path)


@pytest.mark.parametrize("path", of("views"), ids=name)
def test_views_import_no_other_views_and_not_the_hub(path):
    found = {m for m in ours(path) if re.match(r"app\.(\w+\.)?(\w*views|hub)\b", m)}
    mine = f"app.{path.parent.name}."
    assert not {m for m in found if not m.startswith(mine)}
    assert not {m for m in ours(path) if m.startswith("app.live.hub")}


@pytest.mark.parametrize("path", of("live"), ids=name)
def test_a_listener_knows_no_viewer(path):
    assert not {m for m in imported(path) if "current_user" in m or m.startswith("app.access")}
    assert not {m for m in ours(path) if re.match(r"app\.\w+\.\w*views\b", m)}


@pytest.mark.parametrize("path", of("stream"), ids=name)
def test_the_stream_knows_no_feature(path):
    assert not {m for m in ours(path) if m.split(".")[1] in FEATURES}


@pytest.mark.parametrize("path", of("access", "asking", "hx", "errors", "forms", "mail"), ids=name)
def test_what_views_stand_on_knows_no_views(path):
    assert not {m for m in ours(path) if re.match(r"app\.\w+\.(\w*views|live)\b", m)}


def test_htmx_flask_is_used_in_one_place():
    users = [name(p) for p in MODULES if any("htmx_flask" in m for m in imported(p))]
    assert users == ["app/extensions.py", "app/hx.py"]


def test_no_module_imports_itself_round_a_corner():
    """Imports of ours at module level make no cycle."""
    graph = {module_name(path): top_level(path) for path in MODULES}
    done: set[str] = set()

    def walk(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join([*above, module])
        if module not in done:
            for below in graph.get(module, ()):
                walk(below, (*above, module))
            done.add(module)

    for module in graph:
        walk(module, ())


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def top_level(path: Path) -> set[str]:
    known = {module_name(p) for p in MODULES}
    found: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return (found & known) - {"app", module_name(path)}


@pytest.mark.parametrize("path", MODULES + TESTS, ids=name)
def test_nothing_is_long(path):
    source = path.read_text()
    assert source.count("\n") <= 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


@pytest.mark.parametrize("path", MODULES + TESTS, ids=name)
def test_a_module_says_what_lives_in_it(path):
    source = path.read_text()
    assert not source or ast.get_docstring(ast.parse(source)), "no opening docstring"


@pytest.mark.parametrize("path", FRAGMENTS, ids=name)
def test_a_fragment_is_short_and_knows_no_request(app, path):
    text = path.read_text()
    names = {node.name for node in app.jinja_env.parse(text).find_all(nodes.Name)}
    if path.parent.name != "shared":  # the frame knows who looks, fragments of things do not
        assert not names & {"current_user", "request", "session", "g"}
    assert text.count("\n") <= 70


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_keeps_the_content_security_policy(path):
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|hx-on|js:", text)
    assert "|safe" not in text.replace(" ", ""), "only clean.py makes safe HTML"


def test_writes_are_posts(app):
    for rule in app.url_map.iter_rules():
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, rule


def test_nothing_that_an_auditor_reads_is_deleted():
    """Drafts go to the bin, and what was handed in stays: no code deletes a row of these."""
    kept = [p for p in MODULES if p.parent.name in ("claims", "budgets", "evidence")]
    sinners = [p.name for p in kept if re.search(r"\bdelete\(", p.read_text())]
    assert len(kept) > 30 and sinners == ["jotting.py"]  # words that are no line yet
