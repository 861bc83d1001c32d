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

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const isBlock = "block" in button.dataset;
  const target = isBlock ? body : written;
  const text = `{{ ${button.dataset.insert} }}`;
  target.focus();
  target.setRangeText(isBlock ? `\n\n${text}\n\n` : text, target.selectionStart, target.selectionEnd, "end");
  draw();
});

draw();
