package dev.nextvec.internal.workflow;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.Split;
import dev.nextvec.internal.eval.WindowOrder;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What says that predictions are in the order of the test windows: {@code windows.json} of the
 * export they were made from, or a JSON file beside them with the same checksum.
 */
final class OrderProof {
  private static final String PREDICTIONS = "predictions_sha256";

  private final Dataset dataset;
  private final Split split;
  private final String expected;

  OrderProof(Dataset dataset, Split split) {
    this.dataset = dataset;
    this.split = split;
    this.expected =
        WindowOrder.sha256(dataset, dataset.windows(split.contextLength()), split.test());
  }

  /**
   * Looks for a proof.
   *
   * @return what a reader must know where there is none
   * @throws IllegalArgumentException if something says that the order is another
   */
  Optional<String> require(GivenPredictions given) throws IOException {
    if (given.export().isPresent()) {
      Path manifest = given.export().get().resolve(WindowsExport.MANIFEST);
      if (!Files.isRegularFile(manifest)) {
        throw new IOException(
            "`%s`: %s is not there: name a folder that `nextvec data windows` wrote"
                .formatted(given.name(), manifest));
      }
      if (!requireOrder(given, manifest)) {
        throw new IOException(
            "%s has no `%s`: write the windows anew with `nextvec data windows`"
                .formatted(manifest, WindowOrder.FIELD));
      }
      return Optional.empty();
    }
    Path sidecar = GivenPredictions.sidecar(given.file());
    boolean proven = Files.isRegularFile(sidecar) && requireOrder(given, sidecar);
    return proven ? Optional.empty() : Optional.of(unproven(given, sidecar));
  }

  private boolean requireOrder(GivenPredictions given, Path file) throws IOException {
    JsonValue json = JsonValue.read(file);
    if (json.optional(SavedPredictions.MAP).isPresent()) {
      throw new IllegalArgumentException(
          "the predictions `%s` are of a model with two sides, says %s: they are to be compared with mapped chunks, which only its run or package can do; compare that"
              .formatted(given.name(), file));
    }
    Optional<JsonValue> order = json.optional(WindowOrder.FIELD);
    if (order.isEmpty()) {
      return false;
    }
    if (!order.get().text().equals(expected)) {
      throw new IllegalArgumentException(
          "the predictions `%s` are for other windows than the runs were tested on, says %s (%s): predict the windows that `nextvec data windows` writes with the data, context length and split of the runs (split seed %d, validation share %s, test share %s)"
              .formatted(
                  given.name(),
                  file,
                  difference(json),
                  split.seed(),
                  split.fractions().validation(),
                  split.fractions().test()));
    }
    Optional<JsonValue> content = json.optional(PREDICTIONS);
    if (content.isPresent() && !content.get().text().equals(Sha256.ofFile(given.file()))) {
      throw new IllegalArgumentException(
          "%s is not the file that %s was written for (its hash is another): make both anew, or remove the second"
              .formatted(given.file(), file));
    }
    return true;
  }

  private String difference(JsonValue json) throws IOException {
    if (!json.optional("dataset_sha256")
        .map(JsonValue::shown)
        .orElse("")
        .contains(dataset.sha256().substring(0, 12))) {
      return "another dataset";
    }
    if (!json.optional("part").map(JsonValue::shown).orElse("test").contains("test")) {
      return "not the test part";
    }
    return "another split, context length or order";
  }

  private static String unproven(GivenPredictions given, Path sidecar) {
    return "The order of the rows of `%s` is unproven: nothing says that they are in the order of the test windows. `nextvec data windows` writes that order: name its folder as `%s=%s@FOLDER`, or copy its %s to %s."
        .formatted(given.name(), given.name(), given.file(), WindowsExport.MANIFEST, sidecar);
  }
}
