#!/usr/bin/env python3
"""Makes contrast.safetensors beside this file: the objective of training for retrieval and its gradients, by
PyTorch's autograd in float64:  contrast.py  (PyTorch 2.13.0 made the committed one)."""
import math, os
import torch, torch.nn.functional as F
from safetensors.torch import save_file

os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.manual_seed(3)
SIZE, DIM, COUNT, CONTEXT, START, WEIGHT = 6, 12, 70, 3, 0.2, 0.5
candidates = F.normalize(torch.randn(COUNT, DIM), dim=-1)
contexts = torch.tensor([0, 1, 9, 30, 31, 66])
targets = torch.randn(SIZE, DIM)
raw = torch.randn(SIZE, DIM)
log_temperature = torch.tensor([-0.3])

r = raw.double().requires_grad_()
p = log_temperature.double().requires_grad_()
logits = F.normalize(r, dim=-1) @ candidates.double().T / (START * p.exp())
for b, first in enumerate(contexts.tolist()):
    logits[b, first:first + CONTEXT] = -math.inf
loss = F.cross_entropy(logits, contexts + CONTEXT) + WEIGHT * (r - targets.double()).square().sum(1).mean()
loss.backward()
save_file(
    {'raw': raw, 'targets': targets, 'candidates': candidates, 'contexts': contexts.float(),
     'log_temperature': log_temperature, 'loss': loss.detach().float().reshape(1), 'raw_gradient': r.grad.float(),
     'temperature_gradient': p.grad.float()},
    'contrast.safetensors')
