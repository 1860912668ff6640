// Generating a token.

import { newKey, readCatalog, send } from "./api.js";
import { select } from "./controls.js";
import { h } from "./dom.js";
import { expiryPicker } from "./expiry.js";
import { foldedFields, form, groupField } from "./form.js";
import { plural } from "./format.js";
import { heading } from "./parts.js";
import { scopePicker } from "./scopes.js";
import { addresses, addressesField, keyField, limitField, nameField, numberField, readFields, scopesField, wholeNumber } from "./token-fields.js";

// What was typed and not sent, for when a person looks at something else in between.
let draft = null;

export async function generateView({ signal, config, reveal }) {
  const catalog = await readCatalog(signal);
  const picker = scopePicker(catalog, draft?.scopes ?? []);
  const expiry = expiryPicker(config.maximum_days);
  const audience = select(config.audiences.map(name => [name, name]), config.audiences[0], { "aria-label": "Audience" });
  const fields = newFields(picker, expiry, audience);
  if (draft) {
    expiry.set(...draft.expiry);
  }

  fields.audience.element.hidden = config.audiences.length < 2;
  const showRotation = () => { fields.rotatable_for_days.element.hidden = !picker.chosen().includes("tokens:rotate"); };
  picker.element.addEventListener("click", () => setTimeout(showRotation));
  showRotation();

  // The same for each attempt to send the same form, so that none of them makes a second token.
  let attempt = { key: null, body: null };
  let sent = false;
  const generate = form({
    fields,
    sections: panel(fields),
    label: "Generate Token",
    busy: "Generating…",
    read(errors) {
      const days = expiry.days();
      if (days === null) {
        errors.expires_in_days = ["Choose a date."];
      }

      const ifShown = (field, value) => (field.element.hidden ? undefined : value());
      return {
        ...readFields(fields, errors),
        scopes: picker.chosen(),
        expires_in_days: days,
        dpop_jkt: fields.dpop_jkt.value.trim() || undefined,
        audience: ifShown(fields.audience, () => audience.value),
        rotatable_for_days: ifShown(fields.rotatable_for_days, () => wholeNumber(fields.rotatable_for_days, "rotatable_for_days", errors)),
      };
    },
    async submit(body) {
      const text = JSON.stringify(body);
      if (attempt.body !== text) {
        attempt = { key: newKey(), body: text };
      }

      const { data } = await send("POST", "/", { body, headers: { "Idempotency-Key": attempt.key } });
      sent = true;
      draft = null;
      reveal(data, "generated");
    },
  });

  return {
    title: "Generate Token",
    element: h("div", {}, heading("Generate Token"), generate.element),
    leave() {
      draft = sent ? null : {
        name: fields.name.value,
        scopes: picker.chosen(),
        expiry: expiry.get(),
        limit: fields.rate_limit.value,
        addresses: fields.allowed_addresses.value,
        key: fields.dpop_jkt.value,
      };
    },
  };
}

function newFields(picker, expiry, audience) {
  return {
    name: nameField(draft?.name, "What the token is for, such as the client that will use it."),
    scopes: scopesField(picker, "Grant only what is needed."),
    expires_in_days: groupField("Expiry", expiry.element, expiry.first),
    rate_limit: limitField(draft?.limit ?? "1000", "How many requests the token may make in an hour, at most 1,000,000."),
    allowed_addresses: addressesField(draft?.addresses),
    dpop_jkt: keyField(draft?.key),
    audience: groupField("Audience", audience, () => audience),
    rotatable_for_days: numberField("May rotate itself for (days)", "365", "How long from now the token may replace itself, at most 3,650 days."),
  };
}

function panel(fields) {
  const folded = [fields.rate_limit, fields.allowed_addresses, fields.dpop_jkt];
  const shown = Object.values(fields).filter(field => !folded.includes(field));
  return h("section", { class: "panel fields" },
    shown.map(field => field.element), foldedFields("Limit, addresses and key", folded, () => limitsInWords(fields)));
}

function limitsInWords(fields) {
  const { length } = addresses(fields.allowed_addresses);
  const from = length === 0 ? "any address" : plural(length, "address or network", "addresses or networks");
  const key = fields.dpop_jkt.value.trim() === "" ? "" : ", bound to a key";
  return `${fields.rate_limit.value.trim()} requests per hour, from ${from}${key}`;
}
