package dev.nextvec.internal.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.MalformedJson;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.internal.safetensors.Safetensors;
import dev.nextvec.internal.safetensors.Safetensors.Source;
import dev.nextvec.internal.torch.Libtorch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Everything needed to continue a run to the same bits: one file, replaced whole. */
final class StateFile {
  private static final String KEY = "nextvec.state";
  private static final String CHECKSUM = "nextvec.crc32c";

  private StateFile() {}

  /**
   * Writes the state.
   *
   * @param settings of the run, see {@link Continuation#settings}: they tell whose state it is
   */
  static void write(
      Path file, TrainingState state, ObjectNode settings, Learner learner, Libtorch engine)
      throws IOException {
    Map<String, Source> tensors = new LinkedHashMap<>();
    tensors.put("weights", engine.source(learner.weights().flatValues()));
    tensors.put("first_moment", engine.source(learner.optimiser().firstMoment()));
    tensors.put("second_moment", engine.source(learner.optimiser().secondMoment()));
    String json = json(state, settings).toString();
    Safetensors.write(file, Map.of(KEY, json, CHECKSUM, checksum(json, tensors)), tensors);
  }

  /** Of everything a continuation depends on: one flipped bit would go on unseen in the weights. */
  private static String checksum(String json, Map<String, ? extends Source> tensors)
      throws IOException {
    CRC32C sum = new CRC32C();
    sum.update(json.getBytes(StandardCharsets.UTF_8));
    for (Source tensor : tensors.values()) {
      Safetensors.bytes(tensor, (bytes, count) -> sum.update(bytes, 0, count));
    }
    return Long.toHexString(sum.getValue());
  }

  private static ObjectNode json(TrainingState state, ObjectNode settings) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("settings", settings);
    json.put("epoch", state.epoch()).put("step_in_epoch", state.stepInEpoch());
    json.put("step", state.step()).put("seconds", state.seconds());
    TrainingState.Sums sums = state.sums();
    json.putObject("sums")
        .put("loss", sums.loss())
        .put("cosine", sums.cosine())
        .put("norm", sums.norm())
        .put("samples", sums.samples())
        .put("seconds", sums.seconds());
    state.untrained().ifPresent(epoch -> json.set("untrained", ConfigJson.write(epoch)));
    ArrayNode history = json.putArray("history");
    state.history().forEach(epoch -> history.add(ConfigJson.write(epoch)));
    return json;
  }

  /**
   * The settings of the training that wrote a state.
   *
   * @return empty for a state of a version that did not write them
   */
  static Optional<JsonNode> settings(Path file) throws IOException {
    String text = Safetensors.read(file).metadata().getOrDefault(KEY, "{}");
    try {
      return JsonValue.parse(text, "its description").optional("settings", JsonValue::node);
    } catch (MalformedJson e) {
      throw foreign(file, e.getMessage(), e);
    }
  }

  /** The counters alone, for another process. */
  static String text(TrainingState state) {
    return json(state, JsonNodeFactory.instance.objectNode()).toString();
  }

  /** Reads what {@link #text} wrote. */
  static TrainingState state(String text) throws IOException {
    return state(JsonValue.parse(text, "a state"));
  }

  /** Restores weights and moments and gives the counters. */
  static TrainingState read(Path file, Learner learner, Libtorch engine) throws IOException {
    Safetensors content = Safetensors.read(file);
    try {
      String text = content.metadata().getOrDefault(KEY, "{}");
      if (!checksum(text, content.tensors()).equals(content.metadata().get(CHECKSUM))) {
        throw new IllegalArgumentException("its content does not match its checksum");
      }
      restore(content, "weights", learner.weights().flatValues(), engine);
      restore(content, "first_moment", learner.optimiser().firstMoment(), engine);
      restore(content, "second_moment", learner.optimiser().secondMoment(), engine);
      TrainingState state = state(JsonValue.parse(text, file.toString()));
      learner.optimiser().continueFrom(state.step());
      return state;
    } catch (IllegalArgumentException e) {
      throw foreign(file, e.getMessage(), e);
    }
  }

  private static IOException foreign(Path file, @Nullable String why, Exception cause) {
    return new IOException(
        file + " is not the state of this training: " + why + "; delete it to start again", cause);
  }

  private static TrainingState state(JsonValue json) throws IOException {
    JsonValue sums = json.field("sums");
    return new TrainingState(
        json.field("epoch").count(1),
        json.field("step_in_epoch").wholeNumber(0, Long.MAX_VALUE),
        json.field("step").wholeNumber(0, Long.MAX_VALUE),
        new TrainingState.Sums(
            sums.field("loss").number(),
            sums.field("cosine").number(),
            sums.field("norm").number(),
            sums.field("samples").wholeNumber(0, Long.MAX_VALUE),
            sums.field("seconds").number()),
        json.optional("untrained", ConfigJson::epoch),
        json.field("history").items(ConfigJson::epoch),
        json.field("seconds").number());
  }

  private static void restore(Safetensors content, String name, Tensor into, Libtorch engine) {
    float[] values = content.tensor(name).values();
    if (values.length != into.numel()) {
      throw new IllegalArgumentException(
          "`" + name + "` has " + values.length + " numbers where the network has " + into.numel());
    }
    engine.upload(values, values.length, into);
  }
}
