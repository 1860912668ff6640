// Builds elements. Text becomes text nodes and never markup, so that no name can run anything.

const svgNamespace = "http://www.w3.org/2000/svg";

/** An HTML element: `on` has its listeners, what the element has as a property is set as one, the rest are attributes. */
export function h(name, properties = {}, ...children) {
  return fill(document.createElement(name), properties, children);
}

/** An SVG element. */
export function s(name, attributes = {}, ...children) {
  return fill(document.createElementNS(svgNamespace, name), attributes, children);
}

function fill(element, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (typeof value === "boolean" && !key.startsWith("aria-")) {
      element[key] = value;
    } else if (value !== null && value !== undefined) {
      element.setAttribute(key, value);
    }
  }

  element.append(...flat(children));
  return element;
}

/** Puts children, which may be lists or nothing, into the place of those that an element has. */
export function put(element, ...children) {
  element.replaceChildren(...flat(children));
}

function flat(children) {
  return children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false);
}

const shapes = {
  alert: ["M12 3 2.5 20h19z", "M12 10v4M12 17.2v.1"],
  back: ["M14.5 5.5 8 12l6.5 6.5"],
  check: ["M4.5 12.5 10 18 19.5 7"],
  close: ["M6 6l12 12M18 6 6 18"],
  copy: ["M9 9h11v11H9z", "M15 9V4H4v11h5"],
  edit: ["M4 20h4L19.5 8.5l-4-4L4 16z", "M13 7l4 4"],
  key: ["M12.5 15.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0z", "M11.3 12.2 20 3.5M16 7.5l3 3M13.2 10.3l2 2"],
  plus: ["M12 5v14M5 12h14"],
  plug: ["M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4"],
  rotate: ["M20 12a8 8 0 1 1-2.5-5.8", "M20 3v4.5h-4.5"],
  trash: ["M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5"],
};

/** An icon beside a text that says the same. */
export function icon(name) {
  return s("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, shapes[name].map(d => s("path", { d })));
}

/** Says something to people who do not see the page change. */
export function announce(text) {
  const region = document.getElementById("announcements");
  region.textContent = "";
  // A region that is emptied and filled in one go is not always read.
  setTimeout(() => { region.textContent = text; }, 50);
}

let identifiers = 0;

/** An id that no other element has. */
export function newId(prefix) {
  identifiers += 1;
  return `${prefix}-${identifiers}`;
}
