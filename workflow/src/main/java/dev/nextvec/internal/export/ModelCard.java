package dev.nextvec.internal.export;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.nextvec.compare.Figures;
import dev.nextvec.compare.PairedDifference;
import dev.nextvec.compare.Row;
import dev.nextvec.compare.Wording;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.Split;
import dev.nextvec.internal.onnx.Exportable;
import dev.nextvec.internal.onnx.TrainedOn;
import dev.nextvec.internal.report.MarkdownReport;
import dev.nextvec.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The card of a model in the form of Hugging Face's: what it is, what it is worth beside every
 * baseline, what it learned from, and what it must not be used for.
 */
final class ModelCard {
  private final ModelFacts facts;
  private final List<String> lines = new ArrayList<>();

  ModelCard(ModelFacts facts) {
    this.facts = facts;
  }

  String text() {
    frontMatter();
    what();
    files();
    figures();
    precision();
    training();
    use();
    return String.join("\n", lines) + "\n";
  }

  /** Read by hubs; JSON's strings are YAML's. */
  private void frontMatter() {
    add(
        "---",
        "license: " + quoted(facts.licence().orElse(ModelFacts.NO_LICENCE)),
        "library_name: nextvec",
        "pipeline_tag: feature-extraction",
        "tags:",
        "- nextvec",
        "- latent-vector-model",
        "- onnx",
        "model-index:",
        "- name: " + quoted(facts.name()),
        "  results:",
        "  - task:",
        "      type: feature-extraction",
        "      name: Prediction of the next chunk's embedding",
        "    dataset:",
        "      type: " + quoted(facts.trainedOn().dataset()),
        "      name: " + quoted(facts.trainedOn().dataset() + ", test documents"),
        "    metrics:",
        "    - type: cosine_similarity",
        "      name: mean test cosine",
        "      value: " + String.format(Locale.ROOT, "%.6f", facts.row().cosine().value()),
        "---",
        "");
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }

  private void what() {
    Exportable model = facts.model();
    add("# " + MarkdownReport.escape(facts.name()), "");
    add(
        "A %s that takes the embeddings of %s of a document, oldest first (%d numbers each), and predicts the embedding of the chunk that follows. It has %s numbers that were %s."
            .formatted(
                what(model),
                model.contextLength() == 1
                    ? "one chunk"
                    : model.contextLength() + " consecutive chunks",
                model.dimension(),
                Figures.count(model.parameters()),
                model instanceof Exportable.Network ? "trained or fitted" : "fitted"),
        "");
    model
        .candidates()
        .ifPresent(
            map ->
                add(
                    "**It has two sides: its vector is to be compared with mapped chunks.** It learned to find the next chunk c by cos(prediction, M c), where M is the %s map in `model.safetensors` (%s numbers), and not to come near c as it is: do not search unmapped chunks with it, and do not take its prediction for an embedding."
                        .formatted(map.kind(), Figures.count(map.parameters())),
                    ""));
    for (String warning : facts.warnings()) {
      add("> **" + MarkdownReport.sentence(warning) + "**", "");
    }
    if (!facts.chosen().isEmpty()) {
      add("Why this one: " + MarkdownReport.sentence(String.join(" ", facts.chosen())), "");
    }
  }

  private void files() {
    Exportable model = facts.model();
    add(
        "| file | holds |",
        "|---|---|",
        "| `model.onnx` | the graph: `context` [batch, "
            + "%d, %d] in, `prediction` [batch, %d] of unit length out%s |"
                .formatted(
                    model.contextLength(),
                    model.dimension(),
                    model.dimension(),
                    hasAttention(model) ? ", and `attention`" : ""),
        "| `model.safetensors` | the %s, those of a network under PyTorch's names%s |"
            .formatted(
                facts.narrow().isPresent() ? "numbers it was made of, in float32" : "same numbers",
                model.candidates().isPresent() ? ", and the map of the chunks" : ""),
        "| `golden.safetensors` | contexts and what the model predicts for them%s%s |"
            .formatted(
                facts.narrow().isPresent() ? " in float32" : "",
                model.candidates().isPresent() ? ", and what the map makes of chunks" : ""),
        "| `config.json` | what the model is, every figure below, and the hashes of the files |");
    if (facts.encoder().isPresent()) {
      add(
          "| `encoder.json` | how to recognise the encoder of its vectors, and what texts were cut"
              + " to where that is known |");
    }
    add("");
  }

  private static boolean hasAttention(Exportable model) {
    return model instanceof Exportable.Network network
        && network.model().architecture().name().startsWith("amn");
  }

  private static String what(Exportable model) {
    String name = model.description().path("name").asText();
    return model instanceof Exportable.Network
        ? "latent vector model (a trained `%s` network)".formatted(name)
        : "baseline (`%s`, in closed form)".formatted(name);
  }

