// Theme: the look chosen in the user's menu, kept a year in a cookie that the server reads.

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]");
  if (!choice) return;
  const theme = choice.dataset.themeChoice;
  document.cookie = `theme=${theme};path=/;max-age=31536000;samesite=lax`;
  document.documentElement.dataset.theme = theme;
  document.querySelectorAll("[data-theme-choice]").forEach((other) => {
    other.setAttribute("aria-pressed", String(other === choice));
  });
});
