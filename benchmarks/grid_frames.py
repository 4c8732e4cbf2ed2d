"""What the grid's page is asked by the benchmarks: to take a key or an edit, and to tell what the next frame shows."""

from __future__ import annotations

# Of a work centre's row, at least: it is lower than the others.
PINNED_PX = 20
# All that is painted is kept while somebody watches: where on the canvas (CSS pixels), and what.
WATCH_PAINTING = """(() => {
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...more) {
        if (window.painted) {
            const at = this.getTransform().transformPoint(new DOMPoint(x, y));
            window.painted.push([text, at.x / devicePixelRatio, at.y / devicePixelRatio]);
        }
        return fillText.call(this, text, x, y, ...more);
    };
})()"""
# From the event until what it changed is painted: the message comes right after the frame.
AFTER_FRAME = """
    const afterFrame = (atFrame) => new Promise((painted) => requestAnimationFrame(() => {
        atFrame?.();
        const channel = new MessageChannel();
        channel.port1.onmessage = () => painted(performance.now());
        channel.port2.postMessage(0);
    }));
    const key = (name) => document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', {key: name, code: name, bubbles: true, cancelable: true}));
"""
PRESS = f"""async (name) => {{{AFTER_FRAME}
    const began = performance.now();
    key(name);
    return await afterFrame() - began;
}}"""
# The canvas is read in the frame that the edit asked for, after the grid has drawn it and before it is painted: the row
# above the edited one is the balance, the one below it is ATP, and the work centres lie between header and body. Of the
# work centres' cells above the edited one: their code, their load in per cent, unrounded, and what is painted in them.
EDIT = f"""async ([text, rowsAbove, column]) => {{{AFTER_FRAME}
    await afterFrame();  // the field has followed the selection
    const field = document.activeElement, canvas = document.querySelector('#schedule-grid canvas');
    const box = field.getBoundingClientRect(), at = canvas.getBoundingClientRect();
    const ratio = canvas.width / at.width, height = box.height;
    const strip = (top) => {{
        const data = canvas.getContext('2d').getImageData(
            (box.left - at.left) * ratio, (top + 3 - at.top) * ratio,
            (at.right - box.left) * ratio, (height - 6) * ratio,
        ).data;  // without the frame of the selection
        let sum = 0;
        for (let place = 0; place < data.length; place += 1) sum = (sum * 31 + data[place]) | 0;
        return sum;
    }};
    const read = () => [strip(box.top - height), strip(box.top + height)];
    const heat = () => {{
        const rows = [...document.querySelectorAll('#schedule-grid [role=row]')];
        const cells = rows.map((row) => [row, row.querySelector(`[aria-colindex="${{column}}"][data-value]`)]);
        const middle = box.left - at.left + box.width / 2, body = box.top - at.top - rowsAbove * height;
        const texts = window.painted.filter(([, x, y]) => Math.abs(x - middle) < box.width / 4 && y < body && y > 0);
        const labels = [...new Map(texts.map((one) => [Math.round(one[2]), one])).values()]
            .sort((one, other) => one[2] - other[2]).map(([label]) => label);
        const found = cells.filter(([, cell]) => cell);
        return found.map(([row, cell], place) => [
            row.firstElementChild.textContent, Number(cell.dataset.value), labels[labels.length - found.length + place],
        ]);
    }};
    const before = read();
    const began = performance.now();
    window.painted = [];
    field.value = text;
    field.dispatchEvent(new InputEvent('input', {{bubbles: true}}));
    key('ArrowRight');
    const handled = performance.now() - began;
    let after, loads;
    const shown = await afterFrame(() => {{ after = read(); loads = heat(); }}) - began;
    window.painted = undefined;
    return {{handled, shown, balance: before[0] !== after[0], atp: before[1] !== after[1], loads}};
}}"""
SCROLL = """async ([dx, dy, frames]) => {
    const scroller = document.querySelector('#schedule-grid .lg-scroll');
    let [stepX, stepY] = [dx, dy];
    for (let frame = 0; frame < frames; frame += 1) {
        await new Promise((next) => requestAnimationFrame(next));
        const [left, top] = [scroller.scrollLeft, scroller.scrollTop];
        scroller.scrollBy({left: stepX, top: stepY, behavior: 'instant'});
        if (scroller.scrollLeft === left && scroller.scrollTop === top) [stepX, stepY] = [-stepX, -stepY];
    }
}"""
