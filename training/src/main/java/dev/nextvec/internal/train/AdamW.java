package dev.nextvec.internal.train;

import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.NativeConstants;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.run.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/**
 * AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019) by libtorch's fused
 * kernel, which no C++ class offers but the dispatcher does: one pass over the flat weights.
 */
final class AdamW implements AutoCloseable {
  private static final double EPSILON = 1e-8;
  private static final int RATE = 6; // places among the kernel's arguments
  private static final int SCALE = 13;
  private static final int PIECES = Weights.ALIGNMENT;
  private static final long[] ALONG_PIECE = {1};
  private static final Scalar TWO = NativeConstants.scalar(2);

  private final Libtorch engine;
  private final OperatorHandle kernel;
  private final Workspace owned;
  private final Tensor weights;
  private final Tensor gradients;
  private final Tensor pieces; // the gradients, [PIECES, -1]
  private final Tensor norms; // [PIECES]
  private final float[] pieceNorms = new float[PIECES];
  private final Tensor firstMoment;
  private final Tensor secondMoment;
  private final Tensor step; // updates done, for the kernel
  private final float[] number = new float[1]; // on its way to the device
  private long steps;
  private final Tensor divided; // what the gradients are divided by, where that is not one
  private final List<Pointer> kept = new ArrayList<>();
  private final IValue none;
  private final IValue scaled;
  private final IValueVector arguments;
  private final IValueVector stack;

  AdamW(Libtorch engine, Weights weights, TrainingConfig.Optimiser settings) {
    this.engine = engine;
    kernel = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
    owned = new Workspace(engine);
    this.weights = weights.trainedValues();
    this.gradients = weights.trainedGradients();
    pieces = owned.keepView(gradients.view(PIECES, -1));
    norms = owned.keep(engine.zeros(PIECES));
    firstMoment = owned.keep(engine.zeros(this.weights.numel()));
    secondMoment = owned.keep(engine.zeros(this.weights.numel()));
    step = owned.keep(engine.zeros(1));
    divided = owned.keep(engine.zeros(1));
    none = kept(new IValue());
    scaled = kept(new IValue(divided));
    arguments = arguments(settings);
    stack = kept(new IValueVector());
  }

  /**
   * The global norm of the gradients, from those of sixteen pieces: one is summed by one thread.
   */
  double gradientNorm() {
    torch.linalg_vector_norm_out(norms, pieces, TWO, ALONG_PIECE, false, NativeConstants.FLOAT);
    engine.download(norms, pieceNorms, PIECES);
    double sum = 0;
    for (float norm : pieceNorms) {
      sum += (double) norm * norm;
    }
    return Math.sqrt(sum);
  }

  /**
   * Updates the weights once.
   *
   * @param norm the gradients' global norm
   * @param clip largest norm once they are divided; beyond it they are scaled down to it, as
   *     PyTorch's {@code clip_grad_norm_} does; 0 for no clipping
   * @param divisor what they are divided by: 1 where they are those of a mean as they are
   */
  void update(double learningRate, double norm, double clip, double divisor) {
    continueFrom(steps + 1);
    double beyond = clip > 0 ? (norm / divisor + 1e-6) / clip : 0;
    double by = beyond > 1 ? divisor * beyond : divisor;
    if (by != 1) {
      number[0] = (float) by;
      engine.upload(number, 1, divided);
    }
    arguments.put(RATE, new IValue(learningRate));
    arguments.put(SCALE, by == 1 ? none : scaled);
    stack.put(arguments); // the kernel takes them off
    kernel.callBoxed(stack);
  }

  /** The kernel's arguments in its order; rate and scale are those of a step. */
  private IValueVector arguments(TrainingConfig.Optimiser settings) {
    return kept(
        new IValueVector(
            list(weights),
            list(gradients),
            list(firstMoment),
            list(secondMoment),
            list(), // largest second moments
            list(step),
            new IValue(settings.learningRate()),
            new IValue(settings.beta1()),
            new IValue(settings.beta2()),
            new IValue(settings.weightDecay()),
            new IValue(EPSILON),
            new IValue(false), // AMSGrad
            new IValue(false), // maximise
            none, // scale
            none)); // whether a gradient is not finite
  }

  /** Beyond the scope it was made in. */
  private <P extends Pointer> P kept(P pointer) {
    pointer.retainReference();
    kept.add(pointer);
    return pointer;
  }

  /** A TensorVector in an IValue takes the wrong constructor; a typed list does not. */
  private static IValue list(Tensor... tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    for (Tensor tensor : tensors) {
      list.push_back(new IValue(tensor));
    }
    return new IValue(list);
  }

  /** Updates done so far. */
  long steps() {
    return steps;
  }

  Tensor firstMoment() {
    return firstMoment;
  }

  Tensor secondMoment() {
    return secondMoment;
  }

  /** Continues after {@code steps} updates; the caller restores the moments. */
  void continueFrom(long steps) {
    this.steps = steps;
    number[0] = steps;
    engine.upload(number, 1, step);
  }

  @Override
  public void close() {
    kept.forEach(Pointer::releaseReference);
    owned.close();
  }
}
