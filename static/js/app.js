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
// A person's number never breaks at its hyphen: Chromium breaks « M-0047 » there, and the font has no other hyphen.
const NUMBER = /\b[MO]-\d{4,}\b/;
function keepNumbersWhole(root) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (text) =>
    NUMBER.test(text.data) && !text.parentElement.closest("textarea, option, script, style, svg, .nowrap")
      ? NodeFilter.FILTER_ACCEPT
      : NodeFilter.FILTER_REJECT,
  );
  const found = [];
  while (texts.nextNode()) found.push(texts.currentNode);
  for (let text of found) {
    for (let match; (match = NUMBER.exec(text.data)); ) {
      const number = text.splitText(match.index);
      text = number.splitText(match[0].length);
      const whole = document.createElement("span");
      whole.className = "nowrap";
      number.replaceWith(whole);
      whole.append(number);
    }
  }
}
keepNumbersWhole(document.body);
document.addEventListener("htmx:afterSwap", (event) => keepNumbersWhole(event.target));
