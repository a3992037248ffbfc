// Keeps the view Train true while runs go on: one stream of events for the page. The server writes the
// rows and the axes; only the lines are drawn here.
let source = null;
let runs = new Map();
let plots = [];
let drawing = 0;

const figure = () => document.getElementById('curves');
const at = (axis, value) => axis[2] + (value - axis[0]) / (axis[1] - axis[0]) * (axis[3] - axis[2]);
const short = value => String(Math.round(value * 10) / 10);

function points(run, column, { x, y }) {
  const all = [];
  for (const point of run.points) {
    if (point[column] !== null) {
      all.push(short(at(x, point[0])) + ',' + short(at(y, point[column])));
    }
  }
  return all.join(' ');
}

function line(run) {
  const svg = 'http://www.w3.org/2000/svg';
  const group = document.createElementNS(svg, 'g');
  const title = document.createElementNS(svg, 'title');
  title.textContent = run.name;
  const curve = document.createElementNS(svg, 'polyline');
  curve.setAttribute('class', 'curve');
  group.append(title, curve);
  group.dataset.run = run.name;
  return group;
}

/** The pictures, each with its axes; of the wide one and the narrow one a screen shows one. */
const pictures = () => [...figure()?.querySelectorAll(':scope > svg') ?? []];

/** Many events within one frame are drawn once, and only what is seen. */
function draw() {
  drawing = 0;
  const column = Number(figure()?.dataset.column);
  pictures().forEach((picture, i) => {
    if (!plots[i] || getComputedStyle(picture).display === 'none') {
      return;
    }
    const lines = picture.querySelector('svg.lines');
    for (const run of runs.values()) {
      run.lines[i] ??= line(run);
      if (run.drawn[i] !== run.version) {
        run.lines[i].setAttribute('class', 'run ' + run.colour);
        run.lines[i].lastChild.setAttribute('points', points(run, column, plots[i]));
        lines.append(run.lines[i]);
        run.drawn[i] = run.version;
      }
    }
  });
}

function axes(told) {
  plots = told.plots;
  pictures().forEach((picture, i) => {
    const holder = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg">${plots[i].axes}</svg>`, 'image/svg+xml');
    picture.querySelector('.axes').replaceWith(document.importNode(holder.documentElement.firstElementChild, true));
  });
  runs.forEach(run => { run.version++; });
}

function row(run) {
  const table = document.querySelector('#runs-table tbody');
  const before = table.querySelector(`tr[data-run="${CSS.escape(run.name)}"]`);
  const open = before?.querySelector('details[open]');
  if (open && run.state === 'training') {
    return;
  }
  const holder = document.createElement('tbody');
  holder.innerHTML = run.row;
  const after = holder.firstElementChild;
  if (before) {
    before.replaceWith(after);
  } else {
    table.append(after);
  }
}

function told(event) {
  const change = JSON.parse(event.data);
  if (!figure()) {
    return;
  }
  const states = [];
  for (const each of change.runs) {
    const run = runs.get(each.name) ?? { name: each.name, points: [], state: each.state, lines: [], drawn: [], version: 0 };
    if (run.state !== each.state) {
      states.push(`${each.name}: ${each.state}`);
    }
    run.points = each.points ?? run.points.concat(each.more);
    run.state = each.state;
    run.colour = each.colour;
    run.version++;
    runs.set(each.name, run);
    row(each);
  }
  for (const name of change.gone) {
    runs.get(name)?.lines.forEach(each => each.remove());
    runs.delete(name);
    document.querySelector(`#runs-table tr[data-run="${CSS.escape(name)}"]`)?.remove();
    states.push(`${name}: gone`);
  }
  if (change.plots) {
    axes(change);
  }
  const sums = document.getElementById('told');
  const words = states.length ? `${change.sums} (${states.join(', ')})` : change.sums;
  if (states.length || sums.textContent !== words) {
    sums.textContent = words;
  }
  drawing ||= requestAnimationFrame(draw);
}

function watch() {
  source?.close();
  source = null;
  runs = new Map();
  if (!figure()) {
    return;
  }
  const live = source = new EventSource(figure().dataset.events);
  let fresh = true;
  live.addEventListener('open', () => {
    fresh = true;
    mark(false);
  });
  live.addEventListener('change', event => {
    if (fresh) { // a new stream begins with everything: what the server drew, and what was here, goes
      figure().querySelectorAll('g.run').forEach(each => each.remove());
      runs = new Map();
      fresh = false;
    }
    told(event);
  });
  live.addEventListener('error', () => {
    if (live === source) {
      mark(true);
      if (live.readyState === EventSource.CLOSED) { // refused: too many pages listen, or the server ends
        setTimeout(() => live === source && watch(), 3000);
      }
    }
  });
}

function mark(stale) {
  figure()?.classList.toggle('stale', stale);
  const note = document.getElementById('status');
  const words = 'The server does not answer: what stands here is as it was last.';
  if (stale || note.textContent === words) {
    note.textContent = stale ? words : '';
    note.classList.toggle('told', stale);
  }
}

/** The line of the row that is pointed at, or the row of the line. */
function point(name) {
  document.querySelectorAll('#runs-table tr[data-run], #curves g.run').forEach(each => {
    const own = each.dataset.run ?? each.querySelector('title')?.textContent;
    each.classList.toggle('pointed', name !== null && own === name);
  });
  figure()?.classList.toggle('pointing', name !== null);
}

function pointed(event) {
  const run = event.target.closest?.('#runs-table tr[data-run], #curves g.run');
  point(run ? run.dataset.run ?? run.querySelector('title').textContent : null);
}

addEventListener('resize', () => { drawing ||= requestAnimationFrame(draw); });
document.addEventListener('pointerover', pointed);
document.addEventListener('focusin', pointed);
document.addEventListener('nextvec:shown', watch);
addEventListener('pagehide', () => source?.close());
addEventListener('pageshow', event => event.persisted && watch());
watch();
