package dev.nextvec.internal.page;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Dataset;
import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.examine.Examination;
import dev.nextvec.internal.page.PartsOfSplit.Part;
import dev.nextvec.internal.page.Prepared.Outcome;
import dev.nextvec.internal.report.DiagnosisPage;
import dev.nextvec.internal.report.DocumentLengths;
import dev.nextvec.internal.report.Html;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A dataset: what the doctor finds, how it is split, its documents, and any chunk's text. */
public final class DataView implements View {
  /** How the navigation names it. */
  public static final Tab TAB =
      new Tab(
          "/data",
          "Data",
          "What is wrong with the dataset, how it is split, and what stands in it.");

  private final DataSource source;

  /**
   * The view.
   *
   * @param source of the dataset
   */
  public DataView(DataSource source) {
    this.source = source;
  }

  @Override
  public Tab tab() {
    return TAB;
  }

  @Override
  public List<String> scripts() {
    return List.of("views.js");
  }

  /** What a view says where no dataset is shown. */
  static String none() {
    return Missing.of(
        "This server shows no dataset. It was started without one, and no run has one that is still"
            + " there:",
        "nextvec serve MODEL --data DATASET\nnextvec ui runs --data DATASET");
  }

  @Override
  public Set<String> parameters() {
    return Set.of("document", "row", "page", "find", "order");
  }

  @Override
  public String body(Query query) throws Exception {
    Optional<DataSource.Opened> opened;
    try {
      opened = source.open();
    } catch (IOException e) {
      return Markup.problem("The dataset cannot be shown: " + e.getMessage() + ".");
    }
    if (opened.isEmpty()) {
      return none();
    }
    Dataset dataset = opened.get().dataset();
    Optional<DocumentPages> reader = DocumentPages.of(dataset, opened.get().split(), query);
    if (reader.isPresent()) {
      return reader.get().html();
    }
    StringBuilder out = new StringBuilder();
    split(out, opened.get());
    out.append("<section id=\"doctor\"><h2>What the doctor finds</h2>");
    out.append(
        switch (source.examination(opened.get())) {
          case Outcome.Ready<Examination> ready -> DiagnosisPage.part(ready.value());
          case Outcome.Pending<Examination> pending ->
              Waiting.of(
                  "The doctor is examining the dataset", pending.words(), query.link(TAB.path()));
          case Outcome.Failed<Examination> failed ->
              Markup.problem("The dataset was not examined: " + failed.why() + ".");
        });
    out.append("</section>");
    new DocumentList(dataset, opened.get().split(), query).write(out);
    return out.toString();
  }

  private static void split(StringBuilder out, DataSource.Opened opened) {
    Dataset dataset = opened.dataset();
    PartsOfSplit split = opened.split();
    out.append("<section id=\"split\"><h2>Split</h2><p class=\"card\">");
    out.append(Html.sentence(told(split))).append("</p>");
    if (split.problem().isPresent()) {
      out.append(Markup.problem("No split is possible: " + split.problem().get() + "."));
    } else {
      parts(out, split);
    }
    out.append("<div class=\"two\">");
    out.append(DocumentLengths.figure(dataset.documents().stream().map(Document::count).toList()));
    facts(out, dataset, split);
    out.append("</div></section>");
  }

  private static String told(PartsOfSplit split) {
    String how =
        String.format(
            Locale.ROOT,
            "seed %d, %.0f %% of the documents for validation and %.0f %% for testing, windows of"
                + " %d chunks and the next",
            split.choice().seed(),
            100 * split.choice().fractions().validation(),
            100 * split.choice().fractions().test(),
            split.contextLength());
    return split.ofRun().isPresent()
        ? "The split of the run `%s`: %s.".formatted(split.ofRun().get(), how)
        : "The split that `train` makes unless told otherwise: %s.".formatted(how);
  }

  private static void parts(StringBuilder out, PartsOfSplit split) {
    int all = split.windows().stream().mapToInt(Integer::intValue).sum();
    out.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Split\"><table>");
    out.append(
        "<thead><tr><th scope=\"col\">Part</th><th scope=\"col\" class=\"n\">Documents</th>");
    out.append(
        "<th scope=\"col\" class=\"n\">Windows</th><th scope=\"col\">Share</th></tr></thead>");
    Part[] parts = {Part.TRAIN, Part.VALIDATION, Part.TEST};
    for (int i = 0; i < parts.length; i++) {
      int windows = split.windows().get(i);
      double share = all == 0 ? 0 : (double) windows / all;
      out.append(
          "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s</td><td><progress max=\"1000\" value=\"%d\" aria-label=\"Share of the windows for %s\"></progress> %s</td></tr>"
              .formatted(
                  parts[i].words(),
                  Figures.count(split.documents(parts[i])),
                  Figures.count(windows),
                  Math.round(1000 * share),
                  parts[i].words(),
                  Figures.share(share)));
    }
    out.append("</table></div>");
  }

  private static void facts(StringBuilder out, Dataset dataset, PartsOfSplit split) {
    out.append("<dl class=\"origin\">");
    fact(out, "Dataset", dataset.path().toString());
    fact(out, "Chunks", Figures.count(dataset.count()));
    fact(
        out,
        "Documents",
        Figures.count(dataset.documents().size())
            + (dataset.documentBoundariesKnown() ? "" : " (boundaries guessed)"));
    fact(out, "Dimension", Figures.count(dataset.dimension()));
    fact(
        out,
        "Made by",
        dataset.encoder().map(EncoderFingerprint::shown).orElse("an encoder that is not recorded"));
    List<String> options = dataset.account().options();
    if (!options.isEmpty()) {
      fact(out, "Made with", String.join(", ", options));
    }
    fact(out, "Texts", dataset.texts().isPresent() ? "kept" : "not kept");
    fact(out, "sha256", dataset.sha256());
    if (!split.sha256().isEmpty()) {
      fact(out, "sha256 of the split", split.sha256());
    }
    out.append("</dl>");
  }

  private static void fact(StringBuilder out, String name, String value) {
    out.append("<dt>").append(name).append("</dt><dd>").append(Html.escape(value)).append("</dd>");
  }
}
