// Revoking all tokens of an owner, or what was issued after a moment, once a person has read how many these are.

import { latestAnswer, sendAsAdmin } from "./api.js";
import { ask } from "./dialog.js";
import { announce, h } from "./dom.js";
import { textField } from "./form.js";
import { plural } from "./format.js";

/** Asks and revokes. Gives the answer when it is done, or null. */
export async function revokeMany(ownerId) {
  const owner = textField("Owner (optional)", { hint: "The identifier of the owner. Without it, the tokens of all owners.", value: ownerId, maxlength: 200 });
  const moment = textField("Issued since (optional)", {
    hint: "When the tokens leaked: what was created or rotated then or later is revoked. Your time.",
    type: "datetime-local",
  });
  const number = h("p", { role: "status" });
  const latest = latestAnswer();
  let told = null;
  const which = () => ({
    ...(owner.value.trim() === "" ? {} : { owner: owner.value.trim() }),
    ...(moment.value === "" ? {} : { issued_after: new Date(moment.value).toISOString() }),
  });
  const query = choice => new URLSearchParams(choice).toString();

  function tell() {
    const asked = which();
    if (Object.keys(asked).length === 0) {
      told = null;
      number.textContent = "State an owner, or a time, or both.";
      return;
    }

    if (told !== query(asked)) {
      told = null;
      number.textContent = "Counting…";
    }

    latest(
      () => sendAsAdmin("GET", `/?${new URLSearchParams({ ...asked, state: "active", limit: 1 })}`, { quiet: true }),
      ({ data }) => {
        told = query(asked);
        number.textContent = data.total === 0 ? "No active token matches." : `This ends ${plural(data.total, "active token")}.`;
      },
      () => {
        told = query(asked);
        number.textContent = "The tokens cannot be counted at the moment.";
      });
  }

  for (const { element } of [owner, moment]) {
    element.addEventListener("change", tell);
  }

  tell();
  const revoked = await ask({
    title: "Revoke many tokens?",
    body: [owner.element, moment.element, number, h("p", {}, "Whatever uses them is refused from the next request on. This cannot be undone.")],
    label: "Revoke them",
    busy: "Revoking…",
    danger: true,
    async confirm() {
      if (Object.keys(which()).length === 0) {
        throw new Error("State which tokens: those of an owner, or those issued since a time, or both.");
      }

      // After Enter in a field, or before a slow answer, the number on the screen is not that of these tokens.
      const chosen = query(which());
      if (chosen !== told) {
        tell();
        throw new Error("Read how many tokens these are, then confirm again.");
      }

      return sendAsAdmin("DELETE", `?${chosen}`);
    },
  });
  if (revoked) {
    announce(`${plural(revoked.data.revoked, "token")} revoked.`);
  }

  return revoked;
}
