package dev.nextvec.cli;

import dev.nextvec.internal.workflow.GivenPredictions;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Predictions of models that are not here. */
final class PredictionsOption {
  @Option(
      names = "--predictions",
      paramLabel = "NAME=FILE[@DIR]",
      description =
          "judge somebody's predictions on the test windows beside the runs: an NPY array, one row"
              + " for each test window, in the order of the folder DIR that `nextvec data windows`"
              + " wrote (or of the JSON file beside FILE); may be given several times")
  List<String> predictions = List.of();

  boolean isGiven() {
    return !predictions.isEmpty();
  }

  /**
   * What was asked for.
   *
   * @throws WrongUsage if a word is no {@code NAME=FILE} or a name comes twice
   */
  List<GivenPredictions> given() {
    List<GivenPredictions> given = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String word : predictions) {
      GivenPredictions each = WrongUsage.unless(() -> parse(word));
      if (!names.add(each.name())) {
        throw new WrongUsage(
            "two --predictions are called `%s`: give each its own name".formatted(each.name()));
      }
      given.add(each);
    }
    return given;
  }

  /** A file may have an @ in its name: what exists as it stands is meant as it stands. */
  private static GivenPredictions parse(String word) {
    int equals = word.indexOf('=');
    if (equals < 1 || equals == word.length() - 1) {
      throw new IllegalArgumentException(
          "`--predictions %s` must be NAME=FILE or NAME=FILE@DIR".formatted(word));
    }
    String name = word.substring(0, equals);
    String file = word.substring(equals + 1);
    int at = file.lastIndexOf('@');
    boolean whole = at < 1 || at == file.length() - 1 || Files.exists(TypedPath.of(file));
    return whole
        ? new GivenPredictions(name, TypedPath.of(file), Optional.empty())
        : new GivenPredictions(
            name,
            TypedPath.of(file.substring(0, at)),
            Optional.of(TypedPath.of(file.substring(at + 1))));
  }
}
