package dev.nextvec.internal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.internal.nn.BatchShare;
import dev.nextvec.internal.nn.CandidateLayer;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Amn;
import dev.nextvec.model.CandidateMap;
import dev.nextvec.run.Goal;
import dev.nextvec.vector.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Against PyTorch, whose case {@code src/test/resources/golden/candidate_map.py} made. */
final class CandidateMapGoldenTest {
  private static final int DIM = 12;
  private static final int COUNT = 70;
  private static final int SIZE = 6;
  private static final Path GOLDEN = Path.of("src/test/resources/golden/candidate-map.safetensors");

  @Test
  void aSquareMapHasPyTorchsOutputsAndGradients() throws IOException {
    check("full", new Goal.Mapping.Full(), List.of("change"));
  }

  @Test
  void aMapOfLowRankHasPyTorchsOutputsAndGradients() throws IOException {
    check("low_rank", new Goal.Mapping.LowRank(3), List.of("in", "out"));
  }

  private static void check(String name, Goal.Mapping mapping, List<String> parts)
      throws IOException {
    Safetensors golden = Safetensors.read(GOLDEN);
    Libtorch engine = Tiny.engine().torch();
    Goal.Retrieval goal = new Goal.Retrieval(16, 0, 0.5, 0.2, mapping);
    float[] candidates = golden.tensor("candidates").values();
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, Contrast.parameters(goal, DIM), 1);
        Workspace space = new Workspace(engine)) {
      weights.set(Contrast.TEMPERATURE, golden.tensor("log_temperature").values());
      parts.forEach(part -> weights.set(named(part), golden.tensor(part).values()));
      Contrast contrast = new Contrast(goal, weights, space);
      float[] dRaw = new float[SIZE * DIM];
      float[] raw = golden.tensor("raw").values();
      double loss = contrast.of(raw, batch(golden, engine), BatchShare.whole(SIZE), DIM, dRaw);
      assertThat(loss).isCloseTo(number(golden, name + ".loss"), within(1e-5));
      close("raw", dRaw, golden.tensor(name + ".raw_gradient").values());
      close(
          "temperature",
          gradient(engine, weights, Contrast.TEMPERATURE),
          golden.tensor(name + ".temperature_gradient").values());
      for (String part : parts) {
        float[] expected = golden.tensor(name + ".grad." + part).values();
        close(part, gradient(engine, weights, named(part)), expected);
      }
      CandidateLayer layer = contrast.map().orElseThrow();
      float[] expected = golden.tensor(name + ".mapped").values();
      close("mapped", forward(engine, layer, candidates), expected);
      close("as a file holds it", asFilesHaveIt(layer, candidates), expected);
    }
  }

  private static String named(String part) {
    return "candidate_map." + part;
  }

  private static double number(Safetensors golden, String name) {
    return golden.tensor(name).values()[0];
  }

  private static Batch batch(Safetensors golden, Libtorch engine) {
    float[] starts = golden.tensor("contexts").values();
    int[] contexts = new int[starts.length];
    for (int i = 0; i < starts.length; i++) {
      contexts[i] = (int) starts[i];
    }
    float[] targets = golden.tensor("targets").values();
    float[] candidates = golden.tensor("candidates").values();
    return Batch.of(engine, new float[SIZE * DIM], targets, SIZE, DIM)
        .with(new Candidates(candidates, COUNT, contexts, 3));
  }

  private static float[] gradient(Libtorch engine, Weights weights, String name) {
    Tensor gradient = weights.gradient(name);
    float[] values = new float[Math.toIntExact(gradient.numel())];
    engine.download(gradient, values, values.length);
    return values;
  }

  private static float[] forward(Libtorch engine, CandidateLayer layer, float[] candidates) {
    Tensor x = engine.empty(COUNT, DIM);
    engine.upload(candidates, candidates.length, x);
    float[] mapped = new float[candidates.length];
    engine.download(layer.forward(x), mapped, mapped.length);
    return mapped;
  }

  private static float[] asFilesHaveIt(CandidateLayer layer, float[] candidates) {
    CandidateMap map = layer.toMap(Amn.standard(DIM));
    float[] mapped = new float[candidates.length];
    for (int i = 0; i < COUNT; i++) {
      float[] row = map.apply(Arrays.copyOfRange(candidates, i * DIM, (i + 1) * DIM));
      System.arraycopy(row, 0, mapped, i * DIM, DIM);
    }
    Rows.normaliseAll(mapped, COUNT, DIM);
    return mapped;
  }

  private static void close(String what, float[] got, float[] expected) {
    assertThat(got).as(what).containsExactly(expected, within(1e-5f));
  }
}
