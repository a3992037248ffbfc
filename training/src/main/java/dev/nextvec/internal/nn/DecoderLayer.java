package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Activation;
import dev.nextvec.internal.torch.NativeConstants;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A post-norm Transformer decoder layer as PyTorch's {@code TransformerDecoderLayer} computes it:
 *
 * <pre>
 * x = norm1(x + dropout(selfAttention(x)))
 * x = norm2(x + dropout(crossAttention(x, memory)))
 * x = norm3(x + dropout(linear2(dropout(relu(linear1(x))))))
 * </pre>
 *
 * <p>With {@code lastOnly} the layer computes its output for the last position alone: keys and
 * values still come from every position, everything after them is a fifth of the work.
 */
public final class DecoderLayer {
  private final boolean lastOnly;
  private final Attention self;
  private final Attention cross;
  private final Linear up;
  private final Linear down;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final LayerNorm norm3;
  private final Dropout selfDrop;
  private final Dropout crossDrop;
  private final Dropout upDrop;
  private final Dropout downDrop;
  private final Workspace.Buffer sum1;
  private final Workspace.Buffer sum2;
  private final Workspace.Buffer sum3;
  private final Workspace.Buffer d1;
  private final Workspace.Buffer d2;
  private final Workspace.Buffer d3;
  private final Workspace.Buffer dActive;
  private final Workspace.Buffer dx;

  /**
   * @param number of the layer, for masks of its own
   */
  public DecoderLayer(
      Weights weights,
      String prefix,
      int heads,
      double dropout,
      int number,
      boolean lastOnly,
      Workspace workspace) {
    this.lastOnly = lastOnly;
    int site = 8 * number;
    self = new Attention(weights, prefix + ".self_attn", heads, dropout, site, workspace);
    cross = new Attention(weights, prefix + ".multihead_attn", heads, dropout, site + 1, workspace);
    up = new Linear(weights, prefix + ".linear1", workspace);
    down = new Linear(weights, prefix + ".linear2", workspace);
    norm1 = new LayerNorm(weights, prefix + ".norm1", workspace);
    norm2 = new LayerNorm(weights, prefix + ".norm2", workspace);
    norm3 = new LayerNorm(weights, prefix + ".norm3", workspace);
    selfDrop = new Dropout(dropout, site + 2, workspace);
    crossDrop = new Dropout(dropout, site + 3, workspace);
    upDrop = new Dropout(dropout, site + 4, workspace);
    downDrop = new Dropout(dropout, site + 5, workspace);
    sum1 = workspace.buffer();
    sum2 = workspace.buffer();
    sum3 = workspace.buffer();
    d1 = workspace.buffer();
    d2 = workspace.buffer();
    d3 = workspace.buffer();
    dActive = workspace.buffer();
    dx = workspace.buffer();
  }

  private Tensor asking(Tensor x, long batch) {
    return lastOnly ? x.narrow(0, x.size(0) - batch, batch) : x;
  }

  /**
   * @param x {@code [positions * batch, width]}
   * @param memory {@code [positions * batch, width]}
   * @return {@code [positions * batch, width]}, or {@code [batch, width]} with {@code lastOnly}
   */
  public Tensor forward(Tensor x, Tensor memory, long batch, Mode pass) {
    Tensor q = asking(x, batch);
    Tensor a = selfDrop.forward(self.forward(q, x, batch, pass), pass);
    Tensor x1 = norm1.forward(sum(sum1, q, a));
    Tensor b = crossDrop.forward(cross.forward(x1, memory, batch, pass), pass);
    Tensor x2 = norm2.forward(sum(sum2, x1, b));
    Tensor r = upDrop.forward(up.forward(x2, Activation.RELU), pass);
    Tensor c = downDrop.forward(down.forward(r), pass);
    return norm3.forward(sum(sum3, x2, c));
  }

  /** The output of the last forward pass with as many rows. */
  public Tensor output(long rows) {
    return norm3.output(rows);
  }

  private static Tensor sum(Workspace.Buffer into, Tensor x, Tensor y) {
    return torch.add_out(into.of(x.size(0), x.size(1)), x, y);
  }

  /**
   * Writes the gradients of all parameters and adds the memory's.
   *
   * @param x input of the forward pass
   * @param memory memory of the forward pass
   * @param dy gradient of the output
   * @param dMemory receives the memory's gradient on top of what it holds
   * @return gradient of {@code x}, {@code [positions * batch, width]}
   */
  public Tensor backward(Tensor x, Tensor memory, Tensor dy, Tensor dMemory, long batch) {
    Tensor q = asking(x, batch);
    long rows = q.size(0);
    long width = q.size(1);
    // x3 = norm3(x2 + c)
    Tensor dx2 = norm3.backward(sum3.of(rows, width), dy);
    Tensor dc = downDrop.backward(d3.of(rows, width).copy_(dx2));
    Tensor r = up.output(rows);
    down.backward(r, dc);
    Tensor dr = upDrop.backward(down.inputGradient(dc));
    Tensor du =
        torch.threshold_backward_out(dActive.of(rows, up.width()), dr, r, NativeConstants.ZERO);
    Tensor x2 = norm2.output(rows);
    up.backward(x2, du);
    up.addInputGradient(du, dx2);
    // x2 = norm2(x1 + b)
    Tensor dx1 = norm2.backward(sum2.of(rows, width), dx2);
    Tensor db = crossDrop.backward(d2.of(rows, width).copy_(dx1));
    cross.backward(norm1.output(rows), memory, db, batch);
    cross.addQueryGradient(dx1);
    cross.addMemoryGradient(dMemory);
    // x1 = norm1(q + a)
    Tensor dq = norm1.backward(sum1.of(rows, width), dx1);
    Tensor da = selfDrop.backward(d1.of(rows, width).copy_(dq));
    self.backward(q, x, da, batch);
    self.addQueryGradient(dq);
    Tensor all = lastOnly ? spread(dq, x, batch) : dq;
    self.addMemoryGradient(all);
    return all;
  }

  private Tensor spread(Tensor dq, Tensor x, long batch) {
    Tensor all = dx.of(x.size(0), x.size(1)).zero_();
    asking(all, batch).copy_(dq);
    return all;
  }
}
