// The text of a chunk beside the pointer, at once.
const SHIFT = 14;
let box = null;

function hide() {
  box?.remove();
  box = null;
}

document.addEventListener('pointerover', event => {
  const link = event.target.closest?.('#chunk-map a, #chunk-map g.guess, #chunk-map g.real');
  hide();
  if (!link) {
    return;
  }
  box = document.createElement('div');
  box.className = 'hover';
  box.setAttribute('aria-hidden', 'true');
  box.textContent = link.querySelector('title').textContent;
  document.body.append(box);
  const right = event.clientX + SHIFT + box.offsetWidth > innerWidth;
  box.style.left = `${right ? Math.max(4, event.clientX - SHIFT - box.offsetWidth) : event.clientX + SHIFT}px`;
  box.style.top = `${Math.min(event.clientY + SHIFT, innerHeight - box.offsetHeight - 4)}px`;
});
addEventListener('scroll', hide, { passive: true });
document.addEventListener('nextvec:shown', hide);
