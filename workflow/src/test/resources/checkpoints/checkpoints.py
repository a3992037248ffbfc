#!/usr/bin/env python3
"""Makes NAME.pt as people save them, and NAME.probe.safetensors with inputs and what PyTorch gives for them with the
weights as they are stored:  checkpoints.py PEER"""
import importlib.util, sys
import torch, torch.nn as nn
from safetensors.torch import load_file, save_file

spec = importlib.util.spec_from_file_location('peer', sys.argv[1])
peer = importlib.util.module_from_spec(spec)
sys.modules['peer'] = peer
spec.loader.exec_module(peer)
GOLDEN = '../../../../../training/src/test/resources/golden/'
CASES, N = 6, 5


class Memory(nn.Module):
    """The additive memory network: tensor names as an amn's, other arithmetic."""
    def __init__(self, dim, hidden, attention):
        super().__init__()
        self.context_encoder, self.query_encoder = nn.Linear(dim, attention), nn.Linear(dim, attention)
        self.residual_net = nn.Sequential(nn.Linear(6 * attention, hidden), nn.ReLU(), nn.LayerNorm(hidden), nn.Linear(hidden, attention),
                                          nn.ReLU(), nn.LayerNorm(attention), nn.Linear(attention, dim))

    def forward(self, x):
        pair = [self.context_encoder(x[:, :-1]).mean(1), self.query_encoder(x[:, -1])]
        return self.residual_net(torch.cat(pair * 3, 1))


def probe(model, dim):
    model.eval()
    with torch.no_grad():
        x = nn.functional.normalize(torch.randn(CASES, N, dim), dim=-1)
        return {'context': x, 'raw': model(x).contiguous()}


def stored(model, kind):
    """The model with its weights rounded as they are stored, and these."""
    weights = {name: value.to(kind) for name, value in model.state_dict().items()}
    model.load_state_dict({name: value.float() for name, value in weights.items()})
    return weights


def save(name, content, expected):
    torch.save(content, name + '.pt')
    save_file(expected, name + '.probe.safetensors')


torch.manual_seed(3)
model = peer.Amn(16, 8, 4)
model.query_encoder.weight = model.context_encoder.weight  # one storage, two names
expected = probe(model, 16)
training = torch.optim.AdamW(model.parameters())
model(expected['context']).sum().backward()
training.step()
save('amn', {'epoch': 3, 'model_state_dict': model.state_dict(), 'optimizer_state_dict': training.state_dict(), 'val_loss': .5,
             'model_config': {'input_dim': 16, 'd_model': 4, 'seq_len': N}, 'device': torch.device('cpu'), 'dtype': torch.float32,
             'shape': torch.Size([N, 16])}, probe(model, 16))

model = peer.Lstm(16, 8, 2)
weights = stored(model, torch.float64)
save('lstm', {'module._orig_mod.' + name: value for name, value in weights.items()}, probe(model, 16))

model = peer.Gru(16, 8, 2)
weights = stored(model, torch.bfloat16)
save('gru', {'hyper_parameters': {'context_len': N}, 'state_dict': {'model.' + name: value.t().contiguous().t() if value.dim() == 2 else value
                                                                   for name, value in weights.items()}}, probe(model, 16))

model = peer.Transformer(16, 8, 2, 2)
positions = model.pos_encoder.pe.clone()
weights = stored(model, torch.float16)
weights['pos_encoder.pe'] = positions  # a buffer that is not rounded
model.pos_encoder.pe = positions
save('transformer', {'config': {'nhead': 2, 'context_length': N}, 'model': weights}, probe(model, 16))

case = load_file(GOLDEN + 'amn-r.case.safetensors')
save('amn-r', load_file(GOLDEN + 'amn-r.weights.safetensors'), {'context': case['x'], 'raw': case['raw']})

for name, model in dict(mixture=peer.Amn(12, 8, 4), memory=Memory(12, 8, 4)).items():
    expected = probe(model, 12)
    save(name, {'model_state_dict': model.state_dict()}, expected)
    torch.save({'model_state_dict': model.state_dict(), 'probe': {
        'context': expected['context'], 'prediction': nn.functional.normalize(expected['raw'], dim=-1)}}, name + '-probed.pt')

student, teacher = peer.Gru(16, 8, 1), peer.Gru(16, 8, 1)
torch.save({'student': student.state_dict(), 'teacher': teacher.state_dict()}, 'two.pt')
save_file(probe(teacher, 16), 'two.probe.safetensors')
torch.save(peer.Gru(16, 8, 1), 'module.pt')
torch.save(peer.Gru(16, 8, 1).state_dict(), 'old-format.pt', _use_new_zipfile_serialization=False)
torch.jit.trace(peer.Gru(16, 8, 1).eval(), torch.zeros(1, N, 16)).save('script.pt')
