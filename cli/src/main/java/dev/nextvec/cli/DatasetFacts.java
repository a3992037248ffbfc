package dev.nextvec.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.data.Account;
import dev.nextvec.data.AccountJson;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import dev.nextvec.data.Tally;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.examine.SmallParts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a dataset holds.
 *
 * @param split its division, if it is large enough for one
 * @param smallParts what follows where a part of it is too small
 * @param splitProblem why there is none; empty if there is one
 * @param account what went into each step from files to windows, and what was left out
 */
record DatasetFacts(
    String path,
    String sha256,
    String vectorsSha256,
    long chunks,
    int dimension,
    String type,
    long bytes,
    int documents,
    long shortest,
    long longest,
    boolean boundariesKnown,
    Optional<EncoderFingerprint> encoder,
    boolean texts,
    int contextLength,
    int windows,
    Optional<Split> split,
    List<String> smallParts,
    String splitProblem,
    Account account) {

  /** With the usual split. */
  static DatasetFacts of(Dataset dataset, int contextLength) {
    return of(dataset, contextLength, new SplitOptions());
  }

  static DatasetFacts of(Dataset dataset, int contextLength, SplitOptions division) {
    Windows windows = dataset.windows(contextLength);
    Optional<Split> split = Optional.empty();
    String problem = "";
    try {
      split = Optional.of(division.of(dataset, contextLength));
    } catch (WrongUsage wrong) {
      throw wrong;
    } catch (IllegalArgumentException tooSmall) {
      problem = FailureLine.firstLine(tooSmall.getMessage());
    }
    String type = dataset.vectors().type().label();
    return new DatasetFacts(
        dataset.path().toString(),
        dataset.sha256(),
        dataset.vectorsSha256(),
        dataset.count(),
        dataset.dimension(),
        type,
        dataset.count() * dataset.dimension() * dataset.vectors().type().bytes(),
        dataset.documents().size(),
        dataset.documents().stream().mapToLong(Document::count).min().orElse(0),
        dataset.documents().stream().mapToLong(Document::count).max().orElse(0),
        dataset.documentBoundariesKnown(),
        dataset.encoder(),
        dataset.texts().isPresent(),
        contextLength,
        windows.size(),
        split,
        split.map(made -> SmallParts.of(windows, made)).orElse(List.of()),
        problem,
        dataset.account().with(steps(dataset, windows, split)));
  }

  /** The last steps depend on what is asked for, so they are counted anew. */
  private static Stage[] steps(Dataset dataset, Windows windows, Optional<Split> split) {
    Tally lengths = new Tally(Step.LENGTHS);
    for (Document document : dataset.documents()) {
      if (document.windows(windows.contextLength()) > 0) {
        lengths.keep(1);
      } else {
        lengths.leaveOut("too short", document.id());
      }
    }
    Tally parts = new Tally(Step.WINDOWS);
    long used =
        split
            .map(s -> (long) s.train().length + s.validation().length + s.test().length)
            .orElse(0L);
    parts.keep(used);
    parts.leaveOut(split.isPresent() ? "in no part" : "no split", windows.size() - used);
    return new Stage[] {lengths.stage(), parts.stage()};
  }

  /** Lines for people. */
  String text() {
    StringBuilder text = new StringBuilder(path).append('\n');
    row(
        text,
        "vectors",
        "%s of dimension %d, %s, %s",
        Figures.count(chunks),
        dimension,
        type,
        Figures.bytes(bytes));
    row(
        text,
        "documents",
        "%s of %s chunks%s",
        Figures.count(documents),
        shortest == longest
            ? Figures.count(shortest)
            : Figures.count(shortest) + " to " + Figures.count(longest),
        boundariesKnown ? "" : " (boundaries guessed)");
    row(text, "windows", "%s of %d + 1 chunks", Figures.count(windows), contextLength);
    row(text, "encoder", "%s", encoder.map(EncoderFingerprint::shown).orElse("not recorded"));
    row(text, "texts", "%s", texts ? "kept" : "not kept");
    row(text, "sha256", "%s", sha256);
    split.ifPresentOrElse(
        s -> splitRows(text, s, smallParts), () -> row(text, "split", "none: %s", splitProblem));
    text.append("from file to window\n");
    AccountLines.of(account).forEach(line -> text.append("  ").append(line).append('\n'));
    return text.toString();
  }

  private static void splitRows(StringBuilder text, Split split, List<String> smallParts) {
    row(
        text,
        "split",
        "%s train%s, %s validation, %s test windows (%s, seed %d)",
        Figures.count(split.train().length),
        TrainingSession.partly(split),
        Figures.count(split.validation().length),
        Figures.count(split.test().length),
        kind(split),
        split.seed());
    row(text, "split sha256", "%s", split.sha256());
    split.warnings().forEach(warning -> row(text, "warning", "%s", warning));
    smallParts.forEach(small -> row(text, "warning", "%s", small));
  }

  private static String kind(Split split) {
    return switch (split.kind()) {
      case BY_DOCUMENT -> "by document";
      case BLOCKS -> "in blocks";
    };
  }

  private static void row(StringBuilder text, String name, String format, Object... values) {
    text.append("  %-13s".formatted(name));
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** One object. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("path", path).put("sha256", sha256).put("vectors_sha256", vectorsSha256);
    json.put("chunks", chunks).put("dimension", dimension).put("dtype", type).put("bytes", bytes);
    json.put("documents", documents).put("shortest", shortest).put("longest", longest);
    json.put("document_boundaries_known", boundariesKnown).put("texts", texts);
    encoder.ifPresent(
        used ->
            json.put("encoder", used.name()).put("encoder_precision", used.precision().label()));
    json.put("context_length", contextLength).put("windows", windows);
    split.ifPresentOrElse(
        s -> {
          ObjectNode node = json.putObject("split");
          node.put("kind", kind(s)).put("seed", s.seed()).put("sha256", s.sha256());
          s.trainWindows().ifPresent(asked -> node.put("train_windows", asked));
          node.put("train", s.train().length).put("validation", s.validation().length);
          node.put("test", s.test().length);
          node.put("validation_share", s.fractions().validation());
          node.put("test_share", s.fractions().test());
          warnings(node.putArray("warnings"), s.warnings());
          warnings(node.withArray("warnings"), smallParts);
        },
        () -> json.put("split_problem", splitProblem));
    json.set("account", AccountJson.of(account));
    return json;
  }

  static void warnings(ArrayNode array, List<String> warnings) {
    warnings.forEach(array::add);
  }
}
