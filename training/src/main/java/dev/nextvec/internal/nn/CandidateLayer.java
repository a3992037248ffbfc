package dev.nextvec.internal.nn;

import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.internal.torch.Kernels;
import dev.nextvec.internal.torch.NativeConstants;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Parameter;
import dev.nextvec.run.Goal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The map of the candidates of a two-sided model: unit length of c + s · (W c), or of c + s · (out
 * (in c)) where the map is of low rank. W or out is zero at first, so that the map starts as the
 * identity and weight decay draws it there. AdamW's steps do not depend on the size of a gradient,
 * so the scale s of {@value #SCALE} makes the map learn at two fifths of the network's rate: 0.0002
 * where that is 0.0005.
 */
public final class CandidateLayer {
  private static final double SCALE = 0.4;
  private static final String CHANGE = "candidate_map.change"; // W, [dim, dim]
  private static final long[] LAST = {-1};
  private static final Scalar SHORTEST = NativeConstants.scalar(1e-12);
  private static final Scalar STRENGTH = NativeConstants.scalar(SCALE);

  private final Weights weights;
  private final Kernels kernels;
  private final boolean narrow;
  private final Tensor last; // W, or out
  private final Tensor lastGradient;
  private final Workspace.Buffer inner;
  private final Workspace.Buffer zero;
  private final Workspace.Buffer change;
  private final Workspace.Buffer unit;
  private final Workspace.Buffer product;
  private final Workspace.Buffer lengths;
  private final Workspace.Buffer along;
  private final Workspace.Buffer dMapped;
  private final Workspace.Buffer dInner;

  private CandidateLayer(Weights weights, Workspace space, boolean narrow) {
    this.weights = weights;
    this.kernels = space.kernels();
    this.narrow = narrow;
    String name = narrow ? CandidateMap.OUT : CHANGE;
    last = weights.value(name);
    lastGradient = weights.gradient(name);
    inner = space.buffer();
    zero = space.buffer();
    change = space.buffer();
    unit = space.buffer();
    product = space.buffer();
    lengths = space.buffer();
    along = space.buffer();
    dMapped = space.buffer();
    dInner = space.buffer();
  }

  /** What is trained beside a network of this dimension. */
  public static List<Parameter> parameters(Goal.Mapping mapping, int dim) {
    return switch (mapping) {
      case Goal.Mapping.None() -> List.of();
      case Goal.Mapping.Full() -> List.of(zeros(CHANGE, dim, dim));
      case Goal.Mapping.LowRank(int rank) ->
          List.of(
              new Parameter(
                  CandidateMap.IN,
                  new long[] {rank, dim},
                  new Parameter.Start.Uniform(1 / Math.sqrt(rank))),
              zeros(CandidateMap.OUT, dim, rank));
    };
  }

  private static Parameter zeros(String name, long... shape) {
    return new Parameter(name, shape, new Parameter.Start.Constant(0));
  }

  /** The layer over weights that hold its parameters; none where nothing is mapped. */
  public static Optional<CandidateLayer> of(
      Goal.Mapping mapping, Weights weights, Workspace space) {
    return switch (mapping) {
      case Goal.Mapping.None() -> Optional.empty();
      case Goal.Mapping.Full() -> Optional.of(new CandidateLayer(weights, space, false));
      case Goal.Mapping.LowRank any -> Optional.of(new CandidateLayer(weights, space, true));
    };
  }

  /**
   * Maps candidates.
   *
   * @param c {@code [rows, dim]}; rows of zeros stay so
   * @return {@code [rows, dim]} of unit length, valid until the next call
   */
  public Tensor forward(Tensor c) {
    long rows = c.size(0);
    long dim = c.size(1);
    Tensor added = change.of(rows, dim);
    kernels.linear(added, narrow ? inside(c) : c, last, zero.of(dim));
    Tensor mapped = torch.add_out(unit.of(rows, dim), c, added, STRENGTH);
    Tensor squares = torch.mul_out(product.of(rows, dim), mapped, mapped);
    Tensor norms = torch.sum_out(lengths.of(rows, 1), squares, LAST, true, NativeConstants.FLOAT);
    return mapped.div_(norms.sqrt_().clamp_min_(SHORTEST));
  }

  /** in c, {@code [rows, rank]}. */
  private Tensor inside(Tensor c) {
    Tensor in = weights.value(CandidateMap.IN);
    Tensor h = inner.of(c.size(0), in.size(0));
    kernels.linear(h, c, in, zero.of(in.size(0)));
    return h;
  }

  /**
   * Overwrites the gradients of the map. Follows the forward pass of the same candidates.
   *
   * @param c the input of the forward pass
   * @param dUnit gradient of its output, {@code [rows, dim]}
   */
  public void backward(Tensor c, Tensor dUnit) {
    long rows = c.size(0);
    long dim = c.size(1);
    Tensor u = unit.of(rows, dim);
    Tensor du = torch.mul_out(product.of(rows, dim), dUnit, u);
    Tensor towards = torch.sum_out(along.of(rows, 1), du, LAST, true, NativeConstants.FLOAT);
    // from the unit vector u = m / |m| to m: (du - (du · u) u) / |m|; the scale s rides along
    Tensor dm = torch.mul_out(dMapped.of(rows, dim), u, towards);
    torch.sub_out(dm, dUnit, dm).div_(lengths.of(rows, 1)).mul_(STRENGTH);
    if (!narrow) {
      kernels.transposedTimes(lastGradient, dm, c);
      weights.complete(CHANGE);
      return;
    }
    long rank = last.size(1);
    kernels.transposedTimes(lastGradient, dm, inner.of(rows, rank));
    Tensor dh = dInner.of(rows, rank);
    kernels.times(dh, dm, last);
    kernels.transposedTimes(weights.gradient(CandidateMap.IN), dh, c);
    weights.complete(CandidateMap.OUT, CandidateMap.IN);
  }

  /** The map as it is now. */
  public CandidateMap toMap(Architecture architecture) {
    return new ModelFile(architecture, tensors()).candidates().orElseThrow();
  }

  /** The map as it is now, by the names that files give its parts. */
  public Map<String, FloatTensor> tensors() {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    float[] values = weights.get(narrow ? CandidateMap.OUT : CHANGE);
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) SCALE;
    }
    long[] shape = last.shape();
    if (narrow) {
      Tensor in = weights.value(CandidateMap.IN);
      tensors.put(CandidateMap.IN, new FloatTensor(in.shape(), weights.get(CandidateMap.IN)));
      tensors.put(CandidateMap.OUT, new FloatTensor(shape, values));
    } else {
      for (int i = 0; i < shape[0]; i++) {
        values[i * (int) shape[0] + i] += 1;
      }
      tensors.put(CandidateMap.WEIGHT, new FloatTensor(shape, values));
    }
    return tensors;
  }
}
