// Wakes up the components of GOV.UK Frontend and keeps filters open where there is room beside the table.
const own = document.querySelector("script[data-govuk]");
const { initAll } = await import(own.dataset.govuk);
initAll();

const desk = window.matchMedia("(min-width: 60rem)");
const openFilters = () => {
  for (const panel of document.querySelectorAll("details.pcr-filter")) panel.open = panel.open || desk.matches;
};
openFilters();
desk.addEventListener("change", openFilters);

// A table as wide as its place shows its head at the top of the window; a wider one scrolls in a box of its own.
const fitted = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    target.classList.remove("pcr-table--fits");
    target.classList.toggle("pcr-table--fits", target.scrollWidth <= target.clientWidth);
  }
});
for (const box of document.querySelectorAll(".pcr-table:not(.pcr-table--wide)")) fitted.observe(box);

// A menu of the header closes when the reader goes elsewhere or presses Escape.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.pcr-menu[open]")) if (menu !== except) menu.open = false;
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.pcr-menu")));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});
