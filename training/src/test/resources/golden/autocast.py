#!/usr/bin/env python3
"""Makes autocast.safetensors beside this file: what PyTorch predicts under autocast(bfloat16) on the processor from the
committed weights and inputs:  autocast.py PEER  (see `make`; PyTorch 2.13.0 made the committed one)."""
import importlib.util, os, sys
import torch
from safetensors.torch import load_file, save_file

os.chdir(os.path.dirname(os.path.abspath(__file__)))
spec = importlib.util.spec_from_file_location('peer', sys.argv[1])
peer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peer)
torch.set_num_threads(1)

SIZES = dict(amn=dict(attention=4), lstm={}, gru={}, transformer=dict(heads=2, layers=2))
saved = {}
for name, sizes in SIZES.items():
    model = peer.build(name, dim=16, hidden=8, **sizes).eval()
    model.load_state_dict(load_file(name + '.weights.safetensors'), strict=False)
    with torch.inference_mode(), torch.autocast('cpu', torch.bfloat16):
        saved[name] = model(load_file(name + '.case.safetensors')['x']).float()
save_file(saved, 'autocast.safetensors')
