// Comfort only: every page works without this file.
"use strict";
// After a refused form, bring the keyboard and the screen reader to the summary.
document.querySelector(".summary[role=alert]")?.focus();
// One open menu at a time; Escape closes it and gives the focus back.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.drop[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.drop[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
// A filter list applies as soon as it is chosen, where the form asks for it.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-autosubmit]");
  if (form && event.target.matches("select, [type=radio]")) form.requestSubmit();
});
