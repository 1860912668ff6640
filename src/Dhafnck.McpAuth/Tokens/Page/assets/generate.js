// Generating a token.

import { readCatalog, send } from "./api.js";
import { h } from "./dom.js";
import { expiryPicker } from "./expiry.js";
import { addresses, foldedFields, form, groupField, textField, wholeNumber } from "./form.js";
import { plural } from "./format.js";
import { heading } from "./parts.js";
import { scopePicker } from "./scopes.js";
import { signedOut } from "./sign-in.js";

// What was typed and not sent, for when a person looks at something else in between.
let draft = null;

export async function generateView({ signal, config, reveal }) {
  const catalog = await readCatalog(signal);
  const picker = scopePicker(catalog, draft?.scopes ?? []);
  const expiry = expiryPicker();
  const audience = h("select", { "aria-label": "Audience" }, config.audiences.map(name => h("option", {}, name)));
  const fields = {
    name: textField("Name", { hint: "What the token is for, such as the client that will use it.", value: draft?.name, maxlength: 1200 }),
    scopes: groupField("Scopes", picker.element, picker.first, "Grant only what is needed."),
    expires_in_days: groupField("Expiry", expiry.element, expiry.first),
    rate_limit: textField("Limit per hour", { hint: "How many requests the token may make in an hour, at most 1,000,000.", value: draft?.limit ?? "1000", inputmode: "numeric", className: "short" }),
    allowed_addresses: textField("Allowed addresses (optional)", { hint: "IP addresses or networks such as 192.0.2.0/24, one on each line. Without any, the token works from everywhere.", value: draft?.addresses, rows: 3 }),
    audience: groupField("Audience", audience, () => audience),
    rotatable_for_days: textField("May rotate itself for (days)", { hint: "How long from now the token may replace itself, at most 3,650 days.", value: "365", inputmode: "numeric", className: "short" }),
  };
  if (draft) {
    expiry.set(...draft.expiry);
  }

  fields.audience.element.hidden = config.audiences.length < 2;
  const showRotation = () => { fields.rotatable_for_days.element.hidden = !picker.chosen().includes("tokens:rotate"); };
  picker.element.addEventListener("click", () => setTimeout(showRotation));
  showRotation();

  fields.scopes.inWords = () => (picker.chosen().length === 0 ? ["Choose at least one scope."] : null);
  const folded = [fields.rate_limit, fields.allowed_addresses];
  const shown = Object.values(fields).filter(field => !folded.includes(field));
  const limits = () => {
    const from = addresses(fields.allowed_addresses.value);
    return `${fields.rate_limit.value.trim()} requests per hour, from ${from.length === 0 ? "any address" : plural(from.length, "address or network", "addresses or networks")}`;
  };

  // The same for each attempt to send the same form, so that none of them makes a second token.
  let attempt = { key: null, body: null };
  const generate = form({
    fields,
    sections: [h("section", { class: "panel fields" }, shown.map(field => field.element), foldedFields("Limit and addresses", folded, limits))],
    label: "Generate Token",
    busy: "Generating…",
    signedOut,
    async submit(show) {
      const errors = {};
      const body = {
        name: fields.name.value,
        scopes: picker.chosen(),
        expires_in_days: expiry.days(),
        rate_limit: wholeNumber(fields.rate_limit, "rate_limit", errors),
        allowed_addresses: addresses(fields.allowed_addresses.value),
        audience: config.audiences.length < 2 ? undefined : audience.value,
        rotatable_for_days: fields.rotatable_for_days.element.hidden ? undefined : wholeNumber(fields.rotatable_for_days, "rotatable_for_days", errors),
      };
      if (body.expires_in_days === null) {
        errors.expires_in_days = ["Choose a date."];
      }

      show(errors);
      if (Object.keys(errors).length > 0) {
        return;
      }

      const text = JSON.stringify(body);
      if (attempt.body !== text) {
        attempt = { key: crypto.randomUUID?.() ?? randomKey(), body: text };
      }

      const { data } = await send("POST", "/", { body, headers: { "Idempotency-Key": attempt.key } });
      sent = true;
      draft = null;
      reveal(data, "generated");
    },
  });

  let sent = false;
  return {
    title: "Generate Token",
    element: h("div", {}, heading("Generate Token"), generate.element),
    leave() {
      draft = sent ? null : { name: fields.name.value, scopes: picker.chosen(), expiry: expiry.get(), limit: fields.rate_limit.value, addresses: fields.allowed_addresses.value };
    },
  };
}

// crypto.randomUUID is there for pages under HTTPS and on localhost alone.
function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
}
