// The fields of a token, for the form that generates it and the one that changes it.

import { groupField, textField } from "./form.js";

const addressesHint = "IP addresses or networks such as 192.0.2.0/24, one on each line. Without any, the token works from everywhere.";

const keyHint = "The SHA-256 thumbprint of a JWK (RFC 7638): the token then works only with DPoP proofs of this key.";

export function nameField(value, hint) {
  return textField("Name", { hint, value, maxlength: 1200 });
}

export function scopesField(picker, hint) {
  const field = groupField("Scopes", picker.element, picker.first, hint);
  field.inWords = () => (picker.chosen().length === 0 ? ["Choose at least one scope."] : null);
  return field;
}

export function limitField(value, hint) {
  return numberField("Limit per hour", value, hint);
}

export function addressesField(value) {
  return textField("Allowed addresses (optional)", { hint: addressesHint, value, rows: 3 });
}

export function keyField(value) {
  return textField("Key (optional)", { hint: keyHint, value, maxlength: 100 });
}

export function numberField(label, value, hint) {
  return textField(label, { hint, value, inputmode: "numeric", className: "short" });
}

/** The values of the text fields, as the API takes them. */
export function readFields(fields, errors) {
  return {
    name: fields.name.value,
    rate_limit: wholeNumber(fields.rate_limit, "rate_limit", errors),
    allowed_addresses: addresses(fields.allowed_addresses),
  };
}

/** A whole number as it was typed, or an error for what is none. */
export function wholeNumber(field, name, errors) {
  const text = field.value.replaceAll(/[\s,_']/g, "");
  if (!/^-?\d{1,15}$/.test(text)) {
    errors[name] = [text === "" ? "Enter a whole number." : "Must be a whole number."];
    return undefined;
  }

  return Number(text);
}

/** The addresses of a field, one on each line or behind commas. */
export function addresses(field) {
  return field.value.split(/[\s,;]+/).filter(address => address.length > 0);
}
