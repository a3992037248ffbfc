// What the views of runs and data have in common: a page that waits asks again by itself.
import { show } from '/page/page.js';

const AGAIN = 1500;
let asking = 0;

function ready() {
  const waiting = document.querySelector('[data-again]');
  const mine = ++asking;
  if (waiting) {
    setTimeout(() => {
      if (mine === asking && waiting.isConnected) {
        show(waiting.dataset.again, false, true);
      }
    }, AGAIN);
  }
}

document.addEventListener('nextvec:shown', ready);
ready();
