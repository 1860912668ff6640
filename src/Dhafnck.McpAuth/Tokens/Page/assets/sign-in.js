// Says that the sign-in was lost, and brings it back without losing what was typed.

import { readConfig } from "./api.js";
import { button } from "./controls.js";
import { announce, h, icon } from "./dom.js";

let notice = null;
let owner = null;

/** Remembers who is signed in. */
export function remember(config) {
  owner = config.owner;
}

/** Shows the notice, and calls `back` once the same person is signed in again. */
export function signedOut(back = () => {}) {
  if (notice) {
    return;
  }

  const link = h("a", { class: "button primary", href: document.body.dataset.page, target: "_blank", rel: "noopener" }, "Sign in again");
  const still = h("p", { class: "error", hidden: true }, "You are still signed out.");
  notice = h("div", { class: "notice warning", role: "alert", tabindex: "-1" },
    icon("alert"),
    h("p", {}, h("strong", {}, "You are signed out."), " What you typed is still here. Sign in again in a new tab, then come back."), still,
    h("div", { class: "actions" }, link, button("I have signed in", () => check(back, still))));
  document.getElementById("notices").append(notice);
  notice.focus();
  const returned = () => document.visibilityState === "visible" && check(back, null);
  document.addEventListener("visibilitychange", returned);
  notice.stop = () => document.removeEventListener("visibilitychange", returned);
}

async function check(back, still) {
  try {
    const config = await readConfig();
    if (config.owner !== owner) {
      // Someone else: nothing of the one before stays on the page.
      location.reload();
      return;
    }
  } catch {
    if (still) {
      still.hidden = false;
      announce(still.textContent);
    }

    return;
  }

  notice?.stop();
  notice?.remove();
  notice = null;
  announce("You are signed in again.");
  back();
}
