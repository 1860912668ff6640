// Copies text, and says that it did.

import { button } from "./controls.js";
import { announce, h, icon } from "./dom.js";

/** A button that copies what `text` gives at that moment. */
export function copyButton(label, text, { primary = false, copied = () => {} } = {}) {
  const caption = h("span", {}, label);
  const element = button([icon("copy"), caption], press, { look: primary ? "primary" : "" });
  let back;

  function show(words, shape) {
    caption.textContent = words;
    element.firstChild.replaceWith(icon(shape));
    element.classList.toggle("done", shape === "check");
  }

  async function press() {
    const done = await copy(text());
    show(done ? "Copied" : "Not copied", done ? "check" : "alert");
    announce(done ? "Copied to the clipboard." : "The browser does not let the page copy. Select the text and copy it yourself.");
    if (done) {
      copied();
    }

    clearTimeout(back);
    back = setTimeout(() => show(label, "copy"), 2500);
  }

  return element;
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
