// What the framework itself writes, in the language of the page: its buttons, hints and tooltips.
const NAMED = ["aria-label", "title", "placeholder", "alt"];
const OURS = "[data-testid=stMarkdownContainer], textarea, script, style, [role=graphics-symbol]";
let exact = {};
let patterns = [];

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const learn = (words) => {
  exact = words;
  patterns = Object.entries(words)
    .filter(([english]) => english.includes("{}"))
    .map(([english, own]) => [new RegExp(`^${english.split("{}").map(escaped).join("(.+)")}$`), own]);
};

const say = (text) => {
  const known = text.trim();
  if (!known || known.length > 200) return null;
  if (exact[known]) return text.replace(known, exact[known]);
  for (const [pattern, own] of patterns) {
    const found = known.match(pattern);
    if (found) return found.slice(1).reduce((said, part) => said.replace("{}", part), own);
  }
  return null;
};

const sayNode = (node) => {
  const box = node.parentElement;
  if (box?.closest(OURS) && !box.closest("[data-testid=stFileUploader]")) return;
  const own = say(node.nodeValue);
  if (own !== null && own !== node.nodeValue) node.nodeValue = own;
};

const sayNames = (element) => {
  for (const name of NAMED) {
    const own = element.hasAttribute(name) ? say(element.getAttribute(name)) : null;
    if (own !== null && own !== element.getAttribute(name)) element.setAttribute(name, own);
  }
};

const sayAll = (root) => {
  if (root.nodeType === Node.TEXT_NODE) return sayNode(root);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = root; node; node = walker.nextNode())
    node.nodeType === Node.TEXT_NODE ? sayNode(node) : sayNames(node);
};

const onChange = (changes) => {
  for (const change of changes) {
    if (change.type === "childList") change.addedNodes.forEach(sayAll);
    else if (change.type === "attributes") sayNames(change.target);
    else sayNode(change.target);
  }
};

export default ({ data }) => {
  learn(data);
  sayAll(document.body);
  if (document.documentElement.dataset.saysFramework) return;
  document.documentElement.dataset.saysFramework = "yes";
  new MutationObserver(onChange).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: NAMED,
  });
};
