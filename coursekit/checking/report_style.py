"""Colours and style of the card, for light and dark pages. A heat map goes from blue (negative) to orange (positive).

Blue and orange stay apart for every kind of colour blindness, and lightness grows (or falls) with the size. All pairs
of ink and paper have a contrast of at least 4.5 to 1.
"""

LEVELS = 5  # colours on either side of zero


# What a page gives goes before these: JupyterLab's and VS Code's own paper and ink.
LIGHT = {
    "paper": "#ffffff",
    "ink": "#1c1c1c",
    "soft": "#595959",
    "edge": "#d0d0d0",
    "good": "#1a7f37",
    "bad": "#b3261e",
    "mind": "#805300",
}
DARK = {
    "paper": "#1e1e1e",
    "ink": "#e8e8e8",
    "soft": "#b0b0b0",
    "edge": "#4a4a4a",
    "good": "#56d364",
    "bad": "#ff9a90",
    "mind": "#e3b341",
}

# (paper, ink) of the heat map, from −LEVELS to LEVELS.
LIGHT_HEAT = (
    ("#08519c", "#ffffff"),
    ("#2f6fb3", "#ffffff"),
    ("#86b5dc", "#1c1c1c"),
    ("#b5d2ea", "#1c1c1c"),
    ("#dbe9f5", "#1c1c1c"),
    ("#f5f5f5", "#1c1c1c"),
    ("#fdeadb", "#1c1c1c"),
    ("#fbd2ad", "#1c1c1c"),
    ("#f5ae6f", "#1c1c1c"),
    ("#b85a0c", "#ffffff"),
    ("#8c3f04", "#ffffff"),
)
DARK_HEAT = (
    ("#a9d0f5", "#101010"),
    ("#76b0e4", "#101010"),
    ("#3a76ad", "#ffffff"),
    ("#2b5680", "#ffffff"),
    ("#2b3f55", "#ffffff"),
    ("#303030", "#ffffff"),
    ("#533c28", "#ffffff"),
    ("#7d4f20", "#ffffff"),
    ("#a8611a", "#ffffff"),
    ("#ec9a46", "#101010"),
    ("#ffc994", "#101010"),
)

# The page's own colours, where it has any.
PAGES = {
    "paper": "var(--jp-layout-color1, var(--vscode-editor-background, {}))",
    "ink": "var(--jp-content-font-color1, var(--vscode-foreground, {}))",
    "edge": "var(--jp-border-color2, {})",
}


def heat_class(level: int) -> str:
    """Return the CSS class of a heat map's colour: `ck-m5` … `ck-z` … `ck-p5`."""
    return f"ck-{'m' if level < 0 else 'p'}{abs(level)}" if level else "ck-z"


def _colours(palette: dict[str, str], heat: tuple[tuple[str, str], ...]) -> str:
    declared = [f"--ck-{name}: {PAGES.get(name, '{}').format(colour)};" for name, colour in palette.items()]
    for level, (paper, ink) in zip(range(-LEVELS, LEVELS + 1), heat, strict=True):
        declared.append(f"--{heat_class(level)}: {paper}; --{heat_class(level)}-ink: {ink};")
    return " ".join(declared)


HEAT_RULES = "\n".join(
    f".ck-card.ck-card .{name} {{ background: var(--{name}); color: var(--{name}-ink); }}"
    for name in map(heat_class, range(-LEVELS, LEVELS + 1))
)

