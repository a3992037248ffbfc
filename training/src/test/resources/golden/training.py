#!/usr/bin/env python3
"""Makes adamw.safetensors and {amn,gru}.training.safetensors beside this file, and prints the learning rates
of ReduceLROnPlateau that ScheduleTest holds:  training.py PEER  (see `make`; PyTorch 2.13.0 made the committed ones)."""
import importlib.util, os, sys
import torch, torch.nn.functional as F
from safetensors.torch import load_file, save_file

os.chdir(os.path.dirname(os.path.abspath(__file__)))
spec = importlib.util.spec_from_file_location('peer', sys.argv[1])
peer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peer)
torch.set_num_threads(1)


def adamw():
    """Six updates with clipping at 1; two of the gradients are shorter than that. The rate falls half way."""
    torch.manual_seed(5)
    parameters = {'a': torch.nn.Parameter(torch.randn(3, 5)), 'b': torch.nn.Parameter(torch.randn(7))}
    saved = {'start.' + k: p.detach().clone() for k, p in parameters.items()}
    opt = torch.optim.AdamW(parameters.values(), lr=1e-2, betas=(0.8, 0.95), weight_decay=0.1)
    norms = []
    for i in range(6):
        if i == 3:
            opt.param_groups[0]['lr'] = 5e-3
        for k, p in parameters.items():
            p.grad = torch.randn(p.shape) * (0.05 if i in (1, 4) else 2.0)
            saved[f'grad.{i}.{k}'] = p.grad.clone()
        norms.append(torch.nn.utils.clip_grad_norm_(parameters.values(), 1.0).item())
        opt.step()
        for k, p in parameters.items():
            saved[f'after.{i}.{k}'] = p.detach().clone()
    saved['norms'] = torch.tensor(norms)
    save_file(saved, 'adamw.safetensors')


def steps(name):
    """Five whole steps from the committed weights, the specification's settings, the last batch smaller."""
    torch.manual_seed(7)
    model = peer.build(name, dim=16, hidden=8, attention=4) if name == 'amn' else peer.build(name, dim=16, hidden=8)
    model.load_state_dict(load_file(name + '.weights.safetensors'))
    opt = torch.optim.AdamW(model.parameters(), lr=5e-4, weight_decay=0.01)
    saved, losses, norms = {}, [], []
    for i in range(5):
        batch = 4 if i < 4 else 1
        x = F.normalize(torch.randn(batch, 5, 16), dim=-1)
        y = F.normalize(torch.randn(batch, 16), dim=-1)
        saved.update({f'x.{i}': x, f'y.{i}': y})
        opt.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0).item())
        opt.step()
        losses.append(loss.item())
    saved.update({'after.' + k: v.contiguous() for k, v in model.state_dict().items()})
    saved.update(losses=torch.tensor(losses), norms=torch.tensor(norms))
    save_file(saved, name + '.training.safetensors')


def plateau(losses, lr, factor, patience):
    parameter = torch.nn.Parameter(torch.zeros(1))
    opt = torch.optim.SGD([parameter], lr=lr)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, factor=factor, patience=patience)
    rates = []
    for loss in losses:
        schedule.step(loss)
        rates.append(opt.param_groups[0]['lr'])
    print(factor, patience, losses, rates)


adamw()
steps('amn')
steps('gru')
# An improvement of less than 1e-4 of the best does not count; after a reduction the waiting begins again.
LOSSES = [1.0, 0.9, 0.89992, 0.89995, 0.9, 0.95, 0.91, 0.9, 0.9, 0.9, 0.9, 0.8, 0.79995, 0.7999, 0.8, 0.8, 0.8, 0.8, 0.7, 0.7]
plateau(LOSSES, 5e-4, 0.5, 3)
plateau(LOSSES, 5e-4, 0.1, 0)
plateau(LOSSES, 3e-8, 0.5, 1)
