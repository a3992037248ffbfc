package dev.nextvec.internal.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nextvec.data.Dataset;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.model.ArchitectureJson;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.internal.run.RunDirectory;
import dev.nextvec.internal.wording.Setting;
import dev.nextvec.provenance.Environment;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.Schedule;
import dev.nextvec.run.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether what a directory holds may be continued as the training that is asked for. Everything
 * that decides about weights must be the same. What only decides when to stop, the number of epochs
 * and {@code early-stop}, may change where a training with the new values would have passed through
 * the same epochs; the machine and its threads may change, at the price of the last bits.
 */
public final class Continuation {
  private static final List<String> STOPPING = List.of("epochs", "early_stop");

  /** Settings that a run does not mention if it has none of the kind. */
  private static final List<String> UNSAID = List.of(ConfigJson.MAP, ConfigJson.LOCAL_STEPS);

  private Continuation() {}

  /** Everything that decides about the weights of an epoch. */
  static ObjectNode settings(RunInfo info) {
    ObjectNode json = ArchitectureJson.write(info.architecture());
    json.setAll(ConfigJson.write(info.config()));
    if (info.config().schedule() instanceof Schedule.WarmupCosine) {
      json.remove("early_stop"); // the schedule spans all epochs
    } else {
      json.remove(STOPPING);
    }
    info.config()
        .localSteps()
        .ifPresent(
            local -> {
              json.put(
                  ConfigJson.LOCAL_STEPS, local.steps() + " by " + local.workers() + " workers");
              json.remove("workers"); // one setting: neither says anything without the other
            });
    json.put("dataset sha256", info.provenance().datasetSha256());
    json.put("split sha256", info.provenance().splitSha256());
    return json;
  }

