"""What many would write: a model's graph on Python's onnxruntime behind FastAPI and uvicorn, asked as `nextvec serve` is, in JSON and in binary.

  fastapi_peer.py MODEL.onnx PORT WORKERS

Each worker is a process with one thread that computes. Nothing is bounded, checked, counted or batched here: it is a floor for the cost of a
service in Python, no equal.
"""
import json, sys

import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI, Request, Response

MODEL, PORT, WORKERS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(MODEL, options, providers=['CPUExecutionProvider'])
names = [output.name for output in session.get_outputs()]
app = FastAPI()
HEADER = 'Inference-Header-Content-Length'


@app.get('/health')
def health():
    return {}


@app.post('/v2/models/m/infer')
async def infer(request: Request):
    body = await request.body()
    split = int(request.headers.get(HEADER, len(body)))
    asked = json.loads(body[:split])
    given = asked['inputs'][0]
    context = np.frombuffer(body, '<f4', offset=split) if split < len(body) else np.array(given['data'], 'float32')
    made = session.run(None, {'context': context.reshape(given['shape'])})
    if not all(np.isfinite(values).all() for values in made):
        return Response('not a number', 422)
    outputs = [{'name': name, 'datatype': 'FP32', 'shape': values.shape} for name, values in zip(names, made)]
    if not asked.get('parameters', {}).get('binary_data_output'):
        for output, values in zip(outputs, made):
            output['data'] = values.ravel().tolist()
        return Response(json.dumps({'model_name': 'm', 'outputs': outputs}), media_type='application/json')
    for output, values in zip(outputs, made):
        output['parameters'] = {'binary_data_size': values.nbytes}
    head = json.dumps({'model_name': 'm', 'outputs': outputs}).encode()
    return Response(b''.join([head, *(values.tobytes() for values in made)]), media_type='application/octet-stream', headers={HEADER: str(len(head))})


if __name__ == '__main__':
    sys.path.insert(0, __file__.rpartition('/')[0])
    uvicorn.run('fastapi_peer:app', host='127.0.0.1', port=PORT, workers=WORKERS, log_level='warning')