  private void figures() {
    Estimate own = facts.row().cosine();
    add("## What it is worth", "");
    add(
        "On %s and %s%s, its mean test cosine is **%s** (%s)."
            .formatted(
                Figures.counted(own.documents(), "document"),
                Figures.counted(own.windows(), "window"),
                facts.trainedOn().origin().isPresent()
                    ? ", which it may have learned from"
                    : " that it did not learn from",
                Figures.cosine(own.value()),
                Wording.interval(own)),
        "");
    add(
        "| | test cosine | 95 % interval | MRR | "
            + MarkdownReport.escape(facts.name())
            + " is | by |");
    add("|---|---|---|---|---|---|");
    facts.comparison().rows().forEach(row -> add(line(row)));
    add("");
    List<Row> notBeaten = facts.notBeaten();
    if (!notBeaten.isEmpty()) {
      add(
          "**Not shown to beat** "
              + notBeaten.stream()
                  .map(row -> MarkdownReport.escape(row.name()) + verdict(row))
                  .collect(Collectors.joining(", "))
              + ".",
          "");
    }
    add(
        "MRR is the mean reciprocal rank of the true next chunk among the chunks of all test"
            + " documents. Intervals are from a bootstrap over documents; a difference counts where"
            + " its interval does not hold zero, corrected for the number of differences.",
        "");
  }

  private void precision() {
    facts
        .narrow()
        .ifPresent(
            cost -> {
              add("## What storing it as " + cost.report().precision().key() + " does", "");
              cost.sentences().forEach(line -> add("- " + MarkdownReport.sentence(line)));
              add("");
            });
  }

  private String verdict(Row row) {
    return facts.against(row).map(d -> " (" + d.verdict().words() + ")").orElse("");
  }

  private String line(Row row) {
    String name = MarkdownReport.escape(row.name());
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            row.name().equals(facts.name()) ? "**" + name + "**" : name,
            Figures.cosine(row.cosine().value()),
            row.cosine().interval().map(Figures::interval).orElse("no interval"),
            ModelFacts.mrr(row).isPresent()
                ? Figures.cosine(ModelFacts.mrr(row).getAsDouble())
                : "not measured",
            facts.against(row).map(ModelCard::judged).orElse(" | "));
  }

  private static String judged(PairedDifference contrast) {
    Estimate difference = contrast.difference();
    return "%s | %s%s"
        .formatted(
            contrast.verdict().words(),
            Figures.difference(difference.value()),
            difference.interval().map(ends -> " (" + Figures.interval(ends) + ")").orElse(""));
  }

  private void training() {
    TrainedOn on = facts.trainedOn();
    add("## What it learned from", "");
    on.origin()
        .ifPresent(
            from ->
                add(
                    "Not known, nor how: its weights are from the file %s (sha256 `%s`), trained elsewhere. It was tested on:"
                        .formatted(MarkdownReport.escape(from.file()), from.sha256()),
                    ""));
    add(
        "- data: %s (sha256 `%s`)"
            .formatted(MarkdownReport.escape(on.dataset()), on.provenance().datasetSha256()),
        "- split by document, seed %d (sha256 `%s`)"
            .formatted(on.provenance().splitSeed(), on.provenance().splitSha256()));
    on.counts()
        .ifPresent(
            counts ->
                add(
                    "- %s in %s; windows: %s%s for the test"
                        .formatted(
                            Figures.counted(counts.chunks(), "chunk"),
                            Figures.counted(counts.documents(), "document"),
                            on.origin().isPresent() ? "" : learnedFrom(counts.split()),
                            Figures.count(counts.split().test().length))));
    on.config()
        .ifPresent(
            config ->
                add(
                    "- seed %d, at most %s; all settings are in `config.json`"
                        .formatted(config.seed(), Figures.counted(config.epochs(), "epoch"))));
    add(
        "- encoder: " + encoder(),
        "- made by Nextvec " + on.provenance().environment().nextvec(),
        "");
  }

  private static String learnedFrom(Split split) {
    return "%s for training, %s for validation, "
        .formatted(Figures.count(split.train().length), Figures.count(split.validation().length));
  }

  private String encoder() {
    return facts
        .encoder()
        .map(EncoderFingerprint::shown)
        .map(name -> "`" + name.replace("`", "'") + "`, recognised by `encoder.json`")
        .orElse("not recorded: nothing can show whether other vectors are of the same one");
  }

  private void use() {
    add(
        "## What it is for",
        "",
        "To predict where a document goes next in the space of its encoder, for example to look for"
            + " the chunk that follows. Text like that of its "
            + (facts.trainedOn().origin().isPresent() ? "test" : "training")
            + " is what its figures hold for.",
        "",
        "## What it must not be used for",
        "",
        "- vectors of another encoder: they mean nothing to it, and nothing would show it",
        "- text of another kind or language, before it was tested there",
        "- retrieval, before searching with the newest chunk itself, and with words, was tried on"
            + " the same data: what predicts well by cosine may retrieve worse",
        "- decisions about people",
        "",
        "## How to use it",
        "",
        "```java",
        "try (Model model = Model.open(Path.of(\"this directory\"))) { // needs nextvec-onnx alone",
        "  Prediction next = model.predict(vectors);",
        "}",
        "```",
        "",
        "```python",
        "session = onnxruntime.InferenceSession(\"model.onnx\")",
        "prediction = session.run([\"prediction\"], {\"context\": context})[0]",
        "```");
  }

  private void add(String... more) {
    lines.addAll(List.of(more));
  }
}
