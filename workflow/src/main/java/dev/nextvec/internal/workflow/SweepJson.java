package dev.nextvec.internal.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.SplitFractions;
import dev.nextvec.internal.file.Addresses;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.internal.torch.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** A {@link SweepTask} as text, for another machine of the same version. */
final class SweepJson {
  private SweepJson() {}

  static String write(SweepTask task) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", task.training().name()).put("path", task.training().path().toString());
    json.set("architecture", ArchitectureJson.write(task.training().architecture()));
    json.set("config", ConfigJson.write(task.training().config()));
    json.put("accumulate", task.training().pieces());
    Sweep sweep = task.sweep();
    json.put("dataset", sweep.dataset().toString()).put("dataset_sha256", sweep.datasetSha256());
    json.put("save_every_millis", sweep.saveEvery().toMillis());
    json.put("device", sweep.computing().device().name());
    json.put("threads", sweep.computing().threads());
    json.put("tested", sweep.tested());
    write(sweep.parts(), json.putObject("parts"));
    return json.toString();
  }

  private static void write(Sweep.Parts parts, ObjectNode json) {
    json.put("context", parts.contextLength()).put("seed", parts.seed());
    json.put("validation_share", parts.fractions().validation());
    json.put("test_share", parts.fractions().test());
    parts.trainWindows().ifPresent(windows -> json.put("train_windows", windows));
  }

  static SweepTask read(String text) throws IOException {
    JsonValue json = JsonValue.parse(text, "a run of a sweep");
    TrainingTask training =
        new TrainingTask(
            json.field("name").text(),
            ArchitectureJson.read(json.field("architecture")),
            ConfigJson.read(json.field("config")),
            Path.of(json.field("path").text()),
            json.field("accumulate").count(1));
    Sweep sweep =
        new Sweep(
            Addresses.path(json.field("dataset").text()),
            json.field("dataset_sha256").text(),
            parts(json.field("parts")),
            Duration.ofMillis(json.field("save_every_millis").count(0)),
            new Sweep.Computing(
                Device.valueOf(json.field("device").text()), json.field("threads").count(0)),
            json.field("tested").truth());
    return new SweepTask(sweep, training);
  }

  private static Sweep.Parts parts(JsonValue json) throws IOException {
    Optional<Integer> windows = json.optional("train_windows", value -> value.count(1));
    return new Sweep.Parts(
        json.field("context").count(1),
        new SplitFractions(
            json.field("validation_share").number(), json.field("test_share").number()),
        json.field("seed").wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
        windows.map(OptionalInt::of).orElse(OptionalInt.empty()));
  }
}