# A page of nbgrader, which has a #notebook-container, is white whatever the system prefers, so a dark card would jar.
# The class is doubled where JupyterLab's own rules for tables would win otherwise.
STYLE = f"""
.ck-card {{ {_colours(LIGHT, LIGHT_HEAT)} }}
@media (prefers-color-scheme: dark) {{
  body:not([data-jp-theme-light], [data-vscode-theme-kind], :has(#notebook-container)) .ck-card {{
  {_colours(DARK, DARK_HEAT)} }} }}
body[data-jp-theme-light="false"] .ck-card, body[data-vscode-theme-kind="vscode-dark"] .ck-card,
body[data-vscode-theme-kind="vscode-high-contrast"] .ck-card {{ {_colours(DARK, DARK_HEAT)} }}
.ck-card {{ box-sizing: border-box; max-width: 54em; padding: .7em 1em; line-height: 1.5; text-align: left;
  overflow-wrap: anywhere; background: var(--ck-paper); color: var(--ck-ink); border: 1px solid var(--ck-edge);
  border-left: 4px solid var(--ck-bad); border-radius: 4px; }}
.ck-card.ck-passed {{ border-left-color: var(--ck-good); }}
.ck-card.ck-card p {{ margin: 0; }}
.ck-card.ck-card ul, .ck-card.ck-card ol {{ margin: .4em 0 0; padding: 0; list-style: none; }}
.ck-card.ck-card li {{ margin: .4em 0 0; }}
.ck-card.ck-card code {{ font-size: .92em; padding: 0; background: none; color: inherit; white-space: pre-wrap; }}
.ck-card .ck-verdict strong {{ color: var(--ck-bad); }}
.ck-card.ck-passed .ck-verdict strong {{ color: var(--ck-good); }}
.ck-card .ck-soft, .ck-card summary {{ color: var(--ck-soft); }}
.ck-card.ck-card .ck-code {{ font-weight: 600; color: var(--ck-bad); }}
.ck-card.ck-card .ck-warn .ck-code, .ck-card.ck-card .ck-note .ck-code {{ color: var(--ck-mind); }}
.ck-card summary {{ display: list-item; cursor: pointer; width: fit-content; }}
.ck-card details {{ margin-top: .35em; }}
.ck-card details > :not(summary) {{ margin-left: 1.1em; }}
.ck-card.ck-card .ck-what {{ margin-top: .5em; }}
.ck-card .ck-exhibit {{ margin: .7em 0; padding: .6em 0 .5em; border: solid var(--ck-edge); border-width: 1px 0; }}
.ck-card.ck-card .ck-inputs {{ display: flex; flex-wrap: wrap; gap: 0 2em; }}
.ck-card.ck-card .ck-inputs li {{ margin: 0; }}
.ck-card .ck-panes {{ display: flex; flex-wrap: wrap; gap: .2em 1.2em; align-items: flex-start; }}
.ck-card .ck-pane {{ max-width: 100%; overflow-x: auto; margin-top: .3em; }}
.ck-card.ck-card table {{ margin: 0; border: 0; border-collapse: separate; border-spacing: 1px; width: auto;
  table-layout: auto; font: .85em/1.35 var(--jp-code-font-family, ui-monospace, monospace);
  font-variant-numeric: tabular-nums; color: inherit; }}
.ck-card.ck-card caption {{ caption-side: top; padding: 0 0 .15em; text-align: left; color: var(--ck-soft);
  white-space: nowrap; font-family: var(--jp-content-font-family, system-ui, sans-serif); }}
.ck-card.ck-card tbody tr, .ck-card.ck-card tbody tr:hover {{ background: none; }}
.ck-card.ck-card td {{ position: relative; padding: .1em .9em .1em .4em; border: 0; text-align: right; white-space: pre;
  min-width: 0; max-width: none; }}
.ck-card.ck-card th {{ padding: .1em .9em .1em 0; border: 0; background: none; text-align: left; font-weight: normal;
  color: var(--ck-soft); font-family: var(--jp-content-font-family, system-ui, sans-serif); }}
.ck-card.ck-card .ck-numbers td.ck-wrong {{ color: var(--ck-bad); font-weight: 600; }}
.ck-card .ck-sign {{ position: absolute; right: .1em; font-size: .8em; }}
.ck-card.ck-card .ck-heat td {{ width: 1.5em; height: 1.5em; padding: 0; text-align: center; font-size: .8em; }}
.ck-card.ck-card .ck-nan {{ background: repeating-linear-gradient(45deg, var(--ck-edge) 0 1px, var(--ck-paper) 1px 4px);
  color: var(--ck-ink); }}
.ck-card .ck-unseen {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
.ck-card .ck-legend {{ font-size: .88em; margin-top: .5em; }}
.ck-card .ck-scale {{ display: inline-block; vertical-align: middle; height: .8em; width: .9em; }}
{HEAT_RULES}
"""