  /**
   * Makes sure that a run is continued to what is asked for.
   *
   * @throws IllegalArgumentException naming the settings that differ, and the ways on
   */
  static void require(RunInfo found, RunInfo wanted, Path path) {
    if (found.origin().isPresent()) {
      throw new IllegalArgumentException(
          "%s holds weights that were imported, whose training cannot be continued: choose another directory with %s"
              .formatted(path, Setting.OUT));
    }
    List<String> differences = differences(settings(found), settings(wanted));
    Provenance have = found.provenance();
    Provenance want = wanted.provenance();
    if (!have.splitSha256().equals(want.splitSha256()) && have.splitSeed() != want.splitSeed()) {
      differences.addFirst("split-seed %d, not %d".formatted(have.splitSeed(), want.splitSeed()));
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          path + " holds a run with " + String.join(", ", differences) + waysOn(found));
    }
    if (!Stopping.reaches(wanted.config(), found.history())) {
      throw new IllegalArgumentException(
          "%s has trained %d epochs already, and with `epochs` %d and `early-stop` %d it would have ended before: use it as it is, ask for more%s"
              .formatted(
                  path,
                  found.history().size(),
                  wanted.config().epochs(),
                  wanted.config().earlyStop(),
                  otherwise(found)));
    }
  }

  /**
   * Makes sure that a run is continued to what is asked for, before anything is started for it.
   *
   * @param where it lies, for the message
   * @throws IllegalArgumentException naming the settings that differ, and the ways on
   */
  public static void require(RunInfo found, Trainer.Task wanted, Path where) {
    require(found, plan(Environment.withoutEngine(), wanted, RunInfo.Steps.WHOLE), where);
  }

  /** Whether nothing is to be trained, and no file is to be restored but the split. */
  static boolean isComplete(RunDirectory directory, RunInfo found, RunInfo plan) {
    return found.status() == RunInfo.Status.FINISHED
        && found.config().equals(plan.config())
        && directory.kept().missing(found.bestEpoch()).isEmpty();
  }

  /** What a training is to be, before anything is known of an earlier one. */
  static RunInfo plan(TorchEngine engine, Trainer.Task task, RunInfo.Steps steps) {
    return plan(engine.environment(), task, steps);
  }

  private static RunInfo plan(Environment environment, Trainer.Task task, RunInfo.Steps steps) {
    Dataset dataset = task.dataset();
    return new RunInfo(
            task.architecture(),
            task.config(),
            Provenance.of(dataset, task.split(), task.config().seed(), environment),
            dataset.path().toString(),
            RunInfo.Status.RUNNING,
            Optional.empty(),
            List.of(),
            List.of())
        .with(steps);
  }

  /** What all workers must have in common. */
  static List<String> facts(RunInfo plan) {
    Environment environment = plan.provenance().environment();
    List<String> facts = new ArrayList<>();
    facts.add("libtorch " + environment.libtorch());
    facts.add("accumulate " + plan.steps().pieces());
    settings(plan)
        .properties()
        .forEach(each -> facts.add(named(each.getKey()) + " " + each.getValue()));
    return facts;
  }

  /** Weights alone cannot be continued from, and are not to be lost. */
  static void requireNoRemains(RunDirectory directory) throws IOException {
    if (directory.isRemains() && !Files.exists(directory.state())) {
      throw new IOException(
          "%s holds weights, but no run.json and no state to continue from: restore them, choose another directory with %s, or throw the weights away with %s"
              .formatted(directory.path(), Setting.OUT, Setting.OVERWRITE));
    }
  }

  /** Without it a continuation would begin anew, over what the run has. */
  static void requireState(RunDirectory directory, RunInfo found) throws IOException {
    int epochs = found.history().size();
    if (epochs > 0 && !Files.exists(directory.state())) {
      List<String> missing = directory.kept().missing(found.bestEpoch());
      throw new IOException(
          "%s%s does not exist, so %s cannot be continued after its %d trained epochs: restore it, choose another directory with %s, or train anew with %s"
              .formatted(
                  missing.isEmpty()
                      ? ""
                      : directory.path().resolve(missing.getFirst()) + " does not exist and ",
                  directory.state(),
                  directory.path(),
                  epochs,
                  Setting.OUT,
                  Setting.OVERWRITE));
    }
  }

  /**
   * Makes sure that a state without its {@code run.json} belongs to what is asked for.
   *
   * @throws IllegalArgumentException if it does not, or does not say
   */
  static void requireState(JsonNode settings, RunInfo wanted, Path path) {
    List<String> differences = differences(settings, settings(wanted));
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no run.json, and its state is of a run with %s: restore run.json, choose another directory with %s, or give the state up with %s"
              .formatted(path, String.join(", ", differences), Setting.OUT, Setting.OVERWRITE));
    }
  }

  private static List<String> differences(JsonNode have, ObjectNode want) {
    List<String> differences = new ArrayList<>();
    for (String key : UNSAID) {
      if (have.has(key) && !want.has(key)) {
        differences.add("%s %s, not none".formatted(named(key), have.path(key).asText()));
      }
    }
    want.properties()
        .forEach(
            entry -> {
              String key = entry.getKey();
              JsonNode old = before(have, key);
              if (!entry.getValue().equals(old)
                  && !entry.getValue().asText().equals(old.asText())) {
                differences.add(
                    "%s %s, not %s"
                        .formatted(
                            named(key),
                            old.asText(UNSAID.contains(key) ? "none" : "unknown"),
                            entry.getValue().asText()));
              }
            });
    return differences;
  }

  private static String named(String key) {
    return key.replace('_', '-');
  }

  private static JsonNode before(JsonNode have, String key) {
    if (key.equals(ConfigJson.PRECISION) && have.has("seed") && !have.has(key)) {
      return TextNode.valueOf(TrainingConfig.Precision.FLOAT32.label()); // all there was
    }
    return have.path(have.has(key) ? key : JsonValue.formerly(key));
  }

  private static String waysOn(RunInfo found) {
    return ": ask for the same" + otherwise(found);
  }

  private static String otherwise(RunInfo found) {
    int epochs = found.history().size();
    return ", or choose another directory with %s (%s would throw away %s)"
        .formatted(
            Setting.OUT,
            Setting.OVERWRITE,
            epochs == 1 ? "1 trained epoch" : epochs + " trained epochs");
  }

  /** What was other before, in a sentence, for the machine on which a run goes on; or none. */
  static List<String> notes(RunInfo found, RunInfo wanted) {
    List<String> notes = new ArrayList<>(found.notes());
    Environment before = found.provenance().environment();
    Environment now = wanted.provenance().environment();
    List<String> changes = new ArrayList<>();
    change(changes, "threads", Integer.toString(before.threads()), Integer.toString(now.threads()));
    change(changes, "device", before.device(), now.device());
    change(changes, "libtorch", before.libtorch(), now.libtorch());
    change(changes, "blas", before.blas(), now.blas());
    RunInfo.Steps done = found.steps();
    RunInfo.Steps next = wanted.steps();
    change(changes, "workers", "" + done.workers(), "" + next.workers());
    change(changes, "accumulate", "" + done.pieces(), "" + next.pieces());
    if (!changes.isEmpty()) {
      notes.add(
          "Continued after epoch %d with %s: the weights are as good, but not the same bits as those of a training in one go."
              .formatted(found.history().size(), String.join(", ", changes)));
    }
    return notes;
  }

  private static void change(List<String> changes, String what, String before, String now) {
    if (!before.equals(now)) {
      changes.add("%s %s instead of %s".formatted(what, now, before));
    }
  }
}
