// What makes the page fluid. Without it every link and form works by itself.
const main = () => document.getElementById('main');
const status = document.getElementById('status');
const AGAIN = 2000;
let latest = 0;
let shown = location.pathname + location.search;

function tell(text) {
  status.textContent = text;
  status.classList.toggle('told', text !== '');
}

/** A line while the server is gone, starts or ends; what was asked for is asked again when it is ready. */
async function later(url, push, stay, why) {
  const mine = ++latest;
  main().removeAttribute('aria-busy');
  tell(`${why}. This page asks again every two seconds.`);
  while (mine === latest) {
    await new Promise(done => setTimeout(done, AGAIN));
    try {
      if ((await fetch('/v2/health/ready', { cache: 'no-store' })).ok && mine === latest) {
        await show(url, push, stay);
        return;
      }
    } catch {
      // It is still gone.
    }
  }
}

/** Replaces the main part by that of another address of this view. */
export async function show(url, push, stay) {
  const mine = ++latest;
  const focused = document.activeElement?.id;
  main().setAttribute('aria-busy', 'true');
  let reply;
  let text;
  try {
    reply = await fetch(url, { headers: { Accept: 'text/html' } });
    text = await reply.text();
  } catch {
    if (mine === latest) {
      await later(url, push, stay, 'The server does not answer');
    }
    return;
  }
  if (mine !== latest) {
    return;
  }
  const next = new DOMParser().parseFromString(text, 'text/html');
  const part = next.getElementById('main');
  if (!part || new URL(reply.url).pathname !== new URL(url, location).pathname) {
    location.assign(url);
    return;
  }
  if (reply.status === 503 || reply.status === 429) {
    await later(url, push, stay, next.querySelector('h1').textContent);
    return;
  }
  const again = next.querySelector('meta[http-equiv=refresh]');
  if (again) {
    setTimeout(() => mine === latest && show(url, false, true), 1000 * again.content);
  }
  if (push) {
    history.pushState(null, '', url);
  }
  shown = new URL(url, location).pathname + new URL(url, location).search;
  document.title = next.title;
  main().replaceWith(document.adoptNode(part));
  tell('');
  (document.getElementById(focused) ?? document.getElementById('title'))?.focus({ preventScroll: true });
  document.getElementById('live').textContent = document.querySelector('#main h2')?.textContent ?? next.title;
  if (push && !stay && !['prev', 'next'].includes(focused) && !document.querySelector('#documents[open]')) {
    scrollTo(0, 0);
  }
  ready();
}

/** Whether an address is of this view, so that its main part fits here. */
function fits(url) {
  return url.origin === location.origin && url.pathname === location.pathname;
}

function ready() {
  document.querySelectorAll('button[data-copy]').forEach(each => {
    each.hidden = false;
  });
  document.dispatchEvent(new CustomEvent('nextvec:shown'));
}

document.addEventListener('click', event => {
  const copy = event.target.closest('button[data-copy]');
  if (copy) {
    copied(copy);
    return;
  }
  const link = event.target.closest('#main a[href]');
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (link && plain && !link.target && fits(new URL(link.href)) && (!link.hash || 'stay' in link.dataset)) {
    event.preventDefault();
    show(link.href, true, 'stay' in link.dataset);
  }
});

document.addEventListener('submit', event => {
  const form = event.target;
  const url = new URL(form.action);
  if (form.method !== 'get' || !form.closest('#main') || !fits(url)) {
    return;
  }
  event.preventDefault();
  url.search = new URLSearchParams(new FormData(form)).toString();
  if (url.href.length > 12000) {
    tell('This text is too long for an address: paste its end.');
    return;
  }
  show(url.href, true, 'stay' in form.dataset);
});

/** Arrow keys move the place, unless they move something else. */
document.addEventListener('keydown', event => {
  const rel = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key];
  const busy = event.target.closest?.('input, textarea, select, pre, .scroll, [role=slider]');
  if (!rel || busy || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  const link = document.querySelector(`#main a[rel=${rel}]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});

/** Going back to another address, not to another place of this one. */
addEventListener('popstate', () => {
  if (location.pathname + location.search !== shown) {
    show(location.href, false);
  }
});

async function copied(button) {
  const text = document.getElementById(button.dataset.copy).textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
    button.textContent = 'Selected: copy it';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, AGAIN);
}

ready();
