#!/usr/bin/env python3
"""Makes amn-r.{weights,case}.safetensors beside this file: the class comment of AmnR in PyTorch, with the outputs of
prediction, where the shares count, and the outputs and gradients of training, where every part is whole
(PyTorch 2.13.0 made the committed ones):  amn_r.py"""
import os
import torch, torch.nn as nn, torch.nn.functional as F
from safetensors.torch import save_file

os.chdir(os.path.dirname(os.path.abspath(__file__)))
DIM, N, HIDDEN, ATTENTION, RANK, BATCH = 16, 5, 8, 4, 3, 4


class AmnR(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(N) * .3)
        self.query, self.key = nn.Linear(DIM, ATTENTION), nn.Linear(DIM, ATTENTION)
        self.residual_net = nn.Sequential(nn.Linear(2 * DIM, HIDDEN), nn.GELU(), nn.LayerNorm(HIDDEN), nn.Linear(HIDDEN, HIDDEN // 2),
                                          nn.GELU(), nn.LayerNorm(HIDDEN // 2), nn.Linear(HIDDEN // 2, DIM))
        self.linear = nn.Module()
        self.register_buffer('mean', torch.randn(DIM) * .1)
        self.register_buffer('start_weights', torch.randn(N) * .3)
        self.linear.register_buffer('in', torch.randn(N, RANK, DIM) * .3)
        self.linear.register_buffer('out', torch.randn(DIM, RANK) * .3)
        self.register_buffer('shares', torch.tensor([0.7, 0.4]))

    def forward(self, context, shares):
        c = context - self.mean
        newest = c[:, -1]
        scores = torch.einsum('bka,ba->bk', self.key(c), self.query(newest)) / ATTENTION ** .5
        prior = self.start_weights.abs() / self.start_weights.abs().sum()
        modulation = scores.exp() / (prior * scores.exp()).sum(1, keepdim=True)
        attended = torch.einsum('bk,bkd->bd', modulation * self.weights, c)
        residual = self.residual_net(8 * torch.cat([attended, newest], 1)) / 5
        start = self.mean + torch.einsum('k,bkd->bd', self.start_weights, c)
        linear = torch.einsum('dr,krj,bkj->bd', self.linear.out, getattr(self.linear, 'in'), c)
        return start + shares[0] * linear + shares[1] * (self.mean + attended + residual - start)


torch.manual_seed(9)
model = AmnR()
x, y = torch.randn(BATCH, N, DIM), torch.randn(BATCH, DIM)
whole = model(x, torch.ones(2))
F.mse_loss(whole, y).backward()
save_file({k: v.contiguous() for k, v in model.state_dict().items()}, 'amn-r.weights.safetensors')
save_file({'x': x, 'y': y, 'raw': model(x, model.shares).detach(), 'whole': whole.detach(),
           **{'grad.' + k: p.grad.contiguous() for k, p in model.named_parameters()}}, 'amn-r.case.safetensors')
