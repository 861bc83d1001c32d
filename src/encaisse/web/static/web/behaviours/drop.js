// Drop: files dropped on a form with data-drop fill its input and send it. A file beyond
// data-drop-max (megabytes) is told at once, instead of after its whole journey.

const MEGABYTE = 1024 * 1024;
const formOf = (event) => event.target.closest?.("[data-drop]");
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");

function tooLarge(form) {
  const [input, errors] = [form.querySelector("[type=file]"), form.querySelector("[data-drop-errors]")];
  const large = [...input.files].filter((file) => file.size > form.dataset.dropMax * MEGABYTE);
  errors.replaceChildren(...large.map((file) => {
    const line = document.createElement("li");
    line.textContent = `« ${file.name} » ${form.dataset.dropSaid}`;
    return line;
  }));
  errors.hidden = !large.length;
  return large.length > 0;
}

for (const moment of ["dragenter", "dragover"])
  document.addEventListener(moment, (event) => {
    const form = formOf(event);
    if (!form || !holdsFiles(event)) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
for (const moment of ["dragleave", "drop"])
  document.addEventListener(moment, (event) => formOf(event)?.classList.remove("dropping"));
document.addEventListener("drop", (event) => {
  const form = formOf(event);
  if (!form || !holdsFiles(event)) return;
  event.preventDefault();
  form.querySelector("[type=file]").files = event.dataTransfer.files;
  if (!tooLarge(form)) form.requestSubmit();
});
document.addEventListener("change", (event) => {
  const form = event.target.matches("[type=file]") && formOf(event);
  if (form) tooLarge(form);
});
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("[data-drop]") || !tooLarge(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
