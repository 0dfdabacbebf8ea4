"""A plain SVG: shapes and lines of text in fonts that the reader has."""

from collections.abc import Iterable, Mapping
from html import escape

from docs.chats.runs import Line, Look, width

_FONTS = (
    "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'PingFang SC', 'Apple SD Gothic Neo', 'Microsoft YaHei', "
    "'Malgun Gothic', 'Noto Sans CJK SC', 'Noto Sans CJK KR', sans-serif"
)
_MONOSPACE = "Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
_STYLES = (
    f"text {{ font-family: {_FONTS}; white-space: pre }} "
    f".bold {{ font-weight: bold }} .italic {{ font-style: italic }} .code {{ font-family: {_MONOSPACE} }}"
)


def picture(wide: float, high: float, title: str, shapes: Iterable[str]) -> str:
    """The whole file; the title is what is read aloud."""
    head = f'<title id="title">{escape(title)}</title>\n<style>{_STYLES}</style>'
    inside = "\n".join(["", head, *(shape for shape in shapes if shape), ""])
    room = {"viewBox": f"0 0 {wide:g} {high:g}", "width": wide, "height": high}
    named = {"role": "img", "aria-labelledby": "title"}
    return _tag("svg", {"xmlns": "http://www.w3.org/2000/svg"} | room | named, inside) + "\n"


def box(x: float, y: float, wide: float, high: float, fill: str, **more: object) -> str:
    """A rectangle, with round corners if `rx` is given."""
    return _tag("rect", {"x": x, "y": y, "width": wide, "height": high, "fill": fill} | more)


def disc(x: float, y: float, radius: float, fill: str) -> str:
    """A filled circle."""
    return _tag("circle", {"cx": x, "cy": y, "r": radius, "fill": fill})


def stroke(path: str, colour: str, wide: float = 1.5) -> str:
    """A line that is drawn along a path."""
    ends = {"stroke-linecap": "round", "stroke-linejoin": "round"}
    return _tag("path", {"d": path, "fill": "none", "stroke": colour, "stroke-width": wide} | ends)


def written(line: Line, x: float, y: float, size: float, colours: tuple[str, str], **more: object) -> str:
    """A line of text on its base line, as wide as it was measured; the second colour is that of links."""
    if not line:
        return ""
    shown = "".join(_span(run.text, run.look, colours[1]) for run in line)
    place: dict[str, object] = {"x": x, "y": y, "font-size": size, "fill": colours[0]}
    measure = {"textLength": width(line, size), "lengthAdjust": "spacingAndGlyphs"}
    return _tag("text", place | measure | more, shown)


def _span(text: str, look: Look, link: str) -> str:
    classes = " ".join(one.name.lower() for one in (Look.BOLD, Look.ITALIC, Look.CODE) if one in look and one.name)
    marks = ({"class": classes} if classes else {}) | ({"fill": link} if Look.LINK in look else {})
    return _tag("tspan", marks, escape(text, quote=False)) if marks else escape(text, quote=False)


def _tag(name: str, attributes: Mapping[str, object], inside: str = "") -> str:
    shown = "".join(f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return f"<{name}{shown}>{inside}</{name}>" if inside else f"<{name}{shown}/>"


def _value(value: object) -> str:
    return f"{round(value, 1):g}" if isinstance(value, float | int) else str(value)
