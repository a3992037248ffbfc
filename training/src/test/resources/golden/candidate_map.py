#!/usr/bin/env python3
"""Makes candidate-map.safetensors beside this file: the map of the candidates with the objective of training for
retrieval around it, square and of low rank, and all gradients, by PyTorch's autograd in float64:
candidate_map.py  (PyTorch 2.13.0 made the committed one)."""
import math, os
import torch, torch.nn.functional as F
from safetensors.torch import save_file

os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.manual_seed(8)
SIZE, DIM, RANK, COUNT, CONTEXT, START, WEIGHT, SCALE = 6, 12, 3, 70, 3, 0.2, 0.5, 0.4
candidates = F.normalize(torch.randn(COUNT, DIM), dim=-1)
contexts = torch.tensor([0, 1, 9, 30, 31, 66])
targets, raw = torch.randn(SIZE, DIM), torch.randn(SIZE, DIM)
log_temperature = torch.tensor([-0.3])
parts = {'change': torch.randn(DIM, DIM) * .5, 'in': torch.randn(RANK, DIM) * .7, 'out': torch.randn(DIM, RANK)}
case = {'raw': raw, 'targets': targets, 'candidates': candidates, 'contexts': contexts.float(),
        'log_temperature': log_temperature, **parts}

for name, used in (('full', ['change']), ('low_rank', ['in', 'out'])):
    r, p = raw.double().requires_grad_(), log_temperature.double().requires_grad_()
    w = {k: parts[k].double().requires_grad_() for k in used}
    change = w['change'] if name == 'full' else w['out'] @ w['in']
    mapped = F.normalize(candidates.double() @ (torch.eye(DIM, dtype=torch.float64) + SCALE * change).T, dim=-1)
    logits = F.normalize(r, dim=-1) @ mapped.T / (START * p.exp())
    for b, first in enumerate(contexts.tolist()):
        logits[b, first:first + CONTEXT] = -math.inf
    loss = F.cross_entropy(logits, contexts + CONTEXT) + WEIGHT * (r - targets.double()).square().sum(1).mean()
    loss.backward()
    case |= {f'{name}.mapped': mapped.detach().float(), f'{name}.loss': loss.detach().float().reshape(1),
             f'{name}.raw_gradient': r.grad.float(), f'{name}.temperature_gradient': p.grad.float(),
             **{f'{name}.grad.{k}': v.grad.float().contiguous() for k, v in w.items()}}
save_file(case, 'candidate-map.safetensors')
