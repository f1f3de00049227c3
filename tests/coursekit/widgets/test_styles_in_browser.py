"""All widgets of a notebook stand on one page: what dresses one must not change another."""

import pytest

from coursekit import widgets
from coursekit.widgets.modules import style

pytestmark = pytest.mark.slow

# How every element of the view looks, in all that a style can say.
LOOKS = """() => [...document.querySelectorAll('.ck, .ck *')].map(each => {
  const looks = getComputedStyle(each);
  return each.tagName + '.' + each.getAttribute('class') + ': '
    + Array.from(looks, name => `${name}: ${looks.getPropertyValue(name)}`).join('; ');
})"""


@pytest.mark.parametrize("name", widgets.__all__)
def test_a_widget_looks_the_same_among_all_others(on_page, name):
    stage = on_page(getattr(widgets, name)())
    alone = stage.page.evaluate(LOOKS)
    assert len(alone) > 30
    for each in widgets.__all__:
        stage.page.add_style_tag(content=style(getattr(widgets, each).name))
    stage.settle()
    assert stage.page.evaluate(LOOKS) == alone
