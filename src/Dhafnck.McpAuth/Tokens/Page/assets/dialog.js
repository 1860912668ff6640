// A question that has to be answered before anything else.

import { button, whileBusy } from "./controls.js";
import { h, newId } from "./dom.js";

/**
 * Asks, and gives what `confirm` gives, or null when the answer is no. `confirm` may fail: the dialog then stays open
 * and `failed` says why. `danger` colours the button for what cannot be undone.
 */
export function ask({ title, body, confirm, label, busy = label, cancel = "Cancel", danger = false }) {
  return new Promise(resolve => {
    const opener = document.activeElement;
    const titleId = newId("dialog");
    const problem = h("p", { class: "error", role: "alert", hidden: true });
    const yes = h("button", { type: "submit", class: danger ? "button danger" : "button primary" }, label);
    const no = button(cancel, () => dialog.close());
    let result = null;
    const form = h("form", { class: "dialog-body" }, h("h2", { id: titleId }, title), body, problem, h("div", { class: "actions" }, no, yes));
    const dialog = h("dialog", { "aria-labelledby": titleId }, form);

    form.addEventListener("submit", event => {
      event.preventDefault();
      problem.hidden = true;
      whileBusy(yes, busy, async () => {
        try {
          result = await confirm();
          dialog.close();
        } catch (failure) {
          problem.textContent = inWords(failure);
          problem.hidden = false;
        }
      });
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (result === null) {
        opener?.focus();
      }

      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
    // What undoes nothing is where a person who presses Enter at once ends up.
    (danger ? no : form.querySelector("input, select") ?? yes).focus();
  });
}

function inWords(failure) {
  return failure.kind === "signed-out" ? "You are signed out. Sign in again in another tab, then try again here." : failure.message;
}
