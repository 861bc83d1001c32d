// Writing a template: a variable goes where the cursor was, and the preview follows what is typed.

const form = document.querySelector("[data-writing]");
const preview = document.querySelector("[data-preview]");
const body = form.elements.body;
let written = body;
let waiting;

const draw = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => preview && form.requestSubmit(preview), 400);
};

form.addEventListener("focusin", (event) => {
  if (event.target.matches("input[type=text], textarea")) written = event.target;
});
form.addEventListener("input", draw);
document.querySelector("#customer")?.addEventListener("change", draw);

// A block stands alone: blank lines around it, no more than are missing.
const alone = (text, before, after) =>
  (before && "\n\n".slice(before.match(/\n{0,2}$/)[0].length)) + text +
  (after && "\n\n".slice(after.match(/^\n{0,2}/)[0].length));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const isBlock = "block" in button.dataset;
  const target = isBlock ? body : written;
  const { value, selectionStart: start, selectionEnd: end } = target;
  const text = `{{ ${button.dataset.insert} }}`;
  target.focus();
  target.setRangeText(isBlock ? alone(text, value.slice(0, start), value.slice(end)) : text, start, end, "end");
  draw();
});

draw();
