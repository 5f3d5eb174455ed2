// Light, dark, or as the system is.

const themes = ["system", "light", "dark"];

/** Sets the theme up; `changed` hears when colours are others. */
export function theme(button, changed) {
  const use = name => {
    if (name === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    button.textContent = `Theme: ${name}`;
    changed();
  };
  let current = localStorage.getItem("theme") ?? "system";
  if (!themes.includes(current)) current = "system";
  use(current);
  button.addEventListener("click", () => {
    current = themes[(themes.indexOf(current) + 1) % themes.length];
    localStorage.setItem("theme", current);
    use(current);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}
