// The page: which view is shown, by what stands behind the # of the address.

import { auditView } from "./admin-audit.js";
import { adminListView } from "./admin-list.js";
import { adminTokenView } from "./admin-token.js";
import { readConfig } from "./api.js";
import { detailsView } from "./details.js";
import { h, put } from "./dom.js";
import { editView } from "./edit.js";
import { generateView } from "./generate.js";
import { listView } from "./list.js";
import { back, failed, heading, loading } from "./parts.js";
import { revealView } from "./reveal.js";
import { remember } from "./sign-in.js";

const main = document.getElementById("main");
let config = null;
let view = null;
let leaving = null;
let revealed = null;

function viewOf(hash) {
  const [name, id, action] = hash.slice(1).split("/").map(part => decodeURIComponent(part));
  return name === "audit" && config.admin ? auditView
    : name === "all" && config.admin ? id ? options => adminTokenView({ ...options, id }) : adminListView
    : name === "generate" ? generateView
    : name === "token" && id ? options => (action === "edit" ? editView : detailsView)({ ...options, id })
    : name === "revealed" && revealed ? () => revealView({ ...revealed, config })
    : listView;
}

async function show({ focus = true } = {}) {
  leaving?.abort();
  view?.leave?.();
  view = null;
  leaving = new AbortController();
  const { signal } = leaving;
  if (location.hash === "#revealed" && !revealed) {
    // Reloaded, or come back to: the token is gone.
    history.replaceState(null, "", "#active");
  }

  markTab();
  const waiting = setTimeout(() => main.replaceChildren(loading("Loading…")), 250);
  try {
    view = await viewOf(location.hash)({ config, signal, reveal, reload: show, go });
  } catch (failure) {
    if (failure.name === "AbortError" || signal.aborted) {
      return;
    }

    view = failure.status === 404 ? notFoundView(failure) : failedView(failure);
  } finally {
    clearTimeout(waiting);
    revealed = null;
  }

  if (signal.aborted) {
    view?.leave?.();
    return;
  }

  main.replaceChildren(view.element);
  document.title = `${view.title} · API Tokens`;
  if (focus) {
    main.querySelector("h1")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function notFoundView(failure) {
  return {
    title: "Not found",
    element: h("div", {}, back("#active", "Active Tokens"), heading("There is no such token"), h("p", {}, failure.message)),
  };
}

function failedView(failure) {
  return { title: "Something went wrong", element: h("div", {}, heading("That did not work"), failed(failure, show)) };
}

/** Shows a token that was just made, in the place of the view that made it. */
function reveal(token, how) {
  revealed = { token, how };
  history.replaceState(null, "", "#revealed");
  show();
}

function go(hash) {
  history.pushState(null, "", hash);
  show();
}

function markTab() {
  const isNew = location.hash === "#generate" || (location.hash === "#revealed" && revealed?.how !== "rotated");
  const isAll = config.admin && /^#(all|audit)\b/.test(location.hash);
  const current = isNew ? "#generate" : isAll ? "#all" : "#active";
  for (const link of document.querySelectorAll(".tabs a")) {
    link.getAttribute("href") === current ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  }
}

async function follow(event) {
  const link = event.target.closest?.("a[href^='#']");
  if (!link || link.getAttribute("href").length < 2 || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }

  event.preventDefault();
  if (link.id === "skip") {
    main.focus();
  } else if (!view?.mayLeave || await view.mayLeave()) {
    go(link.getAttribute("href"));
  }
}

function showAccount() {
  const { application, home, user, sign_out: signOut } = config;
  put(document.getElementById("application"), application && [
    home ? h("a", { href: home }, application) : application,
    h("span", { class: "slash", "aria-hidden": "true" }, "/"),
  ]);
  put(document.getElementById("account"),
    user && h("span", { class: "user" }, user),
    signOut && h("form", { method: "post", action: signOut }, h("button", { type: "submit", class: "button small" }, "Sign out")));
}

function showTabs() {
  document.getElementById("all").hidden = !config.admin;
}

async function start() {
  try {
    config = await readConfig();
  } catch (failure) {
    main.replaceChildren(failed(failure, start));
    return;
  }

  remember(config);
  showAccount();
  showTabs();
  await show({ focus: false });
}

document.addEventListener("click", follow);
addEventListener("popstate", () => show());
// A page that waits in the browser's memory for a way back to it keeps no token.
addEventListener("pagehide", () => {
  if (location.hash === "#revealed") {
    view?.leave?.();
    view = null;
    main.replaceChildren();
  }
});
addEventListener("pageshow", event => event.persisted && show({ focus: false }));
start();
