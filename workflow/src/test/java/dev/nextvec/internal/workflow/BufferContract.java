package dev.nextvec.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.model.GoldenProbe;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** What every engine does with buffers: the same numbers, whatever kind a buffer is of. */
final class BufferContract {
  private static final float UNTOUCHED = 7;
  private static final int BEFORE = 3;
  private static final int BEHIND = 5;

  /** Memory for so many numbers, of each kind that a program may have. */
  private static final List<IntFunction<FloatBuffer>> KINDS =
      List.of(
          size -> direct(size, ByteOrder.nativeOrder(), 0),
          size -> direct(size, ByteOrder.BIG_ENDIAN, 0),
          size -> direct(size, ByteOrder.LITTLE_ENDIAN, 1), // no number at a multiple of its size
          FloatBuffer::allocate,
          size -> ByteBuffer.allocate(Float.BYTES * size).asFloatBuffer());

  private BufferContract() {}

  /** A model of someone's own, which answers in arrays alone. */
  record Plain(Model of) implements Model {
    @Override
    public String name() {
      return of.name();
    }

    @Override
    public int contextLength() {
      return of.contextLength();
    }

    @Override
    public int dimension() {
      return of.dimension();
    }

    @Override
    public List<Prediction> predictAll(List<float[][]> contexts) {
      return of.predictAll(contexts);
    }

    @Override
    public Optional<EncoderFingerprint> encoder() {
      return of.encoder();
    }

    @Override
    public void close() {}
  }

  private static FloatBuffer direct(int size, ByteOrder order, int shift) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(Float.BYTES * size + shift);
    return bytes.position(shift).slice().order(order).asFloatBuffer();
  }

  /** Between other numbers, which stay as they are. */
  private static FloatBuffer amid(IntFunction<FloatBuffer> kind, int size) {
    FloatBuffer buffer = kind.apply(BEFORE + size + BEHIND);
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, UNTOUCHED);
    }
    return buffer.position(BEFORE).limit(BEFORE + size);
  }

  private static FloatBuffer contexts(IntFunction<FloatBuffer> kind, Model model, int count) {
    float[] numbers = GoldenProbe.contexts(count, model.contextLength(), model.dimension());
    FloatBuffer buffer = amid(kind, numbers.length);
    buffer.duplicate().put(numbers);
    return buffer;
  }

  static void require(Model model) {
    for (IntFunction<FloatBuffer> kind : KINDS) {
      requireSame(model, contexts(kind, model, 130), amid(kind, 131 * model.dimension()));
      requireSame(
          model, contexts(kind, model, 3).asReadOnlyBuffer(), amid(kind, 4 * model.dimension()));
      requireSame(model, contexts(kind, model, 1), amid(KINDS.getFirst(), model.dimension()));
      requireSame(model, contexts(KINDS.getFirst(), model, 1), amid(kind, model.dimension()));
      assertThat(model.predictInto(contexts(kind, model, 0), amid(kind, 0))).isZero();
    }
    requireNeighbours(model);
  }

  private static void requireSame(Model model, FloatBuffer contexts, FloatBuffer predictions) {
    List<Float> given = numbers(contexts.duplicate().clear());
    int limit = predictions.limit();
    List<Prediction> expected = model.predictAll(contexts);
    assertThat(model.predictInto(contexts, predictions)).isEqualTo(expected.size());
    assertThat(contexts.position()).isEqualTo(BEFORE);
    assertThat(contexts.limit()).isEqualTo(contexts.capacity() - BEHIND);
    assertThat(numbers(contexts.duplicate().clear())).isEqualTo(given);
    assertThat(predictions.position()).isEqualTo(BEFORE);
    assertThat(predictions.limit()).isEqualTo(limit);
    FloatBuffer found = predictions.duplicate().clear();
    assertThat(next(found, BEFORE)).containsOnly(UNTOUCHED);
    expected.forEach(each -> assertThat(next(found, model.dimension())).isEqualTo(each.vector()));
    assertThat(next(found, found.remaining())).hasSizeGreaterThan(0).containsOnly(UNTOUCHED);
  }

  private static float[] next(FloatBuffer buffer, int count) {
    float[] numbers = new float[count];
    buffer.get(numbers);
    return numbers;
  }

  private static List<Float> numbers(FloatBuffer buffer) {
    List<Float> numbers = new ArrayList<>();
    while (buffer.hasRemaining()) {
      numbers.add(buffer.get());
    }
    return numbers;
  }

  /** One memory may hold contexts and predictions as long as they stand apart. */
  private static void requireNeighbours(Model model) {
    int size = model.contextLength() * model.dimension();
    for (IntFunction<FloatBuffer> kind : KINDS) {
      FloatBuffer memory = kind.apply(size + model.dimension());
      memory.duplicate().put(contexts(kind, model, 1));
      FloatBuffer contexts = memory.slice(0, size);
      float[] expected = model.predictAll(contexts).getFirst().vector();
      assertThat(model.predictInto(contexts, memory.slice(size, model.dimension()))).isEqualTo(1);
      assertThat(next(memory.position(size), model.dimension())).isEqualTo(expected);
    }
  }

  /** Calls that every engine refuses, with the same words. */
  static List<Consumer<Model>> refusals(Model model) {
    int width = model.dimension();
    int size = model.contextLength() * width;
    List<Consumer<Model>> bad = new ArrayList<>();
    for (IntFunction<FloatBuffer> kind : KINDS) {
      FloatBuffer two = contexts(kind, model, 2);
      FloatBuffer room = amid(kind, 2 * width);
      bad.add(it -> it.predictInto(two.duplicate().limit(two.limit() - 1), room));
      bad.add(it -> it.predictInto(two, room.duplicate().limit(room.limit() - 1)));
      bad.add(it -> it.predictInto(two, room.asReadOnlyBuffer()));
      bad.add(it -> it.predictInto(two, two));
      bad.add(it -> it.predictInto(two.slice(0, size), two.slice(size - 1, width)));
      bad.add(it -> it.predictInto(two.slice(width - 1, size), two.slice(0, width)));
      bad.add(it -> it.predictInto(two.asReadOnlyBuffer(), two.slice(0, 2 * width)));
      for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        for (int at : new int[] {0, size - 1, size, 2 * size - 1}) {
          FloatBuffer broken = contexts(kind, model, 2);
          broken.put(BEFORE + at, number);
          bad.add(it -> it.predictInto(broken, room));
          bad.add(it -> it.predictAll(broken));
        }
      }
    }
    return bad;
  }

  /** A refusal for the buffers themselves leaves what was in them. */
  static void requireUntouched(Model model) {
    FloatBuffer two = contexts(KINDS.getFirst(), model, 2);
    FloatBuffer room = amid(KINDS.getFirst(), 2 * model.dimension() - 1);
    try {
      model.predictInto(two, room);
    } catch (IllegalArgumentException e) {
      float[] found = next(room.clear(), room.capacity());
      float[] before = new float[found.length];
      Arrays.fill(before, UNTOUCHED);
      assertThat(found).isEqualTo(before);
      return;
    }
    throw new AssertionError("it was not refused");
  }
}
