package dev.nextvec.model;

import dev.nextvec.nn.Attention;
import dev.nextvec.nn.DecoderLayer;
import dev.nextvec.nn.Gelu;
import dev.nextvec.nn.LayerNorm;
import dev.nextvec.nn.Linear;
import dev.nextvec.nn.Overlap;
import dev.nextvec.nn.Pass;
import dev.nextvec.torch.Engine;
import dev.nextvec.torch.Parameter;
import dev.nextvec.torch.Weights;
import dev.nextvec.torch.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The Transformer: a projection, sinusoidal positions, post-norm decoder layers whose memory is the
 * position-encoded input, the last timestep, an MLP head.
 *
 * <pre>
 * context [n, batch, dim] → Linear → + positions ──┬── memory ──┐
 *                                                  └→ 4 × DecoderLayer → last [batch, hidden]
 *                              raw [batch, dim] ← Linear ← LayerNorm ← GELU ← Linear ←┘
 * </pre>
 *
 * @param dimension length of one vector
 * @param contextLength vectors in a context
 * @param hidden width of the layers
 * @param layers number of decoder layers
 * @param heads attention heads
 * @param feedForward width of the feed-forward networks
 * @param dropout share dropped in attention, after each sublayer and inside the feed-forward
 */
public record Transformer(
    int dimension,
    int contextLength,
    int hidden,
    int layers,
    int heads,
    int feedForward,
    double dropout)
    implements Architecture {

  public Transformer {
    Sizes.positive("dimension", dimension);
    Sizes.positive("context", contextLength);
    Sizes.positive("hidden", hidden);
    Sizes.positive("layers", layers);
    Sizes.positive("heads", heads);
    Sizes.positive("feed-forward", feedForward);
    Sizes.share("dropout", dropout);
    if (hidden % heads != 0 || hidden % 2 != 0) {
      throw new IllegalArgumentException(
          "`hidden` must be even and a multiple of `heads` but was "
              + hidden
              + " with "
              + heads
              + " heads");
    }
  }

  @Override
  public String name() {
    return "transformer";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(Linear.parameters("input_proj", dimension, hidden));
    for (int i = 0; i < layers; i++) {
      all.addAll(DecoderLayer.parameters(prefix(i), hidden, feedForward));
    }
    all.addAll(Linear.parameters("head.0", hidden, hidden));
    all.addAll(LayerNorm.parameters("head.2", hidden));
    all.addAll(Linear.parameters("head.3", hidden, dimension));
    return List.copyOf(all);
  }

  private static String prefix(int layer) {
    return "transformer_decoder.layers." + layer;
  }

  @Override
  public long flops() {
    long n = contextLength;
    long h = hidden;
    long keysAndValues = 2 * (2 * 2 * h * h); // of self and cross attention, per position
    long rest = 2 * (2 * 2 * h * h) + 2 * 2 * h * feedForward; // queries, outputs, feed-forward
    long mixing = 2 * (2 * 2 * n * h); // scores and weighted sums, per query
    long whole = n * (keysAndValues + rest + mixing);
    long last = n * keysAndValues + rest + mixing;
    return n * 2 * dimension * h + (layers - 1) * whole + last + 2 * h * h + 2 * h * dimension;
  }

  @Override
  public long activationFloats() {
    long n = contextLength;
    long h = hidden;
    long head = 3 * h + 2 + dimension;
    return 2 * n * h + (layers - 1) * layerFloats(n) + layerFloats(1) + head;
  }

  /** Of a layer that is asked for {@code queries} positions. */
  private long layerFloats(long queries) {
    long n = contextLength;
    long h = hidden;
    long attention = Attention.activationFloats(queries, n, h, heads) + queries * h;
    long sums = 3 * queries * (2 * h + 2); // before and after each LayerNorm
    return 2 * attention + sums + queries * (feedForward + h);
  }

  /**
   * Sinusoidal positions, unscaled: sin and cos of position / 10000^(2i / hidden) (Vaswani et al.,
   * 2017, section 3.5).
   *
   * @return {@code [length, hidden]} row-major
   */
  public float[] positions(int length) {
    float[] table = new float[length * hidden];
    for (int p = 0; p < length; p++) {
      for (int i = 0; i < hidden; i += 2) {
        float rate = (float) Math.exp(i * (float) (-Math.log(10000.0) / hidden));
        table[p * hidden + i] = (float) Math.sin(p * rate);
        table[p * hidden + i + 1] = (float) Math.cos(p * rate);
      }
    }
    return table;
  }

  @Override
  public Network build(Weights weights, Workspace workspace) {
    return new Net(this, weights, workspace);
  }

  private static final class Net implements Network {
    private final Overlap overlap;
    private final Linear input;
    private final Tensor positions; // [n, 1, hidden]
    private final DecoderLayer[] decoder;
    private final Linear head0;
    private final Gelu gelu;
    private final LayerNorm norm;
    private final Linear head3;
    private final Workspace.Buffer memory;
    private final Workspace.Buffer dMemory;

    Net(Transformer spec, Weights weights, Workspace workspace) {
      Engine engine = workspace.engine();
      int n = spec.contextLength;
      overlap = new Overlap(weights, workspace);
      input = new Linear(weights, "input_proj", workspace);
      positions = workspace.keep(engine.empty(n, 1, spec.hidden));
      engine.upload(spec.positions(n), n * spec.hidden, positions);
      decoder = new DecoderLayer[spec.layers];
      for (int i = 0; i < spec.layers; i++) {
        boolean lastOnly = i == spec.layers - 1;
        decoder[i] =
            new DecoderLayer(weights, prefix(i), spec.heads, spec.dropout, i, lastOnly, workspace);
      }
      head0 = new Linear(weights, "head.0", workspace);
      gelu = new Gelu(workspace);
      norm = new LayerNorm(weights, "head.2", workspace);
      head3 = new Linear(weights, "head.3", workspace);
      memory = workspace.buffer();
      dMemory = workspace.buffer();
    }

    @Override
    public Tensor forward(Tensor x, Pass pass) {
      long batch = x.size(1);
      Tensor projected = overlap.spread(input.forward(overlap.distinct(x)));
      Tensor m = memory.of(projected.size(0), projected.size(1));
      torch.add_out(m.view(-1, batch, m.size(1)), projected.view(-1, batch, m.size(1)), positions);
      Tensor h = m;
      for (DecoderLayer layer : decoder) {
        h = layer.forward(h, m, batch, pass);
      }
      return head3.forward(norm.forward(gelu.forward(head0.forward(h))));
    }

    @Override
    public void backward(Tensor x, Tensor draw) {
      long batch = x.size(1);
      head3.backward(norm.output(batch), draw);
      Tensor a = head0.output(batch);
      Tensor dg = norm.backward(gelu.output(batch, a.size(1)), head3.inputGradient(draw));
      Tensor da = gelu.backward(a, dg);
      int last = decoder.length - 1;
      head0.backward(decoder[last].output(batch), da);
      Tensor m = memory.of(x.size(0) * batch, a.size(1));
      Tensor dm = dMemory.of(m.size(0), m.size(1)).zero_();
      Tensor dy = head0.inputGradient(da);
      for (int i = last; i >= 0; i--) {
        Tensor in = i == 0 ? m : decoder[i - 1].output(m.size(0));
        dy = decoder[i].backward(in, m, dy, dm, batch);
      }
      input.backward(x.view(m.size(0), -1), dm.add_(dy));
    }
  }
}
