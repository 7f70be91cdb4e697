"""How Jinja writes our templates: the same words as ever, in fewer steps. A list of 100 rows writes
some 2,000 values."""

from typing import Any

from flask import Flask
from jinja2 import Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.runtime import Context
from markupsafe import (  # type: ignore[attr-defined]
    Markup,
    _escape_inner,
    escape,
)


class FrameTemplate(Template):
    """Jinja compares the names of all globals each time that a fragment imports its macros; ours
    are the same for every template from the start on."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return self._module or super()._get_default_module(ctx)


class Writer(CodeGenerator):
    """Writes what stands in {{ }} with written() where escaping is on: Jinja's own escape() makes a
    Markup anew of each value, though all that follows is a join."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


def written(value: Any) -> str:
    """A value as it may stand in HTML."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is Markup:
        return value
    return str(value) if kind is int else escape(value)


def init_app(app: Flask) -> None:
    env: Any = app.jinja_env
    env.template_class, env.code_generator_class, env.written = FrameTemplate, Writer, written
