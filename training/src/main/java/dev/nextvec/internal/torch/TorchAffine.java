package dev.nextvec.internal.torch;

import dev.nextvec.internal.engine.AffineMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** An affine map whose weights stay on the device. */
public final class TorchAffine implements AffineMap {
  private final Libtorch engine;
  private final int in;
  private final int out;
  private final Workspace workspace;
  private final Tensor weights; // [in, out]
  private final Tensor offset; // [1, out]
  private final Workspace.Buffer input;
  private final Workspace.Buffer output;

  public TorchAffine(Libtorch engine, float[] weights, float[] offset) {
    this.engine = engine;
    out = offset.length;
    in = weights.length / out;
    workspace = new Workspace(engine);
    this.weights = workspace.buffer().of(in, out);
    this.offset = workspace.buffer().of(1, out);
    engine.upload(weights, in * out, this.weights);
    engine.upload(offset, out, this.offset);
    input = workspace.buffer();
    output = workspace.buffer();
  }

  @Override
  public void apply(float[] x, int count, float[] y) {
    try (PointerScope scope = engine.scope()) {
      Tensor rows = input.of(count, in);
      engine.upload(x, count * in, rows);
      Tensor product = output.of(count, out);
      workspace.kernels().times(product, rows, weights);
      engine.download(product.add_(offset), y, count * out);
    }
  }

  @Override
  public void close() {
    workspace.close();
  }
}
