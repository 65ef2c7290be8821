// One sprite of Tabler icons: the 16 pictograms of a card, then what buttons show.
import { readFileSync, writeFileSync } from "node:fs";

const [icons, target] = process.argv.slice(2);
const pictograms = ["fish", "carrot", "mushroom", "leaf", "cheese", "bread", "apple", "egg",
  "lemon", "soup", "cherry", "banana", "milk", "flower", "bell", "butterfly"];
const buttons = ["volume", "share", "clock", "check", "users", "user-plus", "arrow-left", "calendar",
  "calendar-plus", "rotate-2", "shopping-bag", "armchair", "plus", "minus", "search", "alert-circle",
  "info-circle", "download", "mail", "device-mobile", "truck", "scale", "chef-hat", "printer",
  "arrow-back-up", "tools-kitchen-2", "x", "logout", "lock", "door", "phone", "world", "settings", "bread",
  "pig", "meat", "glass-full", "bone", "fridge", "snowflake", "package", "trash", "paw", "plant", "pencil"];

const names = [...new Set([...pictograms, ...buttons])];
const symbols = names.map((name) => {
  const svg = readFileSync(`${icons}/${name}.svg`, "utf8");
  const shapes = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/<svg[\s\S]*?>/, "").replace("</svg>", "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
});
writeFileSync(target, `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
