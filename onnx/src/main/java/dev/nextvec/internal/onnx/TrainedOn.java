package dev.nextvec.internal.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.Origin;
import dev.nextvec.run.RunInfo;
import dev.nextvec.run.TrainingConfig;
import java.util.Optional;

/**
 * What a model learned from, and how; of weights that were trained elsewhere, what they were tested
 * on: what they learned from is not known.
 *
 * @param dataset what a person calls the data
 * @param provenance hashes of data and split, seeds, software
 * @param counts how much of it there is; absent where the dataset is not there any more
 * @param config settings of the training; absent for a baseline, and where they are not known
 * @param origin where the weights came from, if they were trained elsewhere
 */
public record TrainedOn(
    String dataset,
    Provenance provenance,
    Optional<Counts> counts,
    Optional<TrainingConfig> config,
    Optional<Origin> origin) {

  /** How much data there is, and how it was divided. */
  public record Counts(long chunks, int documents, Split split) {}

  /** What a baseline was fitted on. */
  public static TrainedOn fitted(String dataset, Provenance provenance, Counts counts) {
    return new TrainedOn(
        dataset, provenance, Optional.of(counts), Optional.empty(), Optional.empty());
  }

  /** What a run says of itself. */
  public static TrainedOn of(String dataset, RunInfo run, Optional<Counts> counts) {
    return new TrainedOn(
        dataset,
        run.provenance(),
        counts,
        run.origin().isPresent() ? Optional.empty() : Optional.of(run.config()),
        run.origin());
  }

  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("dataset", dataset).put("dataset_sha256", provenance.datasetSha256());
    json.put("split_sha256", provenance.splitSha256()).put("split_seed", provenance.splitSeed());
    counts.ifPresent(found -> write(found, json));
    counts
        .map(Counts::split)
        .map(Split::trainWindows)
        .ifPresent(
            windows -> windows.ifPresent(asked -> json.put(PackageSplit.TRAIN_WINDOWS, asked)));
    config.ifPresent(settings -> json.set("settings", ConfigJson.write(settings)));
    origin.ifPresent(
        from ->
            json.putObject("origin")
                .put("file", from.file())
                .put("sha256", from.sha256())
                .put("probe_reproduced", from.replayed()));
    ObjectNode made = ConfigJson.write(provenance);
    if (origin.isPresent()) {
      made.remove("seed"); // of a training that nobody knows
    }
    json.set("provenance", made);
    return json;
  }

  private void write(Counts found, ObjectNode json) {
    json.put("chunks", found.chunks()).put("documents", found.documents());
    if (origin.isEmpty()) {
      json.put("training_windows", found.split().train().length);
      json.put("validation_windows", found.split().validation().length);
    }
    json.put("test_windows", found.split().test().length);
    json.put(PackageSplit.VALIDATION, found.split().fractions().validation());
    json.put(PackageSplit.TEST, found.split().fractions().test());
  }
}
