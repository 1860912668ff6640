// Registers and signs in over the application's own API, with a cookie.

const form = document.querySelector("form[data-account]");
const returnUrl = new URLSearchParams(location.search).get("returnUrl");

// This file is at the root of the application, and the pages are not all.
const root = new URL(".", import.meta.url);

if (form) {
  form.addEventListener("submit", submit);
  for (const link of document.querySelectorAll("[data-keeps-return]")) {
    link.search = location.search;
    link.hash = location.hash;
  }
}

if ("home" in document.body.dataset) {
  fetch(new URL("api/auth/manage/info", root), { headers: { Accept: "application/json" } })
    .then(response => response.json())
    .then(({ email }) => { document.getElementById("user").textContent = email; });
}

async function submit(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  const label = button.textContent;
  const credentials = { email: form.elements.email.value.trim(), password: form.elements.password.value };
  button.disabled = true;
  button.textContent = button.dataset.busy;
  show({});
  try {
    if (form.dataset.account === "register") {
      const registered = await post("register", credentials);
      if (!registered.ok) {
        show(await problemsOf(registered));
        return;
      }
    }

    const signedIn = await post("login?useCookies=true", credentials);
    if (signedIn.ok) {
      location.assign(target());
      return;
    }

    const { detail } = await signedIn.json().catch(() => ({}));
    show({ general: [detail === "LockedOut" ? "Too many wrong passwords. Wait five minutes and try again." : "The email or the password is wrong."] });
  } catch {
    show({ general: ["The server did not answer. Try again."] });
  } finally {
    button.disabled = false;
    button.textContent = label;
  }
}

function post(path, body) {
  return fetch(new URL(`api/auth/${path}`, root), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

const inWords = {
  DuplicateUserName: ["This email is registered already. Sign in instead."],
  InvalidEmail: ["Enter an email address, such as me@example.com."],
};

// Identity names each error by a code; those of passwords begin with the word.
async function problemsOf(response) {
  const { errors = {} } = await response.json().catch(() => ({}));
  const problems = { email: [], password: [], general: [] };
  for (const [code, messages] of Object.entries(errors)) {
    const field = code.startsWith("Password") ? "password" : /Email|UserName/.test(code) ? "email" : "general";
    problems[field].push(...(inWords[code] ?? messages));
  }

  return Object.keys(errors).length > 0 ? problems : { general: ["That did not work. Try again."] };
}

function show(problems) {
  const general = form.querySelector(".problem");
  general.textContent = (problems.general ?? []).join(" ");
  general.hidden = general.textContent === "";
  let first = general.hidden ? null : general;
  for (const name of ["password", "email"]) {
    const messages = problems[name] ?? [];
    const error = document.getElementById(`${name}-error`);
    error.textContent = messages.join(" ");
    error.hidden = messages.length === 0;
    form.elements[name].setAttribute("aria-invalid", String(messages.length > 0));
    first = messages.length > 0 ? form.elements[name] : first;
  }

  first?.focus();
}

// Back to where the sign-in was asked for, if that is a page of this application. The browser's own parser decides what
// the text means, and nothing parses its answer again: a path such as //host would be another site's address then.
function target() {
  const url = returnUrl && URL.canParse(returnUrl, root) ? new URL(returnUrl, root) : root;
  const isLocal = url.protocol === location.protocol && url.host === location.host && !/^\/([/\\]|%2f|%5c)/i.test(url.pathname);
  return isLocal ? location.origin + url.pathname + url.search + (location.hash || url.hash) : root.href;
}
