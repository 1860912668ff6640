// Copies text, and says that it did.

import { announce, h, icon } from "./dom.js";

/** A button that copies what `text` gives at that moment. */
export function copyButton(label, text, { primary = false, copied = () => {} } = {}) {
  const caption = h("span", {}, label);
  const button = h("button", { type: "button", class: primary ? "button primary" : "button" }, icon("copy"), caption);
  let back;
  button.addEventListener("click", async () => {
    const done = await copy(text());
    caption.textContent = done ? "Copied" : "Not copied";
    button.classList.toggle("done", done);
    button.firstChild.replaceWith(icon(done ? "check" : "alert"));
    announce(done ? "Copied to the clipboard." : "The browser does not let the page copy. Select the text and copy it yourself.");
    if (done) {
      copied();
    }

    clearTimeout(back);
    back = setTimeout(() => {
      caption.textContent = label;
      button.classList.remove("done");
      button.firstChild.replaceWith(icon("copy"));
    }, 2500);
  });
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

// Browsers give the clipboard to pages under HTTPS and on localhost alone; elsewhere there is the old way.
function copyBySelection(text) {
  const focused = document.activeElement;
  const area = h("textarea", { class: "visually-hidden", readOnly: true, "aria-hidden": "true" });
  area.value = text;
  (focused?.closest("dialog") ?? document.body).append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.value = "";
    area.remove();
    focused?.focus();
  }
}
