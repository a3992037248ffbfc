#!/usr/bin/env python3
"""Makes layers.safetensors beside this file: each layer alone, its weights, inputs, outputs and all gradients for the
loss sum(output * pull), sequences step by step as PyTorch's modules take them without batch_first.
layers.py (see `make`; PyTorch 2.13.0 made the committed file)."""
import os
import torch, torch.nn as nn
from safetensors.torch import save_file

os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.set_num_threads(1)
torch.manual_seed(17)
STEPS, BATCH, IN, OUT, HEADS, FEED = 5, 3, 6, 8, 2, 10
saved = {}


def case(name, module, output, *inputs):
    for p in module.parameters():  # zeros and ones, where PyTorch starts, would hide an error
        nn.init.normal_(p, 0.1, 0.5)
    inputs = [x.requires_grad_() for x in inputs]
    y = output(module, *inputs)
    pull = torch.randn(y.shape)
    (y * pull).sum().backward()
    saved.update({f'{name}.y': y, f'{name}.pull': pull})
    for i, x in enumerate(inputs):
        saved.update({f'{name}.x{i}': x, f'{name}.dx{i}': x.grad})
    for k, p in module.named_parameters():
        saved.update({f'{name}.w.{k}': p, f'{name}.dw.{k}': p.grad})


def sequence(width):
    return torch.randn(STEPS, BATCH, width)


mask = nn.Transformer.generate_square_subsequent_mask(STEPS)
case('linear', nn.Linear(IN, OUT), lambda m, x: m(x), torch.randn(7, IN))
case('gelu', nn.GELU(), lambda m, x: m(x), 2 * torch.randn(7, OUT))
case('norm', nn.LayerNorm(OUT), lambda m, x: m(x), 3 + 2 * torch.randn(7, OUT))
case('lstm', nn.LSTM(IN, OUT), lambda m, x: m(x)[0], sequence(IN))
case('gru', nn.GRU(OUT, OUT), lambda m, x: m(x)[0], sequence(OUT))
attend = lambda m, x, memory: m(x, memory, memory, attn_mask=mask, need_weights=False)[0]
case('attention', nn.MultiheadAttention(OUT, HEADS), attend, sequence(OUT), sequence(OUT))
case('decoder', nn.TransformerDecoderLayer(OUT, HEADS, FEED, dropout=0),
     lambda m, x, memory: m(x, memory, tgt_mask=mask, memory_mask=mask), sequence(OUT), sequence(OUT))
save_file({k: v.detach().contiguous() for k, v in saved.items()}, 'layers.safetensors')
