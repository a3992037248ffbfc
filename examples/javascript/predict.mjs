// Predicts from a model package: npm install, then node predict.mjs DIRECTORY.
// Repeats the predictions that were recorded in the package, and says how far these are from them.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as ort from 'onnxruntime-web';

// The tensors of a safetensors file: eight bytes of header length, JSON, little-endian numbers.
function tensors(file) {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start));
  delete header.__metadata__;
  return Object.fromEntries(Object.entries(header).map(([name, {shape, data_offsets: [from, to]}]) =>
    [name, {shape, data: new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer)}]));
}

const directory = process.argv[2];
const {context, prediction} = tensors(join(directory, 'golden.safetensors'));
const session = await ort.InferenceSession.create(readFileSync(join(directory, 'model.onnx')));
const output = await session.run({context: new ort.Tensor('float32', context.data, context.shape)});
const apart = prediction.data.map((value, i) => Math.abs(value - output.prediction.data[i]));
console.log(`${output.prediction.dims.join(' x ')} numbers, at most ${Math.max(...apart).toExponential(1)} from the recorded ones`);
