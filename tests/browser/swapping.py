"""Swap equals reload: what a page shows after an act is what its address shows."""

from playwright.sync_api import Page, expect

LATER = "#page :is([hx-trigger='load'], [hx-trigger='intersect once'])"

# What fields hold counts, not what they were born with; tokens, focus and HTMX's marks do not.
AS_SEEN = """part => {
  const copy = part.cloneNode(true), fields = "input, select, textarea";
  const held = [...part.querySelectorAll(fields)];
  copy.querySelectorAll(fields).forEach((field, rank) => {
    const { checked, name, type, value } = held[rank];
    const ticks = ["checkbox", "radio"].includes(type);
    for (const mark of ["checked", "value"]) field.removeAttribute(mark);
    field.setAttribute("value", name === "csrfmiddlewaretoken" ? "" : ticks ? checked : value);
  });
  for (const each of copy.querySelectorAll("*")) {
    each.classList.remove(...[...each.classList].filter(one => one.startsWith("htmx-")));
    for (const mark of ["selected", "data-current", "data-htmx-powered"])
      each.removeAttribute(mark);
    for (const mark of ["class", "style"]) if (!each.getAttribute(mark)) each.removeAttribute(mark);
  }
  return copy.innerHTML;
}"""


def seen(page: Page, part: str) -> list[str]:
    """What a part shows once all has come, tag by tag."""
    page.locator(LATER).evaluate_all("parts => parts.forEach((one) => one.scrollIntoView())")
    expect(page.locator(LATER)).to_have_count(0)
    return " ".join(page.locator(part).evaluate(AS_SEEN).split()).replace("> <", "><").split("><")


def assert_equals_a_reload(page: Page, part: str = "#page") -> None:
    swapped = seen(page, part)
    page.reload()
    assert swapped == seen(page, part)
