package dev.nextvec.internal.onnx;

import dev.nextvec.internal.random.CounterRandom;
import dev.nextvec.internal.safetensors.Safetensors.FloatTensor;
import dev.nextvec.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * How far predictions move when each weight becomes the next larger or smaller number. Nothing that
 * computes in float32 knows a prediction better, so engines that add in another order differ by
 * about as much: for trained models of all architectures by 1 to 3.3 times. Where a model's last
 * products cancel, as of one that predicts nearly the same for every context, that can be more than
 * {@link Probe#SAME}, of exact arithmetic and between any two engines alike.
 */
final class LastBits {
  private static final double TIMES = 8;
  private static final double MOST = Precision.ELSEWHERE / 2; // the rest is for other processors

  private LastBits() {}

  /**
   * What may be rounding in each case of a probe: never less than {@link Probe#SAME}.
   *
   * @param session the model as it is
   * @param room where a graph may stand for a while
   */
  static IntToDoubleFunction rounding(ModelFile model, Probe probe, OnnxSession session, Path room)
      throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.in(room, ".bits-")) {
      Path graph = folder.path().resolve("moved.onnx");
      OnnxFile.STANDARD.write(graph, new Exportable.Network(moved(model)), Map.of());
      try (OnnxSession other = OnnxSession.open(graph, "moved")) {
        double[] moves = probe.moves(session, other);
        return row -> Math.min(MOST, Math.max(Probe.SAME, TIMES * moves[row]));
      }
    }
  }

  private static ModelFile moved(ModelFile model) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    model.tensors().forEach((name, tensor) -> tensors.put(name, moved(name, tensor)));
    return new ModelFile(model.architecture(), tensors);
  }

  private static FloatTensor moved(String name, FloatTensor tensor) {
    CounterRandom random = CounterRandom.of(1, name);
    float[] values = tensor.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = random.bits(i) < 0 ? Math.nextDown(values[i]) : Math.nextUp(values[i]);
    }
    return new FloatTensor(tensor.shape(), values);
  }
}
