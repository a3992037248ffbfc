package dev.nextvec.internal.onnx;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Split;
import dev.nextvec.internal.run.ConfigJson;
import dev.nextvec.provenance.Provenance;
import dev.nextvec.run.TrainingConfig;
import java.util.Optional;

/**
 * What a model learned from, and how.
 *
 * @param dataset what a person calls the data
 * @param provenance hashes of data and split, seeds, software
 * @param counts how much of it there is; absent where the dataset is not there any more
 * @param config settings of the training; absent for a baseline
 */
public record TrainedOn(
    String dataset,
    Provenance provenance,
    Optional<Counts> counts,
    Optional<TrainingConfig> config) {

  /** How much data there is, and how it was divided. */
  public record Counts(long chunks, int documents, Split split) {}

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("dataset", dataset).put("dataset_sha256", provenance.datasetSha256());
    json.put("split_sha256", provenance.splitSha256()).put("split_seed", provenance.splitSeed());
    counts.ifPresent(
        found ->
            json.put("chunks", found.chunks())
                .put("documents", found.documents())
                .put("training_windows", found.split().train().length)
                .put("validation_windows", found.split().validation().length)
                .put("test_windows", found.split().test().length)
                .put(PackageSplit.VALIDATION, found.split().fractions().validation())
                .put(PackageSplit.TEST, found.split().fractions().test()));
    counts
        .map(Counts::split)
        .map(Split::trainWindows)
        .ifPresent(
            windows -> windows.ifPresent(asked -> json.put(PackageSplit.TRAIN_WINDOWS, asked)));
    config.ifPresent(settings -> json.set("settings", ConfigJson.write(settings)));
    json.set("provenance", ConfigJson.write(provenance));
    return json;
  }
}
