// Runs after rrweb and before the widget: records with its defaults, and notes where the pointer
// really was over the widget.
"use strict";
{
  const recorded = [];
  const points = { widget: [], page: [] };
  window.replay = { recorded, points };
  for (const type of ["pointerdown", "pointermove", "click"]) {
    window.addEventListener(
      type,
      ({ target, clientX, clientY }) => {
        const inside = target instanceof Element && target.closest("touch-base");
        points[inside ? "widget" : "page"].push([clientX, clientY]);
      },
      true,
    );
  }
  rrweb.record({ emit: (event) => recorded.push(event) });
}
