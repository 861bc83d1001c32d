// A message shown whole: its frame is as high as what it holds, which can neither run nor fetch.

const turning = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));

function fit(frame) {
  const page = frame.contentDocument?.documentElement;
  if (!frame.contentDocument?.body?.childElementCount) return;
  const height = Math.ceil(page.getBoundingClientRect().height);
  const edges = frame.offsetHeight - frame.clientHeight;
  if (height) frame.style.blockSize = `${height + edges}px`;
  turning.observe(frame);
}

document.addEventListener("load", (event) => event.target.matches?.("[data-whole]") && fit(event.target), true);
document.querySelectorAll("[data-whole]").forEach(fit);
