package dev.nextvec.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.export.Safetensors;
import dev.nextvec.export.Safetensors.FloatTensor;
import dev.nextvec.torch.Engine;
import dev.nextvec.torch.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Everything needed to continue a run to the same bits: one file, replaced whole. */
final class StateFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "nextvec.state";

  private StateFile() {}

  static void write(Path file, TrainingState state, Learner learner, Engine engine)
      throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    Weights weights = learner.weights();
    tensors.put("weights", copy(weights.flatValues(), engine));
    tensors.put("first_moment", copy(learner.optimiser().firstMoment(), engine));
    tensors.put("second_moment", copy(learner.optimiser().secondMoment(), engine));
    new Safetensors(Map.of(KEY, json(state).toString()), tensors).write(file);
  }

  private static FloatTensor copy(Tensor tensor, Engine engine) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    engine.download(tensor, values, values.length);
    return new FloatTensor(new long[] {values.length}, values);
  }

  private static ObjectNode json(TrainingState state) {
    ObjectNode json = JSON.createObjectNode();
    json.put("epoch", state.epoch()).put("stepInEpoch", state.stepInEpoch());
    json.put("step", state.step()).put("seconds", state.seconds());
    TrainingState.Sums sums = state.sums();
    json.putObject("sums")
        .put("loss", sums.loss())
        .put("cosine", sums.cosine())
        .put("norm", sums.norm())
        .put("samples", sums.samples())
        .put("seconds", sums.seconds());
    ArrayNode history = json.putArray("history");
    state.history().forEach(epoch -> history.add(ConfigJson.write(epoch)));
    return json;
  }

  /** Restores weights and moments and gives the counters. */
  static TrainingState read(Path file, Learner learner, Engine engine) throws IOException {
    Safetensors content = Safetensors.read(file);
    try {
      JsonNode json = JSON.readTree(content.metadata().getOrDefault(KEY, "{}"));
      restore(content, "weights", learner.weights().flatValues(), engine);
      restore(content, "first_moment", learner.optimiser().firstMoment(), engine);
      restore(content, "second_moment", learner.optimiser().secondMoment(), engine);
      TrainingState state = state(json);
      learner.optimiser().continueFrom(state.step());
      return state;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(
          file
              + " is not the state of this training: "
              + e.getMessage()
              + "; delete it to start again",
          e);
    }
  }

  private static TrainingState state(JsonNode json) {
    if (json.path("epoch").asInt() < 1) {
      throw new IllegalArgumentException("it names no epoch");
    }
    JsonNode sums = json.path("sums");
    List<EpochRecord> history = new ArrayList<>();
    json.path("history").forEach(epoch -> history.add(ConfigJson.epoch(epoch)));
    return new TrainingState(
        json.path("epoch").asInt(),
        json.path("stepInEpoch").asLong(),
        json.path("step").asLong(),
        new TrainingState.Sums(
            sums.path("loss").asDouble(),
            sums.path("cosine").asDouble(),
            sums.path("norm").asDouble(),
            sums.path("samples").asLong(),
            sums.path("seconds").asDouble()),
        history,
        json.path("seconds").asDouble());
  }

  private static void restore(Safetensors content, String name, Tensor into, Engine engine) {
    float[] values = content.tensor(name).values();
    if (values.length != into.numel()) {
      throw new IllegalArgumentException(
          "`" + name + "` has " + values.length + " numbers where the network has " + into.numel());
    }
    engine.upload(values, values.length, into);
  }
}
